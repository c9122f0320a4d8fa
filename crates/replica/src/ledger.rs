//! Which of the changes that are held count: the pure function both sides of every argument compute.
//!
//! A change counts when its device may write, its actor has not split before it, and everything it builds on counts.
//!
//! - **A split** is two changes with one actor and number, both vouched for by that device: proof that it lied. The
//!   smaller hash counts, and the actor ends there: whatever it wrote after that number falls, on either branch. So the
//!   earliest split and its smallest hash decide, each only ever moves one way as more is learned, and nobody needs to
//!   keep (or send) more than the witnesses. Whoever built on a fallen change falls too and is written again by its
//!   own author. A witness proves even where what it builds on is not held (it may have been written on top of
//!   something that nobody may pass on any more): then it is kept as a proof, and enters if its dependencies come.
//! - **A removed device** counts up to its cut-offs: those changes and their actor's before them. Where a cut-off is
//!   held it names the branch, so a removed device cannot split its past; where it is not held yet, the numbers do.
//! - **A stranger** (a device that no standing record admits) does not count.

mod bound;

use crate::{DocumentId, Household, Meta, Row, Seq, Standing, Table};
use automerge::ChangeHash;
use bound::Bound;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A hash as it is kept in rows and records.
pub(crate) type Hash32 = [u8; 32];

/// How far back an actor's change before is looked for when it is no direct dependency.
const WALK: usize = 4_096;

/// The answer to which changes count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Every change that counts, dependencies first.
    pub counts: Vec<ChangeHash>,
    /// Every other one.
    pub fallen: BTreeSet<ChangeHash>,
    /// How far each actor's changes that count reach.
    pub table: Table,
}

/// Computes which of a document's changes count; a pure function of the set of changes and the household.
///
/// The changes may come in any order. One whose dependencies are not among them does not count.
pub fn accepted(metas: &[Meta], household: &Household, document: &DocumentId) -> Accepted {
    let (ledger, stray) = Ledger::of(metas.to_vec(), household, document);
    let mut accepted = ledger.accepted();
    accepted.fallen.extend(stray);
    accepted
}

#[derive(Debug)]
struct Entry {
    actor: usize,
    seq: Seq,
    deps: Box<[ChangeHash]>,
    counts: bool,
}

/// What is held of one document, without the bytes.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: HashMap<ChangeHash, Entry>,
    /// Dependencies first.
    order: Vec<ChangeHash>,
    actors: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, usize>,
    /// For each actor the first change held of each number, from 1.
    chains: Vec<Vec<ChangeHash>>,
    /// Further changes with a number that is taken, and witnesses.
    doubles: BTreeMap<(usize, Seq), BTreeSet<ChangeHash>>,
    /// Changes kept only because they prove a split: what they build on is not held.
    witnesses: BTreeMap<ChangeHash, Meta>,
    /// Actors for whom the short cut of [`Ledger::insert`] does not hold.
    special: BTreeSet<usize>,
    table: Table,
    unsettled: bool,
}

/// What a change would be to the ledger.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is held.
    Held,
    /// It follows on its actor's change before.
    Follows,
    /// Its number is taken by another change: a split.
    Splits,
    /// Its number does not follow, or the change before is not among its ancestors.
    OutOfOrder,
}

impl Ledger {
    /// Enters what is stored; what lacks a dependency or its place is handed back.
    pub(crate) fn of(metas: Vec<Meta>, household: &Household, document: &DocumentId) -> (Self, Vec<ChangeHash>) {
        let mut ledger = Self::default();
        let mut below: HashMap<ChangeHash, Vec<usize>> = HashMap::new();
        let held: HashSet<ChangeHash> = metas.iter().map(|meta| meta.hash).collect();
        let mut lacking = Vec::with_capacity(metas.len());
        let mut ready = Vec::new();
        for (at, meta) in metas.iter().enumerate() {
            lacking.push(meta.deps.len());
            for dep in meta.deps.iter().filter(|dep| held.contains(*dep)) {
                below.entry(*dep).or_default().push(at);
            }
            if meta.deps.is_empty() {
                ready.push(at);
            }
        }
        while let Some(meta) = ready.pop().and_then(|at| metas.get(at)) {
            if matches!(ledger.place(meta), Place::OutOfOrder | Place::Held) {
                continue;
            }
            ledger.insert(meta, household, document);
            for at in below.remove(&meta.hash).unwrap_or_default() {
                let Some(count) = lacking.get_mut(at) else { continue };
                *count -= 1;
                if *count == 0 {
                    ready.push(at);
                }
            }
        }
        let astray: Vec<&Meta> = metas.iter().filter(|meta| !ledger.holds(&meta.hash)).collect();
        for meta in astray {
            ledger.witness(meta, household, document);
        }
        ledger.settle(household, document);
        let stray = held.into_iter().filter(|hash| !ledger.holds(hash)).collect();
        (ledger, stray)
    }

