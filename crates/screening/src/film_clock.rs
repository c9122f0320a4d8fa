//! Film time now, and at any earlier moment, from what was written about it.
//!
//! Every device computes it from the same entries and edges, and no wall clock is trusted: a timebase belongs to one run
//! of the app, and only a measured edge says how two of them stand to each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::apart::Apart;
use crate::clock::{Cause, ClockEntry, Edge};
use crate::film::Cut;
use crate::limits;

/// How far ahead of now the newest entry may lie and still count, in milliseconds, when it was made on another timebase:
/// clocks are compared with an error.
const AHEAD_MS: i64 = 2_000;

/// How long before an anchor its word is taken back, in milliseconds: the longest lag between feeling and first key.
const BEFORE_MS: i64 = 15_000;

/// Where the film is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Film time, in milliseconds.
    pub film_ms: i64,
    /// Film milliseconds that pass in a millisecond; 0 stands, and in a scene that only this copy has.
    pub rate: f64,
    /// How fast it is shown: in a scene that only this copy has it runs although film time stands.
    pub speed: f64,
    /// The time on the copy that is watched, in milliseconds, when the entry in force knows it.
    pub cut_ms: Option<i64>,
    /// How wrong the comparison of clocks may be, in milliseconds; none when they were never compared, and 0 apart was
    /// assumed.
    pub err_ms: Option<i64>,
}

/// The clock of one viewing as one timebase sees it.
///
/// `entries` are those of one viewing, in any order. The entry in force is the newest by lamport whose moment has come;
/// film time runs on from it at its rate, on a copy along that copy's way. Entries of one lamport were written without
/// knowing of each other, and one of them counts: a pause before all; else the later of two jumps or anchors; else the
/// earlier of two starts or rates; at the same moment the smaller id. "It says 0:41:05 now" is an anchor.
///
/// ```
/// # use screening::*;
/// # let viewing = ViewingId::new(0, 0);
/// let entry = |lamport, at_ms, film_ms, rate, cause| ClockEntry {
///     id: EntryId::new(at_ms, 0), viewing: viewing.clone(), lamport, timebase: "couch".into(), at_ms, film_ms, rate,
///     cause, source: Source::Hand, copy: None, by: MemberId::from_bytes([1; 10]),
/// };
/// let entries = [
///     entry(1, 1_000, 0, 1.0, Cause::Start),
///     entry(2, 601_000, 600_000, 0.0, Cause::Pause),
///     entry(3, 841_000, 600_000, 1.0, Cause::Resume),
/// ];
/// let clock = FilmClock::on("couch", &entries, &[], &[]);
/// assert_eq!(clock.now(700_000).unwrap().film_ms, 600_000);
/// assert_eq!(clock.now(901_000).unwrap().film_ms, 660_000);
/// ```
#[derive(Debug)]
pub struct FilmClock<'a> {
    in_order: Vec<&'a ClockEntry>,
    here: Apart<'a>,
    cuts: &'a [Cut],
}

impl<'a> FilmClock<'a> {
    /// Puts the entries of one viewing in order, to be asked on a timebase.
    pub fn on(
        timebase: &'a str,
        entries: impl IntoIterator<Item = &'a ClockEntry>,
        edges: &'a [Edge],
        cuts: &'a [Cut],
    ) -> Self {
        Self { in_order: in_force_order(entries, edges), here: Apart::from(timebase, edges), cuts }
    }

    /// Gives the place in the film at `now_ms`; none without an entry.
    pub fn now(&self, now_ms: i64) -> Option<Position> {
        self.at(now_ms, AHEAD_MS)
    }

