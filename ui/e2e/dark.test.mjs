// The dark room by its pixels: with somebody else there, a player that leads, 2,000 notes, a title from right to left,
// everything open that can be opened, at every size and every dimming, and while it loads.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sideways } from "./looks.mjs";
import { household, light, openBrowser, until } from "./house.mjs";

const SIZES = [[1280, 800], [390, 844], [320, 640]];
const TEXTS = ["she never once looks at the door", "העבּרה לא מגיעה 12:30", "😱😱😱 👩‍👩‍👧‍👦 🔥", "العبّارة الليلية لا تصل أبدًا", "x".repeat(300), "Donaudampfschifffahrtsgesellschaftskapitänswitwe", "💡"];
/** A player as the house tells of it, so that no player has to run. */
const PLAYER = { bound: { name: "mpv", state: "playing", title: "ferry.mkv", length_ms: 6_720_000, film_ms: 3_860_000, err_ms: 12, stands_by: false, can_jump: true, trouble: null }, offers: [], looked: true };

describe("the dark room", () => {
  let houses, seen, page, screening;
  before(async () => {
    houses = await household(["Mara", "Theo"]);
    const { Mara, Theo } = houses;
    ({ screening } = await Mara.ask("new_screening", { title: "العبّارة الليلية، أو كيف تعلّمت الانتظار", length_ms: 6_720_000 }));
    await Mara.ask("attend", { screening, state: "watching" });
    await Mara.ask("set_clock", { screening, act: { do: "start" } });
    await Mara.ask("set_clock", { screening, act: { do: "seek", film_ms: 3_860_000 } });
    for (let from = 0; from < 2_000; from += 200) {
      await Promise.all(Array.from({ length: 200 }, (_, one) => {
        const at = from + one;
        const felt = at % 3 === 0 ? { kind: "reaction", reaction: "shock", text: "" } : { kind: "remark", text: TEXTS[at % TEXTS.length] };
        return Mara.ask("jot", { screening, ...felt, tags: [], film_ms: at * 1_900, sealed: false });
      }));
    }
    await until("the evening at Theo\u2019s", async () => (await Theo.ask("library")).screenings.length === 1);
    await Theo.ask("jot", { screening, kind: "remark", text: "two stamps", tags: [], film_ms: 1_000, sealed: true });
    await Theo.ask("attend", { screening, state: "left" });
    await until("Theo\u2019s note", async () => (await Mara.ask("screening", { screening })).kept.length > 0);
    seen = await openBrowser();
    page = seen.page;
    await page.route("**/api/players", (route) => route.fulfill({ json: PLAYER }));
    await page.goto(Mara.address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await enter();
  });
  after(async () => {
    await seen?.close();
    for (const house of Object.values(houses ?? {})) await house.remove();
  });

  /** From another screen, with nothing of the one before left open. */
  async function enter() {
    for (let at = 0; at < 3 && (await page.locator("dialog[open]").count()) > 0; at += 1) await page.keyboard.press("Escape");
    await page.evaluate(() => (location.hash = "#/jot"));
    await page.locator(".mine").waitFor({ state: "detached" });
    await page.evaluate((hash) => (location.hash = hash), `#/s/${screening}/dark`);
    await page.locator(".mine li").first().waitFor();
    await page.waitForFunction(() => document.fonts.status === "loaded");
    await page.locator("#jot").fill("");
  }
  const bright = async (label, png, found) => {
    const { most, mean } = light(png);
    if (most > 0.3 || mean >= 0.01) found.push(`${label}: most ${most.toFixed(3)}, mean ${mean.toFixed(4)}`);
  };
  const press = (name, exact = true) => page.getByRole("button", { name, exact }).first().click();
  /** Everything that can be open in it, and how one gets there. */
  const STATES = [
    ["at rest", async () => page.getByText("mpv").waitFor()],
    ["with a line under way", () => page.locator("#jot").fill("👩‍👩‍👧‍👦 העבּרה she never once looks")],
    ["with the clock\u2019s hands", () => press("Clock")],
    ["where one says what it says", () => page.keyboard.press("Alt+t")],
    ["going", () => press("Away")],
    ["with the last note taken back", async () => {
      await page.keyboard.press("Control+z");
      await page.getByRole("button", { name: "Put it back" }).click();
    }],
    ["asked whether the lights go up", () => press("Lights up")],
    ["with the palette", async () => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
    }],
    ["with the keys", async () => {
      await page.keyboard.press("F1");
      await page.locator("dialog[open]").waitFor();
    }],
    ["with a refusal", async () => {
      await page.route("**/api/jot", (route) => route.fulfill({ status: 507, json: { code: "not-saved", says: "The disk is full. Nothing was saved." } }));
      await page.locator("#jot").fill("two stamps");
      await page.keyboard.press("Enter");
      await page.getByText("Not saved").waitFor();
      await page.unroute("**/api/jot");
    }],
  ];

  for (const dir of ["ltr", "rtl"]) {
    test(`no pixel over 0.30 of white and a mean under 0.01, whatever is open, ${dir}`, async () => {
      const found = [];
      for (const [width, height] of dir === "ltr" ? SIZES : SIZES.slice(1, 2)) {
        await page.setViewportSize({ width, height });
        for (const [label, open] of STATES) {
          await enter();
          await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
          await open();
          await bright(`${label}, ${width}`, await page.screenshot(), found);
          if ((await sideways(page)) > 0) found.push(`${label}, ${width}: goes sideways by ${await sideways(page)}`);
        }
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.evaluate(() => document.documentElement.removeAttribute("dir"));
      assert.deepEqual(found, []);
    });
  }

  test("it is dark with more contrast too, and each dimming is darker than the one before", async () => {
    const found = [];
    await enter();
    const means = [];
    for (const dim of [100, 70, 50]) {
      await page.getByRole("button", { name: new RegExp(`${dim}`) }).first().waitFor();
      const png = await page.screenshot();
      await bright(`at ${dim} %`, png, found);
      means.push(light(png).mean);
      await page.keyboard.press("Alt+d");
    }
    assert.ok(means[0] > means[1] && means[1] > means[2], `${means}`);
    await page.emulateMedia({ contrast: "more" });
    await bright("with more contrast", await page.screenshot(), found);
    await page.emulateMedia({ contrast: null });
    assert.deepEqual(found, []);
  });

  test("not one frame of it is bright while it loads, however late the answers and the letters come", async () => {
    const found = [];
    const late = async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.fallback().catch(() => {});
    };
    await page.route(/\/(api|assets)\//, late);
    const frames = [];
    const loaded = page.reload({ waitUntil: "commit" });
    for (let at = 0; at < 8; at += 1) frames.push(await page.screenshot({ timeout: 5_000 }).catch(() => undefined));
    await loaded;
    await page.locator("#jot").waitFor();
    frames.push(await page.screenshot());
    await page.locator(".mine li").first().waitFor();
    frames.push(await page.screenshot());
    await page.unroute(/\/(api|assets)\//, late);
    const drawn = frames.filter(Boolean);
    for (const [at, frame] of drawn.entries()) await bright(`frame ${at}`, frame, found);
    assert.deepEqual(found, []);
    assert.ok(drawn.length > 2, "some frames were seen");
  });

  test("no page complained but of the refusal", () => {
    assert.deepEqual(seen.complaints.filter((one) => !/status of 507/.test(one)), []);
    assert.deepEqual(seen.outside, []);
  });
});
