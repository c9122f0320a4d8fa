//! The things that a change can touch.

use std::collections::BTreeSet;

use super::Place;
use crate::document::Root;
use crate::grade::When;
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::read::{mark_key, pair, split_attendance_key, split_edge_key, split_grade_key, split_sentence_key};
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
    /// Sentences, by member.
    pub sentences: BTreeSet<MemberId>,
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
    /// Root keys, and keys of items, that this version does not use.
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
        self.sentences.extend(other.sentences);
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

    /// Notes one place.
    pub(super) fn note(&mut self, place: &Place, key: Option<&str>) {
        match place {
            Place::Item(root, key) => {
                if !self.item(*root, key) {
                    self.unknown.insert(format!("{}/{key}", root.key()));
                }
            }
            Place::Elsewhere(key) if key == "schema" => self.everything = true,
            Place::Elsewhere(key) => {
                self.unknown.insert(key.clone());
            }
            // The first change alone says what counts; a container written over later is not looked at.
            Place::Root | Place::Container(_) => {
                self.unknown.extend(key.map(ToOwned::to_owned));
            }
        }
    }

    fn item(&mut self, root: Root, key: &str) -> bool {
        match root {
            Root::Film => self.film = true,
            Root::Text => self.recap = true,
            Root::Cuts => return add(&mut self.cuts, key.parse().ok()),
            Root::Viewings => return add(&mut self.viewings, key.parse().ok()),
            Root::Clock => return add(&mut self.clock, key.parse().ok()),
            Root::Edges => return add(&mut self.edges, split_edge_key(key)),
            Root::Notes => return add(&mut self.notes, key.parse().ok()),
            Root::Replies => return add(&mut self.replies, key.parse().ok()),
            Root::Marks => return add(&mut self.marks, mark_key(key)),
            Root::Grades => {
                return add(&mut self.sentences, split_sentence_key(key))
                    || add(&mut self.grades, split_grade_key(key));
            }
            Root::Pulses => return add(&mut self.pulses, key.parse().ok()),
            Root::Outcomes => return add(&mut self.outcomes, key.parse().ok()),
            Root::Contests => return add(&mut self.outcomes, pair::<NoteId, MemberId>(key).map(|(note, _)| note)),
            Root::Answers => return add(&mut self.answers, pair(key)),
            Root::Attendance => return add(&mut self.attendance, split_attendance_key(key)),
        }
        true
    }
}

fn add<T: Ord>(set: &mut BTreeSet<T>, thing: Option<T>) -> bool {
    thing.map(|thing| set.insert(thing)).is_some()
}
