/** Headings and items: a line that begins with `# ` or `- ` looks like what it is, and its sign steps back. */
import type { Extension } from "@codemirror/state";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const SHAPES: readonly [RegExp, string, number][] = [
  [/^### /, "h3", 4],
  [/^## /, "h2", 3],
  [/^# /, "h1", 2],
  [/^- /, "item", 2],
];

function drawn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let last = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      at = line.to + 1;
      if (line.from <= last) continue;
      last = line.from;
      const found = SHAPES.find(([starts]) => starts.test(line.text));
      if (!found) continue;
      const [, shape, sign] = found;
      // A heading is one to a screen reader too.
      const attributes: Record<string, string> = shape === "item" ? {} : { role: "heading", "aria-level": String(Number(shape.charAt(1)) + 1) };
      builder.add(line.from, line.from, Decoration.line({ class: shape, attributes }));
      builder.add(line.from, line.from + sign, Decoration.mark({ class: "sign" }));
    }
  }
  return builder.finish();
}

export const lines: Extension = ViewPlugin.fromClass(
  class {
    drawn: DecorationSet;

    constructor(view: EditorView) {
      this.drawn = drawn(view);
    }

    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.drawn = drawn(update.view);
    }
  },
  { decorations: (plugin) => plugin.drawn },
);
