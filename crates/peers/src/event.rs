//! What a caller hears, in the order in which it happened for each device: Connected, then Frames and Pings, then Gone.
//!
//! A link that takes another's place says Gone for the old one first, so a caller never sees two Connected in a row.

use crate::JoinChannel;
use replica::DeviceId;
use std::fmt;

/// One thing that happened between this device and others.
#[derive(Debug)]
#[non_exhaustive]
pub enum PeerEvent {
    /// A device of the allowed set is here, and frames to it are taken from now on.
    Connected {
        /// Who.
        device: DeviceId,
        /// Where it may be found again: keep it and give it to [`crate::Peers::remember`] at the next start.
        address: Vec<u8>,
    },
    /// One frame from a connected device, as long as it was sent, at most [`crate::FRAME_MAX_BYTES`].
    Frame {
        /// From whom.
        device: DeviceId,
        /// What was sent.
        bytes: Vec<u8>,
    },
    /// A connected device said something of the moment; nobody promises that all of these come.
    Murmur {
        /// Who.
        device: DeviceId,
        /// What, at most 1,000 bytes.
        bytes: Vec<u8>,
    },
    /// A connected device is no longer here; it is dialled again by itself.
    Gone {
        /// Who.
        device: DeviceId,
        /// How the link came to its end.
        ended: Ended,
    },
    /// A device of the allowed set announced itself on this network; it is dialled at once.
    Neighbour {
        /// Who.
        device: DeviceId,
        /// Where somebody says it is. Hearsay until it is connected, so keep only what Connected tells.
        address: Vec<u8>,
    },
    /// A guest knocks while the door is open. Dropping the channel turns it away.
    Joining {
        /// The guest's key, proven by the handshake and by nothing else so far.
        device: DeviceId,
        /// Messages to and from the guest.
        channel: JoinChannel,
    },
    /// Two timebases were compared, better than before or with a new result.
    Ping {
        /// With whom.
        device: DeviceId,
        /// The name the other side gave its timebase.
        timebase: String,
        /// Their timebase minus ours, in milliseconds.
        offset_ms: i64,
        /// The offset is wrong by at most this, in milliseconds (half of the least delay, plus the clocks' grain).
        err_ms: i64,
    },
    /// Something is missing and the rest goes on without it; the words are for a person.
    Degraded(String),
}

/// How a link came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Nothing was heard for eight seconds, or the other side lost its state.
    Vanished,
    /// This side closed it.
    ByUs(Why),
    /// The other side closed it and said why.
    ByThem(Why),
    /// The other side announced a frame longer than [`crate::FRAME_MAX_BYTES`]; none of it was taken.
    FrameTooLong {
        /// The announced length.
        bytes: u32,
    },
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Vanished => write!(f, "nothing was heard for eight seconds"),
            Ended::ByUs(why) => write!(f, "closed by this device: {why}"),
            Ended::ByThem(why) => write!(f, "closed by the other device: {why}"),
            Ended::FrameTooLong { bytes } => {
                write!(
                    f,
                    "closed by this device: it was sent a frame of {bytes} bytes, the limit is {}",
                    crate::FRAME_MAX_BYTES
                )
            }
        }
    }
}

/// Why a connection was closed, as it travels in the closing packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Somebody asked for it, or the program ends.
    Leaving,
    /// The key is not one of the household's.
    Stranger,
    /// No invite is open.
    DoorShut,
    /// Too many guests knock at once.
    Busy,
    /// There is already a link between these two.
    Duplicate,
    /// A newer link took this one's place.
    Replaced,
    /// A frame or message was longer than its limit.
    TooLong,
    /// A guest sent more messages than an exchange needs.
    TooMany,
    /// The other side did not take what was sent to it, until the queue was full.
    Overflow,
    /// This side works offline.
    Offline,
    /// The other side took too long to say what it had to say.
    Slow,
    /// What came was not what this version speaks.
    Garbled,
    /// A reason of a newer version.
    Other(u32),
}

const CODES: [(u32, Why, &str); 12] = [
    (0, Why::Leaving, "the other side left"),
    (1, Why::Stranger, "the key is not known here"),
    (2, Why::DoorShut, "no invite is open"),
    (3, Why::Busy, "too many guests at once"),
    (4, Why::Duplicate, "there is already a link"),
    (5, Why::Replaced, "a newer link took its place"),
    (6, Why::TooLong, "a frame was too long"),
    (7, Why::TooMany, "too many messages"),
    (8, Why::Overflow, "the queue overflowed"),
    (9, Why::Offline, "working offline"),
    (10, Why::Slow, "it took too long"),
    (11, Why::Garbled, "not understood"),
];

impl Why {
    pub(crate) fn code(self) -> u32 {
        match self {
            Why::Other(code) => code,
            why => CODES.iter().find(|(_, known, _)| *known == why).map_or(0, |(code, ..)| *code),
        }
    }

    pub(crate) fn of_code(code: u64) -> Why {
        let code = u32::try_from(code).unwrap_or(u32::MAX);
        CODES.iter().find(|(known, ..)| *known == code).map_or(Why::Other(code), |(_, why, _)| *why)
    }

    pub(crate) fn words(self) -> &'static str {
        CODES.iter().find(|(_, known, _)| *known == self).map_or("a reason of a newer version", |(.., words)| words)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
