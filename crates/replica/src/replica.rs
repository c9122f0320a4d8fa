//! The replica: what this device holds, and what it does when something comes in.

use crate::{
    DeviceId, DeviceKey, DocumentId, Effect, Household, HouseholdId, MemberKey, Meta, Refused, Signature, SignedRecord,
    Stored, Table, What,
};
use automerge::Change;

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
#[derive(Debug)]
pub struct Replica {
    key: DeviceKey,
}

impl Replica {
    /// Starts from what is stored.
    pub fn new(key: DeviceKey, _records: Vec<SignedRecord>, _tables: Vec<(HouseholdId, DocumentId, Table)>) -> Self {
        Self { key }
    }
    /// Returns this device's id.
    pub fn id(&self) -> DeviceId {
        self.key.id()
    }
    /// Returns a household held here.
    pub fn household(&self, _household: &HouseholdId) -> Option<&Household> {
        None
    }
    /// Iterates over the households held here.
    pub fn households(&self) -> impl Iterator<Item = &Household> {
        std::iter::empty()
    }
    /// Iterates over the documents of a household with what counts of each.
    pub fn documents(&self, _household: &HouseholdId) -> impl Iterator<Item = (DocumentId, &Table)> {
        std::iter::empty()
    }
    /// Founds a household.
    pub fn found(
        &mut self,
        _member: MemberKey,
        _name: &str,
        _device_name: &str,
        _wall_ms: i64,
    ) -> Result<(SignedRecord, Vec<Effect>), Refused> {
        Err(Refused::NotIn)
    }
    /// Signs a record of this device.
    pub fn sign_record(
        &mut self,
        _household: &HouseholdId,
        _what: What,
        _wall_ms: i64,
    ) -> Result<(SignedRecord, Vec<Effect>), Refused> {
        Err(Refused::NoSuchHousehold)
    }
    /// Removes a device, with cut-offs at what is held here; several records if there are very many documents.
    pub fn remove_device(
        &mut self,
        _household: &HouseholdId,
        _device: &DeviceId,
        _wall_ms: i64,
    ) -> Result<(Vec<SignedRecord>, Vec<Effect>), Refused> {
        Err(Refused::NoSuchHousehold)
    }
    /// Takes records that came another way, for example with a welcome.
    pub fn take_records(&mut self, _records: Vec<SignedRecord>) -> Vec<Effect> {
        Vec::new()
    }
    /// Signs a change this device made; the effects go out only once it is on disk.
    pub fn wrote(
        &mut self,
        household: &HouseholdId,
        document: &DocumentId,
        change: &Change,
    ) -> (Signature, Vec<Effect>) {
        (self.key.sign_change(household, document, &change.hash()), Vec::new())
    }
    /// Says that a peer is connected.
    pub fn connected(&mut self, _peer: DeviceId, _now_ms: i64) -> Vec<Effect> {
        Vec::new()
    }
    /// Says that a peer's connection ended.
    pub fn gone(&mut self, _peer: &DeviceId) {}
    /// Takes a frame.
    pub fn received(&mut self, _peer: &DeviceId, _frame: &[u8], _now_ms: i64) -> Vec<Effect> {
        Vec::new()
    }
    /// Does what time demands.
    pub fn tick(&mut self, _now_ms: i64) -> Vec<Effect> {
        Vec::new()
    }
    /// Answers [`Effect::Open`].
    pub fn opened(&mut self, _document: &DocumentId, _metas: Vec<Meta>) -> Vec<Effect> {
        Vec::new()
    }
    /// Answers [`Effect::Fetch`].
    pub fn fetched(
        &mut self,
        _peer: &DeviceId,
        _document: &DocumentId,
        _changes: Vec<Stored>,
        _now_ms: i64,
    ) -> Vec<Effect> {
        Vec::new()
    }
    /// Says what each other device of a household holds.
    pub fn delivery(&self, _household: &HouseholdId) -> Vec<(DeviceId, Delivery)> {
        Vec::new()
    }
}
