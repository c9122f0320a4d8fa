/**
 * The recap under one's hands: an editor on the page, the bridge to the house's text, and when what is sent.
 *
 * The first letter after a pause goes out at once, the next ones a few times a second; nothing waits for anything else.
 * What could not be saved stays on the page and is sent again: when the line is open again, when somebody types on, and
 * now and then.
 */
import { defaultKeymap, history, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, type ViewUpdate, dropCursor, highlightSpecialChars, keymap, placeholder } from "@codemirror/view";

import type { Answer, Argument, NoteView } from "../bridge";
import { OUT_OF_REACH, Refusal, refusal } from "../bridge";
import { type Arrived, RecapBridge, type Way, textOf } from "./bridge";
import { type OthersCaret, carets, stand } from "./carets";
import { type Cited, chips, credit, knows, unknownNote } from "./chips";
import { clipboard, put } from "./clipboard";
import { lines } from "./lines";
import { look } from "./look";
import { mark, marking, marksOf, passagesOf, placed } from "./marking";
import type { Marked, Passage } from "./passages";

/** How long typed letters are gathered, in milliseconds; the first after a pause waits for nothing. */
export const PACE_MS = 300;
/** After how long what could not be saved is tried again. */
const AGAIN_MS = 4_000;
/** For how long after the last letter the others are told where the caret goes. */
const WRITES_MS = 8_000;

export type Keeping = "saved" | "typing" | "saving" | "failed";

/** The calls that writing needs. */
export interface RecapHouse {
  open(): Promise<Answer<"open_recap">>;
  edit(typed: Omit<Argument<"edit_recap">, "screening">): Promise<Answer<"edit_recap">>;
  follow(base: string): Promise<Answer<"follow_recap">>;
}

/** Words that the editor needs, and who the others are. */
export interface Around {
  label: string;
  hint: string;
  unknownNote: string;
  other(member: string): { name: string; colour: number } | undefined;
}

export class Editing {
  keeping = $state<Keeping>("saved");
  refused = $state.raw<Refusal | undefined>(undefined);
  /** The text is here. */
  ready = $state(false);
  text = $state.raw("");
  passages = $state.raw<readonly Passage[]>([]);
  canUndo = $state(false);
  canRedo = $state(false);
  private view: EditorView | undefined;
  private bridge: RecapBridge | undefined;
  private readonly editor = Math.random().toString(36).slice(2, 14);
  private readonly writable = new Compartment();
  private cited: ReadonlyMap<string, Cited> = new Map();
  private sending: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sentAt = -Infinity;
  private typedAt = -Infinity;
  private isBehind = false;
  private moved = false;
  private stopped = false;
  private settled: (() => void) | undefined;

  constructor(
    private readonly house: RecapHouse,
    private readonly around: Around,
  ) {}

  /** Begins to write on an element of the page; returns how to stop. */
  mount(parent: HTMLElement): () => void {
    this.stopped = false;
    const view = new EditorView({ parent, state: this.fresh("") });
    this.view = view;
    void this.begin();
    return () => {
      this.stopped = true;
      void this.save();
      view.destroy();
      if (this.view === view) this.view = undefined;
    };
  }

  private fresh(text: string): EditorState {
    const { label, hint, unknownNote: unknown } = this.around;
    const page: Extension = [
      EditorState.lineSeparator.of("\n"),
      EditorState.readOnly.of(false),
      EditorView.lineWrapping,
      EditorView.perLineTextDirection.of(true),
      EditorView.contentAttributes.of({ id: "recap", "aria-label": label, spellcheck: "true", autocorrect: "on", autocapitalize: "sentences", dir: "auto" }),
      placeholder(hint),
      highlightSpecialChars(),
      dropCursor(),
      look,
    ];
    return EditorState.create({
      doc: textOf(text),
      extensions: [
        page, marking, chips, lines, carets, clipboard(() => this.cited), unknownNote.of(unknown), history(),
        keymap.of(defaultKeymap.filter((binding) => !binding.key?.includes("Alt-") && binding.key !== "Mod-Enter" && binding.key !== "Escape")),
        this.writable.of(this.ready && this.mayWrite ? [] : shut), EditorView.updateListener.of((update) => this.updated(update)),
      ],
    });
  }

