//! Nothing reaches automerge's parser that has not passed here.

/// Says why a change was turned away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// Larger than [`crate::limits::CHANGE_BYTES`].
    #[error("a change of {bytes} bytes is too large; it was not kept")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}
