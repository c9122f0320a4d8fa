/** From a pressed key to the action that it stands for. */
import type { Home } from "../state/home.svelte";
import { ACTIONS, type Action } from "./list";
import { pressed } from "./keys";

export type Typing = "no" | "jot" | "other";

/** Whether the key goes into a field, and whether that is the jot line. */
export function typingIn(target: EventTarget | null): Typing {
  if (!(target instanceof HTMLElement)) return "no";
  if (target.dataset.jot !== undefined) return "jot";
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable) return "other";
  if (target instanceof HTMLInputElement) return /^(button|checkbox|radio|range|submit|reset)$/.test(target.type) ? "no" : "other";
  return "no";
}

/** The action of a key. None while letters are put together, or when a window above the page has the keys. */
export function meant(event: KeyboardEvent, home: Home, actions: readonly Action[] = ACTIONS): Action | undefined {
  if (event.defaultPrevented || event.isComposing || event.key === "Process") return undefined;
  const typing = typingIn(event.target);
  const above = event.target instanceof Element && event.target.closest("dialog[open]") !== null;
  return actions.find((action) => {
    if (!action.keys.some((keys) => pressed(event, keys))) return false;
    if (above && action.id !== "palette") return false;
    if (typing === "other" && action.typing !== "any") return false;
    if (typing === "jot" && action.typing === undefined) return false;
    // A bare Enter belongs to the button or link that has the focus.
    if (typing === "no" && event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey && event.target instanceof Element && event.target.closest("button, a, summary")) return false;
    return action.when(home);
  });
}

/** Does what the key stands for. False when it stands for nothing. */
export function press(event: KeyboardEvent, home: Home): boolean {
  const action = meant(event, home);
  if (!action) return false;
  event.preventDefault();
  // A key held down is one reaction, and no row of digits in the line either.
  if (event.repeat && !action.repeats) return true;
  void action.perform(home);
  return true;
}
