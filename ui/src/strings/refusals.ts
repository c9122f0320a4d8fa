/** What the house says of itself, in the language of the person: a refusal by its code, a remark by its sentence. */
import { type Nearer, nearer, refusals, remarks } from "./refusals.de";
import { setApart } from "./say";

/** Where a value stands in the house's own sentences: a path, a number, a player. */
export const VALUES: Readonly<Record<string, RegExp>> = {
  "profile-no-folder": /^The folder (?<path>.+?) cannot be made/,
  "profile-no-key": /^The device's key(?<path> in .+?) cannot be used/,
  "profile-bad-key": /^(?<path>.+?) does not hold a device key/,
  "library-not-a-database": /^(?<path>.+?) is not a library/,
  "library-not-ours": /^(?<path>.+?) belongs to another program/,
  "library-newer": /^(?<path>.+?) was written by a newer/,
  "library-read-only": /^(?<path>.+?) cannot be written to/,
  "library-no-folder": /^The folder (?<path>.+?) cannot be used/,
  "library-already-open": /^(?<path>.+?) is already open/,
  "too-many-turns": /at most (?<limit>\d+) turns/,
  "too-long": /longer than (?<limit>\d+) characters/,
  "too-many": /more than (?<limit>\d+) /,
  "file-exists": /^There is a file (?<path>.+) already\./,
  "no-such-folder": /^There is no folder (?<path>.+)\. Nothing/,
  "no-folder": /^(?<path>.+) cannot hold a file/,
  "no-rights": /^You may not write in (?<path>.+)\. Nothing/,
  "disk-full": /^There is no room for (?<path>.+)\. What was/,
  "read-only": /^The disk of (?<path>.+) can only be read/,
  "name-too-long": /^The name (?<path>.+) is too long/,
  "one-name-for-many": /^These are (?<files>\d+) files, and (?<path>.+) is no folder/,
  "not-written": /^(?<path>.+?) could not be written/,
  equivocated: /^The device (?<device>\w+) wrote/,
  noise: /^The device (?<device>\w+) sent/,
  "player-absent": /^(?<player>.+?) is not there/,
  "player-closed": /^(?<player>.+?) closed/,
  "player-silent": /^(?<player>.+?) has not answered/,
  "player-other": / is not (?<player>.+?)\. Nothing/,
  "player-broken": /^(?<player>.+?) sent half/,
  "player-too-long": /^(?<player>.+?) sent a message/,
  "player-no-film": /^(?<player>.+?) has no film/,
  "player-wrong-password": /^(?<player>.+?) does not take/,
  "player-refused": /^(?<player>.+?) refused(?<why>: .+?)\. Nothing/,
  "player-not-own": /^(?<player>.+?) is not on this/,
  "player-cannot": /^(?<player>.+?) cannot do/,
  "player-not-here": /^(?<player>.+?) cannot be followed/,
};

/** How the house calls a player whose name it does not know. */
const NAMELESS = "The player";

/** Says a refusal in German, or nothing where the code has no German sentence. */
export function inGerman(refused: { readonly code: string; readonly says: string }): string | undefined {
  const general = Object.hasOwn(refusals, refused.code) ? refusals[refused.code] : undefined;
  if (general === undefined) return undefined;
  const closer = Object.hasOwn(nearer, refused.code) ? first(nearer[refused.code] ?? [], refused.says) : undefined;
  return closer ?? fill(general, (Object.hasOwn(VALUES, refused.code) ? VALUES[refused.code] : undefined)?.exec(refused.says)?.groups);
}

/** Says a remark of the house's in German, or nothing where it is not known. */
export function remarkInGerman(says: string): string | undefined {
  return first(remarks, says);
}

function first(sentences: readonly Nearer[], says: string): string | undefined {
  for (const [english, german] of sentences) {
    const found = english.exec(says);
    if (found) return fill(german, found.groups);
  }
  return undefined;
}

function fill(sentence: string, values: Readonly<Record<string, string | undefined>> = {}): string {
  return sentence.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (gap, name: string, otherwise: string | undefined) => {
    const value = values[name];
    return value === undefined || value === "" || value === NAMELESS ? (otherwise ?? gap) : setApart(value);
  });
}
