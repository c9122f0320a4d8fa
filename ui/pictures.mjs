// Takes the pictures in docs/pictures: four houses on this machine hold the evening of tests/evening/notes.json through the
// same calls as the screens, and a browser looks at one of them. `cargo xtask pictures` builds
// what it needs and runs this. The sample evening in ui/src/bridge/sample.json is recorded on the way.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { household, openBrowser, until } from "./e2e/house.mjs";

const ROOT = join(import.meta.dirname, "..");
const PICTURES = join(ROOT, "docs", "pictures");
const BYTES_MAX = 200_000;
const FILM = { title: "The Lamplighter’s Daughter", year: 2016, length_ms: 6_360_000 };

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const ms = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000;

const has = (screening) => async (house) => until(`${house.name} to have it`, async () => (await house.ask("library")).screenings.some((row) => row.id === screening));

/** Everybody sees the clock at a film time. */
async function goTo(houses, screening, film_ms) {
  await houses.Mara.ask("set_clock", { screening, act: { do: "seek", film_ms } });
  const there = async (house) => until(`${house.name}'s clock`, async () => Math.abs((await house.ask("clock", { screening })).film_ms - film_ms) < 3_000);
  await Promise.all(Object.values(houses).map(there));
}

async function jot(houses, screening, line) {
  await goTo(houses, screening, ms(line.film_time));
  const says = line.kind === "reaction" ? { reaction: line.text } : { text: line.text };
  await houses[line.member].ask("jot", { screening, kind: line.kind, tags: line.tags ?? [], sealed: line.seal === "end", ...says });
}

async function film(houses, begins, film_of) {
  const { screening } = await begins.ask("new_screening", film_of);
  await Promise.all(Object.values(houses).map(has(screening)));
  return screening;
}

async function grades(houses, screening, when, given) {
  for (const [name, letter] of Object.entries(given)) await houses[name].ask("give_grade", { screening, when, letter });
}

/** An earlier evening, so that the library has more than one row. */
async function earlier(houses, film_of, given, lines) {
  const screening = await film(houses, houses.Ruth, film_of);
  await houses.Mara.ask("set_clock", { screening, act: { do: "start" } });
  for (const [member, film_time, kind, text] of lines) await jot(houses, screening, { member, film_time, kind, text });
  await goTo(houses, screening, film_of.length_ms);
  for (const name of Object.keys(given)) await houses[name].ask("lights_up", { screening });
  await grades(houses, screening, "after", given);
}

/** The recap owes three ideas to notes: their film times stand in the margin. */
const RECAP = (note) => `==We came for a film about a lighthouse and stayed for what nobody in it says.== ==Ruth heard the tune before any of us knew whose it was.==

==“A light is only a promise” was the first line that two of us kept.==[^${note("A light is only a promise.")}] ||The radio is unplugged when it speaks, and after that none of us trusted a voice in this house.||[^${note("The radio is unplugged!")}]

||In the last reel the train whistle becomes the foghorn, and three of us wept at the same time without looking at each other.||[^${note("The train whistle becomes the foghorn.")}]

Still open: why she keeps the third key. Mara thinks it is for whoever comes after her; Theo thinks it fits nothing, and that this is the point.`;

/** The evening as the screens are told of it, for whoever looks around in one before they have watched any. */
async function record(house, screening) {
  const { screening: view, moments, ridge, ...talk } = await house.ask("discussion", { screening });
  const { notes } = await house.ask("notes", { screening, limit: 1_000 });
  const recap = await house.ask("recap", { screening });
  const exports = {};
  for (const format of ["markdown", "letterboxd"]) {
    for (const spoiler_free of [true, false]) exports[`${format} ${spoiler_free}`] = await house.ask("export", { screening, format, spoiler_free, replace: false });
  }
  writeFileSync(join(ROOT, "ui", "src", "bridge", "sample.json"), `${JSON.stringify({ view, notes, recap, talk, exports }, undefined, 1)}\n`);
}

