//! The house: everything that Asides does, without a window.
//!
//! [`house::House`] is opened on a [`profile::Profile`] and asked through one list of calls, [`api`]. What it answers
//! has passed one [`gate`], which decides what a member may see now. [`serve`] offers the same list, and the screens,
//! on loopback.

pub mod api;
pub mod gate;
pub mod house;
pub mod profile;
pub mod serve;
pub mod time;

mod going;
mod print;
mod put;
mod view;

pub use house::{Caller, House, Network, Options};
