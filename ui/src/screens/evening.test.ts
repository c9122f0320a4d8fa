// The screens with an imaginary house behind them: what a person does, and what the house is asked for.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { FakeHouse } from "../bridge/fake";
import { evening, note } from "../bridge/fake-evening";
import { speak } from "../strings/index.svelte";

beforeEach(() => speak("en"));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  location.hash = "";
});

async function open(kind: string, hash: string, prepare: (house: FakeHouse) => void = () => {}) {
  const house = new FakeHouse(evening(kind));
  prepare(house);
  location.hash = hash;
  render(App, { bridge: house });
  await waitFor(() => expect(house.asked.length).toBeGreaterThan(0));
  return house;
}
const full = { code: "not-saved", says: "The disk is full. Nothing was saved. Make room and try again." };

describe("first start", () => {
  test("asks one thing, and begins", async () => {
    const house = await open("first", "");
    await fireEvent.input(await screen.findByLabelText("What is your name?"), { target: { value: "Mara" } });
    await fireEvent.click(screen.getByRole("button", { name: "Begin" }));
    await screen.findByText("Nothing watched together yet. Start a screening.");
    expect(house.asks("begin")).toEqual([{ name: "Mara" }]);
  });

  test("with an invite it knocks, and shows the words to compare", async () => {
    const house = await open("first", "");
    await fireEvent.input(await screen.findByLabelText("What is your name?"), { target: { value: "Theo" } });
    await fireEvent.click(screen.getByRole("button", { name: "I have an invite" }));
    await fireEvent.input(screen.getByLabelText(/Your invite/), { target: { value: " asides1qpz " } });
    await fireEvent.click(screen.getByRole("button", { name: "Knock" }));
    await screen.findByText("amber kettle north");
    expect(house.asks("join")).toEqual([{ ticket: "asides1qpz", name: "Theo" }]);
    house.world.me.started = true;
    house.tell({ event: "joining", join: { state: "admitted", words: "", problem: null } });
    await screen.findByRole("heading", { name: "Watched together" });
  });

  test("a refused name stays in its field", async () => {
    await open("first", "", (house) => house.refuses.set("begin", full));
    const field = await screen.findByLabelText<HTMLInputElement>("What is your name?");
    await fireEvent.input(field, { target: { value: "Mara" } });
    await fireEvent.click(screen.getByRole("button", { name: "Begin" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
    expect(field.value).toBe("Mara");
  });
});

describe("library", () => {
  test("the year, the length and the cut can be said at the start, and the lobby shows them", async () => {
    const house = await open("empty", "#/");
    await fireEvent.input(await screen.findByLabelText("Title of the film"), { target: { value: "Kettle" } });
    await fireEvent.click(screen.getByRole("button", { name: "Year, length, cut" }));
    await fireEvent.input(screen.getByLabelText("Year"), { target: { value: "1961" } });
    await fireEvent.input(screen.getByLabelText("Cut"), { target: { value: " Director’s cut " } });
    await fireEvent.submit(screen.getByLabelText("Title of the film").closest("form")!);
    await screen.findByText(/1961 · Director’s cut/);
    expect(house.asks("new_screening")).toEqual([{ title: "Kettle", year: 1961 }]);
    expect(house.asks("set_copy")).toMatchObject([{ label: "Director’s cut", ratio: 1 }]);
  });

  test("a title and Enter begin a screening and open its lobby", async () => {
    const house = await open("empty", "#/");
    const field = await screen.findByLabelText("Title of the film");
    await fireEvent.input(field, { target: { value: "Paper Boats" } });
    await fireEvent.submit(field.closest("form")!);
    await screen.findByRole("heading", { name: "Paper Boats" });
    expect(house.asks("new_screening")).toEqual([{ title: "Paper Boats" }]);
    expect(location.hash).toMatch(/lobby$/);
  });

  test("searches from the first keystroke, and an older answer never replaces a newer one", async () => {
    const house = await open("small", "#/");
    const field = await screen.findByRole("searchbox");
    const answers: ((hits: object) => void)[] = [];
    const call = house.call.bind(house);
    vi.spyOn(house, "call").mockImplementation(((name: string, argument: never) => (name === "search" ? new Promise((done) => answers.push(done as never)) : call(name as never, argument))) as never);
    await fireEvent.input(field, { target: { value: "l" } });
    await fireEvent.input(field, { target: { value: "la" } });
    const hit = (text: string) => ({ hits: [{ screening: "s0", title: "Kettle", film_ms: 0, kind: "note", by: "m0", text, tags: ["sound"] }] });
    answers[1]!(hit("the newer"));
    answers[0]!(hit("the older"));
    await screen.findByText("the newer");
    expect(screen.queryByText("the older")).toBeNull();
    expect(screen.getByText("#sound")).toBeTruthy();
  });
});

describe("dark room", () => {
  const line = () => screen.findByLabelText<HTMLTextAreaElement>("Jot a note");

  test("a jot is sent with the age of its first keystroke", async () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout", "setInterval", "clearInterval"], shouldAdvanceTime: true });
    const house = await open("small", "#/s/s-dark/dark");
    const field = await line();
    await fireEvent.keyDown(field, { key: "?" });
    await fireEvent.input(field, { target: { value: "?" } });
    await vi.advanceTimersByTimeAsync(20_000);
    await fireEvent.input(field, { target: { value: "?who posted it" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(house.asks("jot").length).toBe(1));
    const [jot] = house.asks("jot");
    expect(jot).toMatchObject({ screening: "s-dark", kind: "question", text: "who posted it" });
    expect(jot!.ago_ms).toBeGreaterThanOrEqual(20_000);
    expect(jot!.ago_ms).toBeLessThan(20_500);
    await waitFor(() => expect(field.value).toBe(""));
  });

  test("what is not saved says so and stays in the line", async () => {
    await open("small", "#/s/s-dark/dark", (house) => house.refuses.set("jot", full));
    const field = await line();
    await fireEvent.input(field, { target: { value: "she never looks" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect((await screen.findByRole("alert")).textContent).toMatch(/Not saved.*The disk is full/);
    expect(field.value).toBe("she never looks");
  });

  test("a digit on an empty line is a reaction; Ctrl+Z takes it back; [ moves it a second", async () => {
    const house = await open("small", "#/s/s-dark/dark");
    const field = await line();
    await fireEvent.keyDown(field, { key: "2" });
    await waitFor(() => expect(house.asks("jot")).toMatchObject([{ kind: "reaction", reaction: "shock" }]));
    const mine = house.world.screenings.find((one) => one.view.id === "s-dark")!.notes.at(-1)!;
    const before = mine.film_ms;
    await waitFor(() => expect(within(screen.getByRole("main")).getAllByRole("img", { name: "Shock" }).length).toBeGreaterThan(0));
    await fireEvent.keyDown(field, { key: "[" });
    await waitFor(() => expect(mine.film_ms).toBe(before - 1_000));
    await fireEvent.keyDown(field, { key: "z", ctrlKey: true });
    await waitFor(() => expect(mine.taken_back).toBe(true));
    await fireEvent.click(await screen.findByRole("button", { name: "Put it back" }));
    await waitFor(() => expect(mine.taken_back).toBe(false));
  });

  test("Esc clears the line and Ctrl+Z brings it back", async () => {
    await open("small", "#/s/s-dark/dark");
    const field = await line();
    await fireEvent.input(field, { target: { value: "oh no" } });
    await fireEvent.keyDown(field, { key: "Escape" });
    expect(field.value).toBe("");
    await fireEvent.keyDown(field, { key: "z", ctrlKey: true });
    expect(field.value).toBe("oh no");
  });

  test("it says 1:05:00 now", async () => {
    const house = await open("small", "#/s/s-dark/dark");
    await fireEvent.keyDown(await line(), { key: "t", altKey: true });
    const field = await screen.findByLabelText("It says");
    await fireEvent.input(field, { target: { value: "1:05:00" } });
    await fireEvent.submit(field.closest("form")!);
    await waitFor(() => expect(house.asks("set_clock")).toEqual([{ screening: "s-dark", act: { do: "it-says", film_ms: 3_900_000 } }]));
    expect((await screen.findByRole("timer")).textContent).toBe("1:05:00");
  });

  test("at the film's end it offers the lights and waits", async () => {
    const house = await open("small", "#/s/s-dark/dark", (house) => {
      const one = house.world.screenings.find((one) => one.view.id === "s-dark")!;
      one.view.clock.film_ms = one.view.length_ms! + 5_000;
    });
    await screen.findByText("The film is over.");
    expect(house.asks("lights_up")).toEqual([]);
    expect(location.hash).toMatch(/dark$/);
    await fireEvent.click(screen.getByRole("button", { name: "Lights up" }));
    await waitFor(() => expect(location.hash).toMatch(/talk$/));
    expect(house.asks("lights_up").length).toBe(1);
  });

  test("in the middle the lights ask first, and one may stay", async () => {
    const house = await open("small", "#/s/s-dark/dark");
    await line();
    await fireEvent.click(await screen.findByRole("button", { name: "Lights up" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Stay" }));
    expect(house.asks("lights_up")).toEqual([]);
  });

  test("trouble elsewhere stays out of the dark", async () => {
    const house = await open("small", "#/s/s-dark/dark");
    await line();
    house.tell({ event: "trouble", problem: { code: "peer", says: "That phone is out of reach." } });
    house.tell({ event: "knock", knock: { id: "k9", name: "Zed", device_name: "", words: "a b c" } });
    await Promise.resolve();
    expect(screen.queryByText("That phone is out of reach.")).toBeNull();
    expect(screen.queryByText("Zed")).toBeNull();
  });

  test("offers the pulse once, at half an hour", async () => {
    const house = await open("small", "#/s/s-dark/dark", (house) => (house.world.screenings.find((one) => one.view.id === "s-dark")!.view.clock.film_ms = 1_805_000));
    const group = await screen.findByRole("group", { name: "How is it so far?" });
    await fireEvent.click(within(group).getByRole("button", { name: "4" }));
    await waitFor(() => expect(house.asks("give_pulse")).toEqual([{ screening: "s-dark", pulse: 4 }]));
    expect(screen.queryByRole("group", { name: "How is it so far?" })).toBeNull();
  });
});

describe("discussion", () => {
  test("replies to a moment with r, and a refused reply keeps its words", async () => {
    const house = await open("small", "#/s/s-ferry/talk", (house) => house.refuses.set("reply", full));
    await screen.findByRole("heading", { name: "Only one of us noticed" });
    await fireEvent.keyDown(document.body, { key: "r" });
    const field = await screen.findByLabelText<HTMLTextAreaElement>("Reply to this moment");
    await fireEvent.input(field, { target: { value: "I saw it too" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
    expect(field.value).toBe("I saw it too");
    house.refuses.clear();
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(screen.queryByLabelText("Reply to this moment")).toBeNull());
    expect(house.asks("reply").at(-1)).toMatchObject({ screening: "s-ferry", text: "I saw it too" });
  });

  test("a position, an outcome and a dispute reach the house", async () => {
    const house = await open("small", "#/s/s-ferry/talk");
    await fireEvent.click(await screen.findByRole("button", { name: "Say what you think" }));
    await fireEvent.input(screen.getByLabelText("I think"), { target: { value: "Never" } });
    await fireEvent.submit(screen.getByLabelText("I think").closest("form")!);
    await waitFor(() => expect(house.asks("take_position")).toEqual([{ screening: "s-ferry", note: "q2", position: "Never", reason: "", still_open: false }]));
    await fireEvent.click(screen.getByRole("button", { name: "Right" }));
    await fireEvent.click(screen.getByRole("button", { name: "Dispute it" }));
    await waitFor(() => expect(house.asks("contest")).toEqual([{ screening: "s-ferry", note: "p2", on: true }]));
    expect(house.asks("settle")).toEqual([{ screening: "s-ferry", note: "p1", outcome: "right" }]);
  });

  test("people's text is text", async () => {
    await open("small", "#/s/s-ferry/talk", (house) => {
      const one = house.world.screenings.find((one) => one.view.id === "s-ferry")!;
      one.notes = [note("a", "m0", 1_000, { text: "<img src=x onerror=alert(1)>" }), note("b", "m1", 2_000, { text: "{@html x}" })];
      one.view.title = "<b>Ferry</b>";
    });
    expect((await screen.findByText("<img src=x onerror=alert(1)>")).querySelector("img")).toBeNull();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("<b>Ferry</b>");
  });

  test("an empty evening says so", async () => {
    await open("small", "#/s/s-tonight/talk");
    await screen.findByText("No notes to talk about yet.");
  });
});

describe("recap and export", () => {
  /** The field, once the text is in it. */
  async function written() {
    const field = await screen.findByRole("textbox", { name: "Recap" });
    await waitFor(() => expect(field.textContent).toContain("We came for a thriller"));
    return field;
  }

  test("a first draft is offered while the text is empty, and saved", async () => {
    const house = await open("small", "#/s/s-ferry/recap", (house) => (house.world.screenings.find((one) => one.view.id === "s-ferry")!.recap.text = ""));
    await fireEvent.click(await screen.findByRole("button", { name: "First draft from the notes" }));
    await waitFor(() => expect(house.asks("edit_recap")).toMatchObject([{ number: 1, splices: [{ at: 0, delete: 0, insert: expect.stringContaining("What moved several of us") }] }]));
    await screen.findByText("Saved");
  });

  test("a note is cited at the caret, or quoted; either way it is a chip with its time and author, and no longer unused", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    const field = await written();
    const before = (await screen.findAllByRole("button", { name: "Quote" })).length;
    await fireEvent.click(screen.getAllByRole("button", { name: "Quote" })[0]!);
    await waitFor(() => expect(field.querySelectorAll(".cite").length).toBe(1));
    expect(field.querySelector(".cite")?.textContent).toMatch(/^\d:\d\d:\d\d\u00a0\w+$/);
    expect(field.textContent).not.toContain("[^");
    await waitFor(() => expect(house.asks("edit_recap").at(-1)?.splices.at(-1)?.insert).toMatch(/\u201c.+\u201d\[\^[0-9a-f]{24}\]$/));
    await fireEvent.click(screen.getAllByRole("button", { name: "Cite" })[0]!);
    await waitFor(() => expect(field.querySelectorAll(".cite").length).toBe(2));
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Quote" }).length).toBeLessThan(before));
  });

  test("marks are shown on the words, and no sign of them between", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    const field = await written();
    await waitFor(() => expect(field.querySelector("mark")?.textContent).toContain("She never once looks at the door"));
    expect(field.querySelector(".free")?.textContent).toContain("no hour hand");
    expect(field.textContent).not.toMatch(/\|\||==/);
    await fireEvent.click(screen.getByRole("button", { name: "Mark spoiler" }));
    await screen.findByText("Marked as a spoiler.");
    await waitFor(() => expect(house.asks("edit_recap").at(-1)?.marks).toMatchObject([{ marking: "spoiler", on: true }]));
    await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(house.asks("edit_recap").at(-1)?.marks).toMatchObject([{ marking: "spoiler", on: false }]));
  });

  test("what could not be saved stays, says so, and goes with the next try", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await written();
    const [cite] = await screen.findAllByRole("button", { name: "Cite" });
    house.refuses.set("edit_recap", { code: "not-saved", says: "Not saved: the disk is full. What you typed stays where it is." });
    await fireEvent.click(cite!);
    expect((await screen.findByText(/the disk is full/)).closest('[role="alert"]')).not.toBeNull();
    house.refuses.clear();
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Saved");
    expect(new Set(house.asks("edit_recap").map((typed) => typed.number))).toEqual(new Set([1]));
  });

  test("what was taken back before it was sent leaves nothing to save", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await written();
    const [cite] = await screen.findAllByRole("button", { name: "Cite" });
    await fireEvent.click(cite!);
    expect(screen.queryByText("Saved")).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await screen.findByText("Saved");
    expect(house.asks("edit_recap")).toEqual([]);
  });

  test("letters typed while others are on their way reach their own recap, wherever one goes meanwhile", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await written();
    const cites = await screen.findAllByRole("button", { name: "Cite" });
    const call = house.call.bind(house);
    let sent = 0;
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    house.call = async (name, argument) => {
      if (name === "edit_recap" && ++sent === 1) await held;
      return call(name, argument);
    };
    await fireEvent.click(cites[0]!);
    await waitFor(() => expect(sent).toBe(1));
    await fireEvent.click(cites[1]!);
    location.hash = "#/s/s-dark/lobby";
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Recap" })).toBeNull());
    release();
    await waitFor(() => expect(house.asks("edit_recap")).toMatchObject([{ screening: "s-ferry", number: 1 }, { screening: "s-ferry", number: 2 }]));
  });

  test("an earlier version is read and comes back", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await written();
    await fireEvent.click(screen.getByRole("button", { name: "Earlier versions" }));
    const [read] = await screen.findAllByRole("button", { name: "Read", expanded: false });
    await fireEvent.click(read!);
    await fireEvent.click((await screen.findAllByRole("button", { name: "Go back to it" })).at(-1)!);
    await screen.findByText("The earlier version is back. Nothing of the later one is lost.");
    expect(house.asks("restore_recap").length).toBe(1);
  });

  test("the spoiler-free version comes first; a leak is shown with its sentence and nothing can be saved", async () => {
    const house = await open("small", "#/s/s-ferry/recap", (house) => house.refuses.set("export", { code: "export-leaks", says: "“She posted it herself” repeats a passage that is marked as a spoiler. Nothing was written." }));
    await fireEvent.click(await screen.findByRole("button", { name: "Export review" }));
    expect((await screen.findByText(/She posted it herself/)).getAttribute("role")).toBe("alert");
    expect(house.asks("export")[0]).toMatchObject({ format: "markdown", spoiler_free: true });
    expect(screen.queryByRole("button", { name: "Download" })).toBeNull();
    house.refuses.clear();
    await fireEvent.click(screen.getByRole("button", { name: "Full" }));
    await screen.findByText(/This review names the ending/);
    await screen.findByRole("button", { name: "Download" });
  });

  test("every format is one press away; subtitles are made for another copy too", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await fireEvent.click(await screen.findByRole("button", { name: "Export review" }));
    for (const name of ["Markdown", "Web page", "SRT", "WebVTT", "ASS", "Letterboxd", "Table", "JSON"]) {
      await fireEvent.click(await screen.findByRole("button", { name }));
    }
    expect(screen.queryByLabelText("Your copy of the film runs")).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "SRT" }));
    const speed = screen.getByLabelText<HTMLSelectElement>("Your copy of the film runs");
    await fireEvent.change(speed, { target: { value: speed.options[1]!.value } });
    await fireEvent.input(screen.getByLabelText("and begins later by (seconds)"), { target: { value: "12" } });
    await waitFor(() => expect(house.asks("export").at(-1)).toMatchObject({ format: "srt", scale: 23.976 / 25, shift_ms: 12_000 }));
  });

  test("until where notes spoil nothing is the household's to say", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await fireEvent.click(await screen.findByRole("button", { name: "Export review" }));
    const field = await screen.findByLabelText("Notes spoil nothing before");
    await fireEvent.input(field, { target: { value: "1:99" } });
    await fireEvent.change(field);
    await screen.findByText("This is no film time. Write it as 0:26:30.");
    await fireEvent.input(field, { target: { value: "0:10:00" } });
    await fireEvent.change(field);
    await waitFor(() => expect(house.asks("set_free_until")).toEqual([{ screening: "s-ferry", film_ms: 600_000 }]));
  });

  test("a file that is there is replaced by choice alone, and the path is shown", async () => {
    const house = await open("small", "#/s/s-ferry/recap");
    await fireEvent.click(await screen.findByRole("button", { name: "Export review" }));
    await fireEvent.input(await screen.findByLabelText(/Or write it on the machine/), { target: { value: "/reviews/ferry.md" } });
    house.refuses.set("export", { code: "file-exists", says: "There is a file /reviews/ferry.md already. It was left as it is." });
    await fireEvent.click(screen.getAllByRole("button", { name: "Write" }).at(-1)!);
    await screen.findByText(/It was left as it is/);
    house.refuses.clear();
    await fireEvent.click(screen.getByRole("button", { name: "Replace it" }));
    await screen.findByText("Saved.");
    expect(house.asks("export").at(-1)).toMatchObject({ path: "/reviews/ferry.md", replace: true });
  });
});