  private async begin(): Promise<void> {
    try {
      const open = await this.house.open();
      if (this.stopped || !this.view) return;
      this.bridge = new RecapBridge(open.version, textOf(open.text));
      this.ready = true;
      this.view.setState(this.fresh(open.text));
      this.view.dispatch({ effects: [placed.of(open.marks as Passage[]), knows.of(this.cited)] });
      this.show(this.view.state);
      this.refused = undefined;
      this.keeping = "saved";
    } catch (thrown) {
      this.refused = refusal(thrown);
      if (!this.stopped) this.timer = setTimeout(() => void this.begin(), AGAIN_MS);
    }
  }

  private mayWrite = true;
  setWritable(may: boolean): void {
    this.mayWrite = may;
    this.view?.dispatch({ effects: this.writable.reconfigure(this.ready && may ? [] : shut) });
  }

  /** The notes that may stand on chips. */
  setNotes(notes: ReadonlyMap<string, Cited>): void {
    this.cited = notes;
    this.view?.dispatch({ effects: knows.of(notes) });
  }

  private updated(update: ViewUpdate): void {
    const own = update.transactions.filter((one) => !one.annotation(Transaction.remote));
    let typed = false;
    for (const transaction of own) {
      const done = marksOf(transaction);
      if (!transaction.docChanged && done.length === 0) continue;
      typed = true;
      this.bridge?.typed(transaction.changes, done);
    }
    if (update.docChanged || update.transactions.length > 0) this.show(update.state);
    if (typed) {
      this.typedAt = performance.now();
      if (this.keeping !== "saving") this.keeping = "typing";
      this.soon();
    } else if (update.selectionSet && own.length > 0 && performance.now() - this.typedAt < WRITES_MS) {
      this.moved = true;
      this.soon();
    }
  }

  private show(state: EditorState): void {
    const text = state.sliceDoc();
    if (text !== this.text) this.text = text;
    this.passages = passagesOf(state);
    this.canUndo = undoDepth(state) > 0;
    this.canRedo = redoDepth(state) > 0;
  }

  private soon(): void {
    clearTimeout(this.timer);
    const waited = performance.now() - this.sentAt;
    this.timer = setTimeout(() => void this.send(), Math.max(0, PACE_MS - waited));
  }

  /** Hears that the recap changed, or that somebody writes elsewhere in it. */
  heard(): void {
    this.isBehind = true;
    if (!this.sending && !this.bridge?.owes) void this.follow();
  }

  /** Calls when everything typed is with the house; at once when it is. */
  whenKept(done: () => void): void {
    if (this.bridge?.owes) this.settled = done;
    else done();
  }

  /** Sends what is typed, now, until all of it is with the house or cannot be. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    for (let times = 0; times < 20 && (this.sending || this.bridge?.owes); times += 1) {
      await (this.sending ?? this.send());
      if (this.keeping === "failed") return;
    }
  }

  private async send(): Promise<void> {
    if (this.sending) return this.sending;
    if (this.view?.compositionStarted && !this.stopped) return this.soon();
    this.sending = this.sent().finally(() => (this.sending = undefined));
    await this.sending;
    // Also when the page is gone: the words are not.
    if (this.keeping === "failed") this.timer = setTimeout(() => void this.send(), AGAIN_MS);
    else if (this.bridge?.owes) this.soon();
    else if (this.stopped) this.settled?.();
    else if (this.moved) this.soon();
    else if (this.isBehind) void this.follow();
  }

  private async sent(): Promise<void> {
    const { bridge, view } = this;
    if (!bridge) return;
    const isFresh = !bridge.isFlying;
    const batch = bridge.next();
    const moved = this.moved;
    this.moved = false;
    if (!batch && !moved) {
      // What was typed was taken back before it left: there is nothing to save.
      if (this.keeping === "typing") this.keeping = "saved";
      return;
    }
    const caret = isFresh && view ? { caret: view.state.selection.main.head } : {};
    this.sentAt = performance.now();
    if (batch) this.keeping = "saving";
    try {
      const base = bridge.version;
      const way = await this.house.edit({ ...(batch ?? { base, number: 0, splices: [], marks: [] }), editor: this.editor, ...caret });
      this.arrived(batch ? bridge.answered(batch.number, way) : bridge.followed(base, way));
      this.refused = undefined;
      this.keeping = bridge.owes ? "typing" : "saved";
    } catch (thrown) {
      await this.failed(refusal(thrown));
    }
  }

  /** A version that the house knows no longer begins anew on its text; anything else is said, and tried again. */
  private async failed(refused: Refusal): Promise<void> {
    if (refused.code === "unknown") {
      try {
        const open = await this.house.open();
        this.arrived(this.bridge?.reopened({ ...open, splices: [] }));
        this.keeping = this.bridge?.owes ? "typing" : "saved";
        return;
      } catch (thrown) {
        refused = refusal(thrown);
      }
    }
    this.keeping = "failed";
    this.refused = refused;
  }

