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
    /// A player on the message bus.
    Mpris {
        /// Its name there: `org.mpris.MediaPlayer2.vlc`.
        name: String,
        /// Another bus than the session's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bus: Option<String>,
    },
    /// A room of Syncplay.
    Syncplay {
        /// The server's name or number.
        host: String,
        /// Its port; 8999 unless somebody chose another.
        port: u16,
        /// The room.
        room: String,
        /// The server's password; empty for none.
        #[serde(default)]
        password: String,
    },
    /// VLC's web interface.
    VlcHttp {
        /// The machine.
        host: String,
        /// Its port, mostly 8080.
        port: u16,
        /// As given to `--http-password`.
        password: String,
    },
    /// Kodi's JSON-RPC over HTTP.
    Kodi {
        /// The machine.
        host: String,
        /// Its port, mostly 8080.
        port: u16,
        /// The user, mostly `kodi`.
        user: String,
        /// The password; empty for none.
        #[serde(default)]
        password: String,
    },
    /// A player that a Jellyfin server knows.
    Jellyfin {
        /// The server.
        host: String,
        /// Its port, mostly 8096.
        port: u16,
        /// An API key from its dashboard.
        key: String,
        /// The device's name there; empty for the first that has a film.
        #[serde(default)]
        device: String,
    },
}

impl Address {
    /// Which kind of player is there.
    pub fn kind(&self) -> Kind {
        match self {
            Address::Mpv { .. } => Kind::Mpv,
            Address::Mpris { name, .. } => crate::mpris::kind(name),
            Address::Syncplay { .. } => Kind::Syncplay,
            Address::VlcHttp { .. } => Kind::VlcHttp,
            Address::Kodi { .. } => Kind::Kodi,
            Address::Jellyfin { .. } => Kind::Jellyfin,
        }
    }

    /// What the player there is called.
    pub fn name(&self) -> String {
        match self {
            Address::Mpris { name, .. } => crate::mpris::name(name),
            other => other.kind().name().to_owned(),
        }
    }

    /// Tells whether another address leads to the same player, whatever is said to it there.
    pub fn is_where(&self, other: &Address) -> bool {
        match (self, other) {
            (Address::Kodi { host: a, port: at, .. }, Address::Kodi { host: b, port: bt, .. })
            | (Address::Jellyfin { host: a, port: at, .. }, Address::Jellyfin { host: b, port: bt, .. }) => {
                (a, at) == (b, bt)
            }
            _ => self == other,
        }
    }

    /// Tells whether the player runs on this machine, for the person at it: only such a one is ever moved.
    pub fn is_own(&self) -> bool {
        match self {
            Address::Mpv { .. } | Address::Mpris { .. } => true,
            Address::VlcHttp { host, .. } => ["127.0.0.1", "::1", "localhost"].contains(&host.as_str()),
            // A room moves everybody in it, and a living room or a server is not one's own alone.
            Address::Syncplay { .. } | Address::Kodi { .. } | Address::Jellyfin { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_player_on_this_machine_is_ones_own() {
        let check = |address: Address, own: bool| assert_eq!(address.is_own(), own, "{address:?}");
        let vlc = |host: &str| Address::VlcHttp { host: host.into(), port: 8080, password: "x".into() };
        check(Address::Mpv { socket: "/tmp/mpv".into() }, true);
        check(Address::Mpris { name: "org.mpris.MediaPlayer2.vlc".into(), bus: None }, true);
        check(vlc("127.0.0.1"), true);
        check(vlc("192.168.1.20"), false);
        check(vlc("127.0.0.1.example.org"), false);
        let host = || "127.0.0.1".to_owned();
        check(Address::Syncplay { host: host(), port: 8999, room: "couch".into(), password: String::new() }, false);
        check(Address::Kodi { host: host(), port: 8080, user: "kodi".into(), password: String::new() }, false);
        check(Address::Jellyfin { host: host(), port: 8096, key: "k".into(), device: String::new() }, false);
    }
}
