//! Positions on an open question.

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};

/// What one member holds, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stance {
    /// The answer in a few words.
    pub position: String,
    /// Why.
    pub reason: String,
    /// Whether the question stays open for this member all the same.
    pub still_open: bool,
}

/// One member's answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The note that asks.
    pub question: NoteId,
    /// Who answers.
    pub member: MemberId,
    /// What the member holds; in JSON its fields stand here.
    #[serde(flatten)]
    pub stance: Stance,
    /// What the same member wrote on another device without knowing of this one; nothing is lost.
    #[serde(default)]
    pub rivals: Vec<Stance>,
    /// Wall time of the answer, in milliseconds since 1970.
    pub made_ms: i64,
}
