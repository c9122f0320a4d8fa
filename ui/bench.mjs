// The figures of what a person sees: how much is loaded, when something is drawn, how soon a pressed key is a mark, whether
// ten thousand notes scroll, and what the window takes. `cargo xtask bench window` builds what it needs and runs this.
// Nothing is asserted: machines differ. A browser stands in for the window where frames are counted.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openBrowser, openHouse, until } from "./e2e/house.mjs";

const NOTES = Number(process.env.ASIDES_BENCH_NOTES ?? 10_000);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const at = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
const say = (what, figure) => console.log(`${what.padEnd(58)} ${figure}`);
const ms = (values) => `median ${at(values, 0.5).toFixed(1)} ms, p95 ${at(values, 0.95).toFixed(1)} ms (${values.length} times)`;

function bundle() {
  const folder = join(import.meta.dirname, "dist", "assets");
  const kinds = {};
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    const kind = name.split(".").at(-1);
    const packed = kind === "woff2" ? bytes.length : gzipSync(bytes).length;
    kinds[kind] = { bytes: (kinds[kind]?.bytes ?? 0) + bytes.length, packed: (kinds[kind]?.packed ?? 0) + packed };
  }
  for (const [kind, { bytes, packed }] of Object.entries(kinds)) say(`bundle, ${kind}`, `${(bytes / 1_000).toFixed(1)} kB, packed ${(packed / 1_000).toFixed(1)} kB`);
}

async function firstPaint(page) {
  const found = [];
  for (let round = 0; round < 10; round += 1) {
    await page.reload();
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    found.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
  }
  say("first paint of the library after a reload", ms(found));
}

/** From the key's event to the second frame after its mark stands among one's last notes. */
async function keyToMark(page, screening) {
  await page.evaluate((hash) => (location.hash = hash), `#/s/${screening}/dark`);
  await page.locator("#jot").waitFor();
  await page.evaluate(() => {
    globalThis.marks = [];
    let pressed = 0;
    addEventListener("keydown", () => (pressed = performance.now()), true);
    new MutationObserver(() => {
      if (pressed === 0) return;
      const began = pressed;
      pressed = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => globalThis.marks.push(performance.now() - began)));
    }).observe(document.querySelector(".mine ul"), { childList: true, subtree: true });
  });
  for (let round = 0; round < 40; round += 1) {
    await page.keyboard.press(String((round % 9) + 1));
    await page.waitForFunction((count) => globalThis.marks.length > count, round);
  }
  say("key to drawn mark in the dark room, stored on disk", ms(await page.evaluate(() => globalThis.marks)));
}

async function scrolling(house, page, screening) {
  for (let done = 0; done < NOTES; done += 200) {
    await Promise.all(Array.from({ length: Math.min(200, NOTES - done) }, (_, one) => house.ask("jot", { screening, kind: "remark", text: `note ${done + one}: she never once looks at the door`, tags: [], film_ms: (done + one) * 650, sealed: false })));
  }
  await house.ask("lights_up", { screening });
  const began = performance.now();
  await page.evaluate((hash) => (location.hash = hash), `#/s/${screening}/talk`);
  await page.getByRole("button", { name: "Everything" }).click();
  await page.locator("article.moment").first().waitFor();
  say(`opening the discussion of ${NOTES} notes`, `${(performance.now() - began).toFixed(0)} ms`);
  const frames = await page.evaluate(() => new Promise((done) => {
    const found = [];
    let last = performance.now();
    const step = (now) => {
      found.push(now - last);
      last = now;
      scrollBy(0, 240);
      if (found.length < 300) requestAnimationFrame(step);
      else done(found.slice(1));
    };
    requestAnimationFrame(step);
  }));
  say(`scrolling it, a frame`, ms(frames));
}

/** Proportional memory of a process and all that it started, in MB. */
function memory(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(/\s+/).filter(Boolean);
  const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1_000;
  return children.reduce((sum, child) => {
    const of = memory(child);
    return { own, all: sum.all + of.all };
  }, { own, all: own });
}

async function theWindow() {
  const program = process.env.ASIDES_DESKTOP;
  if (!program || !process.env.DISPLAY || process.platform !== "linux") return say("the window", "not measured: it takes ASIDES_DESKTOP and a DISPLAY");
  const starts = [];
  let used;
  for (let round = 0; round < 5; round += 1) {
    const profile = mkdtempSync(join(tmpdir(), "asides-bench-"));
    const began = performance.now();
    const child = spawn(program, ["--profile", profile, "--network", "off"], { stdio: "ignore" });
    await until("the window", () => spawnSync("xdotool", ["search", "--onlyvisible", "--name", "^Asides$"]).stdout.length > 0);
    starts.push(performance.now() - began);
    if (round === 4) {
      await wait(5_000);
      used = memory(child.pid);
    }
    child.kill("SIGTERM");
    await new Promise((done) => child.once("exit", done));
    rmSync(profile, { recursive: true, force: true });
  }
  say("window on the screen after the program's start", ms(starts));
  say("memory at rest, the program alone, with WebKit's processes", `${used.own.toFixed(0)} MB, ${used.all.toFixed(0)} MB`);
}

bundle();
const house = await openHouse({ loopback: true });
const seen = await openBrowser();
try {
  await house.ask("begin", { name: "Mara" });
  const evening = async (title) => (await house.ask("new_screening", { title, length_ms: 7_200_000 })).screening;
  const [short, long] = [await evening("Kettle"), await evening("The Night Ferry")];
  for (const screening of [short, long]) await house.ask("set_clock", { screening, act: { do: "start" } });
  await seen.page.goto(house.address);
  await seen.page.getByRole("heading", { level: 1 }).first().waitFor();
  await firstPaint(seen.page);
  await keyToMark(seen.page, short);
  await scrolling(house, seen.page, long);
} finally {
  await seen.close();
  await house.remove();
}
await theWindow();
