//! A document as the replica knows it: how far its actors reach, and once it is open every change's place.

use super::frame::Parcel;
use crate::ledger::{Ledger, Place};
use crate::{DeviceId, DocumentId, Effect, Household, HouseholdId, Meta, Replica, Row, Signature, Table, Taken};
use automerge::Change;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Bytes that may wait while a document is being opened.
const PARKED_BYTES: usize = 4 * crate::limits::WAITING_BYTES;

/// A document as the replica knows it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) household: HouseholdId,
    pub(crate) table: Arc<Table>,
    digest: Option<[u8; 16]>,
    /// Every change's place, once the house has handed it over.
    pub(crate) ledger: Option<Ledger>,
    opening: bool,
    parked: Vec<(DeviceId, bool, Vec<Parcel>)>,
    parked_bytes: usize,
    /// Own changes made before the ledger came.
    written: Vec<Meta>,
}

impl Document {
    pub(crate) fn stored(household: HouseholdId, table: Table) -> Self {
        let (table, parked, written) = (Arc::new(table), Vec::new(), Vec::new());
        Self { household, table, digest: None, ledger: None, opening: false, parked, parked_bytes: 0, written }
    }

    pub(crate) fn fresh(household: HouseholdId) -> Self {
        Self { ledger: Some(Ledger::default()), ..Self::stored(household, Table::default()) }
    }

    pub(crate) fn digest(&mut self) -> [u8; 16] {
        *self.digest.get_or_insert_with(|| self.table.digest())
    }

    pub(crate) fn rows<'a>(&self, actors: impl Iterator<Item = &'a Vec<u8>>) -> Table {
        actors.filter_map(|actor| Some((actor.clone(), *self.table.row(actor)?))).collect()
    }

    /// Sets changes aside until the document is open; too many are let go, a comparison brings them again.
    pub(crate) fn park(&mut self, peer: DeviceId, live: bool, parcels: Vec<Parcel>, bytes: usize) {
        if self.parked_bytes + bytes <= PARKED_BYTES {
            self.parked_bytes += bytes;
            self.parked.push((peer, live, parcels));
        }
    }

    /// Says whether nothing of it is stored.
    pub(crate) fn is_empty(&self) -> bool {
        self.ledger.as_ref().is_some_and(|ledger| ledger.len() == 0)
    }

    fn set_row(&mut self, actor: &[u8], row: Row) {
        self.digest = None;
        Arc::make_mut(&mut self.table).set(actor.to_vec(), row);
    }

    pub(crate) fn set_table(&mut self, table: &Table) {
        self.digest = None;
        self.table = Arc::new(table.clone());
    }
}

impl Replica {
    pub(crate) fn ask_to_open(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
        if let Some(document) = self.documents.get_mut(id).filter(|document| !document.opening) {
            document.opening = true;
            out.push(Effect::Open { document: *id });
        }
    }

    pub(crate) fn give_up_opening(&mut self, id: &DocumentId) {
        if let Some(document) = self.documents.get_mut(id) {
            document.opening = false;
        }
    }

    /// Takes the ledger of a document in and goes on with what waited for it.
    pub(crate) fn open(&mut self, id: &DocumentId, metas: Vec<Meta>, out: &mut Vec<Effect>) {
        let Some(household) = self.documents.get(id).map(|document| document.household) else { return };
        let Some(house) = self.houses.get(&household).map(|log| &log.household) else { return };
        let Some(document) = self.documents.get_mut(id) else { return };
        document.opening = false;
        if document.ledger.is_none() {
            let written = std::mem::take(&mut document.written);
            let (ledger, _) = Ledger::of(metas.into_iter().chain(written).collect(), house, id);
            if *ledger.table() != *document.table {
                document.set_table(ledger.table());
                let accepted = ledger.accepted();
                let fallen = accepted.fallen.into_iter().collect();
                out.push(Effect::Rebuild { document: *id, counts: accepted.counts, fallen });
            }
            document.ledger = Some(ledger);
        }
        document.parked_bytes = 0;
        for (peer, live, parcels) in std::mem::take(&mut document.parked) {
            self.take(&peer, id, live, parcels, out);
        }
        self.push_to_all(id, out);
    }

    /// Enters a change of this device.
    pub(crate) fn enter_own(
        &mut self,
        household: &HouseholdId,
        id: &DocumentId,
        change: &Change,
        signature: Signature,
        out: &mut Vec<Effect>,
    ) {
        let Some(house) = self.houses.get(household).map(|log| &log.household) else { return };
        let meta = Meta::of(change);
        let document = self.documents.entry(*id).or_insert_with(|| Document::fresh(*household));
        let mut turned = BTreeSet::new();
        match &mut document.ledger {
            Some(ledger) => {
                if !matches!(ledger.place(&meta), Place::Follows | Place::Splits) {
                    return;
                }
                ledger.insert(&meta, house, id);
                turned = ledger.settle(house, id);
                let table = ledger.table().clone();
                document.set_table(&table);
            }
            None => {
                document.set_row(&meta.actor, Row::new(meta.seq, meta.hash));
                document.written.push(meta.clone());
            }
        }
        turned.remove(&meta.hash);
        let counts = document.ledger.as_ref().is_none_or(|ledger| ledger.counts(&meta.hash));
        if !turned.is_empty() {
            self.rebuild(id, out);
        }
        self.spread(id, &[Taken { change: change.clone(), signature: Some(signature), counts }], None, out);
    }

    pub(crate) fn rebuild(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(ledger) = &document.ledger else { return };
        let accepted = ledger.accepted();
        document.set_table(&accepted.table);
        let fallen = accepted.fallen.into_iter().collect();
        out.push(Effect::Rebuild { document: *id, counts: accepted.counts, fallen });
    }

    /// Looks again at what counts after the household changed.
    pub(crate) fn doubt_document(&mut self, id: &DocumentId, house: &Household, out: &mut Vec<Effect>) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(ledger) = &mut document.ledger else { return self.ask_to_open(id, out) };
        ledger.doubt(house);
        let turned = ledger.settle(house, id);
        let table = ledger.table().clone();
        if *document.table != table {
            document.set_table(&table);
        }
        if !turned.is_empty() {
            self.rebuild(id, out);
        }
        self.push_to_all(id, out);
    }

    /// Documents that never received anything leave with the peer who named them.
    pub(crate) fn drop_empty_documents(&mut self) {
        let waits = |id: &DocumentId| self.sessions.values().any(|session| session.waiting.contains_key(id));
        let empty = self.documents.iter().filter(|(id, document)| document.is_empty() && !waits(id));
        let gone: Vec<DocumentId> = empty.map(|(id, _)| *id).collect();
        for id in gone {
            self.documents.remove(&id);
        }
    }
}
