import { expect, test, vi } from "vitest";
import type { Home } from "../state/home.svelte";
import { en } from "../strings/en";
import { pressed, written } from "./keys";
import { ACTIONS } from "./list";
import { meant, press } from "./press";

const key = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true, ...more });

/** A home in the dark room with an empty jot line, as far as actions look. */
function dark(over: object = {}) {
  const hand = { empty: true, hasLast: true, react: vi.fn(), keep: vi.fn(), clear: vi.fn(), undo: vi.fn(), redo: vi.fn(), shift: vi.fn(), startOrPause: vi.fn(), nudge: vi.fn(), itSays: vi.fn(), dim: vi.fn(), lightsUp: vi.fn(), leave: vi.fn(), ...over };
  return { hand, home: { me: { started: true }, route: { screen: "dark", id: "s1" }, dark: true, hands: { dark: hand } } as unknown as Home };
}
function jotLine(): HTMLTextAreaElement {
  const field = document.createElement("textarea");
  field.dataset.jot = "";
  document.body.append(field);
  return field;
}
function at(target: HTMLElement, event: KeyboardEvent): KeyboardEvent {
  target.dispatchEvent(event);
  return event;
}

test("every action has a name in the catalogue and an id of its own", () => {
  expect(new Set(ACTIONS.map((action) => action.id)).size).toBe(ACTIONS.length);
  for (const action of ACTIONS) expect(Object.keys(en), action.id).toContain(action.label);
});

test("no key means two things in one place", () => {
  for (const group of ["dark", "talk", "recap", "lobby", "library"] as const) {
    const keys = ACTIONS.filter((action) => action.group === group || (action.group === "anywhere" && !["undo", "help-typing"].includes(action.id))).flatMap((action) => action.keys);
    expect(keys.filter((one, place) => keys.indexOf(one) !== place), group).toEqual([]);
  }
});

test("no key is one that the browser keeps for itself", () => {
  const kept = ["Mod+T", "Mod+N", "Mod+W", "Mod+Q", "Mod+R", "Mod+L", "F5", "F11", "Alt+F4"];
  for (const action of ACTIONS) for (const keys of action.keys) expect(kept, action.id).not.toContain(keys);
});

test("keys are read as they are written", () => {
  expect(pressed(key("k", { ctrlKey: true }), "Mod+K", false)).toBe(true);
  expect(pressed(key("k", { metaKey: true }), "Mod+K", true)).toBe(true);
  expect(pressed(key("k", { metaKey: true }), "Mod+K", false)).toBe(false);
  expect(pressed(key("K", { ctrlKey: true, shiftKey: true }), "Mod+K", false)).toBe(false);
  expect(pressed(key("?", { shiftKey: true }), "?", false)).toBe(true);
  expect(pressed(key("j", { ctrlKey: true }), "j", false)).toBe(false);
  expect(pressed(key("Enter", { shiftKey: true }), "Enter", false)).toBe(false);
  expect([written("Mod+K", false), written("Mod+K", true), written("Alt+ArrowUp", false), written("F1", false), written("?", false)]).toEqual(["Ctrl K", "\u2318K", "Alt \u2191", "F1", "?"]);
});

test("a digit is a reaction while the jot line is empty, and a letter of the note otherwise", () => {
  const field = jotLine();
  const empty = dark();
  const event = at(field, key("2"));
  expect(press(event, empty.home)).toBe(true);
  expect(empty.hand.react).toHaveBeenCalledWith(1);
  expect(event.defaultPrevented).toBe(true);
  expect(meant(at(field, key("2")), dark({ empty: false }).home)).toBeUndefined();
});

test("a digit held down is one reaction and writes nothing", () => {
  const { hand, home } = dark();
  const event = at(jotLine(), key("2", { repeat: true }));
  expect(press(event, home)).toBe(true);
  expect(event.defaultPrevented).toBe(true);
  expect(hand.react).not.toHaveBeenCalled();
});

test("in the jot line the prefixes are letters: ? asks a question there and shows no help", () => {
  const field = jotLine();
  for (const sign of ["?", ">", '"', "!", "#", "/", "n", "j"]) expect(meant(at(field, key(sign)), dark().home), sign).toBeUndefined();
});

test("while letters are put together no key is an action", () => {
  expect(meant(at(jotLine(), key("2", { isComposing: true })), dark().home)).toBeUndefined();
  expect(meant(at(jotLine(), key("Enter", { isComposing: true })), dark({ empty: false }).home)).toBeUndefined();
});

test("in any other field only the keys for anywhere act", () => {
  const field = document.createElement("input");
  document.body.append(field);
  expect(meant(at(field, key("1")), dark().home)).toBeUndefined();
  expect(meant(at(field, key("z", { ctrlKey: true })), dark().home)).toBeUndefined();
  expect(meant(at(field, key("k", { ctrlKey: true })), dark().home)?.id).toBe("palette");
});

test("a bare Enter belongs to the button that has the focus, with Ctrl it does not", () => {
  const button = document.createElement("button");
  document.body.append(button);
  expect(meant(at(button, key("Enter")), dark({ empty: false }).home)).toBeUndefined();
  expect(meant(at(button, key("Enter", { ctrlKey: true })), dark({ empty: false }).home)?.id).toBe("start-pause");
});