    pub(crate) fn holds(&self, hash: &ChangeHash) -> bool {
        self.entries.contains_key(hash)
    }

    /// Says whether the change is stored: held, or kept as a witness.
    pub(crate) fn keeps(&self, hash: &ChangeHash) -> bool {
        self.holds(hash) || self.witnesses.contains_key(hash)
    }

    /// Says whether another change with this actor and number is held or kept.
    pub(crate) fn contradicts(&self, actor: &[u8], seq: Seq, hash: &ChangeHash) -> bool {
        let Some(number) = self.numbers.get(actor) else { return false };
        self.at(actor, seq).is_some_and(|held| held != hash)
            || self.doubles.get(&(*number, seq)).is_some_and(|doubles| doubles.iter().any(|other| other != hash))
    }

    /// Keeps a vouched-for change that proves a split, though what it builds on is not held.
    pub(crate) fn witness(&mut self, meta: &Meta, household: &Household, document: &DocumentId) {
        if meta.seq == 0 {
            return;
        }
        let actor = match self.numbers.get(&meta.actor) {
            Some(actor) => *actor,
            None => self.new_actor(&meta.actor, household, document),
        };
        self.doubles.entry((actor, meta.seq)).or_default().insert(meta.hash);
        self.special.insert(actor);
        self.unsettled = true;
        self.witnesses.insert(meta.hash, meta.clone());
    }

    /// Enters the witnesses whose dependencies have come.
    pub(crate) fn adopt(&mut self, household: &Household, document: &DocumentId) {
        loop {
            let whole = |meta: &&Meta| {
                meta.deps.iter().all(|dep| self.holds(dep))
                    && matches!(self.place(meta), Place::Follows | Place::Splits)
            };
            let Some(meta) = self.witnesses.values().find(whole).cloned() else { break };
            self.insert(&meta, household, document);
        }
    }

    pub(crate) fn counts(&self, hash: &ChangeHash) -> bool {
        self.entries.get(hash).is_some_and(|entry| entry.counts)
    }

