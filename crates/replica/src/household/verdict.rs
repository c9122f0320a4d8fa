//! Which records count, when devices remove each other.
//!
//! A removal cuts the records of its target that come after `records_seq`. Records name no dependencies, since a liar
//! would leave them out; so of two removals nobody can prove which was first, and the rule must not ask. It is:
//!
//! 1. Of two records with one signer and number, the smaller hash stands.
//! 2. Only devices that some chain of additions connects to the founding record are heard at all. The length of the
//!    shortest such chain, then the smaller id, says which of two devices is the elder.
//! 3. A removal R *strikes* a record X of its target when X's number is above R's `records_seq`, except
//!    - if R and X are removals of each other's signers and strike each other: both stand (and both devices are out);
//!    - if R is in such a pair and X's signer is the elder: what the elder had signed up to its own removal stands,
//!      so that a removed device cannot undo, by a backdated revenge, whom its elder had admitted;
//!    - a device that removes itself does not strike what it said before.
//! 4. A record stands when no standing record strikes it and a standing addition admits its signer. This is computed
//!    as the well-founded model: what surely stands and what surely falls follow from each other by alternating.
//! 5. What stays undecided is a ring (A removes B, B removes C, C removes A). The removals in a ring that nothing
//!    undecided outside reaches stand, all of them; then step 4 again.
//!
//! Every step is a function of the set alone. Devices exchange records until their sets are equal, so the verdicts are.

use crate::{DeviceId, SignedRecord, What};
use std::collections::{BTreeMap, BTreeSet};

/// The records that stand, and how far each device is from the founder.
pub(super) struct Verdict<'a> {
    pub(super) standing: Vec<&'a SignedRecord>,
    pub(super) depths: BTreeMap<DeviceId, usize>,
}

/// Decides over records of one household; they may come in any order and number.
pub(super) fn decide<'a>(records: impl Iterator<Item = &'a SignedRecord>) -> Verdict<'a> {
    let mut slots: BTreeMap<(DeviceId, u64), &SignedRecord> = BTreeMap::new();
    for record in records {
        let slot = slots.entry((record.record().signer, record.record().seq)).or_insert(record);
        if record < *slot {
            *slot = record;
        }
    }
    let depths = depths(slots.values().copied());
    let heard: Vec<&SignedRecord> = slots.into_values().filter(|r| depths.contains_key(&r.record().signer)).collect();
    let standing = Graph::new(&heard, &depths).settle();
    let standing = heard.iter().zip(standing).filter_map(|(record, stands)| stands.then_some(*record)).collect();
    Verdict { standing, depths }
}

fn admits(record: &SignedRecord) -> Option<DeviceId> {
    match record.record().what {
        What::Found { .. } => Some(record.record().signer),
        What::AddDevice { device, .. } => Some(device),
        _ => None,
    }
}

fn depths<'a>(records: impl Iterator<Item = &'a SignedRecord>) -> BTreeMap<DeviceId, usize> {
    let mut added: BTreeMap<DeviceId, Vec<DeviceId>> = BTreeMap::new();
    let mut ring = BTreeSet::new();
    for record in records {
        match record.record().what {
            What::Found { .. } => drop(ring.insert(record.record().signer)),
            What::AddDevice { device, .. } => added.entry(record.record().signer).or_default().push(device),
            _ => {}
        }
    }
    let mut depths = BTreeMap::new();
    for depth in 0.. {
        let next: BTreeSet<DeviceId> = ring.iter().filter_map(|d| added.get(d)).flatten().copied().collect();
        for device in ring {
            depths.entry(device).or_insert(depth);
        }
        ring = next.into_iter().filter(|device| !depths.contains_key(device)).collect();
        if ring.is_empty() {
            break;
        }
    }
    depths
}

/// Who strikes and who admits whom, by position in the list of records.
struct Graph {
    signers: Vec<DeviceId>,
    admits: Vec<Option<DeviceId>>,
    founds: Vec<bool>,
    removes: Vec<bool>,
    strikers: Vec<Vec<usize>>,
    by_signer: BTreeMap<DeviceId, Vec<usize>>,
}

impl Graph {
    fn new(records: &[&SignedRecord], depths: &BTreeMap<DeviceId, usize>) -> Self {
        let mut removals: BTreeMap<DeviceId, Vec<Removal>> = BTreeMap::new();
        let mut by_signer: BTreeMap<DeviceId, Vec<usize>> = BTreeMap::new();
        for (at, signed) in records.iter().enumerate() {
            let record = signed.record();
            by_signer.entry(record.signer).or_default().push(at);
            if let What::Remove { device, records_seq, .. } = record.what {
                let removal = Removal { at, signer: record.signer, seq: record.seq, target: device, cut: records_seq };
                removals.entry(device).or_default().push(removal);
            }
        }
        let elder = |a: &DeviceId, b: &DeviceId| (depths.get(a), a) < (depths.get(b), b);
        let empty = Vec::new();
        let mut strikers = vec![Vec::new(); records.len()];
        for removal in removals.values().flatten() {
            let back: Vec<&Removal> = removals
                .get(&removal.signer)
                .unwrap_or(&empty)
                .iter()
                .filter(|other| other.signer == removal.target && other.at != removal.at)
                .filter(|other| other.seq > removal.cut && removal.seq > other.cut)
                .collect();
            let spared = match back.iter().map(|other| other.seq).max() {
                Some(seq) if elder(&removal.target, &removal.signer) => seq,
                _ if removal.target == removal.signer => removal.seq,
                _ => 0,
            };
            for at in by_signer.get(&removal.target).into_iter().flatten() {
                let seq = records.get(*at).map_or(0, |record| record.record().seq);
                let mutual = back.iter().any(|other| other.at == *at);
                if seq > removal.cut && seq > spared && !mutual {
                    strikers.get_mut(*at).into_iter().for_each(|list| list.push(removal.at));
                }
            }
        }
        Self {
            signers: records.iter().map(|r| r.record().signer).collect(),
            admits: records.iter().map(|r| admits(r)).collect(),
            founds: records.iter().map(|r| matches!(r.record().what, What::Found { .. })).collect(),
            removes: records.iter().map(|r| matches!(r.record().what, What::Remove { .. })).collect(),
            strikers,
            by_signer,
        }
    }

