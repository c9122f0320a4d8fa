//! One block of the recap text: its marks taken out, its words cut into sentences.

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr as _;

use screening::NoteId;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::passage::{Mark, Sentence};

/// How long a note's id is, in digits.
const NOTE_ID_CHARS: usize = 24;

/// A block's text with its marks taken out and remembered by byte position.
#[derive(Default)]
pub(crate) struct Marked {
    clean: String,
    spoilers: Vec<Range<usize>>,
    free: Vec<Range<usize>>,
    credits: Vec<(usize, NoteId)>,
}

impl Marked {
    pub(crate) fn read(text: &str) -> Marked {
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

    pub(crate) fn sentences(self) -> Vec<Sentence> {
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
