//! Writing: an edit becomes one change, or is refused.

use automerge::Change;

use crate::document::Document;
use crate::edit::Edit;
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::read::Voices;
use crate::refused::Refused;

/// Who writes, and when: time and randomness come from outside.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// The member in whose name.
    pub member: &'a MemberId,
    /// The wall time, in milliseconds since 1970.
    pub wall_ms: i64,
    /// Randomness for the id of what is made.
    pub random: u64,
    /// Who may write in whose name.
    pub voices: &'a dyn Voices,
}

/// The name of what an edit made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum WrittenId {
    Note(NoteId),
    Reply(ReplyId),
    Viewing(ViewingId),
    Entry(EntryId),
    Cut(CutId),
}

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The change; none when everything was already so.
    pub change: Option<Change>,
    /// The name of what was made, when something was.
    pub id: Option<WrittenId>,
}

/// Checks an edit and writes it in one transaction.
///
/// An edit that would change nothing is no failure: it comes back without a change.
pub fn write(_doc: &mut Document, _edit: &Edit, _pen: &Pen<'_>) -> Result<Written, Refused> {
    Err(Refused::WrongDocument {
        expected: "screening",
    })
}
