//! The one gate: what a member may see now.
//!
//! Every view is made from rows that came through here, so whether it is a list, a count, a search, the ridge or an
//! export, nobody meets a note from beyond the film time they have reached, nor one that its author keeps for the end.
//! It stands in the core, before the bridge: what is not to be seen never leaves it.

use std::collections::BTreeMap;

use library::{Tally, UpTo};
use screening::insight::{ECHO_MS, is_in_play};
use screening::{Attendance, Grade, Kind, MemberId, Note, Seal, State, Viewing, ViewingId, When};

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
    /// Places a member in a screening by what is known of who came how far.
    pub fn place(member: MemberId, reach: &Reach<'_>) -> Self {
        let mine = || reach.attendance.iter().filter(|row| row.member == member);
        let finished = mine().any(|row| reach.has_finished(row));
        // Who watches alone is shown what others noted a little after its moment: their own comes first.
        let echo_ms = if reach.is_alone(&member) { ECHO_MS } else { 0 };
        let frontier_ms = if finished { i64::MAX } else { (reach.frontier_ms(&member) - echo_ms).max(0) };
        Self { member, frontier_ms, finished }
    }

    /// Tells whether a film time may be spoken of.
    pub fn sight_of_time(&self, film_ms: i64) -> Sight {
        if film_ms <= self.frontier_ms { Sight::Clear } else { Sight::Later }
    }

    /// Tells what the viewer gets of a note.
    pub fn sight(&self, note: &Note) -> Sight {
        let Note { by, kind, seal, taken_back, film_ms, .. } = note;
        self.decide(by, kind, *seal, *taken_back, *film_ms)
    }

    /// Tells what the viewer gets of notes that were counted together; [`Viewer::count_through`] counts them so.
    fn sight_of_all(&self, tally: &Tally) -> Sight {
        let Tally { by, kind, seal, taken_back, last_ms, .. } = tally;
        self.decide(by, kind, *seal, *taken_back, *last_ms)
    }

    fn decide(&self, by: &MemberId, kind: &Kind, seal: Seal, taken_back: bool, film_ms: i64) -> Sight {
        let own = *by == self.member;
        if seal == Seal::Dropped || taken_back {
            Sight::Gone
        } else if own {
            Sight::Clear
        } else if seal == Seal::Sealed {
            Sight::Kept
        } else if *kind == Kind::Prediction && !self.finished {
            // What somebody bet on is a spoiler by itself until its reader has seen the end.
            Sight::Kept
        } else {
            self.sight_of_time(film_ms)
        }
    }

    /// How far this viewer's questions for notes reach; what the gate shuts later is left out of the asking already.
    pub fn up_to(&self) -> UpTo {
        UpTo { member: self.member.clone(), film_ms: self.frontier_ms }
    }

    /// Keeps the counts of what may be seen, from notes counted up to the viewer's frontier and after it.
    pub fn clear(&self, mut tallies: Vec<Tally>) -> Vec<Tally> {
        tallies.retain(|tally| self.sight_of_all(tally) == Sight::Clear);
        tallies
    }

    /// Counts what would come through, from notes counted up to the viewer's frontier and after it.
    pub fn count_through(&self, tallies: Vec<Tally>) -> Counts {
        let mut counts = Counts::default();
        for tally in tallies {
            match self.sight_of_all(&tally) {
                Sight::Clear if tally.by == self.member => counts.mine += tally.notes,
                Sight::Clear => counts.others += tally.notes,
                Sight::Kept => *counts.kept.entry(tally.by).or_default() += tally.notes,
                Sight::Later | Sight::Gone => {}
            }
        }
        counts
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

/// How many notes came through the gate.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The viewer's own.
    pub mine: u64,
    /// Those of the others.
    pub others: u64,
    /// How many each author keeps for the end.
    pub kept: BTreeMap<MemberId, u64>,
}

impl Through {
    /// Counts what came through.
    pub fn counts(&self, me: &MemberId) -> Counts {
        let mine = self.notes.iter().filter(|note| note.by == *me).count() as u64;
        let kept = self.kept.iter().map(|(member, notes)| (member.clone(), u64::from(*notes))).collect();
        Counts { mine, others: self.notes.len() as u64 - mine, kept }
    }

    /// Only the notes that are part of moments and boards.
    pub fn in_play(&self) -> Vec<Note> {
        self.notes.iter().filter(|note| is_in_play(note)).cloned().collect()
    }
}

/// What is known of who came how far in one screening.
#[derive(Debug, Clone, Default)]
pub struct Reach<'a> {
    /// What everybody says of themselves, written about once a minute.
    pub attendance: &'a [Attendance],
    /// The passes through the film.
    pub viewings: &'a [Viewing],
    /// The furthest note that each member jotted while watching, in milliseconds: nobody notes what they have not seen.
    pub noted_ms: BTreeMap<MemberId, i64>,
    /// Where the clock of every viewing stands now, in milliseconds of film.
    pub clocks_ms: BTreeMap<ViewingId, i64>,
    /// Who watches at this device right now, and in which viewing; their frontier moves with that clock.
    pub watching: Option<(MemberId, ViewingId)>,
}

