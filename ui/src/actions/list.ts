/**
 * Everything that can be done, once. Keys, the palette, the help page and the tooltips read this list; a screen only
 * lends its hand (see `hands`).
 */
import type { Home } from "../state/home.svelte";
import type { Key } from "../strings/index.svelte";
import { REACTIONS } from "./reactions";

export type Group = "anywhere" | "dark" | "talk" | "recap" | "lobby" | "library";

export interface Action {
  id: string;
  label: Key;
  group: Group;
  keys: readonly string[];
  /** While somebody types: never (left out), in the jot line only, or anywhere. */
  typing?: "jot" | "any";
  /** Held down it is done again and again. */
  repeats?: boolean;
  when: (home: Home) => boolean;
  perform: (home: Home) => unknown;
}

function list(): Action[] {
  const inside = (home: Home) => home.me?.started === true && home.route.screen !== "jot";
  const id = (home: Home) => ("id" in home.route ? home.route.id : undefined);
  const here = (home: Home) => inside(home) && id(home) !== undefined;
  const to = (screen: "lobby" | "dark" | "talk" | "recap") => (home: Home) => {
    const screening = id(home);
    if (screening) home.go({ screen, id: screening });
  };
  return [
    { id: "palette", label: "a_palette", group: "anywhere", keys: ["Mod+K"], typing: "any", when: inside, perform: (home) => (home.palette = !home.palette) },
    { id: "help", label: "a_help", group: "anywhere", keys: ["?", "F1"], when: inside, perform: (home) => (home.help = !home.help) },
    { id: "help-typing", label: "a_help", group: "anywhere", keys: ["F1"], typing: "any", when: inside, perform: (home) => (home.help = !home.help) },
    { id: "library", label: "a_library", group: "anywhere", keys: ["Alt+1"], typing: "any", when: inside, perform: (home) => home.go({ screen: "library" }) },
    { id: "household", label: "a_household", group: "anywhere", keys: ["Alt+0"], typing: "any", when: inside, perform: (home) => home.go({ screen: "household" }) },
    { id: "settings", label: "a_settings", group: "anywhere", keys: ["Alt+9"], typing: "any", when: inside, perform: (home) => home.go({ screen: "settings" }) },
    { id: "jot-bar", label: "a_jot_bar", group: "anywhere", keys: ["Alt+j"], typing: "any", when: inside, perform: (home) => home.desk.jotBar(true) },
    { id: "lobby", label: "a_lobby", group: "anywhere", keys: ["Alt+2"], typing: "any", when: here, perform: to("lobby") },
    { id: "dark", label: "a_dark", group: "anywhere", keys: ["Alt+3"], typing: "any", when: here, perform: to("dark") },
    { id: "talk", label: "a_talk", group: "anywhere", keys: ["Alt+4"], typing: "any", when: here, perform: to("talk") },
    { id: "recap", label: "a_recap", group: "anywhere", keys: ["Alt+5"], typing: "any", when: here, perform: to("recap") },
    { id: "export", label: "a_export", group: "anywhere", keys: ["Mod+E"], typing: "any", when: (home) => here(home) && !home.dark, perform: (home) => (home.exporting = id(home)) },
    { id: "undo", label: "a_undo", group: "anywhere", keys: ["Mod+Z"], when: (home) => home.notice?.undo !== undefined && !home.dark, perform: (home) => home.undo() },

    { id: "sample", label: "see_sample", group: "library", keys: [], when: (home) => inside(home) && !home.dark && home.sample !== undefined, perform: (home) => home.lookAround() },
    { id: "search", label: "a_search", group: "library", keys: ["/"], when: (home) => inside(home) && !home.dark, perform: (home) => (home.hands.library ? home.hands.library.search() : (home.palette = true)) },
    { id: "new", label: "a_new", group: "library", keys: ["n"], when: (home) => home.hands.library !== undefined, perform: (home) => home.hands.library?.begin() },

    { id: "start", label: "a_start", group: "lobby", keys: ["Mod+Enter"], typing: "any", when: (home) => home.hands.lobby !== undefined, perform: (home) => home.hands.lobby?.start() },
    { id: "invite", label: "a_invite", group: "lobby", keys: ["i"], when: (home) => home.hands.lobby !== undefined, perform: (home) => home.hands.lobby?.invite() },

    { id: "follow-player", label: "a_follow_player", group: "lobby", keys: [], when: (home) => home.player?.offered === true, perform: (home) => home.player?.follow() },
    { id: "let-go-player", label: "a_let_go_player", group: "lobby", keys: [], when: (home) => home.player?.bound === true, perform: (home) => home.player?.letGo() },
    { id: "picture", label: "a_picture", group: "anywhere", keys: ["Alt+v"], typing: "any", when: (home) => home.player?.shows !== undefined, perform: (home) => home.player?.show() },

    ...REACTIONS.map((reaction, place): Action => ({
      id: `react-${reaction.name}`, label: `r_${reaction.name}`, group: "dark", keys: [String(place + 1)], typing: "jot",
      when: (home) => home.hands.dark?.empty === true, perform: (home) => home.hands.dark?.react(place),
    })),
    { id: "keep", label: "a_keep", group: "dark", keys: ["Enter"], typing: "jot", when: (home) => home.hands.dark?.empty === false, perform: (home) => home.hands.dark?.keep(false) },
    { id: "keep-sealed", label: "a_keep_sealed", group: "dark", keys: ["Alt+Enter"], typing: "jot", when: (home) => home.hands.dark?.empty === false, perform: (home) => home.hands.dark?.keep(true) },
    { id: "clear", label: "a_clear", group: "dark", keys: ["Escape"], typing: "jot", when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.clear() },
    { id: "undo-note", label: "a_undo_note", group: "dark", keys: ["Mod+Z"], typing: "jot", when: (home) => home.hands.dark?.empty === true, perform: (home) => home.hands.dark?.undo() },
    { id: "redo-note", label: "a_redo_note", group: "dark", keys: ["Mod+Shift+Z"], typing: "jot", when: (home) => home.hands.dark?.empty === true, perform: (home) => home.hands.dark?.redo() },
    { id: "earlier", label: "a_earlier", group: "dark", keys: ["["], typing: "jot", repeats: true, when: (home) => home.hands.dark?.empty === true && home.hands.dark.hasLast, perform: (home) => home.hands.dark?.shift(-1_000) },
    { id: "later", label: "a_later", group: "dark", keys: ["]"], typing: "jot", repeats: true, when: (home) => home.hands.dark?.empty === true && home.hands.dark.hasLast, perform: (home) => home.hands.dark?.shift(1_000) },
    { id: "start-pause", label: "a_start_pause", group: "dark", keys: ["Mod+Enter"], typing: "jot", when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.startOrPause() },
    { id: "clock-back", label: "a_clock_back", group: "dark", keys: ["Alt+ArrowDown"], typing: "jot", repeats: true, when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.nudge(-1_000) },
    { id: "clock-on", label: "a_clock_on", group: "dark", keys: ["Alt+ArrowUp"], typing: "jot", repeats: true, when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.nudge(1_000) },
    { id: "clock-back-10", label: "a_clock_back_10", group: "dark", keys: ["Alt+Shift+ArrowDown"], typing: "jot", when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.nudge(-10_000) },
    { id: "clock-on-10", label: "a_clock_on_10", group: "dark", keys: ["Alt+Shift+ArrowUp"], typing: "jot", when: (home) => home.hands.dark !== undefined, perform: (home) => home.hands.dark?.nudge(10_000) },
    { id: "it-says", label: "a_it_says", group: "dark", keys: ["Alt+t"], typing: "jot", when: (home) => home.hands.dark?.itSays !== undefined, perform: (home) => home.hands.dark?.itSays?.() },
    { id: "dim", label: "a_dim", group: "dark", keys: ["Alt+d"], typing: "jot", when: (home) => home.hands.dark?.dim !== undefined, perform: (home) => home.hands.dark?.dim?.() },
    { id: "lights-up", label: "a_lights_up", group: "dark", keys: [], when: (home) => home.hands.dark?.lightsUp !== undefined, perform: (home) => home.hands.dark?.lightsUp?.() },
    { id: "left", label: "a_left", group: "dark", keys: [], when: (home) => home.hands.dark?.leave !== undefined, perform: (home) => home.hands.dark?.leave?.("left") },
    { id: "slept", label: "a_slept", group: "dark", keys: [], when: (home) => home.hands.dark?.leave !== undefined, perform: (home) => home.hands.dark?.leave?.("slept") },
    { id: "go-alone", label: "a_go_alone", group: "dark", keys: [], when: (home) => home.hands.dark?.goAlone !== undefined, perform: (home) => home.hands.dark?.goAlone?.() },
    { id: "tap", label: "a_tap", group: "dark", keys: [], when: (home) => home.hands.dark?.tap !== undefined, perform: (home) => home.hands.dark?.tap?.() },
    { id: "ad", label: "a_ad", group: "dark", keys: [], when: (home) => home.hands.dark?.ad !== undefined, perform: (home) => home.hands.dark?.ad?.() },

    { id: "next", label: "a_next", group: "talk", keys: ["j"], repeats: true, when: (home) => home.hands.talk?.any === true, perform: (home) => home.hands.talk?.next(1) },
    { id: "previous", label: "a_previous", group: "talk", keys: ["k"], repeats: true, when: (home) => home.hands.talk?.any === true, perform: (home) => home.hands.talk?.next(-1) },
    { id: "jump-there", label: "a_jump_there", group: "talk", keys: ["g"], when: (home) => home.hands.talk?.any === true, perform: () => jumpThere() },
    { id: "reply", label: "a_reply", group: "talk", keys: ["r"], when: (home) => home.hands.talk?.any === true, perform: (home) => home.hands.talk?.reply() },

    { id: "round", label: "a_round", group: "talk", keys: ["t"], when: (home) => home.hands.talk?.ready === true, perform: (home) => home.hands.talk?.round() },
    { id: "round-told", label: "a_round_told", group: "talk", keys: ["n"], when: (home) => home.hands.round?.any === true, perform: (home) => home.hands.round?.told() },
    { id: "round-pass", label: "a_round_pass", group: "talk", keys: ["p"], when: (home) => home.hands.round?.any === true, perform: (home) => home.hands.round?.pass() },
    { id: "round-back", label: "a_round_back", group: "talk", keys: ["b"], when: (home) => home.hands.round?.begun === true, perform: (home) => home.hands.round?.back() },
    { id: "round-close", label: "a_round_close", group: "talk", keys: ["Escape"], when: (home) => home.hands.round !== undefined, perform: (home) => home.hands.round?.close() },

    { id: "mark-spoiler", label: "a_mark_spoiler", group: "recap", keys: ["Alt+s"], typing: "any", when: (home) => home.hands.recap !== undefined, perform: (home) => home.hands.recap?.mark("spoiler") },
    { id: "mark-free", label: "a_mark_free", group: "recap", keys: ["Alt+f"], typing: "any", when: (home) => home.hands.recap !== undefined, perform: (home) => home.hands.recap?.mark("free") },
    { id: "undo-typing", label: "a_undo_typing", group: "recap", keys: ["Mod+Z"], typing: "any", repeats: true, when: (home) => home.hands.recap?.canUndo === true, perform: (home) => home.hands.recap?.undo() },
    { id: "redo-typing", label: "a_redo_typing", group: "recap", keys: ["Mod+Shift+Z", "Mod+Y"], typing: "any", repeats: true, when: (home) => home.hands.recap?.canRedo === true, perform: (home) => home.hands.recap?.redo() },
    { id: "recap-notes", label: "a_recap_notes", group: "recap", keys: ["Alt+n"], typing: "any", when: (home) => home.hands.recap !== undefined, perform: (home) => home.hands.recap?.notes() },
    { id: "recap-versions", label: "a_recap_versions", group: "recap", keys: ["Alt+h"], typing: "any", when: (home) => home.hands.recap !== undefined, perform: (home) => home.hands.recap?.versions() },
  ];
}

/** Presses the button of the moment that one is at, or of the first. */
function jumpThere() {
  const at = document.activeElement?.closest("article.moment") ?? document.querySelector("article.moment");
  at?.querySelector<HTMLButtonElement>("[data-jump] button")?.click();
}

export const ACTIONS: readonly Action[] = list();

export function action(id: string): Action {
  const found = ACTIONS.find((one) => one.id === id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
}
