/** Knocking at somebody's household: sent, compared by three words, let in or turned away. */
import { type JoinView, type Refusal, refusal } from "../bridge";
import { type Home, sentence } from "./home.svelte";

export class Knocking {
  join = $state.raw<JoinView | undefined>(undefined);
  refused = $state.raw<Refusal | undefined>(undefined);
  busy = $state(false);

  constructor(
    private readonly home: Home,
    private readonly admitted: () => void,
  ) {}

  get waiting(): boolean {
    return this.join?.state === "knocking" || this.join?.state === "waiting";
  }

  /** Why it did not work, in whole sentences; empty while it may. */
  get problem(): string {
    return this.join?.problem ? sentence(this.join.problem) : "";
  }

  /** Hears how it goes on; returns how to stop hearing. */
  listen(): () => void {
    return this.home.bridge.onSay((say) => say.event === "joining" && this.heard(say.join));
  }

  async knock(ticket: string, name: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = undefined;
    try {
      this.heard(await this.home.bridge.call("join", { ticket: ticket.trim(), name: name.trim() }));
    } catch (thrown) {
      this.refused = refusal(thrown);
    } finally {
      this.busy = false;
    }
  }

  private heard(join: JoinView): void {
    this.join = join;
    if (join.state === "admitted") this.admitted();
  }
}
