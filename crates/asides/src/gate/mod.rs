//! The one gate: what a member may see now.
//!
//! Every view is made from rows that came through here, so whether it is a list, a count, a search, the ridge or an
//! export, nobody meets a note from beyond the film time they have reached, nor one that its author keeps for the end.
//! It stands in the core, before the bridge: what is not to be seen never leaves it.
//!
//! Words that were written after the end can be about the end, wherever on the film's scale they hang. So replies,
//! positions and marks of others, afterthoughts and what somebody brought from outside open only with the lights.

mod lights;

use std::collections::{BTreeMap, BTreeSet};

use library::{Tally, UpTo};
use screening::insight::{ECHO_MS, is_in_play};
use screening::{Attendance, Kind, MemberId, Note, Seal, State, Viewing, ViewingId};

pub use lights::{GradesSeen, Lights, SentencesSeen};

/// What is known of who came how far in one screening.
#[derive(Debug, Clone, Default)]
pub struct Reach<'a> {
    /// What everybody says of themselves, written about once a minute.
    pub attendance: &'a [Attendance],
    /// The passes through the film.
    pub viewings: &'a [Viewing],
    /// The furthest note that each member jotted while watching, in milliseconds: nobody notes what they have not seen.
    pub noted_ms: BTreeMap<MemberId, i64>,
    /// Where the clock of every viewing stands now, in milliseconds of film; of an ended one where it was left. A clock that
    /// was never compared with this device's own is not in here: what it says could be hours ahead.
    pub clocks_ms: BTreeMap<ViewingId, i64>,
    /// Who watches at this device right now, and in which viewing; their frontier moves with that clock.
    pub watching: Option<(MemberId, ViewingId)>,
}

/// What the gate needs to know of somebody who looks at one screening.
///
/// ```
/// use asides::gate::{Sight, Viewer};
/// # let by: screening::MemberId = "abababababababababab".parse().unwrap();
/// let jonas = Viewer { member: by, frontier_ms: 3_500_000, finished: false, through: Default::default() };
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
    /// Everybody who has seen the end.
    pub through: BTreeSet<MemberId>,
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
    /// Places a member in a screening by what is known of who came how far, and for whom the lights are up.
    pub fn place(member: MemberId, reach: &Reach<'_>, lights: &Lights) -> Self {
        let finished = lights.has(&member);
        // Who watches alone is shown what others noted a little after its moment: their own comes first.
        let echo_ms = if reach.is_alone(&member) { ECHO_MS } else { 0 };
        let frontier_ms = if finished { i64::MAX } else { (reach.frontier_ms(&member) - echo_ms).max(0) };
        Self { member, frontier_ms, finished, through: lights.through().cloned().collect() }
    }

    /// Tells whether a film time may be spoken of.
    pub fn sight_of_time(&self, film_ms: i64) -> Sight {
        if film_ms <= self.frontier_ms { Sight::Clear } else { Sight::Later }
    }

    /// Tells what the viewer gets of what somebody said about a note or a moment that is itself in sight: a reply, a mark,
    /// a position, an outcome. It may have been said by somebody who knows the end.
    pub fn sight_of_talk(&self, by: &MemberId) -> Sight {
        if self.finished || *by == self.member { Sight::Clear } else { Sight::Later }
    }

    /// Tells what the viewer gets of a note.
    pub fn sight(&self, note: &Note) -> Sight {
        self.decide(&note.by, &note.kind, note.seal, note.taken_back, note.film_ms)
    }

    /// Tells what the viewer gets of notes that were counted together; [`Viewer::count_through`] counts them so.
    fn sight_of_all(&self, tally: &Tally) -> Sight {
        let Tally { by, kind, seal, taken_back, last_ms, .. } = tally;
        self.decide(by, kind, *seal, *taken_back, *last_ms)
    }

    /// Tells what may stand on the picture of the viewer's own player. Others may sit before it, a guest or a child, so this
    /// is stricter than a page: nothing from beyond the film time that the viewer has reached, not even their own, nothing
    /// sealed, no bet, and what is personal only when its author lets it out of the household. Words only.
    pub fn sight_on_picture(&self, note: &Note) -> Sight {
        let within = note.kind == Kind::Personal && !note.exportable;
        let sight = self.sight(note);
        if sight != Sight::Clear {
            sight
        } else if within || !is_in_play(note) || note.text.trim().is_empty() {
            Sight::Kept
        } else {
            self.sight_of_time(note.film_ms)
        }
    }

    fn decide(&self, by: &MemberId, kind: &Kind, seal: Seal, taken_back: bool, film_ms: i64) -> Sight {
        let after_the_end = matches!(kind, Kind::Afterthought | Kind::FromOutside);
        if seal == Seal::Dropped || taken_back {
            Sight::Gone
        } else if *by == self.member {
            Sight::Clear
        } else if film_ms > self.frontier_ms || (after_the_end && !self.finished) {
            // Even that somebody keeps something is told only of what has been reached.
            Sight::Later
        } else if self.opened(by, kind) {
            Sight::Clear
        } else if seal == Seal::Sealed || *kind == Kind::Prediction {
            Sight::Kept
        } else {
            Sight::Clear
        }
    }

    /// A prediction opens, sealed or not, when both who made it and who reads it have seen the end: until then its author
    /// may still drop it, and to its reader what somebody bet on is a spoiler by itself.
    fn opened(&self, by: &MemberId, kind: &Kind) -> bool {
        *kind == Kind::Prediction && self.finished && self.through.contains(by)
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

    /// Lets notes through and counts the others. What the lights have opened comes through as shown.
    pub fn let_through(&self, notes: Vec<Note>) -> Through {
        let mut through = Through::default();
        for mut note in notes {
            match self.sight(&note) {
                Sight::Clear => {
                    if note.seal == Seal::Sealed && self.opened(&note.by, &note.kind) {
                        note.seal = Seal::Shown;
                    }
                    through.notes.push(note);
                }
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

impl Reach<'_> {
    /// Tells the film time that a member has reached, in milliseconds, whether they have seen the end or not.
    pub fn frontier_ms(&self, member: &MemberId) -> i64 {
        let rows = self.attendance.iter().filter(|row| row.member == *member);
        let written = rows.map(|row| row.frontier_ms.max(self.running_ms(row))).max().unwrap_or(0);
        written.max(self.noted_ms.get(member).copied().unwrap_or(0))
    }

    /// Tells whether a member is making a pass of their own.
    fn is_alone(&self, member: &MemberId) -> bool {
        let mut rows = self.attendance.iter().filter(|row| row.member == *member);
        rows.any(|row| row.state == State::StillWatching && self.ended_ms(row).is_none())
    }

    /// How far the clock has run under somebody who sits in front of it.
    fn running_ms(&self, row: &Attendance) -> i64 {
        let here =
            |(member, viewing): &(MemberId, ViewingId)| *member == row.member && row.viewing.as_ref() == Some(viewing);
        let watches = matches!(row.state, State::Watching | State::StillWatching) && self.ended_ms(row).is_none();
        let viewing = row.viewing.as_ref().filter(|_| watches && self.watching.as_ref().is_some_and(here));
        viewing.and_then(|viewing| self.clocks_ms.get(viewing)).copied().unwrap_or(0)
    }

    /// When the lights went up over somebody's viewing, in milliseconds since 1970.
    fn ended_ms(&self, row: &Attendance) -> Option<i64> {
        let viewing = row.viewing.as_ref()?;
        self.viewings.iter().find(|one| one.id == *viewing)?.ended_ms
    }
}

#[cfg(test)]
mod tests;
