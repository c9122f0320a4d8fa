//! Changes of one peer and document that wait: for a signature that vouches for them, or for what they build on.

use super::{GateError, Head, parse};
use crate::ledger::Ledger;
use crate::{Signature, limits};
use automerge::{Change, ChangeHash};
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
    /// The change, once it was read.
    pub(crate) change: Option<Change>,
}

/// A change with what came with it.
type Read = (Arrival, Change);

impl Arrival {
    /// Reads the change, once.
    fn read(&mut self) -> Result<(), GateError> {
        if self.change.is_none() {
            self.change = Some(parse(&self.bytes, &self.head)?);
        }
        Ok(())
    }
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

    /// Takes out every change that is vouched for, complete, in its author's order and readable, dependencies first.
    ///
    /// What vouches for a change leaves with it or before it: whoever holds a change can prove it to the next.
    pub(crate) fn release(&mut self, ledger: &Ledger) -> (Vec<Read>, Vec<GateError>) {
        let mut refused = Vec::new();
        let mut roots: BTreeSet<u64> =
            self.arrivals.iter().filter(|(_, one)| one.vouches).map(|(number, _)| *number).collect();
        let done = loop {
            let vouched = self.vouched(&roots);
            let (done, bad) = self.complete(&vouched, ledger);
            for (number, error) in &bad {
                self.leave(*number);
                roots.remove(number);
                refused.push(error.clone());
            }
            let proven: BTreeSet<u64> = done.iter().copied().filter(|number| roots.contains(number)).collect();
            if bad.is_empty() && proven == roots {
                break done;
            }
            if bad.is_empty() {
                roots = proven;
            }
        };
        (self.leave_all(done), refused)
    }

    /// Takes out what is complete though what vouches for it is not, and apart from it the changes of the same actors
    /// that vouch for it: what those build on may be out of reach for good, yet they prove what stands below.
    pub(crate) fn release_unproven(&mut self, ledger: &Ledger) -> (Vec<Read>, Vec<Read>) {
        let roots = self.arrivals.iter().filter(|(_, one)| one.vouches).map(|(number, _)| *number).collect();
        let vouched = self.vouched(&roots);
        let (done, _) = self.complete(&vouched, ledger);
        let actors: BTreeSet<Vec<u8>> =
            done.iter().filter_map(|number| Some(self.arrivals.get(number)?.head.actor.clone())).collect();
        let above = |(number, one): (&u64, &mut Arrival)| {
            let of_them = vouched.contains(number) && actors.contains(&one.head.actor);
            (of_them && !done.contains(number) && one.read().is_ok()).then_some(*number)
        };
        let above: Vec<u64> = self.arrivals.iter_mut().filter_map(above).collect();
        (self.leave_all(done), self.leave_all(above))
    }

    fn leave_all(&mut self, numbers: Vec<u64>) -> Vec<Read> {
        let leave = |number: u64| {
            let mut arrival = self.leave(number)?;
            let change = arrival.change.take()?;
            Some((arrival, change))
        };
        numbers.into_iter().filter_map(leave).collect()
    }

    /// Which of the vouched have everything they build on, held or among them; and which can never be taken.
    fn complete(&mut self, vouched: &HashSet<u64>, ledger: &Ledger) -> (Vec<u64>, Vec<(u64, GateError)>) {
        let mut lacking: HashMap<u64, usize> = HashMap::new();
        let mut builds: HashMap<ChangeHash, Vec<u64>> = HashMap::new();
        let mut ready = BTreeSet::new();
        for (number, arrival) in self.arrivals.iter().filter(|(number, _)| vouched.contains(number)) {
            let missing = arrival.head.deps.iter().filter(|dep| !ledger.holds(dep));
            let count = missing.map(|dep| builds.entry(*dep).or_default().push(*number)).count();
            lacking.insert(*number, count);
            if count == 0 {
                ready.insert(*number);
            }
        }
        let (mut done, mut bad) = (Vec::new(), Vec::new());
        while let Some(number) = ready.pop_first() {
            let ordered = self.arrivals.get(&number).is_some_and(|arrival| self.in_order(&arrival.head, ledger));
            let Some(arrival) = self.arrivals.get_mut(&number) else { continue };
            let read = if ordered { arrival.read() } else { Err(GateError::OutOfOrder) };
            if let Err(error) = read {
                bad.push((number, error));
                continue;
            }
            done.push(number);
            for above in builds.remove(&arrival.head.hash).unwrap_or_default() {
                let Some(count) = lacking.get_mut(&above) else { continue };
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(above);
                }
            }
        }
        (done, bad)
    }

    /// Says whether the actor's change before is among the ancestors; almost always it is a direct dependency.
    fn in_order(&self, head: &Head, ledger: &Ledger) -> bool {
        if head.seq == 1 {
            return true;
        }
        let (mut stack, mut seen, mut held) = (head.deps.clone(), HashSet::new(), Vec::new());
        while let Some(hash) = stack.pop().filter(|_| seen.len() < limits::WAITING_CHANGES * 4) {
            if !seen.insert(hash) {
                continue;
            }
            match self.by_hash.get(&hash).and_then(|number| self.arrivals.get(number)) {
                Some(one) if one.head.actor == head.actor && one.head.seq + 1 == head.seq => return true,
                Some(one) => stack.extend(&one.head.deps),
                None => held.push(hash),
            }
        }
        ledger.reaches(&head.actor, head.seq, &held)
    }

    /// Walks down from everything that vouches: a device's signature stands for its own changes below, through
    /// whoever's changes lie between. Bounded by what waits; whatever is held already has nothing waiting below it.
    fn vouched(&self, from: &BTreeSet<u64>) -> HashSet<u64> {
        let mut roots: BTreeMap<[u8; 16], Vec<u64>> = BTreeMap::new();
        for (number, arrival) in from.iter().filter_map(|number| Some((number, self.arrivals.get(number)?))) {
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
    pub(crate) fn witnesses(&mut self, splits: impl Fn(&Head) -> bool) -> (Vec<Read>, Vec<GateError>) {
        let mut refused = Vec::new();
        loop {
            let numbers = self.of_liars(&splits);
            let mut bad = Vec::new();
            for number in &numbers {
                if let Some(Err(error)) = self.arrivals.get_mut(number).map(Arrival::read) {
                    bad.push(*number);
                    refused.push(error);
                }
            }
            if bad.is_empty() {
                return (self.leave_all(numbers), refused);
            }
            for number in bad {
                self.leave(number);
            }
        }
    }

    fn of_liars(&self, splits: &impl Fn(&Head) -> bool) -> Vec<u64> {
        let roots = self.arrivals.iter().filter(|(_, one)| one.vouches).map(|(number, _)| *number).collect();
        let vouched = self.vouched(&roots);
        let mut slots: BTreeMap<(&[u8], u64), &ChangeHash> = BTreeMap::new();
        let mut liars: BTreeSet<&[u8]> = BTreeSet::new();
        for (_, one) in self.arrivals.iter().filter(|(number, _)| vouched.contains(number)) {
            let other = slots.insert((&one.head.actor, one.head.seq), &one.head.hash);
            if other.is_some() || splits(&one.head) {
                liars.insert(&one.head.actor);
            }
        }
        let of_liars = |(number, one): (&u64, &Arrival)| {
            (vouched.contains(number) && liars.contains(&one.head.actor[..])).then_some(*number)
        };
        self.arrivals.iter().filter_map(of_liars).collect()
    }

    /// What still waits, in the order it came.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &Head> {
        self.arrivals.values().map(|arrival| &arrival.head)
    }
}
