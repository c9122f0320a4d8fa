/**
 * Jotting, wherever there is a line for it: the dark room and the small bar above other windows. It takes the line's words
 * to the house, and holds on to what the house did not save.
 */
import { REACTIONS } from "../actions/reactions";
import { refusal } from "../bridge";
import { type Home, sentence } from "./home.svelte";
import { JotLine, type Pending, asked } from "./jotLine.svelte";

/** How long a pressed key stays lit. */
const HIT_MS = 700;

export interface Kept {
  id: string;
  film_ms: number;
}

export class Jotting {
  /** What was not saved, in words; empty when all is well. */
  notSaved = $state("");
  /** Which of the nine keys was just pressed; -1 for none. */
  hit = $state(-1);
  private hitTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly home: Home,
    private readonly screening: () => string,
    /** The film time at one of the page's own milliseconds. */
    private readonly filmAt: (at: number) => number,
    private readonly kept: (kept: Kept) => void,
    readonly line = new JotLine(),
  ) {}

  keep(sealed: boolean): void {
    this.line.sealed ||= sealed;
    const pending = this.line.take(this.filmAt, performance.now());
    if (pending) void this.send(pending);
  }

  react(place: number): void {
    const reaction = REACTIONS[place];
    if (!reaction) return;
    this.hit = place;
    clearTimeout(this.hitTimer);
    this.hitTimer = setTimeout(() => (this.hit = -1), HIT_MS);
    void this.send(this.line.react(reaction.name, this.filmAt, performance.now()));
  }

  again(pending: Pending): void {
    this.line.pending = this.line.pending.map((one) => (one.id === pending.id ? { ...one, failed: "" } : one));
    void this.send(pending);
  }

  stop(): void {
    clearTimeout(this.hitTimer);
  }

  private async send(pending: Pending): Promise<void> {
    try {
      const kept = await this.home.bridge.call("jot", asked(this.screening(), pending, performance.now()));
      this.line.kept(pending);
      this.notSaved = "";
      this.kept(kept);
    } catch (thrown) {
      this.notSaved = sentence(refusal(thrown));
      this.line.failed(pending, this.notSaved);
    }
  }
}
