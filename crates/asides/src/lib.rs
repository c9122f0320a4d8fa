//! The house: everything that Asides does, without a window.

pub mod api;
