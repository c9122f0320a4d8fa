//! Changes of one peer and document that wait: for a signature that vouches for them, or for what they build on.

use super::Head;
use crate::Signature;
use automerge::ChangeHash;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A change that was inspected, not yet parsed.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) head: Head,
    pub(crate) bytes: Vec<u8>,
    /// Its own signature, checked.
    pub(crate) signature: Option<Signature>,
    /// Whether it stands for itself and its device's changes before it: by its signature, or by a removal's cut-off.
    pub(crate) vouches: bool,
    /// The device part of its actor.
    pub(crate) device: [u8; 16],
}

/// The waiting room.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    arrivals: BTreeMap<u64, Arrival>,
    by_hash: HashMap<ChangeHash, u64>,
    bytes: usize,
    next: u64,
}

impl Waiting {
    pub(crate) fn len(&self) -> usize {
        self.arrivals.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Lets a change in; one that waits already may gain a signature.
    pub(crate) fn put(&mut self, arrival: Arrival) {
        if let Some(known) = self.by_hash.get(&arrival.head.hash).and_then(|number| self.arrivals.get_mut(number)) {
            known.signature = known.signature.or(arrival.signature);
            known.vouches |= arrival.vouches;
            return;
        }
        self.bytes += arrival.bytes.len();
        self.by_hash.insert(arrival.head.hash, self.next);
        self.arrivals.insert(self.next, arrival);
        self.next += 1;
    }

    /// Sends the newest away until the limits hold; returns how many went.
    pub(crate) fn shrink(&mut self, changes: usize, bytes: usize) -> usize {
        let mut gone = 0;
        while self.arrivals.len() > changes || self.bytes > bytes {
            let Some((&number, _)) = self.arrivals.last_key_value() else { break };
            self.leave(number);
            gone += 1;
        }
        gone
    }

    fn leave(&mut self, number: u64) -> Option<Arrival> {
        let arrival = self.arrivals.remove(&number)?;
        self.bytes -= arrival.bytes.len();
        self.by_hash.remove(&arrival.head.hash);
        Some(arrival)
    }

    /// Offers every vouched-for change whose dependencies are held to `take`, dependencies first.
    ///
    /// `take` says whether the change is held from now on. Those that are offered leave the room either way.
    pub(crate) fn release(&mut self, held: impl Fn(&ChangeHash) -> bool, mut take: impl FnMut(Arrival) -> bool) {
        let vouched = self.vouched();
        let mut lacking: HashMap<u64, usize> = HashMap::new();
        let mut builds: HashMap<ChangeHash, Vec<u64>> = HashMap::new();
        let mut ready = BTreeSet::new();
        for (number, arrival) in &self.arrivals {
            let missing = arrival.head.deps.iter().filter(|dep| !held(dep));
            let count = missing.map(|dep| builds.entry(*dep).or_default().push(*number)).count();
            lacking.insert(*number, count);
            if count == 0 && vouched.contains(number) {
                ready.insert(*number);
            }
        }
        while let Some(number) = ready.pop_first() {
            let Some(arrival) = self.leave(number) else { continue };
            let hash = arrival.head.hash;
            if !take(arrival) {
                continue;
            }
            for above in builds.remove(&hash).unwrap_or_default() {
                let Some(count) = lacking.get_mut(&above) else { continue };
                *count = count.saturating_sub(1);
                if *count == 0 && vouched.contains(&above) {
                    ready.insert(above);
                }
            }
        }
    }

    /// Walks down from everything that vouches: a device's signature stands for its own changes below, through
    /// whoever's changes lie between. Bounded by what waits; whatever is held already has nothing waiting below it.
    fn vouched(&self) -> HashSet<u64> {
        let mut roots: BTreeMap<[u8; 16], Vec<u64>> = BTreeMap::new();
        for (number, arrival) in self.arrivals.iter().filter(|(_, arrival)| arrival.vouches) {
            roots.entry(arrival.device).or_default().push(*number);
        }
        let mut vouched = HashSet::new();
        for (device, mut stack) in roots {
            let mut seen = HashSet::new();
            while let Some(number) = stack.pop() {
                let Some(arrival) = self.arrivals.get(&number).filter(|_| seen.insert(number)) else { continue };
                if arrival.device == device {
                    vouched.insert(number);
                }
                stack.extend(arrival.head.deps.iter().filter_map(|dep| self.by_hash.get(dep)));
            }
        }
        vouched
    }

    /// Takes out what is vouched for and belongs to an actor of whom `splits` holds for one such change.
    ///
    /// The whole vouched chain of that actor goes with it, so that its signature stays beside what it vouches for.
    pub(crate) fn witnesses(&mut self, splits: impl Fn(&Head) -> bool) -> Vec<Arrival> {
        let vouched = self.vouched();
        let heads = || self.arrivals.iter().filter(|(number, _)| vouched.contains(number)).map(|(_, one)| &one.head);
        let mut slots: BTreeMap<(&[u8], u64), &ChangeHash> = BTreeMap::new();
        let mut liars: BTreeSet<Vec<u8>> = BTreeSet::new();
        for head in heads() {
            let other = slots.insert((&head.actor, head.seq), &head.hash);
            if other.is_some() || splits(head) {
                liars.insert(head.actor.clone());
            }
        }
        if liars.is_empty() {
            return Vec::new();
        }
        let of_liars = |(number, one): (&u64, &Arrival)| {
            (vouched.contains(number) && liars.contains(&one.head.actor)).then_some(*number)
        };
        let numbers: Vec<u64> = self.arrivals.iter().filter_map(of_liars).collect();
        numbers.into_iter().filter_map(|number| self.leave(number)).collect()
    }

    /// What still waits, in the order it came.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &Head> {
        self.arrivals.values().map(|arrival| &arrival.head)
    }
}
