//! The records of one household as they are held, and how they spread.

use super::frame::Frame;
use crate::{
    CutOff, Device, DeviceId, DocumentId, Effect, Household, HouseholdId, Replica, SignedRecord, Standing, What, limits,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// One household's log.
///
/// Of two records with one signer and number only the smaller hash is kept, so the log is bounded by the numbers, and
/// two logs that are exchanged become equal.
#[derive(Debug)]
pub(crate) struct Records {
    slots: BTreeMap<(DeviceId, u64), SignedRecord>,
    /// Every device that some record admits, whether it counts or not.
    named: BTreeSet<DeviceId>,
    pub(crate) household: Household,
    pub(crate) digest: [u8; 16],
}

impl Records {
    /// Begins a log; `None` without a founding record. All are of one household.
    pub(crate) fn of(records: Vec<SignedRecord>) -> Option<Self> {
        let set: BTreeSet<SignedRecord> = records.iter().cloned().collect();
        let household = Household::of(&set)?;
        let (slots, named) = (BTreeMap::new(), BTreeSet::new());
        let mut log = Self { slots, named, household, digest: [0; 16] };
        log.add(records);
        Some(log)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SignedRecord> {
        self.slots.values()
    }

    /// Returns the number a device's next record gets.
    pub(crate) fn next_seq(&self, device: &DeviceId) -> u64 {
        self.slots.range((*device, 0)..=(*device, u64::MAX)).next_back().map_or(1, |((_, seq), _)| seq + 1)
    }

    fn holds(&self, record: &SignedRecord) -> bool {
        let slot = self.slots.get(&(record.record().signer, record.record().seq));
        slot.is_some_and(|held| held.hash() <= record.hash())
    }

    /// Adds what is new of devices that are named; returns what was added, in an order that makes sense.
    fn add(&mut self, mut records: Vec<SignedRecord>) -> Vec<SignedRecord> {
        let mut added = Vec::new();
        loop {
            let before = added.len();
            let mut later = Vec::new();
            for record in records {
                let (signer, seq) = (record.record().signer, record.record().seq);
                let founds = matches!(record.record().what, What::Found { .. });
                if self.holds(&record) {
                    continue;
                }
                if !founds && !self.named.contains(&signer) {
                    later.push(record);
                    continue;
                }
                if self.slots.len() >= limits::HOUSEHOLD_RECORDS && !self.slots.contains_key(&(signer, seq)) {
                    continue;
                }
                match record.record().what {
                    What::Found { .. } => drop(self.named.insert(signer)),
                    What::AddDevice { device, .. } => drop(self.named.insert(device)),
                    _ => {}
                }
                self.slots.insert((signer, seq), record.clone());
                added.push(record);
            }
            records = later;
            if added.len() == before {
                break;
            }
        }
        if !added.is_empty() {
            let set: BTreeSet<SignedRecord> = self.slots.values().cloned().collect();
            let mut hash = Sha256::new();
            set.iter().for_each(|record| hash.update(record.hash()));
            let full: [u8; 32] = hash.finalize().into();
            self.digest = full.first_chunk().copied().unwrap_or_default();
            if let Some(household) = Household::of(&set) {
                self.household = household;
            }
        }
        added
    }

    /// All records, founder first, each after the one that names its signer.
    fn in_order(&self) -> Vec<&SignedRecord> {
        let mut order: Vec<&SignedRecord> = Vec::new();
        let mut named = BTreeSet::new();
        let mut rest: Vec<&SignedRecord> = self.slots.values().collect();
        loop {
            let (ready, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(|record| {
                matches!(record.record().what, What::Found { .. }) || named.contains(&record.record().signer)
            });
            if ready.is_empty() {
                break;
            }
            for record in &ready {
                match record.record().what {
                    What::Found { .. } => drop(named.insert(record.record().signer)),
                    What::AddDevice { device, .. } => drop(named.insert(device)),
                    _ => {}
                }
            }
            order.extend(ready);
            rest = later;
        }
        order
    }
}

impl Replica {
    /// Takes records in, tells the house and everybody near, and looks again at what counts.
    pub(crate) fn learn(
        &mut self,
        id: HouseholdId,
        records: Vec<SignedRecord>,
        from: Option<&DeviceId>,
        out: &mut Vec<Effect>,
    ) {
        let (before, added) = match self.houses.get_mut(&id) {
            Some(log) => (Some(log.household.clone()), log.add(records)),
            None => {
                let Some(log) = Records::of(records) else { return };
                let added = log.slots.values().cloned().collect();
                self.houses.insert(id, log);
                (None, added)
            }
        };
        if added.is_empty() {
            return;
        }
        out.extend(added.iter().cloned().map(Effect::KeepRecord));
        let Some(now) = self.houses.get(&id).map(|log| log.household.clone()) else { return };
        let changed = before.as_ref() != Some(&now);
        if changed {
            out.push(Effect::HouseholdChanged(id));
        }
        self.forward_records(&id, &added, from, out);
        if changed {
            self.doubt(&id, before.as_ref(), &now, out);
            let peers: Vec<DeviceId> = self.sessions.keys().copied().collect();
            for peer in peers {
                self.meet(&peer, out);
            }
        }
    }

    /// Sends new records on, also to a device that they remove: it may know why nobody speaks to it any more.
    fn forward_records(
        &mut self,
        id: &HouseholdId,
        added: &[SignedRecord],
        from: Option<&DeviceId>,
        out: &mut Vec<Effect>,
    ) {
        let talks = |session: &super::Session| session.houses.contains_key(id);
        let near: Vec<DeviceId> = self.sessions.iter().filter(|(_, s)| talks(s)).map(|(peer, _)| *peer).collect();
        for peer in near.iter().filter(|peer| Some(*peer) != from) {
            self.send_all(peer, id, added.iter(), out);
        }
    }

    fn send_all<'a>(
        &self,
        peer: &DeviceId,
        household: &HouseholdId,
        records: impl Iterator<Item = &'a SignedRecord>,
        out: &mut Vec<Effect>,
    ) {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for record in records {
            let record = record.to_bytes();
            if bytes + record.len() + 16 > limits::FRAME_BYTES - 256 {
                bytes = 0;
                let records = std::mem::take(&mut batch);
                self.send(peer, &Frame::Records { household: *household, records }, out);
            }
            bytes += record.len() + 16;
            batch.push(record);
        }
        if !batch.is_empty() {
            self.send(peer, &Frame::Records { household: *household, records: batch }, out);
        }
    }

    /// Sends every record to a peer whose digest differs, once for each pair of digests.
    pub(crate) fn send_records(
        &mut self,
        peer: &DeviceId,
        household: &HouseholdId,
        theirs: [u8; 16],
        out: &mut Vec<Effect>,
    ) {
        let Some(mine) = self.houses.get(household).map(|log| log.digest) else { return };
        let Some(house) = self.sessions.get_mut(peer).and_then(|session| session.houses.get_mut(household)) else {
            return;
        };
        if mine == theirs || house.records_at == Some((mine, theirs)) {
            return;
        }
        house.records_at = Some((mine, theirs));
        if let Some(log) = self.houses.get(household) {
            self.send_all(peer, household, log.in_order().into_iter(), out);
        }
    }

    pub(crate) fn hear_records(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        records: &[Vec<u8>],
        out: &mut Vec<Effect>,
    ) {
        if records.len() > limits::BATCH_SIGNATURES * 2 {
            return self.strike(peer, "too many membership records in one frame", out);
        }
        let known: BTreeSet<Vec<u8>> =
            self.houses.get(&household).into_iter().flat_map(Records::iter).map(SignedRecord::to_bytes).collect();
        let mut good = Vec::new();
        for bytes in records.iter().filter(|bytes| !known.contains(*bytes)) {
            match SignedRecord::from_bytes(bytes) {
                Ok(record) if record.household() == household => good.push(record),
                Ok(_) => self.strike(peer, "a membership record of another household", out),
                Err(error) => self.strike(peer, &error.to_string(), out),
            }
        }
        self.learn(household, good, Some(peer), out);
    }

    /// Looks again at every document in which a device whose standing changed has written.
    fn doubt(&mut self, id: &HouseholdId, before: Option<&Household>, now: &Household, out: &mut Vec<Effect>) {
        let standing = |device: &Device| (device.id, device.standing.clone());
        let old: BTreeMap<DeviceId, Standing> = before.into_iter().flat_map(Household::devices).map(standing).collect();
        let moved = |device: &DeviceId| {
            let is = now.device(device).map(|device| &device.standing);
            is != old.get(device) && (old.contains_key(device) || is != Some(&Standing::In))
        };
        let devices: BTreeSet<DeviceId> =
            old.keys().copied().chain(now.devices().map(|device| device.id)).filter(|device| moved(device)).collect();
        if devices.is_empty() {
            return;
        }
        let prefixes: BTreeSet<[u8; 16]> = devices.iter().map(crate::key::prefix_of).collect();
        let wrote = |actor: &Vec<u8>| crate::key::device_prefix(actor).is_some_and(|p| prefixes.contains(&p));
        let of_house = self.documents.iter().filter(|(_, document)| document.household == *id);
        let concerned: Vec<DocumentId> = of_house
            .filter(|(_, document)| document.ledger.is_some() || document.table.rows().any(|(actor, _)| wrote(actor)))
            .map(|(document, _)| *document)
            .collect();
        for document in concerned {
            self.doubt_document(&document, now, out);
        }
    }

    /// Returns cut-offs at everything held here of a device.
    pub(crate) fn cut_offs(&self, household: &HouseholdId, device: &DeviceId) -> Vec<CutOff> {
        let prefix = crate::key::prefix_of(device);
        let mut cut_offs = Vec::new();
        for (document, table) in self.documents(household) {
            let by_it = |actor: &[u8]| crate::key::device_prefix(actor) == Some(prefix);
            let own = table.rows().filter(|(actor, row)| by_it(actor) && row.seq > 0);
            cut_offs.extend(own.map(|(actor, row)| CutOff::new(document, actor.clone(), row.seq, row.tip())));
        }
        cut_offs
    }
}
