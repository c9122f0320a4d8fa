//! Positions on an open question, and words on a nitpick.

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
    /// On a nitpick: what this member makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
}

/// What somebody makes of a nitpick. In JSON `{"is": "explained", "film_ms": 4530000}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Judged {
    /// It is wrong indeed.
    Agreed,
    /// The film explains it here.
    Explained {
        /// Film time, in milliseconds.
        film_ms: i64,
    },
}

/// One member's answer to a question, or word on a nitpick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The note that asks, or picks.
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
