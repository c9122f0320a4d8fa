//! The exchange between a guest and an inviter: a few small messages over a connection of its own, and nothing else.
//!
//! A guest is a stranger until a person admitted it, so everything is small here: four guests at once, 16 KiB a message,
//! 32 messages in each direction, ten seconds for the first word, five minutes for everything.

use replica::DeviceId;
use tokio::sync::mpsc;

/// The longest message, in bytes.
pub(crate) const MESSAGE_MAX_BYTES: usize = 16 * 1024;
/// The most messages in one direction.
pub(crate) const MESSAGES_MAX: usize = 32;

/// Messages between a guest and an inviter; dropping it ends the exchange after what was sent.
#[derive(Debug)]
pub struct JoinChannel {
    device: DeviceId,
    sent: usize,
    send: mpsc::Sender<Vec<u8>>,
    recv: mpsc::Receiver<Vec<u8>>,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Longer than the limit.
    #[error("a message of {bytes} bytes is longer than 16384; nothing was sent")]
    TooLong {
        /// How long it was.
        bytes: usize,
    },
    /// Nobody listens any more, or more was sent than an exchange may hold.
    #[error("the exchange is over; nobody was admitted by it unless it said so: open a new invite")]
    Over,
}

/// Why a knock was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KnockError {
    /// The bytes are no address of that device.
    #[error("this invite does not say where the other device is; ask for a new one")]
    NoAddress,
    /// Ten seconds went by.
    #[error(
        "nobody answered within ten seconds; check that both devices are on the same network and that the other one runs Asides"
    )]
    NoAnswer,
    /// The other side said no invite is open.
    #[error("the other device has no open invite; ask for a new one")]
    DoorShut,
    /// The other side has its hands full.
    #[error("the other device is busy with other guests; try again in a minute")]
    Busy,
    /// This side or the other works offline.
    #[error("one of the two devices works offline; go online and try again")]
    Offline,
}

impl JoinChannel {
    pub(crate) fn new(device: DeviceId, send: mpsc::Sender<Vec<u8>>, recv: mpsc::Receiver<Vec<u8>>) -> JoinChannel {
        JoinChannel { device, sent: 0, send, recv }
    }

    /// Names the device at the other end, proven by the handshake.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Queues a message without waiting.
    ///
    /// # Errors
    /// When it is longer than 16 KiB, the exchange is over, or 32 messages were sent.
    pub fn send(&mut self, message: Vec<u8>) -> Result<(), JoinError> {
        if message.len() > MESSAGE_MAX_BYTES {
            return Err(JoinError::TooLong { bytes: message.len() });
        }
        if self.sent == MESSAGES_MAX {
            return Err(JoinError::Over);
        }
        self.sent += 1;
        self.send.try_send(message).map_err(|_| JoinError::Over)
    }

    /// Waits for the next message; None when the exchange is over.
    pub async fn recv(&mut self) -> Option<Vec<u8>> {
        self.recv.recv().await
    }
}
