// What opens above a screen or inside it, at every size and with letters twice as large: sheets, menus, forms, answers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sideways, visit, wrongs } from "./looks.mjs";
import { STILL, openBrowser, openHouse } from "./house.mjs";

const SIZES = [[1280, 800], [390, 844], [320, 640]];

/** An evening that is over, with something of everything, and one that runs. */
async function prepared(house) {
  await house.ask("begin", { name: "Mara" });
  const theo = (await house.ask("add_member", { name: "Theo" })).id;
  const begin = async (title) => {
    const { screening } = await house.ask("new_screening", { title, year: 1961, length_ms: 6_720_000 });
    await house.ask("set_copy", { screening, label: "Director\u2019s cut", ratio: 1 });
    await house.ask("set_clock", { screening, act: { do: "start" } });
    return screening;
  };
  const over = await begin("The Night Ferry");
  const jot = (kind, text, film_ms, more = {}) => house.ask("jot", { screening: over, kind, text, tags: [], film_ms, sealed: false, ...more });
  await jot("remark", "She never once looks at the door.", 60_000, { tags: ["sound", "theme: letters"] });
  await jot("remark", "The hum stops too.", 62_000, { for_member: theo });
  await jot("question", "Who posted the second letter?", 900_000);
  await jot("nitpick", "The coat is dry again.", 1_800_000);
  await jot("prediction", "There are two letters.", 200_000);
  await house.ask("lights_up", { screening: over });
  const { version } = await house.ask("recap", { screening: over });
  await house.ask("write_recap", { screening: over, text: "# A ferry\n\nWe stayed for an engine.\n\n||She posted it herself.||\n\n==The clock on the quay has no hour hand.==", base: version });
  return { over, running: await begin("Kettle") };
}

