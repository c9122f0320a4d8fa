/**
 * How a sentence is put together: `{name}` is filled in, and a sentence about a number has one form for each plural
 * category of its language.
 */
export type Plural = { readonly one: string; readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Sentence = string | Plural;
export type Fill = Readonly<Record<string, string | number>>;

export class Speech<K extends string> {
  readonly locale: string;
  private readonly plurals: Intl.PluralRules;
  private readonly numbers: Intl.NumberFormat;

  /**
   * `languages` are the system's, as it lists them: dates and numbers are written as they are where this person lives, in
   * the language that is spoken here.
   */
  constructor(
    readonly language: string,
    private readonly sentences: Readonly<Record<K, Sentence>>,
    languages: readonly string[] = [],
  ) {
    this.locale = languages.find((tag) => tag.split("-")[0] === language) ?? language;
    this.plurals = new Intl.PluralRules(language);
    this.numbers = new Intl.NumberFormat(this.locale);
  }

  /** Says a sentence; `n` chooses its plural form. */
  say(key: K, fill: Fill = {}): string {
    const sentence = this.sentences[key];
    const form = typeof sentence === "string" ? sentence : (sentence[this.plurals.select(Number(fill.n ?? 0))] ?? sentence.other);
    return form.replace(/\{(\w+)\}/g, (gap, name: string) => {
      const value = fill[name];
      if (value === undefined) return gap;
      return typeof value === "number" ? this.numbers.format(value) : setApart(value);
    });
  }

  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.language, { type: "conjunction" }).format(names.map(setApart));
  }

  day(wall_ms: number): string {
    const thisYear = new Date(wall_ms).getFullYear() === new Date().getFullYear();
    return new Intl.DateTimeFormat(this.locale, { weekday: "long", day: "numeric", month: "long", ...(thisYear ? {} : { year: "numeric" }) }).format(wall_ms);
  }

  shortDay(wall_ms: number): string {
    return new Intl.DateTimeFormat(this.locale, { day: "numeric", month: "short" }).format(wall_ms);
  }

  hour(wall_ms: number): string {
    return new Intl.DateTimeFormat(this.locale, { hour: "numeric", minute: "2-digit" }).format(wall_ms);
  }

  year(wall_ms: number): string {
    return new Intl.DateTimeFormat(this.locale, { year: "numeric" }).format(wall_ms);
  }
}

/** What turns a line around: letters from right to left, and the signs that order them. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Somebody's words inside a sentence of ours, so that they turn nothing around them. */
export function setApart(words: string): string {
  return TURNS.test(words) ? `\u2068${words.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")}\u2069` : words;
}
