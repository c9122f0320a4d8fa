//! What two of us noticed, each on their own.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::MemberId;
use crate::note::Note;

use super::moment::{Moment, gathered, is_noticing};

/// A moment in which several members noticed something independently of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// The moment.
    pub moment: Moment,
    /// Who noticed; others may have felt something here too.
    pub members: BTreeSet<MemberId>,
}

/// Finds the moments with noticings of two members or more, in the order of the film.
///
/// Whoever watches a day later and jots before the echo of a moment has come up is as independent as somebody on the same
/// couch. An answer, jotted after the echo, is no noticing.
pub fn both_noticed(notes: &[Note]) -> Vec<Both> {
    gathered(notes)
        .into_iter()
        .filter_map(|gathered| {
            let noticing = gathered.notes.iter().filter(|note| is_noticing(note));
            let members: BTreeSet<MemberId> = noticing.map(|note| note.by.clone()).collect();
            (members.len() >= 2).then(|| Both { moment: gathered.moment(), members })
        })
        .collect()
}
