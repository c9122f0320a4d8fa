/**
 * Cited notes. In the text a note is `[^` its id `]`: a word of letters like any other, so it is copied, cut, pasted and
 * merged as letters are, and two sentences that become one keep both. Nobody sees it: in its place stands a chip with the
 * note's time and its author, and the caret steps over it whole.
 */
import { type Extension, Facet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";

/** What stands on a chip. */
export interface Cited {
  time: string;
  name: string;
  colour: number;
  text: string;
}

export const CREDIT = /\[\^([0-9a-f]{24})\]/g;

export function credit(note: string): string {
  return `[^${note}]`;
}

/** Notes as the household has them now; a chip whose note is not here says so. */
export const knows = StateEffect.define<ReadonlyMap<string, Cited>>();
const known = StateField.define<ReadonlyMap<string, Cited>>({
  create: () => new Map(),
  update: (before, transaction) => transaction.effects.reduce((now, effect) => (effect.is(knows) ? effect.value : now), before),
});
/** What is said of a note that is not here. */
export const unknownNote = Facet.define<string, string>({ combine: (all) => all[0] ?? "" });

class Chip extends WidgetType {
  constructor(
    readonly cited: Cited | undefined,
    readonly unknown: string,
  ) {
    super();
  }

  override eq(other: Chip): boolean {
    const [a, b] = [this.cited, other.cited];
    return a === b || (a !== undefined && b !== undefined && a.time === b.time && a.name === b.name && a.colour === b.colour && a.text === b.text);
  }

  toDOM(): HTMLElement {
    const chip = document.createElement("span");
    chip.className = this.cited ? `cite c${this.cited.colour}` : "cite";
    if (this.cited) {
      const time = document.createElement("span");
      time.className = "tc";
      time.textContent = this.cited.time;
      const name = document.createElement("bdi");
      name.textContent = this.cited.name;
      chip.append(time, "\u00a0", name);
      chip.title = this.cited.text;
    } else chip.textContent = this.unknown;
    return chip;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const matches = new MatchDecorator({
  regexp: CREDIT,
  decoration: ([, id], view) => Decoration.replace({ widget: new Chip(view.state.field(known).get(id ?? ""), view.state.facet(unknownNote)) }),
});

const plugin = ViewPlugin.fromClass(
  class {
    drawn: DecorationSet;

    constructor(view: EditorView) {
      this.drawn = matches.createDeco(view);
    }

    update(update: ViewUpdate) {
      const other = update.startState.field(known) !== update.state.field(known);
      this.drawn = other ? matches.createDeco(update.view) : matches.updateDeco(update, this.drawn);
    }
  },
  {
    decorations: (plugin) => plugin.drawn,
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.drawn ?? Decoration.none),
  },
);

export const chips: Extension = [known, plugin];
