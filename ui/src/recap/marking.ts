/** The marked passages in the editor: kept beside its text, drawn on it, and undone like typing. */
import { invertedEffects, isolateHistory } from "@codemirror/commands";
import { type EditorState, type Extension, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

import { type Marked, type Passage, laid, movedPassages, toggled } from "./passages";

/** Where the house says the passages are. */
export const placed = StateEffect.define<readonly Passage[]>();
/** A mark put on or taken off here. */
export const marks = StateEffect.define<Marked>({
  map: (mark, changes) => movedPassages([mark], changes)[0],
});

const passages = StateField.define<readonly Passage[]>({
  create: () => [],
  update(before, transaction) {
    let now = transaction.docChanged ? movedPassages(before, transaction.changes) : before;
    for (const effect of transaction.effects) {
      if (effect.is(placed)) now = effect.value;
      else if (effect.is(marks)) now = laid(now, effect.value);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field, drawn),
});

/** Each passage is a decoration of its own; a screen reader hears `<mark>`, and its name says which sort. */
function drawn(all: readonly Passage[]): DecorationSet {
  const looks = (one: Passage) => Decoration.mark(one.marking === "spoiler" ? { tagName: "mark", class: "spoil" } : { class: "free" });
  return Decoration.set(all.map((one) => looks(one).range(one.from, one.to)), true);
}

/** The opposite of a mark is what was there before. */
const undone = invertedEffects.of((transaction) => {
  const before = transaction.startState.field(passages);
  return transaction.effects.flatMap((effect) => {
    if (!effect.is(marks)) return [];
    const { from, to, marking, on } = effect.value;
    if (!on) return before.filter((one) => one.marking === marking && one.from < to && one.to > from).map((one) => marks.of({ from: Math.max(one.from, from), to: Math.min(one.to, to), marking, on: true }));
    return [marks.of({ from, to, marking, on: false }), ...before.filter((one) => one.marking === marking && one.from < to && one.to > from).map((one) => marks.of({ ...one, on: true }))];
  });
});

export const marking: Extension = [passages, undone];

export function passagesOf(state: EditorState): readonly Passage[] {
  return state.field(passages);
}

/** The marks that a transaction made here, in the text after it. */
export function marksOf(transaction: Transaction): Marked[] {
  return transaction.effects.flatMap((effect) => (effect.is(marks) ? [effect.value] : []));
}

/** Marks what is selected, or takes the mark off. What it did, for the announcement; none when there was nothing to mark. */
export function mark(view: EditorView, as: Marked["marking"]): Marked | undefined {
  const { from, to } = view.state.selection.main;
  const done = toggled(view.state.sliceDoc(), passagesOf(view.state), { from, to }, as);
  if (done.length > 0) view.dispatch({ effects: done.map((one) => marks.of(one)), userEvent: "input.mark", annotations: isolateHistory.of("full") });
  return done.at(-1);
}
