/**
 * The bridge between what is typed here and the text that the house owns.
 *
 * What is shown is the house's text at a version, plus one batch that is on its way, plus what was typed since:
 * text(version) + flying + pending. A batch goes out with the version on which it was typed; the house writes it exactly
 * there, merges it itself, and answers with the way from there to now. That way is moved under what is pending and what is
 * pending over it, so nothing typed is ever taken away and no two screens have to agree on anything. Somebody who typed
 * nothing asks for the way from what is shown.
 *
 * Nothing here knows a screen, a clock or a network: `editing.ts` ties it to them.
 */
import { ChangeSet, Text } from "@codemirror/state";

import type { CaretView, RecapSplice } from "../bridge";
import { type Marked, type Passage, isMarking, laid, movedPassages } from "./passages";

/** What goes to the house. */
export interface Batch {
  base: string;
  number: number;
  splices: RecapSplice[];
  marks: Marked[];
}

/** What comes from it: the way to now. */
export interface Way {
  version: string;
  splices: readonly RecapSplice[];
  marks: readonly { from: number; to: number; marking: string }[];
  carets: readonly CaretView[];
}

/** What to do to what is shown. */
export interface Arrived {
  changes: ChangeSet;
  passages: Passage[];
  carets: CaretView[];
}

interface Flying {
  number: number;
  changes: ChangeSet;
  marks: Marked[];
}

export class RecapBridge {
  private flying: Flying | undefined;
  private pending: ChangeSet;
  private pendingMarks: Marked[] = [];
  private number = 0;

  constructor(
    public version: string,
    /** The house's text at that version. */
    private house: Text,
  ) {
    this.pending = ChangeSet.empty(house.length);
  }

  /** Whether anything typed is not with the house yet. */
  get owes(): boolean {
    return this.flying !== undefined || !this.pending.empty || this.pendingMarks.length > 0;
  }

  get isFlying(): boolean {
    return this.flying !== undefined;
  }

  /** Notes what was typed or marked; marks stand in the text after the changes. */
  typed(changes: ChangeSet, marks: readonly Marked[] = []): void {
    this.pending = this.pending.compose(changes);
    this.pendingMarks = [...movedPassages(this.pendingMarks, changes), ...marks];
  }

  /** The next batch to send, or once more the one whose answer never came. None when there is nothing to say. */
  next(): Batch | undefined {
    if (!this.flying) {
      if (!this.owes) return undefined;
      this.number += 1;
      this.flying = { number: this.number, changes: this.pending, marks: this.pendingMarks };
      this.pending = ChangeSet.empty(this.pending.newLength);
      this.pendingMarks = [];
    }
    const { number, changes, marks } = this.flying;
    return { base: this.version, number, splices: splicesOf(changes), marks };
  }

  /** The answer to a batch. None when it was answered before. */
  answered(number: number, way: Way): Arrived | undefined {
    if (this.flying?.number !== number) return undefined;
    this.house = this.flying.changes.apply(this.house);
    this.flying = undefined;
    return this.take(way, changesOf(way.splices, this.house.length));
  }

  /** The way from a version, asked for without having typed. None when it is of no use any more: an answer covers it. */
  followed(base: string, way: Way): Arrived | undefined {
    if (this.flying || base !== this.version) return undefined;
    return this.take(way, changesOf(way.splices, this.house.length));
  }

  /** The house no longer knows the version: begins anew on its text, with everything typed here kept over it. */
  reopened(way: Way & { text: string }): Arrived {
    const typed = (this.flying?.changes ?? ChangeSet.empty(this.house.length)).compose(this.pending);
    this.pendingMarks = [...movedPassages(this.flying?.marks ?? [], this.pending), ...this.pendingMarks];
    this.flying = undefined;
    this.pending = typed;
    return this.take(way, difference(this.house, textOf(way.text)));
  }

  private take(way: Way, theirs: ChangeSet): Arrived {
    const changes = theirs.map(this.pending, true);
    this.pending = this.pending.map(theirs);
    this.pendingMarks = movedPassages(this.pendingMarks, changes);
    this.house = theirs.apply(this.house);
    this.version = way.version;
    const passages = way.marks.flatMap(({ from, to, marking }) => (isMarking(marking) ? [{ from, to, marking }] : []));
    const carets = way.carets.map((caret) => ({ ...caret, at: this.pending.mapPos(Math.min(caret.at, this.house.length), -1) }));
    return { changes, passages: this.pendingMarks.reduce(laid, movedPassages(passages, this.pending)), carets };
  }
}

export function textOf(text: string): Text {
  return Text.of(text.split("\n"));
}

function splicesOf(changes: ChangeSet): RecapSplice[] {
  const splices: RecapSplice[] = [];
  changes.iterChanges((fromA, toA, fromB, _toB, inserted) => splices.push({ at: fromB, delete: toA - fromA, insert: inserted.sliceString(0, inserted.length, "\n") }));
  return splices;
}

function changesOf(splices: readonly RecapSplice[], length: number): ChangeSet {
  let changes = ChangeSet.empty(length);
  for (const { at, delete: gone, insert } of splices) {
    changes = changes.compose(ChangeSet.of({ from: at, to: at + gone, insert: textOf(insert) }, changes.newLength));
  }
  return changes;
}

/** The smallest single replacement from one text to another. It never cuts a surrogate pair. */
export function difference(from: Text, to: Text): ChangeSet {
  const [old, now] = [from.sliceString(0, from.length, "\n"), to.sliceString(0, to.length, "\n")];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start += 1;
  if (start > 0 && (old.charCodeAt(start - 1) & 0xfc00) === 0xd800) start -= 1;
  let end = 0;
  while (end < shorter - start && old.charCodeAt(old.length - 1 - end) === now.charCodeAt(now.length - 1 - end)) end += 1;
  if (end > 0 && (old.charCodeAt(old.length - end) & 0xfc00) === 0xdc00) end -= 1;
  return ChangeSet.of({ from: start, to: old.length - end, insert: textOf(now.slice(start, now.length - end)) }, old.length);
}
