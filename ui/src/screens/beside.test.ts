// What lies beside an evening: the settings, the desk around the page, links, leaving, and the sample to look around in.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { BrowserDesk, type DeskView, type Link, type Wish } from "../bridge/desk";
import { FakeHouse } from "../bridge/fake";
import { evening } from "../bridge/fake-evening";
import { SAMPLE, WithSample } from "../bridge/sample";
import { speak } from "../strings/index.svelte";

beforeEach(() => {
  localStorage.clear();
  speak("en");
});
afterEach(() => {
  cleanup();
  location.hash = "";
});

/** A desk that does as it is told, and remembers what it was asked. */
class FakeDesk extends BrowserDesk {
  now: DeskView = { shortcut: false, shortcut_keys: "Ctrl Alt J", shortcut_hindered: null, notify: false, tray: false, stay: false, links: false };
  readonly left: boolean[] = [];
  readonly bars: boolean[] = [];
  followed: Link | undefined;
  leaves: () => void = () => {};
  leads: () => void = () => {};

  override async view() {
    return this.now as never;
  }
  override async wish(what?: Wish, on?: boolean) {
    this.now = { ...this.now, [what!]: on, shortcut_hindered: what === "shortcut" && on ? "taken" : null };
    return this.now as never;
  }
  override async link() {
    const link = this.followed;
    this.followed = undefined;
    return link as never;
  }
  override async leave(ready?: boolean) {
    this.left.push(ready!);
  }
  override async jotBar(open: boolean) {
    this.bars.push(open);
  }
  override onLeave(heard?: () => void) {
    this.leaves = heard!;
    return () => {};
  }
  override onLink(heard?: () => void) {
    this.leads = heard!;
    return () => {};
  }
}

async function open(kind: string, hash: string, { desk = new FakeDesk(), sample = false } = {}) {
  const house = new FakeHouse(evening(kind));
  location.hash = hash;
  render(App, { bridge: sample ? new WithSample(house) : house, desk });
  await waitFor(() => expect(house.asked.length).toBeGreaterThan(0));
  return { house, desk };
}

test("nothing beside the window is on until it is wanted, and a key that is taken says so plainly", async () => {
  await open("small", "#/settings");
  const shortcut = await screen.findByRole<HTMLInputElement>("switch", { name: "Open it from anywhere with Ctrl Alt J" });
  expect(shortcut.checked).toBe(false);
  await fireEvent.click(shortcut);
  await screen.findByText(/Another program has Ctrl Alt J already/);
  await screen.findByText(/shows no icons of programs in its panel/);
  await screen.findByRole("button", { name: "Let them open here" });
});

test("letters twice as large and another language hold at once, and are kept", async () => {
  await open("small", "#/settings");
  await fireEvent.click(within(await screen.findByRole("group", { name: "Size of the letters" })).getByRole("button", { name: /200/ }));
  expect(document.documentElement.style.fontSize).toBe("200%");
  expect(localStorage.getItem("asides-text")).toBe("200");
  await fireEvent.click(within(screen.getByRole("group", { name: "Size of the letters" })).getByRole("button", { name: /100/ }));
  await fireEvent.click(screen.getByRole("button", { name: "Deutsch" }));
  await screen.findByRole("heading", { name: "Einstellungen" });
});

test("a new name can be taken back", async () => {
  const { house } = await open("small", "#/settings");
  await fireEvent.input(await screen.findByLabelText("Your name"), { target: { value: "Maria" } });
  await fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(house.asks("rename")).toEqual([{ name: "Maria" }, { name: "Mara" }]));
});

test("leaving waits for words that stand in the line, and goes when nothing is open", async () => {
  const { desk } = await open("small", "#/s/s-dark/dark");
  const field = await screen.findByLabelText("Jot a note");
  await fireEvent.input(field, { target: { value: "she never" } });
  desk.leaves();
  await screen.findByRole("heading", { name: "Not everything is saved" });
  expect(desk.left).toEqual([false]);
  await fireEvent.click(screen.getByRole("button", { name: "Stay" }));
  await fireEvent.keyDown(field, { key: "Escape" });
  desk.leaves();
  await waitFor(() => expect(desk.left).toEqual([false, true]));
});

test("what was begun in the line is there after a look at another screen, and leaving asks about it there too", async () => {
  const { desk } = await open("small", "#/s/s-dark/dark");
  await fireEvent.input(await screen.findByLabelText("Jot a note"), { target: { value: "she never" } });
  location.hash = "#/settings";
  await screen.findByRole("heading", { level: 1, name: "Settings" });
  desk.leaves();
  await screen.findByRole("heading", { name: "Not everything is saved" });
  await fireEvent.click(screen.getByRole("button", { name: "Stay" }));
  location.hash = "#/s/s-dark/dark";
  const field: HTMLTextAreaElement = await screen.findByLabelText("Jot a note");
  expect(field.value).toBe("she never");
  await fireEvent.keyDown(field, { key: "Escape" });
  desk.leaves();
  await waitFor(() => expect(desk.left.at(-1)).toBe(true));
});

