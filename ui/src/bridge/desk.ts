/**
 * What lies beside the page: a jot bar above other windows, a key from anywhere, an icon in the panel, links, and the way
 * out. The window has all of it as far as the system allows; a browser has a jot bar and asks before unsaved words go.
 */
export interface DeskWords {
  show: string;
  jot: string;
  quit: string;
  news: string;
}

/** As `DeskView` in src-tauri/src/desk.rs. */
export interface DeskView {
  shortcut: boolean;
  shortcut_keys: string;
  shortcut_hindered: "wayland" | "taken" | null;
  notify: boolean;
  tray: boolean;
  stay: boolean;
  links: boolean | null;
}

export type Wish = "shortcut" | "notify" | "stay";

/** As `Link` in src-tauri/src/link.rs. */
export type Link = { to: "join"; ticket: string } | { to: "place"; hash: string };

export interface Desk {
  /** How it stands; none in a browser, which has no desk to speak of. */
  view(words: DeskWords): Promise<DeskView | undefined>;
  wish(what: Wish, on: boolean): Promise<DeskView | undefined>;
  takeLinks(): Promise<DeskView | undefined>;
  link(): Promise<Link | undefined>;
  jotBar(open: boolean): Promise<void>;
  leave(ready: boolean): Promise<void>;
  /** Somebody wants to leave: answer with `leave`. */
  onLeave(heard: () => void): () => void;
  /** A link was followed: ask for it with `link`. */
  onLink(heard: () => void): () => void;
}

export class BrowserDesk implements Desk {
  private bar: Window | null = null;

  async view(): Promise<undefined> {}
  async wish(): Promise<undefined> {}
  async takeLinks(): Promise<undefined> {}
  async link(): Promise<undefined> {}
  async leave(): Promise<void> {}

  async jotBar(open: boolean): Promise<void> {
    if (!open) return window.name === "asides-jot" ? window.close() : this.bar?.close();
    this.bar = window.open("#/jot", "asides-jot", "popup,width=640,height=148");
  }

  onLeave(): () => void {
    return () => {};
  }

  onLink(): () => void {
    return () => {};
  }
}
