// What nobody should have written: 500 texts, each as a note, a name, a title and a tag, on every screen that shows one.
// Nothing runs, nothing is asked of anybody else, nothing breaks the layout.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cut, hostile } from "./hostile.mjs";
import { sideways, visit } from "./looks.mjs";
import { STILL, openBrowser, openHouse, until } from "./house.mjs";

/** The first as high as three screens, so that a list is through sooner; a phone's width breaks first. */
const SIZES = [[390, 2_400], [1280, 800]];
const TEXTS = hostile(500);
/** What a page of ours has none of, wherever it comes from. */
// The recap's editor puts empty images of its own beside chips, for the caret to stand at: without a source they show nothing.
const FOREIGN = "img:not(.cm-widgetBuffer:not([src])), iframe, object, embed, base, form[action], [onerror], [onload], [onfocus], [ontoggle], a[href^='javascript' i], meta[http-equiv=refresh], body script:not([src^='/assets']), body style, body link";

/** A house and a browser that notes everything that must not happen. */
async function watched(play) {
  const house = await openHouse({ loopback: true });
  const seen = await openBrowser(STILL);
  const { page } = seen;
  const found = [];
  page.on("dialog", (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => found.push(`a window: ${popup.url()}`));
  const look = async (label) => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const by = await sideways(page);
    if (by > 0) found.push(`${label}: goes sideways by ${by}`);
    const foreign = await page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map((one) => one.outerHTML.slice(0, 80)), FOREIGN);
    found.push(...foreign.map((one) => `${label}: ${one}`));
    if (await page.evaluate(() => globalThis.ran !== undefined)) found.push(`${label}: something ran`);
  };
  /** Goes through a screen at every size, the first time from its top to its end: a long list draws every line of it. */
  const through = async (hash, open = async () => {}) => {
    for (const [at, [width, height]] of SIZES.entries()) {
      await page.setViewportSize({ width, height });
      await visit(page, hash);
      await open(page);
      await look(`${hash} ${width}`);
      for (let end = at > 0; !end; ) {
        end = await page.evaluate(() => {
          scrollBy(0, innerHeight * 2);
          return scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
        });
        await look(`${hash} ${width}, further down`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };
  try {
    await house.ask("begin", { name: "Mara" });
    await play({ house, page, look, through });
    assert.deepEqual(found, []);
    assert.deepEqual(seen.outside, []);
    assert.deepEqual(seen.complaints, []);
  } finally {
    await seen.close();
    await house.remove();
  }
}

/** Asks for each text. What no such text may hold is refused with a sentence; it is then asked for without that. How many were taken. */
async function taken(texts, ask) {
  let count = 0;
  const one = (text, at) =>
    ask(text, at).catch((refused) => {
      assert.match(String(refused), /asked \w+: .{20,}/);
      return ask(text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " "), at);
    });
  for (let from = 0; from < texts.length; from += 50) {
    const asked = await Promise.allSettled(texts.slice(from, from + 50).map((text, at) => one(text, from + at)));
    count += asked.filter((one) => one.status === "fulfilled").length;
  }
  return count;
}

async function evening(house, title = "Kettle") {
  const { screening } = await house.ask("new_screening", { title, length_ms: 6_720_000 });
  await house.ask("set_clock", { screening, act: { do: "start" } });
  return screening;
}

describe("what nobody should have written", () => {
  test("as notes", () =>
    watched(async ({ house, page, through, look }) => {
      const screening = await evening(house);
      const jot = (text, at) => house.ask("jot", { screening, kind: ["remark", "quote", "question", "nitpick"][at % 4], text, tags: [], film_ms: at * 12_000, sealed: false });
      assert.ok((await taken(TEXTS, jot)) > 450);
      await page.goto(house.address);
      await through(`#/s/${screening}/dark`);
      await house.ask("lights_up", { screening });
      const { version } = await house.ask("recap", { screening });
      await house.ask("write_recap", { screening, text: TEXTS.slice(0, 200).join("\n\n").replace(/[^\P{Cc}\n]/gu, ""), base: version });
      const everything = async () => {
        const button = page.getByRole("button", { name: "Everything" });
        if (await button.isVisible()) await button.click();
      };
      await through(`#/s/${screening}/talk`, everything);
      await through(`#/s/${screening}/recap`);
      await through(`#/s/${screening}/recap`, () => page.getByRole("button", { name: "Read", exact: true }).click());
      await through("#/", async () => {
        await page.getByRole("searchbox").fill("script");
        await page.locator(".hits a").first().waitFor();
      });
      for (const format of ["Markdown", "Web page", "Letterboxd", "SRT"]) {
        await visit(page, `#/s/${screening}/talk`);
        await page.keyboard.press("Control+e");
        await page.locator("dialog").getByRole("button", { name: "Full", exact: true }).click();
        await page.locator("dialog").getByRole("button", { name: new RegExp(format) }).first().click();
        await page.locator("dialog pre, dialog [role=alert]").first().waitFor();
        await look(`the export as ${format}`);
        await page.keyboard.press("Escape");
      }
    }));

  test("as titles", () =>
    watched(async ({ house, page, through, look }) => {
      const made = [];
      const begin = async (text) => made.push((await house.ask("new_screening", { title: cut(text, 180) })).screening);
      assert.ok((await taken(TEXTS, begin)) > 450);
      await page.goto(house.address);
      await through("#/");
      for (const screening of made.filter((_, at) => at % 90 === 0)) {
        for (const screen of ["lobby", "dark", "talk"]) await through(`#/s/${screening}/${screen}`);
      }
      await visit(page, "#/");
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("ran");
      await until("the films", () => page.getByRole("option").count());
      await look("the palette");
    }));

  test("as tags, which are boards", () =>
    watched(async ({ house, page, through }) => {
      const screening = await evening(house);
      const jot = (text, at) => house.ask("jot", { screening, kind: "remark", text: "that hum", tags: [cut(text, 70)], film_ms: at * 12_000, sealed: false });
      assert.ok((await taken(TEXTS, jot)) > 450);
      await house.ask("lights_up", { screening });
      await page.goto(house.address);
      await through(`#/s/${screening}/talk`);
      await through(`#/s/${screening}/talk`, async () => {
        const boards = page.getByRole("button", { name: "What we noticed" });
        if (await boards.isVisible()) await boards.click();
      });
    }));

  test("as names", () =>
    watched(async ({ house, page, through }) => {
      const add = (text) => house.ask("add_member", { name: cut(text, 38) });
      assert.ok((await taken(TEXTS, add)) > 100);
      const screening = await evening(house);
      const { members } = await house.ask("household");
      for (const { member } of members.slice(0, 60)) {
        await house.ask("jot", { screening, kind: "remark", text: "that hum", tags: [], film_ms: 60_000, sealed: false, ...(member.me ? {} : { for_member: member.id }) });
      }
      await page.goto(house.address);
      await through("#/household");
      for (const screen of ["lobby", "dark"]) await through(`#/s/${screening}/${screen}`);
      await house.ask("lights_up", { screening });
      for (const screen of ["talk", "recap", "lobby"]) await through(`#/s/${screening}/${screen}`);
      await through("#/");
    }));
});
