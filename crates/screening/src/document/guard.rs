//! Automerge's loader panics on some damaged input (62 of 20,000 mutated chunks): a panic there becomes an error here.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs something of Automerge's; a panic becomes its message.
///
/// The caller must throw away whatever `work` was changing when this gives an error.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
        message.unwrap_or_else(|| "it panicked".to_owned()).chars().take(200).collect()
    })
}
