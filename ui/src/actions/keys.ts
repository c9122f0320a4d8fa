/** Keys as they are written in the list of actions: `Mod+K`, `Shift+Enter`, `?`. */

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
}

/** Whether a pressed key is the one that is written. Mod is Command on a Mac and Ctrl elsewhere. */
export function pressed(event: KeyboardEvent, keys: string, mac = isMac()): boolean {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  const key = parts.pop() ?? "";
  const wants = { mod: parts.includes("Mod"), shift: parts.includes("Shift"), alt: parts.includes("Alt") };
  if (event.key.toLowerCase() !== key.toLowerCase()) return false;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  // On many keyboards [ and ] are made with AltGr, and ? with Shift: for a bare character only the character counts.
  const printed = key.length === 1 && !/[a-z]/i.test(key) && !wants.mod;
  if (printed && !wants.alt) return event.getModifierState?.("AltGraph") || (!mod && !other && !event.altKey);
  return mod === wants.mod && !other && event.altKey === wants.alt && event.shiftKey === wants.shift;
}

const NAMES: Record<string, string> = { ArrowUp: "\u2191", ArrowDown: "\u2193", ArrowLeft: "\u2190", ArrowRight: "\u2192", Escape: "Esc" };

/** The keys as they stand on this keyboard. */
export function written(keys: string, mac = isMac()): string {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  return parts
    .map((part) => (part === "Mod" ? (mac ? "\u2318" : "Ctrl") : part === "Alt" && mac ? "\u2325" : part === "Shift" && mac ? "\u21e7" : (NAMES[part] ?? part.toUpperCase())))
    .map((part) => (part.length > 1 && part === part.toUpperCase() && !/^F\d/.test(part) ? part.charAt(0) + part.slice(1).toLowerCase() : part))
    .join(mac ? "" : " ");
}
