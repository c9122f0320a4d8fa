//! What somebody said about a passage: it spoils, or it spoils nothing.
//!
//! A mark lies on the letters and moves with them. What is typed inside belongs to it, what is typed at either end does not:
//! nobody has said it of that yet, and what nobody called free stays out of the review that spoils nothing.

use automerge::marks::Mark;
use automerge::{ChangeHash, ReadDoc, ScalarValue};

use crate::document::{Document, Root, guarded};

/// What a passage is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marking {
    /// It spoils.
    Spoiler,
    /// It spoils nothing.
    Free,
}

impl Marking {
    /// Both of them.
    pub const ALL: [Marking; 2] = [Marking::Spoiler, Marking::Free];

    /// Gives its name in documents and calls.
    pub fn name(self) -> &'static str {
        match self {
            Marking::Spoiler => "spoiler",
            Marking::Free => "free",
        }
    }

    /// Finds the one of a name.
    pub fn of(name: &str) -> Option<Marking> {
        Marking::ALL.into_iter().find(|marking| marking.name() == name)
    }
}

/// A passage from one place to another, in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Where it begins.
    pub from: usize,
    /// Where it has ended.
    pub to: usize,
    /// What it is marked as.
    pub marking: Marking,
}

/// Gives the marked passages, in order; those of one marking lie apart.
pub fn recap_passages(doc: &Document) -> Vec<Passage> {
    passages(doc, None)
}

/// Gives the marked passages as they were at earlier heads.
pub fn recap_passages_at(doc: &Document, heads: &[ChangeHash]) -> Vec<Passage> {
    passages(doc, Some(heads))
}

fn passages(doc: &Document, heads: Option<&[ChangeHash]>) -> Vec<Passage> {
    let Some(text) = doc.genesis.container(Root::Text) else { return Vec::new() };
    let marks = guarded(|| match heads {
        Some(heads) => doc.am.marks_at(text, heads).unwrap_or_default(),
        None => doc.am.marks(text).unwrap_or_default(),
    });
    let on = |mark: &Mark| mark.value == ScalarValue::Boolean(true) && mark.start < mark.end;
    let marked = marks
        .unwrap_or_default()
        .into_iter()
        .filter(on)
        .filter_map(|mark| Some(Passage { from: mark.start, to: mark.end, marking: Marking::of(&mark.name)? }));
    let mut passages: Vec<Passage> = marked.collect();
    passages.sort();
    let mut joined: Vec<Passage> = Vec::new();
    for passage in passages {
        match joined.iter_mut().rev().find(|before| before.marking == passage.marking) {
            Some(before) if before.to >= passage.from => before.to = before.to.max(passage.to),
            _ => joined.push(passage),
        }
    }
    joined
}
