/** The desk of the window: commands of src-tauri/src/desk.rs and leave.rs. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Desk, DeskView, DeskWords, Link, Wish } from "./desk";

export class TauriDesk implements Desk {
  view(words: DeskWords): Promise<DeskView | undefined> {
    return maybe(invoke<DeskView>("desk", { words }));
  }

  wish(what: Wish, on: boolean): Promise<DeskView | undefined> {
    return maybe(invoke<DeskView>("wish", { what, on }));
  }

  takeLinks(): Promise<DeskView | undefined> {
    return maybe(invoke<DeskView>("take_links"));
  }

  async link(): Promise<Link | undefined> {
    return (await maybe(invoke<Link | null>("taken_link"))) ?? undefined;
  }

  async jotBar(open: boolean): Promise<void> {
    await maybe(invoke("jot_bar", { open }));
  }

  async leave(ready: boolean): Promise<void> {
    await maybe(invoke("leave", { ready }));
  }

  onLeave(heard: () => void): () => void {
    return hears("leave", heard);
  }

  onLink(heard: () => void): () => void {
    return hears("link", heard);
  }
}

/** What the shell refuses, this window may not ask for, or the system has not: then there is nothing to show. */
async function maybe<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    console.warn(thrown);
    return undefined;
  }
}

function hears(event: string, heard: () => void): () => void {
  const stop = listen(event, heard);
  return () => void stop.then((stop) => stop());
}
