import { expect, test } from "vitest";
import { RATIOS, ratioName, span } from "./copy";

test("a ratio that was kept with rounding is known again", () => {
  expect([1, 1.0427093, 25 / 24, 1.001001].map(ratioName)).toEqual(["same", "pal", "pal24", "ntsc"]);
  for (const [name, ratio] of Object.entries(RATIOS)) expect(ratioName(ratio)).toBe(name);
});

test("differences are said in minutes, and in hours from one on", () => {
  expect([0, 12_400, -240_000, 3_723_000].map(span)).toEqual(["0:00", "0:12", "4:00", "1:02:03"]);
});
