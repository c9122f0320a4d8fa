import { expect, test } from "vitest";
import { carried, moved, spliceOf } from "./merge";

const apply = (text: string, from: string, to: string) => {
  const { at, remove, insert } = spliceOf(from, to);
  return text.slice(0, at) + insert + text.slice(at + remove);
};

test("a splice leads from one text to the other and cuts no letter in two", () => {
  for (const [from, to] of [["", "a"], ["abc", "abXc"], ["aaa", "aa"], ["\u{1F602}", "\u{1F631}"], ["a\u{1F602}b", "a\u{1F631}b"], ["same", "same"]] as const) {
    expect(apply(from, from, to)).toBe(to);
    const { insert } = spliceOf(from, to);
    expect(/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(insert)).toBe(false);
  }
});

test("letters typed during the journey stand after what came back", () => {
  expect(carried("The lamp.", "The lamp. It", "The lamp.")).toBe("The lamp. It");
  expect(carried("The lamp.", "The lamp. It", "Before. The lamp.")).toBe("Before. The lamp. It");
  expect(carried("one\n\ntwo", "one!\n\ntwo", "one\n\ntwo\n\nthree")).toBe("one!\n\ntwo\n\nthree");
});

test("whatever two people do, what was typed here is still there", () => {
  let seed = 42;
  const dice = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let round = 0; round < 3_000; round += 1) {
    const sent = Array.from({ length: dice(12) }, () => "abc\n "[dice(5)]).join("");
    const at = dice(sent.length + 1);
    const now = `${sent.slice(0, at)}TYPED${sent.slice(at)}`;
    const from = dice(sent.length + 1);
    const to = from + dice(sent.length - from + 1);
    const back = sent.slice(0, from) + ["", "xy"][dice(2)] + sent.slice(to);
    expect(carried(sent, now, back)).toContain("TYPED");
  }
});

test("a caret stays at its letter", () => {
  const splice = spliceOf("one two", "zero one two");
  expect(moved(3, splice)).toBe(8);
  expect(moved(0, splice, "before")).toBe(0);
});
