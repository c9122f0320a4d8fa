//! Where a player is found.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Kind;

/// Where a player is found; what is kept of a bound player.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Address {
    /// mpv's own socket, or on Windows the name of its pipe.
    Mpv {
        /// As given to `--input-ipc-server`.
        socket: PathBuf,
    },
}

impl Address {
    /// Which kind of player is there.
    pub fn kind(&self) -> Kind {
        match self {
            Address::Mpv { .. } => Kind::Mpv,
        }
    }

    /// Tells whether the player runs on this machine, for the person at it: only such a one is ever moved.
    pub fn is_own(&self) -> bool {
        match self {
            Address::Mpv { .. } => true,
        }
    }
}
