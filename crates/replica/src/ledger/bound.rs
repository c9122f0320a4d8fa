//! How far one actor's changes may count: splits, cut-offs, strangers.

use super::Ledger;
use crate::{CutOff, DocumentId, Household, Seq};
use automerge::ChangeHash;
use std::collections::{BTreeMap, HashSet};

/// Which changes of an actor may count.
pub(super) struct Bound {
    last: Seq,
    chain: Option<HashSet<ChangeHash>>,
    pub(super) split: Option<(Seq, ChangeHash)>,
}

impl Bound {
    pub(super) fn allows(&self, seq: Seq, hash: &ChangeHash) -> bool {
        let unsplit = self.split.is_none_or(|(at, smaller)| seq < at || (seq == at && *hash == smaller));
        seq <= self.last && unsplit && self.chain.as_ref().is_none_or(|chain| chain.contains(hash))
    }
}

impl Ledger {
    pub(super) fn bound(&self, actor: usize, household: &Household, document: &DocumentId) -> Bound {
        let nothing = Bound { last: 0, chain: None, split: None };
        let Some(name) = self.actors.get(actor) else { return nothing };
        let Some(device) = household.device_of(name) else { return nothing };
        let Some(cut_offs) = household.cut_offs(&device.id, document) else {
            return Bound { last: Seq::MAX, chain: None, split: self.smallest(actor, self.first_double(actor), None) };
        };
        let cut_offs: Vec<&CutOff> = cut_offs.iter().filter(|cut_off| cut_off.actor == *name).collect();
        let held = |cut: &&&CutOff| self.entries.get(&cut.hash()).is_some_and(|entry| entry.actor == actor);
        let pinned: Vec<ChangeHash> = cut_offs.iter().filter(held).map(|cut_off| cut_off.hash()).collect();
        if pinned.is_empty() {
            let last = cut_offs.iter().map(|cut_off| cut_off.seq).max().unwrap_or(0);
            let double = self.first_double(actor).filter(|seq| *seq <= last);
            return Bound { last, chain: None, split: self.smallest(actor, double, None) };
        }
        let mut chain = HashSet::new();
        let mut taken: BTreeMap<Seq, usize> = BTreeMap::new();
        for pin in pinned {
            let mut next = Some(pin);
            while let Some((hash, entry)) = next.and_then(|hash| Some((hash, self.entries.get(&hash)?))) {
                if !chain.insert(hash) {
                    break;
                }
                *taken.entry(entry.seq).or_default() += 1;
                next = self.before(actor, entry.seq, &entry.deps);
            }
        }
        let double = taken.into_iter().find(|(_, count)| *count > 1).map(|(seq, _)| seq);
        let split = self.smallest(actor, double, Some(&chain));
        Bound { last: Seq::MAX, chain: Some(chain), split }
    }

    /// The smallest hash with this number, among all held or those in `within`.
    fn smallest(
        &self,
        actor: usize,
        seq: Option<Seq>,
        within: Option<&HashSet<ChangeHash>>,
    ) -> Option<(Seq, ChangeHash)> {
        let seq = seq?;
        let first = self.first(actor, seq);
        let others = self.doubles.get(&(actor, seq)).into_iter().flatten();
        let fits = |hash: &&ChangeHash| within.is_none_or(|within| within.contains(*hash));
        Some((seq, *first.into_iter().chain(others).filter(fits).min()?))
    }
}
