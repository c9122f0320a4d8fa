// Every screen of a full evening, at every size, with letters twice as large, and from right to left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compared, sideways, visit, wrongs } from "./looks.mjs";
import { STILL, openBrowser, openHouse } from "./house.mjs";

const SIZES = [[1280, 800], [390, 844], [320, 640]];
const SAID = ["She never once looks at the door.", "oh no oh no", "The hum stops too.", "two letters, two stamps", "He buttons the coat wrong and nobody tells him"];

/** An evening of three, the second and third without a device, told by the first. */
async function evening(house, { title, lines }) {
  const me = await house.ask("begin", { name: "Mara" });
  const others = [];
  for (const name of ["Theo", "Ruth"]) others.push((await house.ask("add_member", { name })).id);
  const { screening } = await house.ask("new_screening", { title, year: 1961, length_ms: 6_720_000 });
  await house.ask("set_clock", { screening, act: { do: "start" } });
  for (const [at, line] of lines.entries()) {
    const whose = at % 3 === 0 ? {} : { for_member: others[(at % 3) - 1] };
    const what = at % 4 === 1 ? { kind: "reaction", reaction: ["laugh", "shock", "tears"][at % 3], text: "" } : { kind: ["remark", "quote", "question", "nitpick"][at % 4], text: line };
    await house.ask("jot", { screening, ...what, ...whose, tags: [], film_ms: Math.floor(at / 4) * 130_000 + (at % 4) * 3_000, sealed: false });
  }
  return { screening, me, others };
}

async function over(house, { screening }) {
  await house.ask("lights_up", { screening });
  await house.ask("give_grade", { screening, when: "after", letter: "A-" });
  const { version } = await house.ask("recap", { screening });
  await house.ask("write_recap", { screening, text: "We came for a thriller and stayed for an engine.\n\n||She posted the second letter herself.||\n\n==The clock on the quay has no hour hand.==", base: version });
}

