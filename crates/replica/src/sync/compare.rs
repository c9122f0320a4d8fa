//! Finding out what two devices hold differently: hellos, pulses, tables.

use super::frame::Frame;
use crate::{DeviceId, DocumentId, Effect, HouseholdId, Replica, Table, limits};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// About how many bytes a table takes in a frame.
const ROW_BYTES: usize = 80;
const TABLE_BYTES: usize = 32;

impl Replica {
    pub(crate) fn say_hello(&mut self, peer: &DeviceId, household: &HouseholdId, out: &mut Vec<Effect>) {
        let Some(records) = self.houses.get(household).map(|house| house.digest) else { return };
        let documents = self.digests(household);
        let neighbours = self.neighbours(household);
        let now_ms = self.now_ms;
        let Some(house) = self.sessions.get_mut(peer).and_then(|session| session.houses.get_mut(household)) else {
            return;
        };
        house.hello_ms = Some(now_ms);
        house.pulse_ms = now_ms;
        self.send(peer, &Frame::Hello { household: *household, records, documents, neighbours }, out);
    }

    fn digests(&mut self, household: &HouseholdId) -> Vec<(DocumentId, [u8; 16])> {
        let of_house = self.documents.iter_mut().filter(|(_, document)| document.household == *household);
        of_house
            .filter(|(_, document)| !document.table.is_empty())
            .map(|(id, document)| (*id, document.digest()))
            .collect()
    }

    pub(crate) fn hear_hello(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        records: [u8; 16],
        documents: Vec<(DocumentId, [u8; 16])>,
        neighbours: Vec<DeviceId>,
        out: &mut Vec<Effect>,
    ) {
        if documents.len() > limits::HOUSEHOLD_DOCUMENTS {
            return self.strike(peer, "a hello names too many documents", out);
        }
        self.hear_neighbours(peer, household, neighbours);
        self.send_records(peer, &household, records, out);
        let theirs: BTreeMap<DocumentId, [u8; 16]> = documents.into_iter().collect();
        let mine: BTreeMap<DocumentId, [u8; 16]> = self.digests(&household).into_iter().collect();
        let room = limits::HOUSEHOLD_DOCUMENTS.saturating_sub(mine.len());
        let unknown: Vec<DocumentId> = theirs.keys().copied().filter(|id| !mine.contains_key(id)).take(room).collect();
        let mut differing = unknown;
        let mut lacking = Vec::new();
        for (id, digest) in &mine {
            let table = self.documents.get(id).map(|document| Arc::clone(&document.table)).unwrap_or_default();
            match theirs.get(id) {
                Some(other) if other == digest => self.believe(peer, id, table),
                Some(_) => differing.push(*id),
                None => {
                    self.believe(peer, id, Arc::default());
                    lacking.push(*id);
                }
            }
        }
        if let Some(house) = self.sessions.get_mut(peer).and_then(|session| session.houses.get_mut(&household)) {
            house.compared = true;
        }
        self.known.entry(*peer).or_default();
        self.tell_tables(peer, &household, &differing, out);
        for id in lacking {
            self.push(peer, &id, out);
        }
    }

    /// Takes a peer's word for what it holds.
    pub(crate) fn believe(&mut self, peer: &DeviceId, document: &DocumentId, table: Arc<Table>) {
        if let Some(session) = self.sessions.get_mut(peer) {
            session.believed.insert(*document, Arc::clone(&table));
        }
        self.known.entry(*peer).or_default().insert(*document, table);
    }

    /// Notes that a peer holds what is held here.
    fn believe_all(&mut self, peer: &DeviceId, household: &HouseholdId) {
        let tables: Vec<(DocumentId, Arc<Table>)> = self
            .documents
            .iter()
            .filter(|(_, document)| document.household == *household && !document.table.is_empty())
            .map(|(id, document)| (*id, Arc::clone(&document.table)))
            .collect();
        for (id, table) in tables {
            self.believe(peer, &id, table);
        }
    }

    pub(crate) fn tell_tables(
        &mut self,
        peer: &DeviceId,
        household: &HouseholdId,
        documents: &[DocumentId],
        out: &mut Vec<Effect>,
    ) {
        let (mut tables, mut bytes) = (Vec::new(), 0);
        for id in documents {
            let document = self.documents.get_mut(id).filter(|document| document.household == *household);
            let mut table = Table::default();
            if let Some(document) = document {
                table = (*document.table).clone();
                let digest = document.digest();
                if let Some(house) = self.sessions.get_mut(peer).and_then(|session| session.houses.get_mut(household)) {
                    house.told.insert(*id, digest);
                }
            }
            bytes += TABLE_BYTES + ROW_BYTES * table.len();
            tables.push((*id, table));
            if bytes > limits::FRAME_BYTES / 2 {
                bytes = 0;
                let tables = std::mem::take(&mut tables);
                self.send(peer, &Frame::Tables { household: *household, tables }, out);
            }
        }
        if !tables.is_empty() {
            self.send(peer, &Frame::Tables { household: *household, tables }, out);
        }
    }

