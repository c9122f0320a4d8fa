//! A whole household: houses over real QUIC and real SQLite files.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // tests may fail loudly

mod clock;
mod evening;
mod gate;
mod joining;
mod leaving;
mod marathon;
mod said;
mod serve;
mod sleeper;
mod sunday;
mod talk;
mod trouble;