    fn settle(&self) -> Vec<bool> {
        let mut forced = vec![false; self.signers.len()];
        loop {
            let (sure, possible) = self.alternate(&forced);
            let open: Vec<bool> = sure.iter().zip(&possible).map(|(sure, possible)| *possible && !*sure).collect();
            let ring = self.ring(&open, &sure);
            if ring.is_empty() {
                return possible;
            }
            for at in ring {
                forced.get_mut(at).into_iter().for_each(|flag| *flag = true);
            }
        }
    }

    /// What surely stands, and what possibly does.
    fn alternate(&self, forced: &[bool]) -> (Vec<bool>, Vec<bool>) {
        let mut sure = vec![false; self.signers.len()];
        loop {
            let possible = self.stand(&sure, forced);
            let next = self.stand(&possible, forced);
            if next == sure {
                return (sure, possible);
            }
            sure = next;
        }
    }

    /// What stands if exactly the records in `against` may strike.
    fn stand(&self, against: &[bool], forced: &[bool]) -> Vec<bool> {
        let is = |list: &[bool], at: usize| list.get(at).copied().unwrap_or_default();
        let mut stands = forced.to_vec();
        let mut admitted: BTreeSet<DeviceId> = BTreeSet::new();
        let founders = self.founds.iter().zip(&self.signers).filter(|(found, _)| **found).map(|(_, signer)| *signer);
        let mut queue: Vec<DeviceId> = founders.collect();
        while let Some(device) = queue.pop() {
            if !admitted.insert(device) {
                continue;
            }
            for at in self.by_signer.get(&device).into_iter().flatten() {
                let struck = self.strikers.get(*at).into_iter().flatten().any(|striker| is(against, *striker));
                if !struck || is(forced, *at) || is(&self.founds, *at) {
                    stands.get_mut(*at).into_iter().for_each(|flag| *flag = true);
                    queue.extend(self.admits.get(*at).copied().flatten());
                }
            }
        }
        stands
    }

    /// The undecided removals of the undecided rings on which nothing undecided outside bears.
    fn ring(&self, open: &[bool], sure: &[bool]) -> Vec<usize> {
        let is = |list: &[bool], at: usize| list.get(at).copied().unwrap_or_default();
        let mut admissions: BTreeMap<DeviceId, Vec<usize>> = BTreeMap::new();
        let mut secure = BTreeSet::new();
        for (at, device) in self.admits.iter().enumerate().filter_map(|(at, device)| Some((at, (*device)?))) {
            if is(sure, at) {
                secure.insert(device);
            } else if is(open, at) {
                admissions.entry(device).or_default().push(at);
            }
        }
        let leans = |at: usize| -> Vec<usize> {
            let strikers = self.strikers.get(at).into_iter().flatten().copied().filter(|striker| is(open, *striker));
            let signer = self.signers.get(at).filter(|signer| !secure.contains(signer));
            let admitters = signer.and_then(|signer| admissions.get(signer)).into_iter().flatten().copied();
            strikers.chain(admitters).collect()
        };
        let nodes = (0..open.len()).filter(|at| is(open, *at));
        sinks(nodes, leans).into_iter().filter(|at| is(&self.removes, *at)).collect()
    }
}

struct Removal {
    at: usize,
    signer: DeviceId,
    seq: u64,
    target: DeviceId,
    cut: u64,
}

/// The nodes of all strongly connected components that no edge leaves (Tarjan's algorithm with an explicit stack).
fn sinks(nodes: impl Iterator<Item = usize>, edges: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
    let mut index: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut component: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut open, mut out, mut count) = (Vec::new(), Vec::new(), 0);
    for root in nodes {
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut enter = (!index.contains_key(&root)).then_some(root);
        loop {
            if let Some(node) = enter.take() {
                let next = index.len();
                index.insert(node, (next, next));
                open.push(node);
                path.push((node, edges(node)));
            }
            let Some((node, rest)) = path.last_mut() else { break };
            let node = *node;
            if let Some(target) = rest.pop() {
                match index.get(&target).copied() {
                    None => enter = Some(target),
                    Some((number, _)) if !component.contains_key(&target) => lower(&mut index, node, number),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let Some((number, low)) = index.get(&node).copied() else { continue };
            if let Some((above, _)) = path.last() {
                lower(&mut index, *above, low);
            }
            if number == low {
                let mut members = Vec::new();
                while let Some(member) = open.pop() {
                    component.insert(member, count);
                    members.push(member);
                    if member == node {
                        break;
                    }
                }
                let stays = |member: &usize| edges(*member).iter().all(|target| component.get(target) == Some(&count));
                if members.iter().all(stays) {
                    out.extend(members);
                }
                count += 1;
            }
        }
    }
    out
}

fn lower(index: &mut BTreeMap<usize, (usize, usize)>, node: usize, to: usize) {
    index.entry(node).and_modify(|(_, low)| *low = (*low).min(to));
}
