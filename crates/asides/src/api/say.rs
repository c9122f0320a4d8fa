//! What the house says of itself: events.
//!
//! An event names what changed; who listens asks again for what they show, so nothing reaches a screen past the gate.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Problem, view::JoinView, view::KnockView};

/// Something changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Say {
    /// A screening's content: notes, replies, grades, attendance, recap or film.
    Screening {
        /// Which.
        screening: String,
        /// notes, talk, grades, attendance, recap, film or clock.
        what: Vec<String>,
    },
    /// The list of screenings.
    Library {},
    /// Members, devices, invites or names.
    Household {},
    /// Somebody came or went.
    Presence {},
    /// Somebody knocks.
    Knock {
        /// Who, with the three words.
        knock: KnockView,
    },
    /// Players of one's own: found, bound, lost.
    Players {},
    /// One's own knocking came further.
    Joining {
        /// How far.
        join: JoinView,
    },
    /// An export under way came further.
    Exporting {
        /// Its name.
        export: String,
        /// How far, 0 to 100.
        percent: u32,
    },
    /// Something went wrong outside a call.
    Trouble {
        /// What.
        problem: Problem,
    },
}
