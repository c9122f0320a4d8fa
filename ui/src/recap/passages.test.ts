import { ChangeSet } from "@codemirror/state";
import { expect, test } from "vitest";
import { type Marking, type Passage, laid, movedPassages, toggled } from "./passages";

/** Marks on and off one after the other; `[` and `]` show a spoiler, `(` and `)` something free. */
function shown(text: string, passages: readonly Passage[]): string {
  const signs = passages.flatMap(({ from, to, marking }) => (marking === "spoiler" ? [[from, "["], [to, "]"]] : [[from, "("], [to, ")"]])) as [number, string][];
  return signs.sort((a, b) => b[0] - a[0] || ("])".includes(a[1]) ? 1 : -1)).reduce((shown, [at, sign]) => shown.slice(0, at) + sign + shown.slice(at), text);
}

function mark(text: string, from: number, to: number, marking: Marking = "spoiler", passages: Passage[] = []): string {
  return shown(text, toggled(text, passages, { from, to }, marking).reduce(laid, passages));
}

test("the selected words are marked, without the space around them", () => {
  expect(mark("The lamp goes out.", 3, 8)).toBe("The [lamp] goes out.");
  expect(mark("The lamp goes out.", 3, 8, "free")).toBe("The (lamp) goes out.");
  expect(mark("   ", 0, 3)).toBe("   ");
});

test("with nothing selected it is the sentence round the caret", () => {
  expect(mark("One. She posted it herself. Three.", 8, 8)).toBe("One. [She posted it herself.] Three.");
  expect(mark("one\ntwo", 5, 5)).toBe("one\n[two]");
});

test("marking again takes the mark off, and a spoiler is never free", () => {
  const spoils: Passage[] = [{ from: 4, to: 8, marking: "spoiler" }];
  expect(mark("The lamp goes out.", 4, 8, "spoiler", spoils)).toBe("The lamp goes out.");
  expect(mark("The lamp goes out.", 6, 6, "spoiler", spoils)).toBe("The lamp goes out.");
  expect(mark("The lamp goes out.", 0, 13, "spoiler", spoils)).toBe("[The lamp goes] out.");
  expect(mark("The lamp goes out.", 0, 6, "free", spoils)).toBe("(The la)[mp] goes out.");
  expect(mark("The lamp goes out.", 5, 7, "spoiler", spoils)).toBe("The [l]am[p] goes out.");
});

test("what is typed inside a passage belongs to it, at either end it does not", () => {
  const typed = (passages: Passage[], at: number) => movedPassages(passages, ChangeSet.of({ from: at, insert: "xx" }, 10));
  expect(typed([{ from: 2, to: 5, marking: "spoiler" }], 5)).toEqual([{ from: 2, to: 5, marking: "spoiler" }]);
  expect(typed([{ from: 2, to: 5, marking: "free" }], 3)).toEqual([{ from: 2, to: 7, marking: "free" }]);
  expect(typed([{ from: 2, to: 5, marking: "free" }], 5)).toEqual([{ from: 2, to: 5, marking: "free" }]);
  expect(typed([{ from: 2, to: 5, marking: "spoiler" }], 2)).toEqual([{ from: 4, to: 7, marking: "spoiler" }]);
  expect(movedPassages([{ from: 2, to: 5, marking: "free" }], ChangeSet.of({ from: 1, to: 6 }, 10))).toEqual([]);
});
