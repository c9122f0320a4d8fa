/** Where the others are writing: a caret with a name. Shown while they write and for a moment after, never read out. */
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

export interface OthersCaret {
  at: number;
  name: string;
  colour: number;
}

export const stand = StateEffect.define<readonly OthersCaret[]>();

class Flag extends WidgetType {
  constructor(readonly caret: OthersCaret) {
    super();
  }

  override eq(other: Flag): boolean {
    return this.caret.name === other.caret.name && this.caret.colour === other.caret.colour;
  }

  toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `caret b${this.caret.colour}`;
    caret.setAttribute("aria-hidden", "true");
    const name = document.createElement("bdi");
    name.textContent = this.caret.name;
    caret.append(name);
    return caret;
  }
}

const field = StateField.define<readonly OthersCaret[]>({
  create: () => [],
  update(before, transaction) {
    const moved = transaction.docChanged ? before.map((caret) => ({ ...caret, at: transaction.changes.mapPos(caret.at, -1) })) : before;
    return transaction.effects.reduce((now, effect) => (effect.is(stand) ? effect.value : now), moved);
  },
  provide: (field) => EditorView.decorations.compute([field], (state): DecorationSet => {
    const carets = state.field(field).filter(({ at }) => at <= state.doc.length);
    return Decoration.set(carets.map((caret) => Decoration.widget({ widget: new Flag(caret), side: 1 }).range(caret.at)), true);
  }),
});

export const carets: Extension = field;