impl Reach<'_> {
    /// Tells the film time that a member has reached, in milliseconds, whether they have seen the end or not.
    pub fn frontier_ms(&self, member: &MemberId) -> i64 {
        let rows = self.attendance.iter().filter(|row| row.member == *member);
        let written = rows.map(|row| row.frontier_ms.max(self.running_ms(row))).max().unwrap_or(0);
        written.max(self.noted_ms.get(member).copied().unwrap_or(0))
    }

    /// Tells who has seen the end, in the order of their ids.
    pub fn finished(&self) -> Vec<MemberId> {
        let mut members: Vec<_> =
            self.attendance.iter().filter(|row| self.has_finished(row)).map(|row| row.member.clone()).collect();
        members.sort();
        members.dedup();
        members
    }

    /// Finished says so, or was watching close to the end when the lights went up.
    fn has_finished(&self, row: &Attendance) -> bool {
        match row.state {
            State::Finished => true,
            State::Watching | State::StillWatching if self.has_ended(row) => {
                let end_ms = row.viewing.as_ref().and_then(|viewing| self.clocks_ms.get(viewing));
                let reached_ms = row.frontier_ms.max(self.noted_ms.get(&row.member).copied().unwrap_or(0));
                end_ms.is_some_and(|end_ms| reached_ms >= end_ms - END_NEAR_MS)
            }
            State::Watching | State::StillWatching | State::Slept { .. } | State::Left { .. } => false,
        }
    }

    /// Tells whether a member is making a pass of their own.
    fn is_alone(&self, member: &MemberId) -> bool {
        let mut rows = self.attendance.iter().filter(|row| row.member == *member);
        rows.any(|row| row.state == State::StillWatching && !self.has_ended(row))
    }

    /// How far the clock has run under somebody who sits in front of it.
    fn running_ms(&self, row: &Attendance) -> i64 {
        let here =
            |(member, viewing): &(MemberId, ViewingId)| *member == row.member && row.viewing.as_ref() == Some(viewing);
        let watches = matches!(row.state, State::Watching | State::StillWatching) && !self.has_ended(row);
        let viewing = row.viewing.as_ref().filter(|_| watches && self.watching.as_ref().is_some_and(here));
        viewing.and_then(|viewing| self.clocks_ms.get(viewing)).copied().unwrap_or(0)
    }

    fn has_ended(&self, row: &Attendance) -> bool {
        let ended =
            |id: &ViewingId| self.viewings.iter().any(|viewing| viewing.id == *id && viewing.ended_ms.is_some());
        row.viewing.as_ref().is_some_and(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_lets_through_what_reading_lets_through() {
        let member = |digit: &str| -> MemberId { digit.repeat(20).parse().expect("an id") };
        let mut tallies = Vec::new();
        for by in ["a", "b"] {
            for kind in [Kind::Remark, Kind::Prediction, Kind::Personal] {
                for seal in [Seal::Open, Seal::Sealed, Seal::Shown, Seal::Dropped] {
                    for (taken_back, last_ms) in [(false, 10), (false, 90), (true, 10)] {
                        let (by, kind) = (member(by), kind.clone());
                        tallies.push(Tally { by, kind, seal, taken_back, first_ms: 5, last_ms, notes: 1 });
                    }
                }
            }
        }
        for (frontier_ms, finished) in [(0, false), (50, false), (i64::MAX, true)] {
            let viewer = Viewer { member: member("a"), frontier_ms, finished };
            let notes = tallies.iter().map(|tally| {
                let id = screening::NoteId::new(0, tally.last_ms.unsigned_abs());
                Note { kind: tally.kind.clone(), seal: tally.seal, taken_back: tally.taken_back, ..note(id, tally) }
            });
            let read = viewer.let_through(notes.collect()).counts(&viewer.member);
            assert_eq!(viewer.count_through(tallies.clone()), read, "{frontier_ms}");
            assert_eq!(viewer.clear(tallies.clone()).len() as u64, read.mine + read.others);
        }
    }

    fn note(id: screening::NoteId, tally: &Tally) -> Note {
        Note {
            id,
            by: tally.by.clone(),
            kind: Kind::Remark,
            film_ms: tally.last_ms,
            text: String::new(),
            tags: Vec::new(),
            seal: Seal::Open,
            stamp: None,
            made_ms: 0,
            edited: false,
            taken_back: false,
            after_echo: false,
            exportable: false,
            actor: Vec::new(),
        }
    }
}
