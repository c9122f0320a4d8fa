//! How far timebases stand apart, along the path of least error.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::clock::{ClockEntry, Edge};

/// Tells how far timebase `to` is ahead of `from` and how wrong that may be, both in milliseconds, along the path of
/// least error; none when no edges lead there.
///
/// ```
/// # use screening::{Edge, time_apart};
/// let edge = |a: &str, b: &str, offset_ms, err_ms| Edge { a: a.into(), b: b.into(), offset_ms, err_ms };
/// let edges = [edge("couch", "stairs", 50, 4), edge("stairs", "away", -20, 6), edge("couch", "away", 500, 400)];
/// assert_eq!(time_apart(&edges, "couch", "away"), Some((30, 10)));
/// assert_eq!(time_apart(&edges, "couch", "nobody"), None);
/// ```
pub fn time_apart(edges: &[Edge], from: &str, to: &str) -> Option<(i64, i64)> {
    Apart::from(to, edges).offset(from)
}

/// How far every timebase stands from one of them.
#[derive(Debug)]
pub(crate) struct Apart<'a> {
    here: &'a str,
    /// What to add to a time there to get the time here, and how wrong that may be.
    offsets: BTreeMap<&'a str, (i64, i64)>,
}

impl<'a> Apart<'a> {
    /// Finds the paths of least error from one timebase to all others.
    pub(crate) fn from(here: &'a str, edges: &'a [Edge]) -> Apart<'a> {
        let mut near: BTreeMap<&str, Vec<(&str, i64, i64)>> = BTreeMap::new();
        for Edge { a, b, offset_ms, err_ms } in edges {
            let err_ms = (*err_ms).max(0);
            near.entry(a).or_default().push((b, offset_ms.saturating_neg(), err_ms));
            near.entry(b).or_default().push((a, *offset_ms, err_ms));
        }
        let mut offsets = BTreeMap::new();
        // Of two paths of one error the smaller offset, then the smaller name: whatever order the edges came in.
        let mut open = BinaryHeap::from([Reverse((0i64, 0i64, here))]);
        while let Some(Reverse((err_ms, offset_ms, there))) = open.pop() {
            if offsets.contains_key(there) {
                continue;
            }
            offsets.insert(there, (offset_ms, err_ms));
            for (next, further_ms, more_ms) in near.get(there).into_iter().flatten() {
                open.push(Reverse((err_ms.saturating_add(*more_ms), offset_ms.saturating_add(*further_ms), *next)));
            }
        }
        Apart { here, offsets }
    }

    /// Tells whether this is the timebase of that name.
    pub(crate) fn is(&self, timebase: &str) -> bool {
        timebase == self.here
    }

    /// Gives what to add to a time there to get the time here, and how wrong that may be, in milliseconds.
    pub(crate) fn offset(&self, there: &str) -> Option<(i64, i64)> {
        if self.is(there) { Some((0, 0)) } else { self.offsets.get(there).copied() }
    }

    /// The moment of an entry on the timebase here.
    pub(crate) fn moment(&self, entry: &ClockEntry) -> i64 {
        let offset_ms = self.offset(&entry.timebase).map_or(0, |(offset_ms, _)| offset_ms);
        entry.at_ms.saturating_add(offset_ms)
    }
}
