/** What every screen shares: the way to the house, who sits here, where one is, and what is said quietly. */
import { createContext } from "svelte";

import type { Hands, PlayerHand } from "../actions/hands";
import { type Answer, type Argument, type Bridge, type CallName, type KnockView, type Line, type Me, OUT_OF_REACH, type Refusal, STRANGE_ANSWER, type Say, refusal } from "../bridge";
import { SAMPLE, WithSample } from "../bridge/sample";
import { BrowserDesk, type Desk, type DeskView, type Wish } from "../bridge/desk";
import { refused as inWords, t } from "../strings/index.svelte";
import { JotLine } from "./jotLine.svelte";
import { type Route, readRoute, writeRoute } from "./route";

/** How long something can be undone. */
export const UNDO_MS = 8_000;
const TROUBLE_MS = 20_000;

export interface Notice {
  says: string;
  trouble: boolean;
  undo?: () => void | Promise<void>;
}

export class Home {
  me = $state.raw<Me | undefined>(undefined);
  meRefusal = $state.raw<Refusal | undefined>(undefined);
  line = $state<Line>("open");
  route = $state.raw<Route>({ screen: "library" });
  notice = $state.raw<Notice | undefined>(undefined);
  knocks = $state.raw<KnockView[]>([]);
  palette = $state(false);
  help = $state(false);
  exporting = $state<string | undefined>(undefined);
  /** Somebody wants to leave, and something is not saved. */
  unsaved = $state(false);
  /** How the desk around the page stands; none in a browser. */
  deskView = $state.raw<DeskView | undefined>(undefined);
  /** An invite that came as a link, waiting for its form. */
  invited = $state<string | undefined>(undefined);
  /** What the screen that is open can do, for the actions. */
  hands: Hands = $state.raw({});
  /** The players of this machine, wherever they are shown. */
  player: PlayerHand | undefined = $state.raw(undefined);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stops: (() => void)[] = [];

  private readonly savers = new Map<() => Promise<boolean>, () => boolean>();
  private readonly lines = new Map<string, JotLine>();

  constructor(
    readonly bridge: Bridge,
    readonly desk: Desk = new BrowserDesk(),
  ) {}

  /** Begins to listen; returns how to stop. */
  begin(): () => void {
    this.route = readRoute(location.hash);
    const turned = () => (this.route = readRoute(location.hash));
    addEventListener("hashchange", turned);
    const closing = (event: BeforeUnloadEvent) => this.busy && event.preventDefault();
    addEventListener("beforeunload", closing);
    this.stops = [
      () => removeEventListener("beforeunload", closing),
      this.desk.onLeave(() => void this.leave()),
      this.desk.onLink(() => void this.follow()),
      () => removeEventListener("hashchange", turned),
      this.bridge.onSay((say) => this.heard(say)),
      this.bridge.onLine((line) => {
        this.line = line;
        if (line === "open") void this.who();
      }),
    ];
    void this.who();
    if (this.route.screen !== "jot") {
      void this.follow();
      void this.lookAtDesk();
    }
    return () => this.stops.forEach((stop) => stop());
  }

  async who(): Promise<void> {
    try {
      this.me = await this.bridge.call("me", {});
      this.meRefusal = undefined;
    } catch (thrown) {
      this.meRefusal = refusal(thrown);
    }
  }

  go(route: Route): void {
    const hash = writeRoute(route);
    if (hash !== location.hash) location.hash = hash;
    this.route = route;
  }

  /** Takes what a screen can do; returns how the screen takes it back, which never takes another screen's. */
  lend(hands: Hands): () => void {
    this.hands = hands;
    return () => {
      if (this.hands === hands) this.hands = {};
    };
  }

  /** A screening's jot line: what was begun in it, or not saved, outlives a look at another screen. */
  lineOf(screening: string): JotLine {
    const known = this.lines.get(screening);
    if (known) return known;
    const line = new JotLine();
    this.lines.set(screening, line);
    // Words in the line are somebody's words: nobody closes the window over them unasked.
    this.saves(async () => !line.holds, () => line.holds);
    return line;
  }

