//! Reading a document into plain values.
//!
//! Anything may stand in a document: what an older or newer version wrote, what a broken device wrote, what somebody
//! wrote to do harm. So reading only ever looks for what it knows, three levels deep and never by recursion; what it
//! does not know stays where it is; what it cannot take is passed over and listed as an [`Oddity`]. Nothing here panics.

mod fields;
mod look;
mod notes;
mod one;
mod opinions;
mod places;
mod said;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::attendance::Attendance;
use crate::clock::{ClockEntry, Edge};
use crate::document::{Document, Root, guarded};
use crate::film::{Cut, Film};
use crate::grade::{Grade, Pulse};
use crate::id::{MemberId, NoteId, ScreeningId, ViewingId};
use crate::note::Note;
use crate::prediction::Verdict;
use crate::question::Answer;
use crate::sentence::Sentence;
use crate::thread::{Mark, Reply};
use crate::viewing::Viewing;

pub(crate) use look::Look;
pub(crate) use notes::mark_key;
pub(crate) use one::{
    answer_key, attendance_key, edge_key, find_attendance, find_cut, find_note, find_reply, find_viewing, grade_key,
    lamport_of, sentence_key,
};
pub use one::{
    read_answer, read_attendance, read_cut, read_edge, read_entry, read_film, read_grade, read_mark, read_note,
    read_pulse, read_reply, read_sentence, read_verdict, read_viewing,
};
pub(crate) use opinions::{grade_key as split_grade_key, pair, sentence_key as split_sentence_key};
pub(crate) use places::{attendance_key as split_attendance_key, edge_key as split_edge_key, is_timebase};

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

/// Something in a document that was passed over or cleaned, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Oddity {
    /// Where, such as `notes/0123...`.
    pub place: String,
    /// What is odd there.
    pub what: String,
}

/// Everything in a screening's document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Screening {
    /// The film.
    pub film: Film,
    /// Who opened the screening; none when that device may not speak for the member it named.
    pub by: Option<MemberId>,
    /// Wall time of the opening, in milliseconds since 1970.
    pub made_ms: i64,
    /// The id of the document that holds the recap.
    pub recap: Option<ScreeningId>,
    /// Copies of the film, newest first.
    pub cuts: Vec<Cut>,
    /// Viewings, newest first.
    pub viewings: Vec<Viewing>,
    /// Clock entries of all viewings, by (viewing, lamport, id).
    pub clock: Vec<ClockEntry>,
    /// Edges between timebases.
    pub edges: Vec<Edge>,
    /// Notes by (film time, id), those taken back or dropped too (without their texts).
    pub notes: Vec<Note>,
    /// Replies, oldest first.
    pub replies: Vec<Reply>,
    /// Marks that are on.
    pub marks: Vec<Mark>,
    /// Grades, by member, after before before.
    pub grades: Vec<Grade>,
    /// Pulses.
    pub pulses: Vec<Pulse>,
    /// The film in one sentence, by member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Sentence>,
    /// Outcomes of predictions, and who contests them.
    pub verdicts: Vec<Verdict>,
    /// Answers to questions.
    pub answers: Vec<Answer>,
    /// How far everyone came.
    pub attendance: Vec<Attendance>,
}

impl Screening {
    /// Gives the clock entries of one viewing.
    pub fn clock_of(&self, viewing: &ViewingId) -> Vec<ClockEntry> {
        self.clock.iter().filter(|entry| entry.viewing == *viewing).cloned().collect()
    }
}

/// A screening as read, with what was passed over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// What could be read.
    pub screening: Screening,
    /// What was passed over, at most 1,000.
    pub oddities: Vec<Oddity>,
}

/// Reads a whole screening; takes time with its size. After a change, read again only what it touched.
pub fn read(doc: &Document, voices: &dyn Voices) -> Reading {
    guarded(|| whole(doc, voices)).unwrap_or_else(|what| Reading {
        oddities: vec![Oddity { place: "document".into(), what }],
        ..Reading::default()
    })
}

fn whole(doc: &Document, voices: &dyn Voices) -> Reading {
    let look = Look::new(doc, voices);
    let mut screening = Screening {
        film: doc.genesis.container(Root::Film).map(|map| places::film(&look, map)).unwrap_or_default(),
        by: doc.genesis.by().filter(|by| voices.may_speak(&doc.genesis.actor, by)),
        made_ms: doc.genesis.made_ms,
        recap: doc.genesis.recap(),
        cuts: look.all(Root::Cuts, places::cut),
        viewings: look.all(Root::Viewings, places::viewing),
        clock: look.all(Root::Clock, places::entry),
        edges: look.all(Root::Edges, places::edge),
        notes: look.all(Root::Notes, notes::note),
        replies: look.all(Root::Replies, notes::reply),
        marks: look.all(Root::Marks, notes::mark).into_iter().filter_map(|(mark, on)| on.then_some(mark)).collect(),
        grades: Vec::new(),
        sentences: Vec::new(),
        pulses: look.all(Root::Pulses, opinions::pulse),
        verdicts: verdicts(&look),
        answers: look.all(Root::Answers, opinions::answer).into_iter().flatten().collect(),
        attendance: look.all(Root::Attendance, places::attendance),
    };
    for said in look.all(Root::Grades, graded) {
        match said {
            Graded::Grade(grade) => screening.grades.push(grade),
            Graded::Sentence(sentence) => screening.sentences.push(sentence),
        }
    }
    screening.notes.sort_by(|a, b| (a.film_ms, &a.id).cmp(&(b.film_ms, &b.id)));
    screening.clock.sort_by(|a, b| (&a.viewing, a.lamport, &a.id).cmp(&(&b.viewing, b.lamport, &b.id)));
    screening.replies.reverse();
    Reading { screening, oddities: look.oddities() }
}

/// What lies among the grades.
enum Graded {
    Grade(Grade),
    Sentence(Sentence),
}

fn graded(look: &Look<'_>, key: &str, value: &said::Value) -> Result<Graded, said::Fault> {
    match split_sentence_key(key) {
        Some(_) => opinions::sentence(look, key, value).map(Graded::Sentence),
        None => opinions::grade(look, key, value).map(Graded::Grade),
    }
}

fn verdicts(look: &Look<'_>) -> Vec<Verdict> {
    let mut contested: BTreeMap<NoteId, BTreeSet<MemberId>> = BTreeMap::new();
    for (note, member, on) in look.all(Root::Contests, opinions::contest) {
        if on {
            contested.entry(note).or_default().insert(member);
        }
    }
    let mut verdicts = look.all(Root::Outcomes, opinions::outcome);
    for verdict in &mut verdicts {
        verdict.contested_by = contested.remove(&verdict.note).unwrap_or_default();
    }
    let alone = contested.into_iter();
    verdicts.extend(alone.map(|(note, contested_by)| Verdict { note, outcome: None, contested_by, made_ms: 0 }));
    verdicts.sort_by(|a, b| a.note.cmp(&b.note));
    verdicts
}
