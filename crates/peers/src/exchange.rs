//! The wire of the join exchange: messages behind their length, on one stream, within the limits of a stranger.

use crate::{
    JoinChannel, KnockError, PeerEvent, Why,
    address::Addresses,
    frame::{ReadFailed, read_plain, write_plain},
    greet::{CONNECT_LIMIT, JOIN, close, reason},
    join::{MESSAGE_MAX_BYTES, MESSAGES_MAX},
    switchboard::Offline,
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

/// For the door to open. Longer than a dial in the background, which comes again by itself: here a person waits, and a busy
/// device behind a bad line should not have to be asked twice.
const KNOCK_LIMIT: Duration = Duration::from_secs(10);
/// For everything, a person who looks for the Admit button included.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(300);
/// For the first word of a guest, who has nothing to wait for.
const FIRST_WORD_LIMIT: Duration = Duration::from_secs(10);
/// For the last message to arrive.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);

/// Knocks; the channel is there when the other side said that its door is open.
pub(crate) async fn knock(
    endpoint: &Endpoint,
    inviter: DeviceId,
    addresses: Addresses,
    offline: Offline,
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
            Some((send, recv)) => Ok(channel(
                inviter,
                Exchange { connection, send, recv, first_word: EXCHANGE_LIMIT, offline, place: None },
            )),
            None => Err(match connection.close_reason().as_ref().and_then(reason) {
                Some(Why::DoorShut) => KnockError::DoorShut,
                Some(Why::Busy) => KnockError::Busy,
                Some(Why::Offline) => KnockError::Offline,
                _ => KnockError::NoAnswer,
            }),
        }
    };
    timeout(KNOCK_LIMIT, knocking).await.unwrap_or(Err(KnockError::NoAnswer))
}

/// Lets a guest in who found the door open.
pub(crate) async fn host(
    device: DeviceId,
    connection: Connection,
    place: OwnedSemaphorePermit,
    offline: Offline,
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
            let exchange =
                Exchange { connection, send, recv, first_word: FIRST_WORD_LIMIT, offline, place: Some(place) };
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
    offline: Offline,
    /// A guest's place at the door, given back at the end.
    place: Option<OwnedSemaphorePermit>,
}

fn channel(device: DeviceId, exchange: Exchange) -> JoinChannel {
    let (send, outbox) = mpsc::channel(MESSAGES_MAX);
    let (inbox, recv) = mpsc::channel(MESSAGES_MAX);
    tokio::spawn(async move {
        let Exchange { connection, send, recv, first_word, mut offline, place } = exchange;
        let both = async {
            tokio::select! {
                why = read(recv, inbox, first_word) => why,
                why = write(send, outbox) => why,
                _ = offline.wait_for(|offline| *offline) => Why::Offline,
            }
        };
        close(&connection, timeout(EXCHANGE_LIMIT, both).await.unwrap_or(Why::Slow));
        drop(place);
    });
    JoinChannel::new(device, send, recv)
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
