// What a test can tell from looking: axe's rules, sideways scrolling, and a picture small enough to be kept as text.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PICTURES = join(import.meta.dirname, "pictures");
const [WIDTH, HEIGHT] = [64, 40];

/** Waits until nothing moves or fades on its way to somewhere; what moves for ever is not waited for. */
export const still = (page) => page.evaluate(() => Promise.all(
  document.getAnimations().filter((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime < 5_000).map((one) => one.finished.catch(() => {})),
));

/** What a screen does wrong by axe's rules, in one line each. What is wrong at a second look too is wrong: a page is looked at while it changes. */
export async function wrongs(page) {
  const look = async () => {
    await still(page);
    if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`));
  };
  const found = await look();
  if (found.length === 0) return found;
  await new Promise((done) => setTimeout(done, 500));
  return look();
}

/** How far a page can be scrolled sideways, in pixels. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Goes to a screen and waits until it stands. */
export async function visit(page, hash) {
  await page.evaluate((hash) => (location.hash = hash), hash);
  await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.fonts.status === "loaded" && !document.querySelector('[role="progressbar"]'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await still(page);
}

/** A screenshot as forty lines of sixty-four greys, 0 to f: letters come out a little different on every machine, shapes do not. */
async function greys(browser, png) {
  const page = await browser.newPage();
  const lines = await page.evaluate(async ([data, width, height]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, width, height);
    const { data: pixels } = pen.getImageData(0, 0, width, height);
    const grey = (at) => Math.min(15, Math.floor((0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]) / 16)).toString(16);
    return Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, column) => grey((row * width + column) * 4)).join(""));
  }, [png.toString("base64"), WIDTH, HEIGHT]);
  await page.close();
  return lines;
}

/** Compares with the picture that is kept under this name; `UPDATE_PICTURES=1` keeps the present one. What differs, or "". */
export async function compared(browser, name, png) {
  const file = join(PICTURES, `${name}.txt`);
  const now = await greys(browser, png);
  if (process.env.UPDATE_PICTURES || !existsSync(file)) {
    mkdirSync(PICTURES, { recursive: true });
    writeFileSync(file, `${now.join("\n")}\n`);
    return process.env.UPDATE_PICTURES ? "" : `${name}: there was no picture; one is kept now`;
  }
  const kept = readFileSync(file, "utf8").trim().split("\n");
  const apart = now.flatMap((line, row) => [...line].map((grey, column) => Math.abs(parseInt(grey, 16) - parseInt(kept[row]?.[column] ?? "0", 16))));
  const mean = apart.reduce((sum, one) => sum + one, 0) / apart.length;
  const far = apart.filter((one) => one > 4).length / apart.length;
  return mean < 0.75 && far < 0.04 ? "" : `${name}: ${mean.toFixed(2)} of 16 greys apart on the mean, ${(far * 100).toFixed(1)} % far apart`;
}