describe("above the page", () => {
  let house, seen, made;
  before(async () => {
    house = await openHouse({ loopback: true });
    seen = await openBrowser(STILL);
    made = await prepared(house);
    await seen.page.goto(house.address);
    await seen.page.getByRole("heading", { level: 1 }).waitFor();
  });
  after(async () => {
    await seen?.close();
    await house?.remove();
  });

  const talk = () => `#/s/${made.over}/talk`;
  const press = (name, exact = false) => (page) => page.getByRole("button", { name, exact }).first().click();
  const sheet = (page, role = "heading") => page.locator("dialog[open]").getByRole(role).first().waitFor();
  /** Each: what it is called, where, and how one gets to it. */
  const LIT = () => [
    ["a new screening's year, length and cut", "#/", async (page) => {
      await press("Year, length, cut")(page);
      await page.getByLabel("Length").fill("1:75");
      await page.getByText("Write the length").waitFor();
    }],
    ["what a search finds", "#/", async (page) => {
      await page.getByRole("searchbox").fill("hum");
      await page.getByRole("link", { name: /The hum stops/ }).waitFor();
    }],
    ["what a search does not find", "#/", async (page) => {
      await page.getByRole("searchbox").fill("qqq");
      await page.getByText("Nothing found").waitFor();
    }],
    ["the palette", "#/", async (page) => {
      await page.keyboard.press("Control+k");
      await sheet(page, "combobox");
      await page.keyboard.type("hum");
      await page.getByRole("option", { name: /The hum stops/ }).waitFor();
    }],
    ["the help", "#/", async (page) => {
      await page.keyboard.press("F1");
      await sheet(page);
    }],
    ["an invite with its picture", "#/household", async (page) => {
      await press("Make an invite")(page);
      await page.getByLabel(/As text/).waitFor();
    }],
    ["knocking elsewhere", "#/household", press("Knock with an invite")],
    ["the settings", "#/settings", press("Check it")],
    ["the lobby's copy", `#/s/${made.running}/lobby`, press("Change", true)],
    ["the lobby's habits", `#/s/${made.running}/lobby`, (page) => page.getByText("Your ways of watching").click()],
    ["correcting a film", `#/s/${made.running}/lobby`, press("Correct")],
    ["a reply under way", talk(), press(/^Reply/)],
    ["an opinion under way", talk(), async (page) => {
      await place(page, "Questions");
      await press("Say what you think")(page);
    }],
    ["the talking round", talk(), async (page) => {
      await place(page, "Us");
      await press(/Begin the round|Begin/)(page);
    }],
    ["our own words", talk(), (page) => place(page, "Us")],
    ["the boards", talk(), (page) => place(page, "Boards")],
    ["an export that says what it will be", talk(), async (page) => {
      await page.keyboard.press("Control+e");
      await page.locator("dialog pre").first().waitFor();
    }],
    ["an export in full, for a player", talk(), async (page) => {
      await page.keyboard.press("Control+e");
      await page.locator("dialog pre").first().waitFor();
      await press("Full", true)(page);
      await press("SRT")(page);
      await page.locator("dialog pre").filter({ hasText: "-->" }).waitFor();
    }],
    ["an export that is refused", talk(), async (page) => {
      await page.keyboard.press("Control+e");
      await page.locator("dialog pre").first().waitFor();
      await page.getByLabel(/Or write it/).fill("/no/such/folder/review.md");
      await page.locator("dialog").getByRole("button", { name: "Write", exact: true }).click();
      await page.locator("dialog").getByRole("alert").waitFor();
    }],
    ["the recap as it reads", `#/s/${made.over}/recap`, press("Read", true)],
    ["something done with a way back", "#/settings", async (page) => {
      await page.getByLabel("Your name").fill("Maria");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Undo" }).click();
    }],
  ];
  const DARK = () => [
    ["a line under way", async (page) => page.locator("#jot").fill("she never once looks at the door")],
    ["the clock's hands", press("Clock", true)],
    ["where it is now", async (page) => page.keyboard.press("Alt+t")],
    ["going", press("Away", true)],
    ["the palette in the dark", async (page) => {
      await page.keyboard.press("Control+k");
      await sheet(page, "combobox");
    }],
    ["the help in the dark", async (page) => {
      await page.keyboard.press("F1");
      await sheet(page);
    }],
    ["lights up, asked first", press("Lights up", true)],
  ];
  /** On a phone what stands beside the moments has a place of its own. */
  async function place(page, name) {
    const button = page.getByRole("button", { name, exact: true }).first();
    if (await button.isVisible()) await button.click();
  }

  async function looked(page, label, found, byRules) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    if (byRules) for (const wrong of await wrongs(page)) found.push(`${label}: ${wrong}`);
    if ((await sideways(page)) > 0) found.push(`${label}: goes sideways by ${await sideways(page)}`);
    const beyond = await page.evaluate(() => {
      const dialog = document.querySelector("dialog[open]");
      return dialog ? dialog.scrollWidth - dialog.clientWidth : 0;
    });
    if (beyond > 0) found.push(`${label}: its sheet goes sideways by ${beyond}`);
  }

  for (const text of [100, 200]) {
    test(`nothing that opens is wrong by axe's rules or goes sideways, with letters at ${text} %`, async () => {
      const found = [];
      const page = seen.page;
      await page.evaluate((size) => localStorage.setItem("asides-text", String(size)), text);
      await page.reload();
      // Letters twice as large press where it is narrow: what has room for them there has room for smaller ones too.
      for (const [width, height] of text > 100 ? SIZES.slice(1) : SIZES.slice(0, 1)) {
        await page.setViewportSize({ width, height });
        const at = `${width} at ${text} %`;
        const look = async (label, hash, open) => {
          // From another screen, with nothing of the one before left open.
          for (let at = 0; at < 3 && (await page.locator("dialog[open]").count()) > 0; at += 1) await page.keyboard.press("Escape");
          await visit(page, hash === "#/jot" ? "#/" : "#/jot");
          await visit(page, hash);
          await open(page).catch((thrown) => found.push(`${label}, ${at}: ${thrown.message.split("\n")[0]}`));
          // The narrowest is the phone's page with less room: axe would say the same of it.
          await looked(page, `${label}, ${at}`, found, width > 320);
        };
        for (const [label, hash, open] of LIT()) await look(label, hash, open);
        for (const [label, open] of DARK()) await look(label, `#/s/${made.running}/dark`, open);
        await look("the jot bar", "#/jot", async (page) => page.locator("#jot").fill("she never once looks"));
        // The menu is there where there is room for it.
        if (width > 720) await look("the menu", talk(), async (page) => {
          await press("Menu", true)(page);
          await page.getByRole("menuitem").first().waitFor();
        });
      }
      await page.evaluate(() => localStorage.removeItem("asides-text"));
      await page.setViewportSize({ width: 1280, height: 800 });
      assert.deepEqual(found, []);
    });
  }

  test("nothing was asked of anybody else, and no page complained", () => {
    assert.deepEqual(seen.outside, []);
    // The one refusal is the export to no folder, which the browser notes as a failed request.
    assert.deepEqual(seen.complaints.filter((one) => !/status of 4\d\d/.test(one)), []);
  });
});
