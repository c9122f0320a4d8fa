/** Imaginary evenings to look at: none, a full one, a very full one, one of long names, one from right to left. */
import { REACTIONS } from "../actions/reactions";
import type { MemberView, NoteView } from "./api";
import { type FakeScreening, type FakeWorld, blank } from "./fake";

const NAMES = ["Mara", "Ivo", "June", "Theo"];
const LONG = ["Maximiliane Wolfeschlegelsteinhausenbergerdorff", "Ivo", "Nguyễn Thị Kim Ngân-Öztürk", "👩‍👩‍👧 die vom dritten Stock links"];
const RTL = ["مريم", "יונתן", "June", "طارق"];
const SAID = [
  "She never once looks at the door. She already knows.", "oh no oh no", "The hum stops too. That engine has been under every scene until now.",
  "Watch his hands, he counts the pages first.", "The gull is the same gull.", "The clock on the quay has no hour hand. It has none in the last shot either.",
  "He buttons the coat wrong and nobody tells him", "that engine hum again", "two letters, two stamps", "I would have got off the boat",
];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export function people(names: readonly string[]): MemberView[] {
  return names.map((name, at) => ({ id: `m${at}`, name, colour: at + 1, me: at === 0, presence: at === 3 ? "away" : "here" }));
}

export function note(id: string, by: string, film_ms: number, over: Partial<NoteView> = {}): NoteView {
  return { id, by, kind: "remark", reaction: null, film_ms, text: "", tags: [], seal: "open", made_ms: film_ms, mine: by === "m0", edited: false, taken_back: false, exportable: false, entered_by: "", marks: [], replies: [], ...over };
}

function watched(members: MemberView[], count: number, seed: number, texts: readonly string[] = SAID): FakeScreening {
  const dice = random(seed);
  const one = blank("s-ferry", texts === SAID ? "The Night Ferry" : texts[0]!, members, 1961, 6_720_000);
  const peaks = [520, 1_290, 1_866, 2_860, 3_858, 4_350, 5_380, 6_180, 6_540].map((second) => second * 1_000);
  for (let at = 0; at < count; at += 1) {
    const peak = peaks[Math.floor(dice() * peaks.length)]!;
    const near = dice() < 0.72;
    const film_ms = Math.round(Math.min(6_700_000, Math.max(0, near ? peak + (dice() - 0.5) * 70_000 : dice() * 6_700_000)));
    const by = members[Math.floor(dice() ** 1.4 * members.length)]!.id;
    const id = (900_000_000 - at).toString(16).padStart(24, "0");
    const felt = dice() < 0.5;
    one.notes.push(note(id, by, film_ms, felt
      ? { kind: "reaction", reaction: REACTIONS[Math.floor(dice() * 9)]!.name }
      : { kind: ["remark", "remark", "remark", "quote", "question", "nitpick", "prediction"][Math.floor(dice() * 7)]!, text: texts[Math.floor(dice() * texts.length)]! }));
  }
  const worded = one.notes.filter((one) => one.kind === "remark");
  const first = worded[0];
  if (first) {
    first.marks = [{ reaction: "love", members: ["m1", "m2"] }, { reaction: "hm", members: ["m0"] }];
    first.replies = [{ id: "r0", by: "m3", text: "I was not asleep. I was resting my eyes in protest.", made_ms: 1, mine: false }, { id: "r00", by: "m0", text: "You missed the hum, then. Ivo is right, it comes back at 1:43.", made_ms: 2, mine: true }];
  }
  one.view.grades = [["m0", "before", "B"], ["m0", "after", "A-"], ["m1", "before", "C+"], ["m1", "after", "B+"], ["m2", "before", "A"], ["m2", "after", "A"], ["m3", "before", "B"], ["m3", "after", "C"]].map(([member, when, given]) => ({ member: member!, when: when!, given: given!, sealed: false, rivals: [] }));
  Object.assign(one.view, { state: "over", my_state: "finished", frontier_ms: 6_720_000 });
  one.talk = {
    hidden: 0,
    keeping: [note("keep1", "m0", 4_000_000, { text: "I cried at the gloves.", seal: "sealed" })],
    only_one: worded.slice(1, 4).map((one, at) => ({ start_ms: one.film_ms, member: at === 2 ? "m1" : "m2", notes: [one], passed: 3 - at, others: 3 })),
    questions: [
      { note: note("q1", "m3", 3_500_000, { kind: "question", text: "Who posted the second letter?" }), answers: [{ member: "m0", position: "She did, herself", reason: "the gloves are wet before she goes out", still_open: false, rivals: [] }, { member: "m1", position: "The purser", reason: "", still_open: true, rivals: [] }], still_open: true },
      { note: note("q2", "m0", 4_867_000, { kind: "question", text: "Is the brother ever on screen?" }), answers: [], still_open: true },
    ],
    predictions: [
      { note: note("p1", "m0", 1_200_000, { kind: "prediction", text: "There are two letters." }), outcome: null, contested_by: [] },
      { note: note("p2", "m1", 1_400_000, { kind: "prediction", text: "The ferry never arrives." }), outcome: "partly", contested_by: ["m2"] },
    ],
    both: worded.slice(4, 6).map((one) => ({ start_ms: one.film_ms, members: [one.by, one.by === "m1" ? "m2" : "m1"], notes: [one.id] })),
    nitpicks: [
      { note: note("n1", "m3", 3_730_000, { kind: "nitpick", text: "How can she hear him through the glass?" }), state: "open", explained_ms: null, words: [] },
      { note: note("n2", "m1", 5_120_000, { kind: "nitpick", text: "The coat is dry again." }), state: "explained", explained_ms: 5_300_000, words: [{ member: "m0", explained_ms: 5_300_000, reason: "he borrowed another one" }] },
    ],
    boards: [
      { tag: "sound", about: "craft", notes: worded.slice(0, 5).map((one) => one.id), members: ["m0", "m1"] },
      { tag: "letters", about: "theme", notes: worded.slice(3, 6).map((one) => one.id), members: ["m2"] },
      { tag: "Ada", about: "character", notes: worded.slice(6, 8).map((one) => one.id), members: ["m1"] },
    ],
    afterthoughts: [note("a1", "m2", 0, { kind: "afterthought", text: "The ferry was the house all along.", made_ms: Date.UTC(2026, 10, 22, 9) })],
    sentences: { said: [{ member: "m0", mine: true, text: "An engine stops, and somebody finally hears it.", rivals: [] }], closed: ["m1"], awaited: ["m2"], open: false },
    turn: { member: "m1", hope: "C+", pulse: null, to: "B+" },
  };
  one.recap = {
    text: "We came for a thriller and stayed for an engine. For an hour it hums under every line, so low that only Ivo wrote it down, and when it stops we all reached for the same key within four seconds.\n\nThe scene with the lamp is the one we kept going back to. ||She never once looks at the door, because she posted the second letter herself.|| June caught it from the gloves; the rest of us needed the last reel.\n\n==And there is a clock on the quay with no hour hand.==\n\nTheo dissents, and wants it said that forty minutes of fog is a great deal of fog.",
    version: "1", marks: [], brief: "", earlier: [], unused: [], draft: "# What moved several of us\n\n- 1:04:18 The lamp.",
  };
  return one;
}

