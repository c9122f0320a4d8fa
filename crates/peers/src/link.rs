//! One link: it says Connected, carries frames both ways, compares clocks, and says Gone, in this order and in one task.
//!
//! Reading waits for the caller to take each frame, and QUIC then tells the other side to slow down; so a caller
//! that is busy costs nobody memory.

use crate::{
    Ended, PeerEvent, Why,
    config::Timebase,
    frame::{Hello, ReadFailed, read_frame, write_frame, write_hello},
    greet::{Greeted, close, reason},
    lines::{Lines, Load, Outgoing},
    pings,
};
use iroh::endpoint::{Connection, ConnectionError, ReadError, RecvStream, SendStream};
use replica::DeviceId;
use std::{future::pending, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};

/// How long a link that ends in good order may write what waits.
const FAREWELL_LIMIT: Duration = Duration::from_secs(1);
/// How long a link whose queue overflowed may write what waits: enough to make progress, too short to hold up the next one.
const OVERFLOW_LIMIT: Duration = Duration::from_secs(3);

/// What a link needs to run.
pub(crate) struct Link {
    pub(crate) number: u64,
    pub(crate) device: DeviceId,
    pub(crate) greeted: Greeted,
    /// Our greeting, where the other side dialled and waits for it.
    pub(crate) answer: Option<Hello>,
    pub(crate) address: Vec<u8>,
    pub(crate) timebase: Timebase,
    pub(crate) lines: Arc<Lines>,
    pub(crate) events: mpsc::Sender<PeerEvent>,
    pub(crate) leave: oneshot::Receiver<Leave>,
    /// The end of the link whose place this one takes.
    pub(crate) before: Option<oneshot::Receiver<()>>,
}

/// How a link is told to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leave {
    /// After what waits was written, or a second.
    InGoodOrder(Why),
    /// Now.
    AtOnce(Why),
}

impl Link {
    /// Runs until it ends, one way or another.
    pub(crate) async fn run(mut self) {
        if let Some(before) = self.before.take() {
            before.await.ok();
        }
        if let Some(hello) = &self.answer
            && write_hello(&mut self.greeted.send, hello).await.is_err()
        {
            return;
        }
        let outgoing = self.lines.open(self.device, self.number);
        let connected = PeerEvent::Connected { device: self.device, address: std::mem::take(&mut self.address) };
        let (device, number) = (self.device, self.number);
        let (lines, events) = (self.lines.clone(), self.events.clone());
        if events.send(connected).await.is_ok() {
            let ended = self.carry(outgoing).await;
            tracing::debug!(number, %ended, "a link ended");
            lines.close(device, number);
            events.send(PeerEvent::Gone { device, ended }).await.ok();
        }
        lines.close(device, number);
    }

    async fn carry(self, mut outgoing: Outgoing) -> Ended {
        let Greeted { connection, send, recv, hello } = self.greeted;
        let load = outgoing.load();
        let murmurs = outgoing.murmurs();
        let mut leave = self.leave;
        let mut writing = Box::pin(write(send, outgoing, load.clone()));
        let comparing = async {
            pings::compare(&connection, &self.timebase, self.device, &hello.timebase, &self.events, murmurs).await;
            // The connection is lost, and reading will say so after what had come before that.
            pending().await
        };
        let ended = tokio::select! {
            biased;
            leave = &mut leave => match leave {
                Ok(Leave::InGoodOrder(why)) => {
                    self.lines.close(self.device, self.number);
                    timeout(FAREWELL_LIMIT, &mut writing).await.ok();
                    Ended::ByUs(why)
                }
                Ok(Leave::AtOnce(why)) => Ended::ByUs(why),
                Err(_) => Ended::ByUs(Why::Leaving),
            },
            ended = read(recv, &connection, self.device, &self.events) => ended,
            () = &mut writing => Ended::ByUs(Why::Overflow),
            () = overdue(&load) => Ended::ByUs(Why::Overflow),
            () = comparing => Ended::Vanished,
        };
        close(
            &connection,
            match ended {
                Ended::ByUs(why) => why,
                Ended::FrameTooLong { .. } => Why::TooLong,
                Ended::Vanished | Ended::ByThem(_) => Why::Leaving,
            },
        );
        ended
    }
}

/// Hands every frame on until there are no more.
async fn read(
    mut recv: RecvStream,
    connection: &Connection,
    device: DeviceId,
    events: &mpsc::Sender<PeerEvent>,
) -> Ended {
    loop {
        match read_frame(&mut recv).await {
            Ok(bytes) => {
                if events.send(PeerEvent::Frame { device, bytes }).await.is_err() {
                    return Ended::ByUs(Why::Leaving);
                }
            }
            Err(ReadFailed::TooLong { bytes }) => return Ended::FrameTooLong { bytes },
            Err(ReadFailed::Garbled) => return Ended::ByUs(Why::Garbled),
            // This side closed it and says why through `leave`, which may be a moment behind.
            Err(ReadFailed::Stream(ReadError::ConnectionLost(ConnectionError::LocallyClosed))) => pending().await,
            Err(ReadFailed::Stream(ReadError::ConnectionLost(error))) => return how(&error).unwrap_or(Ended::Vanished),
            Err(ReadFailed::Ended | ReadFailed::Stream(_)) => {
                // They wrote all they had; the reason follows in the closing packet.
                let closed = timeout(FAREWELL_LIMIT, connection.closed()).await;
                return closed.ok().and_then(|error| how(&error)).unwrap_or(Ended::ByThem(Why::Leaving));
            }
        }
    }
}

/// Writes what waits until the queue is closed and the other side has all of it.
async fn write(mut send: SendStream, mut outgoing: Outgoing, load: Arc<Load>) {
    while let Some(frame) = outgoing.next().await {
        if write_frame(&mut send, &frame).await.is_err() {
            // The connection is lost, and reading will say so.
            pending().await
        }
        load.written(frame.len());
    }
    send.finish().ok();
    send.stopped().await.ok();
}

async fn overdue(load: &Load) {
    load.overflowed().await;
    sleep(OVERFLOW_LIMIT).await;
}

fn how(error: &ConnectionError) -> Option<Ended> {
    match error {
        ConnectionError::LocallyClosed => None,
        error => Some(reason(error).map_or(Ended::Vanished, Ended::ByThem)),
    }
}
