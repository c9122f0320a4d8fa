//! The replica: what this device holds, and what it does when something comes in.

use crate::sync::frame::{Frame, FrameError};
use crate::sync::{Document, Records, Session};
use crate::{
    DeviceId, DeviceKey, DocumentId, Effect, Household, HouseholdId, MemberKey, Meta, Misdeed, Refused, Signature,
    SignedRecord, Stored, Table, What, Why, limits,
};
use automerge::Change;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much of a household's changes a device is known to hold, from tables it acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It acknowledged everything that is held here.
    Everything,
    /// It lacks this many changes.
    Lacks(u64),
    /// It was not heard of since the app started.
    Unknown,
}

/// Knows the records, how far each actor reaches in each document, and the sessions with peers; not the changes.
///
/// The house owns one, hands it whatever comes in and carries out the [`Effect`]s in their order. What is in a
/// [`Effect::Take`] or [`Effect::KeepRecord`] counts as held from then on; a house that cannot store it starts again
/// from what it has stored, with a new replica.
///
/// ```
/// use replica::{DeviceKey, Effect, MemberKey, Replica};
/// let mut replica = Replica::new(DeviceKey::from_seed([7; 32]), vec![], vec![]);
/// let (record, effects) = replica.found(MemberKey([1; 10]), "Mara", "laptop", 0)?;
/// assert!(matches!(&effects[0], Effect::KeepRecord(kept) if *kept == record));
/// assert!(replica.household(&record.household()).is_some());
/// # Ok::<(), replica::Refused>(())
/// ```
#[derive(Debug)]
pub struct Replica {
    pub(crate) key: DeviceKey,
    pub(crate) own: DeviceId,
    pub(crate) houses: BTreeMap<HouseholdId, Records>,
    pub(crate) documents: BTreeMap<DocumentId, Document>,
    pub(crate) sessions: BTreeMap<DeviceId, Session>,
    /// What each device acknowledged since the app started.
    pub(crate) known: BTreeMap<DeviceId, BTreeMap<DocumentId, Arc<Table>>>,
    pub(crate) barred: BTreeMap<DeviceId, i64>,
    pub(crate) unacknowledged: BTreeMap<DocumentId, BTreeSet<Vec<u8>>>,
    pub(crate) acks_ms: Option<i64>,
    pub(crate) flagged: BTreeSet<(DocumentId, Vec<u8>)>,
    pub(crate) now_ms: i64,
}

impl Replica {
    /// Starts from what is stored: records, and for each document the table of what counts of it.
    pub fn new(key: DeviceKey, records: Vec<SignedRecord>, tables: Vec<(HouseholdId, DocumentId, Table)>) -> Self {
        let own = key.id();
        let mut houses: BTreeMap<HouseholdId, Vec<SignedRecord>> = BTreeMap::new();
        for record in records {
            houses.entry(record.household()).or_default().push(record);
        }
        let houses = houses.into_iter().filter_map(|(id, records)| Some((id, Records::of(records)?))).collect();
        let documents = tables.into_iter().map(|(house, id, table)| (id, Document::stored(house, table))).collect();
        Self {
            key,
            own,
            houses,
            documents,
            sessions: BTreeMap::new(),
            known: BTreeMap::new(),
            barred: BTreeMap::new(),
            unacknowledged: BTreeMap::new(),
            acks_ms: None,
            flagged: BTreeSet::new(),
            now_ms: 0,
        }
    }

    /// Returns this device's id.
    pub fn id(&self) -> DeviceId {
        self.own
    }

    /// Returns a household held here.
    pub fn household(&self, household: &HouseholdId) -> Option<&Household> {
        self.houses.get(household).map(|house| &house.household)
    }

    /// Iterates over the households held here.
    pub fn households(&self) -> impl Iterator<Item = &Household> {
        self.houses.values().map(|house| &house.household)
    }

    /// Iterates over a household's records, as a guest is given them.
    pub fn records(&self, household: &HouseholdId) -> impl Iterator<Item = &SignedRecord> {
        self.houses.get(household).into_iter().flat_map(Records::iter)
    }

    /// Iterates over the documents of a household with how far what counts of each reaches.
    pub fn documents(&self, household: &HouseholdId) -> impl Iterator<Item = (DocumentId, &Table)> {
        let of_house = self.documents.iter().filter(move |(_, document)| document.household == *household);
        of_house.map(|(id, document)| (*id, &*document.table)).filter(|(_, table)| !table.is_empty())
    }

    /// Iterates over every device of every household with which this one may speak, for the network to let in.
    pub fn peers(&self) -> impl Iterator<Item = DeviceId> {
        let houses = self.households().filter(|household| household.is_in(&self.own));
        let devices: BTreeSet<DeviceId> =
            houses.flat_map(|h| h.devices().map(|device| device.id).filter(|id| h.is_in(id))).collect();
        devices.into_iter().filter(|device| *device != self.own)
    }

