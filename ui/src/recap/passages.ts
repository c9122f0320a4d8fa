/**
 * Passages that spoil, or spoil nothing, beside the text: how they move while one types, until the house says where they
 * are. What is typed inside belongs to them, what is typed at either end does not.
 */
import type { ChangeDesc } from "@codemirror/state";

export type Marking = "spoiler" | "free";

export interface Passage {
  from: number;
  to: number;
  marking: Marking;
}

/** A mark put on a passage, or taken off. */
export interface Marked extends Passage {
  on: boolean;
}

export function isMarking(name: string): name is Marking {
  return name === "spoiler" || name === "free";
}

export function movedPassages<P extends Passage>(passages: readonly P[], changes: ChangeDesc): P[] {
  const moved = passages.map((one) => ({ ...one, from: changes.mapPos(one.from, 1), to: changes.mapPos(one.to, -1) }));
  return moved.filter((one) => one.from < one.to);
}

/** Lays a mark over passages. Passages of one marking lie apart, in order. */
export function laid(passages: readonly Passage[], mark: Marked): Passage[] {
  const cut = passages.flatMap((one): Passage[] => {
    if (one.marking !== mark.marking || one.to < mark.from || one.from > mark.to) return [one];
    return [{ ...one, to: mark.from }, { ...one, from: mark.to }].filter((rest) => rest.from < rest.to);
  });
  if (mark.on && mark.from < mark.to) {
    const near = passages.filter((one) => one.marking === mark.marking && one.to >= mark.from && one.from <= mark.to);
    const joined = { from: Math.min(mark.from, ...near.map((one) => one.from)), to: Math.max(mark.to, ...near.map((one) => one.to)), marking: mark.marking };
    const apart = passages.filter((one) => !near.includes(one));
    return inOrder([...apart, joined]);
  }
  return inOrder(cut);
}

function inOrder(passages: Passage[]): Passage[] {
  return passages.sort((a, b) => a.from - b.from || a.to - b.to || (a.marking < b.marking ? -1 : 1));
}

/** Whether all of a stretch has a marking. */
export function isMarked(passages: readonly Passage[], from: number, to: number, marking: Marking): boolean {
  return passages.some((one) => one.marking === marking && one.from <= from && one.to >= to);
}

/**
 * What marking a selection does: the words in it are marked, or no longer when all of them were. With nothing selected it
 * is the passage or the sentence round the caret. A spoiler is never free, nor the other way round.
 */
export function toggled(text: string, passages: readonly Passage[], selected: { from: number; to: number }, marking: Marking): Marked[] {
  let { from, to } = selected;
  if (from === to) {
    const inside = passages.find((one) => one.marking === marking && one.from <= from && one.to >= from);
    if (inside) return [{ ...inside, on: false }];
    [from, to] = sentenceAround(text, from);
  }
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  if (from === to) return [];
  if (isMarked(passages, from, to, marking)) return [{ from, to, marking, on: false }];
  const other = marking === "spoiler" ? "free" : "spoiler";
  const meets = passages.some((one) => one.marking === other && one.from < to && one.to > from);
  return [...(meets ? [{ from, to, marking: other, on: false } as const] : []), { from, to, marking, on: true }];
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
