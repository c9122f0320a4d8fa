//! Everything that a member can do to a screening, as values.

use serde::{Deserialize, Serialize};

use crate::attendance::State;
use crate::clock::{Cause, Edge, OnCopy};
use crate::film::{Film, Knot};
use crate::grade::{Given, When};
use crate::id::{CutId, NoteId, ReplyId, ViewingId};
use crate::kind::{Kind, Reaction};
use crate::note::{Note, Seal, Source, Stamp};
use crate::prediction::Outcome;
use crate::question::Judged;
use crate::retimed::Retimed;
use crate::thread::On;

/// One thing done by one member; becomes one change, or a [`crate::Refused`].
///
/// In JSON the name of the edit is the key of its content: `{"set-text": {"note": "...", "text": "..."}}`, `{"pulse": 4}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // fields are named after what they set
pub enum Edit {
    /// Makes a note.
    Jot(NewNote),
    /// Writes an own note again under its old id, when the change that made it fell; nothing when it is there.
    Again(Box<Note>),
    /// Changes the words of an own note.
    SetText { note: NoteId, text: String },
    /// Changes the kind of an own note; id, time and thread stay.
    SetKind {
        note: NoteId,
        #[serde(flatten)]
        kind: Kind,
    },
    /// Sets the boards of an own note.
    SetTags { note: NoteId, tags: Vec<String> },
    /// Sets the film times of own notes anew, all at once: by a better clock, or shifted by hand.
    Retime { notes: Vec<Retimed> },
    /// Moves an own note to another film time.
    MoveNote { note: NoteId, film_ms: i64 },
    /// Seals an own note, shows it or drops it.
    SetSeal { note: NoteId, seal: Seal },
    /// Lets an own personal note out of the household, or no longer: into exports, by its author's choice alone.
    SetExportable { note: NoteId, exportable: bool },
    /// Takes an own note back: its text leaves every view, search and export.
    TakeBack { note: NoteId },
    /// Undoes taking back.
    PutBack { note: NoteId },
    /// Replies to a note or a moment.
    Reply { on: On, text: String },
    /// Changes the words of an own reply.
    SetReply { reply: ReplyId, text: String },
    /// Takes an own reply back.
    TakeBackReply { reply: ReplyId },
    /// Puts a reaction on a note, or takes the own one off.
    Mark { note: NoteId, reaction: Reaction, on: bool },
    /// Grades the film, or passes. Also settles two rival grades.
    Grade { when: When, given: Given, sealed: bool },
    /// Taps 1 to 5 at half an hour.
    Pulse(u8),
    /// Says the film in one sentence, or passes. Also settles two rival sentences.
    Sentence(Option<String>),
    /// Says what became of an own prediction; none withdraws it.
    Outcome { note: NoteId, outcome: Option<Outcome> },
    /// Contests the outcome of a prediction, or no longer.
    Contest { note: NoteId, on: bool },
    /// Takes a position on a question. Also settles two rival answers.
    Answer { question: NoteId, position: String, reason: String, still_open: bool },
    /// Agrees to a nitpick, or says where the film explains it.
    Judge { nitpick: NoteId, judged: Judged, reason: String },
    /// Withdraws the own answer, or the own word on a nitpick.
    WithdrawAnswer { question: NoteId },
    /// Says how far the member came.
    Attend { viewing: Option<ViewingId>, state: State, frontier_ms: i64 },
    /// Opens a viewing.
    AddViewing { label: String, cut: Option<CutId> },
    /// Lights up.
    EndViewing { viewing: ViewingId },
    /// Dark again: the lights came up too early.
    ReopenViewing { viewing: ViewingId },
    /// Says what the film did.
    Clock(NewEntry),
    /// Says how far two machines' clocks stand apart.
    Edge(Edge),
    /// Corrects the film.
    Film(Film),
    /// Describes a copy of the film.
    AddCut(NewCut),
    /// Describes an own copy anew: its places in every viewing are read by what is known of it now.
    SetCopy { cut: CutId, new: NewCut },
    /// Sets which copy is watched in a viewing.
    SetCut { viewing: ViewingId, cut: Option<CutId> },
}

/// A note about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// Its kind; in JSON the two fields `kind` and `reaction`.
    #[serde(flatten)]
    pub kind: Kind,
    /// Film time at which its author began to react, in milliseconds.
    pub film_ms: i64,
    /// The words; may be empty for a reaction.
    #[serde(default)]
    pub text: String,
    /// The boards it is on.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Open or sealed.
    #[serde(default)]
    pub seal: Seal,
    /// The raw measurement behind `film_ms`.
    #[serde(default)]
    pub stamp: Option<Stamp>,
    /// Whether its author had been shown what others noted here.
    #[serde(default)]
    pub after_echo: bool,
}

/// A clock entry about to be made; its place in the order comes from the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// The pass through the film.
    pub viewing: ViewingId,
    /// The run of the app whose clock was read.
    pub timebase: String,
    /// That clock, in milliseconds.
    pub at_ms: i64,
    /// Film time at that moment, in milliseconds.
    pub film_ms: i64,
    /// Film milliseconds that pass in a millisecond, 0 to 16.
    pub rate: f64,
    /// Why.
    pub cause: Cause,
    /// What told it.
    #[serde(default)]
    pub source: Source,
    /// The place on the copy that is watched.
    #[serde(default)]
    pub copy: Option<OnCopy>,
}

/// A copy of the film about to be described.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewCut {
    /// What people call it.
    pub label: String,
    /// How long the copy runs, in milliseconds.
    #[serde(default)]
    pub length_ms: Option<i64>,
    /// Film milliseconds that pass in one millisecond of the copy, 0.5 to 2.
    pub ratio: f64,
    /// Known places, at most 64.
    #[serde(default)]
    pub knots: Vec<Knot>,
}

/// What a screening opens with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The film; a title is enough.
    pub film: Film,
    /// The copy, when it is known already.
    #[serde(default)]
    pub cut: Option<NewCut>,
    /// What the first viewing is called; may be empty.
    #[serde(default)]
    pub viewing: String,
}
