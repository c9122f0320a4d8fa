//! How a new device gets in: a ticket, a short exchange, and a person who clicks Admit.
//!
//! The ticket carries a secret of 128 bits. Whoever knocks proves that they know it without saying it, and the host
//! proves the same back, so a wrong address learns nothing. Then both screens show three words made from everything
//! that was said: they agree only if nobody sits between. Nothing is admitted by a scan alone.
//!
//! [`Host`] and [`Guest`] take bytes and time and return bytes. An invite works once, ends 30 minutes after it was made
//! by the host's own running clock (a wall clock set back changes nothing), and lives only as long as the host runs.

mod guest;
mod host;
mod message;
mod ticket;
mod words;

pub use guest::{Guest, GuestEffect};
pub use host::{Host, HostEffect, InviteState, OpenInvite};
pub use message::Refusal;
pub use ticket::{Ticket, TicketError};
pub use words::WORDS;

/// How long an invite lives, in milliseconds.
pub const INVITE_MS: i64 = 30 * 60 * 1000;
/// Wrong knocks after which every invite is closed.
pub const WRONG_TRIES: u32 = 5;
/// Guests that may wait for a person at the same time.
pub const WAITING_GUESTS: usize = 4;
/// The largest message of the exchange, in bytes.
pub const MESSAGE_BYTES: usize = 256 * 1024;
