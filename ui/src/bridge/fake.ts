/**
 * An imaginary house, for tests, for looking at the screens without one, and behind the sample evening. It remembers what
 * it is told, refuses what it is asked to refuse, and knows no gate: nothing of a real household may ever be told to it.
 */
import type { Calls, ClockView, DiscussionView, HabitsView, HouseholdView, JoinView, Me, MomentView, NoteView, Problem, RecapView, Say, ScreeningView } from "./api";
import { FakeRecap } from "./fake-recap";
import { type Answer, type Argument, type Bridge, type CallName, type Line, Refusal, Told } from "./bridge";

export interface FakeScreening {
  view: ScreeningView;
  notes: NoteView[];
  recap: RecapView;
  talk: Pick<DiscussionView, "only_one" | "questions" | "predictions" | "keeping" | "hidden" | "both" | "nitpicks" | "boards" | "afterthoughts" | "sentences" | "turn">;
  momentReplies: Map<number, MomentView["replies"]>;
  clockAt: number;
}

export interface FakeWorld {
  me: Me;
  household: HouseholdView;
  screenings: FakeScreening[];
}

type Calling = { name: CallName; argument: unknown };
type Hand = (argument: never) => unknown;

export class FakeHouse implements Bridge {
  /** Every call that came, in order. */
  readonly asked: Calling[] = [];
  /** Names of calls to refuse from now on, with what to say. */
  readonly refuses = new Map<CallName, Problem>();
  private readonly says = new Told<Say>();
  private readonly lines = new Told<Line>();
  private next = 1;

  constructor(readonly world: FakeWorld) {}

  async call<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N>> {
    this.asked.push({ name, argument });
    await Promise.resolve();
    const refused = this.refuses.get(name);
    if (refused) throw new Refusal(refused);
    const hand = this.hands[name] as Hand | undefined;
    if (!hand) throw new Refusal({ code: "unknown-call", says: `The imaginary house knows no “${name}”.` });
    return structuredClone(hand(argument as never)) as Answer<N>;
  }

  onSay(heard: (say: Say) => void): () => void {
    return this.says.add(heard);
  }

  onLine(changed: (line: Line) => void): () => void {
    return this.lines.add(changed);
  }

  tell(say: Say): void {
    this.says.tell(say);
  }

  become(line: Line): void {
    this.lines.tell(line);
  }

  /** The arguments of one kind of call so far. */
  asks<N extends CallName>(name: N): Argument<N>[] {
    return this.asked.filter((one) => one.name === name).map((one) => one.argument as Argument<N>);
  }

  private of(id: string): FakeScreening {
    const found = this.world.screenings.find((one) => one.view.id === id);
    if (!found) throw new Refusal({ code: "no-screening", says: "There is no such screening here. Nothing was changed." });
    return found;
  }

  private note(screening: string, note: string): NoteView {
    const found = this.of(screening).notes.find((one) => one.id === note);
    if (!found) throw new Refusal({ code: "no-note", says: "There is no such note. Nothing was changed." });
    return found;
  }

  private changed(screening: string, ...what: string[]): void {
    queueMicrotask(() => this.says.tell({ event: "screening", screening, what }));
  }

  private clock(one: FakeScreening): ClockView {
    const clock = one.view.clock;
    const now = performance.now();
    if (clock.running) clock.film_ms += (now - one.clockAt) * clock.rate;
    one.clockAt = now;
    return { ...clock };
  }

  private readonly habits: HabitsView = { text_lag_ms: 2_000, key_lag_ms: 1_000, hide_length: false, on_picture: false, learned_text_ms: null, learned_key_ms: null };

  private stand(view: ScreeningView, state: string, film_ms: number | null): void {
    view.standing = [...view.standing.filter((one) => one.member !== this.mine), { member: this.mine, state, film_ms, behind_ms: null }];
  }

  private get mine(): string {
    return this.world.me.member;
  }

