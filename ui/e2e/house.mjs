// A real house on a folder of its own, and a browser that looks at it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const BINARY = process.env.ASIDES_BIN ?? [join(target, "debug/asides"), join(target, "release/asides")].find(existsSync);

/** Starts `asides serve` and waits for the address that it prints. */
export async function openHouse(profile = mkdtempSync(join(tmpdir(), "asides-e2e-"))) {
  if (!BINARY || !existsSync(BINARY)) throw new Error("no asides program is built: cargo build -p asides, or set ASIDES_BIN");
  const child = spawn(BINARY, ["serve", "--profile", profile, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
  const said = [];
  child.stderr.on("data", (data) => said.push(String(data)));
  const address = await new Promise((found, failed) => {
    createInterface(child.stdout).on("line", (line) => {
      const match = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line);
      if (match) found(match[0]);
    });
    child.once("exit", (code) => failed(new Error(`asides serve ended with ${code}: ${said.join("")}`)));
  });
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { address, profile, stop, remove: async () => {
    await stop();
    rmSync(profile, { recursive: true, force: true });
  } };
}

/** Opens a browser with a profile of its own. Every complaint of a page is kept in `complaints`. */
export async function openBrowser(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "asides-browser-"));
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
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

/** The brightest pixel and the mean of a screenshot, as parts of white in linear light. */
export async function light(browser, png) {
  const page = await browser.newPage();
  const measured = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data: pixels } = pen.getImageData(0, 0, image.width, image.height);
    const linear = Float64Array.from({ length: 256 }, (_, value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    let most = 0;
    let sum = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const bright = 0.2126 * linear[pixels[at]] + 0.7152 * linear[pixels[at + 1]] + 0.0722 * linear[pixels[at + 2]];
      if (bright > most) most = bright;
      sum += bright;
    }
    return { most, mean: sum / (pixels.length / 4) };
  }, png.toString("base64"));
  await page.close();
  return measured;
}
