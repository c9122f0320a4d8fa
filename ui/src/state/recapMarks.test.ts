import { expect, test } from "vitest";
import { inserted, marked, spoilers } from "./recapMarks";

const mark = (text: string, from: number, to: number, sign: "||" | "==" = "||") => marked({ text, from, to }, sign).text;

test("the selected words are marked, without the space around them", () => {
  expect(mark("The lamp goes out.", 3, 8)).toBe("The ||lamp|| goes out.");
});

test("with nothing selected it is the sentence round the caret", () => {
  expect(mark("One. She posted it herself. Three.", 8, 8)).toBe("One. ||She posted it herself.|| Three.");
});

test("marking again takes the mark off", () => {
  const once = marked({ text: "The lamp goes out.", from: 4, to: 8 }, "==");
  expect(once.text).toBe("The ==lamp== goes out.");
  expect(marked(once, "==").text).toBe("The lamp goes out.");
  expect(mark("The ||lamp|| goes out.", 4, 12)).toBe("The lamp goes out.");
});

test("a mark never leaves its paragraph", () => {
  expect(mark("one\ntwo", 0, 7)).toBe("||one||\ntwo");
  expect(mark("", 0, 0)).toBe("");
});

test("spoilers are counted a paragraph at a time, an unclosed one too", () => {
  expect(spoilers("a ||b|| c ||d||\n\n||open")).toBe(3);
  expect(spoilers("")).toBe(0);
});

test("a note goes in as a paragraph of its own after the one with the caret", () => {
  expect(inserted("", 0, "N").text).toBe("N\n");
  expect(inserted("one\n\ntwo", 1, "N").text).toBe("one\n\nN\n\ntwo");
  expect(inserted("one\n\ntwo", 8, "N").text).toBe("one\n\ntwo\n\nN\n");
});
