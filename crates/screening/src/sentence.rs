//! The film in one sentence, one from each.

use serde::{Deserialize, Serialize};

use crate::id::MemberId;

/// What one member says of the film in one sentence, or that they pass.
///
/// It stays shut until everybody who saw the end together has said theirs: who reads another's first writes an echo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Whose it is.
    pub member: MemberId,
    /// The sentence; none when the member passed.
    pub said: Option<String>,
    /// Other sentences that the same member wrote on another device without knowing of this one: the member picks with one
    /// tap, and nobody else is shown them.
    #[serde(default)]
    pub rivals: Vec<Option<String>>,
    /// Wall time at which it was written, in milliseconds since 1970.
    pub made_ms: i64,
}
