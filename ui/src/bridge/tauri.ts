/** The way to the house inside the window: one command for every call, one event for all it says. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Say } from "./api";
import { type Answer, type Argument, type Bridge, type CallName, type Line, Told, refusal } from "./bridge";

export class TauriBridge implements Bridge {
  private readonly says = new Told<Say>();

  async call<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N>> {
    try {
      return await invoke<Answer<N>>("call", { name, argument: argument ?? {} });
    } catch (thrown) {
      throw refusal(thrown);
    }
  }

  onSay(heard: (say: Say) => void): () => void {
    return this.says.add(heard);
  }

  /** Within one program the line is never lost. */
  onLine(_changed: (line: Line) => void): () => void {
    return () => {};
  }

  async listen(): Promise<void> {
    await listen<Say>("say", (event) => this.says.tell(event.payload));
  }
}

/** Shows files where they lie, in the system's own window. */
export async function showInFolder(paths: readonly string[]): Promise<void> {
  await invoke("plugin:opener|reveal_item_in_dir", { paths });
}

/** Asks the system where to save a file. None when somebody thought better of it. */
export async function askPath(name: string): Promise<string | null> {
  const { save } = await import("@tauri-apps/plugin-dialog");
  return save({ defaultPath: name });
}
