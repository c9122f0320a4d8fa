/**
 * The jot line: what is being typed, and the moment at which its author began to react.
 *
 * That moment is the first keystroke, or the start of a composition where letters are put together, and nothing that
 * comes after moves it: not twenty seconds of typing, not a failed try to keep it.
 */
import type { Jot } from "../bridge";

export type Prefix = "?" | ">" | '"' | "!" | "#";

/** The first characters that say what a jot is. */
export const PREFIXES: Record<Exclude<Prefix, "#">, string> = { "?": "question", ">": "prediction", '"': "quote", "!": "nitpick" };
const QUOTES = /^["\u201c\u201d\u201e\u00ab\u00bb]/;

export interface Jotted {
  kind: string;
  text: string;
  tags: string[];
}

/** Reads a line as typed. None when there is nothing to keep: no words, or a prefix alone. */
export function readJot(line: string): Jotted | undefined {
  let text = line.trim();
  if (text === "") return undefined;
  let kind = "remark";
  const tags: string[] = [];
  const first = QUOTES.test(text) ? '"' : text.charAt(0);
  if (first in PREFIXES) {
    kind = PREFIXES[first as keyof typeof PREFIXES];
    text = text.slice(1).trim();
    if (kind === "quote") text = text.replace(/["\u201c\u201d\u201e\u00ab\u00bb]$/, "").trim();
  }
  let tag: RegExpExecArray | null;
  while ((tag = /^#([\p{L}\p{N}_-]+)\s*/u.exec(text))) {
    tags.push(tag[1] ?? "");
    text = text.slice(tag[0].length);
  }
  if (text === "" && tags.length > 0) return { kind, text: tags.join(" "), tags };
  return text === "" ? undefined : { kind, text, tags };
}

/** A jot on its way to the house, or one that did not get there. */
export interface Pending {
  id: number;
  line: string;
  kind: string;
  reaction: string | undefined;
  began_at: number;
  sealed: boolean;
  /** Film time at the first keystroke, as this page's clock had it. */
  film_ms: number;
  failed: string;
}

export class JotLine {
  text = $state("");
  /** In the page's own milliseconds; none while the line is empty. */
  began_at = $state<number | undefined>(undefined);
  sealed = $state(false);
  pending = $state<Pending[]>([]);
  private cleared: { text: string; began_at: number } | undefined;
  private next = 1;

  get empty(): boolean {
    return this.text === "";
  }

  /** Whether there are words in it, or jots that the house has not saved. */
  get holds(): boolean {
    return !this.empty || this.pending.length > 0;
  }

  /** A key that will write, or the start of a composition: the time is taken before the letter is there. */
  begin(at: number): void {
    this.began_at ??= at;
  }

  /** The line as it is now. An empty line has no time: the next letter takes a new one. */
  typed(text: string, at: number): void {
    this.text = text;
    if (text === "") this.began_at = undefined;
    else this.began_at ??= at;
  }

  clear(): void {
    if (this.text !== "") this.cleared = { text: this.text, began_at: this.began_at ?? performance.now() };
    this.text = "";
    this.began_at = undefined;
    this.sealed = false;
  }

  /** Brings back what was cleared, with its time. False when there is nothing to bring back. */
  restore(): boolean {
    if (!this.cleared || this.text !== "") return false;
    ({ text: this.text, began_at: this.began_at } = this.cleared);
    this.cleared = undefined;
    return true;
  }

  /** Takes the line off to be kept. None when it holds nothing. */
  take(film_ms: (at: number) => number, at: number): Pending | undefined {
    const jot = readJot(this.text);
    if (!jot) return undefined;
    const began_at = this.began_at ?? at;
    const pending = this.add({ line: this.text, kind: jot.kind, reaction: undefined, began_at, sealed: this.sealed, film_ms: film_ms(began_at) });
    this.text = "";
    this.began_at = undefined;
    this.sealed = false;
    this.cleared = undefined;
    return pending;
  }

  react(reaction: string, film_ms: (at: number) => number, at: number): Pending {
    return this.add({ line: "", kind: "reaction", reaction, began_at: at, sealed: false, film_ms: film_ms(at) });
  }

  kept(pending: Pending): void {
    this.pending = this.pending.filter((one) => one.id !== pending.id);
  }

  /** It was not saved. A free line gets its words back, with their time; otherwise they wait above it. */
  failed(pending: Pending, says: string): void {
    if (this.text === "" && pending.reaction === undefined) {
      this.kept(pending);
      this.text = pending.line;
      this.began_at = pending.began_at;
      this.sealed = pending.sealed;
      return;
    }
    this.pending = this.pending.map((one) => (one.id === pending.id ? { ...one, failed: says } : one));
  }

  private add(jot: Omit<Pending, "id" | "failed">): Pending {
    const pending = { ...jot, id: this.next++, failed: "" };
    this.pending = [...this.pending, pending];
    return pending;
  }
}

/** The call that keeps a jot, asked at `now`. */
export function asked(screening: string, pending: Pending, now: number): Jot {
  const ago_ms = Math.max(0, Math.round(now - pending.began_at));
  if (pending.reaction !== undefined) {
    return { screening, kind: "reaction", reaction: pending.reaction, text: "", tags: [], ago_ms, sealed: false };
  }
  const jot = readJot(pending.line) ?? { kind: "remark", text: pending.line, tags: [] };
  return { screening, ...jot, ago_ms, sealed: pending.sealed };
}
