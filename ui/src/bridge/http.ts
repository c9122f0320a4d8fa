/**
 * The way to a house that serves the screens itself: POST for calls, one WebSocket for what it says.
 *
 * The token stands in the address's fragment, which no browser sends. It is taken out of the address bar at once, so
 * that no picture of the screen and no copied address holds it, and kept for this tab only.
 */
import type { Say } from "./api";
import { type Answer, type Argument, type Bridge, type CallName, type Line, OUT_OF_REACH, Refusal, STRANGE_ANSWER, Told, isProblem } from "./bridge";

const KEPT_AS = "asides-token";
const AGAIN_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Takes the token out of `#token=…`, or gives the one that this tab kept. */
export function takeToken(place: Location, past: History, kept: Storage | undefined): string {
  const given = /^#token=([\w-]+)(.*)$/.exec(place.hash);
  if (!given) return kept?.getItem(KEPT_AS) ?? "";
  const [, token = "", rest = ""] = given;
  kept?.setItem(KEPT_AS, token);
  past.replaceState(null, "", place.pathname + place.search + (rest.startsWith("&") ? `#${rest.slice(1)}` : ""));
  return token;
}

export class HttpBridge implements Bridge {
  private readonly says = new Told<Say>();
  private readonly lines = new Told<Line>();
  private line: Line = "open";
  private tries = 0;

  constructor(
    private readonly token: string,
    private readonly root = "",
  ) {}

  async call<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N>> {
    let response: Response;
    try {
      response = await fetch(`${this.root}/api/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-asides-token": this.token },
        body: JSON.stringify(argument ?? {}),
      });
    } catch {
      throw new Refusal({ code: OUT_OF_REACH, says: "" });
    }
    let body: unknown;
    try {
      body = await response.json();
    } catch {
      throw new Refusal({ code: STRANGE_ANSWER, says: "" });
    }
    if (response.ok) return body as Answer<N>;
    throw new Refusal(isProblem(body) ? body : { code: STRANGE_ANSWER, says: "" });
  }

  onSay(heard: (say: Say) => void): () => void {
    return this.says.add(heard);
  }

  onLine(changed: (line: Line) => void): () => void {
    return this.lines.add(changed);
  }

  /** Begins to listen and keeps at it: a lost line is tried again, ever more slowly, and at once when the page wakes. */
  listen(): void {
    const address = new URL(`${this.root}/events`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    let again: (() => void) | undefined;
    socket.onopen = () => {
      socket.send(this.token);
      this.tries = 0;
      // Told every time, the first included: what was said before the line stood was not heard.
      this.line = "open";
      this.lines.tell("open");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      try {
        this.says.tell(JSON.parse(event.data) as Say);
      } catch {
        // A later house may say what this page does not know: nothing to show, nothing lost.
      }
    };
    socket.onclose = () => {
      if (again) return;
      if (this.line === "open") this.lines.tell("lost");
      this.line = "lost";
      const wait = AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)] ?? 8_000;
      this.tries += 1;
      again = () => {
        clearTimeout(timer);
        removeEventListener("online", woken);
        document.removeEventListener("visibilitychange", woken);
        this.listen();
      };
      const woken = () => document.visibilityState === "visible" && again?.();
      const timer = setTimeout(again, wait);
      addEventListener("online", woken);
      document.addEventListener("visibilitychange", woken);
    };
  }
}
