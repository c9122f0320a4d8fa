import { expect, test } from "vitest";
import { note } from "../bridge/fake-evening";
import { moments } from "../bridge/fake";
import { area, axis, line, points, unhindered } from "./ridge";
import { readRoute, screenFor, writeRoute } from "./route";
import { byNoticer, called, filtered, reactions, shortened } from "./talk";
import { initial } from "./people";

const notes = [
  note("a", "m0", 10_000, { text: "She turns the lamp off" }), note("b", "m1", 12_000, { kind: "reaction", reaction: "shock" }), note("c", "m2", 14_000, { kind: "reaction", reaction: "shock" }),
  note("d", "m0", 100_000, { kind: "question", text: "Who posted it?" }),
  note("e", "m1", 200_000, { text: "that hum" }), note("f", "m0", 201_000, { kind: "quote", text: "We are late." }),
];
const all = moments(notes, new Map());

test("filters show the hottest first, everything in film order, and by kind only that kind", () => {
  expect(filtered(all, "hot").map((moment) => moment.start_ms)).toEqual([10_000, 200_000]);
  expect(filtered(all, "all").map((moment) => moment.start_ms)).toEqual([10_000, 100_000, 200_000]);
  expect(filtered(all, "quote").map((moment) => moment.notes.map((one) => one.id))).toEqual([["f"]]);
  expect(filtered([], "hot")).toEqual([]);
});

test("reactions stand once, with everybody who pressed them", () => {
  expect(reactions(notes)).toEqual([{ name: "shock", members: ["m1", "m2"] }]);
});

test("a moment is called by what was said in it", () => {
  expect(called(all[0]!)).toBe("She turns the lamp off");
  expect(shortened("The clock on the quay has no hour hand", 26)).toBe("The clock on the quay has\u2026");
  expect([...shortened("\u{1F602}".repeat(40), 10)].length).toBe(10);
});

test("what only one noticed stands under the one who did, most first", () => {
  const lone = (member: string, start_ms: number) => ({ start_ms, member, notes: [], passed: 1, others: 2 });
  expect(byNoticer([lone("m0", 1), lone("m1", 2), lone("m1", 3)]).map((row) => row.member)).toEqual(["m1", "m0"]);
});

test("a ridge stays in its box, also when there is nothing or one step", () => {
  for (const heights of [[], [0], [50], [0, 100, 3], Array(200).fill(0)]) {
    const places = points(heights, 300, 10, 100);
    expect(places.length).toBeGreaterThan(1);
    for (const { x, y } of places) expect(x >= 0 && x <= 300 && y >= 10 && y <= 100).toBe(true);
    expect(line(places)).not.toContain("NaN");
    expect(area(places, 100)).toMatch(/Z$/);
  }
});

test("the axis has even times and the end, without crowding", () => {
  expect(axis(6_720_000, 7)).toEqual([0, 1_200_000, 2_400_000, 3_600_000, 4_800_000, 6_000_000, 6_720_000]);
  expect(axis(0, 7)).toEqual([0]);
  expect(axis(6_720_000, 4).length).toBeLessThanOrEqual(5);
  expect(unhindered([{ x: 10, half: 8 }, { x: 20, half: 8 }, { x: 60, half: 8 }]).map((one) => one.x)).toEqual([10, 60]);
});

test("an address leads back to the same place", () => {
  for (const route of [{ screen: "library" }, { screen: "household" }, { screen: "talk", id: "ab12", at_ms: 61_000 }, { screen: "dark", id: "ab12", counting: true }, { screen: "recap", id: "ab12" }] as const) expect(readRoute(writeRoute(route))).toEqual(route);
  for (const hash of ["", "#", "#/", "#/nowhere", "#/s/x", "#/s/x/attic", "#/s//talk"]) expect(readRoute(hash)).toEqual({ screen: "library" });
  expect(readRoute("#/s/x/talk?at=-5")).toEqual({ screen: "talk", id: "x" });
});

test("a screening opens where it stands, and nobody is put into a running film unasked", () => {
  expect([screenFor("waiting"), screenFor("running"), screenFor("running", "watching"), screenFor("paused", "slept"), screenFor("over"), screenFor("over", "slept"), screenFor("running", "finished")]).toEqual(["lobby", "lobby", "dark", "lobby", "talk", "lobby", "talk"]);
});

test("an initial is a whole letter", () => {
  expect([initial("mara"), initial("  ívo"), initial("\u{1F469}\u200d\u{1F469}\u200d\u{1F467} oben"), initial("")]).toEqual(["M", "Í", "\u{1F469}\u200d\u{1F469}\u200d\u{1F467}", "?"]);
});
