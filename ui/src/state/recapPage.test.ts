import { expect, test } from "vitest";
import { page, unmarked } from "./recapPage";

const ID = "fe5dfca0c44b15c7ff04816b";
const marks = (text: string, ...passages: [number, number, string][]) =>
  page(text, passages.map(([from, to, marking]) => ({ from, to, marking }))).map((block) => [block.shape, ...block.pieces.map((piece) => `${piece.mark}:${piece.text}`)]);

test("headings, items and paragraphs stand as blocks", () => {
  expect(marks("# Saturday\n\nOne\nline.\n## Open\n- item\n\n\n")).toEqual([["h1", "plain:Saturday"], ["paragraph", "plain:One\nline."], ["h2", "plain:Open"], ["item", "plain:item"]]);
  expect(page("")).toEqual([]);
});

test("what spoils and what is free is told apart, every doubt towards spoiling", () => {
  expect(marks("A quiet film. She burns them. End.", [0, 13, "free"], [14, 29, "spoiler"])).toEqual([["paragraph", "free:A quiet film.", "plain: ", "spoiler:She burns them.", "plain: End."]]);
  expect(marks("## a\nb", [0, 6, "spoiler"])).toEqual([["h2", "spoiler:a"], ["paragraph", "spoiler:b"]]);
  expect(marks("a b c", [0, 5, "free"], [2, 3, "spoiler"])).toEqual([["paragraph", "free:a ", "spoiler:b", "free: c"]]);
});

test("credits leave the words and stay with their block", () => {
  expect(page(`The hum.[^${ID}] And more.`, [{ from: 0, to: 12, marking: "spoiler" }])).toEqual([{ shape: "paragraph", credits: [ID], pieces: [{ text: "The hum.", mark: "spoiler" }, { text: " And more.", mark: "plain" }] }]);
  expect(page(`The hum.[^${ID}] And more.`)[0]?.pieces).toEqual([{ text: "The hum. And more.", mark: "plain" }]);
});

test("a find shows words, no marks, even when it is cut in the middle of one", () => {
  expect(unmarked(`## ==Still open== - 0:00:00 who[^${ID}] ||x|| [^fe5d`)).toBe("Still open 0:00:00 who x");
});
