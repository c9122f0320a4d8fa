/** What each open screen lends to the actions. A screen puts its hand in when it opens and takes it out when it closes. */
export interface DarkHand {
  /** The jot line is empty, so that keys are keys. */
  readonly empty: boolean;
  readonly hasLast: boolean;
  react(key: number): void;
  keep(sealed: boolean): void;
  clear(): void;
  undo(): void;
  redo(): void;
  shift(by_ms: number): void;
  startOrPause(): void;
  nudge(by_ms: number): void;
  /** What the small bar has no room for is left out there. */
  itSays?(): void;
  dim?(): void;
  lightsUp?(): void;
  leave?(state: "left" | "slept"): void;
  goAlone?(): void;
  tap?(): void;
  ad?(): void;
}

export interface TalkHand {
  /** Begins the talking round, or ends it. */
  round(): void;
  /** There is something to talk about, and who asks has seen the end. */
  readonly ready: boolean;
  next(by: number): void;
  reply(): void;
  readonly any: boolean;
}

export interface RoundHand {
  told(): void;
  pass(): void;
  back(): void;
  close(): void;
  /** Somebody has a turn. */
  readonly any: boolean;
  readonly begun: boolean;
}

export interface RecapHand {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  mark(as: "spoiler" | "free"): void;
  undo(): void;
  redo(): void;
  /** Goes to the notes that are not in the text yet, and back to the text. */
  notes(): void;
  versions(): void;
}

export interface LobbyHand {
  start(): void;
  invite(): void;
}

export interface LibraryHand {
  search(): void;
  begin(): void;
}

/** One's own players, as the lobby and the dark room show them. */
export interface PlayerHand {
  readonly bound: boolean;
  readonly offered: boolean;
  /** The household’s notes stand on its picture; none where it cannot show them. */
  readonly shows: boolean | undefined;
  show(): void;
  follow(): void;
  letGo(): void;
}

export interface Hands {
  dark?: DarkHand;
  talk?: TalkHand;
  round?: RoundHand;
  recap?: RecapHand;
  lobby?: LobbyHand;
  library?: LibraryHand;
}
