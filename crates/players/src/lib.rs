//! Players: mpv, VLC, a browser's tab and others, each as a stream of film positions.
//!
//! One task owns the line to a player. It writes what it hears into a [`Sample`] that anybody may look at without
//! waiting, and goes on looking for a player that went away, with growing pauses. Between two samples film time is
//! extrapolated, since asking at the moment of need would answer late and with the time of the last picture. A player
//! that lies, stutters or stops answering is a [`PlayerError`] beside the last good sample, never a reason for somebody
//! else to wait.
//!
//! This room knows no screening: it gives positions in the player's own copy, and what they mean is decided elsewhere.
//! It moves a player in one way only, [`Command::Jump`], which [`Address::is_own`] allows for players on this very
//! machine alone.

mod address;
mod around;
mod caption;
mod error;
mod kind;
mod line;
mod link;
mod look;
#[cfg(target_os = "linux")]
mod mpris;
#[cfg(not(target_os = "linux"))]
#[path = "mpris/elsewhere.rs"]
mod mpris;
mod mpv;
mod report;
mod sample;
mod steps;
mod syncplay;
mod web;

pub use address::Address;
pub use around::{Around, look_around};
pub use caption::{CAPTION_CHARS_MAX, Caption};
pub use error::PlayerError;
pub use kind::Kind;
pub use link::{Command, Event, Link, connect};
pub use look::{Offer, look, look_at};
pub use sample::{FILM_MS_MAX, Film, Play, RATE_MAX, Sample};