  private readonly hands: { [N in CallName]?: (argument: Calls[N]["argument"]) => Calls[N]["answer"] } = {
    me: () => this.world.me,
    begin: ({ name }) => {
      Object.assign(this.world.me, { started: true, name });
      return this.world.me;
    },
    rename: ({ name }) => Object.assign(this.world.me, { name }),
    join: (): JoinView => ({ state: "waiting", words: "amber kettle north", problem: null }),
    library: () => ({
      screenings: this.world.screenings.map(({ view, notes }) => ({
        id: view.id, household: view.household, title: view.title, year: view.year, watched_ms: view.watched_ms, members: view.members,
        grades: view.grades, notes: notes.length, ridge: heights(notes, view.length_ms ?? 7_200_000, 48), state: view.state, my_state: view.my_state,
      })),
    }),
    search: ({ text }) => ({
      hits: this.world.screenings.flatMap(({ view, notes }) => [
        ...(view.title.toLowerCase().includes(text.toLowerCase()) ? [{ screening: view.id, title: view.title, film_ms: 0, kind: "film", by: "", text: view.title, tags: [] }] : []),
        ...notes.filter((note) => [note.text, ...note.tags.map((tag) => `#${tag}`)].some((said) => said.toLowerCase().includes(text.toLowerCase()))).map((note) => ({ screening: view.id, title: view.title, film_ms: note.film_ms, kind: "note", by: note.by, text: note.text, tags: note.tags })),
      ]).slice(0, 60),
    }),
    doctor: () => ({ findings: [{ level: "fine", says: "Every change that is stored fits its hash." }] }),
    household: () => this.world.household,
    invite: () => ({ id: "i1", ticket: `asides1${"qpzry9x8gf2tvdw0s3jn54khce6mua7l".repeat(4)}`, link: `asides://join#asides1${"qpzry9x8gf2tvdw0s3jn54khce6mua7l".repeat(4)}`, expires_ms: Date.UTC(2026, 10, 22, 20, 30), state: "open" }),
    revoke: () => ({}),
    admit: ({ knock }) => this.answerKnock(knock),
    decline: ({ knock }) => this.answerKnock(knock),
    remove_device: ({ device }) => {
      for (const one of this.world.household.members) for (const had of one.devices) if (had.id === device) had.removed = true;
      return {};
    },
    remove_member: ({ member }) => {
      const one = this.world.household.members.find((one) => one.member.id === member);
      for (const device of one?.devices ?? []) device.removed = true;
      if (one) one.member.presence = "out";
      return {};
    },
    add_member: ({ name }) => {
      const member = { id: `m${this.next++}`, name, colour: (this.next % 8) + 1, me: false, presence: "none" };
      this.world.household.members.push({ member, devices: [] });
      return member;
    },
    work_offline: ({ offline }) => {
      this.world.household.offline = offline;
      return {};
    },
    new_screening: ({ title, year, length_ms }) => {
      const id = `s${this.next++}`;
      const members = this.world.household.members.map((one) => one.member);
      this.world.screenings.unshift(blank(id, title, members, year ?? null, length_ms ?? null));
      return { screening: id };
    },
    set_film: ({ screening, title, year, length_ms }) => {
      Object.assign(this.of(screening).view, { title, year: year ?? null, length_ms: length_ms ?? null });
      this.changed(screening, "film");
      return {};
    },
    screening: ({ screening }) => {
      const one = this.of(screening);
      one.view.mine = one.notes.filter((note) => note.mine).length;
      one.view.notes = one.notes.length;
      return { ...one.view, clock: this.clock(one) };
    },
    clock: ({ screening }) => this.clock(this.of(screening)),
    set_clock: ({ screening, act }) => {
      const one = this.of(screening);
      this.clock(one);
      const clock = one.view.clock;
      if (act.do === "start") Object.assign(clock, { started: true, running: true, rate: 1 });
      if (act.do === "pause" || act.do === "ad") Object.assign(clock, { running: false, rate: 0 });
      if (act.do === "seek" || act.do === "it-says" || act.do === "tap") clock.film_ms = act.film_ms;
      if (act.do === "nudge") clock.film_ms = Math.max(0, clock.film_ms + act.by_ms);
      one.view.state = clock.running ? "running" : "paused";
      this.changed(screening, "clock");
      return { ...clock };
    },
    lights_up: ({ screening }) => {
      Object.assign(this.of(screening).view, { state: "over", my_state: "finished" });
      this.changed(screening, "attendance");
      return {};
    },
    attend: ({ screening, state, film_ms }) => {
      const view = this.of(screening).view;
      view.my_state = state;
      this.stand(view, state, state === "slept" || state === "left" ? (film_ms ?? Math.round(this.clock(this.of(screening)).film_ms)) : null);
      this.changed(screening, "attendance");
      return {};
    },
    watch_alone: ({ screening, film_ms }) => {
      const one = this.of(screening);
      const from_ms = film_ms ?? this.clock(one).film_ms;
      Object.assign(one.view, { my_state: "still-watching", state: "paused" });
      Object.assign(one.view.clock, { started: true, running: false, rate: 0, film_ms: from_ms });
      this.stand(one.view, "still-watching", from_ms);
      this.changed(screening, "attendance", "clock");
      return {};
    },
    echoes: ({ screening }) => {
      const one = this.of(screening);
      const heard = one.view.my_state === "still-watching" ? one.notes.filter((note) => !note.mine && note.film_ms + 15_000 <= one.view.clock.film_ms) : [];
      return { notes: heard.slice(-3).reverse(), more: heard.length > 3 };
    },
    set_copy: ({ screening, label, ratio, begins_ms, extras, length_ms }) => {
      this.of(screening).view.copy = ratio === 1 && begins_ms === 0 && extras.length === 0 && label === "" ? null : { label, ratio, begins_ms, extras, length_ms: length_ms ?? null };
      this.changed(screening, "clock");
      return {};
    },
    propose_copy: ({ film_ms, copy_ms }) => (copy_ms < film_ms ? { ratio: 25 / 23.976, or_ratio: 25 / 24, left_over_ms: 13_000 } : { ratio: 1, or_ratio: null, left_over_ms: copy_ms - film_ms }),
    shift_notes: ({ screening, by_ms }) => {
      const mine = this.of(screening).notes.filter((note) => note.mine);
      for (const note of mine) note.film_ms = Math.max(0, note.film_ms + by_ms);
      this.changed(screening, "notes");
      return { notes: mine.length };
    },
    habits: () => this.habits,
    set_habits: (some) => {
      Object.assign(this.habits, some);
      return {};
    },
    jot: (jot) => {
      const one = this.of(jot.screening);
      const film_ms = jot.film_ms ?? Math.max(0, Math.round(this.clock(one).film_ms - (jot.ago_ms ?? 0)));
      const made_ms = 1_000_000 + this.next;
      const id = (800_000_000 - this.next++).toString(16).padStart(24, "0");
      one.notes.push({ id, by: jot.for_member ?? this.mine, kind: jot.kind, reaction: jot.reaction ?? null, film_ms, text: jot.text, tags: jot.tags, seal: jot.sealed ? "sealed" : "open", made_ms, mine: true, edited: false, taken_back: false, exportable: false, entered_by: "", marks: [], replies: [] });
      this.changed(jot.screening, "notes");
      return { id, film_ms };
    },
    edit_note: ({ screening, note, text, kind, film_ms, seal }) => {
      const found = this.note(screening, note);
      Object.assign(found, { ...(text === undefined ? {} : { text, edited: true }), ...(kind === undefined ? {} : { kind }), ...(film_ms === undefined ? {} : { film_ms }), ...(seal === undefined ? {} : { seal }) });
      this.changed(screening, "notes");
      return {};
    },
    take_back: ({ screening, note }) => {
      this.note(screening, note).taken_back = true;
      this.changed(screening, "notes");
      return {};
    },
    put_back: ({ screening, note }) => {
      this.note(screening, note).taken_back = false;
      this.changed(screening, "notes");
      return {};
    },
    reply: ({ screening, note, film_ms, text }) => {
      const id = `r${this.next++}`;
      const reply = { id, by: this.mine, text, made_ms: this.next, mine: true };
      if (note) this.note(screening, note).replies.push(reply);
      else this.of(screening).momentReplies.set(film_ms ?? 0, [...(this.of(screening).momentReplies.get(film_ms ?? 0) ?? []), reply]);
      this.changed(screening, "talk");
      return { id, film_ms: film_ms ?? 0 };
    },
    mark: ({ screening, note, reaction, on }) => {
      const found = this.note(screening, note);
      const row = found.marks.find((one) => one.reaction === reaction) ?? { reaction, members: [] };
      row.members = row.members.filter((member) => member !== this.mine);
      if (on) row.members.push(this.mine);
      found.marks = [...found.marks.filter((one) => one.reaction !== reaction), row].filter((one) => one.members.length > 0);
      this.changed(screening, "talk");
      return {};
    },
    give_grade: ({ screening, when, letter, for_member }) => {
      const { view } = this.of(screening);
      const member = for_member ?? this.mine;
      view.grades = [...view.grades.filter((grade) => grade.member !== member || grade.when !== when), { member, when, given: letter ?? "pass", sealed: when === "before" && view.state !== "over", rivals: [] }];
      this.changed(screening, "grades");
      return {};
    },
    give_pulse: ({ screening, pulse }) => {
      this.of(screening).view.grades.push({ member: this.mine, when: "pulse", given: String(pulse), sealed: true, rivals: [] });
      return {};
    },
    settle: ({ screening, note, outcome }) => {
      for (const one of this.of(screening).talk.predictions) if (one.note.id === note) one.outcome = outcome;
      this.changed(screening, "talk");
      return {};
    },
    contest: ({ screening, note, on }) => {
      for (const one of this.of(screening).talk.predictions) if (one.note.id === note) one.contested_by = on ? [...one.contested_by, this.mine] : one.contested_by.filter((member) => member !== this.mine);
      this.changed(screening, "talk");
      return {};
    },
    take_position: ({ screening, note, position, reason, still_open }) => {
      for (const one of this.of(screening).talk.questions) if (one.note.id === note) one.answers = [...one.answers.filter((answer) => answer.member !== this.mine), { member: this.mine, position, reason, still_open, rivals: [] }];
      this.changed(screening, "talk");
      return {};
    },
    players: () => ({ bound: null, offers: [], looked: true }),
    bind_player: () => ({}),
    unbind_player: () => ({}),
    jump_player: () => { throw new Refusal({ code: "no-player", says: "No player of yours is bound to this film." }); },
    judge: ({ screening, note, judged, film_ms, reason, for_member }) => {
      const member = for_member ?? this.mine;
      for (const one of this.of(screening).talk.nitpicks) {
        if (one.note.id !== note) continue;
        one.words = one.words.filter((word) => word.member !== member);
        if (judged !== "open") one.words.push({ member, explained_ms: judged === "explained" ? (film_ms ?? 0) : null, reason });
        const explained = one.words.flatMap((word) => (word.explained_ms === null ? [] : [word.explained_ms])).sort((a, b) => a - b)[0];
        Object.assign(one, { state: explained !== undefined ? "explained" : one.words.length > 0 ? "agreed" : "open", explained_ms: explained ?? null });
      }
      this.changed(screening, "talk");
      return {};
    },
    say_sentence: ({ screening, text, for_member }) => {
      const member = for_member ?? this.mine;
      const { sentences } = this.of(screening).talk;
      sentences.said = [...sentences.said.filter((one) => one.member !== member), { member, mine: member === this.mine, text: text ?? null, rivals: [] }];
      sentences.awaited = sentences.awaited.filter((one) => one !== member);
      sentences.open = sentences.awaited.length === 0;
      this.changed(screening, "grades");
      return {};
    },
    talking_round: ({ screening, present, turns }) => {
      const told = new Set(turns.map((turn) => turn.note));
      const left = this.of(screening).notes.filter((note) => note.text !== "" && note.kind !== "prediction" && !told.has(note.id));
      const member = present[turns.length % Math.max(present.length, 1)];
      const note = left.find((one) => one.by === member) ?? left[0];
      return { next: member !== undefined && note ? { member, note, why: note.by === member ? "you-said" : "said" } : null, left: Math.max(left.length - 1, 0) };
    },
    notes: ({ screening, by }) => ({ notes: this.of(screening).notes.filter((note) => !by || note.by === by).sort((a, b) => a.film_ms - b.film_ms).slice(0, 1_000), more: false }),
    my_last: ({ screening }) => ({ notes: this.of(screening).notes.filter((note) => note.mine && !note.taken_back).sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 3), more: false }),
    discussion: ({ screening }) => {
      const one = this.of(screening);
      const notes = one.notes.filter((note) => !note.taken_back);
      one.view.notes = notes.length;
      const end_ms = one.view.length_ms ?? Math.max(7_200_000, ...notes.map((note) => note.film_ms));
      return {
        screening: { ...one.view, clock: this.clock(one) },
        moments: moments(notes, one.momentReplies),
        ...one.talk,
        ridge: ridge(notes, one.view.members.map((member) => member.id), end_ms),
      };
    },
    recap: ({ screening }) => this.recapOf(screening),
    write_recap: ({ screening, text, base }) => {
      const book = this.book(screening);
      book.edit(base, { splices: [{ at: 0, delete: book.textAt(base).length, insert: text }] });
      return this.recapOf(screening);
    },
    open_recap: ({ screening }) => {
      const { text, version, marks } = this.book(screening);
      return { text, version, marks, carets: [] };
    },
    edit_recap: ({ screening, base, editor, number, splices, marks }) => {
      const book = this.book(screening);
      const tip = splices.length + marks.length === 0 ? base : book.edit(base, { splices, marks }, `${editor} ${number}`);
      if (splices.some((one) => /[|=]/.test(one.insert))) book.tidy();
      this.changed(screening, "recap");
      return { version: book.version, splices: book.since(tip), marks: book.marks, carets: [] };
    },
    follow_recap: ({ screening, base }) => {
      const book = this.book(screening);
      return { version: book.version, splices: book.since(base), marks: book.marks, carets: [] };
    },
    recap_versions: ({ screening }) => ({ versions: this.book(screening).versions.map((version, place) => ({ version, members: [this.mine], from_ms: Date.UTC(2026, 10, 21, 9, -10 * place), until_ms: Date.UTC(2026, 10, 21, 9, 5 - 10 * place) })) }),
    recap_version: ({ screening, version }) => ({ text: this.book(screening).textAt(version), version, marks: [], carets: [] }),
    restore_recap: ({ screening, version }) => {
      const book = this.book(screening);
      book.edit(book.version, { splices: [{ at: 0, delete: book.text.length, insert: book.textAt(version) }] });
      this.changed(screening, "recap");
      return {};
    },
    stop_export: () => ({}),
    set_free_until: ({ film_ms }) => {
      this.freeUntil = film_ms;
      return {};
    },
    export: ({ screening, format, spoiler_free, path }) => {
      const { view } = this.of(screening);
      const recap = this.book(screening);
      const text = format === "letterboxd" ? `Title,Year,Rating,WatchedDate,Review\n"${view.title}",${view.year ?? ""},4,2026-11-20,“${recap.text.slice(0, 200)}”\n` : `# ${view.title}\n\n${spoiler_free ? "" : "This review names the ending.\n\n"}${recap.text}\n`;
      const name = format === "letterboxd" ? "letterboxd.csv" : "review.md";
      return { files: [{ name, text, base64: null, pictures: [], path: path ?? null, bytes: new TextEncoder().encode(text).length }], warnings: [], free_until_ms: this.freeUntil ?? (view.length_ms ?? 0) / 4 };
    },
  };

  private freeUntil: number | undefined;

  private answerKnock(knock: string): Record<symbol, never> {
    this.world.household.knocks = this.world.household.knocks.filter((one) => one.id !== knock);
    return {};
  }

  private readonly books = new Map<string, FakeRecap>();

  /** The recap as it is written in; begun with the text that its evening came with. */
  private book(screening: string): FakeRecap {
    const found = this.books.get(screening) ?? new FakeRecap(this.of(screening).recap.text, this.of(screening).recap.marks);
    this.books.set(screening, found);
    found.tidy();
    return found;
  }

  private recapOf(screening: string): RecapView {
    const { recap, notes } = this.of(screening);
    const { text, version, marks } = this.book(screening);
    return { ...recap, text, version, marks, brief: text.slice(0, 200), unused: notes.filter((note) => note.text !== "" && !text.includes(note.id)) };
  }
}