export function world(names: readonly string[] = NAMES): FakeWorld {
  const members = people(names);
  return {
    me: { started: true, name: members[0]!.name, member: "m0", device: "d0", device_name: "Mara’s laptop", households: [{ id: "h1", name: "", members, me: "m0" }], version: "0.1.0", key_warning: "" },
    household: {
      id: "h1", name: "", invites: [], knocks: [], offline: false,
      network: "On this network, two of three devices are here. Nothing of yours waits to be sent to them.",
      members: members.map((member, at) => ({ member, devices: at === 3 ? [] : [{ id: `d${at}`, name: `${member.name}’s ${at === 0 ? "laptop" : "phone"}`, this: at === 0, here: at < 2, removed: false, has: at === 1 ? "everything" : at === 2 ? "lacks 3" : "everything" }] })),
    },
    screenings: [],
  };
}

export function evening(kind: string): FakeWorld {
  const names = kind === "long" ? LONG : kind === "rtl" ? RTL : NAMES;
  const made = world(names);
  const members = made.me.households[0]!.members;
  if (kind === "first") made.me.started = false;
  if (kind === "first" || kind === "empty") return made;
  const texts = kind === "rtl" ? ["العبّارة الليلية لا تصل أبدًا", "היא אף פעם לא מסתכלת על הדלת", "oh no oh no"] : kind === "long" ? ["Die unglaubliche und traurige Geschichte von der unschuldigen Fähre und ihrem herzlosen Heimathafen, Donaudampfschifffahrtsgesellschaftskapitänswitwe", "x".repeat(180), ...SAID] : SAID;
  const ferry = watched(members, kind === "big" ? 2_000 : kind === "small" ? 16 : 184, 7, texts);
  made.screenings = [ferry];
  for (let at = 0; at < (kind === "small" ? 2 : 14); at += 1) {
    const title = ["Harbour Light", "A Year of Sundays", "The Second Coat", "Fog, for Beginners", "Kettle", "The Understudy’s Understudy", "North of the Quay"][at % 7]!;
    const other = watched(members.slice(0, 2 + (at % 3)), 30 + at * 9, 11 + at);
    Object.assign(other.view, { id: `s${at}`, title: kind === "long" && at === 0 ? texts[0] : title, year: 1950 + at * 5, watched_ms: Date.UTC(2026, 10 - at, 14 - at, 19) });
    made.screenings.push(other);
  }
  const tonight = blank("s-tonight", kind === "long" ? texts[0]! : "Paper Boats", members, null, 6_720_000);
  made.screenings.unshift(tonight);
  const running = watched(members, kind === "big" ? 2_000 : kind === "small" ? 8 : 60, 5);
  Object.assign(running.view, { id: "s-dark", state: "running", my_state: "watching", folded: 31, kept: [{ member: "m2", notes: 1 }], frontier_ms: 3_862_000, grades: [] });
  running.view.clock = { started: true, running: true, film_ms: 3_862_000, rate: 1, compared: true, err_ms: 12, turns_in_ms: null };
  running.clockAt = performance.now();
  running.view.standing = [
    { member: "m0", state: "watching", film_ms: 3_862_000, behind_ms: null },
    { member: "m1", state: "still-watching", film_ms: 3_622_000, behind_ms: 240_000 },
    { member: "m2", state: "watching", film_ms: 3_862_000, behind_ms: 0 },
    { member: "m3", state: "slept", film_ms: 3_500_000, behind_ms: null },
  ];
  running.notes = running.notes.filter((one) => one.film_ms < 3_862_000);
  made.screenings.unshift(running);
  if (kind === "full" || kind === "small") made.household.knocks = [{ id: "k1", name: "Theo", device_name: "Theo’s tablet", words: "amber kettle north" }];
  return made;
}
