/** The German refusals against the house's sources: every code that a window can meet, and none that is gone. */
import { afterEach, expect, test } from "vitest";
import { sentence } from "../state/home.svelte";
import { refused, remark, speak, words } from "./index.svelte";
import { VALUES, inGerman, remarkInGerman } from "./refusals";
import { nearer, refusals, remarks } from "./refusals.de";

const spoken = words().language === "de" ? "de" : "en";
afterEach(() => speak(spoken));

const screens: Record<string, string> = import.meta.glob("../**/*.svelte", { query: "?raw", import: "default", eager: true });
const sources: Record<string, string> = import.meta.glob("../../../crates/*/src/**/*.rs", { query: "?raw", import: "default", eager: true });

/** Errors that become a refusal by the name of their variant, and the word that may stand before it. */
const ROOMS: readonly [file: string, name: string, before: string][] = [
  ["asides/src/profile.rs", "ProfileError", "profile-"],
  ["asides/src/put.rs", "NotPut", ""],
  ["library/src/error.rs", "LibraryError", "library-"],
  ["peers/src/join.rs", "KnockError", "invite-"],
  ["players/src/error.rs", "PlayerError", "player-"],
  ["press/src/lib.rs", "PressError", ""],
  ["recap/src/error.rs", "ExportError", "export-"],
  ["replica/src/household/act.rs", "Refused", ""],
  ["replica/src/invite/message.rs", "Refusal", "invite-"],
  ["replica/src/invite/ticket.rs", "TicketError", "ticket-"],
  ["screening/src/refused.rs", "Refused", ""],
];

/** Every word that stands before the name of a variant, as the house writes it. */
const BEFORE = ["export", "invite", "library", "player", "profile", "ticket"];

const kebab = (name: string) => name.replace(/(?<!^)[A-Z]/g, "-$&").toLowerCase();

/** A source without its tests and its comments; the command line's own refusals never reach a window. */
const house = Object.entries(sources)
  .filter(([path]) => !path.includes("/bin/"))
  .map(([, text]) => (text.split("#[cfg(test)]\nmod tests")[0] ?? "").replace(/^\s*\/\/.*$/gm, ""));

const literal = (pattern: RegExp) => house.flatMap((text) => [...text.matchAll(pattern)].map((found) => found[1] ?? ""));

