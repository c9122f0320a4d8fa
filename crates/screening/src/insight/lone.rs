//! What only one of us noticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::MemberId;
use crate::note::Note;

use super::moment::{Moment, gathered, is_noticing};

/// A moment in which one member noticed something and nobody else jotted anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lone {
    /// The moment.
    pub moment: Moment,
    /// Who noticed.
    pub member: MemberId,
    /// How many others have passed it.
    pub passed: usize,
    /// How many others there are, whether they have come that far or not.
    pub others: usize,
}

/// Finds what only one member noticed, in the order of the film.
///
/// `frontiers` holds the film time (milliseconds) that each member of the screening has reached in any viewing. Who has not
/// passed a moment has not failed to notice it, so each comes with "2 of 3 others have passed it", and a moment that
/// nobody else has passed is not listed yet.
pub fn only_one_noticed(notes: &[Note], frontiers: &BTreeMap<MemberId, i64>) -> Vec<Lone> {
    gathered(notes)
        .into_iter()
        .filter_map(|gathered| {
            let member = &gathered.notes.first()?.by;
            let alone = gathered.notes.iter().all(|note| note.by == *member);
            let noticed = gathered.notes.iter().any(|note| is_noticing(note));
            let others = || frontiers.iter().filter(|(other, _)| *other != member);
            let passed = others().filter(|(_, frontier_ms)| **frontier_ms >= gathered.end_ms()).count();
            (alone && noticed && passed > 0).then(|| Lone {
                moment: gathered.moment(),
                member: member.clone(),
                passed,
                others: others().count(),
            })
        })
        .collect()
}
