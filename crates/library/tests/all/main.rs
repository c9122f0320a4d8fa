//! The library with real files: what it refuses, what survives, what it finds again.

// Clippy lets tests unwrap; what tests share counts as one here too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod ahead;
mod common;
mod full;
mod killed;
mod opening;
mod reading;
mod salvage;
mod truth;
