/** What every screen shares: the way to the house, who sits here, where one is, and what is said quietly. */
import { createContext } from "svelte";

import type { Hands } from "../actions/hands";
import { type Answer, type Argument, type Bridge, type CallName, type KnockView, type Line, type Me, OUT_OF_REACH, type Refusal, STRANGE_ANSWER, type Say, refusal } from "../bridge";
import { t } from "../strings/index.svelte";
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
  /** What the screen that is open can do, for the actions. */
  hands: Hands = $state.raw({});
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stops: (() => void)[] = [];

  constructor(readonly bridge: Bridge) {}

  /** Begins to listen; returns how to stop. */
  begin(): () => void {
    this.route = readRoute(location.hash);
    const turned = () => (this.route = readRoute(location.hash));
    addEventListener("hashchange", turned);
    this.stops = [
      () => removeEventListener("hashchange", turned),
      this.bridge.onSay((say) => this.heard(say)),
      this.bridge.onLine((line) => {
        this.line = line;
        if (line === "open") void this.who();
      }),
    ];
    void this.who();
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

  get dark(): boolean {
    return this.route.screen === "dark" && this.me?.started === true;
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
    if (say.event === "trouble" && !this.dark) this.show({ says: say.problem.says, trouble: true }, TROUBLE_MS);
  }
}

/** A refusal in words: the house's own, or the catalogue's where no house was there to speak. */
export function sentence(refused: Refusal): string {
  if (refused.says !== "") return refused.says;
  return refused.code === OUT_OF_REACH ? t("out_of_reach") : refused.code === STRANGE_ANSWER ? t("strange_answer") : t("something_wrong");
}

export const [getHome, setHome] = createContext<Home>();
