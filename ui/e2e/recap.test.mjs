// The recap written together: real pages of two members' real houses, over a real network.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sideways, wrongs } from "./looks.mjs";
import { household, openBrowser, until } from "./house.mjs";

const field = (page) => page.getByRole("textbox", { name: "Recap" });
const text = (page) => page.evaluate(() => [...document.querySelectorAll("#recap .cm-line")].map((line) => [...line.childNodes].map(words).join("")).join("\n"), undefined);
/** What is written, without chips' words and carets' names. */
const WORDS = "globalThis.words = (node) => node.nodeType === 3 ? node.data : node.classList?.contains('caret') || node.classList?.contains('cm-placeholder') || node.nodeName === 'BR' || node.nodeName === 'IMG' ? '' : node.classList?.contains('cite') ? '[' + node.textContent + ']' : [...node.childNodes].map(words).join('')";

describe("the recap, written together", () => {
  let houses, mara, ivo, screening, pages;

  before(async () => {
    houses = await household(["Mara", "Ivo"]);
    ({ screening } = await houses.Mara.ask("new_screening", { title: "The Night Ferry", length_ms: 6_360_000 }));
    await houses.Mara.ask("jot", { screening, kind: "remark", text: "the clock on the quay has no hour hand", tags: [], film_ms: 771_000, sealed: false });
    await houses.Mara.ask("jot", { screening, kind: "remark", text: "she never looks at the door", tags: [], film_ms: 3_858_000, sealed: false });
    await houses.Mara.ask("set_clock", { screening, act: { do: "start" } });
    await houses.Mara.ask("lights_up", { screening });
    await until("Ivo to have the screening", async () => (await houses.Ivo.ask("library")).screenings[0]);
    await houses.Ivo.ask("attend", { screening, state: "finished" });
    await until("Ivo to have the recap", () => houses.Ivo.ask("recap", { screening }).catch(() => undefined));
    [mara, ivo] = await Promise.all([openBrowser(), openBrowser()]);
    pages = [mara.page, ivo.page];
    for (const [page, name] of [[mara.page, "Mara"], [ivo.page, "Ivo"]]) {
      await page.addInitScript(WORDS);
      await page.goto(houses[name].address);
      await page.getByRole("link", { name: /The Night Ferry/ }).waitFor();
      await page.evaluate((id) => (location.hash = `#/s/${id}/recap`), screening);
      await page.waitForFunction(() => document.querySelector("#recap")?.getAttribute("contenteditable") === "true");
    }
  });
  after(async () => {
    await Promise.all([mara?.close(), ivo?.close()]);
    await Promise.all(Object.values(houses ?? {}).map((house) => house.remove()));
  });

  /** Both pages and both houses show one text. */
  async function alike(what) {
    let last = [];
    return until(what, async () => {
      const found = new Set(await Promise.all(pages.map(text)));
      const kept = await Promise.all(Object.values(houses).map((house) => house.ask("recap", { screening }).then((recap) => recap.version)));
      const saved = await Promise.all(pages.map((page) => page.locator(".state.saved").count()));
      last = [...found, ...kept, ...saved];
      // Nothing is a text too.
      return found.size === 1 && new Set(kept).size === 1 && saved.every(Boolean) && { text: [...found][0] };
    }).then((one) => one.text, (error) => assert.fail(`${error.message}: ${JSON.stringify(last)}`));
  }

  test("what one types the other sees, with a caret and a name; and both may type at once", async () => {
    await field(mara.page).click();
    await mara.page.keyboard.type("We came for a thriller.");
    await ivo.page.locator("#recap").getByText("We came for a thriller.").waitFor();
    await ivo.page.locator("#recap .caret").getByText("Mara").waitFor({ state: "attached" });
    await field(ivo.page).click();
    await ivo.page.keyboard.press("Control+End");
    await Promise.all([
      ivo.page.keyboard.type(" And stayed for an engine.", { delay: 15 }),
      (async () => {
        await mara.page.keyboard.press("Control+Home");
        await mara.page.keyboard.type("Saturday. ", { delay: 25 });
      })(),
    ]);
    assert.equal(await alike("both texts"), "Saturday. We came for a thriller. And stayed for an engine.");
    await mara.page.locator("#recap .caret").getByText("Ivo").waitFor({ state: "attached" });
  });

  test("undo takes back one's own typing and nobody else's", async () => {
    await field(ivo.page).click();
    await ivo.page.keyboard.press("Control+z");
    const now = await alike("the undone text");
    assert.match(now, /^Saturday\. We came for a thriller\./);
    assert.doesNotMatch(now, /engine/);
    await ivo.page.keyboard.press("Control+Shift+z");
    assert.equal(await alike("the text again"), "Saturday. We came for a thriller. And stayed for an engine.");
  });

  test("a spoiler is marked here and marked there, and typed signs become marks", async () => {
    await field(mara.page).click();
    await mara.page.keyboard.press("Control+End");
    await mara.page.keyboard.type("\n\nShe posted it herself.");
    await mara.page.keyboard.press("Alt+s");
    await ivo.page.locator("#recap mark").getByText("She posted it herself.").waitFor();
    await mara.page.keyboard.press("Control+End");
    await mara.page.keyboard.type("\n\n==A quiet film.== Yes.");
    await ivo.page.locator("#recap .free").getByText("A quiet film.").waitFor();
    const now = await alike("marked texts");
    assert.ok(!/[|=]{2}/.test(now), now);
    const { files } = await houses.Ivo.ask("export", { screening, format: "markdown", spoiler_free: true });
    assert.match(files[0].text, /A quiet film\./);
    assert.doesNotMatch(files[0].text, /posted/);
  });

  test("a note is cited by keyboard, survives cut and paste, and two sentences that merge keep both names", async () => {
    const { page } = mara;
    await field(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n\nOne idea.");
    await page.keyboard.press("Alt+n");
    await page.waitForFunction(() => document.activeElement?.textContent === "Quote");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#recap .cite").waitFor();
    await page.keyboard.type(" Another.");
    await page.keyboard.press("Alt+n");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("#recap .cite").length === 2);
    await ivo.page.waitForFunction(() => document.querySelectorAll("#recap .cite").length === 2);
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Control+x");
    await page.waitForFunction(() => document.querySelectorAll("#recap .cite").length === 0);
    await page.keyboard.press("Control+v");
    await page.waitForFunction(() => document.querySelectorAll("#recap .cite").length === 2);
    // The caret steps over a chip whole, and one Backspace takes it away whole.
    await page.keyboard.press("Backspace");
    await page.waitForFunction(() => document.querySelectorAll("#recap .cite").length === 1);
    await page.keyboard.press("Control+z");
    const now = await alike("cited texts");
    assert.equal(now.split("\n").at(-1), "One idea.[0:12:51\u00a0Mara] Another.[1:04:18\u00a0Mara]", JSON.stringify(now));
    assert.doesNotMatch(now, /\[\^/);
  });

  test("two who edit one paragraph while apart find both texts afterwards, without a question", async () => {
    await houses.Ivo.ask("work_offline", { offline: true });
    await field(mara.page).click();
    await mara.page.keyboard.press("Control+Home");
    await mara.page.keyboard.type("Late on a ");
    await field(ivo.page).click();
    await ivo.page.keyboard.press("Control+Home");
    for (let step = 0; step < "Saturday".length; step += 1) await ivo.page.keyboard.press("ArrowRight");
    await ivo.page.keyboard.type(" night");
    await until("Ivo's words to be saved", () => ivo.page.locator(".state.saved").count());
    assert.match(await text(ivo.page), /^Saturday night\./);
    await houses.Ivo.ask("work_offline", { offline: false });
    assert.match(await alike("both after the heal"), /^Late on a Saturday night\. We came for a thriller\./);
    assert.equal(await mara.page.locator("dialog[open]").count(), 0);
  });

  test("any version comes back, and the way forward stays open", async () => {
    const { versions } = await houses.Mara.ask("recap_versions", { screening });
    assert.ok(versions.length >= 1 && versions[0].members.length === 2, JSON.stringify(versions));
    const before = await text(mara.page);
    await mara.page.keyboard.press("Alt+h");
    await mara.page.getByRole("dialog").getByText("Mara and Ivo").first().waitFor();
    await mara.page.keyboard.press("Escape");
    await field(mara.page).click();
    await mara.page.keyboard.press("Control+a");
    await mara.page.keyboard.press("Backspace");
    assert.equal(await alike("nothing"), "");
    await houses.Mara.ask("restore_recap", { screening, version: versions[0].version });
    await until("the text on both pages", async () => (await Promise.all(pages.map(text))).every((now) => now === before));
    assert.equal(await alike("the text again"), before);
  });

  test("four screens type anything anywhere, with emoji, from right to left, with undo: all end alike", async () => {
    const more = await Promise.all([mara, ivo].map(async ({ browser }, place) => {
      const page = await browser.newPage();
      await page.addInitScript(WORDS);
      await page.goto(houses[place ? "Ivo" : "Mara"].address);
      await page.getByRole("link", { name: /The Night Ferry/ }).waitFor();
      await page.evaluate((id) => (location.hash = `#/s/${id}/recap`), screening);
      await page.waitForFunction(() => document.querySelector("#recap")?.getAttribute("contenteditable") === "true");
      return page;
    }));
    pages = [...pages, ...more];
    let seed = Number(process.env.ASIDES_SEED ?? Date.now() % 100_000);
    console.log(`seed ${seed}`);
    const below = (end) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 4_294_967_296) * end);
    };
    const words = ["a", "the ", "\u{1f3ee}", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "\u05e9\u05dc\u05d5\u05dd ", "\u0645\u0631\u062d\u0628\u0627", "e\u0301", "word "];
    await Promise.all(pages.map(async (page) => {
      for (let step = 0; step < 40; step += 1) {
        const choice = below(12);
        if (choice === 0) await page.keyboard.press("Control+z");
        else if (choice === 1) await page.keyboard.press("Control+Shift+z");
        else if (choice === 2) await page.keyboard.press("Enter");
        else if (choice === 3) await page.keyboard.press("Backspace");
        else if (choice === 4) await page.keyboard.press("Alt+f");
        else if (choice === 5) await page.evaluate((part) => {
          const lines = document.querySelectorAll("#recap .cm-line");
          const line = lines[Math.floor(part * lines.length)];
          document.querySelector("#recap").focus();
          getSelection().selectAllChildren(line);
          getSelection().collapseToEnd();
        }, below(100) / 100);
        else {
          await page.evaluate(() => document.querySelector("#recap").focus());
          await page.keyboard.insertText(words[below(words.length)]);
        }
      }
    }));
    const now = await alike("four screens");
    assert.equal(now.includes("\ufffd"), false);
    for (const page of more) await page.close();
    pages = pages.slice(0, 2);
    assert.deepEqual([...mara.complaints, ...ivo.complaints], []);
    assert.deepEqual([...mara.outside, ...ivo.outside], []);
  });

  test("it passes axe and does not go sideways, on a phone too", async () => {
    const found = [];
    for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
      await mara.page.setViewportSize({ width, height });
      for (const wrong of await wrongs(mara.page)) found.push(`${width}: ${wrong}`);
      if ((await sideways(mara.page)) > 0) found.push(`${width}: goes sideways`);
    }
    assert.deepEqual(found, []);
  });
});
