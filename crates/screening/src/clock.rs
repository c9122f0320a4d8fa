//! What the film clock is made of: entries that say what the film did, and edges between the clocks of two machines.

use serde::{Deserialize, Serialize};

use crate::id::{CutId, EntryId, MemberId, ViewingId};
use crate::note::Source;

/// Why the film time runs otherwise from an entry on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The film began.
    Start,
    /// It stands.
    Pause,
    /// It goes on.
    Resume,
    /// Somebody jumped.
    Seek,
    /// It runs faster or slower.
    Rate,
    /// Somebody said "it says 0:41:05 now", or a player corrected the drift.
    Anchor,
    /// An advertisement plays; the film stands.
    Ad,
}

impl Cause {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Start => "start",
            Cause::Pause => "pause",
            Cause::Resume => "resume",
            Cause::Seek => "seek",
            Cause::Rate => "rate",
            Cause::Anchor => "anchor",
            Cause::Ad => "ad",
        }
    }

    /// Finds the cause of a word.
    pub fn of(word: &str) -> Option<Cause> {
        use Cause::*;
        [Start, Pause, Resume, Seek, Rate, Anchor, Ad].into_iter().find(|cause| cause.name() == word)
    }
}

/// What the film did at one moment; never changed, only followed by a later one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockEntry {
    /// Its name.
    pub id: EntryId,
    /// The pass through the film that it is about.
    pub viewing: ViewingId,
    /// One more than the highest that its writer had seen in this viewing; equal ones were written without knowing of
    /// each other.
    pub lamport: i64,
    /// The run of the app whose clock was read.
    pub timebase: String,
    /// That clock, in milliseconds.
    pub at_ms: i64,
    /// Film time at that moment, in milliseconds.
    pub film_ms: i64,
    /// Film milliseconds that pass in a millisecond: 0 stands, 1 runs, at most 16.
    pub rate: f64,
    /// Why.
    pub cause: Cause,
    /// What told it.
    #[serde(default)]
    pub source: Source,
    /// The place on a copy that was read, when the film is watched on one that runs otherwise: what is learned of the copy
    /// later corrects `film_ms`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<OnCopy>,
    /// Who wrote it.
    pub by: MemberId,
}

/// A place on a copy of the film, and how fast it was shown from there on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OnCopy {
    /// The copy.
    pub cut: CutId,
    /// The time on it, in milliseconds.
    pub cut_ms: i64,
    /// Milliseconds of the copy that pass in a millisecond: 0 stands, 1 runs, at most 16.
    pub speed: f64,
}

/// How far the clocks of two machines stand apart: `b = a + offset_ms`, wrong by at most `err_ms`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edge {
    /// One timebase.
    pub a: String,
    /// The other one.
    pub b: String,
    /// What `b` shows when `a` shows 0, in milliseconds.
    pub offset_ms: i64,
    /// How wrong that may be, in milliseconds.
    pub err_ms: i64,
}

impl Edge {
    /// Gives the same edge with the smaller timebase first, as documents keep it.
    pub fn in_order(self) -> Edge {
        if self.a <= self.b {
            self
        } else {
            Edge { a: self.b, b: self.a, offset_ms: self.offset_ms.saturating_neg(), err_ms: self.err_ms }
        }
    }
}
