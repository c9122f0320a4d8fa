//! What can be wrong with a player. None of it stops anything else: the film clock goes on as it was set.

/// One thing that is wrong with a player, in words for the person who bound it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayerError {
    /// Nobody answers there.
    #[error(
        "{player} is not there ({cause}). The film clock goes on as it is. Asides looks for it again and follows it when it is back."
    )]
    Absent {
        /// The player's name.
        player: &'static str,
        /// What the system said.
        cause: String,
    },
    /// It was there and closed the line.
    #[error("{player} closed. The film clock goes on as it is. Asides follows it again when it is back.")]
    Closed {
        /// The player's name.
        player: &'static str,
    },
    /// It keeps the line open and says nothing.
    #[error(
        "{player} has not answered for {seconds} s. The film clock goes on from where it was. Asides tries again by itself."
    )]
    Silent {
        /// The player's name.
        player: &'static str,
        /// For how long.
        seconds: u64,
    },
    /// Something else listens there.
    #[error(
        "What answers at {place} is not {player}. Nothing was changed. Choose another player, or set the clock by hand."
    )]
    Other {
        /// The player's name.
        player: &'static str,
        /// Where it was looked for.
        place: String,
    },
    /// A message that ends in the middle, or is none.
    #[error("{player} sent half a message. It was left out, and the film clock goes on from the one before.")]
    Broken {
        /// The player's name.
        player: &'static str,
    },
    /// A message longer than any that makes sense.
    #[error(
        "{player} sent a message of more than {limit_kib} KiB. It was not read. Asides begins anew with this player."
    )]
    TooLong {
        /// The player's name.
        player: &'static str,
        /// The limit.
        limit_kib: usize,
    },
    /// A place that no film has.
    #[error(
        "The player says that the film is at {found} ms, which cannot be. The film clock goes on from the place before."
    )]
    Position {
        /// What it said.
        found: String,
    },
    /// A speed at which nobody watches.
    #[error("The player says that it plays {found} times as fast, which cannot be. The film clock keeps its pace.")]
    Rate {
        /// What it said.
        found: String,
    },
    /// It has nothing open.
    #[error(
        "{player} has no film open. The film clock stays as it is. It is followed as soon as a film is open there."
    )]
    NoFilm {
        /// The player's name.
        player: &'static str,
    },
    /// It does not tell how long the film is.
    #[error(
        "The player does not say how long this film is. Its place is followed all the same; the length can be set by hand."
    )]
    NoLength,
    /// It wants another password.
    #[error("{player} does not take this password. Nothing was changed. Bind it again with the right one.")]
    WrongPassword {
        /// The player's name.
        player: &'static str,
    },
    /// It answered that it will not.
    #[error("{player} refused: {says}. Nothing was changed.")]
    Refused {
        /// The player's name.
        player: &'static str,
        /// What it said.
        says: String,
    },
    /// It is no player that this device may move.
    #[error(
        "{player} is not on this computer, so Asides does not move it. Nothing was changed. The time is in the clipboard instead."
    )]
    NotOwn {
        /// The player's name.
        player: &'static str,
    },
    /// It cannot do this.
    #[error("{player} cannot do that. Nothing was changed.")]
    Cannot {
        /// The player's name.
        player: &'static str,
    },
    /// This system has no such door.
    #[error(
        "{player} cannot be followed on this system. Nothing was changed. Choose another player, or set the clock by hand."
    )]
    NotHere {
        /// The player's name.
        player: &'static str,
    },
}

impl PlayerError {
    /// Tells whether trying again soon could help; else it is tried again seldom.
    pub(crate) fn may_pass(&self) -> bool {
        !matches!(self, Self::WrongPassword { .. } | Self::Other { .. } | Self::NotHere { .. } | Self::Refused { .. })
    }
}