  get dark(): boolean {
    return (this.route.screen === "dark" || this.route.screen === "jot") && this.me?.started === true;
  }

  /**
   * Names what has to be saved before the program ends: how to save it, which answers whether all is safe, and whether
   * there is anything to save now. Returns how to take it back.
   */
  saves(save: () => Promise<boolean>, due: () => boolean): () => void {
    this.savers.set(save, due);
    return () => this.savers.delete(save);
  }

  /** Whether words of this page are not saved yet: a browser asks before it lets them go. */
  get busy(): boolean {
    return [...this.savers.values()].some((due) => due());
  }

  /** Saves what is under way, and leaves when all is safe; says so and stays otherwise. */
  async leave(): Promise<void> {
    const safe = await Promise.all([...this.savers.keys()].map((save) => save().catch(() => false)));
    const ready = safe.every(Boolean);
    await this.desk.leave(ready);
    this.unsaved = !ready;
  }

  /** Goes where a link leads: to a screen, or to the form of somebody who was invited. */
  async follow(): Promise<void> {
    const link = await this.desk.link();
    if (link?.to === "place") this.go(readRoute(link.hash));
    if (link?.to === "join") {
      this.invited = link.ticket;
      if (this.me?.started) this.go({ screen: "household" });
    }
  }

  /** Opens the evening that others watched before. */
  lookAround(): void {
    this.sample?.show(true);
    this.go({ screen: "talk", id: SAMPLE });
  }

  /** Throws the sample evening away; for a while it can come back. */
  throwSampleAway(): void {
    this.sample?.show(false);
    if ("id" in this.route && this.route.id === SAMPLE) this.go({ screen: "library" });
    this.news(t("sample_gone"), () => this.sample?.show(true));
  }

  get sample(): WithSample | undefined {
    return this.bridge instanceof WithSample ? this.bridge : undefined;
  }

  async lookAtDesk(): Promise<void> {
    this.deskView = await this.desk.view({ show: t("desk_show"), jot: t("a_jot_bar"), quit: t("desk_quit"), news: t("desk_news") });
  }

  async wish(what: Wish, on: boolean): Promise<void> {
    this.deskView = (await this.desk.wish(what, on)) ?? this.deskView;
  }

  /** Asks, and says quietly what was refused. None after a refusal. */
  async ask<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N> | undefined> {
    try {
      return await this.bridge.call(name, argument);
    } catch (thrown) {
      this.trouble(refusal(thrown));
      return undefined;
    }
  }

  /** Says something, with a way back for a while. */
  news(says: string, undo?: Notice["undo"]): void {
    this.show(undo ? { says, trouble: false, undo } : { says, trouble: false }, UNDO_MS);
  }

  trouble(refused: Refusal): void {
    this.show({ says: sentence(refused), trouble: true }, TROUBLE_MS);
  }

  dismiss(): void {
    clearTimeout(this.timer);
    this.notice = undefined;
  }

  async undo(): Promise<void> {
    const undo = this.notice?.undo;
    this.dismiss();
    await undo?.();
  }

  private show(notice: Notice, for_ms: number): void {
    clearTimeout(this.timer);
    this.notice = notice;
    this.timer = setTimeout(() => (this.notice = undefined), for_ms);
  }

  private heard(say: Say): void {
    if (say.event === "household") void this.who();
    if (say.event === "knock") {
      this.knocks = [...this.knocks.filter((one) => one.id !== say.knock.id), say.knock];
    }
    // Nothing comes up by itself while a film runs.
    if (say.event === "trouble" && !this.dark) this.show({ says: sentence(say.problem), trouble: true }, TROUBLE_MS);
  }
}

/** A refusal in the person's language: what the house said, or the catalogue's where no house was there to speak. */
export function sentence(refused: Pick<Refusal, "code" | "says">): string {
  if (refused.says !== "") return inWords(refused);
  return refused.code === OUT_OF_REACH ? t("out_of_reach") : refused.code === STRANGE_ANSWER ? t("strange_answer") : t("something_wrong");
}

export const [getHome, setHome] = createContext<Home>();
