//! A viewing: one pass through the film on one film clock.

use serde::{Deserialize, Serialize};

use crate::id::{CutId, MemberId, ViewingId};

/// The couch's pass, the one upstairs, the one finished next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    /// Its name.
    pub id: ViewingId,
    /// What people call it; may be empty.
    pub label: String,
    /// Who opened it.
    pub by: MemberId,
    /// The copy that is watched.
    #[serde(default)]
    pub cut: Option<CutId>,
    /// Wall time at which it was opened, in milliseconds since 1970.
    pub started_ms: i64,
    /// Wall time of lights up, once somebody turned them on.
    #[serde(default)]
    pub ended_ms: Option<i64>,
}
