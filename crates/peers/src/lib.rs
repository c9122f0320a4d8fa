//! The room that moves frames between the devices of a household and knows no notes.
//!
//! One iroh endpoint (QUIC, encrypted, both sides proven by their device key), no relay, no name service, no account:
//! devices find each other by the addresses in a ticket, by what worked the last time, and by multicast on the same network.
//! Its rules, and why they are so:
//!
//! - **An unknown key gets no byte of ours.** The set of known keys comes from outside ([`Peers::allow`]); everyone else is
//!   closed right after the handshake, before a stream exists. The door for guests ([`Peers::door`]) is a protocol of its own.
//! - **Nothing here waits for one peer at the cost of another.** Every link has its own task, its own bounded queue and
//!   its own limits; a dead address costs its own dialler five seconds, a person's knock ten, and nobody else anything.
//! - **A link may be dropped at any time.** Too long a frame, a queue that overflows, silence: the answer is always to close
//!   with a reason and to dial again, because what stands above repairs itself by comparing what each side holds.
//! - **The film clock needs no clock of ours**: the caller's timebase comes in as a function, and pings compare two of them.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use peers::{Bind, Config, PeerEvent};
//! use std::{collections::BTreeSet, sync::Arc};
//!
//! let config = |seed| Config {
//!     secret: [seed; 32],
//!     bind: Bind::Loopback,
//!     mdns: false,
//!     timebase: format!("run-{seed}"),
//!     now_ms: Arc::new(|| 0),
//! };
//! let (anna, _events) = peers::open(config(1)).await?;
//! let (bert, mut heard) = peers::open(config(2)).await?;
//! bert.allow(BTreeSet::from([anna.id()]));
//! anna.allow(BTreeSet::from([bert.id()]));
//! anna.remember(bert.id(), &bert.addresses().await);
//!
//! let Some(PeerEvent::Connected { device, .. }) = heard.recv().await else { return Err("nobody came".into()) };
//! assert_eq!(device, anna.id());
//! anna.close().await;
//! bert.close().await;
//! # Ok(())
//! # }
//! ```

mod acquaintance;
mod address;
mod arrivals;
mod backoff;
mod compare;
mod config;
mod dialling;
mod endpoint;
mod event;
mod exchange;
mod frame;
mod greet;
mod handle;
mod join;
mod lines;
mod link;
mod meeting;
mod neighbours;
mod orders;
mod pings;
mod switchboard;

pub use config::{Bind, Config, PeersError, open};
pub use event::{Ended, PeerEvent, Why};
pub use handle::{Peers, SendError};
pub use join::{JoinChannel, JoinError, KnockError};

/// The longest frame that is sent or taken, in bytes.
pub const FRAME_MAX_BYTES: usize = 256 * 1024;
#[cfg(test)]
mod tests;
