import { expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { type Sentence, Speech } from "./say";

const forms = (sentence: Sentence): string[] => (typeof sentence === "string" ? [sentence] : Object.values(sentence));
const gaps = (sentence: Sentence) => [...new Set(forms(sentence).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((gap) => gap[1])))].sort();

test("both languages have the same sentences with the same gaps, and none is empty", () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect(gaps(de[key]).filter((gap) => gap !== "n"), key).toEqual(gaps(en[key]).filter((gap) => gap !== "n"));
    for (const form of [...forms(en[key]), ...forms(de[key])]) expect(form.trim(), key).not.toBe("");
  }
});

test("a language has every plural form that it needs", () => {
  for (const [language, catalogue] of [["en", en], ["de", de]] as const) {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, sentence] of Object.entries(catalogue)) if (typeof sentence !== "string") expect(Object.keys(sentence).sort(), key).toEqual([...needed].sort());
  }
});

test("a number chooses its form and is written as the language writes it", () => {
  const say = (language: string, catalogue: typeof en | typeof de, n: number) => new Speech(language, catalogue).say("n_notes", { n });
  expect([say("en", en, 1), say("en", en, 0), say("en", en, 1_850)]).toEqual(["1 note", "0 notes", "1,850 notes"]);
  expect([say("de", de, 1), say("de", de, 1_850)]).toEqual(["1 Notiz", "1.850 Notizen"]);
});

test("a gap that nobody fills is left to be seen, and a person's braces stay theirs", () => {
  const speech = new Speech("en", en);
  expect(speech.say("nothing_found")).toContain("{text}");
  expect(speech.say("nothing_found", { text: "{n}" })).toBe("Nothing found for “{n}”.");
});

test("a name that turns a line around is set apart, and closes nothing of ours", () => {
  const speech = new Speech("en", en);
  expect(speech.say("member_removed", { name: "Theo" })).toBe("Theo is removed.");
  expect(speech.say("member_removed", { name: "يونس" })).toBe("\u2068يونس\u2069 is removed.");
  expect(speech.say("member_removed", { name: "\u202eoe\u2069hT" })).toBe("\u2068oehT\u2069 is removed.");
  expect(speech.list(["Mara", "يونס"])).toBe("Mara and \u2068يونס\u2069");
});
