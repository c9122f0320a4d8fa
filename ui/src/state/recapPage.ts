/**
 * A recap's text as a page to read: headings, items and paragraphs, each in pieces that spoil, spoil nothing, or are
 * plain, with the notes that they owe their ideas to.
 */
import type { MarkedPassage } from "../bridge";

export type Piece = { text: string; mark: "plain" | "spoiler" | "free" };
export interface Block {
  shape: "h1" | "h2" | "h3" | "item" | "paragraph";
  pieces: Piece[];
  /** Ids of notes, in the order in which they are named. */
  credits: string[];
}

const SHAPES: [RegExp, Block["shape"]][] = [[/^### /, "h3"], [/^## /, "h2"], [/^# /, "h1"], [/^- /, "item"]];
const CREDIT = /\[\^([0-9a-f]{24})\]/g;

export function page(text: string, marks: readonly MarkedPassage[] = []): Block[] {
  const blocks: Block[] = [];
  let paragraph: [number, number] | undefined;
  const close = () => {
    if (paragraph) blocks.push(block("paragraph", text, ...paragraph, marks));
    paragraph = undefined;
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const [from, to] = [at, at + line.length];
    at = to + 1;
    const shaped = SHAPES.find(([start]) => start.test(line));
    if (line.trim() === "") close();
    else if (shaped) {
      close();
      blocks.push(block(shaped[1], text, from + (shaped[0].exec(line)?.[0].length ?? 0), to, marks));
    } else paragraph = [paragraph?.[0] ?? from, to];
  }
  close();
  return blocks.filter((one) => one.pieces.length > 0);
}

/** Where a spoiler and something free meet, it spoils. */
function block(shape: Block["shape"], text: string, from: number, to: number, marks: readonly MarkedPassage[]): Block {
  const credits: string[] = [];
  const gaps: [number, number][] = [];
  for (const found of text.slice(from, to).matchAll(CREDIT)) {
    credits.push(found[1] ?? "");
    gaps.push([from + found.index, from + found.index + found[0].length]);
  }
  const edges = new Set([from, to, ...gaps.flat(), ...marks.flatMap((one) => [one.from, one.to])].filter((edge) => edge >= from && edge <= to));
  const pieces: Piece[] = [];
  let start = from;
  for (const end of [...edges].sort((a, b) => a - b)) {
    const isGap = gaps.some(([a, b]) => a <= start && end <= b && a < b);
    const says = (marking: string) => marks.some((one) => one.marking === marking && one.from <= start && one.to >= end);
    if (end > start && !isGap) {
      const mark = says("spoiler") ? "spoiler" : says("free") ? "free" : "plain";
      const last = pieces.at(-1);
      if (last?.mark === mark) last.text += text.slice(start, end);
      else pieces.push({ text: text.slice(start, end), mark });
    }
    start = end;
  }
  return { shape, pieces: pieces.some((piece) => piece.text.trim() !== "") ? pieces : [], credits };
}

/** The words without any marks, for a line in a list. */
export function unmarked(text: string): string {
  return text.replace(/\[\^[0-9a-f]*\]?/g, "").replace(/\|\||==/g, "").replace(/(^|\s)(#{1,3}|-) /g, "$1").trim();
}