  private async follow(): Promise<void> {
    const { bridge } = this;
    if (!bridge || this.stopped) return;
    this.isBehind = false;
    const base = bridge.version;
    this.sending = this.house
      .follow(base)
      .then((way: Way) => this.arrived(bridge.followed(base, way)))
      .catch((thrown: unknown) => {
        const refused = refusal(thrown);
        if (refused.code !== OUT_OF_REACH) return this.failed(refused);
        this.isBehind = true;
        return undefined;
      })
      .finally(() => (this.sending = undefined));
    await this.sending;
    if (bridge.owes) this.soon();
    else if (this.isBehind && this.keeping !== "failed") setTimeout(() => this.isBehind && this.heard(), PACE_MS);
  }

  private arrived(arrived: Arrived | undefined): void {
    if (!arrived || !this.view || this.stopped) return;
    const others = arrived.carets.flatMap(({ member, at }): OthersCaret[] => {
      const other = this.around.other(member);
      return other ? [{ at, ...other }] : [];
    });
    this.view.dispatch({
      changes: arrived.changes,
      effects: [placed.of(arrived.passages), stand.of(others)],
      annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
    });
  }

  // What the actions do.

  mark(as: Marked["marking"]): Marked | undefined {
    return this.view && this.ready && this.mayWrite ? mark(this.view, as) : undefined;
  }

  undo(): void {
    if (this.view) undo(this.view);
  }

  redo(): void {
    if (this.view) redo(this.view);
  }

  focus(): void {
    this.view?.focus();
  }

  /** Names a note at the caret as the one that these words owe their idea to. */
  cite(note: NoteView): void {
    if (!this.view || !this.ready || !this.mayWrite) return;
    this.view.dispatch({ selection: { anchor: this.view.state.selection.main.to } });
    put(this.view, { text: credit(note.id), passages: [] }, "input.cite");
    this.view.focus();
  }

  /** Puts a note's words in, as a paragraph of their own after the one with the caret. */
  quote(note: NoteView): void {
    if (!this.view || !this.ready || !this.mayWrite) return;
    const { doc, selection } = this.view.state;
    let line = doc.lineAt(selection.main.head);
    while (line.text.trim() !== "" && line.number < doc.lines && doc.line(line.number + 1).text.trim() !== "") line = doc.line(line.number + 1);
    this.view.dispatch({ selection: { anchor: line.to } });
    const before = doc.sliceString(0, line.to).trim() === "" ? "" : "\n\n";
    put(this.view, { text: `${before}\u201c${note.text.replace(/\s+/g, " ").trim()}\u201d${credit(note.id)}`, passages: [] }, "input.quote");
    this.view.focus();
  }

  /** Writes a first draft into an empty text. */
  draft(text: string): void {
    this.view?.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: textOf(text) }, userEvent: "input.draft" });
    void this.save();
  }
}

const shut: Extension = [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" })];
