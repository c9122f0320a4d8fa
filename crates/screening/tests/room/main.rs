//! What a screening's document keeps, refuses and survives.

// The helpers here are tests too, though no attribute says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod converge;
mod evening;
mod golden;
mod hostile;
mod recap;
mod strangers;
mod together;
mod touching;
mod voices;
mod writing;
