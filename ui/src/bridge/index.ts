/** Opens the way to the house that this page belongs to. */
import type { Bridge } from "./bridge";
import { BrowserDesk, type Desk } from "./desk";
import { WithSample } from "./sample";
import { HttpBridge, takeToken } from "./http";

export type { Answer, Argument, Bridge, CallName, Line } from "./bridge";
export { OUT_OF_REACH, Refusal, STRANGE_ANSWER, refusal } from "./bridge";
export type * from "./api";
export type { Desk, DeskView, Wish } from "./desk";

/** Whether the page runs in the program's own window. */
export function inWindow(): boolean {
  return "__TAURI_INTERNALS__" in globalThis;
}

export async function openBridge(): Promise<Bridge> {
  if (__FAKE_HOUSE__) {
    const { openFakeHouse } = await import("./fake-page");
    return new WithSample(openFakeHouse(location.search));
  }
  if (inWindow()) {
    const { TauriBridge } = await import("./tauri");
    const bridge = new TauriBridge();
    await bridge.listen();
    return new WithSample(bridge);
  }
  const bridge = new HttpBridge(takeToken(location, history, storage()));
  bridge.listen();
  return new WithSample(bridge);
}

export async function openDesk(): Promise<Desk> {
  if (!inWindow()) return new BrowserDesk();
  const { TauriDesk } = await import("./tauri-desk");
  return new TauriDesk();
}

function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
