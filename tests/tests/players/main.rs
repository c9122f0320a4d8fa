//! Real players, followed: mpv and whatever else is installed for the tests, without a screen or a speaker.
#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // tests may fail loudly

mod around;
mod evening;
mod mpris;
mod mpv;
mod picture;
mod syncplay;
mod trouble;
mod web;
