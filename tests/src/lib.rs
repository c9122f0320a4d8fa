//! What the tests of a whole household share: several members, each with a house of their own.

#[cfg(target_os = "linux")]
pub mod window;
