//! Film time now, from what was written about it.
//!
//! Every device computes it from the same entries and edges, and no wall clock is trusted: a timebase belongs to one run
//! of the app, and only a measured edge says how two of them stand to each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use serde::{Deserialize, Serialize};

use crate::clock::{Cause, ClockEntry, Edge};
use crate::limits;

/// How far ahead of now the newest entry may lie and still count, in milliseconds: clocks are compared with an error.
const AHEAD_MS: i64 = 2_000;

/// Where the film is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Film time, in milliseconds.
    pub film_ms: i64,
    /// Film milliseconds that pass in a millisecond; 0 stands.
    pub rate: f64,
    /// How wrong the comparison of clocks may be, in milliseconds; none when they were never compared, and 0 apart was
    /// assumed.
    pub err_ms: Option<i64>,
}

/// Gives the place in the film at `now_ms` on `timebase`; none without an entry.
///
/// `entries` are those of one viewing, in any order. The entry in force is the newest by lamport whose moment has come;
/// film time runs on from it at its rate. Entries of one lamport were written without knowing of each other, and one of
/// them counts: a pause before all; else the later of two jumps or anchors; else the earlier of two starts or rates; at
/// the same moment the smaller id. "It says 0:41:05 now" is an anchor.
///
/// ```
/// # use screening::*;
/// # let viewing = ViewingId::new(0, 0);
/// let entry = |lamport, at_ms, film_ms, rate, cause| ClockEntry {
///     id: EntryId::new(at_ms, 0), viewing: viewing.clone(), lamport, timebase: "couch".into(), at_ms, film_ms, rate,
///     cause, source: Source::Hand, by: MemberId::from_bytes([1; 10]),
/// };
/// let entries = [
///     entry(1, 1_000, 0, 1.0, Cause::Start),
///     entry(2, 601_000, 600_000, 0.0, Cause::Pause),
///     entry(3, 841_000, 600_000, 1.0, Cause::Resume),
/// ];
/// assert_eq!(position(&entries, &[], "couch", 700_000).unwrap().film_ms, 600_000);
/// assert_eq!(position(&entries, &[], "couch", 901_000).unwrap().film_ms, 660_000);
/// ```
pub fn position(entries: &[ClockEntry], edges: &[Edge], timebase: &str, now_ms: i64) -> Option<Position> {
    let here = Apart::from(timebase, edges);
    let in_order = in_force_order(entries, edges);
    let newest = in_order.last()?.lamport;
    let come = |entry: &&&ClockEntry| {
        let grace = if entry.lamport == newest { AHEAD_MS } else { 0 };
        here.moment(entry) <= now_ms.saturating_add(grace)
    };
    let entry = in_order.iter().rev().find(come).or(in_order.first())?;
    let passed = now_ms.saturating_sub(here.moment(entry)).max(0);
    let film_ms = entry.film_ms.saturating_add((passed as f64 * entry.rate).round() as i64);
    Some(Position {
        film_ms: film_ms.clamp(0, limits::FILM_MS),
        rate: entry.rate,
        err_ms: here.offset(&entry.timebase).map(|(_, err_ms)| err_ms),
    })
}

/// Tells how far timebase `to` is ahead of `from` and how wrong that may be, both in milliseconds, along the path of
/// least error; none when no edges lead there.
pub fn time_apart(edges: &[Edge], from: &str, to: &str) -> Option<(i64, i64)> {
    Apart::from(to, edges).offset(from)
}

/// One entry for each lamport, in order.
fn in_force_order<'e>(entries: &'e [ClockEntry], edges: &[Edge]) -> Vec<&'e ClockEntry> {
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

/// How far every timebase stands from one of them, along the path of least error.
struct Apart<'a> {
    here: &'a str,
    /// What to add to a time there to get the time here, and how wrong that may be.
    offsets: BTreeMap<&'a str, (i64, i64)>,
}

impl<'a> Apart<'a> {
    fn from(here: &'a str, edges: &'a [Edge]) -> Apart<'a> {
        let mut near: BTreeMap<&str, Vec<(&str, i64, i64)>> = BTreeMap::new();
        for Edge { a, b, offset_ms, err_ms } in edges {
            let err_ms = (*err_ms).max(0);
            near.entry(a).or_default().push((b, offset_ms.saturating_neg(), err_ms));
            near.entry(b).or_default().push((a, *offset_ms, err_ms));
        }
        let mut offsets = BTreeMap::new();
        let mut open = BinaryHeap::from([Reverse((0i64, here, 0i64))]);
        while let Some(Reverse((err_ms, there, offset_ms))) = open.pop() {
            if offsets.contains_key(there) {
                continue;
            }
            offsets.insert(there, (offset_ms, err_ms));
            for (next, further_ms, more_ms) in near.get(there).into_iter().flatten() {
                open.push(Reverse((err_ms.saturating_add(*more_ms), *next, offset_ms.saturating_add(*further_ms))));
            }
        }
        Apart { here, offsets }
    }

    fn offset(&self, there: &str) -> Option<(i64, i64)> {
        if there == self.here { Some((0, 0)) } else { self.offsets.get(there).copied() }
    }

    /// The moment of an entry on the timebase here.
    fn moment(&self, entry: &ClockEntry) -> i64 {
        let offset_ms = self.offset(&entry.timebase).map_or(0, |(offset_ms, _)| offset_ms);
        entry.at_ms.saturating_add(offset_ms)
    }
}

#[cfg(test)]
#[path = "film_clock_tests.rs"]
mod tests;