function variants(file: string, name: string): [code: string, says: string][] {
  const text = sources[`../../../crates/${file}`] ?? "";
  const begin = text.indexOf(`pub enum ${name} {`);
  const body = text.slice(begin, text.indexOf("\n}", begin));
  return [...body.matchAll(/#\[error\(\s*(?:transparent|"((?:[^"\\]|\\.)*)")[^\]]*?\)\]\s*(\w+)/gs)].map((found) => [kebab(found[2] ?? ""), (found[1] ?? "").replace(/\\\s+/g, "").replaceAll('\\"', '"')]);
}

const named = literal(/Problem::new\(\s*"([a-z-]+)"/g).concat(literal(/refuse\(\s*StatusCode::\w+,\s*"([a-z-]+)"/g));
const byVariant = ROOMS.flatMap(([file, name, before]) => variants(file, name).map(([code, says]) => [before + code, says] as const));
const met = new Set([...named, ...byVariant.map(([code]) => code)]);

test("the house's refusals are found where this test looks for them", () => {
  expect(new Set(named).size).toBeGreaterThan(25);
  for (const [file, name] of ROOMS) expect(variants(file, name).length, `${file} ${name}`).toBeGreaterThan(1);
  expect(new Set(literal(/Problem::about\(\s*"([a-z-]+)"/g))).toEqual(new Set(BEFORE));
});

test("every refusal that a window can meet has a German sentence, and none is left of one that is gone", () => {
  expect([...met].filter((code) => !Object.hasOwn(refusals, code)).sort()).toEqual([]);
  expect(Object.keys(refusals).filter((code) => !met.has(code))).toEqual([]);
  expect([...Object.keys(nearer), ...Object.keys(VALUES)].filter((code) => !met.has(code))).toEqual([]);
});

test("each is made of whole sentences, and leaves no gap open", () => {
  const all = [...Object.entries(refusals), ...Object.entries(nearer).flatMap(([code, some]) => some.map(([, german]) => [code, german] as const)), ...remarks.map(([, german]) => ["remark", german] as const)];
  for (const [code, german] of all) {
    expect(german, code).toMatch(/^[A-ZÄÖÜ„{].*\.$/s);
    expect(german.split(" ").length, code).toBeGreaterThan(1);
    expect(german, code).not.toMatch(/ {2}|[“”](?=\w)/);
  }
  for (const code of Object.keys(refusals)) expect(inGerman({ code, says: "" }), code).not.toMatch(/[{}|]| {2}/);
});

test("what an error says with a value says it in German too", () => {
  for (const [code, english] of byVariant) {
    const says = english.replace(/\{\w*\}/g, "7");
    const german = inGerman({ code, says: says.charAt(0).toUpperCase() + says.slice(1) });
    expect(german, code).not.toMatch(/[{}|]| {2}/);
    if (/\{\w+\|/.test(refusals[code] ?? "")) expect(german, code).toContain("7");
  }
  for (const [leak, english] of variants("recap/src/error.rs", "Leak")) {
    expect(inGerman({ code: "export-leak", says: `This sentence ${english}: “So.” Nothing was exported and your text is as it was.` }), leak).toContain("„So.“");
  }
});

test("values come out of the house's own sentence", () => {
  const check = (code: string, says: string, expected: string) => expect(inGerman({ code, says }), code).toContain(expected);
  check("file-exists", "There is a file /reviews/ferry. 2.md already. It was left as it is.", "Die Datei /reviews/ferry. 2.md gibt es schon.");
  check("library-already-open", "/home/mara/asides/library is already open in another Asides. Nothing was changed.", "/home/mara/asides/library ist schon");
  check("profile-no-key", "The device's key in /p/device.key cannot be used (denied). Your notes are safe.", "Geräts in /p/device.key lässt");
  check("too-long", "The note is longer than 4000 characters; nothing was written.", "höchstens 4000 Zeichen");
  check("out-of-range", "The year is outside its range (1800 to 3000); nothing was written. Correct it.", "zwischen 1800 und 3000");
  check("name", "Mara is here already and would be mistaken for it; nothing was changed, add a letter.", "Mara gibt es hier schon");
  check("not-saved", "Not saved: The disk is full, so this was not saved. What you typed stays where it is.", "Der Datenträger ist voll.");
  check("not-saved", "Not saved: something else.", "Nicht gesichert: Die Datei nahm es nicht an.");
  check("player-silent", "VLC has not answered for 5 s. The film clock goes on.", "VLC hat eine Weile");
  check("player-silent", "The player has not answered for 5 s. The film clock goes on.", "Der Player hat eine Weile");
  check("player-refused", "mpv refused: no such file. Nothing was changed.", "mpv hat abgelehnt: no such file. Nichts");
  check("export-leak", "This sentence repeats a passage that is marked as a spoiler: “She did it.” Nothing was exported and your text is as it was.", "Spoiler markiert ist: „She did it.“ Nichts");
  check("full", "This screening has reached its limit of 500000 changes; nothing was written.", "500000 Änderungen");
});

test("every remark, and every sentence that is told apart, is still said by the house", () => {
  const said = house.join("\n").replace(/\\"/g, '"').replace(/\{\w*\}/g, "7").replace(/(?:\\\n)\s*/g, "");
  const loose = (pattern: RegExp) => new RegExp(pattern.source.replace(/^\^/, "").replace(/\\\.\$$|\$$/, ""), "is");
  for (const [english] of remarks) expect(loose(english).test(said), english.source).toBe(true);
  // These two are put together from several strings; they are checked above.
  const apart = Object.entries(nearer).filter(([code]) => code !== "out-of-range" && code !== "export-leak");
  for (const [code, some] of apart) for (const [english] of some) expect(loose(english).test(said), `${code} ${english.source}`).toBe(true);
  expect(remarkInGerman("The library takes 120 kB on the disk, of which 8 kB can be given back.")).toContain("120 kB");
  expect(remarkInGerman("Working without a network.")).toBe("Ohne Netz.");
  expect(remarkInGerman("Something new.")).toBeUndefined();
});

test("a code without a German sentence stays what the house said, and no code reaches into the language", () => {
  expect(inGerman({ code: "not-thought-of", says: "So be it." })).toBeUndefined();
  expect(inGerman({ code: "constructor", says: "So be it." })).toBeUndefined();
});

test("the house speaks the language of the window, and changes with it", () => {
  const gone = { code: "player-closed", says: "mpv closed. The film clock goes on as it is." };
  speak("en");
  expect([sentence(gone), remark("Working without a network.")]).toEqual([gone.says, "Working without a network."]);
  speak("de");
  expect(sentence(gone)).toBe("mpv wurde geschlossen. Die Filmuhr geht weiter wie bisher. Asides folgt ihm, sobald er wieder da ist.");
  expect(remark("Working without a network.")).toBe("Ohne Netz.");
  expect(refused({ code: "not-thought-of", says: "So be it." })).toBe("So be it.");
  expect(sentence({ code: "out-of-reach", says: "" })).toMatch(/^Das Haus ist außer Reichweite\./);
});

test("no screen shows the house's words before they went through the catalogue", () => {
  expect(Object.keys(screens).length).toBeGreaterThan(40);
  for (const [path, text] of Object.entries(screens)) {
    const shown = [...text.matchAll(/\{\s*([\w.?[\]]+\.(?:says|network|key_warning))\b[^}]*\}/g)].map((found) => found[1]);
    // A notice was said in the person's language when it came up.
    expect(shown.filter((one) => one !== "home.notice.says"), path).toEqual([]);
  }
});
