//! What a change touched, from the change itself: `Automerge::diff` looks at the whole document (25 ms at 10,000 notes).

use std::collections::BTreeSet;

use automerge::Change;

use crate::document::Document;
use crate::grade::When;
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::thread::Mark;

/// The things to read again after a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// Notes.
    pub notes: BTreeSet<NoteId>,
    /// Replies.
    pub replies: BTreeSet<ReplyId>,
    /// Marks, put on or taken off.
    pub marks: BTreeSet<Mark>,
    /// Grades.
    pub grades: BTreeSet<(MemberId, When)>,
    /// Pulses, by member.
    pub pulses: BTreeSet<MemberId>,
    /// Outcomes and who contests them, by prediction.
    pub outcomes: BTreeSet<NoteId>,
    /// Answers, by question and member.
    pub answers: BTreeSet<(NoteId, MemberId)>,
    /// Attendance, by member and viewing.
    pub attendance: BTreeSet<(MemberId, Option<ViewingId>)>,
    /// Viewings.
    pub viewings: BTreeSet<ViewingId>,
    /// Copies of the film.
    pub cuts: BTreeSet<CutId>,
    /// Clock entries.
    pub clock: BTreeSet<EntryId>,
    /// Edges, by their two timebases in order.
    pub edges: BTreeSet<(String, String)>,
    /// The film itself.
    pub film: bool,
    /// The recap's text.
    pub recap: bool,
    /// Root keys that this version does not know.
    pub unknown: BTreeSet<String>,
    /// Something that can change how everything is read: read it all.
    pub everything: bool,
}

impl Touched {
    /// Adds what another change touched.
    pub fn add(&mut self, other: Touched) {
        self.notes.extend(other.notes);
        self.replies.extend(other.replies);
        self.marks.extend(other.marks);
        self.grades.extend(other.grades);
        self.pulses.extend(other.pulses);
        self.outcomes.extend(other.outcomes);
        self.answers.extend(other.answers);
        self.attendance.extend(other.attendance);
        self.viewings.extend(other.viewings);
        self.cuts.extend(other.cuts);
        self.clock.extend(other.clock);
        self.edges.extend(other.edges);
        self.unknown.extend(other.unknown);
        self.film |= other.film;
        self.recap |= other.recap;
        self.everything |= other.everything;
    }
}

/// Names what a change touched; `doc` is the document after the change was applied.
pub fn touched(_doc: &Document, _change: &Change) -> Touched {
    Touched {
        everything: true,
        ..Touched::default()
    }
}