async function main() {
  const houses = await household(["Mara", "Theo", "Ruth", "Jonas"]);
  // Nobody here needs two seconds from the feeling to the first key, and before the jump the film was elsewhere.
  for (const house of Object.values(houses)) await house.ask("set_habits", { text_lag_ms: 0, key_lag_ms: 0 });
  const { page, close } = await openBrowser();
  try {
    await page.goto(houses.Mara.address);
    const open = async (screen) => page.evaluate((hash) => (location.hash = hash), screen);
    const take = async (name) => {
      await page.evaluate(() => document.fonts.ready);
      await wait(800);
      const path = join(PICTURES, `${name}.png`);
      await page.screenshot({ path });
      const { size } = statSync(path);
      assert(size < BYTES_MAX, `${path} has ${size} bytes`);
      console.log(`${name}.png  ${size} bytes`);
    };
    mkdirSync(PICTURES, { recursive: true });

    await earlier(houses, { title: "Fog, for Beginners", year: 1958, length_ms: ms("1:28:00") }, { Mara: "B+", Theo: "A-", Ruth: "B" }, [
      ["Theo", "0:08:10", "reaction", "laugh"], ["Mara", "0:08:12", "reaction", "laugh"], ["Ruth", "0:31:00", "remark", "He counts the pages first."],
      ["Theo", "0:52:20", "reaction", "look"], ["Ruth", "0:52:23", "reaction", "look"], ["Mara", "0:52:25", "reaction", "shock"], ["Mara", "1:20:00", "reaction", "bravo"],
    ]);
    const screening = await film(houses, houses.Mara, FILM);
    await grades(houses, screening, "before", { Mara: "C+", Theo: "A-", Ruth: "B+" });
    await houses.Mara.ask("set_clock", { screening, act: { do: "start" } });

    const lines = JSON.parse(readFileSync(join(ROOT, "tests", "evening", "notes.json"), "utf8")).filter((line) => line.id <= "n26");
    const dark = lines.findIndex((line) => ms(line.film_time) > ms("0:58:20"));
    for (const line of lines.slice(0, dark)) await jot(houses, screening, line);
    await goTo(houses, screening, ms("0:58:19"));
    await open(`#/s/${screening}/dark`);
    await page.mouse.move(640, 790);
    await take("dark-room");
    await open("#/");
    await houses.Jonas.ask("attend", { screening, state: "slept", film_ms: ms("0:58:20") });
    for (const line of lines.slice(dark)) await jot(houses, screening, line);

    await goTo(houses, screening, FILM.length_ms);
    for (const name of ["Mara", "Theo", "Ruth"]) await houses[name].ask("lights_up", { screening });
    await grades(houses, screening, "after", { Mara: "A-", Theo: "A", Ruth: "A-" });
    const notes = async (house) => (await house.ask("notes", { screening, limit: 1_000 })).notes;
    const all = await until("everybody's notes", async () => ((await notes(houses.Mara)).length >= 24 ? notes(houses.Mara) : undefined));
    const note = (text) => all.find((one) => one.text === text).id;
    // What was kept for the end: Mara drops one and shows the other, Theo shows his.
    const seal = (house, id, to) => house.ask("edit_note", { screening, note: id, seal: to });
    await seal(houses.Mara, note("It is slow so far."), "dropped");
    const right = note("The mother wrote the letters herself.");
    await seal(houses.Mara, right, "shown");
    await houses.Mara.ask("settle", { screening, note: right, outcome: "right" });
    const wrong = (await notes(houses.Theo)).find((one) => one.text === "She burns the letters.").id;
    await seal(houses.Theo, wrong, "shown");
    await houses.Theo.ask("settle", { screening, note: wrong, outcome: "wrong" });
    const key = note("Why does she keep the third key?");
    await houses.Mara.ask("take_position", { screening, note: key, position: "For whoever comes after her", reason: "she oils it", still_open: false });
    await houses.Theo.ask("take_position", { screening, note: key, position: "It fits nothing", reason: "", still_open: true });
    await houses.Theo.ask("reply", { screening, note: note("The train whistle becomes the foghorn."), text: "That is why I looked at the door." });
    const { version } = await houses.Mara.ask("recap", { screening });
    await houses.Mara.ask("write_recap", { screening, text: RECAP(note), base: version });
    await film(houses, houses.Theo, { title: "Paper Boats" });
    await until("Theo's reply", async () => JSON.stringify(await houses.Mara.ask("discussion", { screening })).includes("looked at the door"));
    await until("all grades", async () => (await houses.Mara.ask("screening", { screening })).grades.filter((grade) => grade.when === "after").length === 3);

    await record(houses.Mara, screening);
    await take("library");
    await open(`#/s/${screening}/talk`);
    await take("discussion");
    await open(`#/s/${screening}/recap`);
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await take("recap");
  } finally {
    await close();
    await Promise.all(Object.values(houses).map((house) => house.remove()));
  }
}

await main();
