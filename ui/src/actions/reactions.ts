/** The nine, in the order of their keys. */
export const REACTIONS = [
  { name: "laugh", face: "\u{1F602}" },
  { name: "shock", face: "\u{1F631}" },
  { name: "tears", face: "\u{1F622}" },
  { name: "love", face: "\u2764\uFE0F" },
  { name: "great", face: "\u{1F525}" },
  { name: "hm", face: "\u{1F914}" },
  { name: "bravo", face: "\u{1F44F}" },
  { name: "slow", face: "\u{1F634}" },
  { name: "look", face: "\u{1F440}" },
] as const;

export type ReactionName = (typeof REACTIONS)[number]["name"];

export function reaction(name: string | null | undefined): (typeof REACTIONS)[number] | undefined {
  return REACTIONS.find((one) => one.name === name);
}
