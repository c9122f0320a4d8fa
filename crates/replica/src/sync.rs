//! The conversation between two devices.
pub mod frame {
    //! Frames.
}
