//! Questions that the evening left open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};
use crate::kind::Kind;
use crate::note::Note;
use crate::question::Answer;

use super::moment::is_in_play;

/// A question with what everybody holds about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// The note that asks.
    pub question: NoteId,
    /// Its film time, in milliseconds.
    pub film_ms: i64,
    /// Who asks.
    pub by: MemberId,
    /// How it stands.
    pub standing: Standing,
    /// The positions, by member.
    pub answers: Vec<Answer>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody has a position.
    Unanswered,
    /// There are several positions.
    Divided,
    /// Somebody has a position and yet calls the question open.
    StillOpen,
}

/// Finds the questions that are open, in the order of the film.
///
/// A question is settled when somebody answered it, all who did hold the same, and none of them calls it still open. What
/// one member wrote on two devices counts as two positions until that member picks.
pub fn open_questions(notes: &[Note], answers: &[Answer]) -> Vec<OpenQuestion> {
    let mut by_question: BTreeMap<&NoteId, BTreeMap<&MemberId, &Answer>> = BTreeMap::new();
    for answer in answers {
        let slot = by_question.entry(&answer.question).or_default().entry(&answer.member).or_insert(answer);
        if (answer.made_ms, &answer.stance) > (slot.made_ms, &slot.stance) {
            *slot = answer;
        }
    }
    let mut open: Vec<OpenQuestion> = notes
        .iter()
        .filter(|note| note.kind == Kind::Question && is_in_play(note))
        .filter_map(|note| {
            let answers: Vec<Answer> = by_question
                .get(&note.id)
                .into_iter()
                .flat_map(BTreeMap::values)
                .map(|answer| (*answer).clone())
                .collect();
            let standing = standing(&answers)?;
            Some(OpenQuestion {
                question: note.id.clone(),
                film_ms: note.film_ms,
                by: note.by.clone(),
                standing,
                answers,
            })
        })
        .collect();
    open.sort_by(|a, b| (a.film_ms, &a.question).cmp(&(b.film_ms, &b.question)));
    open
}

/// How a question with these answers stands, if it is open at all.
fn standing(answers: &[Answer]) -> Option<Standing> {
    let stances = || answers.iter().flat_map(|answer| std::iter::once(&answer.stance).chain(&answer.rivals));
    let positions: BTreeSet<String> = stances()
        .map(|stance| stance.position.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        .filter(|position| !position.is_empty())
        .collect();
    match positions.len() {
        2.. => Some(Standing::Divided),
        _ if stances().any(|stance| stance.still_open) => Some(Standing::StillOpen),
        0 => Some(Standing::Unanswered),
        _ => None,
    }
}
