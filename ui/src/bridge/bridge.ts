/**
 * The one road to the house: calls go in, answers come back, and what the house says of itself is heard.
 *
 * The same calls go over the window's own bridge or over HTTP; which of the two is known only here and in `open`.
 */
import type { Calls, Problem, Say } from "./api";

export type CallName = keyof Calls;
export type Argument<N extends CallName> = Calls[N]["argument"];
export type Answer<N extends CallName> = Calls[N]["answer"];

/** Whether the house is in reach: `lost` until the next `open`, which asks for everything that is shown again. */
export type Line = "open" | "lost";

export interface Bridge {
  call<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N>>;
  /** Hears what the house says. Returns how to stop hearing. */
  onSay(heard: (say: Say) => void): () => void;
  /** Hears when the line to the house is lost and when it is open again. */
  onLine(changed: (line: Line) => void): () => void;
}

/** A refusal of the house, or of the way to it, in whole sentences. */
export class Refusal extends Error {
  readonly code: string;

  constructor(problem: Problem) {
    super(problem.says);
    this.name = "Refusal";
    this.code = problem.code;
  }

  get says(): string {
    return this.message;
  }
}

/** Codes that the bridge itself gives; their sentences are in the catalogue, since no house was there to say them. */
export const OUT_OF_REACH = "out-of-reach";
export const STRANGE_ANSWER = "strange-answer";

export function isProblem(value: unknown): value is Problem {
  const problem = value as Problem | null;
  return typeof problem === "object" && problem !== null && typeof problem.code === "string" && typeof problem.says === "string";
}

/** Turns whatever was thrown into a refusal that can be shown. */
export function refusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (isProblem(thrown)) return new Refusal(thrown);
  if (typeof thrown === "string") return new Refusal({ code: STRANGE_ANSWER, says: thrown });
  return new Refusal({ code: STRANGE_ANSWER, says: thrown instanceof Error ? thrown.message : String(thrown) });
}

/** Keeps listeners and tells them. */
export class Told<T> {
  private readonly listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
