import { de } from "../strings/de";
import { en } from "../strings/en";

/** How copies of a film run, by their usual causes: film milliseconds in one millisecond of the copy. */
export const RATIOS = { same: 1, pal: 25 / 23.976, pal24: 25 / 24, ntsc: 24 / 23.976 } as const;
export type RatioName = keyof typeof RATIOS;

/** The usual cause that is nearest to a ratio. */
export function ratioName(ratio: number): RatioName {
  const names = Object.keys(RATIOS) as RatioName[];
  return names.reduce((best, name) => (Math.abs(RATIOS[name] - ratio) < Math.abs(RATIOS[best] - ratio) ? name : best), "same");
}

/** What people call a copy. Copies were once named after the way they run, which is said beside the name anyway. */
export function ownName(label: string): string {
  const runs = (Object.keys(RATIOS) as RatioName[]).map((name) => `runs_${name}` as const);
  return [en, de].some((words) => runs.some((key) => words[key] === label)) ? "" : label;
}

/** A difference in time as people say it: `0:12`, `4:00`, `1:02:03`; never negative. */
export function span(ms: number): string {
  const all = Math.round(Math.abs(ms) / 1_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(all / 60);
  return minutes < 60 ? `${minutes}:${two(all % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(all % 60)}`;
}