    /// Returns the number of changes held and kept.
    pub(crate) fn len(&self) -> usize {
        self.order.len() + self.witnesses.len()
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    pub(crate) fn accepted(&self) -> Accepted {
        let (counts, fallen): (Vec<_>, Vec<_>) = self.order.iter().copied().partition(|hash| self.counts(hash));
        Accepted { counts, fallen: fallen.into_iter().collect(), table: self.table.clone() }
    }

    /// Returns the number at which an actor split first.
    pub(crate) fn split(&self, actor: &[u8]) -> Option<Seq> {
        self.first_double(*self.numbers.get(actor)?)
    }

    fn first_double(&self, actor: usize) -> Option<Seq> {
        let doubles = self.doubles.range((actor, 0)..=(actor, Seq::MAX));
        doubles.filter(|((_, seq), others)| self.all(actor, *seq, others) > 1).map(|((_, seq), _)| *seq).next()
    }

    /// Counts the changes known with one number.
    fn all(&self, actor: usize, seq: Seq, others: &BTreeSet<ChangeHash>) -> usize {
        let first = self.first(actor, seq).filter(|first| !others.contains(*first));
        others.len() + usize::from(first.is_some())
    }

    fn first(&self, actor: usize, seq: Seq) -> Option<&ChangeHash> {
        self.chains.get(actor)?.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// Returns the first change held with this actor and number.
    pub(crate) fn at(&self, actor: &[u8], seq: Seq) -> Option<&ChangeHash> {
        self.first(*self.numbers.get(actor)?, seq)
    }

    /// Says what a change whose dependencies are held would be.
    pub(crate) fn place(&self, meta: &Meta) -> Place {
        if self.holds(&meta.hash) {
            return Place::Held;
        }
        let length = self.numbers.get(&meta.actor).and_then(|actor| self.chains.get(*actor)).map_or(0, Vec::len) as Seq;
        if meta.seq == 0 || meta.seq > length + 1 || !self.builds_on_own(meta) {
            return Place::OutOfOrder;
        }
        if meta.seq <= length { Place::Splits } else { Place::Follows }
    }

    fn builds_on_own(&self, meta: &Meta) -> bool {
        let Some(actor) = self.numbers.get(&meta.actor) else { return meta.seq == 1 };
        meta.seq == 1 || self.before(*actor, meta.seq, &meta.deps).is_some()
    }

    /// Says whether these changes or their ancestors hold the actor's change before the one numbered `seq`.
    pub(crate) fn reaches(&self, actor: &[u8], seq: Seq, deps: &[ChangeHash]) -> bool {
        self.numbers.get(actor).is_some_and(|actor| self.before(*actor, seq, deps).is_some())
    }

    /// Finds the actor's change before among the ancestors; almost always it is a direct dependency.
    fn before(&self, actor: usize, seq: Seq, deps: &[ChangeHash]) -> Option<ChangeHash> {
        let wanted = |hash: &ChangeHash| {
            self.entries.get(hash).is_some_and(|entry| entry.actor == actor && entry.seq + 1 == seq)
        };
        if let Some(hash) = deps.iter().find(|hash| wanted(hash)) {
            return Some(*hash);
        }
        let (mut queue, mut seen) = (std::collections::VecDeque::from(deps.to_vec()), HashSet::new());
        while let Some(hash) = queue.pop_front() {
            if wanted(&hash) {
                return Some(hash);
            }
            if seen.len() < WALK && seen.insert(hash) {
                queue.extend(self.entries.get(&hash).into_iter().flat_map(|entry| entry.deps.iter().copied()));
            }
        }
        None
    }

    /// Enters a change that [`Ledger::place`] found in order.
    pub(crate) fn insert(&mut self, meta: &Meta, household: &Household, document: &DocumentId) {
        let actor = match self.numbers.get(&meta.actor) {
            Some(actor) => *actor,
            None => self.new_actor(&meta.actor, household, document),
        };
        let mut counts = meta.deps.iter().all(|dep| self.counts(dep));
        let Some(chain) = self.chains.get_mut(actor) else { return };
        if meta.seq > chain.len() as Seq {
            chain.push(meta.hash);
        } else {
            self.doubles.entry((actor, meta.seq)).or_default().insert(meta.hash);
            self.special.insert(actor);
        }
        if self.special.contains(&actor) {
            counts = false;
            self.unsettled = true;
        } else if counts {
            self.table.set(meta.actor.clone(), Row::new(meta.seq, meta.hash));
        }
        self.witnesses.remove(&meta.hash);
        self.order.push(meta.hash);
        let deps = meta.deps.clone().into_boxed_slice();
        self.entries.insert(meta.hash, Entry { actor, seq: meta.seq, deps, counts });
    }

    fn new_actor(&mut self, name: &[u8], household: &Household, _document: &DocumentId) -> usize {
        let actor = self.actors.len();
        self.actors.push(name.to_vec());
        self.numbers.insert(name.to_vec(), actor);
        self.chains.push(Vec::new());
        if household.device_of(name).is_none_or(|device| device.standing != Standing::In) {
            self.special.insert(actor);
        }
        actor
    }

    /// Says that the household changed.
    pub(crate) fn doubt(&mut self, household: &Household) {
        self.unsettled = true;
        for (actor, name) in self.actors.iter().enumerate() {
            let is_in = household.device_of(name).is_some_and(|device| device.standing == Standing::In);
            if is_in && self.first_double(actor).is_none() {
                self.special.remove(&actor);
            } else {
                self.special.insert(actor);
            }
        }
    }

    /// Says whether the answer to what counts is the last word.
    pub(crate) fn is_settled(&self) -> bool {
        !self.unsettled
    }

    /// Computes anew what counts, if anything may have changed; returns the changes whose answer is another now.
    pub(crate) fn settle(&mut self, household: &Household, document: &DocumentId) -> BTreeSet<ChangeHash> {
        if !std::mem::take(&mut self.unsettled) {
            return BTreeSet::new();
        }
        let bounds: Vec<Bound> = (0..self.actors.len()).map(|actor| self.bound(actor, household, document)).collect();
        let mut turned = BTreeSet::new();
        let mut table = Table::default();
        for hash in &self.order {
            let Some(entry) = self.entries.get(hash) else { continue };
            let allowed = bounds.get(entry.actor).is_some_and(|bound| bound.allows(entry.seq, hash));
            let counts = allowed && entry.deps.iter().all(|dep| self.counts(dep));
            if counts && let Some(actor) = self.actors.get(entry.actor) {
                table.set(actor.clone(), Row::new(entry.seq, *hash));
            }
            if let Some(entry) = self.entries.get_mut(hash).filter(|entry| entry.counts != counts) {
                entry.counts = counts;
                turned.insert(*hash);
            }
        }
        for (actor, bound) in self.actors.iter().zip(&bounds) {
            if let Some((at, smaller)) = bound.split {
                let row = table.row(actor).copied().unwrap_or(Row::new(0, ChangeHash([0; 32])));
                table.set(actor.clone(), row.split_at(at, smaller));
            }
        }
        self.table = table;
        turned
    }
}
