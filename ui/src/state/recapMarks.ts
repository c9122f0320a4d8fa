/**
 * The marks that stand in a recap's text: `||…||` spoils, `==…==` spoils nothing, `[^…]` names the note a sentence owes
 * its idea to.
 */
export interface Selected {
  text: string;
  from: number;
  to: number;
}

/** Puts a mark round the selected words, or takes it off when it stands there already. A mark never leaves its paragraph. */
export function marked(selected: Selected, mark: "||" | "=="): Selected {
  const { text } = selected;
  let { from, to } = selected;
  if (from === to) [from, to] = sentenceAround(text, from);
  const end = text.indexOf("\n", from);
  if (end !== -1 && end < to) to = end;
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  if (from === to) return selected;
  const inside = text.slice(from, to);
  if (inside.startsWith(mark) && inside.endsWith(mark) && inside.length >= mark.length * 2) {
    const bare = inside.slice(mark.length, -mark.length);
    return { text: text.slice(0, from) + bare + text.slice(to), from, to: from + bare.length };
  }
  if (text.slice(0, from).endsWith(mark) && text.startsWith(mark, to)) {
    const start = from - mark.length;
    return { text: text.slice(0, start) + inside + text.slice(to + mark.length), from: start, to: start + inside.length };
  }
  const cut = mark.length;
  return { text: text.slice(0, from) + mark + inside + mark + text.slice(to), from: from + cut, to: to + cut };
}

function sentenceAround(text: string, at: number): [number, number] {
  const before = Math.max(text.lastIndexOf("\n", at - 1) + 1, ...[". ", "! ", "? "].map((stop) => {
    const found = text.lastIndexOf(stop, at - 1);
    return found === -1 ? 0 : found + 2;
  }));
  const rest = /[.!?](?=\s|$)|\n|$/.exec(text.slice(at));
  const stop = rest ? at + rest.index + (rest[0] === "\n" ? 0 : rest[0].length) : text.length;
  return [before, stop];
}

/** How many passages are marked as spoilers. */
export function spoilers(text: string): number {
  let count = 0;
  for (const block of text.split("\n")) count += Math.ceil((block.split("||").length - 1) / 2);
  return count;
}

/** Puts words in as a paragraph of their own after the one that holds the caret. */
export function inserted(text: string, caret: number, paragraph: string): Selected {
  const end = text.indexOf("\n", caret);
  const at = end === -1 ? text.length : end;
  const before = text.slice(0, at).replace(/\n+$/, "");
  const after = text.slice(at).replace(/^\n+/, "");
  const lead = before === "" ? "" : `${before}\n\n`;
  const place = lead.length + paragraph.length;
  return { text: lead + paragraph + (after === "" ? "\n" : `\n\n${after}`), from: place, to: place };
}
