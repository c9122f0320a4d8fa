//! Reading a document into plain values.

use crate::attendance::Attendance;
use crate::clock::{ClockEntry, Edge};
use crate::document::Document;
use crate::film::{Cut, Film};
use crate::grade::{Grade, Pulse, When};
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::note::Note;
use crate::prediction::Verdict;
use crate::question::Answer;
use crate::thread::{Mark, Reply};
use crate::viewing::Viewing;

/// Knows which device may write in whose name.
pub trait Voices {
    /// Tells whether the device behind this actor may write in this member's name.
    fn may_speak(&self, actor: &[u8], member: &MemberId) -> bool;
}

/// Lets every actor speak for everyone: for tools and tests that look at a document outside its household.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnyVoice;

impl Voices for AnyVoice {
    fn may_speak(&self, _actor: &[u8], _member: &MemberId) -> bool {
        true
    }
}

/// Something in a document that was passed over, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Oddity {
    /// Where, such as `notes/0123.../text`.
    pub place: String,
    /// What is odd there.
    pub what: String,
}

/// Everything in a screening's document.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Screening {
    /// The film.
    pub film: Film,
    /// Who opened the screening.
    pub by: Option<MemberId>,
    /// Wall time of the opening, in milliseconds since 1970.
    pub made_ms: i64,
    /// The id of the document that holds the recap, 32 hexadecimal digits.
    pub recap: Option<String>,
    /// Copies of the film, newest first.
    pub cuts: Vec<Cut>,
    /// Viewings, newest first.
    pub viewings: Vec<Viewing>,
    /// Clock entries of all viewings, by (viewing, lamport, id).
    pub clock: Vec<ClockEntry>,
    /// Edges between timebases.
    pub edges: Vec<Edge>,
    /// Notes by (film time, id).
    pub notes: Vec<Note>,
    /// Replies, oldest first.
    pub replies: Vec<Reply>,
    /// Marks that are on.
    pub marks: Vec<Mark>,
    /// Grades.
    pub grades: Vec<Grade>,
    /// Pulses.
    pub pulses: Vec<Pulse>,
    /// Outcomes of predictions, and who contests them.
    pub verdicts: Vec<Verdict>,
    /// Answers to questions.
    pub answers: Vec<Answer>,
    /// How far everyone came.
    pub attendance: Vec<Attendance>,
}

/// A screening as read, with what was passed over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// What could be read.
    pub screening: Screening,
    /// What was passed over, at most 1,000.
    pub oddities: Vec<Oddity>,
}

/// Reads a whole screening.
pub fn read(_doc: &Document, _voices: &dyn Voices) -> Reading {
    Reading::default()
}

macro_rules! one {
    ($($(#[$doc:meta])* $name:ident($($key:ident: $of:ty),*) -> $what:ty;)*) => {
        $($(#[$doc])* pub fn $name(_doc: &Document, $($key: $of,)* _voices: &dyn Voices) -> Option<$what> {
            $(let _ = $key;)*
            None
        })*
    };
}

one! {
    /// Reads the film.
    read_film() -> Film;
    /// Reads one note.
    read_note(id: &NoteId) -> Note;
    /// Reads one reply.
    read_reply(id: &ReplyId) -> Reply;
    /// Reads one mark; none when it is off.
    read_mark(mark: &Mark) -> Mark;
    /// Reads one member's grade.
    read_grade(member: &MemberId, when: When) -> Grade;
    /// Reads one member's pulse.
    read_pulse(member: &MemberId) -> Pulse;
    /// Reads what became of a prediction.
    read_verdict(note: &NoteId) -> Verdict;
    /// Reads one member's answer to a question.
    read_answer(question: &NoteId, member: &MemberId) -> Answer;
    /// Reads how far a member came in a viewing.
    read_attendance(member: &MemberId, viewing: Option<&ViewingId>) -> Attendance;
    /// Reads one viewing.
    read_viewing(id: &ViewingId) -> Viewing;
    /// Reads one copy of the film.
    read_cut(id: &CutId) -> Cut;
    /// Reads one clock entry.
    read_entry(id: &EntryId) -> ClockEntry;
    /// Reads the edge between two timebases.
    read_edge(a: &str, b: &str) -> Edge;
}