    /// Gives the place in the film at an earlier moment: what is written later about later moments does not change it. Only
    /// what an anchor says of now is true of the seconds before it too: the clock had been off.
    pub fn then(&self, at_ms: i64) -> Option<Position> {
        let ahead_ms = |entry: &ClockEntry| self.here.moment(entry).saturating_sub(at_ms);
        let soon = self.in_order.iter().filter(|entry| (1..=BEFORE_MS).contains(&ahead_ms(entry)));
        let corrects = |entry: &&&ClockEntry| matches!(entry.cause, Cause::Start | Cause::Rate | Cause::Anchor);
        let anchor = soon.take_while(corrects).filter(|entry| entry.cause == Cause::Anchor).last();
        match anchor {
            Some(anchor) => {
                let err_ms = self.here.offset(&anchor.timebase).map(|(_, err_ms)| err_ms);
                Some(Position { err_ms, ..self.run_on(anchor, -ahead_ms(anchor)) })
            }
            None => self.at(at_ms, 0),
        }
    }

    fn at(&self, at_ms: i64, ahead_ms: i64) -> Option<Position> {
        let newest = self.in_order.last()?.lamport;
        let come = |entry: &&&ClockEntry| {
            let is_newest = entry.lamport == newest && !self.here.is(&entry.timebase);
            self.here.moment(entry) <= at_ms.saturating_add(if is_newest { ahead_ms } else { 0 })
        };
        let entry = self.in_order.iter().rev().find(come).or(self.in_order.first())?;
        let passed_ms = at_ms.saturating_sub(self.here.moment(entry)).max(0);
        let err_ms = self.here.offset(&entry.timebase).map(|(_, err_ms)| err_ms);
        Some(Position { err_ms, ..self.run_on(entry, passed_ms) })
    }

    /// Runs on from an entry.
    fn run_on(&self, entry: &ClockEntry, passed_ms: i64) -> Position {
        let after = |from_ms: i64, rate: f64| from_ms.saturating_add((passed_ms as f64 * rate).round() as i64);
        let on_copy =
            entry.copy.as_ref().and_then(|copy| Some((copy, self.cuts.iter().find(|cut| cut.id == copy.cut)?)));
        let (film_ms, rate, cut_ms) = match on_copy {
            Some((copy, cut)) => {
                let cut_ms = after(copy.cut_ms, copy.speed);
                (cut.film_ms(cut_ms), copy.speed * cut.slope_at(cut_ms), Some(cut_ms))
            }
            None => (after(entry.film_ms, entry.rate), entry.rate, None),
        };
        let speed = on_copy.map_or(entry.rate, |(copy, _)| copy.speed);
        Position { film_ms: film_ms.clamp(0, limits::FILM_MS), rate, speed, cut_ms, err_ms: None }
    }
}

/// One entry for each lamport, in order.
fn in_force_order<'e>(entries: impl IntoIterator<Item = &'e ClockEntry>, edges: &[Edge]) -> Vec<&'e ClockEntry> {
    let mut groups: BTreeMap<i64, Vec<&ClockEntry>> = BTreeMap::new();
    for entry in entries {
        groups.entry(entry.lamport).or_default().push(entry);
    }
    groups.into_values().filter_map(|group| one_of(group, edges)).collect()
}

/// Picks the one that counts among entries that were written without knowing of each other.
///
/// Their moments are compared on the timebase of the smallest id, not on the asker's: so all devices pick the same.
fn one_of<'e>(group: Vec<&'e ClockEntry>, edges: &[Edge]) -> Option<&'e ClockEntry> {
    let rank = |entry: &ClockEntry| match entry.cause {
        Cause::Pause => 0,
        Cause::Seek | Cause::Anchor => 1,
        Cause::Start | Cause::Resume | Cause::Rate | Cause::Ad => 2,
    };
    if let [only] = group.as_slice() {
        return Some(only);
    }
    let first = group.iter().min_by(|a, b| a.id.cmp(&b.id))?;
    let base = Apart::from(&first.timebase, edges);
    let order = |entry: &&ClockEntry| {
        let moment = base.moment(entry);
        let sooner = if rank(entry) == 1 { moment.saturating_neg() } else { moment };
        (rank(entry), sooner, entry.id.clone())
    };
    group.into_iter().min_by_key(order)
}

#[cfg(test)]
#[path = "film_clock_tests.rs"]
mod tests;
