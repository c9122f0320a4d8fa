// The film clock in the window, by keyboard alone: set by hand, calibrated, compared with somebody who is behind, with the
// length hidden, and with a real player followed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { household, light, openBrowser, until } from "./house.mjs";
import { sideways, visit, wrongs } from "./looks.mjs";

const SIZES = [[1280, 800], [390, 844]];

describe("the film clock", () => {
  let houses, mara, theo, seen, page, screening, folder, mpv;
  before(async () => {
    houses = await household(["Mara", "Theo"]);
    ({ Mara: mara, Theo: theo } = houses);
    ({ screening } = await mara.ask("new_screening", { title: "The Night Ferry", length_ms: 6_720_000 }));
    await until("the screening at Theo's", async () => (await theo.ask("library")).screenings[0]);
    seen = await openBrowser();
    page = seen.page;
    await page.goto(mara.address);
    await page.getByRole("link", { name: /The Night Ferry/ }).waitFor();
    await visit(page, `#/s/${screening}/dark`);
    await page.locator("#jot").waitFor();
    folder = mkdtempSync(join(tmpdir(), "asides-mpv-"));
  });
  after(async () => {
    mpv?.kill();
    await seen?.close();
    for (const house of Object.values(houses ?? {})) await house.remove();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const clock = () => mara.ask("clock", { screening });
  /** Presses keys and tells by how much the standing clock moved. */
  async function moves(keys) {
    const before = (await clock()).film_ms;
    await page.keyboard.press(keys);
    return until(keys, async () => (await clock()).film_ms - before);
  }
  async function palette(name) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(name);
    await page.keyboard.press("Enter");
  }
  async function isDark(what) {
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      const { most, mean } = light(await page.screenshot());
      assert.ok(most <= 0.3 && mean < 0.01, `${what}, ${width}x${height}: most ${most.toFixed(3)}, mean ${mean.toFixed(4)}`);
      assert.equal(await sideways(page), 0);
      assert.deepEqual(await wrongs(page), []);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  test("a second and ten either way, and what the film's own clock says", async () => {
    await page.keyboard.press("Control+Enter");
    await until("the start", async () => (await clock()).running);
    await page.keyboard.press("Control+Enter");
    await until("the pause", async () => !(await clock()).running);
    await page.keyboard.press("Alt+t");
    await page.keyboard.type("0:41:05");
    await page.keyboard.press("Enter");
    await until("0:41:05", async () => (await clock()).film_ms === 2_465_000);
    assert.equal(await moves("Alt+ArrowUp"), 1_000);
    assert.equal(await moves("Alt+ArrowDown"), -1_000);
    assert.equal(await moves("Alt+Shift+ArrowUp"), 10_000);
    assert.equal(await moves("Alt+Shift+ArrowDown"), -10_000);
    await page.getByRole("timer").filter({ hasText: "0:41:05" }).waitFor();
  });

  test("who is behind is told by how much, and the room stays dark", async () => {
    await theo.ask("attend", { screening, state: "watching" });
    await theo.ask("watch_alone", { screening, film_ms: 2_265_000 });
    await page.getByText("Theo 3:20 behind").waitFor();
    await isDark("somebody is behind");
  });

  test("the length and what is left can be hidden", async () => {
    await page.keyboard.press("Control+Enter");
    await page.getByText(/minutes? left/).waitFor();
    await page.keyboard.press("Alt+2");
    const summary = page.locator("summary", { hasText: "Your ways of watching" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.getByLabel(/Hide how long/).focus();
    await page.keyboard.press("Space");
    await until("the wish", async () => (await mara.ask("habits")).hide_length);
    await page.keyboard.press("Alt+3");
    await page.getByRole("timer").waitFor();
    await page.getByText("Theo").first().waitFor();
    assert.equal(await page.getByText(/minutes? left/).count(), 0);
    assert.equal((await mara.ask("screening", { screening })).length_ms, null);
  });

  test("a tap when the first light comes on calibrates the clock", async () => {
    assert.ok((await clock()).film_ms > 2_400_000);
    await palette("first light");
    await until("the beginning", async () => (await clock()).film_ms < 60_000);
    assert.ok((await clock()).running);
  });

  test("a player is followed, and its notes are turned on and off by a key", async () => {
    const socket = join(folder, "mpv.socket");
    const words = ["--no-config", "--load-scripts=no", "--vo=null", "--ao=null", "--no-terminal", "--title=Ferry"];
    mpv = spawn("mpv", [...words, `--input-ipc-server=${socket}`, "av://lavfi:color=black:size=64x36:rate=25:duration=6000"], { stdio: "ignore" });
    await until("mpv", () => mara.ask("bind_player", { screening, player: { by: "mpv", socket } }));
    await until("it to be followed", async () => (await mara.ask("players", { screening })).bound?.state === "playing");
    await page.getByText("mpv plays").waitFor();
    await page.getByRole("button", { name: "Show notes on it" }).waitFor();
    await page.locator("#jot").focus();
    await page.keyboard.press("Alt+v");
    await page.getByRole("button", { name: "Hide notes on it" }).waitFor();
    assert.equal((await mara.ask("habits")).on_picture, true);
    await isDark("a player is followed");
    await page.keyboard.press("Alt+v");
    await page.getByRole("button", { name: "Show notes on it" }).waitFor();
    assert.equal(await page.locator("#jot").inputValue(), "", "no letter of it in the line");
    assert.deepEqual(seen.complaints, []);
  });
});