    /// Founds a household of one.
    pub fn found(
        &mut self,
        member: MemberKey,
        name: &str,
        device_name: &str,
        wall_ms: i64,
    ) -> Result<(SignedRecord, Vec<Effect>), Refused> {
        let (name, device_name) = crate::household::founding(name, device_name)?;
        self.record(HouseholdId([0; 32]), 1, What::Found { member, name, device_name }, wall_ms)
    }

    /// Signs a record of this device, with its names as they are recorded. Removals: [`Replica::remove_device`].
    pub fn sign_record(
        &mut self,
        household: &HouseholdId,
        what: What,
        wall_ms: i64,
    ) -> Result<(SignedRecord, Vec<Effect>), Refused> {
        let house = self.houses.get(household).ok_or(Refused::NoSuchHousehold)?;
        let what = house.household.may(&self.own, what)?;
        let seq = house.next_seq(&self.own);
        self.record(*household, seq, what, wall_ms)
    }

    fn record(
        &mut self,
        household: HouseholdId,
        seq: u64,
        what: What,
        wall_ms: i64,
    ) -> Result<(SignedRecord, Vec<Effect>), Refused> {
        let record = crate::Record { household, signer: self.own, seq, wall_ms, what };
        let record = SignedRecord::sign(&self.key, record).map_err(|_| Refused::Full)?;
        let effects = self.take_records(vec![record.clone()]);
        Ok((record, effects))
    }

    /// Removes a device, with cut-offs at what is held here; more than one record if it wrote in very many documents.
    pub fn remove_device(
        &mut self,
        household: &HouseholdId,
        device: &DeviceId,
        wall_ms: i64,
    ) -> Result<(Vec<SignedRecord>, Vec<Effect>), Refused> {
        let house = self.houses.get(household).ok_or(Refused::NoSuchHousehold)?;
        let records_seq = house.next_seq(device) - 1;
        let cut_offs = self.cut_offs(household, device);
        let parts = cut_offs.chunks(limits::RECORD_CUT_OFFS).map(<[_]>::to_vec);
        let parts: Vec<_> = if cut_offs.is_empty() { vec![Vec::new()] } else { parts.collect() };
        let (mut records, mut effects) = (Vec::new(), Vec::new());
        for cut_offs in parts {
            let what = What::Remove { device: *device, cut_offs, records_seq };
            // A device that removes itself is out after the first part; the rest of its cut-offs still count.
            let seq = self.houses.get(household).map_or(1, |house| house.next_seq(&self.own));
            let (record, more) = match records.is_empty() {
                true => self.sign_record(household, what, wall_ms)?,
                false => self.record(*household, seq, what, wall_ms)?,
            };
            records.push(record);
            effects.extend(more);
        }
        Ok((records, effects))
    }

    /// Takes records that came another way, for example with a welcome or a file carried over.
    pub fn take_records(&mut self, records: Vec<SignedRecord>) -> Vec<Effect> {
        let mut out = Vec::new();
        let mut houses: BTreeMap<HouseholdId, Vec<SignedRecord>> = BTreeMap::new();
        for record in records {
            houses.entry(record.household()).or_default().push(record);
        }
        for (household, records) in houses {
            self.learn(household, records, None, &mut out);
        }
        out
    }

    /// Signs a change this device made; the effects go out only once it is on disk.
    pub fn wrote(
        &mut self,
        household: &HouseholdId,
        document: &DocumentId,
        change: &Change,
    ) -> (Signature, Vec<Effect>) {
        let signature = self.key.sign_change(household, document, &change.hash());
        let mut out = Vec::new();
        self.enter_own(household, document, change, signature, &mut out);
        (signature, out)
    }

    /// Says that a peer is connected.
    pub fn connected(&mut self, peer: DeviceId, now_ms: i64) -> Vec<Effect> {
        let mut out = Vec::new();
        self.now_ms = now_ms;
        self.greet(peer, &mut out);
        out
    }

    /// Says that a peer's connection ended.
    pub fn gone(&mut self, peer: &DeviceId) -> Vec<Effect> {
        let mut out = Vec::new();
        self.part(peer, &mut out);
        out
    }

    /// Takes a frame.
    pub fn received(&mut self, peer: &DeviceId, frame: &[u8], now_ms: i64) -> Vec<Effect> {
        let mut out = Vec::new();
        self.now_ms = now_ms;
        if self.sessions.get(peer).is_none_or(|session| session.closed) {
            return out;
        }
        match Frame::decode(frame) {
            Ok(frame) => self.hear(peer, frame, &mut out),
            Err(FrameError::Newer { .. }) => self.close(peer, Why::Newer, &mut out),
            Err(error) => self.strike(peer, &error.to_string(), &mut out),
        }
        out
    }