    pub(crate) fn hear_tables(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        tables: Vec<(DocumentId, Table)>,
        out: &mut Vec<Effect>,
    ) {
        let mut tell = Vec::new();
        for (id, theirs) in tables {
            let document = self.documents.get_mut(&id);
            if document.as_ref().is_some_and(|document| document.household != household) {
                self.strike(peer, "a table of a document of another household", out);
                continue;
            }
            let empty = Arc::<Table>::default();
            let mine = document.as_ref().map_or(&empty, |document| &document.table);
            let behind = !mine.behind(&theirs).is_empty();
            let digest = document.as_ref().map_or_else(|| empty.digest(), |document| document.table.digest());
            // Only rows of actors held here matter to what the peer lacks; the others are not kept.
            let rows = theirs.rows().filter(|(actor, _)| mine.row(actor).is_some());
            let kept: Table = rows.map(|(actor, row)| (actor.clone(), *row)).collect();
            if document.is_some() {
                self.believe(peer, &id, Arc::new(kept));
            }
            let told = self.sessions.get(peer).and_then(|s| s.houses.get(&household)?.told.get(&id).copied());
            if behind && told != Some(digest) {
                tell.push(id);
            }
            self.push(peer, &id, out);
        }
        self.tell_tables(peer, &household, &tell, out);
    }

    pub(crate) fn hear_ack(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        document: DocumentId,
        catch_up: bool,
        rows: &Table,
        out: &mut Vec<Effect>,
    ) {
        let Some(mine) = self.documents.get(&document).filter(|held| held.household == household) else { return };
        let rows: Vec<_> = rows.rows().filter(|(actor, _)| mine.table.row(actor).is_some()).collect();
        let known = Arc::make_mut(self.known.entry(*peer).or_default().entry(document).or_default());
        let session = self.sessions.get_mut(peer);
        if let Some(session) = session {
            for (actor, row) in rows {
                known.set(actor.clone(), *row);
                // Whoever was sent all there is here is not sent it again because it says so: a comparison may.
                let belief = session.belief(&document).row(actor).copied();
                let served = belief.is_some() && belief == mine.table.row(actor).copied();
                if !served && belief.is_none_or(|belief| belief.seq < row.seq) {
                    session.belief(&document).set(actor.clone(), *row);
                }
            }
        }
        if catch_up {
            self.pushed(peer, &document, out);
        }
    }

    pub(crate) fn hear_pulse(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        records: [u8; 16],
        documents: [u8; 16],
        out: &mut Vec<Effect>,
    ) {
        let same_records = self.houses.get(&household).is_some_and(|house| house.digest == records);
        let same_documents = self.digest_of_all(&household) == documents;
        if same_documents {
            self.believe_all(peer, &household);
        }
        if same_records && same_documents {
            return;
        }
        let house = self.sessions.get(peer).and_then(|session| session.houses.get(&household));
        let last_ms = house.and_then(|house| house.hello_ms);
        if last_ms.is_none_or(|last_ms| self.now_ms.saturating_sub(last_ms) >= limits::MEND_MS) {
            self.say_hello(peer, &household, out);
        }
    }

    fn digest_of_all(&mut self, household: &HouseholdId) -> [u8; 16] {
        let mut hash = Sha256::new();
        for (id, digest) in self.digests(household) {
            hash.update(id.0);
            hash.update(digest);
        }
        let full: [u8; 32] = hash.finalize().into();
        full.first_chunk().copied().unwrap_or_default()
    }

    /// Sends a pulse wherever it has been quiet, or three times as long since the last one.
    pub(crate) fn pulse(&mut self, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        let (mut due, mut stuck) = (Vec::new(), Vec::new());
        for (peer, session) in &mut self.sessions {
            let quiet_ms = now_ms.saturating_sub(session.traffic_ms);
            if quiet_ms >= limits::REPAIR_MS && !session.waiting.is_empty() {
                stuck.push(*peer);
            }
            for (household, house) in &mut session.houses {
                let since_ms = now_ms.saturating_sub(house.pulse_ms);
                let long = since_ms >= 3 * limits::REPAIR_MS;
                if !session.closed && since_ms >= limits::REPAIR_MS && (long || quiet_ms >= limits::REPAIR_MS) {
                    house.pulse_ms = now_ms;
                    house.records_at = None;
                    due.push((*peer, *household));
                }
            }
        }
        for peer in stuck {
            self.clear_waiting(&peer, out);
        }
        self.drop_empty_documents();
        for (peer, household) in due {
            let Some(records) = self.houses.get(&household).map(|house| house.digest) else { continue };
            let documents = self.digest_of_all(&household);
            self.send(&peer, &Frame::Pulse { household, records, documents }, out);
        }
    }

    /// Tells everybody near which changes are kept here.
    pub(crate) fn acknowledge(&mut self, out: &mut Vec<Effect>) {
        self.acks_ms = None;
        for (document, actors) in std::mem::take(&mut self.unacknowledged) {
            let Some(held) = self.documents.get(&document) else { continue };
            let (household, rows) = (held.household, held.rows(actors.iter()));
            let frame = Frame::Ack { household, document, catch_up: false, rows };
            let near: Vec<DeviceId> = self.neighbours(&household);
            for peer in near {
                self.send(&peer, &frame, out);
            }
        }
    }
}
