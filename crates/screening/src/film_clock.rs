//! Film time now, from what was written about it.

use serde::{Deserialize, Serialize};

use crate::clock::{ClockEntry, Edge};

/// Where the film is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Film time, in milliseconds.
    pub film_ms: i64,
    /// Film milliseconds that pass in a millisecond; 0 stands.
    pub rate: f64,
    /// How wrong the comparison of clocks may be, in milliseconds; none when they were never compared.
    pub err_ms: Option<i64>,
}

/// Gives the place in the film at `now_ms` on `timebase`.
pub fn position(
    _entries: &[ClockEntry],
    _edges: &[Edge],
    _timebase: &str,
    _now_ms: i64,
) -> Option<Position> {
    None
}
