/**
 * The recap under one's hands: typed here, saved a moment after the last letter, and brought together with what the
 * others wrote meanwhile. Nothing typed is dropped: not by an answer, not by a refusal.
 */
import type { RecapView } from "../bridge";
import { Refusal, refusal } from "../bridge";
import { carried } from "./merge";

export const PAUSE_MS = 700;

export type Keeping = "saved" | "typing" | "saving" | "failed";
/** Writes a text that was typed on the state named `version`. */
type Write = (text: string, version: string) => Promise<Pick<RecapView, "text" | "version">>;

export class RecapPad {
  text = $state("");
  keeping = $state<Keeping>("saved");
  refused = $state.raw<Refusal | undefined>(undefined);
  ready = $state(false);
  private base = "";
  private version = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private flying: Promise<void> | undefined;

  constructor(
    private readonly write: Write,
    /** Told before the text changes under the caret: from what to what. */
    private readonly changes: (from: string, to: string) => void = () => {},
  ) {}

  /** What the house has now. While something typed is not saved, saving it brings both together. */
  take(view: Pick<RecapView, "text" | "version">): void {
    if (this.ready && (this.flying || this.text !== this.base)) {
      void this.save();
      return;
    }
    this.ready = true;
    this.put(view.text);
    this.base = view.text;
    this.version = view.version;
    this.keeping = "saved";
  }

  typed(text: string): void {
    this.text = text;
    if (this.keeping !== "saving") this.keeping = "typing";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** Saves what is typed, at once. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    if (this.flying) await this.flying;
    if (this.text === this.base) {
      if (this.keeping !== "failed") this.keeping = "saved";
      return;
    }
    this.flying = this.send();
    await this.flying;
  }

  stop(): void {
    clearTimeout(this.timer);
    void this.save();
  }

  private async send(): Promise<void> {
    const sent = this.text;
    this.keeping = "saving";
    try {
      const back = await this.write(sent, this.version);
      this.put(carried(sent, this.text, back.text));
      this.base = back.text;
      this.version = back.version;
      this.refused = undefined;
      this.keeping = this.text === this.base ? "saved" : "typing";
      if (this.text !== this.base) this.timer = setTimeout(() => void this.save(), PAUSE_MS);
    } catch (thrown) {
      this.refused = refusal(thrown);
      this.keeping = "failed";
    } finally {
      this.flying = undefined;
    }
  }

  private put(text: string): void {
    if (text === this.text) return;
    this.changes(this.text, text);
    this.text = text;
  }
}
