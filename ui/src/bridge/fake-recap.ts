/**
 * The recap of an imaginary house: one text that several screens write in, each at the version that it saw.
 *
 * Every letter knows which edit brought it and which took it away, and a version is a set of edits; so the text of any
 * version is there, as it is in the real house, without any of what makes the real one fast or able to leave the machine.
 */
import type { MarkedPassage, RecapSplice } from "./api";

interface Letter {
  /** One UTF-16 code unit. */
  unit: string;
  born: number;
  died: Set<number>;
  marks: Set<string>;
}

interface Edit {
  splices: readonly RecapSplice[];
  marks?: readonly (MarkedPassage & { on: boolean })[];
}

export class FakeRecap {
  private letters: Letter[] = [];
  /** For every edit, the version that it left to its writer. */
  private after: Set<number>[] = [];
  private all = new Set<number>();
  private readonly sent = new Map<string, Set<number>>();

  constructor(text = "", marks: readonly MarkedPassage[] = []) {
    if (text !== "") this.edit("", { splices: [{ at: 0, delete: 0, insert: text }], marks: marks.map((mark) => ({ ...mark, on: true })) });
  }

  get version(): string {
    return name(this.all);
  }

  get text(): string {
    return this.textAt(this.version);
  }

  textAt(version: string): string {
    const seen = this.seen(version);
    return this.letters.filter((letter) => stands(letter, seen)).map((letter) => letter.unit).join("");
  }

  get marks(): MarkedPassage[] {
    const found: MarkedPassage[] = [];
    const shown = this.letters.filter((letter) => stands(letter, this.all));
    for (const marking of ["spoiler", "free"]) {
      shown.forEach((letter, at) => {
        const last = found.at(-1);
        if (!letter.marks.has(marking)) return;
        if (last && last.marking === marking && last.to === at) last.to = at + 1;
        else found.push({ from: at, to: at + 1, marking });
      });
    }
    return found.sort((a, b) => a.from - b.from);
  }

  /** Writes an edit at a version; one with a name that was heard before is not written again. Gives what its writer then saw. */
  edit(base: string, { splices, marks = [] }: Edit, name_of_it?: string): string {
    const before = name_of_it === undefined ? undefined : this.sent.get(name_of_it);
    if (before) return name(before);
    const seen = new Set(this.seen(base));
    const number = this.after.length;
    seen.add(number);
    this.after.push(seen);
    this.all = new Set([...this.all, number]);
    for (const splice of splices) this.splice(splice, seen, number);
    const shown = this.letters.filter((letter) => stands(letter, seen));
    for (const { from, to, marking, on } of marks) for (const letter of shown.slice(from, to)) on ? letter.marks.add(marking) : letter.marks.delete(marking);
    if (name_of_it !== undefined) this.sent.set(name_of_it, seen);
    return name(seen);
  }

  /** Marks typed between the letters become marks on them, as the real house does it. */
  tidy(): void {
    for (;;) {
      const found = /(\|\||==)([^\n]*?)\1/.exec(this.text);
      if (!found) return;
      const [whole, sign = "", words = ""] = found;
      const at = found.index;
      this.edit(this.version, {
        splices: [{ at, delete: sign.length, insert: "" }, { at: at + words.length, delete: whole.length - words.length - sign.length, insert: "" }],
        marks: words === "" ? [] : [{ from: at, to: at + words.length, marking: sign === "||" ? "spoiler" : "free", on: true }],
      });
    }
  }

  get versions(): string[] {
    return this.after.map(name).reverse();
  }

  /** The way from a version to now. */
  since(version: string): RecapSplice[] {
    const seen = this.seen(version);
    const splices: RecapSplice[] = [];
    let at = 0;
    for (const letter of this.letters) {
      const [then, now] = [stands(letter, seen), stands(letter, this.all)];
      if (then && !now) splices.push({ at, delete: 1, insert: "" });
      if (now && !then) splices.push({ at, delete: 0, insert: letter.unit });
      if (now) at += 1;
    }
    return joined(splices);
  }

  private splice({ at, delete: gone, insert }: RecapSplice, seen: ReadonlySet<number>, number: number): void {
    let place = 0;
    let left = at;
    for (; left > 0 && place < this.letters.length; place += 1) if (stands(this.letters[place]!, seen)) left -= 1;
    if (left > 0) throw new Error("a place outside the text");
    let rest = gone;
    for (let next = place; rest > 0; next += 1) {
      const letter = this.letters[next];
      if (!letter) throw new Error("a place outside the text");
      if (!stands(letter, seen)) continue;
      letter.died.add(number);
      rest -= 1;
    }
    const marks = new Set([...(this.letters[place - 1]?.marks ?? [])].filter((marking) => this.letters[place]?.marks.has(marking)));
    this.letters.splice(place, 0, ...[...Array(insert.length).keys()].map((unit) => ({ unit: insert.charAt(unit), born: number, died: new Set<number>(), marks: new Set(marks) })));
  }

  private seen(version: string): ReadonlySet<number> {
    return new Set(version.split(".").filter(Boolean).map(Number));
  }
}

function stands(letter: Letter, seen: ReadonlySet<number>): boolean {
  if (!seen.has(letter.born)) return false;
  for (const edit of letter.died) if (seen.has(edit)) return false;
  return true;
}

function name(seen: ReadonlySet<number>): string {
  return [...seen].join(".");
}

/** Letters side by side as one splice. */
function joined(splices: readonly RecapSplice[]): RecapSplice[] {
  const rows: RecapSplice[] = [];
  for (const splice of splices) {
    const last = rows.at(-1);
    if (last && splice.delete > 0 && last.insert === "" && last.at === splice.at) last.delete += splice.delete;
    else if (last && splice.insert !== "" && last.at + last.insert.length === splice.at && splice.delete === 0) last.insert += splice.insert;
    else rows.push({ ...splice });
  }
  return rows;
}
