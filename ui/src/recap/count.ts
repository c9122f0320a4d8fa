/** How long a recap is: its words, and the minutes that they take to read. */
import { CREDIT } from "./chips";

/** Words a minute: M. Brysbaert, Journal of Memory and Language 109 (2019). The review that leaves counts alike. */
const WORDS_A_MINUTE = 238;

export function wordsIn(text: string, language: string): number {
  const bare = text.replace(CREDIT, " ");
  if (!("Segmenter" in Intl)) return bare.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(language, { granularity: "word" }).segment(bare)) if (isWordLike) words += 1;
  return words;
}

export function minutesOf(words: number): number {
  return Math.max(1, Math.ceil(words / WORDS_A_MINUTE));
}
