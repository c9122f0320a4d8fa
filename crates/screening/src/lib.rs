//! The words of an evening with a film: screening, note, moment, grade, prediction, and the document that holds them.
//!
//! One screening is one Automerge document, and its recap's text another. [`write()`] turns an [`Edit`] into a change,
//! [`touched()`] names what any change touched, [`read()`] and its sisters turn documents into plain values, and
//! [`insight`] says what the notes mean together.
//!
//! Nothing here reads a clock, draws a random number or opens a file: time, ids and randomness come in as arguments, so
//! that every device computes the same from the same changes.

mod apart;
mod attendance;
mod clock;
mod copy;
mod document;
mod edit;
mod film;
mod film_clock;
mod grade;
mod id;
pub mod insight;
mod json;
mod kind;
pub mod limits;
mod note;
mod prediction;
mod question;
mod read;
mod recap;
mod refused;
mod retimed;
mod sentence;
mod thread;
mod touched;
mod viewing;
mod write;

pub use apart::time_apart;
pub use attendance::{Attendance, State};
pub use clock::{Cause, ClockEntry, Edge, OnCopy};
pub use copy::{Proposal, RATIOS, extras, knots, proposed_ratio, tapped};
pub use document::{Document, DocumentError, Purpose, Schema};
pub use edit::{Edit, NewCut, NewEntry, NewNote, Opening};
pub use film::{Cut, Film, Knot};
pub use film_clock::{FilmClock, Position};
pub use grade::{Given, Grade, Letter, NotALetter, Pulse, When};
pub use id::{CutId, EntryId, MemberId, NotAnId, NoteId, ReplyId, ScreeningId, ViewingId};
pub use kind::{Kind, NotAReaction, Reaction};
pub use note::{Note, Seal, Source, Stamp};
pub use prediction::{Outcome, Verdict};
pub use question::{Answer, Judged, Stance};
pub use read::{
    AnyVoice, Oddity, Reading, Screening, Voices, read, read_answer, read_attendance, read_cut, read_edge, read_entry,
    read_film, read_grade, read_mark, read_note, read_pulse, read_reply, read_sentence, read_verdict, read_viewing,
};
pub use recap::{
    Marking, Passage, RecapEdit, RecapVersion, Splice, edit_recap, recap_caret, recap_caret_at, recap_passages,
    recap_passages_at, recap_since, recap_text, recap_text_at, recap_versions, restore_recap, set_recap, set_recap_at,
    splice_recap,
};
pub use refused::Refused;
pub use retimed::{Retimed, retimed};
pub use sentence::Sentence;
pub use thread::{Mark, On, Reply};
pub use touched::{Touched, touched};
pub use viewing::Viewing;
pub use write::{Pen, Written, WrittenId, write};
