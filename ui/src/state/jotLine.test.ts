import { describe, expect, test } from "vitest";
import { JotLine, asked, readJot } from "./jotLine.svelte";

const film = (at: number) => 100_000 + at;

describe("the first character says what a jot is", () => {
  test.each([
    ["she never looks at the door", "remark", "she never looks at the door", []],
    ["? who posted it", "question", "who posted it", []],
    ["?who posted it?", "question", "who posted it?", []],
    ["> two letters", "prediction", "two letters", []],
    ['"the boat waits"', "quote", "the boat waits", []],
    ["\u201ethe boat waits\u201c", "quote", "the boat waits", []],
    ["! a boom in shot", "nitpick", "a boom in shot", []],
    ["#sound that hum", "remark", "that hum", ["sound"]],
    ["!#craft #sound a boom", "nitpick", "a boom", ["craft", "sound"]],
    ["#sound", "remark", "sound", ["sound"]],
    ["5 boats", "remark", "5 boats", []],
  ])("%s", (line, kind, text, tags) => expect(readJot(line)).toEqual({ kind, text, tags }));

  test.each(["", "   ", "?", "> ", '"', "#"])("nothing to keep in %j, or only a sign", (line) => {
    if (line === "#") expect(readJot(line)).toEqual({ kind: "remark", text: "#", tags: [] });
    else expect(readJot(line)).toBeUndefined();
  });
});

test("twenty seconds of typing do not move the time of the first key", () => {
  const line = new JotLine();
  line.begin(1_000);
  line.typed("s", 1_004);
  line.typed("she never looks", 21_000);
  const pending = line.take(film, 21_000)!;
  expect(pending.film_ms).toBe(101_000);
  expect(asked("s1", pending, 21_000)).toMatchObject({ kind: "remark", text: "she never looks", ago_ms: 20_000, sealed: false });
});

test("an emptied line takes a new time with its next letter", () => {
  const line = new JotLine();
  line.typed("a", 1_000);
  line.typed("", 2_000);
  expect(line.began_at).toBeUndefined();
  line.typed("b", 9_000);
  expect(line.began_at).toBe(9_000);
});

test("a cleared line comes back with its time", () => {
  const line = new JotLine();
  line.typed("oh no", 1_000);
  line.clear();
  expect(line.empty).toBe(true);
  expect(line.restore()).toBe(true);
  expect([line.text, line.began_at]).toEqual(["oh no", 1_000]);
  expect(line.restore()).toBe(false);
});

test("what was not saved is back in the line, and its time with it", () => {
  const line = new JotLine();
  line.typed("> two letters", 5_000);
  const pending = line.take(film, 9_000)!;
  expect(line.empty).toBe(true);
  line.failed(pending, "The disk is full.");
  expect([line.text, line.began_at, line.pending]).toEqual(["> two letters", 5_000, []]);
  expect(asked("s1", line.take(film, 30_000)!, 30_000).ago_ms).toBe(25_000);
});

test("what was not saved waits beside a line that is being written again", () => {
  const line = new JotLine();
  line.typed("first", 1_000);
  const pending = line.take(film, 2_000)!;
  line.typed("second", 3_000);
  line.failed(pending, "The disk is full.");
  expect(line.text).toBe("second");
  expect(line.pending).toMatchObject([{ line: "first", failed: "The disk is full." }]);
});

test("a reaction has the time of its key", () => {
  const line = new JotLine();
  const pending = line.react("shock", film, 4_000);
  expect(asked("s1", pending, 4_030)).toEqual({ screening: "s1", kind: "reaction", reaction: "shock", text: "", tags: [], ago_ms: 30, sealed: false });
});
