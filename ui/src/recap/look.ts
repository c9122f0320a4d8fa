/** How the recap looks while one writes: the same page as when one reads it. */
import { EditorView } from "@codemirror/view";

export const look = EditorView.theme({
  "&": { font: "400 1.1875rem/1.58 var(--voice)", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit", overflow: "visible" },
  ".cm-content": { padding: "0", minBlockSize: "320px", caretColor: "var(--velvet)", overflowWrap: "anywhere" },
  ".cm-line": { padding: "0", unicodeBidi: "plaintext", textAlign: "start" },
  ".cm-placeholder": { color: "var(--ink-3)", fontStyle: "italic" },
  ".cm-cursor, .cm-dropCursor": { borderInlineStartColor: "var(--velvet)", borderInlineStartWidth: "2px" },
  ".h1, .h2, .h3": { paddingBlockStart: "18px" },
  ".h1": { font: "500 1.75rem/1.15 var(--voice)", letterSpacing: "-0.015em" },
  ".h2": { font: "500 1.375rem/1.25 var(--voice)" },
  ".h3": { font: "600 1.0625rem/1.4 var(--ui)" },
  ".item": { paddingInlineStart: "1.1em", textIndent: "-1.1em" },
  ".sign": { color: "var(--ink-3)", fontWeight: "400" },
  ".spoil": { color: "inherit", background: "repeating-linear-gradient(135deg, oklch(0.93 0.03 14) 0 5px, oklch(0.955 0.018 14) 5px 10px)", boxShadow: "0 0 0 2px oklch(0.94 0.024 14)", borderRadius: "2px", webkitBoxDecorationBreak: "clone", boxDecorationBreak: "clone" },
  ".free": { textDecoration: "underline", textDecorationColor: "oklch(0.6 0.1 155)", textDecorationThickness: "2px", textUnderlineOffset: "4px" },
  ".cite": { display: "inline-block", font: "500 0.75rem/1.35 var(--ui)", fontStyle: "normal", textIndent: "0", padding: "1px 7px", marginInline: "3px", borderRadius: "var(--round)", background: "var(--sunk)", border: "1px solid var(--line)", verticalAlign: "0.12em", whiteSpace: "nowrap", maxInlineSize: "min(16em, 100%)", overflow: "hidden", textOverflow: "ellipsis", userSelect: "none" },
  ".cite .tc": { color: "var(--velvet)", fontWeight: "600", fontVariantNumeric: "tabular-nums" },
  ".caret": { position: "relative", display: "inline-block", inlineSize: "0", blockSize: "1em", borderInlineStart: "2px solid var(--caret)", marginInline: "-1px", verticalAlign: "-0.15em", pointerEvents: "none" },
  ".caret bdi": { position: "absolute", insetBlockEnd: "100%", insetInlineStart: "-2px", font: "600 0.6875rem/1 var(--ui)", fontStyle: "normal", textIndent: "0", color: "white", background: "var(--caret)", padding: "3px 5px", borderRadius: "3px 3px 3px 0", whiteSpace: "nowrap", maxInlineSize: "12em", overflow: "hidden", textOverflow: "ellipsis" },
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((colour) => [`.b${colour}`, { "--caret": `var(--m${colour})` }])),
});
