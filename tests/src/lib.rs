//! What the tests of a whole household share: several members, each with a house of their own.

// Tests may fail loudly.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub mod household;
#[cfg(target_os = "linux")]
pub mod player;
pub mod prepared;
#[cfg(target_os = "linux")]
pub mod window;

pub use household::Household;