test("a recap that could not be saved is tried again after its page was left, and the program waits for it", async () => {
  const { desk, house } = await open("small", "#/s/s-ferry/recap");
  const [cite] = await screen.findAllByRole("button", { name: "Cite" });
  house.refuses.set("edit_recap", { code: "not-saved", says: "The disk is full. What you typed stays where it is." });
  await fireEvent.click(cite!);
  await screen.findByText(/disk is full/);
  location.hash = "#/settings";
  await screen.findByRole("heading", { level: 1, name: "Settings" });
  desk.leaves();
  await screen.findByRole("heading", { name: "Not everything is saved" });
  await fireEvent.click(screen.getByRole("button", { name: "Stay" }));
  house.refuses.clear();
  const tries = house.asks("edit_recap").length;
  await waitFor(() => expect(house.asks("edit_recap").length).toBeGreaterThan(tries));
  expect(new Set(house.asks("edit_recap").map((typed) => `${typed.screening} ${typed.number}`))).toEqual(new Set(["s-ferry 1"]));
  desk.leaves();
  await waitFor(() => expect(desk.left.at(-1)).toBe(true));
});

test("a link to a place goes there, one with an invite fills the form and knocks at nothing", async () => {
  const { desk, house } = await open("small", "#/");
  await screen.findAllByText("The Night Ferry");
  desk.followed = { to: "place", hash: "#/s/s-ferry/talk?at=520000" };
  desk.leads();
  await waitFor(() => expect(location.hash).toBe("#/s/s-ferry/talk?at=520000"));
  desk.followed = { to: "join", ticket: "asides1qpz" };
  desk.leads();
  expect((await screen.findByLabelText<HTMLTextAreaElement>(/Your invite/)).value).toBe("asides1qpz");
  expect(house.asks("join")).toEqual([]);
});

test("the jot bar jots on the film that runs, and Esc on an empty line puts it away", async () => {
  const { desk, house } = await open("small", "#/jot");
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Jot a note");
  await fireEvent.input(field, { target: { value: "that sky" } });
  await fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(house.asks("jot")).toMatchObject([{ screening: "s-dark", kind: "remark", text: "that sky" }]));
  await waitFor(() => expect(field.value).toBe(""));
  await fireEvent.keyDown(field, { key: "Escape" });
  expect(desk.bars).toEqual([false]);
});

test("a sample evening can be looked at and played with, and is thrown away without a trace in the house", async () => {
  const { house } = await open("empty", "#/", { sample: true });
  await fireEvent.click(await screen.findByRole("button", { name: "Look around in one we watched before" }));
  await screen.findByRole("heading", { name: "The Lamplighter’s Daughter", level: 1 });
  await fireEvent.keyDown(document.body, { key: "r" });
  const reply = await screen.findByLabelText("Reply to this moment");
  await fireEvent.input(reply, { target: { value: "So that is how it works" } });
  await fireEvent.keyDown(reply, { key: "Enter" });
  await screen.findByText("So that is how it works");
  expect(house.asked.filter(({ argument }) => (argument as { screening?: string }).screening === SAMPLE)).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Throw it away" }));
  await screen.findByText("Nothing watched together yet. Start a screening.");
  await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  await screen.findByRole("link", { name: /The Lamplighter/ });
});

test("a new screening takes a year and a length, and says what it cannot read", async () => {
  const { house } = await open("empty", "#/");
  const title = await screen.findByLabelText("Title of the film");
  await fireEvent.input(title, { target: { value: "Paper Boats" } });
  await fireEvent.click(screen.getByRole("button", { name: "Year, length, cut" }));
  await fireEvent.input(screen.getByLabelText("Year"), { target: { value: "61" } });
  await screen.findByText("Write the year with four digits.");
  await fireEvent.input(screen.getByLabelText("Year"), { target: { value: "1961" } });
  await fireEvent.input(screen.getByLabelText("Length"), { target: { value: "1:52" } });
  await fireEvent.submit(title.closest("form")!);
  await waitFor(() => expect(house.asks("new_screening")).toEqual([{ title: "Paper Boats", year: 1961, length_ms: 6_720_000 }]));
});

test("the menu has what can be done here with its keys, goes by arrows, and gives the focus back", async () => {
  await open("small", "#/");
  const button = await screen.findByRole("button", { name: "Menu" });
  await fireEvent.click(button);
  const items = await screen.findAllByRole("menuitem");
  expect(items.map((item) => item.textContent)).toContain("Go to the settingsAlt 9");
  expect(items.map((item) => item.textContent)).not.toContain("Reply to the momentR");
  await waitFor(() => expect(document.activeElement).toBe(items[0]));
  await fireEvent.keyDown(items[0]!, { key: "ArrowUp" });
  expect(document.activeElement).toBe(items.at(-1));
  await fireEvent.keyDown(items.at(-1)!, { key: "Escape" });
  expect(document.activeElement).toBe(button);
  await fireEvent.click(button);
  await fireEvent.click(await screen.findByRole("menuitem", { name: /Go to the settings/ }));
  await screen.findByRole("heading", { name: "Settings" });
});

test("a draft is there again after the page was opened anew", async () => {
  const { setDraft } = await import("../state/drafts.svelte");
  setDraft("moment-1", "half a th");
  vi.resetModules();
  const { draft } = await import("../state/drafts.svelte");
  expect(draft("moment-1")).toBe("half a th");
});
