/** What was begun and not yet sent: it outlives a redraw, a failed try, a look at another screen and the end of the program. */
const KEPT_AS = "asides-drafts";
/** More than anybody has begun; the oldest goes first. */
const MOST = 50;

const drafts = $state<Record<string, string>>(kept());

export function draft(key: string): string {
  return drafts[key] ?? "";
}

export function setDraft(key: string, text: string): void {
  if (text === "") delete drafts[key];
  else drafts[key] = text;
  for (const old of Object.keys(drafts).slice(0, -MOST)) delete drafts[old];
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(drafts));
  } catch {
    // It holds for as long as the page is open.
  }
}

function kept(): Record<string, string> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}");
    const pairs = typeof found === "object" && found !== null ? Object.entries(found) : [];
    return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    return {};
  }
}
