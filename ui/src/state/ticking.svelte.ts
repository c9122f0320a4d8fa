/** A film clock that redraws: once a second, on the second, and not at all while nobody looks. */
import type { ClockView } from "../bridge";
import { FilmClock } from "./filmClock";

export class Ticking {
  private readonly clock = new FilmClock();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Film time of the second that is shown, in milliseconds. */
  shown_ms = $state(0);
  started = $state(false);
  running = $state(false);
  compared = $state(true);

  take(view: ClockView, at: number): void {
    this.clock.take(view, at);
    this.started = this.clock.started;
    this.running = this.clock.running;
    this.compared = this.clock.compared;
    this.tick();
  }

  at(at: number): number {
    return this.clock.at(at);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private tick(): void {
    clearTimeout(this.timer);
    const now = performance.now();
    // A tick that comes a hair early would show the old second twice.
    this.shown_ms = Math.floor((this.clock.at(now) + 15) / 1_000) * 1_000;
    const wait = this.clock.untilNextSecond(now + 15);
    if (wait !== undefined) this.timer = setTimeout(() => this.tick(), wait + 5);
  }
}
