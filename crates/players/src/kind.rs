//! The kinds of players, and how far each may be trusted.

use serde::{Deserialize, Serialize};

/// A kind of player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// mpv, over its own socket or MPRIS.
    Mpv,
    /// VLC over MPRIS.
    Vlc,
    /// VLC over its web interface.
    VlcHttp,
    /// A tab in Chromium or one of its kin.
    Chromium,
    /// A tab in Firefox, which tells whole seconds.
    Firefox,
    /// Any other player that speaks MPRIS.
    Mpris,
    /// A room of Syncplay.
    Syncplay,
    /// A player that Jellyfin serves.
    Jellyfin,
    /// Kodi.
    Kodi,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Kind] = &[
        Kind::Mpv,
        Kind::Vlc,
        Kind::VlcHttp,
        Kind::Chromium,
        Kind::Firefox,
        Kind::Mpris,
        Kind::Syncplay,
        Kind::Jellyfin,
        Kind::Kodi,
    ];

    /// Gives the word that stands in clock entries and stamps.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mpv => "mpv",
            Kind::Vlc => "vlc",
            Kind::VlcHttp => "vlc-http",
            Kind::Chromium => "chromium",
            Kind::Firefox => "firefox",
            Kind::Mpris => "mpris",
            Kind::Syncplay => "syncplay",
            Kind::Jellyfin => "jellyfin",
            Kind::Kodi => "kodi",
        }
    }

    /// Finds the kind of a word.
    ///
    /// ```
    /// # use players::Kind;
    /// assert!(Kind::ALL.iter().all(|kind| Kind::of(kind.word()) == Some(*kind)));
    /// ```
    pub fn of(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Gives the name by which people know it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Mpv => "mpv",
            Kind::Vlc | Kind::VlcHttp => "VLC",
            Kind::Chromium => "Chromium",
            Kind::Firefox => "Firefox",
            Kind::Mpris => "The player",
            Kind::Syncplay => "Syncplay",
            Kind::Jellyfin => "Jellyfin",
            Kind::Kodi => "Kodi",
        }
    }

    /// Tells how wrong its place may be, in milliseconds: rounded up from what was measured against known films. An
    /// unknown player may tell whole seconds, and Jellyfin's players report every few.
    pub fn err_ms(self) -> i64 {
        match self {
            Kind::Mpv => 45,
            Kind::Vlc => 50,
            Kind::VlcHttp => 100,
            Kind::Chromium | Kind::Syncplay => 150,
            Kind::Kodi => 250,
            Kind::Firefox | Kind::Mpris => 600,
            Kind::Jellyfin => 1_500,
        }
    }
}
