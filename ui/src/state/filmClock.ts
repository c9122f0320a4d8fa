/**
 * Film time between two answers of the house: the last answer, carried forward by the page's own steady clock.
 *
 * The wall clock is never asked: it jumps. `performance.now()` does not, but it stands still while some machines sleep,
 * so whoever shows the clock asks the house again when the page wakes.
 */
import type { ClockView } from "../bridge";

export class FilmClock {
  private view: ClockView | undefined;
  private taken_at = 0;

  /** Takes an answer that was true at `at`, in the page's own milliseconds. */
  take(view: ClockView, at: number): void {
    this.view = view;
    this.taken_at = at;
  }

  get started(): boolean {
    return this.view?.started ?? false;
  }

  get running(): boolean {
    return this.view?.running ?? false;
  }

  get compared(): boolean {
    return this.view?.compared ?? true;
  }

  /** Film time at `at`, also for moments shortly before the last answer. */
  at(at: number): number {
    if (!this.view) return 0;
    const passed = this.view.running ? (at - this.taken_at) * (this.view.rate || 0) : 0;
    return Math.max(0, this.view.film_ms + passed);
  }

  /** How long until the shown second changes; none while the film stands still. */
  untilNextSecond(at: number): number | undefined {
    if (!this.view?.running || !(this.view.rate > 0)) return undefined;
    const into = this.at(at) % 1_000;
    return (1_000 - into) / this.view.rate;
  }
}
