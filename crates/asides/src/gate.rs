//! The one gate: what a member may see now.
//!
//! Every view is made from rows that came through here, so whether it is a list, a count, a search, the ridge or an
//! export, nobody meets a note from beyond the film time they have reached, nor one that its author keeps for the end.
//! It stands in the core, before the bridge: what is not to be seen never leaves it.

use std::collections::BTreeMap;

use screening::insight::is_in_play;
use screening::{Attendance, Grade, Kind, MemberId, Note, Seal, State, Viewing, When};

/// How near to the end of a viewing somebody must have come to count as having seen it when the lights went up.
const END_NEAR_MS: i64 = 180_000;

/// What the gate needs to know of somebody who looks at one screening.
///
/// ```
/// use asides::gate::{Sight, Viewer};
/// # let by: screening::MemberId = "abababababababababab".parse().unwrap();
/// let jonas = Viewer { member: by, frontier_ms: 3_500_000, finished: false };
/// assert_eq!(jonas.sight_of_time(3_499_999), Sight::Clear);
/// assert_eq!(jonas.sight_of_time(3_500_001), Sight::Later);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who looks.
    pub member: MemberId,
    /// The film time that they have reached, in milliseconds.
    pub frontier_ms: i64,
    /// They have seen the end, and the lights are up for them.
    pub finished: bool,
}

/// What a viewer gets of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Clear,
    /// Only that its author keeps something for the end.
    Kept,
    /// Nothing yet: it lies beyond the frontier, or opens with the lights.
    Later,
    /// Nothing, ever: it was dropped or taken back.
    Gone,
}

impl Viewer {
    /// Places a member in a screening: what they attended, how far the film is for those who watch, and their own notes.
    ///
    /// `running_ms` is the film time of the clock that the member watches by, while it is theirs to watch.
    pub fn place(member: MemberId, attendance: &[Attendance], viewings: &[Viewing], running_ms: Option<i64>) -> Self {
        let mine = attendance.iter().filter(|row| row.member == member);
        let mut frontier_ms = 0;
        let mut finished = false;
        for row in mine {
            frontier_ms = frontier_ms.max(row.frontier_ms);
            finished |= has_finished(row, viewings, running_ms);
            if matches!(row.state, State::Watching | State::StillWatching) && !ended(row, viewings) {
                frontier_ms = frontier_ms.max(running_ms.unwrap_or(0));
            }
        }
        Self { member, frontier_ms: if finished { i64::MAX } else { frontier_ms }, finished }
    }

    /// Tells whether a film time may be spoken of.
    pub fn sight_of_time(&self, film_ms: i64) -> Sight {
        if film_ms <= self.frontier_ms { Sight::Clear } else { Sight::Later }
    }

    /// Tells what the viewer gets of a note.
    pub fn sight(&self, note: &Note) -> Sight {
        let own = note.by == self.member;
        if note.seal == Seal::Dropped || note.taken_back {
            Sight::Gone
        } else if own {
            Sight::Clear
        } else if note.seal == Seal::Sealed {
            Sight::Kept
        } else if note.kind == Kind::Prediction && !self.finished {
            // What somebody bet on is a spoiler by itself until its reader has seen the end.
            Sight::Kept
        } else {
            self.sight_of_time(note.film_ms)
        }
    }

    /// Lets notes through and counts the others.
    pub fn let_through(&self, notes: Vec<Note>) -> Through {
        let mut through = Through::default();
        for note in notes {
            match self.sight(&note) {
                Sight::Clear => through.notes.push(note),
                Sight::Kept => {
                    through.hidden += 1;
                    *through.kept.entry(note.by).or_default() += 1;
                }
                Sight::Later => through.hidden += 1,
                Sight::Gone => {}
            }
        }
        through
    }

    /// Lets grades through: one's own always, those from before the film when one has seen it, those from after when
    /// everybody who finished gave one or passed.
    pub fn grades(&self, grades: Vec<Grade>, finished: &[MemberId]) -> Vec<Grade> {
        let given = |member: &MemberId| grades.iter().any(|grade| grade.when == When::After && grade.member == *member);
        let all_gave = !finished.is_empty() && finished.iter().all(given);
        let shown = |grade: &Grade| {
            grade.member == self.member
                || (self.finished
                    && match grade.when {
                        When::Before => true,
                        When::After => all_gave,
                    })
        };
        let shown: Vec<bool> = grades.iter().map(shown).collect();
        grades.into_iter().zip(shown).filter_map(|(grade, shown)| shown.then_some(grade)).collect()
    }
}

/// What came through the gate, and how much did not.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Through {
    /// What may be seen.
    pub notes: Vec<Note>,
    /// How many are held back.
    pub hidden: u32,
    /// Of these, how many each author keeps for the end.
    pub kept: BTreeMap<MemberId, u32>,
}

impl Through {
    /// Only the notes that are part of moments and boards.
    pub fn in_play(&self) -> Vec<Note> {
        self.notes.iter().filter(|note| is_in_play(note)).cloned().collect()
    }
}

/// Tells who has seen the end, in the order of their ids.
pub fn finished(attendance: &[Attendance], viewings: &[Viewing], running_ms: Option<i64>) -> Vec<MemberId> {
    let mut members: Vec<_> =
        attendance.iter().filter(|row| has_finished(row, viewings, running_ms)).map(|row| row.member.clone()).collect();
    members.sort();
    members.dedup();
    members
}

/// Finished says so, or was watching close to the end when the lights went up.
fn has_finished(row: &Attendance, viewings: &[Viewing], end_ms: Option<i64>) -> bool {
    match row.state {
        State::Finished => true,
        State::Watching => ended(row, viewings) && end_ms.is_some_and(|end_ms| row.frontier_ms >= end_ms - END_NEAR_MS),
        State::StillWatching | State::Slept { .. } | State::Left { .. } => false,
    }
}

fn ended(row: &Attendance, viewings: &[Viewing]) -> bool {
    row.viewing
        .as_ref()
        .is_some_and(|id| viewings.iter().any(|viewing| viewing.id == *id && viewing.ended_ms.is_some()))
}
