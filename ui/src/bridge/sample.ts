/**
 * A sample evening, to look around in before one has watched any. It was recorded from four real houses (`cargo xtask
 * pictures`), it can be played with, and nothing of it is ever written: it lies beside the real house, not in it, and is
 * gone when it is thrown away.
 */
import type { Calls, ExportView, NoteView, RecapView, Say, ScreeningView } from "./api";
import { type Answer, type Argument, type Bridge, type CallName, type Line, Refusal, Told } from "./bridge";
import type { FakeHouse, FakeScreening } from "./fake";
import { t } from "../strings/index.svelte";

export const SAMPLE = "sample";
const KEPT_AS = "asides-sample";

/** What was recorded, perhaps by an earlier version: what it did not know yet is as in an evening without it. */
interface Recorded {
  view: Partial<ScreeningView> & Pick<ScreeningView, "members" | "title">;
  notes: NoteView[];
  recap: RecapView;
  talk: Partial<FakeScreening["talk"]>;
  exports: Record<string, ExportView>;
}

export class WithSample implements Bridge {
  private readonly says = new Told<Say>();
  private house: Promise<FakeHouse> | undefined;
  private exports: Record<string, ExportView> = {};

  constructor(private readonly real: Bridge) {}

  /** Whether it stands in the library. */
  get shown(): boolean {
    return storage()?.getItem(KEPT_AS) === "shown";
  }

  show(shown: boolean): void {
    if (shown) storage()?.setItem(KEPT_AS, "shown");
    else {
      storage()?.removeItem(KEPT_AS);
      // The next look finds it as it was.
      this.house = undefined;
    }
    this.says.tell({ event: "library" });
  }

  async call<N extends CallName>(name: N, argument: Argument<N>): Promise<Answer<N>> {
    if ((argument as { screening?: string } | undefined)?.screening === SAMPLE) {
      if (name === "export") return this.exported(argument as Calls["export"]["argument"]) as Promise<Answer<N>>;
      return (await this.open()).call(name, argument);
    }
    const answer = await this.real.call(name, argument);
    if (name === "library" && this.shown) {
      const [row] = (await (await this.open()).call("library", {})).screenings;
      const library = answer as Answer<"library">;
      return { ...library, screenings: row ? [...library.screenings, row] : library.screenings } as Answer<N>;
    }
    return answer;
  }

  onSay(heard: (say: Say) => void): () => void {
    const stops = [this.real.onSay(heard), this.says.add(heard)];
    return () => stops.forEach((stop) => stop());
  }

  onLine(changed: (line: Line) => void): () => void {
    return this.real.onLine(changed);
  }

  private async exported({ format, spoiler_free, path }: Calls["export"]["argument"]): Promise<ExportView> {
    await this.open();
    const view = this.exports[`${format} ${spoiler_free}`];
    if (!view || path !== undefined) throw new Refusal({ code: "sample", says: t("sample_stays") });
    return view;
  }

  private open(): Promise<FakeHouse> {
    this.house ??= this.make();
    return this.house;
  }

  private async make(): Promise<FakeHouse> {
    const [{ FakeHouse, blank }, recorded] = await Promise.all([import("./fake"), import("./sample.json")]);
    const told = recorded.default as unknown as Recorded;
    // What was recorded before anybody could disagree with themselves has no rivals.
    for (const grade of told.view.grades ?? []) grade.rivals ??= [];
    for (const question of told.talk.questions ?? []) for (const answer of question.answers) answer.rivals ??= [];
    this.exports = told.exports;
    const empty = blank(SAMPLE, told.view.title, []);
    const { members } = told.view;
    const me = members.find((member) => member.me)?.id ?? "";
    const house = new FakeHouse({
      me: { ...(await this.real.call("me", {})), member: me },
      household: { id: SAMPLE, name: "", members: [], invites: [], knocks: [], network: "", offline: false },
      screenings: [{
        ...empty,
        view: { ...empty.view, ...told.view, clock: { ...empty.view.clock, ...told.view.clock }, id: SAMPLE, household: SAMPLE },
        notes: told.notes,
        recap: { ...empty.recap, ...told.recap },
        talk: { ...empty.talk, ...told.talk },
      }],
    });
    house.onSay((say) => this.says.tell(say));
    return house;
  }
}

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
