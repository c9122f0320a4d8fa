// One's own players in the lobby and the discussion, with an imaginary house behind them.
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import type { PlayersView } from "../bridge";
import { FakeHouse } from "../bridge/fake";
import { evening } from "../bridge/fake-evening";
import { speak } from "../strings/index.svelte";

beforeEach(() => speak("en"));
afterEach(() => {
  cleanup();
  location.hash = "";
});

const mpv = { player: { by: "mpv", socket: "/tmp/mpv" }, name: "mpv", place: "", title: "The Lamplighter’s Daughter", playing: true, locked: false, err_ms: 45 } satisfies PlayersView["offers"][number];
const bound = { name: "mpv", state: "playing", title: mpv.title, length_ms: null, film_ms: 0, err_ms: 45, stands_by: false, can_jump: true, can_show: true, trouble: null } satisfies PlayersView["bound"];

function open(players: PlayersView, hash: string, kind = "waiting") {
  const house = new FakeHouse(evening(kind));
  const id = house.world.screenings[0]?.view.id ?? "";
  const call = house.call.bind(house);
  vi.spyOn(house, "call").mockImplementation((name, argument) => (name === "players" ? (Promise.resolve(players) as never) : call(name, argument)));
  location.hash = hash.replace("ID", id);
  render(App, { bridge: house });
  return { house, id };
}

test("a player is offered in words, and followed with one action", async () => {
  const { house, id } = open({ bound: null, offers: [mpv], looked: true }, "#/s/ID/lobby");
  await screen.findByText("mpv is playing The Lamplighter’s Daughter");
  await fireEvent.click(screen.getByRole("button", { name: "Follow mpv" }));
  expect(house.asks("bind_player")).toEqual([{ screening: id, player: mpv.player }]);
});

test("a bound player that is lost says so without a dialog", async () => {
  const trouble = { code: "player-closed", says: "mpv closed. Asides follows it again when it is back." };
  const { house } = open({ bound: { ...bound, state: "lost", trouble }, offers: [], looked: true }, "#/s/ID/lobby");
  await screen.findByText("mpv closed. Asides follows it again when it is back.");
  expect(screen.queryByRole("dialog")).toBeNull();
  await fireEvent.click(screen.getByRole("button", { name: "Let go" }));
  await waitFor(() => expect(house.asks("unbind_player")).toHaveLength(1));
});

test("the notes on its picture are off until they are wished for, and one key hides them", async () => {
  const { house } = open({ bound, offers: [], looked: true }, "#/s/ID/lobby");
  const wish = await screen.findByRole("switch", { name: "Notes on the picture" });
  expect((wish as HTMLInputElement).checked).toBe(false);
  await fireEvent.click(wish);
  await waitFor(() => expect((wish as HTMLInputElement).checked).toBe(true));
  // What the house keeps is what the key turns round.
  await waitFor(() => expect(house.asks("habits").length).toBeGreaterThan(1));
  await tick();
  await fireEvent.keyDown(document.body, { key: "v", code: "KeyV", altKey: true });
  await waitFor(() => expect(house.asks("set_habits")).toEqual([{ on_picture: true }, { on_picture: false }]));
});

test("a player that can show no notes offers none", async () => {
  open({ bound: { ...bound, name: "VLC", can_show: false }, offers: [], looked: true }, "#/s/ID/lobby");
  await screen.findByRole("button", { name: "Let go" });
  expect(screen.queryByRole("switch")).toBeNull();
});

test("one that wants a key is offered, and the form opens with where it is", async () => {
  const jellyfin = { player: { by: "jellyfin", host: "192.168.1.2", port: 8097, key: "", device: "" }, name: "Jellyfin", place: "Cellar", title: "", playing: false, locked: true, err_ms: 1_500 } satisfies PlayersView["offers"][number];
  const { house, id } = open({ bound: null, offers: [jellyfin], looked: true }, "#/s/ID/lobby");
  await screen.findByText("Jellyfin is on this network, and wants an API key first");
  await fireEvent.click(screen.getByRole("button", { name: "Follow Jellyfin" }));
  const key = await screen.findByLabelText("API key");
  await waitFor(() => expect(document.activeElement).toBe(key));
  await fireEvent.input(key, { target: { value: "abc" } });
  await fireEvent.click(screen.getByRole("button", { name: "Follow" }));
  await waitFor(() => expect(house.asks("bind_player")).toEqual([{ screening: id, player: { ...jellyfin.player, key: "abc" } }]));
});
