//! A refusal, as a person gets to read it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says what happened, what is safe and what to do, with a code that programs can tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{says}")]
pub struct Problem {
    /// The refusal's name, in kebab case: `empty-text`, `not-saved`, `invite-expired`.
    pub code: String,
    /// Whole sentences.
    pub says: String,
}

impl Problem {
    /// Names a problem.
    pub fn new(code: impl Into<String>, says: impl Into<String>) -> Self {
        Self { code: code.into(), says: says.into() }
    }
}
