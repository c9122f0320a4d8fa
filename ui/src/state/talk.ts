/** The discussion, arranged for its filters. */
import type { LoneView, MomentView, NoteView } from "../bridge";

/** What a board can be about, in the order in which they stand. */
export const ABOUT = ["character", "theme", "craft"] as const;

/** What a narrow screen shows at once; a wide one shows the moments and everything else beside them. */
export const PLACES = ["moments", "boards", "questions", "us"] as const;
export type Place = (typeof PLACES)[number];

export type Filter = "hot" | "all" | "question" | "quote" | "nitpick";
export const FILTERS: readonly Filter[] = ["hot", "all", "question", "quote", "nitpick"];

/** The moments of a filter: the hottest first, everything else in film order; by kind only the notes of that kind. */
export function filtered(moments: readonly MomentView[], filter: Filter): MomentView[] {
  if (filter === "hot") return moments.filter((moment) => moment.rank > 0).sort((a, b) => a.rank - b.rank);
  const inOrder = [...moments].sort((a, b) => a.start_ms - b.start_ms);
  if (filter === "all") return inOrder;
  return inOrder
    .map((moment) => ({ ...moment, notes: moment.notes.filter((note) => note.kind === filter), replies: [] }))
    .filter((moment) => moment.notes.length > 0);
}

export const isWorded = (note: NoteView) => note.kind !== "reaction";

/** The reactions of a moment, one row for each of the nine that somebody pressed, with who did; most first. */
export function reactions(notes: readonly NoteView[]): { name: string; members: string[] }[] {
  const rows = new Map<string, string[]>();
  for (const note of notes) {
    if (note.kind !== "reaction" || !note.reaction) continue;
    const members = rows.get(note.reaction) ?? [];
    if (!members.includes(note.by)) members.push(note.by);
    rows.set(note.reaction, members);
  }
  return [...rows].map(([name, members]) => ({ name, members })).sort((a, b) => b.members.length - a.members.length);
}

/** A few words that call a moment to mind: the shortest thing said in it that is more than a cry. */
export function called(moment: MomentView, most = 26): string {
  const said = moment.notes.filter((note) => isWorded(note) && note.kind !== "prediction" && note.text !== "");
  const best = said.find((note) => note.text.length > 8 && note.text.length <= most) ?? said.find((note) => note.text.length > 8) ?? said[0];
  return best ? shortened(best.text, most) : "";
}

/** Cuts at a word, never inside a letter. */
export function shortened(text: string, most: number): string {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  if (letters.length <= most) return letters.join("");
  const cut = letters.slice(0, most - 1).join("");
  const whole = letters[most - 1] === " ";
  const space = whole ? cut.length : cut.lastIndexOf(" ");
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s,.;:]+$/, "")}\u2026`;
}

/** What only one noticed, under the one who did; whoever noticed most comes first. */
export function byNoticer(lone: readonly LoneView[]): { member: string; moments: LoneView[] }[] {
  const rows = new Map<string, LoneView[]>();
  for (const one of lone) rows.set(one.member, [...(rows.get(one.member) ?? []), one]);
  return [...rows].map(([member, moments]) => ({ member, moments })).sort((a, b) => b.moments.length - a.moments.length);
}

/** Every note that the conversation shows, by its id. */
export function notesById(moments: readonly MomentView[], more: readonly NoteView[]): Map<string, NoteView> {
  return new Map([...moments.flatMap((moment) => moment.notes), ...more].map((note) => [note.id, note]));
}

/** How many days after an evening something was written, as a calendar counts; an evening that goes past midnight is one. */
export function daysAfter(watched_ms: number, made_ms: number): number {
  const NIGHT_MS = 5 * 3_600_000;
  const day = (ms: number) => {
    const date = new Date(ms - NIGHT_MS);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  };
  return day(made_ms) - day(watched_ms);
}
