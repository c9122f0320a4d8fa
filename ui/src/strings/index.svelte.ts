/** The catalogue in the language of the person: the one place where words for the screens come from. */
import { de } from "./de";
import { en } from "./en";
import { inGerman, remarkInGerman } from "./refusals";
import { type Fill, type Sentence, Speech } from "./say";

export type Key = keyof typeof en;
export type Language = "en" | "de";

export const catalogues: Record<Language, Readonly<Record<Key, Sentence>>> = { en, de };
const KEPT_AS = "asides-language";

function wanted(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT_AS);
  } catch {
    // A page without storage speaks the browser's language.
  }
  const order = [kept, ...(globalThis.navigator?.languages ?? [])];
  for (const tag of order) {
    const language = tag?.slice(0, 2);
    if (language === "en" || language === "de") return language;
  }
  return "en";
}

let speech = $state.raw(speaking(wanted()));

function speaking(language: Language): Speech<Key> {
  return new Speech<Key>(language, catalogues[language], globalThis.navigator?.languages);
}

export function t(key: Key, fill?: Fill): string {
  return speech.say(key, fill);
}

export function words(): Speech<Key> {
  return speech;
}

/** A refusal of the house's in the person's language; the house's own sentence where the catalogue has none. */
export function refused(refusal: { readonly code: string; readonly says: string }): string {
  return (speech.language === "de" ? inGerman(refusal) : undefined) ?? refusal.says;
}

/** What the house says of itself without a code, in the person's language: its network, its key, its file. */
export function remark(says: string): string {
  return (speech.language === "de" ? remarkInGerman(says) : undefined) ?? says;
}

export function speak(language: Language): void {
  speech = speaking(language);
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // It holds for as long as the page is open.
  }
}
