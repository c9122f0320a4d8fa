//! The replica with real documents: members in one process, frames in memory, time as a number.
// Helpers of tests are tests too: here a wrong assumption ends the run, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod convergence;
mod gate;
mod hostile;
mod house;
mod invites;
mod membership;
mod simulation;
mod story;
