// A real house on a folder of its own, and a browser that looks at it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";

const here = dirname(fileURLToPath(import.meta.url));
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 30_000);

/** The program that cargo built: `ASIDES_BIN`, or the one in cargo's target folder. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
  const name = process.platform === "win32" ? "asides.exe" : "asides";
  const found = process.env.ASIDES_BIN ?? [join(target, "debug", name), join(target, "release", name)].find(existsSync);
  if (!found || !existsSync(found)) throw new Error("no asides program is built: cargo xtask run builds it, and ASIDES_BIN names another");
  return found;
}

/** Looks again and again until there is something. */
export async function until(what, look) {
  for (const begun = Date.now(); Date.now() - begun < PATIENCE_MS; await new Promise((done) => setTimeout(done, 50))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${PATIENCE_MS / 1_000} s went by waiting for ${what}`);
}

/** Starts `asides serve` on a folder of its own and waits for the address that it prints. */
export async function openHouse({ profile = mkdtempSync(join(tmpdir(), "asides-e2e-")), name = "somebody", loopback = false } = {}) {
  const words = ["--profile", profile, "--json", "serve", "--port", "0", ...(loopback ? ["--loopback"] : [])];
  const child = spawn(program(), words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
  const said = [];
  child.stderr.on("data", (data) => said.push(String(data)));
  const ended = new Promise((done) => child.once("exit", done));
  const address = await new Promise((found, failed) => {
    createInterface(child.stdout).once("line", (line) => found(JSON.parse(line).address));
    child.once("exit", (code) => failed(new Error(`asides serve ended with ${code}: ${said.join("")}`)));
  });
  const { origin, hash } = new URL(address);

  /** Makes a call, as the page does. */
  async function ask(call, argument = {}) {
    const headers = { "content-type": "application/json", "x-asides-token": hash.replace("#token=", "") };
    const answer = await fetch(`${origin}/api/${call}`, { method: "POST", headers, body: JSON.stringify(argument) });
    const says = await answer.json();
    if (!answer.ok) throw new Error(`${name} asked ${call}: ${says.says}`);
    return says;
  }
  async function stop() {
    child.kill("SIGTERM");
    await ended;
  }
  async function remove() {
    await stop();
    rmSync(profile, { recursive: true, force: true });
  }
  return { name, address, profile, ask, stop, remove };
}

/** Several houses that hold one household, the first of them its founder. */
export async function household(names) {
  const houses = await Promise.all(names.map((name) => openHouse({ name, loopback: true })));
  const [founder, ...guests] = houses;
  await founder.ask("begin", { name: founder.name, device_name: `${founder.name}\u2019s laptop` });
  for (const guest of guests) {
    const { ticket } = await founder.ask("invite");
    await guest.ask("join", { ticket, name: guest.name });
    const knock = await until(`${guest.name} to knock`, async () => (await founder.ask("household")).knocks[0]);
    await until("the words", async () => (await guest.ask("joining")).words === knock.words);
    await founder.ask("admit", { knock: knock.id });
    await until(`${guest.name} to be in`, async () => (await guest.ask("joining")).state === "admitted");
  }
  return Object.fromEntries(houses.map((house) => [house.name, house]));
}

/** A Chromium of this machine. */
export function browserProgram() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
  if (!found) throw new Error(`None of ${names.join(", ")} is on the PATH; CHROMIUM names another.`);
  return found;
}

/** For a browser that looks at how things stand: whoever wants nothing to move sees the same, sooner. */
export const STILL = { reducedMotion: "reduce" };

/** Opens a browser with a profile of its own. Every complaint of a page is kept in `complaints`. */
export async function openBrowser(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "asides-browser-"));
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: browserProgram(),
    headless: true,
    locale: "en-GB",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...(process.env.ASIDES_PAGES ? ["--disable-features=LocalNetworkAccessChecks"] : [])],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  browser.setDefaultTimeout(20_000);
  // With ASIDES_PAGES=ui/dist the pages come from there, so that a change to them needs no new program.
  if (process.env.ASIDES_PAGES) await browser.route((url) => url.hostname === "127.0.0.1" && !/^\/(api|events)/.test(url.pathname), async (route) => {
    const { pathname } = new URL(route.request().url());
    const policy = { "content-security-policy": "default-src 'self'; connect-src 'self' ws://127.0.0.1:*; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'" };
    await route.fulfill({ path: join(process.env.ASIDES_PAGES, pathname === "/" ? "index.html" : pathname), headers: policy });
  });
  const complaints = [];
  const outside = [];
  browser.on("page", (page) => watch(page));
  const watch = (page) => {
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => !/^(http|ws):\/\/127\.0\.0\.1:|^(data|blob|about):/.test(request.url()) && outside.push(request.url()));
  };
  const page = await browser.newPage();
  return { browser, page, complaints, outside, close: async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  } };
}

/** First start: a name. */
export async function begin(page, address, name) {
  await page.goto(address);
  await page.getByLabel("What is your name?").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("Nothing watched together yet. Start a screening.").waitFor();
}

/** A new screening by its title; ends in the lobby. */
export async function screening(page, title) {
  await page.getByLabel("Title of the film").fill(title);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
}

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));

/** The brightest pixel and the mean of a screenshot, as parts of white in linear light. */
export function light(png) {
  const { data: pixels } = PNG.sync.read(png);
  let most = 0;
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const bright = 0.2126 * LINEAR[pixels[at]] + 0.7152 * LINEAR[pixels[at + 1]] + 0.0722 * LINEAR[pixels[at + 2]];
    if (bright > most) most = bright;
    sum += bright;
  }
  return { most, mean: sum / (pixels.length / 4) };
}