export function blank(id: string, title: string, members: ScreeningView["members"], year: number | null = null, length_ms: number | null = null): FakeScreening {
  return {
    view: {
      id, household: "h1", title, year, length_ms, watched_ms: Date.UTC(2026, 10, 20, 19), members, grades: [],
      clock: { started: false, running: false, film_ms: 0, rate: 0, compared: true, err_ms: null, turns_in_ms: null },
      state: "waiting", my_state: "", frontier_ms: 0, awaited: [], notes: 0, mine: 0, folded: 0, kept: [], writable: true, standing: [], copy: null, length_hidden: false,
    },
    notes: [], recap: { text: "", version: "0", marks: [], unused: [], draft: "", brief: "", earlier: [] }, momentReplies: new Map(), clockAt: 0,
    talk: { only_one: [], questions: [], predictions: [], keeping: [], hidden: 0, both: [], nitpicks: [], boards: [], afterthoughts: [], sentences: { said: [], closed: [], awaited: [], open: false }, turn: null },
  };
}

/** Links notes while the gap is at most 20 s, a moment spanning at most 60 s; two members make it hot. */
export function moments(all: readonly NoteView[], replies: ReadonlyMap<number, MomentView["replies"]>): MomentView[] {
  const found: MomentView[] = [];
  for (const note of [...all].filter((one) => one.kind !== "prediction").sort((a, b) => a.film_ms - b.film_ms)) {
    const last = found.at(-1);
    if (last && note.film_ms - last.end_ms <= 20_000 && note.film_ms - last.start_ms <= 60_000) {
      last.notes.push(note);
      last.end_ms = note.film_ms;
    } else found.push({ start_ms: note.film_ms, end_ms: note.film_ms, rank: 0, members: [], notes: [note], replies: replies.get(note.film_ms) ?? [] });
  }
  for (const moment of found) moment.members = [...new Set(moment.notes.map((note) => note.by))];
  found.filter((moment) => moment.members.length > 1)
    .sort((a, b) => b.members.length - a.members.length || b.notes.length - a.notes.length || a.start_ms - b.start_ms)
    .forEach((moment, at) => (moment.rank = at + 1));
  return found;
}

function ridge(notes: readonly NoteView[], members: readonly string[], end_ms: number): DiscussionView["ridge"] {
  const part_ms = 300_000;
  const lanes = members.map((member) => {
    const ticks_ms = notes.filter((note) => note.by === member).map((note) => note.film_ms);
    const counts = Array.from({ length: Math.ceil(end_ms / part_ms) }, (_, part) => ticks_ms.filter((at) => Math.floor(at / part_ms) === part).length);
    return { member, ticks_ms, counts };
  });
  return { end_ms, part_ms, heights: heights(notes, end_ms, 200), lanes };
}

function heights(notes: readonly NoteView[], end_ms: number, steps: number): number[] {
  const raw = Array.from({ length: steps }, (_, step) => {
    const middle = ((step + 0.5) / steps) * end_ms;
    return notes.reduce((sum, note) => sum + Math.exp(-(((note.film_ms - middle) / (end_ms / 70)) ** 2)), 0);
  });
  const tallest = Math.max(...raw, 1);
  return raw.map((height) => Math.round((height / tallest) * 100));
}
