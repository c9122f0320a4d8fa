//! The household's recap text, read into blocks and sentences with their marks and credits.
//!
//! The text is one run of characters that several people edit at once, so its marks stand in the text itself and move,
//! merge and travel with cut and paste as letters do:
//!
//! | in the text | means |
//! | --- | --- |
//! | `==…==` | these sentences spoil nothing: they may go into the spoiler-free review |
//! | `\|\|…\|\|` | this passage spoils |
//! | `[^0123…]` | this sentence owes its idea to that note (its 24 hex digits) |
//! | `# `, `## `, `### `, `- ` at the start of a line | a heading, an item |
//!
//! Every doubt is decided towards saying less: an unclosed `||` spoils to the end of its block, an unclosed `==` frees
//! nothing, and where both cover a sentence it spoils. A mark never reaches beyond its block, so that one slip cannot turn
//! the rest of the text inside out.

use screening::NoteId;

use crate::marks::Marked;

/// One heading, item or paragraph of the recap text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// How it stands on the page.
    pub shape: Shape,
    /// Its sentences in order; joined they are the block's text.
    pub sentences: Vec<Sentence>,
}

/// How a block stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A heading of level 1 to 3.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A paragraph.
    Paragraph,
}

/// One sentence, or the part of it that has one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words without marks, with the white space that follows it.
    pub text: String,
    /// What somebody said about it.
    pub mark: Mark,
    /// The notes it owes its idea to.
    pub credits: Vec<NoteId>,
}

/// Whether somebody marked a sentence, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nobody marked it.
    Plain,
    /// It spoils nothing.
    Free,
    /// It spoils.
    Spoiler,
}

/// Reads a recap text. Any text has a reading; blank blocks are left out.
///
/// ```
/// use recap::{Mark, blocks};
/// let read = blocks("# Saturday\n\n==A quiet film.== ||She burns the letters.||");
/// let marks: Vec<_> = read[1].sentences.iter().map(|sentence| sentence.mark).collect();
/// assert_eq!(marks, [Mark::Free, Mark::Plain, Mark::Spoiler]);
/// ```
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    for line in text.split(is_line_end) {
        let (shape, rest) = shape(line);
        if shape != Shape::Paragraph || rest.is_empty() {
            push_block(&mut blocks, Shape::Paragraph, &std::mem::take(&mut paragraph));
        }
        if shape == Shape::Paragraph {
            if !paragraph.is_empty() {
                paragraph.push('\n');
            }
            paragraph.push_str(rest);
        } else {
            push_block(&mut blocks, shape, rest);
        }
    }
    push_block(&mut blocks, Shape::Paragraph, &paragraph);
    blocks
}

/// Tells whether a character ends a line.
pub(crate) fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// How many characters at the start of a line say that it is a heading or an item, with the white space around them.
pub(crate) fn shape_prefix(line: &str) -> usize {
    match shape(line) {
        (Shape::Paragraph, _) => 0,
        (_, rest) => line.trim_end().chars().count() - rest.chars().count(),
    }
}

fn shape(line: &str) -> (Shape, &str) {
    let line = line.trim();
    for (start, shape) in
        [("### ", Shape::Heading(3)), ("## ", Shape::Heading(2)), ("# ", Shape::Heading(1)), ("- ", Shape::Item)]
    {
        if let Some(rest) = line.strip_prefix(start) {
            return (shape, rest.trim_start());
        }
    }
    (Shape::Paragraph, line)
}

fn push_block(blocks: &mut Vec<Block>, shape: Shape, text: &str) {
    let marked = Marked::read(text);
    let sentences = marked.sentences();
    if !sentences.is_empty() {
        blocks.push(Block { shape, sentences });
    }
}