describe("every screen", () => {
  let house, seen, page, screening, screens;
  before(async () => {
    house = await openHouse();
    seen = await openBrowser(STILL);
    page = seen.page;
    await page.goto(house.address);
    await page.getByLabel("What is your name?").waitFor();
  });
  after(async () => {
    await seen?.close();
    await house?.remove();
  });
  const at = async (width, height, look) => {
    await page.setViewportSize({ width, height });
    await look();
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  test("the first one passes axe at every size and looks as it did", async () => {
    const found = [];
    for (const [width, height] of SIZES) await at(width, height, async () => found.push(...(await wrongs(page)), (await sideways(page)) > 0 ? `${width} goes sideways` : ""));
    found.push(await compared(seen.browser, "first", await page.screenshot()));
    assert.deepEqual(found.filter(Boolean), []);
  });

  test("all others pass axe and go nowhere sideways, at every size, and with letters twice as large", async () => {
    const made = await evening(house, { title: "The Night Ferry", lines: Array.from({ length: 60 }, (_, at) => SAID[at % SAID.length]) });
    ({ screening } = made);
    const found = [];
    const check = async (label, hashes) => {
      for (const hash of hashes) {
        await visit(page, hash);
        for (const wrong of await wrongs(page)) found.push(`${hash} ${label}: ${wrong}`);
        if ((await sideways(page)) > 0) found.push(`${hash} ${label}: goes sideways by ${await sideways(page)}`);
      }
    };
    const dark = [`#/s/${screening}/dark`, `#/s/${screening}/lobby`, "#/jot"];
    await page.reload();
    for (const [width, height] of SIZES) await at(width, height, () => check(`${width}`, dark));
    await over(house, made);
    screens = ["#/", "#/household", "#/settings", `#/s/${screening}/lobby`, `#/s/${screening}/talk`, `#/s/${screening}/recap`];
    for (const [width, height] of SIZES) await at(width, height, () => check(`${width}`, screens));
    await visit(page, "#/settings");
    await page.getByRole("button", { name: /^200/ }).click();
    for (const [width, height] of SIZES.slice(0, 2)) await at(width, height, () => check(`${width} at 200 %`, screens));
    await visit(page, "#/settings");
    await page.getByRole("button", { name: /^100/ }).first().click();
    assert.deepEqual(found, []);
  });

  test("from right to left nothing goes sideways, and axe is as content", async () => {
    const found = [];
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    for (const [width, height] of SIZES) {
      await at(width, height, async () => {
        for (const hash of screens) {
          await visit(page, hash);
          if ((await sideways(page)) > 0) found.push(`${hash} ${width}: goes sideways by ${await sideways(page)}`);
          if (width === 1280) for (const wrong of await wrongs(page)) found.push(`${hash}: ${wrong}`);
        }
      });
    }
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    assert.deepEqual(found, []);
  });

  test("they look as they did", async () => {
    const found = [];
    for (const hash of screens) {
      await visit(page, hash);
      found.push(await compared(seen.browser, hash.replace(/^#\/s\/\w+\//, "").replace("#/", "") || "library", await page.screenshot()));
    }
    await at(390, 844, async () => {
      await visit(page, `#/s/${screening}/talk`);
      found.push(await compared(seen.browser, "talk-phone", await page.screenshot()));
    });
    assert.deepEqual(found.filter(Boolean), []);
  });

  test("the ridge has a table that says the same", async () => {
    await visit(page, `#/s/${screening}/talk`);
    const table = await page.evaluate(() => [...document.querySelectorAll("table tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
    const sum = (column) => table.reduce((sum, row) => sum + Number(row[column]), 0);
    assert.equal(sum(0) + sum(1) + sum(2), 60);
    assert.equal(sum(3), 60);
  });
});

describe("by keyboard alone", () => {
  test("a whole evening, from the first name to the review, without a pointer and without losing the focus", async () => {
    const house = await openHouse();
    const seen = await openBrowser(STILL);
    try {
      const { page } = seen;
      const press = async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const type = (text) => page.keyboard.type(text);
      /** Waits, and sees that a key would be heard by something. */
      const stands = async (locator) => {
        await locator.first().waitFor();
        await page.waitForFunction(() => document.activeElement && document.activeElement !== document.body);
      };
      /** Goes on with Tab until it is there. */
      const tabTo = async (name, role = "button") => {
        for (let at = 0; at < 80; at += 1) {
          const here = await page.evaluate(() => ({ name: document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? "", tag: document.activeElement?.tagName }));
          if (here.name.trim().startsWith(name) && (role !== "button" || here.tag === "BUTTON")) return;
          await page.keyboard.press("Tab");
        }
        assert.fail(`Tab never came to ${name}`);
      };
      const doIt = async (what) => {
        await press("Control+k");
        await page.getByRole("combobox").waitFor();
        await type(what);
        await press("Enter");
      };

      await page.goto(house.address);
      await stands(page.getByLabel("What is your name?"));
      await type("Mara");
      await press("Enter");
      await page.getByText("Nothing watched together yet.").waitFor();
      await press("n");
      await type("The Night Ferry");
      await press("Enter");
      await stands(page.getByRole("heading", { name: "The Night Ferry", level: 1 }));
      await tabTo("Grade B plus");
      await press("Enter");
      await page.getByText("Sealed until the lights go up.").waitFor();
      await press("Control+Enter");
      await page.getByRole("timer").filter({ hasText: "0:00:0" }).waitFor();
      await type("she never looks at the door");
      await press("Enter");
      await page.locator(".mine").getByText("she never looks").waitFor();
      await press("2", "Alt+t");
      await type("1:05:00");
      await press("Enter");
      await page.getByRole("timer").filter({ hasText: "1:05:0" }).waitFor();
      await type("? who posted it");
      await press("Enter");
      await page.locator(".mine").getByText("who posted it").waitFor();
      await press("[", "Control+Enter");
      await page.getByText("Paused.").waitFor();
      await doIt("lights up");
      await page.getByText(/Lights up now/).waitFor();
      await doIt("lights up");
      await stands(page.getByRole("heading", { name: "Only one of us noticed" }));
      await tabTo("Everything");
      await press("Enter", "j", "r");
      await type("I still think so.");
      await press("Enter");
      await stands(page.getByText("I still think so."));
      await tabTo("Grade A minus");
      await press("Enter");
      await page.getByText(/^was .?B\+/).waitFor();
      // In the round nobody needs a pointer either: told, one back, passed, closed.
      await press("t");
      await stands(page.getByRole("heading", { name: "Talking round" }));
      await stands(page.getByRole("button", { name: "Next", exact: true }));
      await press("n");
      await stands(page.getByRole("button", { name: "One back" }));
      await press("b");
      await page.getByRole("button", { name: "One back" }).waitFor({ state: "detached" });
      await stands(page.getByRole("button", { name: "Next", exact: true }));
      await press("p");
      await stands(page.getByRole("button", { name: "One back" }));
      await press("Escape");
      await stands(page.getByRole("heading", { name: "In one sentence" }));
      await tabTo("Write yours");
      await press("Enter");
      await type("An engine stops, and somebody hears it.");
      await press("Enter");
      await stands(page.locator("blockquote").getByText("An engine stops"));
      await tabTo("Say what you think");
      await press("Enter");
      await type("She did, herself");
      await press("Enter");
      await stands(page.getByText("She did, herself"));

      await press("Alt+5");
      await stands(page.getByRole("heading", { name: "Not in the recap yet" }));
      await tabTo("Recap", "field");
      await page.waitForFunction(() => document.activeElement?.id === "recap" || document.activeElement?.tagName === "A");
      while ((await page.evaluate(() => document.activeElement?.id)) !== "recap") await press("Tab");
      await type("We stayed for an engine.");
      await page.waitForFunction(() => document.querySelector(".state.saved"));
      await press("Control+e");
      await page.locator("dialog pre").first().waitFor();
      await tabTo("Full");
      await press("Enter");
      await page.locator("dialog pre").filter({ hasText: "stayed for an engine" }).waitFor();
      await press("Escape");
      await page.waitForFunction(() => !document.querySelector("dialog[open]") && document.activeElement !== document.body);
      await press("Alt+1");
      await stands(page.getByRole("link", { name: /The Night Ferry/ }));
      await press("/");
      await type("door");
      await stands(page.getByRole("link", { name: /she never looks at the door/ }));
      await tabTo("The Night Ferry", "link");
      await press("Enter");
      await page.waitForFunction(() => document.activeElement?.classList.contains("moment"));
      await press("Alt+0");
      await stands(page.getByRole("heading", { name: "Members and devices" }));
      await tabTo("Make an invite");
      await press("Enter");
      await stands(page.getByLabel(/As text/));
      await press("Alt+9");
      await stands(page.getByRole("heading", { name: "Settings", level: 1 }));
      await press("F1");
      await stands(page.locator("dialog[open]").getByRole("heading", { name: /Keys/ }));
      await press("Escape");
      assert.deepEqual(seen.complaints, []);
    } finally {
      await seen.close();
      await house.remove();
    }
  });
});
