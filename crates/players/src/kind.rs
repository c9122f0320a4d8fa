//! The kinds of players, and how far each may be trusted.

use serde::{Deserialize, Serialize};

/// A kind of player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// mpv over its own socket.
    Mpv,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Kind] = &[Kind::Mpv];

    /// Gives the word that stands in clock entries and stamps.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mpv => "mpv",
        }
    }

    /// Finds the kind of a word.
    pub fn of(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Gives the name by which people know it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Mpv => "mpv",
        }
    }

    /// Tells how wrong its place may be, in milliseconds: rounded up from what was measured against known films.
    pub fn err_ms(self) -> i64 {
        match self {
            Kind::Mpv => 45,
        }
    }
}
