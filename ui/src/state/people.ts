/** Small matters of names. */
import type { MemberView } from "../bridge";

/** The first letter as a person sees it: an emoji or a letter with its accents is one. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(name.trim());
  return (first?.segment ?? "?").toLocaleUpperCase();
}

export function byId(members: readonly MemberView[]): Map<string, MemberView> {
  return new Map(members.map((member) => [member.id, member]));
}

/** The one at this device first, then as given. */
export function meFirst(members: readonly MemberView[]): MemberView[] {
  return [...members].sort((a, b) => Number(b.me) - Number(a.me));
}
