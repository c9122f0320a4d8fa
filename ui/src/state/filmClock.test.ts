import { expect, test } from "vitest";
import { FilmClock } from "./filmClock";

const running = { started: true, running: true, film_ms: 60_000, rate: 1, compared: true, err_ms: 5, turns_in_ms: null };

test("film time goes on from the last answer", () => {
  const clock = new FilmClock();
  clock.take(running, 1_000);
  expect(clock.at(1_000)).toBe(60_000);
  expect(clock.at(3_500)).toBe(62_500);
});

test("a keystroke shortly before the answer has its own time", () => {
  const clock = new FilmClock();
  clock.take(running, 10_000);
  expect(clock.at(8_000)).toBe(58_000);
});

test("in a pause it stands still, whatever the rate says", () => {
  const clock = new FilmClock();
  clock.take({ ...running, running: false, rate: 1 }, 0);
  expect(clock.at(90_000)).toBe(60_000);
  expect(clock.untilNextSecond(90_000)).toBeUndefined();
});

test("the next second comes sooner on a copy that runs faster", () => {
  const clock = new FilmClock();
  clock.take({ ...running, film_ms: 60_250, rate: 25 / 23.976 }, 0);
  expect(clock.untilNextSecond(0)).toBeCloseTo(750 / (25 / 23.976));
});

test("there is no time before the film", () => {
  const clock = new FilmClock();
  clock.take({ ...running, film_ms: 500 }, 10_000);
  expect(clock.at(0)).toBe(0);
});
