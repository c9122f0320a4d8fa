/**
 * The recap while two people write it: what was typed here since the text went out is carried onto what came back.
 *
 * The house merges; this only keeps letters typed during the journey, and the caret, in their place.
 */
export interface Splice {
  at: number;
  remove: number;
  insert: string;
}

/** The smallest single splice from one text to another. It never cuts a surrogate pair. */
export function spliceOf(from: string, to: string): Splice {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(from.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < shorter - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end += 1;
  if (end > 0 && isLow(from.charCodeAt(from.length - end))) end -= 1;
  return { at: start, remove: from.length - start - end, insert: to.slice(start, to.length - end) };
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Where a place in the old text is after a splice. */
export function moved(place: number, splice: Splice, sticks: "before" | "after" = "after"): number {
  if (place < splice.at || (place === splice.at && sticks === "before")) return place;
  if (place >= splice.at + splice.remove) return place + splice.insert.length - splice.remove;
  return splice.at + splice.insert.length;
}

/** Puts what was typed here (`sent` to `now`) onto what came back for `sent`. Nothing typed is lost. */
export function carried(sent: string, now: string, back: string): string {
  if (sent === now) return back;
  const typed = spliceOf(sent, now);
  const others = spliceOf(sent, back);
  // At the same place one goes on after one's own words; what others wrote inside a stretch replaced here stays.
  const from = moved(typed.at, others, typed.remove === 0 ? "before" : "after");
  const to = Math.max(from, moved(typed.at + typed.remove, others, "before"));
  return back.slice(0, from) + typed.insert + back.slice(to);
}
