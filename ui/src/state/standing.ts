/** Where people are in the film, in words. */
import type { ScreeningView, StandingView } from "../bridge";
import { t } from "../strings/index.svelte";
import { span } from "./copy";
import { hms } from "./filmTime";

/** From here on somebody is behind or ahead; less is the error of clocks and players, in milliseconds. */
const TOGETHER_MS = 2_000;

/** Where the viewer stopped before the end; none while they watch, and when they have seen it. */
export function stopped(view: ScreeningView): { state: "slept" | "left" | "stopped"; film_ms: number } | undefined {
  const me = view.members.find((member) => member.me)?.id;
  const mine = view.standing.find((one) => one.member === me);
  if (!mine || mine.film_ms === null) return undefined;
  return mine.state === "slept" || mine.state === "left" || mine.state === "stopped" ? { state: mine.state, film_ms: mine.film_ms } : undefined;
}

/** How it stands with somebody, in a few words; empty when they simply watch along. */
export function where(one: StandingView): string {
  const time = one.film_ms === null ? "" : hms(one.film_ms);
  if (one.state === "finished") return t("stands_finished");
  if (one.state === "slept") return t("stands_slept", { time });
  if (one.state === "left") return t("stands_left", { time });
  if (one.state === "stopped") return t("stands_stopped", { time });
  if (one.behind_ms !== null && Math.abs(one.behind_ms) >= TOGETHER_MS) {
    return t(one.behind_ms > 0 ? "stands_behind" : "stands_ahead", { time: span(one.behind_ms) });
  }
  return one.state === "still-watching" && time !== "" ? t("stands_alone", { time }) : "";
}
