//! The conversation between two devices, a file for each of its subjects.

pub mod frame;

mod compare;
mod membership;
mod push;
mod session;
mod take;

pub(crate) use membership::Records;
pub(crate) use session::Session;
pub(crate) use take::Document;
