//! The exchange between a guest and an inviter: a few small messages over a connection of its own, and nothing else.
//!
//! A guest is a stranger until a person admitted it, so everything is small here: four guests at once, 16 KiB a message,
//! 32 messages in each direction, ten seconds for the first word, five minutes for everything.

use crate::{
    PeerEvent, Why,
    address::Addresses,
    frame::{ReadFailed, read_plain, write_plain},
    greet::{CONNECT_LIMIT, JOIN, close, reason},
};
use iroh::{
    Endpoint,
    endpoint::{Connection, RecvStream, SendStream},
};
use replica::DeviceId;
use std::time::Duration;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    time::timeout,
};

/// The longest message, in bytes.
const MESSAGE_MAX_BYTES: usize = 16 * 1024;
/// The most messages in one direction.
const MESSAGES_MAX: usize = 32;
/// For everything, a person who looks for the Admit button included.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(300);
/// For the first word of a guest, who has nothing to wait for.
const FIRST_WORD_LIMIT: Duration = Duration::from_secs(10);
/// For the last message to arrive.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);

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
    /// Five seconds went by.
    #[error(
        "nobody answered within five seconds; check that both devices are on the same network and that the other one runs Asides"
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

/// Knocks; the channel is there when the other side said that its door is open.
pub(crate) async fn knock(
    endpoint: &Endpoint,
    inviter: DeviceId,
    addresses: Addresses,
) -> Result<JoinChannel, KnockError> {
    if addresses.is_empty() {
        return Err(KnockError::NoAddress);
    }
    let address = addresses.of(inviter).ok_or(KnockError::NoAddress)?;
    let knocking = async {
        let connection = endpoint.connect(address, JOIN).await.map_err(|_| KnockError::NoAnswer)?;
        let opened = async {
            let (mut send, mut recv) = connection.open_bi().await.ok()?;
            // A stream exists for the other side only when something was written to it; the answer is as empty.
            write_plain(&mut send, &[]).await.ok()?;
            read_plain(&mut recv, 0).await.ok()?;
            Some((send, recv))
        };
        match opened.await {
            Some((send, recv)) => {
                Ok(channel(inviter, Exchange { connection, send, recv, first_word: EXCHANGE_LIMIT, place: None }))
            }
            None => Err(match connection.close_reason().as_ref().and_then(reason) {
                Some(Why::DoorShut) => KnockError::DoorShut,
                Some(Why::Busy) => KnockError::Busy,
                Some(Why::Offline) => KnockError::Offline,
                _ => KnockError::NoAnswer,
            }),
        }
    };
    timeout(CONNECT_LIMIT, knocking).await.unwrap_or(Err(KnockError::NoAnswer))
}

/// Lets a guest in who found the door open.
pub(crate) async fn host(
    device: DeviceId,
    connection: Connection,
    place: OwnedSemaphorePermit,
    events: mpsc::Sender<PeerEvent>,
) {
    let opened = async {
        let (mut send, mut recv) = connection.accept_bi().await.ok()?;
        read_plain(&mut recv, 0).await.ok()?;
        write_plain(&mut send, &[]).await.ok()?;
        Some((send, recv))
    };
    match timeout(CONNECT_LIMIT, opened).await {
        Ok(Some((send, recv))) => {
            let exchange = Exchange { connection, send, recv, first_word: FIRST_WORD_LIMIT, place: Some(place) };
            events.send(PeerEvent::Joining { device, channel: channel(device, exchange) }).await.ok();
        }
        _ => close(&connection, Why::Slow),
    }
}

struct Exchange {
    connection: Connection,
    send: SendStream,
    recv: RecvStream,
    first_word: Duration,
    /// A guest's place at the door, given back at the end.
    place: Option<OwnedSemaphorePermit>,
}

fn channel(device: DeviceId, exchange: Exchange) -> JoinChannel {
    let (send, outbox) = mpsc::channel(MESSAGES_MAX);
    let (inbox, recv) = mpsc::channel(MESSAGES_MAX);
    tokio::spawn(async move {
        let Exchange { connection, send, recv, first_word, place } = exchange;
        let both = async {
            tokio::select! {
                why = read(recv, inbox, first_word) => why,
                why = write(send, outbox) => why,
            }
        };
        close(&connection, timeout(EXCHANGE_LIMIT, both).await.unwrap_or(Why::Slow));
        drop(place);
    });
    JoinChannel { device, sent: 0, send, recv }
}

async fn read(mut recv: RecvStream, inbox: mpsc::Sender<Vec<u8>>, first_word: Duration) -> Why {
    let mut limit = first_word;
    for _ in 0..MESSAGES_MAX {
        match timeout(limit, read_plain(&mut recv, MESSAGE_MAX_BYTES)).await {
            // A caller that hears no more may still have something to say: writing ends the exchange then.
            Ok(Ok(message)) => inbox.send(message).await.unwrap_or(()),
            Ok(Err(ReadFailed::TooLong { .. })) => return Why::TooLong,
            Ok(Err(_)) => return Why::Leaving,
            Err(_) => return Why::Slow,
        }
        limit = EXCHANGE_LIMIT;
    }
    match read_plain(&mut recv, MESSAGE_MAX_BYTES).await {
        Ok(_) => Why::TooMany,
        Err(_) => Why::Leaving,
    }
}

async fn write(mut send: SendStream, mut outbox: mpsc::Receiver<Vec<u8>>) -> Why {
    while let Some(message) = outbox.recv().await {
        if write_plain(&mut send, &message).await.is_err() {
            return Why::Leaving;
        }
    }
    send.finish().ok();
    timeout(FAREWELL_LIMIT, send.stopped()).await.ok();
    Why::Leaving
}
