//! Moments: notes that lie close together on the film's scale.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};
use crate::kind::Kind;
use crate::note::{Note, Seal};

/// The widest gap between two neighbouring notes of one moment, in milliseconds.
pub const LINK_MS: i64 = 20_000;

/// The widest span of a moment from its first note, in milliseconds: chatter that never pauses is cut here, so that a
/// talkative scene does not swallow the film.
pub const SPAN_MS: i64 = 60_000;

/// Notes that lie close together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Film time of its first note, in milliseconds.
    pub start_ms: i64,
    /// Film time of its last note, in milliseconds.
    pub end_ms: i64,
    /// Its notes by (film time, id), each jotted on its author's own account.
    pub notes: Vec<NoteId>,
    /// Whose notes these are.
    pub members: BTreeSet<MemberId>,
    /// Notes that were jotted here after their authors had been shown these: they answer, and count for nothing.
    #[serde(default)]
    pub answers: Vec<NoteId>,
}

impl Moment {
    /// Tells whether two members or more are in it.
    pub fn is_hot(&self) -> bool {
        self.members.len() >= 2
    }
}

/// Tells whether a note takes part in moments: shown to everyone who has come that far, and no prediction.
pub fn is_in_play(note: &Note) -> bool {
    note.is_shown() && note.seal != Seal::Sealed && note.kind != Kind::Prediction && !is_of_the_whole_film(note)
}

/// Tells whether a note was made by somebody who knew what the others had noted: jotted after their echo, thought of
/// later, or brought from outside. It answers a moment and changes nothing about it.
pub fn is_answer(note: &Note) -> bool {
    note.after_echo || matches!(note.kind, Kind::Afterthought | Kind::FromOutside)
}

/// What came to mind later, or from outside, and was given no film time stands at its beginning; it is about all of it.
fn is_of_the_whole_film(note: &Note) -> bool {
    matches!(note.kind, Kind::Afterthought | Kind::FromOutside) && note.film_ms == 0
}

/// Tells whether a note is a noticing: words about the film, found by its author alone while the film ran.
pub fn is_noticing(note: &Note) -> bool {
    let during = note.stamp.as_ref().is_some_and(|stamp| stamp.viewing.is_some());
    is_in_play(note) && note.kind.is_noticing() && during && !note.after_echo && !note.text.trim().is_empty()
}

/// Puts notes into moments, earliest first.
///
/// Sorted by (film time, id), notes are linked while the gap is at most [`LINK_MS`] and the span from the first at most
/// [`SPAN_MS`]; whatever comes after begins a new moment. An answer joins the nearest moment within [`LINK_MS`] without
/// widening it; answers whose moment is gone make moments of their own.
///
/// ```
/// # use screening::{Note, insight::moments};
/// # let note = |film_ms: i64, by: &str| -> Note { serde_json::from_value(serde_json::json!({
/// #     "id": format!("{film_ms:024x}"), "by": by.repeat(20), "kind": "remark", "film_ms": film_ms, "text": "…", "tags": [],
/// #     "seal": "open", "stamp": null, "made_ms": 0, "edited": false, "taken_back": false, "after_echo": false, "actor": "",
/// # })).unwrap() };
/// let found = moments(&[note(50_000, "a"), note(7_000, "b"), note(0, "a")]);
/// assert_eq!(found.len(), 2);
/// assert_eq!((found[0].start_ms, found[0].end_ms, found[0].is_hot()), (0, 7_000, true));
/// ```
pub fn moments(notes: &[Note]) -> Vec<Moment> {
    gathered(notes).into_iter().map(|gathered| gathered.moment()).collect()
}

/// Picks the hot moments: more members first, then more notes, then earlier.
pub fn hot(moments: &[Moment]) -> Vec<Moment> {
    let mut hot: Vec<&Moment> = moments.iter().filter(|moment| moment.is_hot()).collect();
    hot.sort_by_key(|moment| (Reverse(moment.members.len()), Reverse(moment.notes.len()), moment.start_ms));
    hot.into_iter().cloned().collect()
}

/// A moment with its notes at hand.
pub(super) struct Gathered<'a> {
    pub(super) notes: Vec<&'a Note>,
    answers: Vec<&'a Note>,
}

impl Gathered<'_> {
    fn start_ms(&self) -> i64 {
        self.notes.first().map_or(i64::MAX, |note| note.film_ms)
    }

    pub(super) fn end_ms(&self) -> i64 {
        self.notes.last().map_or(i64::MIN, |note| note.film_ms)
    }

    pub(super) fn moment(&self) -> Moment {
        let ids = |notes: &[&Note]| notes.iter().map(|note| note.id.clone()).collect();
        Moment {
            start_ms: self.start_ms(),
            end_ms: self.end_ms(),
            notes: ids(&self.notes),
            members: self.notes.iter().map(|note| note.by.clone()).collect(),
            answers: ids(&self.answers),
        }
    }
}

/// The moments of these notes, earliest first, each with at least one note.
pub(super) fn gathered(notes: &[Note]) -> Vec<Gathered<'_>> {
    let mut in_play: Vec<&Note> = notes.iter().filter(|note| is_in_play(note)).collect();
    in_play.sort_by_key(|note| (note.film_ms, &note.id));
    let (answers, own): (Vec<&Note>, Vec<&Note>) = in_play.into_iter().partition(|note| is_answer(note));
    let mut gathered = linked(own);
    let mut homeless = Vec::new();
    for answer in answers {
        match nearest(&mut gathered, answer.film_ms) {
            Some(moment) => moment.answers.push(answer),
            None => homeless.push(answer),
        }
    }
    gathered.extend(linked(homeless));
    gathered.sort_by_key(Gathered::start_ms);
    gathered
}

fn linked(sorted: Vec<&Note>) -> Vec<Gathered<'_>> {
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    for note in sorted {
        match gathered.last_mut() {
            Some(last)
                if note.film_ms.saturating_sub(last.end_ms()) <= LINK_MS
                    && note.film_ms.saturating_sub(last.start_ms()) <= SPAN_MS =>
            {
                last.notes.push(note);
            }
            _ => gathered.push(Gathered { notes: vec![note], answers: Vec::new() }),
        }
    }
    gathered
}

/// The moment within [`LINK_MS`] of this film time; of two equally near ones the earlier.
fn nearest<'a, 'n>(moments: &'a mut [Gathered<'n>], film_ms: i64) -> Option<&'a mut Gathered<'n>> {
    let after = moments.partition_point(|moment| moment.start_ms() <= film_ms);
    let window = after.saturating_sub(1)..moments.len().min(after + 1);
    let distance = |moment: &Gathered<'_>| {
        let before = moment.start_ms().saturating_sub(film_ms);
        before.max(film_ms.saturating_sub(moment.end_ms())).max(0)
    };
    let near = moments.get_mut(window)?.iter_mut().min_by_key(|moment| distance(moment))?;
    (distance(near) <= LINK_MS).then_some(near)
}
