/**
 * A recap's text as a page to read: headings, items and paragraphs, each in pieces that spoil, spoil nothing, or are
 * plain, with the notes that they owe their ideas to. The house reads the same marks when a review leaves.
 */
export type Piece = { text: string; mark: "plain" | "spoiler" | "free" };
export interface Block {
  shape: "h1" | "h2" | "h3" | "item" | "paragraph";
  pieces: Piece[];
  /** Ids of notes, in the order in which they are named. */
  credits: string[];
}

const SHAPES: [RegExp, Block["shape"]][] = [[/^### /, "h3"], [/^## /, "h2"], [/^# /, "h1"], [/^- /, "item"]];
const CREDIT = /\[\^([0-9a-f]{24})\]/g;

export function page(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const close = () => {
    if (paragraph.length > 0) blocks.push(block("paragraph", paragraph.join("\n")));
    paragraph = [];
  };
  for (const raw of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const shaped = SHAPES.find(([start]) => start.test(raw));
    if (raw.trim() === "") close();
    else if (shaped) {
      close();
      blocks.push(block(shaped[1], raw.replace(shaped[0], "")));
    } else paragraph.push(raw);
  }
  close();
  return blocks.filter((one) => one.pieces.length > 0);
}

/** In doubt a piece spoils: an unclosed `||` runs to the end of its block, an unclosed `==` frees nothing. */
function block(shape: Block["shape"], source: string): Block {
  const credits = [...source.matchAll(CREDIT)].map(([, id]) => id ?? "");
  const bare = source.replace(CREDIT, "");
  const pieces: Piece[] = [];
  let spoils = false;
  let frees = false;
  let at = 0;
  const put = (to: number) => {
    if (to > at) pieces.push({ text: bare.slice(at, to), mark: spoils ? "spoiler" : frees ? "free" : "plain" });
  };
  for (let place = 0; place < bare.length; place += 1) {
    const two = bare.slice(place, place + 2);
    const closes = two === "==" && (frees || bare.indexOf("==", place + 2) !== -1);
    if (two !== "||" && !closes) continue;
    put(place);
    if (two === "||") spoils = !spoils;
    else frees = !frees;
    place += 1;
    at = place + 1;
  }
  put(bare.length);
  return { shape, pieces: pieces.filter((piece) => piece.text.trim() !== "" || pieces.length > 1), credits };
}

/** The words without any marks, for a line in a list. */
export function unmarked(text: string): string {
  return text.replace(/\[\^[0-9a-f]*\]?/g, "").replace(/\|\||==/g, "").replace(/(^|\s)(#{1,3}|-) /g, "$1").trim();
}
