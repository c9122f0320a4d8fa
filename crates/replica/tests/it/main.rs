//! The replica with real documents: members in one process, frames in memory, time as a number.

mod convergence;
mod gate;
mod hostile;
mod house;
mod invites;
mod membership;
mod simulation;
mod story;
