//! What became of a prediction.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};

/// How a prediction turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names say it
pub enum Outcome {
    Right,
    Wrong,
    Partly,
}

impl Outcome {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Right => "right",
            Outcome::Wrong => "wrong",
            Outcome::Partly => "partly",
        }
    }

    /// Finds the outcome of a word.
    pub fn of(word: &str) -> Option<Outcome> {
        [Outcome::Right, Outcome::Wrong, Outcome::Partly].into_iter().find(|outcome| outcome.name() == word)
    }
}

/// What its author says became of a prediction, and who disagrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The prediction.
    pub note: NoteId,
    /// Its author's word; none yet, or withdrawn.
    pub outcome: Option<Outcome>,
    /// The members who contest it.
    pub contested_by: BTreeSet<MemberId>,
    /// Wall time of the author's word, in milliseconds since 1970; 0 without one.
    pub made_ms: i64,
}
