//! The nitpick pile: what somebody held against the film, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};
use crate::kind::Kind;
use crate::note::Note;
use crate::question::{Answer, Judged};

use super::moment::is_in_play;

/// A nitpick with what the others made of it. It touches nobody's grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nitpick {
    /// The note that picks.
    pub note: NoteId,
    /// Its film time, in milliseconds.
    pub film_ms: i64,
    /// Who picks.
    pub by: MemberId,
    /// How it stands.
    pub pile: Pile,
    /// The words of the others, by member.
    pub words: Vec<Answer>,
}

/// How a nitpick stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pile {
    /// Nobody said anything.
    Open,
    /// Somebody says that the film explains it here, in milliseconds: of several the earliest.
    Explained(i64),
    /// Somebody else agrees, and nobody explains it.
    Agreed,
}

/// Finds the nitpicks with how they stand, in the order of the film.
///
/// An explanation outweighs agreement: whoever agreed had not thought of it. Its author's own word counts only as an
/// explanation; nobody needs to agree with themselves.
pub fn nitpicks(notes: &[Note], answers: &[Answer]) -> Vec<Nitpick> {
    let mut by_note: BTreeMap<&NoteId, BTreeMap<&MemberId, &Answer>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.stance.judged.is_some()) {
        let slot = by_note.entry(&answer.question).or_default().entry(&answer.member).or_insert(answer);
        if (answer.made_ms, &answer.stance) > (slot.made_ms, &slot.stance) {
            *slot = answer;
        }
    }
    let mut found: Vec<Nitpick> = notes
        .iter()
        .filter(|note| note.kind == Kind::Nitpick && is_in_play(note))
        .map(|note| {
            let words: Vec<Answer> =
                by_note.get(&note.id).into_iter().flat_map(BTreeMap::values).map(|word| (*word).clone()).collect();
            let pile = pile(&note.by, &words);
            Nitpick { note: note.id.clone(), film_ms: note.film_ms, by: note.by.clone(), pile, words }
        })
        .collect();
    found.sort_by(|a, b| (a.film_ms, &a.note).cmp(&(b.film_ms, &b.note)));
    found
}

fn pile(author: &MemberId, words: &[Answer]) -> Pile {
    let explained = words.iter().filter_map(|word| match word.stance.judged {
        Some(Judged::Explained { film_ms }) => Some(film_ms),
        Some(Judged::Agreed) | None => None,
    });
    let agreed = |word: &Answer| word.stance.judged == Some(Judged::Agreed) && word.member != *author;
    match explained.min() {
        Some(film_ms) => Pile::Explained(film_ms),
        None if words.iter().any(agreed) => Pile::Agreed,
        None => Pile::Open,
    }
}
