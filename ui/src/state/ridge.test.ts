import { expect, test } from "vitest";
import { area, axis, line, parts, points, ticks } from "./ridge";

const END = 7_200_000;
const spread = (count: number) => Array.from({ length: count }, (_, at) => Math.floor(((at * 7_919) % count) * (END / count)));
const drawn = (path: string) => path.split("M").length - 1;

test("a lane has a tick for each of twenty notes, and no more than fit for fifty thousand", () => {
  expect(drawn(ticks(spread(20), END, 1_120, 0, 4))).toBe(20);
  const many = drawn(ticks(spread(50_000), END, 1_120, 0, 4));
  expect(many).toBeGreaterThan(700);
  expect(many).toBeLessThanOrEqual(1_120 / 1.5 + 2);
});

test("a tick before the film or beyond its end stands at the edge", () => {
  expect(ticks([-5_000, END * 2], END, 300, 9, 4)).toBe("M0 9v4M300 9v4");
});

test("the table has every part of the film and every lane, also where nobody noted anything", () => {
  const lanes = [{ member: "m0", ticks_ms: [0], counts: [3, 0, 1] }, { member: "m1", ticks_ms: [], counts: [] }];
  expect(parts({ end_ms: 700_000, part_ms: 300_000, heights: [], lanes })).toEqual([
    { from_ms: 0, to_ms: 300_000, counts: [3, 0] },
    { from_ms: 300_000, to_ms: 600_000, counts: [0, 0] },
    { from_ms: 600_000, to_ms: 700_000, counts: [1, 0] },
  ]);
  expect(parts({ end_ms: 0, part_ms: 0, heights: [], lanes })).toEqual([]);
});

test("an empty ridge lies flat, and one of a single step too", () => {
  const check = (heights: number[], expect_: string) => expect(line(points(heights, 100, 0, 100))).toBe(expect_);
  check([], "M0 96C50 96 50 96 100 96");
  check([100], "M0 0C50 0 50 0 100 0");
  expect(area([], 100)).toBe("");
});

test("times on the axis are even, end with the film and do not crowd its end", () => {
  expect(axis(6_720_000, 7)).toEqual([0, 1_200_000, 2_400_000, 3_600_000, 4_800_000, 6_000_000, 6_720_000]);
  expect(axis(0, 7)).toEqual([0]);
});
