//! Film times set anew: by what was learned of the clocks since, or by their author's hand.
//!
//! A note keeps the raw measurement beside its film time, so that a clock compared late, a pause that arrived late or a copy
//! calibrated at the end correct it. What its author moved by hand stays moved by as much.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{ClockEntry, Edge};
use crate::film::Cut;
use crate::film_clock::FilmClock;
use crate::id::{NoteId, ViewingId};
use crate::limits;
use crate::note::Note;

/// A note and its new film time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retimed {
    /// The note.
    pub note: NoteId,
    /// Film time, in milliseconds.
    pub film_ms: i64,
    /// How much of it its author moved by hand, in milliseconds.
    pub shift_ms: i64,
}

/// Finds the notes that stand elsewhere than their raw stamps and all that is known of the clocks say.
///
/// `entries` are those of all viewings. A note of a viewing whose clock was never set stays where it is, and so does one
/// without a stamp: its film time was given outright.
pub fn retimed<'n>(
    notes: impl IntoIterator<Item = &'n Note>,
    entries: &[ClockEntry],
    edges: &[Edge],
    cuts: &[Cut],
) -> Vec<Retimed> {
    let mut clocks: BTreeMap<(&ViewingId, &str), FilmClock<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for note in notes {
        let Some(stamp) = &note.stamp else { continue };
        let Some(viewing) = &stamp.viewing else { continue };
        let clock = clocks.entry((viewing, stamp.timebase.as_str())).or_insert_with(|| {
            FilmClock::on(&stamp.timebase, entries.iter().filter(|entry| entry.viewing == *viewing), edges, cuts)
        });
        let Some(then) = clock.then(stamp.at_ms.saturating_sub(stamp.lag_ms)) else { continue };
        let film_ms = then.film_ms.saturating_add(stamp.shift_ms).clamp(0, limits::FILM_MS);
        if film_ms != note.film_ms {
            found.push(Retimed { note: note.id.clone(), film_ms, shift_ms: stamp.shift_ms });
        }
    }
    found
}
