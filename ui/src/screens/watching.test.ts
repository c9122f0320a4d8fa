// Where one is in the film, and on which copy: what a person does, and what the house is asked for.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import App from "../App.svelte";
import { FakeHouse } from "../bridge/fake";
import { evening } from "../bridge/fake-evening";
import { speak } from "../strings/index.svelte";

beforeEach(() => speak("en"));
afterEach(() => {
  cleanup();
  location.hash = "";
});

async function open(hash: string, prepare: (house: FakeHouse) => void = () => {}) {
  const house = new FakeHouse(evening("small"));
  prepare(house);
  location.hash = hash;
  render(App, { bridge: house });
  await waitFor(() => expect(house.asked.length).toBeGreaterThan(0));
  return house;
}
const dark = (house: FakeHouse) => house.world.screenings.find((one) => one.view.id === "s-dark")!;
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));

describe("in the dark room", () => {
  test("it says who is behind and who sleeps", async () => {
    await open("#/s/s-dark/dark");
    await screen.findByText(/4:00 behind/);
    await screen.findByText(/asleep since 0:58:20/);
  });

  test("whoever falls asleep says so by a button, and goes on alone from there", async () => {
    const house = await open("#/s/s-dark/dark");
    await press("Away");
    await press("I am falling asleep");
    await waitFor(() => expect(house.asks("attend").at(-1)).toMatchObject({ state: "slept" }));
    await screen.findByText(/You fell asleep at 1:04:\d\d\./);
    await press(/^Go on from 1:04:\d\d$/);
    await waitFor(() => expect(house.asks("watch_alone")).toHaveLength(1));
    expect(house.asks("watch_alone")[0]!.film_ms).toBeGreaterThan(3_861_000);
    expect(location.hash).toMatch(/dark$/);
  });

  test("the others' notes come up for who watches alone", async () => {
    await open("#/s/s-dark/dark", (house) => {
      dark(house).view.my_state = "still-watching";
    });
    const echoes = (await screen.findByRole("heading", { name: "What the others noted here" })).parentElement!;
    expect(within(echoes).getAllByRole("listitem").length).toBeGreaterThan(0);
    expect(screen.queryByText(/folded until the credits/)).toBeNull();
  });

  test("first light and advertisement are told to the clock", async () => {
    const house = await open("#/s/s-dark/dark");
    await press("Clock");
    await press("First light");
    await press("Advertisement");
    await waitFor(() => expect(house.asks("set_clock").map((one) => one.act)).toEqual([{ do: "tap", film_ms: 0 }, { do: "ad" }]));
  });

  test("a hidden length is nowhere", async () => {
    await open("#/s/s-dark/dark", (house) => {
      Object.assign(dark(house).view, { length_ms: null, length_hidden: true });
    });
    await screen.findByText("Your notes are the marks below.");
    expect(document.body.textContent).not.toMatch(/minutes? left/);
  });
});

describe("in the lobby", () => {
  test("a copy is guessed from its running time, and its beginning and scenes go along", async () => {
    const house = await open("#/s/s-dark/lobby");
    await press("Change");
    await fireEvent.input(screen.getByLabelText("Your copy runs"), { target: { value: "1:47:40" } });
    await press("Guess from it");
    await screen.findByText(/It looks like “25 frames for 23.976/);
    await fireEvent.input(screen.getByLabelText("The film begins on your copy at"), { target: { value: "0:00:12" } });
    await press("Add a scene that only your copy has");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Watch on this copy" }).disabled).toBe(true);
    await fireEvent.input(screen.getByLabelText("From"), { target: { value: "0:16:40" } });
    await fireEvent.input(screen.getByLabelText("To"), { target: { value: "0:19:40" } });
    await press("Watch on this copy");
    await waitFor(() => expect(house.asks("set_copy")).toHaveLength(1));
    expect(house.asks("set_copy")[0]).toMatchObject({ ratio: 25 / 23.976, begins_ms: 12_000, extras: [{ from_ms: 1_000_000, to_ms: 1_180_000 }], length_ms: 6_460_000 });
  });

  test("a refused copy keeps its form", async () => {
    const says = "The scene that only this copy has is outside its range. Nothing was written. Correct it.";
    await open("#/s/s-dark/lobby", (house) => house.refuses.set("set_copy", { code: "out-of-range", says }));
    await press("Change");
    await press("Watch on this copy");
    expect((await screen.findByRole("alert")).textContent).toBe(says);
    expect(screen.getByLabelText<HTMLInputElement>("The film begins on your copy at")).toBeTruthy();
  });

  test("lag, hidden length and the shift of one's notes", async () => {
    const house = await open("#/s/s-dark/lobby", (house) => {
      dark(house).view.mine = 3;
    });
    await fireEvent.click(await screen.findByText("Your ways of watching"));
    await fireEvent.change(screen.getByLabelText("Seconds until you write"), { target: { value: "3,5" } });
    await fireEvent.click(screen.getByLabelText("Hide how long the film is and how much is left"));
    await press("Shift your 3 notes");
    await waitFor(() => expect(house.asks("shift_notes")).toEqual([{ screening: "s-dark", by_ms: -12_000 }]));
    expect(house.asks("set_habits")).toEqual([{ text_lag_ms: 3_500 }, { hide_length: true }]);
  });

  test("a clock that was never compared says so", async () => {
    await open("#/s/s-dark/lobby", (house) => {
      Object.assign(dark(house).view.clock, { compared: false, err_ms: null });
    });
    await screen.findByText(/has not been compared/);
  });
});
