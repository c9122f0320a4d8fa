// An evening with the real house behind the real pages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { sideways, visit, wrongs } from "./looks.mjs";
import { begin, light, openBrowser, openHouse, screening } from "./house.mjs";


describe("an evening", () => {
  let house, seen, page;
  before(async () => {
    house = await openHouse();
    seen = await openBrowser();
    page = seen.page;
  });
  after(async () => {
    await seen?.close();
    await house?.remove();
  });

  test("from the first start the clock runs after a name, a title and a start; the token leaves the address bar", async () => {
    await begin(page, house.address, "Mara");
    assert.doesNotMatch(page.url(), /token/);
    await screening(page, "The Night Ferry");
    await page.getByRole("button", { name: "Grade B plus" }).click();
    await page.getByText("Sealed until the lights go up.").waitFor();
    await page.getByRole("button", { name: "Start with a count of three" }).click();
    await page.getByRole("timer").filter({ hasText: "0:00:02" }).waitFor();
  });

  test("notes of every kind are kept and stand under the line", async () => {
    for (const line of ["she never looks at the door", "? who posted it", "> two letters", '"we are late"', "! a boom in shot", "#sound that hum"]) {
      await page.keyboard.type(line);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("#jot").value === "");
    }
    await page.keyboard.press("2");
    await page.locator(".mine").getByRole("img", { name: "Shock" }).waitFor();
    await page.locator(".mine").getByText("that hum").waitFor();
  });

  test("Ctrl+Z takes the last note back, and it can return", async () => {
    await page.keyboard.press("Control+z");
    await page.locator(".mine").getByRole("img", { name: "Shock" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Put it back" }).click();
    await page.locator(".mine").getByRole("img", { name: "Shock" }).waitFor();
  });

  test("the clock goes where the screen says it is, and a jot has the time of its first key", async () => {
    await page.keyboard.press("Alt+t");
    await page.keyboard.type("1:05:00");
    await page.keyboard.press("Enter");
    await page.getByRole("timer").filter({ hasText: "1:05:0" }).waitFor();
    await page.locator("#jot").focus();
    await page.keyboard.type("t");
    const began = await page.locator(".jot .at").textContent();
    await page.getByRole("timer").filter({ hasText: /1:05:(0[5-9]|[1-5])/ }).waitFor();
    await page.keyboard.type("hat gull again");
    assert.equal(await page.locator(".jot .at").textContent(), began);
    await page.keyboard.press("Enter");
    await page.locator(".mine").getByText("that gull again").waitFor();
    const kept = await page.locator(".mine li").first().locator(".tc").textContent();
    assert.ok(kept <= began, `${kept} is not after ${began}`);
  });

  test("the dark room is dark: no pixel over 0.30 of white, mean under 0.01, on every size", async () => {
    await page.keyboard.type("she never once looks at the door");
    for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
      await page.setViewportSize({ width, height });
      const { most, mean } = light(await page.screenshot());
      assert.ok(most <= 0.3 && mean < 0.01, `${width}x${height}: most ${most.toFixed(3)}, mean ${mean.toFixed(4)}`);
      assert.equal(await sideways(page), 0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    const palette = light(await page.screenshot());
    assert.ok(palette.most <= 0.3 && palette.mean < 0.01, "the palette too");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });

  test("the pointer goes away after three seconds without a move", async () => {
    await page.mouse.move(300, 300);
    assert.equal(await page.evaluate(() => document.querySelector("main").classList.contains("still")), false);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).cursor === "none");
  });

  test("after the lights go up there is a conversation", async () => {
    await page.getByRole("button", { name: "Lights up" }).click();
    await page.getByRole("button", { name: "Lights up" }).click();
    await page.getByRole("heading", { name: "Only one of us noticed" }).waitFor();
    await page.getByRole("button", { name: "Grade A minus" }).click();
    await page.getByText(/^was .?B\+/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Everything" }).click();
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await page.keyboard.type("I still think so.");
    await page.keyboard.press("Enter");
    await page.getByText("I still think so.").waitFor();
    await page.waitForFunction(() => document.activeElement.closest("article.moment"), undefined, { timeout: 3_000 });
    await page.getByRole("button", { name: "Say what you think" }).first().click();
    await page.getByLabel("I think").fill("She did");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("She did").waitFor();
  });

  test("the recap is kept as it is typed, and is there after a reload", async () => {
    await page.getByRole("link", { name: "Recap" }).click();
    await page.getByRole("textbox", { name: "Recap" }).fill("We came for a thriller and stayed for an engine.");
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.waitForFunction(() => document.querySelector(".state.saved"));
    await page.reload();
    await page.waitForFunction(() => document.querySelector("#recap")?.textContent.includes("stayed for an engine"));
    await page.getByRole("button", { name: "Quote" }).first().click();
    await page.waitForFunction(() => document.querySelector(".state.saved"));
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await page.locator(".page .margin .tc").first().waitFor();
  });

  test("a review leaves: spoiler-free first, full by choice", async () => {
    await page.getByRole("button", { name: "Export review" }).click();
    await page.locator("dialog pre").waitFor();
    const free = await page.locator("dialog pre").first().textContent();
    assert.doesNotMatch(free, /that gull again/);
    await page.getByRole("button", { name: "Full", exact: true }).click();
    await page.locator("dialog pre").filter({ hasText: "stayed for an engine" }).waitFor();
    const file = `${house.profile}/review.md`;
    await page.getByLabel(/Or write it/).fill(file);
    await page.locator("dialog").getByRole("button", { name: "Write", exact: true }).click();
    await page.locator("dialog").getByText("Saved.").waitFor();
    assert.match(readFileSync(file, "utf8"), /stayed for an engine/);
    await page.getByRole("button", { name: "Letterboxd" }).click();
    await page.locator("dialog pre").filter({ hasText: "WatchedDate" }).waitFor();
    await page.keyboard.press("Escape");
  });

  test("the library finds a note from its first letters and leads to it", async () => {
    await page.getByRole("link", { name: /to the library/ }).click();
    await page.getByRole("searchbox").fill("gull");
    await page.getByRole("link", { name: /that gull again/ }).click();
    await page.waitForFunction(() => document.activeElement?.classList.contains("moment"));
  });

  test("every screen passes axe and goes nowhere sideways, at every size", async () => {
    const id = /#\/s\/(\w+)/.exec(page.url())[1];
    const found = [];
    for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
      await page.setViewportSize({ width, height });
      for (const hash of ["#/", "#/household", "#/settings", `#/s/${id}/lobby`, `#/s/${id}/talk`, `#/s/${id}/recap`, `#/s/${id}/dark`]) {
        await visit(page, hash);
        for (const wrong of await wrongs(page)) found.push(`${hash} ${width}: ${wrong}`);
        if ((await sideways(page)) > 0) found.push(`${hash} ${width}: goes sideways`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.deepEqual(found, []);
  });

  test("the sheets above the page pass axe too", async () => {
    const found = [];
    await page.evaluate(() => (location.hash = "#/"));
    for (const [keys, inside] of [["Control+k", "combobox"], ["F1", "heading"]]) {
      await page.keyboard.press(keys);
      await page.locator("dialog[open]").getByRole(inside).first().waitFor();
      found.push(...(await wrongs(page)));
      await page.keyboard.press("Escape");
    }
    assert.deepEqual(found, []);
  });

  test("nothing was asked of anybody else, and no page complained", () => {
    assert.deepEqual(seen.outside, []);
    assert.deepEqual(seen.complaints, []);
  });
});

describe("a house that is gone", () => {
  test("what was jotted is not lost: it says so and keeps the line", async () => {
    const house = await openHouse();
    const seen = await openBrowser();
    try {
      const { page } = seen;
      await begin(page, house.address, "Mara");
      await screening(page, "Kettle");
      await page.getByRole("button", { name: "Enter without counting" }).click();
      await page.locator("#jot").waitFor();
      await house.stop();
      await page.locator("#jot").fill("she never looks");
      await page.keyboard.press("Enter");
      await page.getByText("Not saved").waitFor();
      assert.equal(await page.locator("#jot").inputValue(), "she never looks");
    } finally {
      await seen.close();
      await house.remove();
    }
  });
});

describe("two houses", () => {
  test("an invite, three words and a click: both see each other's evening", async () => {
    const [one, two] = [await openHouse(), await openHouse()];
    const [mara, theo] = [await openBrowser(), await openBrowser()];
    try {
      await begin(mara.page, one.address, "Mara");
      await screening(mara.page, "Paper Boats");
      await mara.page.getByRole("button", { name: "Make an invite" }).click();
      const ticket = await mara.page.getByLabel(/As text/).inputValue();

      await theo.page.goto(two.address);
      await theo.page.getByLabel("What is your name?").fill("Theo");
      await theo.page.getByRole("button", { name: "I have an invite" }).click();
      await theo.page.getByLabel(/Your invite/).fill(ticket);
      await theo.page.getByRole("button", { name: "Knock" }).click();
      const there = await theo.page.locator(".words").textContent();
      const here = await mara.page.locator(".words").textContent();
      assert.equal(here, there);
      await mara.page.getByRole("button", { name: "Admit" }).click();
      await theo.page.getByRole("link", { name: /Paper Boats/ }).click();
      await theo.page.getByRole("heading", { name: "Paper Boats", level: 1 }).waitFor();

      await mara.page.getByRole("button", { name: "Enter without counting" }).click();
      await mara.page.getByRole("button", { name: "Start", exact: true }).click();
      await theo.page.getByRole("button", { name: "Enter the dark room" }).click();
      await theo.page.getByText("2 watching").waitFor();
      await theo.page.locator("#jot").fill("two stamps");
      await theo.page.locator("#jot").press("Enter");
      await theo.page.locator(".mine").getByText("two stamps").waitFor();
      // What Theo wrote stays folded for Mara until the lights go up.
      assert.equal(await mara.page.getByText("two stamps").count(), 0);
      assert.deepEqual([...mara.complaints, ...theo.complaints], []);
    } finally {
      await mara.close();
      await theo.close();
      await one.remove();
      await two.remove();
    }
  });
});
