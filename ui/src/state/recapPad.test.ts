import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "../bridge";
import { PAUSE_MS, RecapPad } from "./recapPad.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A house that merges by appending what others wrote meanwhile. */
function house() {
  const wrote: { text: string; version: string }[] = [];
  let others = "";
  let version = 1;
  const pad = new RecapPad(async (text, at) => {
    wrote.push({ text, version: at });
    await new Promise((done) => setTimeout(done, 50));
    version += 1;
    return { text: text + others, version: String(version) };
  });
  return { pad, wrote, write: (more: string) => (others = more) };
}

test("typing is saved once, a moment after the last letter", async () => {
  const { pad, wrote } = house();
  pad.take({ text: "", version: "1" });
  pad.typed("T");
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 100);
  pad.typed("Th");
  expect(pad.keeping).toBe("typing");
  await vi.advanceTimersByTimeAsync(PAUSE_MS + 60);
  expect(wrote).toEqual([{ text: "Th", version: "1" }]);
  expect(pad.keeping).toBe("saved");
});

test("letters typed while it is on its way are kept and saved next, on the new state", async () => {
  const { pad, wrote, write } = house();
  pad.take({ text: "One.", version: "1" });
  pad.typed("One. Two.");
  write("\nTheirs.");
  await vi.advanceTimersByTimeAsync(PAUSE_MS + 10);
  pad.typed("One. Two. Three.");
  await vi.advanceTimersByTimeAsync(60);
  expect(pad.text).toBe("One. Two. Three.\nTheirs.");
  write("");
  await vi.advanceTimersByTimeAsync(PAUSE_MS + 60);
  expect(wrote.at(-1)).toEqual({ text: "One. Two. Three.\nTheirs.", version: "2" });
  expect(pad.keeping).toBe("saved");
});

test("news from others never replaces what is not saved yet", async () => {
  const { pad } = house();
  pad.take({ text: "One.", version: "1" });
  pad.typed("One. Mine.");
  pad.take({ text: "Theirs.", version: "7" });
  expect(pad.text).toBe("One. Mine.");
  await vi.advanceTimersByTimeAsync(PAUSE_MS + 100);
  expect(pad.text).toContain("Mine.");
});

test("a refusal keeps the text and says so; the next try saves it", async () => {
  let refuse = true;
  const pad = new RecapPad(async (text) => {
    if (refuse) throw new Refusal({ code: "not-saved", says: "The disk is full." });
    return { text, version: "2" };
  });
  pad.take({ text: "", version: "1" });
  pad.typed("Mine.");
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect([pad.keeping, pad.text, pad.refused?.says]).toEqual(["failed", "Mine.", "The disk is full."]);
  refuse = false;
  await pad.save();
  expect([pad.keeping, pad.refused]).toEqual(["saved", undefined]);
});
