//! Who is where in the film.

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, ViewingId};

/// How it stands with a member in a viewing. In JSON `{"is": "slept", "at_ms": 3500000}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum State {
    /// Watches with the others.
    Watching,
    /// Saw the end.
    Finished,
    /// Fell asleep at this film time.
    Slept {
        /// Film time, in milliseconds.
        at_ms: i64,
    },
    /// Left at this film time.
    Left {
        /// Film time, in milliseconds.
        at_ms: i64,
    },
    /// Goes on alone.
    StillWatching,
}

impl State {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Watching => "watching",
            State::Finished => "finished",
            State::Slept { .. } => "slept",
            State::Left { .. } => "left",
            State::StillWatching => "still-watching",
        }
    }

    /// Gives the film time of falling asleep or leaving, in milliseconds.
    pub fn at_ms(self) -> Option<i64> {
        match self {
            State::Slept { at_ms } | State::Left { at_ms } => Some(at_ms),
            _ => None,
        }
    }

    /// Puts a state together from its word and its film time.
    pub fn of(word: &str, at_ms: Option<i64>) -> Option<State> {
        match (word, at_ms) {
            ("watching", _) => Some(State::Watching),
            ("finished", _) => Some(State::Finished),
            ("slept", Some(at_ms)) => Some(State::Slept { at_ms }),
            ("left", Some(at_ms)) => Some(State::Left { at_ms }),
            ("still-watching", _) => Some(State::StillWatching),
            _ => None,
        }
    }
}

/// How far one member came in one viewing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Who.
    pub member: MemberId,
    /// In which pass; none for a screening that was only written about later.
    #[serde(default)]
    pub viewing: Option<ViewingId>,
    /// How it stands.
    pub state: State,
    /// The film time that the member has reached, in milliseconds.
    pub frontier_ms: i64,
}
