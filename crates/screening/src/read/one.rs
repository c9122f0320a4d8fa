//! Reading one thing by its name, in time that does not grow with the document.

use std::collections::BTreeSet;

use automerge::ObjId;

use super::look::Look;
use super::said::{Fault, Value};
use super::{Voices, notes, opinions, places};
use crate::attendance::Attendance;
use crate::clock::{ClockEntry, Edge};
use crate::document::{Document, Root, guarded};
use crate::film::{Cut, Film};
use crate::grade::{Grade, Pulse, When};
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::note::Note;
use crate::prediction::Verdict;
use crate::question::Answer;
use crate::sentence::Sentence;
use crate::thread::{Mark, Reply};
use crate::viewing::Viewing;

/// Reads one item, with the id of the map that counts.
fn find<T>(
    doc: &Document,
    root: Root,
    key: &str,
    voices: &dyn Voices,
    of: impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>,
) -> Option<(T, ObjId)> {
    guarded(|| Look::new(doc, voices).one(root, key, of)).ok()?
}

fn one<T>(
    doc: &Document,
    root: Root,
    key: &str,
    voices: &dyn Voices,
    of: impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>,
) -> Option<T> {
    find(doc, root, key, voices, of).map(|(thing, _)| thing)
}

/// Gives the key of a grade.
pub(crate) fn grade_key(member: &MemberId, when: When) -> String {
    format!("{member}/{}", when.name())
}

/// Gives the key of a sentence.
pub(crate) fn sentence_key(member: &MemberId) -> String {
    format!("{member}/sentence")
}

/// Gives the key of an answer, and of a contest.
pub(crate) fn answer_key(note: &NoteId, member: &MemberId) -> String {
    format!("{note}/{member}")
}

/// Gives the key of an attendance.
pub(crate) fn attendance_key(member: &MemberId, viewing: Option<&ViewingId>) -> String {
    viewing.map_or_else(|| member.to_string(), |viewing| format!("{member}/{viewing}"))
}

/// Gives the key of an edge whose smaller timebase is `a`.
pub(crate) fn edge_key(a: &str, b: &str) -> String {
    format!("{a}/{b}")
}

/// Finds a note and the map that counts.
pub(crate) fn find_note(doc: &Document, id: &NoteId, voices: &dyn Voices) -> Option<(Note, ObjId)> {
    find(doc, Root::Notes, id.as_str(), voices, notes::note)
}

/// Finds a reply and the map that counts.
pub(crate) fn find_reply(doc: &Document, id: &ReplyId, voices: &dyn Voices) -> Option<(Reply, ObjId)> {
    find(doc, Root::Replies, id.as_str(), voices, notes::reply)
}

/// Finds a viewing and the map that counts.
pub(crate) fn find_viewing(doc: &Document, id: &ViewingId, voices: &dyn Voices) -> Option<(Viewing, ObjId)> {
    find(doc, Root::Viewings, id.as_str(), voices, places::viewing)
}

/// Finds a copy of the film and the map that counts.
pub(crate) fn find_cut(doc: &Document, id: &CutId, voices: &dyn Voices) -> Option<(Cut, ObjId)> {
    find(doc, Root::Cuts, id.as_str(), voices, places::cut)
}

/// Finds an attendance and the map that counts.
pub(crate) fn find_attendance(
    doc: &Document,
    member: &MemberId,
    viewing: Option<&ViewingId>,
    voices: &dyn Voices,
) -> Option<(Attendance, ObjId)> {
    find(doc, Root::Attendance, &attendance_key(member, viewing), voices, places::attendance)
}

/// Gives the highest place in the order of a viewing's clock entries; 0 without any.
pub(crate) fn lamport_of(doc: &Document, viewing: &ViewingId, voices: &dyn Voices) -> i64 {
    let entries = Look::new(doc, voices).all(Root::Clock, places::entry);
    entries.iter().filter(|entry| entry.viewing == *viewing).map(|entry| entry.lamport).max().unwrap_or_default()
}

/// Reads the film.
pub fn read_film(doc: &Document, voices: &dyn Voices) -> Option<Film> {
    let map = doc.genesis.container(Root::Film)?;
    guarded(|| places::film(&Look::new(doc, voices), map)).ok()
}

