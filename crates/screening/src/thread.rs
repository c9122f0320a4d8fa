//! What hangs on notes and moments: replies and marks.

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId, ReplyId};
use crate::kind::Reaction;

/// What a reply hangs on. In JSON `{"note": id}` or `{"moment": film_ms}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// A note.
    Note(NoteId),
    /// The moment around this film time, in milliseconds.
    Moment(i64),
}

/// One reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Its name.
    pub id: ReplyId,
    /// What it hangs on.
    pub on: On,
    /// Who wrote it.
    pub by: MemberId,
    /// The words; empty when it was taken back.
    pub text: String,
    /// Wall time at which it was made, in milliseconds since 1970.
    pub made_ms: i64,
    /// Whether its text was changed later.
    pub edited: bool,
    /// Whether its author took it back.
    pub taken_back: bool,
}

/// A reaction to a note.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The note.
    pub note: NoteId,
    /// Who marked it.
    pub member: MemberId,
    /// With what.
    pub reaction: Reaction,
}

impl Mark {
    /// Gives the key under which documents keep it.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.note, self.member, self.reaction)
    }
}
