/** A review about to leave: which version, which format, how it will look, and how far its writing has come. */
import type { ExportView, Refusal } from "../bridge";
import { refusal } from "../bridge";
import type { Home } from "./home.svelte";

/** What a review can become, as the sheet groups it: for people, for a player, for other programs. */
export const FORMATS = { to_read: ["markdown", "html", "pdf", "card"], to_play: ["srt", "vtt", "ass"], to_use: ["letterboxd", "csv", "json"] } as const;
export type Format = (typeof FORMATS)[keyof typeof FORMATS][number];

/** How much longer another copy runs: a film of 23.976 frames a second on a disc of 25, and the other way round. */
export const SPEEDS = [1, 23.976 / 25, 25 / 23.976, 24 / 25, 25 / 24] as const;

export class Leaving {
  format = $state<Format>("markdown");
  spoiler_free = $state(true);
  scale = $state<number>(1);
  shift_s = $state(0);
  view = $state.raw<ExportView | undefined>(undefined);
  refused = $state.raw<Refusal | undefined>(undefined);
  saved = $state.raw<string[]>([]);
  saveRefused = $state.raw<Refusal | undefined>(undefined);
  /** How far the writing has come, 0 to 100; none while nothing is written. */
  percent = $state<number | undefined>(undefined);
  slow = $state(false);
  private turn = 0;
  private name = "";

  constructor(
    private readonly home: Home,
    private readonly screening: string,
  ) {}

  get subtitles(): boolean {
    return (FORMATS.to_play as readonly string[]).includes(this.format);
  }

  private get wanted() {
    const { format, spoiler_free } = this;
    const copy = this.subtitles ? { scale: this.scale, shift_ms: Math.round((this.shift_s || 0) * 1_000) } : {};
    return { screening: this.screening, format, spoiler_free, ...copy };
  }

  /** Asks how it will look. A later question makes an earlier answer void. */
  async preview(): Promise<void> {
    const mine = ++this.turn;
    this.saved = [];
    this.saveRefused = undefined;
    const patience = setTimeout(() => (this.slow = true), 400);
    try {
      const view = await this.home.bridge.call("export", { ...this.wanted, replace: false });
      if (mine === this.turn) [this.view, this.refused] = [view, undefined];
    } catch (thrown) {
      if (mine === this.turn) [this.view, this.refused] = [undefined, refusal(thrown)];
    } finally {
      clearTimeout(patience);
      if (mine === this.turn) this.slow = false;
    }
  }

  /** Says until where notes spoil nothing; nothing typed means a quarter of the film. */
  async freeUntil(film_ms: number | undefined): Promise<void> {
    const until = film_ms === undefined ? {} : { film_ms };
    if (await this.home.ask("set_free_until", { screening: this.screening, ...until })) await this.preview();
  }

  async save(path: string, replace: boolean): Promise<void> {
    this.saved = [];
    this.saveRefused = undefined;
    this.percent = 0;
    this.name = crypto.getRandomValues(new Uint32Array(2)).join("-");
    const deaf = this.home.bridge.onSay((say) => {
      if (say.event === "exporting" && say.export === this.name) this.percent = say.percent;
    });
    try {
      const view = await this.home.bridge.call("export", { ...this.wanted, path, replace, export: this.name });
      this.saved = view.files.map((file) => file.path).filter((one): one is string => one !== null);
    } catch (thrown) {
      this.saveRefused = refusal(thrown);
    } finally {
      deaf();
      this.percent = undefined;
    }
  }

  async stop(): Promise<void> {
    if (this.percent !== undefined) await this.home.ask("stop_export", { export: this.name });
  }
}
