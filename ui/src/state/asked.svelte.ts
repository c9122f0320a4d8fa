/**
 * A question that a screen keeps asking: when it opens, when the house says that the answer changed, and when a lost
 * line is open again. What is shown stays until the new answer is there.
 */
import { untrack } from "svelte";

import type { Answer, Argument, Bridge, CallName, Refusal, Say } from "../bridge";
import { refusal } from "../bridge";
import { getHome } from "./home.svelte";

/** From when on waiting is shown. */
const SLOW_MS = 400;

export class Asked<N extends CallName> {
  answer = $state.raw<Answer<N> | undefined>(undefined);
  refused = $state.raw<Refusal | undefined>(undefined);
  /** Waiting for longer than one would not notice. */
  slow = $state(false);
  /** When the shown answer was asked for and came, in the page's own milliseconds. */
  asked_at = 0;
  came_at = 0;
  private argument: Argument<N> | undefined;
  private turn = 0;
  private flying = false;
  private stale = false;

  constructor(
    private readonly bridge: Bridge,
    private readonly name: N,
  ) {}

  /** Asks with this argument from now on; nothing while there is none. */
  point(argument: Argument<N> | undefined): void {
    const other = JSON.stringify(argument) !== JSON.stringify(this.argument);
    this.argument = argument;
    if (!other) return;
    this.turn += 1;
    this.flying = false;
    this.answer = undefined;
    this.refused = undefined;
    void this.again();
  }

  /** Asks again. Many wishes while one answer is on its way become one more question. */
  async again(): Promise<void> {
    if (this.argument === undefined) return;
    if (this.flying) {
      this.stale = true;
      return;
    }
    const turn = this.turn;
    this.flying = true;
    this.stale = false;
    const patience = setTimeout(() => (this.slow = true), SLOW_MS);
    const asked_at = performance.now();
    try {
      const answer = await this.bridge.call(this.name, this.argument);
      if (turn !== this.turn) return;
      this.asked_at = asked_at;
      this.came_at = performance.now();
      this.answer = answer;
      this.refused = undefined;
    } catch (thrown) {
      if (turn === this.turn) this.refused = refusal(thrown);
    } finally {
      clearTimeout(patience);
      if (turn === this.turn) {
        this.slow = false;
        this.flying = false;
        if (this.stale) void this.again();
      }
    }
  }
}

/** Keeps asking for as long as the component lives. */
export function asking<N extends CallName>(name: N, argument: () => Argument<N> | undefined, hears: (say: Say) => boolean): Asked<N> {
  const home = getHome();
  const asked = new Asked(home.bridge, name);
  $effect(() => {
    const wanted = argument();
    untrack(() => asked.point(wanted));
  });
  $effect(() => home.bridge.onSay((say) => hears(say) && void asked.again()));
  $effect(() => home.bridge.onLine((line) => line === "open" && void asked.again()));
  return asked;
}

/** Hears what concerns one screening, or everything when a listener fell behind. */
export function about(screening: () => string, ...what: string[]): (say: Say) => boolean {
  return (say) =>
    say.event === "library" ||
    (say.event === "screening" && say.screening === screening() && (what.length === 0 || say.what.some((one) => what.includes(one))));
}
