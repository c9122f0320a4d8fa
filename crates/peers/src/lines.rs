//! The queues to those who are connected: where a frame waits until its link has written it.
//!
//! They are shared with every handle, so that a frame is taken or refused at once. The lock is held for a look-up and
//! never across anything that waits. A queue is bounded by bytes, not by count: eight megabytes are thirty-two of the
//! longest frames or a long evening of short ones.

use crate::{FRAME_MAX_BYTES, SendError};
use replica::DeviceId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};
use tokio::sync::{Notify, mpsc};

/// What may wait for one peer, in bytes.
pub(crate) const QUEUE_MAX_BYTES: usize = 8 * 1024 * 1024;
/// How many murmurs wait for a link; they are of the moment, and an old one is worth nothing.
const MURMURS_MAX: usize = 8;
/// The longest murmur, in bytes: one datagram on any path.
pub(crate) const MURMUR_MAX_BYTES: usize = 1_000;
/// What a waiting frame costs beside its bytes.
const FRAME_COST_BYTES: usize = 64;

/// The queues, by device.
#[derive(Debug, Default)]
pub(crate) struct Lines(Mutex<BTreeMap<DeviceId, Line>>);

#[derive(Debug)]
struct Line {
    link: u64,
    queue: mpsc::UnboundedSender<Vec<u8>>,
    murmurs: mpsc::Sender<Vec<u8>>,
    load: Arc<Load>,
}

/// The end of a queue that a link writes from.
#[derive(Debug)]
pub(crate) struct Outgoing {
    queue: mpsc::UnboundedReceiver<Vec<u8>>,
    murmurs: Option<mpsc::Receiver<Vec<u8>>>,
    load: Arc<Load>,
}

#[derive(Debug, Default)]
pub(crate) struct Load {
    waiting_bytes: AtomicUsize,
    overflowed: Notify,
}

impl Lines {
    /// Opens the queue of a link; that of an earlier link to the same device takes nothing more.
    pub(crate) fn open(&self, device: DeviceId, link: u64) -> Outgoing {
        let (queue, outgoing) = mpsc::unbounded_channel();
        let (murmurs, murmured) = mpsc::channel(MURMURS_MAX);
        let load = Arc::new(Load::default());
        self.lock().insert(device, Line { link, queue, murmurs, load: load.clone() });
        Outgoing { queue: outgoing, murmurs: Some(murmured), load }
    }

    /// Closes the queue of that link, and of no other; what waits in it can still be written.
    pub(crate) fn close(&self, device: DeviceId, link: u64) {
        let mut lines = self.lock();
        if lines.get(&device).is_some_and(|line| line.link == link) {
            lines.remove(&device);
        }
    }

    /// Takes a frame, or says why not. A full queue is closed: its link writes what waits and ends.
    pub(crate) fn take(&self, device: DeviceId, frame: Vec<u8>) -> Result<(), SendError> {
        if frame.len() > FRAME_MAX_BYTES {
            return Err(SendError::TooLong { bytes: frame.len() });
        }
        let mut lines = self.lock();
        let line = lines.get(&device).ok_or(SendError::NotConnected)?;
        let cost = frame.len() + FRAME_COST_BYTES;
        if line.load.waiting_bytes.fetch_add(cost, Relaxed) + cost > QUEUE_MAX_BYTES {
            line.load.overflowed.notify_one();
            lines.remove(&device);
            return Err(SendError::Overflow);
        }
        line.queue.send(frame).map_err(|_| SendError::NotConnected)
    }

    /// Takes a murmur, if there is a link and room; false when it is dropped.
    pub(crate) fn murmur(&self, device: DeviceId, bytes: Vec<u8>) -> bool {
        bytes.len() <= MURMUR_MAX_BYTES
            && self.lock().get(&device).is_some_and(|line| line.murmurs.try_send(bytes).is_ok())
    }

    pub(crate) fn waiting_bytes(&self, device: DeviceId) -> Option<usize> {
        Some(self.lock().get(&device)?.load.waiting_bytes.load(Relaxed))
    }

    pub(crate) fn devices(&self) -> BTreeSet<DeviceId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Line>> {
        // The map is whole after any panic: every change to it is one call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outgoing {
    /// Waits for the next frame; None when the queue is closed and empty.
    pub(crate) async fn next(&mut self) -> Option<Vec<u8>> {
        self.queue.recv().await
    }

    /// Gives the murmurs that wait, once.
    pub(crate) fn murmurs(&mut self) -> Option<mpsc::Receiver<Vec<u8>>> {
        self.murmurs.take()
    }

    pub(crate) fn load(&self) -> Arc<Load> {
        self.load.clone()
    }
}

impl Load {
    /// Notes that a frame of this length was written.
    pub(crate) fn written(&self, frame_bytes: usize) {
        self.waiting_bytes.fetch_sub(frame_bytes + FRAME_COST_BYTES, Relaxed);
    }

    /// Waits until the queue overflowed.
    pub(crate) async fn overflowed(&self) {
        self.overflowed.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId([3; 32]);

    #[test]
    fn a_queue_is_bounded_by_bytes_and_a_full_one_is_closed() {
        let lines = Lines::default();
        assert_eq!(lines.take(DEVICE, vec![]), Err(SendError::NotConnected));
        let outgoing = lines.open(DEVICE, 1);
        assert_eq!(
            lines.take(DEVICE, vec![0; FRAME_MAX_BYTES + 1]),
            Err(SendError::TooLong { bytes: FRAME_MAX_BYTES + 1 })
        );
        let mut taken = 0;
        let refusal = loop {
            match lines.take(DEVICE, vec![0; FRAME_MAX_BYTES]) {
                Ok(()) => taken += 1,
                Err(refusal) => break refusal,
            }
        };
        assert_eq!((taken, refusal), (31, SendError::Overflow));
        assert_eq!(lines.take(DEVICE, vec![]), Err(SendError::NotConnected), "until there is a new link");
        assert_eq!(outgoing.queue.len(), 31, "what was taken can still be written");
    }

    #[test]
    fn what_is_written_makes_room() {
        let lines = Lines::default();
        let mut outgoing = lines.open(DEVICE, 1);
        for _ in 0..1_000 {
            lines.take(DEVICE, vec![0; FRAME_MAX_BYTES]).unwrap();
            let frame = outgoing.queue.try_recv().unwrap();
            outgoing.load.written(frame.len());
        }
    }

    #[test]
    fn an_old_link_does_not_close_the_queue_of_a_new_one() {
        let lines = Lines::default();
        let _old = lines.open(DEVICE, 1);
        let _new = lines.open(DEVICE, 2);
        lines.close(DEVICE, 1);
        assert_eq!(lines.devices(), BTreeSet::from([DEVICE]));
        lines.close(DEVICE, 2);
        assert_eq!(lines.devices(), BTreeSet::new());
    }
}
