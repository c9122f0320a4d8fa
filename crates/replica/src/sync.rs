//! The conversation between two devices, a file for each of its subjects.

pub mod frame;

mod compare;
mod document;
mod greet;
mod membership;
mod mend;
mod push;
mod session;
mod spread;
mod take;

pub(crate) use document::Document;
pub(crate) use membership::Records;
pub(crate) use session::Session;
