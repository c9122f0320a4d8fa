/**
 * Cut and paste within the recap keeps what spoils, what is free, and who is cited. Another program gets readable text, a
 * cited note as its time and author; text from another program comes as it is, without what no page can show.
 */
import { isolateHistory } from "@codemirror/commands";
import { EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { CREDIT, type Cited } from "./chips";
import { marks, passagesOf } from "./marking";
import type { Passage } from "./passages";
import { isMarking } from "./passages";

const OURS = "application/x-asides-recap";
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

interface Carried {
  text: string;
  passages: Passage[];
}

/** Text as the recap takes it: lines end with a line feed, a tab is a space, other control characters are nothing. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(new RegExp(UNWRITABLE.source, "g"), "");
}

/** Text for other programs. */
export function readable(text: string, notes: ReadonlyMap<string, Cited>): string {
  return text.replace(CREDIT, (_, id: string) => {
    const cited = notes.get(id);
    return cited ? ` (${cited.time}, ${cited.name})` : "";
  });
}

export function carried(state: EditorState, from: number, to: number): Carried {
  const inside = passagesOf(state).filter((one) => one.from < to && one.to > from);
  return { text: state.sliceDoc(from, to), passages: inside.map((one) => ({ ...one, from: Math.max(one.from, from) - from, to: Math.min(one.to, to) - from })) };
}

/** What was carried, read with care: any page can put anything on a clipboard. */
export function unpacked(json: string): Carried | undefined {
  try {
    const { text, passages } = JSON.parse(json) as Partial<Carried>;
    if (typeof text !== "string" || !Array.isArray(passages)) return undefined;
    const plain = clean(text);
    const sound = passages.filter((one) => plain === text && isMarking(one.marking) && Number.isInteger(one.from) && Number.isInteger(one.to) && one.from >= 0 && one.from < one.to && one.to <= plain.length);
    return { text: plain, passages: sound.map(({ from, to, marking }) => ({ from, to, marking })) };
  } catch {
    return undefined;
  }
}

/** Puts text in the place of what is selected, with its marks. */
export function put(view: EditorView, { text, passages }: Carried, userEvent: string): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({
    changes: { from, to, insert: view.state.toText(text) },
    selection: { anchor: from + text.length },
    effects: passages.map((one) => marks.of({ ...one, from: one.from + from, to: one.to + from, on: true })),
    // One step to undo, whatever was typed a moment before.
    annotations: isolateHistory.of("full"),
    userEvent,
    scrollIntoView: true,
  });
}

export function clipboard(notes: () => ReadonlyMap<string, Cited>): Extension {
  const take = (event: ClipboardEvent, view: EditorView): boolean => {
    const { from, to } = view.state.selection.main;
    if (from === to || !event.clipboardData) return false;
    const inside = carried(view.state, from, to);
    event.clipboardData.setData("text/plain", readable(inside.text, notes()));
    event.clipboardData.setData(OURS, JSON.stringify(inside));
    event.preventDefault();
    return true;
  };
  return [
    EditorView.domEventHandlers({
      copy: take,
      cut: (event, view) => {
        if (!take(event, view)) return false;
        if (!view.state.readOnly) view.dispatch(view.state.replaceSelection(""), { userEvent: "delete.cut", annotations: isolateHistory.of("full") });
        return true;
      },
      paste: (event, view) => {
        const inside = unpacked(event.clipboardData?.getData(OURS) ?? "");
        if (!inside || view.state.readOnly) return false;
        put(view, inside, "input.paste");
        event.preventDefault();
        return true;
      },
    }),
    EditorView.clipboardInputFilter.of(clean),
    // Whatever else comes in, by dropping, by a keyboard of any sort: the house takes no control characters.
    EditorState.transactionFilter.of((transaction) => {
      if (!transaction.docChanged || transaction.annotation(Transaction.remote)) return transaction;
      let wrong = false;
      transaction.changes.iterChanges((_a, _b, _c, _d, inserted) => (wrong ||= UNWRITABLE.test(inserted.sliceString(0, inserted.length, "\n"))));
      if (!wrong) return transaction;
      const changes: { from: number; to: number; insert: string }[] = [];
      transaction.changes.iterChanges((from, to, _c, _d, inserted) => changes.push({ from, to, insert: clean(inserted.sliceString(0, inserted.length, "\n")) }));
      return [{ changes, userEvent: "input" }];
    }),
  ];
}
