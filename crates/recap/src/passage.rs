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

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr as _;

use screening::NoteId;
use unicode_segmentation::UnicodeSegmentation as _;

/// How long a note's id is, in digits.
const NOTE_ID_CHARS: usize = 24;

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
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
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

/// A block's text with its marks taken out and remembered by byte position.
#[derive(Default)]
struct Marked {
    clean: String,
    spoilers: Vec<Range<usize>>,
    free: Vec<Range<usize>>,
    credits: Vec<(usize, NoteId)>,
}

impl Marked {
    fn read(text: &str) -> Marked {
        let mut read = Marked::default();
        let (mut spoiler, mut free) = (None, None);
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let here = read.clean.len();
            let same = match letter {
                '|' | '=' => rest.len() - rest.trim_start_matches(letter).len(),
                _ => 1,
            };
            let taken = match letter {
                '|' if same >= 2 => {
                    toggle(&mut spoiler, &mut read.spoilers, here);
                    same
                }
                '=' if same == 2 => {
                    toggle(&mut free, &mut read.free, here);
                    same
                }
                '[' => match credit(rest) {
                    Some((note, length)) => {
                        read.credits.push((here, note));
                        length
                    }
                    None => read.keep(letter, 1),
                },
                _ => read.keep(letter, same),
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        if let Some(from) = spoiler {
            read.spoilers.push(from..read.clean.len());
        }
        read
    }

    fn keep(&mut self, letter: char, times: usize) -> usize {
        self.clean.extend(std::iter::repeat_n(letter, times));
        letter.len_utf8() * times
    }

    fn sentences(self) -> Vec<Sentence> {
        let mut cuts: BTreeSet<usize> = self.clean.split_sentence_bound_indices().map(|(at, _)| at).collect();
        cuts.extend(self.spoilers.iter().chain(&self.free).flat_map(|range| [range.start, range.end]));
        cuts.insert(self.clean.len());
        let mut sentences: Vec<Sentence> = Vec::new();
        let mut credits = self.credits.into_iter().peekable();
        let mut from = 0;
        for to in cuts {
            let Some(text) = self.clean.get(from..to).filter(|text| !text.is_empty()) else { continue };
            // They are sorted and apart, so the last one that begins in time is the only one to ask.
            let within = |ranges: &[Range<usize>]| {
                let begun = ranges.partition_point(|range| range.start <= from);
                ranges.get(..begun).and_then(<[_]>::last).is_some_and(|range| to <= range.end)
            };
            let mark = match (within(&self.spoilers), within(&self.free)) {
                (true, _) => Mark::Spoiler,
                (false, true) => Mark::Free,
                (false, false) => Mark::Plain,
            };
            let mut sentence = Sentence { text: text.to_owned(), mark, credits: Vec::new() };
            // A credit belongs to the words before it, also when it stands behind their full stop or the mark's end.
            let words_from = from + (text.len() - text.trim_start().len());
            while let Some((at, note)) = credits.next_if(|(at, _)| *at <= to) {
                match sentences.last_mut() {
                    Some(before) if at <= words_from => before.credits.push(note),
                    _ => sentence.credits.push(note),
                }
            }
            sentences.push(sentence);
            from = to;
        }
        if sentences.iter().all(|sentence| sentence.text.trim().is_empty()) { Vec::new() } else { sentences }
    }
}

fn toggle(open: &mut Option<usize>, ranges: &mut Vec<Range<usize>>, here: usize) {
    match open.take() {
        Some(from) => ranges.push(from..here),
        None => *open = Some(here),
    }
}

/// Reads `[^id]` at the start of a text: the note and the length of the mark in bytes.
fn credit(text: &str) -> Option<(NoteId, usize)> {
    let (id, rest) = text.strip_prefix("[^")?.split_at_checked(NOTE_ID_CHARS)?;
    rest.starts_with(']').then_some(())?;
    Some((NoteId::from_str(id).ok()?, id.len() + "[^]".len()))
}
