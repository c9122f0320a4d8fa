//! How the room is opened: one key, one place to listen, one timebase.

use crate::{PeerEvent, Peers, endpoint, switchboard};
use std::{fmt, sync::Arc};
use tokio::sync::mpsc;

/// The longest name of a timebase, in bytes.
pub(crate) const TIMEBASE_MAX_BYTES: usize = 128;

/// How many events wait for a caller before links slow down: sixteen megabytes of the longest frames.
const EVENTS_MAX: usize = 64;

/// What [`open`] needs to know.
#[derive(Clone)]
pub struct Config {
    /// The seed of the device's ed25519 key; its public half is the device's id.
    pub secret: [u8; 32],
    /// Where to listen.
    pub bind: Bind,
    /// Whether to announce this device on its network and to listen for others. Where that fails the rest goes on.
    pub mdns: bool,
    /// The name of this run's timebase, at most 128 bytes; the other side hears it with every comparison.
    pub timebase: String,
    /// The time now on that timebase, in milliseconds. It is called often and must not block.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
}

/// Where an endpoint listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bind {
    /// 127.0.0.1 only, on any free port: tests, and two members on one machine.
    Loopback,
    /// Every interface, IPv4 and, where there is any, IPv6, on a port that belongs to the key where it is free.
    Everywhere,
}

/// Why the room could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeersError {
    /// No socket.
    #[error(
        "this device could not open a network socket ({0}); nothing that was written is affected: work offline, or free the network and start again"
    )]
    CannotListen(String),
    /// The name of the timebase is too long.
    #[error("a timebase name of {bytes} bytes is too long; give at most 128")]
    TimebaseTooLong {
        /// How long it was.
        bytes: usize,
    },
}

/// Opens the endpoint and starts the tasks behind it; needs a running tokio runtime and no internet.
///
/// The events must be drained: a caller that stops reading slows its peers down, it loses nothing.
///
/// # Errors
/// When no socket can be bound, or the timebase's name is too long. A missing multicast route is no error, it is a
/// [`PeerEvent::Degraded`].
pub async fn open(config: Config) -> Result<(Peers, mpsc::Receiver<PeerEvent>), PeersError> {
    if config.timebase.len() > TIMEBASE_MAX_BYTES {
        return Err(PeersError::TimebaseTooLong { bytes: config.timebase.len() });
    }
    let endpoint = endpoint::bind(&config).await?;
    let (events, heard) = mpsc::channel(EVENTS_MAX);
    let peers = switchboard::start(endpoint, &config, events);
    Ok((peers, heard))
}

/// The caller's timebase: its name and how to read it.
#[derive(Clone)]
pub(crate) struct Timebase {
    pub(crate) name: String,
    read: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Timebase {
    pub(crate) fn of(config: &Config) -> Timebase {
        Timebase { name: config.timebase.clone(), read: config.now_ms.clone() }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        (self.read)()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret stays out of every log.
        f.debug_struct("Config")
            .field("bind", &self.bind)
            .field("mdns", &self.mdns)
            .field("timebase", &self.timebase)
            .finish_non_exhaustive()
    }
}
