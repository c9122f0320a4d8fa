/** The ridge: how much was felt when, as a line. */

import type { RidgeView } from "../bridge";

export interface Place {
  x: number;
  y: number;
}

/** The points of a ridge in a box; an empty ridge lies flat. */
export function points(heights: readonly number[], width: number, top: number, floor: number): Place[] {
  const rest = floor - (floor - top) * 0.04;
  if (heights.length === 0) return [{ x: 0, y: rest }, { x: width, y: rest }];
  const tallest = Math.max(...heights, 1);
  const step = heights.length === 1 ? width : width / (heights.length - 1);
  const places = heights.map((height, at) => ({ x: at * step, y: rest - ((rest - top) * height) / tallest }));
  return heights.length === 1 ? [{ x: 0, y: places[0]!.y }, { x: width, y: places[0]!.y }] : places;
}

const n = (value: number) => String(Math.round(value * 10) / 10);

/** A smooth line through the points that never overshoots them (monotone between neighbours). */
export function line(places: readonly Place[]): string {
  const [first, ...rest] = places;
  if (!first) return "";
  let path = `M${n(first.x)} ${n(first.y)}`;
  let before = first;
  for (const place of rest) {
    const half = (place.x - before.x) / 2;
    path += `C${n(before.x + half)} ${n(before.y)} ${n(place.x - half)} ${n(place.y)} ${n(place.x)} ${n(place.y)}`;
    before = place;
  }
  return path;
}

export function area(places: readonly Place[], floor: number): string {
  const last = places.at(-1);
  const first = places[0];
  return first && last ? `${line(places)}L${n(last.x)} ${n(floor)}L${n(first.x)} ${n(floor)}Z` : "";
}

/** Times for the axis: at most `most`, on even minutes, and the end when it does not crowd the last one. */
export function axis(end_ms: number, most: number): number[] {
  if (end_ms <= 0) return [0];
  const step = [60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000].find((step) => end_ms / step <= most) ?? 14_400_000;
  const times: number[] = [];
  for (let at = 0; at < end_ms - step * 0.45; at += step) times.push(at);
  times.push(end_ms);
  return times;
}

/** Keeps labels that do not run into each other, the most important first. */
export function unhindered<T extends { x: number; half: number }>(labels: readonly T[]): T[] {
  const kept: T[] = [];
  for (const label of labels) {
    if (kept.every((other) => Math.abs(other.x - label.x) > other.half + label.half)) kept.push(label);
  }
  return kept;
}

/**
 * One member's ticks as one path: however many notes there are, at most one tick for each and a half pixel, since more could
 * not be told apart.
 */
export function ticks(at_ms: readonly number[], end_ms: number, width: number, top: number, height: number): string {
  const bins = new Set<number>();
  for (const at of at_ms) bins.add(Math.round((Math.min(Math.max(at, 0), end_ms) / end_ms) * (width / 1.5)));
  return [...bins].sort((a, b) => a - b).map((bin) => `M${n(bin * 1.5)} ${top}v${height}`).join("");
}

export interface Part {
  from_ms: number;
  to_ms: number;
  /** How many notes each lane has in it, in the order of the lanes. */
  counts: number[];
}

/** The ridge as numbers: part by part of the film, how much each member noted. */
export function parts({ end_ms, part_ms, lanes }: RidgeView): Part[] {
  if (end_ms <= 0 || part_ms <= 0) return [];
  return Array.from({ length: Math.ceil(end_ms / part_ms) }, (_, at) => ({
    from_ms: at * part_ms,
    to_ms: Math.min((at + 1) * part_ms, end_ms),
    counts: lanes.map((lane) => lane.counts[at] ?? 0),
  }));
}