    fn hear(&mut self, peer: &DeviceId, frame: Frame, out: &mut Vec<Effect>) {
        let household = frame.household();
        if !self.shares(peer, &household) {
            // A removed device that has not heard of it, or one that heard of its admission before we did.
            return;
        }
        match frame {
            Frame::Hello { records, documents, neighbours, .. } => {
                self.hear_hello(peer, household, records, documents, neighbours, out);
            }
            Frame::Pulse { records, documents, .. } => self.hear_pulse(peer, household, records, documents, out),
            Frame::Neighbours { devices, .. } => self.hear_neighbours(peer, household, devices),
            Frame::Records { records, .. } => self.hear_records(peer, household, &records, out),
            Frame::Tables { tables, .. } => self.hear_tables(peer, household, tables, out),
            Frame::Want { document, after, .. } => self.hear_want(peer, household, document, after, out),
            Frame::Changes { document, live, packed, .. } => {
                self.hear_changes(peer, household, document, live, &packed, out);
            }
            Frame::Ack { document, catch_up, rows, .. } => {
                self.hear_ack(peer, household, document, catch_up, &rows, out);
            }
        }
    }

    /// Does what time demands: acknowledges, compares after quiet, gives up what stalled.
    ///
    /// Call it about ten times a second while something happens, at least once a second else.
    pub fn tick(&mut self, now_ms: i64) -> Vec<Effect> {
        let mut out = Vec::new();
        self.now_ms = now_ms;
        self.barred.retain(|_, until_ms| *until_ms > now_ms);
        if self.acks_ms.is_some_and(|due_ms| due_ms <= now_ms) {
            self.acknowledge(&mut out);
        }
        self.unstall(&mut out);
        self.pulse(&mut out);
        out
    }

    /// Answers [`Effect::Open`]; may also be called unasked, whenever the house has a document's metas at hand.
    pub fn opened(&mut self, document: &DocumentId, metas: Vec<Meta>) -> Vec<Effect> {
        let mut out = Vec::new();
        self.open(document, metas, &mut out);
        out
    }

    /// Answers [`Effect::Open`] when a document could not be read: what came for it waits, and the next thing that comes
    /// asks for it again.
    pub fn not_opened(&mut self, document: &DocumentId) {
        self.give_up_opening(document);
    }

    /// Forgets what [`Replica::opened`] brought, when a document is not used for a while.
    pub fn shut(&mut self, document: &DocumentId) {
        if let Some(document) = self.documents.get_mut(document).filter(|document| !document.table.is_empty()) {
            document.ledger = None;
        }
    }

    /// Answers [`Effect::Fetch`]: stored changes in the order they were stored, so dependencies first.
    pub fn fetched(
        &mut self,
        peer: &DeviceId,
        document: &DocumentId,
        changes: Vec<Stored>,
        now_ms: i64,
    ) -> Vec<Effect> {
        let mut out = Vec::new();
        self.now_ms = now_ms;
        self.deliver(peer, document, changes, &mut out);
        out
    }

    /// Says what each other device of a household holds; those removed are left out.
    pub fn delivery(&self, household: &HouseholdId) -> Vec<(DeviceId, Delivery)> {
        let Some(house) = self.household(household) else { return Vec::new() };
        let others = house.devices().filter(|device| device.id != self.own && house.is_in(&device.id));
        let nothing = Table::default();
        let state = |device: DeviceId| {
            let Some(known) = self.known.get(&device) else { return Delivery::Unknown };
            let table = |id: &DocumentId| known.get(id).map_or(&nothing, |table| &**table);
            match self.documents(household).map(|(id, mine)| table(&id).lacks(mine)).sum() {
                0 => Delivery::Everything,
                lacking => Delivery::Lacks(lacking),
            }
        };
        others.map(|device| (device.id, state(device.id))).collect()
    }

    /// Counts a proof of bad faith against a peer, and closes when it is one too many.
    pub(crate) fn strike(&mut self, peer: &DeviceId, what: &str, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        if self.sessions.get_mut(peer).is_some_and(|session| !session.closed && session.strike(now_ms)) {
            self.barred.insert(*peer, now_ms.saturating_add(limits::STRIKES_MS));
            out.push(Effect::Misdeed { device: *peer, what: Misdeed::Noise { last: what.to_owned() } });
            self.close(peer, Why::Misbehaved, out);
        }
    }

    pub(crate) fn close(&mut self, peer: &DeviceId, why: Why, out: &mut Vec<Effect>) {
        if let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) {
            session.closed = true;
            session.waiting.clear();
            session.pushes.clear();
            out.push(Effect::Close { peer: *peer, why });
        }
    }

    /// Says whether both this device and the peer are in a household.
    pub(crate) fn shares(&self, peer: &DeviceId, household: &HouseholdId) -> bool {
        self.household(household).is_some_and(|household| household.is_in(peer) && household.is_in(&self.own))
    }

    pub(crate) fn send(&self, to: &DeviceId, frame: &Frame, out: &mut Vec<Effect>) {
        if self.sessions.get(to).is_some_and(|session| !session.closed) {
            out.push(Effect::Send { to: *to, frame: frame.encode() });
        }
    }
}
