import { expect, test } from "vitest";
import { hm, hms, readLength, readTime } from "./filmTime";

test("film time is written as people read it off a screen", () => {
  for (const [ms, text] of [[0, "0:00:00"], [2_465_999, "0:41:05"], [3_862_000, "1:04:22"], [36_000_000, "10:00:00"], [-2_000, "\u22120:00:02"], [-400, "0:00:00"]] as const) expect(hms(ms)).toBe(text);
  expect(hm(6_720_000)).toBe("1:52");
});

test("what somebody types is read, and what is no time is not", () => {
  for (const [text, ms] of [["0:41:05", 2_465_000], ["41:05", 2_465_000], ["64:22", 3_862_000], [" 1.04.22 ", 3_862_000], ["10422", 3_862_000], ["4105", 2_465_000], ["5", 5_000]] as const) expect(readTime(text), text).toBe(ms);
  for (const text of ["", "now", "1:75", "1:64:00", "1:2:3:4", "-1:00", "1:04:22.5x"]) expect(readTime(text), text).toBeUndefined();
});

test("a length is minutes, or hours and minutes", () => {
  for (const [text, ms] of [["112", 6_720_000], ["1:52", 6_720_000], ["1:52:30", 6_750_000]] as const) expect(readLength(text), text).toBe(ms);
  for (const text of ["", "0", "long", "1:75"]) expect(readLength(text), text).toBeUndefined();
});
