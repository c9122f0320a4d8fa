//! Real QUIC on loopback: every test opens its own endpoints and waits for events, never for a time to pass.

mod clocks;
mod cuts;
mod frames;
mod guests;
mod meetings;
mod strangers;

use crate::{Bind, Config, PeerEvent, Peers, open};
use replica::DeviceId;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Far beyond anything that should happen here, so that a failure ends the test and names what was missing.
const PATIENCE: Duration = Duration::from_secs(20);

/// One device and what it hears.
struct Seat {
    peers: Peers,
    events: mpsc::Receiver<PeerEvent>,
}

fn config(seed: u8) -> Config {
    Config {
        secret: [seed; 32],
        bind: Bind::Loopback,
        mdns: false,
        timebase: format!("run of {seed}"),
        now_ms: Arc::new(move || i64::from(seed) * 1_000_000),
    }
}

async fn sit(seed: u8) -> Seat {
    sit_with(config(seed)).await
}

async fn sit_with(config: Config) -> Seat {
    let (peers, events) = open(config).await.unwrap();
    Seat { peers, events }
}

impl Seat {
    fn id(&self) -> DeviceId {
        self.peers.id()
    }

    /// Lets these in, and where `self` is to dial, says where they are.
    fn allow(&self, others: &[&Seat]) {
        self.peers.allow(others.iter().map(|other| other.id()).collect());
    }

    async fn knows(&self, other: &Seat) {
        assert!(self.peers.remember(other.id(), &other.peers.addresses().await));
    }

    /// Waits for the first event that `pick` wants, and passes over the others.
    async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(PeerEvent) -> Option<T>) -> T {
        let hearing = async {
            loop {
                let event = self.events.recv().await.unwrap_or_else(|| panic!("the room closed before: {what}"));
                if let Some(found) = pick(event) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, hearing).await.unwrap_or_else(|_| panic!("never heard: {what}"))
    }

    async fn connected(&mut self) -> DeviceId {
        self.until("Connected", |event| match event {
            PeerEvent::Connected { device, .. } => Some(device),
            _ => None,
        })
        .await
    }

    async fn gone(&mut self) -> crate::Ended {
        self.until("Gone", |event| match event {
            PeerEvent::Gone { ended, .. } => Some(ended),
            _ => None,
        })
        .await
    }

    async fn frame(&mut self) -> Vec<u8> {
        self.until("Frame", |event| match event {
            PeerEvent::Frame { bytes, .. } => Some(bytes),
            _ => None,
        })
        .await
    }
}

/// Two devices that know each other, where the first one dials.
async fn pair(first: u8, second: u8) -> (Seat, Seat) {
    let (mut one, mut two) = (sit(first).await, sit(second).await);
    two.allow(&[&one]);
    one.allow(&[&two]);
    one.knows(&two).await;
    assert_eq!(one.connected().await, two.id());
    assert_eq!(two.connected().await, one.id());
    (one, two)
}

async fn leave(seats: impl IntoIterator<Item = Seat>) {
    for seat in seats {
        seat.peers.close().await;
    }
}

fn only(device: DeviceId) -> BTreeSet<DeviceId> {
    BTreeSet::from([device])
}