describe("household", () => {
  const second = (house: FakeHouse) => {
    const [, ivo] = house.world.household.members;
    ivo?.devices.push({ ...ivo.devices[0]!, id: "d9", name: "Ivo’s old laptop" });
  };

  test("removing one of several devices says what it keeps, and asks first", async () => {
    const house = await open("small", "#/household", second);
    await fireEvent.click(await screen.findByRole("button", { name: "Remove “Ivo’s phone”" }));
    await screen.findByText(/What it has it keeps.*cannot be undone/);
    expect(house.asks("remove_device")).toEqual([]);
    await fireEvent.click(screen.getByRole("button", { name: "Remove this device" }));
    await waitFor(() => expect(house.asks("remove_device")).toEqual([{ device: "d1" }]));
  });

  test("removing a member names every device, what stays and what cannot be undone; one may change one’s mind", async () => {
    const house = await open("small", "#/household", second);
    const remove = () => screen.getAllByRole("button", { name: "Remove Ivo" });
    await screen.findByRole("heading", { name: /Mara/, level: 3 });
    await fireEvent.click(remove()[0]!);
    const sure = await screen.findByRole("group", { name: "Remove Ivo" });
    await waitFor(() => expect(document.activeElement).toBe(sure));
    expect(sure.textContent).toMatch(/all their devices: Ivo’s phone and Ivo’s old laptop.*they keep.*stays in your evenings.*cannot be undone/s);
    await fireEvent.click(within(sure).getByRole("button", { name: "Keep Ivo" }));
    expect(screen.queryByRole("group", { name: "Remove Ivo" })).toBeNull();
    expect(house.asks("remove_member")).toEqual([]);
    await fireEvent.click(remove()[0]!);
    await fireEvent.click(within(await screen.findByRole("group", { name: "Remove Ivo" })).getByRole("button", { name: "Remove Ivo" }));
    await screen.findByRole("heading", { name: "No longer in the household" });
    expect(house.asks("remove_member")).toEqual([{ member: "m1" }]);
    await screen.findByText("Ivo is removed.");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Members and devices"));
  });

  test("nobody removes themselves here, and who has no device is not removed", async () => {
    await open("small", "#/household");
    await screen.findByRole("button", { name: "Remove Ivo" });
    expect(screen.queryByRole("button", { name: "Remove Mara" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Remove Theo" })).toBeNull();
  });

  test("a refused removal says why, and everything stays", async () => {
    const house = await open("small", "#/household", (house) => house.refuses.set("remove_member", full));
    await fireEvent.click(await screen.findByRole("button", { name: "Remove Ivo" }));
    await fireEvent.click(within(await screen.findByRole("group", { name: "Remove Ivo" })).getByRole("button", { name: "Remove Ivo" }));
    await screen.findByText(/The disk is full/);
    expect(house.asks("remove_member")).toHaveLength(1);
    expect(screen.queryByRole("heading", { name: "No longer in the household" })).toBeNull();
  });

  test("a knock is admitted by its three words", async () => {
    const house = await open("small", "#/household");
    await screen.findByText("amber kettle north");
    await fireEvent.click(screen.getByRole("button", { name: "Admit" }));
    await waitFor(() => expect(house.asks("admit")).toEqual([{ knock: "k1" }]));
    await waitFor(() => expect(screen.queryByText("amber kettle north")).toBeNull());
  });
});

describe("everywhere", () => {
  test("what is shown is asked again when the line is open again", async () => {
    const house = await open("small", "#/");
    await screen.findAllByText("The Night Ferry");
    const before = house.asks("library").length;
    house.become("lost");
    await screen.findByText(/out of reach/);
    house.become("open");
    await waitFor(() => expect(house.asks("library").length).toBe(before + 1));
  });

  test("a page that is not let in says why and tries again", async () => {
    const house = await open("small", "#/", (house) => house.refuses.set("me", { code: "no-token", says: "This page was opened without the secret part of the address." }));
    await screen.findByText(/without the secret part/);
    house.refuses.clear();
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("heading", { name: "Watched together" });
  });

  test("the palette does what a key does", async () => {
    await open("small", "#/");
    await screen.findAllByText("The Night Ferry");
    await fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
    const field = await screen.findByRole("combobox");
    await fireEvent.input(field, { target: { value: "household" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(location.hash).toBe("#/household"));
  });

  test("every screen speaks German", async () => {
    speak("de");
    await open("empty", "#/");
    await screen.findByText("Noch nichts zusammen gesehen. Beginnt eine Vorstellung.");
    await waitFor(() => expect(document.documentElement.lang).toBe("de"));
  });
});
