//! The handle: what a caller may ask for. None of it blocks; what takes time is `async`.

use crate::{JoinChannel, KnockError, address, endpoint, exchange, lines::Lines, switchboard::Order};
use iroh::Endpoint;
use replica::DeviceId;
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::{mpsc, oneshot};

/// A handle to the open room; clones are the same room, and when the last one is dropped the room closes.
#[derive(Debug, Clone)]
pub struct Peers {
    id: DeviceId,
    endpoint: Endpoint,
    lines: Arc<Lines>,
    orders: mpsc::UnboundedSender<Order>,
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// No link.
    #[error("this device is not connected; what was written stays here and is compared when it comes back")]
    NotConnected,
    /// Longer than the limit.
    #[error("a frame of {bytes} bytes is longer than 262144; nothing was sent: split it")]
    TooLong {
        /// How long it was.
        bytes: usize,
    },
    /// The queue to this device is full.
    #[error(
        "this device does not take what it is sent, so the connection is dropped; what was written stays here and is compared when it comes back"
    )]
    Overflow,
}

impl Peers {
    pub(crate) fn new(
        id: DeviceId,
        endpoint: Endpoint,
        lines: Arc<Lines>,
        orders: mpsc::UnboundedSender<Order>,
    ) -> Peers {
        Peers { id, endpoint, lines, orders }
    }

    /// Names this device.
    pub fn id(&self) -> DeviceId {
        self.id
    }

    /// Gives where this device can be reached now, for a ticket; waits at most a second for the list of interfaces.
    pub async fn addresses(&self) -> Vec<u8> {
        endpoint::ticket_address(&self.endpoint).await
    }

    /// Sets who may connect; links to others are closed, and known addresses of these are dialled at once.
    pub fn allow(&self, devices: BTreeSet<DeviceId>) {
        self.order(Order::Allow(devices));
    }

    /// Keeps an address and goes on dialling it with growing pauses, when the device is allowed.
    ///
    /// Gives false, and keeps nothing, when the bytes are not an address of this device.
    pub fn remember(&self, device: DeviceId, address: &[u8]) -> bool {
        let Some(addresses) = address::decode(address, device) else { return false };
        self.order(Order::Remember(device, addresses));
        true
    }

    /// Queues a frame and says whether it was taken; see [`Peers::try_send`] for the reason.
    pub fn send(&self, device: DeviceId, frame: Vec<u8>) -> bool {
        self.try_send(device, frame).is_ok()
    }

    /// Queues a frame to a connected device. Taken is not delivered: a link may drop with what it holds.
    ///
    /// A frame that is given after one link ended and before its Gone was read may be the first on the next link.
    ///
    /// # Errors
    /// When there is no link, the frame is too long, or 8 MiB already wait (the link writes those and is then dropped).
    pub fn try_send(&self, device: DeviceId, frame: Vec<u8>) -> Result<(), SendError> {
        self.lines.take(device, frame)
    }

    /// Says something of the moment to a connected device: at most 1,000 bytes, which overtake every frame, and may be lost
    /// or come twice. False when they were dropped here.
    pub fn murmur(&self, device: DeviceId, bytes: Vec<u8>) -> bool {
        self.lines.murmur(device, bytes)
    }

    /// Tells how much waits to be written to a connected device, in bytes; None without a link.
    ///
    /// Who has much to send watches this and stays well below the 8 MiB.
    pub fn waiting_bytes(&self, device: DeviceId) -> Option<usize> {
        self.lines.waiting_bytes(device)
    }

    /// Names those who are connected now.
    pub fn connected(&self) -> BTreeSet<DeviceId> {
        self.lines.devices()
    }

    /// Opens or shuts the door for guests; open it only while an invite is open. Who is inside stays.
    pub fn door(&self, open: bool) {
        self.order(Order::Door(open));
    }

    /// Knocks at an inviter's door, for at most ten seconds.
    ///
    /// # Errors
    /// When nothing says where the inviter is, nobody answers there, or the door is shut.
    pub async fn knock(&self, address: &[u8], inviter: DeviceId) -> Result<JoinChannel, KnockError> {
        let (answer, whereabouts) = oneshot::channel();
        self.order(Order::Whereabouts(inviter, answer));
        let (seen, offline) = whereabouts.await.ok().flatten().ok_or(KnockError::Offline)?;
        let told = address::decode(address, inviter).unwrap_or_default();
        let mut addresses = address::Addresses::default();
        addresses.learn(told.into_iter().chain(seen));
        exchange::knock(&self.endpoint, inviter, addresses, offline).await
    }

    /// Ends the link to a device after what is queued, and leaves it alone for 15 seconds.
    pub fn disconnect(&self, device: DeviceId) {
        self.order(Order::Disconnect(device));
    }

    /// Cuts every link and refuses new ones, or heals and dials everyone at once.
    pub fn partition(&self, cut: bool) {
        self.order(Order::Partition(cut));
    }

    /// Ends everything and gives the port back, within two seconds or so: one for what is queued, one for the goodbyes.
    /// The same for every clone.
    pub async fn close(self) {
        let (closed, done) = oneshot::channel();
        self.order(Order::Close(closed));
        done.await.ok();
    }

    fn order(&self, order: Order) {
        // After the room was closed there is nobody to obey, and nothing to say about it.
        self.orders.send(order).ok();
    }
}
