// An evening as it is heard: every step finds its way by names and roles alone, and what happens is said.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, openHouse, until } from "./house.mjs";

describe("heard, not seen", () => {
  let house, guest, seen, page;
  before(async () => {
    [house, guest, seen] = await Promise.all([openHouse({ loopback: true }), openHouse({ name: "Jonas", loopback: true }), openBrowser()]);
    page = seen.page;
    await page.goto(house.address);
  });
  after(async () => {
    await seen?.close();
    await guest?.remove();
    await house?.remove();
  });

  /** The page as somebody hears it, once every line of `expect` is in it, in this order. */
  async function hears(...expect) {
    let heard = "";
    const missing = () => {
      let from = 0;
      return expect.find((line) => {
        const at = heard.indexOf(line, from);
        from = at + line.length;
        return at < 0;
      });
    };
    await until(`${expect.join(", then ")}`, async () => {
      heard = await page.locator("body").ariaSnapshot();
      return missing() === undefined;
    }).catch(() => assert.fail(`${missing()} is not heard, or not in its place:\n${heard}`));
    return heard;
  }
  const press = (name) => page.getByRole("button", { name, exact: true }).first().click();
  const titled = async (title) => assert.equal(await page.title(), `${title} \u00b7 Asides`);

  test("the first start asks for a name and says why nothing else is asked", async () => {
    await hears('heading "What is your name?" [level=1]', 'textbox "What is your name?"', 'button "Begin" [disabled]', 'button "I have an invite"', "No account, no server.");
    await page.getByRole("textbox", { name: "What is your name?" }).fill("Mara");
    await press("Begin");
    await hears('navigation "Asides"', 'link "Library"', 'heading "Watched together" [level=1]', 'textbox "Title of the film"', "main:", "Nothing watched together yet.");
    await titled("Library");
  });

  test("the lobby is a heading for each thing, and every grade has a name of its own", async () => {
    await page.getByRole("textbox", { name: "Title of the film" }).fill("The Night Ferry");
    await press("Start a screening");
    await hears('navigation "This evening"', 'heading "The Night Ferry" [level=1]', 'button "Start with a count of three"', "main:", 'region "Your expectation"', 'button "Grade B plus"', 'button "Pass"', 'region "Who is here"', "Mara you", 'region "Invite somebody"', 'button "Make an invite"');
    await titled("Lobby");
  });

  test("a knock is said once, with the name", async () => {
    const { ticket } = await house.ask("invite");
    await guest.ask("join", { ticket, name: "Jonas" });
    const heard = await hears('heading "At the door" [level=2]', 'combobox "Comes as"', 'button "Admit"', 'button "Decline"', "status:", "Jonas knocks.");
    assert.equal(heard.split("knocks").length, 2);
    assert.equal(await page.locator('[aria-live]:not([role="status"])').count(), 0, "nothing else says it too");
    await press("Admit");
    await hears("Who is here", "Jonas", "status:", "Jonas is in.");
  });

  test("the dark room says what was kept, taken back and refused, and asks about the lights, but counts nothing aloud", async () => {
    await press("Enter without counting");
    await hears('heading "The Night Ferry" [level=1]', 'timer "Film time"', 'textbox "Jot a note"', 'group "Reactions"', 'button "Laugh"', 'button "Look"', 'button "Clock"', 'button "Lights up"', "status");
    await titled("Dark room");
    await press("Start");
    await page.getByRole("textbox", { name: "Jot a note" }).fill("? who posted it");
    await page.keyboard.press("Enter");
    await hears('heading "Your last notes" [level=2]', "? who posted it", "status: Kept at 0:00:0");
    await press("Undo");
    await hears('button "Put it back"', "status: Taken back.");
    await press("Put it back");
    await hears("? who posted it", "status: Kept at");
    await page.route("**/api/jot", (route) => route.fulfill({ status: 507, json: { code: "not-saved", says: "The disk is full." } }));
    await page.getByRole("textbox", { name: "Jot a note" }).fill("two stamps");
    await page.keyboard.press("Enter");
    await hears("alert:", "Not saved");
    await page.unroute("**/api/jot");
    await page.keyboard.press("Enter");
    await hears("two stamps", "status: Kept at");
    assert.equal(await page.getByRole("timer").getAttribute("aria-live"), "off");
    await press("Lights up");
    await hears("status:", "Lights up now? The film is at 0:00:", 'button "Lights up"', 'button "Stay"');
  });

  test("the discussion has a heading for each board and a name at each note", async () => {
    await press("Lights up");
    const heard = await hears('heading "The Night Ferry" [level=1]', 'img "Where we reacted: 2 notes', 'table "How much each of us noted, and when"', "main:", 'toolbar "What to show"', 'button "Hot moments"', 'button "Everything" [pressed]', 'article "Mara 2 notes', 'paragraph: Question who posted it', 'button "React to it"', 'button "Reply"', 'heading "Talking round" [level=2]', 'heading "Your grade now" [level=2]', 'heading "Still open" [level=2]', "who posted it", "Asked by Mara.");
    assert.doesNotMatch(heard, /- definition$/m, "a grade that says nothing");
    // Two buttons of the same name are told apart by what they are about.
    const about = await page.locator('.tools button[aria-label="Reply"]').evaluateAll((all) => all.map((one) => document.getElementById(one.getAttribute("aria-describedby"))?.textContent ?? ""));
    assert.ok(about.some((words) => words.includes("who posted it")) && about.some((words) => words.includes("two stamps")), `${about}`);
    await titled("Discussion");
  });

  test("the recap says when it is saved", async () => {
    await page.getByRole("link", { name: "Recap", exact: true }).click();
    await hears('heading "The Night Ferry" [level=1]', 'textbox "Recap"', 'button "Export review"', "status: Saved", 'heading "Not in the recap yet" [level=2]');
    await titled("Recap");
    await page.getByRole("textbox", { name: "Recap", exact: true }).fill("We stayed for an engine.");
    await until("the recap to be saved", async () => (await house.ask("library")).screenings.length === 1 && (await page.getByRole("status").filter({ hasText: /^Saved$/ }).count()) === 1);
    assert.deepEqual(seen.complaints.filter((one) => !/status of 507/.test(one)), []);
  });
});