/// Reads one note; one taken back or dropped too, without its text.
pub fn read_note(doc: &Document, id: &NoteId, voices: &dyn Voices) -> Option<Note> {
    one(doc, Root::Notes, id.as_str(), voices, notes::note)
}

/// Reads one reply; one taken back too, without its text.
pub fn read_reply(doc: &Document, id: &ReplyId, voices: &dyn Voices) -> Option<Reply> {
    one(doc, Root::Replies, id.as_str(), voices, notes::reply)
}

/// Reads one mark; none when it is off.
pub fn read_mark(doc: &Document, mark: &Mark, voices: &dyn Voices) -> Option<Mark> {
    let (mark, on) = one(doc, Root::Marks, &mark.key(), voices, notes::mark)?;
    on.then_some(mark)
}

/// Reads one member's grade.
pub fn read_grade(doc: &Document, member: &MemberId, when: When, voices: &dyn Voices) -> Option<Grade> {
    one(doc, Root::Grades, &grade_key(member, when), voices, opinions::grade)
}

/// Reads one member's sentence.
pub fn read_sentence(doc: &Document, member: &MemberId, voices: &dyn Voices) -> Option<Sentence> {
    one(doc, Root::Grades, &sentence_key(member), voices, opinions::sentence)
}

/// Reads one member's pulse.
pub fn read_pulse(doc: &Document, member: &MemberId, voices: &dyn Voices) -> Option<Pulse> {
    one(doc, Root::Pulses, member.as_str(), voices, opinions::pulse)
}

/// Reads what became of a prediction, and who contests it; none when nobody said anything.
pub fn read_verdict(doc: &Document, note: &NoteId, voices: &dyn Voices) -> Option<Verdict> {
    guarded(|| verdict(doc, note, voices)).ok()?
}

fn verdict(doc: &Document, note: &NoteId, voices: &dyn Voices) -> Option<Verdict> {
    let look = Look::new(doc, voices);
    let said = look.one(Root::Outcomes, note.as_str(), opinions::outcome).map(|(verdict, _)| verdict);
    let contested_by = contested_by(&look, note);
    if said.is_none() && contested_by.is_empty() {
        return None;
    }
    let silent = Verdict { note: note.clone(), outcome: None, contested_by: BTreeSet::new(), made_ms: 0 };
    Some(Verdict { contested_by, ..said.unwrap_or(silent) })
}

fn contested_by(look: &Look<'_>, note: &NoteId) -> BTreeSet<MemberId> {
    let from = format!("{note}/");
    let to = format!("{note}0"); // "0" is the character after "/"
    let all = look.between(Root::Contests, from..to, opinions::contest);
    all.into_iter().filter_map(|(_, member, on)| on.then_some(member)).collect()
}

/// Reads one member's answer to a question.
pub fn read_answer(doc: &Document, question: &NoteId, member: &MemberId, voices: &dyn Voices) -> Option<Answer> {
    one(doc, Root::Answers, &answer_key(question, member), voices, opinions::answer)?
}

/// Reads how far a member came in a viewing.
pub fn read_attendance(
    doc: &Document,
    member: &MemberId,
    viewing: Option<&ViewingId>,
    voices: &dyn Voices,
) -> Option<Attendance> {
    one(doc, Root::Attendance, &attendance_key(member, viewing), voices, places::attendance)
}

/// Reads one viewing.
pub fn read_viewing(doc: &Document, id: &ViewingId, voices: &dyn Voices) -> Option<Viewing> {
    one(doc, Root::Viewings, id.as_str(), voices, places::viewing)
}

/// Reads one copy of the film.
pub fn read_cut(doc: &Document, id: &CutId, voices: &dyn Voices) -> Option<Cut> {
    one(doc, Root::Cuts, id.as_str(), voices, places::cut)
}

/// Reads one clock entry.
pub fn read_entry(doc: &Document, id: &EntryId, voices: &dyn Voices) -> Option<ClockEntry> {
    one(doc, Root::Clock, id.as_str(), voices, places::entry)
}

/// Reads the edge between two timebases, whose smaller is `a`.
pub fn read_edge(doc: &Document, a: &str, b: &str, voices: &dyn Voices) -> Option<Edge> {
    one(doc, Root::Edges, &edge_key(a, b), voices, places::edge)
}
