//! The library with real files: what it refuses, what survives, what it finds again.

mod common;
mod full;
mod killed;
mod opening;
mod reading;
mod truth;
