//! Changes that come in, from a peer or from this device itself, and on their way to everybody else.

use super::frame::{Frame, Parcel, pack, unpack};
use crate::gate::{self, Arrival, GateError, Head, Waiting};
use crate::ledger::{Ledger, Place};
use crate::{
    DeviceId, DocumentId, Effect, Household, HouseholdId, Meta, Misdeed, Replica, Row, Signature, Standing, Table,
    Taken, key, limits,
};
use automerge::{Change, ChangeHash};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Live changes to one peer in one go; more go by catch-up, which waits for the peer.
const LIVE_AT_ONCE: usize = 100;
/// Bytes that may wait while a document is being opened.
const PARKED_BYTES: usize = 4 * limits::WAITING_BYTES;

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

    fn fresh(household: HouseholdId) -> Self {
        Self { ledger: Some(Ledger::default()), ..Self::stored(household, Table::default()) }
    }

    pub(crate) fn digest(&mut self) -> [u8; 16] {
        *self.digest.get_or_insert_with(|| self.table.digest())
    }

    pub(crate) fn rows<'a>(&self, actors: impl Iterator<Item = &'a Vec<u8>>) -> Table {
        actors.filter_map(|actor| Some((actor.clone(), *self.table.row(actor)?))).collect()
    }

    /// Says whether nothing of it is stored.
    fn is_empty(&self) -> bool {
        self.ledger.as_ref().is_some_and(|ledger| ledger.len() == 0)
    }

    fn set_row(&mut self, actor: &[u8], row: Row) {
        self.digest = None;
        Arc::make_mut(&mut self.table).set(actor.to_vec(), row);
    }

    fn set_table(&mut self, table: &Table) {
        self.digest = None;
        self.table = Arc::new(table.clone());
    }
}

impl Replica {
    pub(crate) fn hear_changes(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        document: DocumentId,
        live: bool,
        packed: &[u8],
        out: &mut Vec<Effect>,
    ) {
        let now_ms = self.now_ms;
        let parcels = match unpack(packed) {
            Ok(parcels) => parcels,
            Err(error) => return self.strike(peer, &error.to_string(), out),
        };
        let bytes: usize = parcels.iter().map(|parcel| parcel.bytes.len() + 64).sum();
        let Some(session) = self.sessions.get_mut(peer) else { return };
        session.traffic_ms = now_ms;
        let allowed = match live {
            true => session.live.take(parcels.len(), now_ms),
            false => session.catch_up.take(bytes, now_ms),
        };
        if !allowed {
            return self.strike(peer, "changes come faster than they may", out);
        }
        if !self.documents.contains_key(&document) {
            if self.documents(&household).count() >= limits::HOUSEHOLD_DOCUMENTS {
                return;
            }
            self.documents.insert(document, Document::fresh(household));
        }
        let Some(held) = self.documents.get_mut(&document) else { return };
        if held.household != household {
            return self.strike(peer, "a change of a document of another household", out);
        }
        if held.ledger.is_none() {
            if held.parked_bytes + bytes <= PARKED_BYTES {
                held.parked_bytes += bytes;
                held.parked.push((*peer, live, parcels));
            }
            return self.ask_to_open(&document, out);
        }
        self.take(peer, &document, live, parcels, out);
    }

    fn ask_to_open(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
        if let Some(document) = self.documents.get_mut(id).filter(|document| !document.opening) {
            document.opening = true;
            out.push(Effect::Open { document: *id });
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

    /// Brings changes through the gate.
    fn take(&mut self, peer: &DeviceId, id: &DocumentId, live: bool, parcels: Vec<Parcel>, out: &mut Vec<Effect>) {
        let mut brought: BTreeMap<Vec<u8>, Row> = BTreeMap::new();
        let mut signatures = 0;
        for parcel in parcels {
            match self.inspect(peer, id, parcel, &mut signatures) {
                Ok(Some((actor, row))) => {
                    let last = brought.entry(actor).or_insert(row);
                    if last.seq < row.seq {
                        *last = row;
                    }
                }
                Ok(None) => {}
                Err(error) if error.is_proof() => self.strike(peer, &error.to_string(), out),
                Err(_) => {}
            }
        }
        let mut taken = self.admit(peer, id, false, out);
        if !taken.is_empty() {
            // Others may have brought what only waited for this.
            let others: Vec<DeviceId> = self.sessions.keys().copied().filter(|other| other != peer).collect();
            for other in others {
                taken.extend(self.admit(&other, id, false, out));
            }
        }
        self.keep(peer, id, taken, out);
        self.note_held(peer, id, &brought);
        if !live && let Some(document) = self.documents.get(id) {
            let (household, rows) = (document.household, document.rows(brought.keys()));
            self.send(peer, &Frame::Ack { household, document: *id, catch_up: true, rows }, out);
        }
        self.mend(peer, id, out);
        if self.documents.get(id).is_some_and(Document::is_empty) {
            self.drop_empty_documents();
        }
    }

    /// Whoever brings a change has it: no acknowledgement says so more plainly.
    fn note_held(&mut self, peer: &DeviceId, id: &DocumentId, brought: &BTreeMap<Vec<u8>, Row>) {
        let Some(document) = self.documents.get(id) else { return };
        let known = Arc::make_mut(self.known.entry(*peer).or_default().entry(*id).or_default());
        for (actor, row) in brought {
            if document.table.seq(actor) >= row.seq && known.seq(actor) < row.seq {
                known.set(actor.clone(), *row);
            }
        }
    }

    /// Takes what can be taken of what has waited long, and forgets the rest: a comparison brings it again.
    pub(crate) fn clear_waiting(&mut self, peer: &DeviceId, out: &mut Vec<Effect>) {
        let documents: Vec<DocumentId> =
            self.sessions.get(peer).into_iter().flat_map(|session| session.waiting.keys().copied()).collect();
        for id in documents {
            let taken = self.admit(peer, &id, true, out);
            self.keep(peer, &id, taken, out);
        }
        if let Some(session) = self.sessions.get_mut(peer) {
            session.waiting.clear();
        }
    }

    /// Inspects one change and lets it wait; returns its actor with its place, or `None` if it came from a peer that is gone.
    fn inspect(
        &mut self,
        peer: &DeviceId,
        id: &DocumentId,
        parcel: Parcel,
        signatures: &mut usize,
    ) -> Result<Option<(Vec<u8>, Row)>, GateError> {
        let head = gate::inspect(&parcel.bytes)?;
        let place = (head.actor.clone(), Row::new(head.seq, head.hash));
        let Some(document) = self.documents.get(id) else { return Ok(None) };
        let Some(ledger) = &document.ledger else { return Ok(None) };
        let Some(house) = self.houses.get(&document.household).map(|log| &log.household) else { return Ok(None) };
        if ledger.holds(&head.hash) {
            return Ok(Some(place));
        }
        let device = key::device_prefix(&head.actor).ok_or(GateError::Actor)?;
        let author = house.device_of(&head.actor).ok_or(GateError::Stranger)?;
        let ended = ledger.split(&head.actor).is_some_and(|at| head.seq > at.saturating_add(limits::SIGNATURE_EVERY));
        if ended && author.standing == Standing::In {
            return Err(GateError::Ended);
        }
        if ledger.len() >= limits::DOCUMENT_CHANGES {
            return Err(GateError::Full);
        }
        let pinned = match author.standing {
            Standing::In => false,
            Standing::Removed { .. } => still_counts(house, author.id, id, ledger, &head)?,
        };
        let signature = parcel.signature.filter(|_| *signatures < limits::BATCH_SIGNATURES);
        if let Some(signature) = &signature {
            *signatures += 1;
            if !key::vouches(&author.id, &document.household, id, &head.hash, signature) {
                return Err(GateError::Forged { device: author.id });
            }
        }
        let vouches = pinned || signature.is_some();
        let arrival = Arrival { head, bytes: parcel.bytes, signature, vouches, device, change: None };
        if let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) {
            session.waiting.entry(*id).or_default().put(arrival);
        }
        Ok(Some(place))
    }

    /// Lets everything in that is vouched for and complete, parses it and enters it in the ledger.
    ///
    /// After a long `quiet` also what is vouched for only by something incomplete, which is then kept as a proof.
    fn admit(&mut self, peer: &DeviceId, id: &DocumentId, quiet: bool, out: &mut Vec<Effect>) -> Vec<Taken> {
        let mut taken = Vec::new();
        let Some(session) = self.sessions.get_mut(peer) else { return taken };
        let Some(mut waiting) = session.waiting.remove(id) else { return taken };
        let elsewhere = session.waiting_elsewhere(id);
        let Some(document) = self.documents.get_mut(id) else { return taken };
        let Some(house) = self.houses.get(&document.household).map(|log| &log.household) else { return taken };
        let Some(ledger) = &mut document.ledger else { return taken };
        let mut splits = Vec::new();
        let (mut released, mut refused) = waiting.release(ledger);
        let mut proofs = Vec::new();
        if quiet {
            let (complete, above) = waiting.release_unproven(ledger);
            released.extend(complete);
            proofs = above;
        }
        for (arrival, change) in released {
            let meta = Meta::of(&change);
            match ledger.place(&meta) {
                Place::Held | Place::OutOfOrder => continue,
                Place::Splits => splits.push((meta.actor.clone(), meta.seq)),
                Place::Follows => {}
            }
            let kept = ledger.keeps(&meta.hash);
            ledger.insert(&meta, house, id);
            if kept {
                continue;
            }
            taken.push(Taken { change, signature: arrival.signature, counts: true });
        }
        let splits_here =
            |head: &Head| ledger.split(&head.actor).is_some() || ledger.contradicts(&head.actor, head.seq, &head.hash);
        let (witnesses, unreadable) = waiting.witnesses(splits_here);
        refused.extend(unreadable);
        for (arrival, change) in witnesses {
            let meta = Meta::of(&change);
            if ledger.keeps(&meta.hash) {
                continue;
            }
            ledger.witness(&meta, house, id);
            splits.push((meta.actor, meta.seq));
            taken.push(Taken { change, signature: arrival.signature, counts: false });
        }
        for (arrival, change) in proofs {
            let meta = Meta::of(&change);
            if !ledger.keeps(&meta.hash) {
                ledger.witness(&meta, house, id);
                taken.push(Taken { change, signature: arrival.signature, counts: false });
            }
        }
        ledger.adopt(house, id);
        waiting.shrink(
            limits::WAITING_CHANGES.saturating_sub(elsewhere.0),
            limits::WAITING_BYTES.saturating_sub(elsewhere.1),
        );
        if waiting.len() > 0
            && let Some(session) = self.sessions.get_mut(peer)
        {
            session.waiting.insert(*id, waiting);
        }
        for error in refused.iter().filter(|error| error.is_proof()) {
            self.strike(peer, &error.to_string(), out);
        }
        for (actor, seq) in splits {
            self.flag(id, actor, seq, out);
        }
        taken
    }

    fn flag(&mut self, id: &DocumentId, actor: Vec<u8>, seq: u64, out: &mut Vec<Effect>) {
        let house = self.documents.get(id).and_then(|document| self.household(&document.household));
        let device = house.and_then(|house| house.device_of(&actor)).map(|device| device.id);
        if let Some(device) = device
            && self.flagged.insert((*id, actor.clone()))
        {
            out.push(Effect::Misdeed { device, what: Misdeed::Equivocated { document: *id, actor, seq } });
        }
    }

    /// Hands what was taken to the house, and on to everybody who lacks it.
    fn keep(&mut self, peer: &DeviceId, id: &DocumentId, mut taken: Vec<Taken>, out: &mut Vec<Effect>) {
        let settled = |document: &Document| document.ledger.as_ref().is_none_or(Ledger::is_settled);
        if taken.is_empty() && self.documents.get(id).is_none_or(settled) {
            return;
        }
        let fresh: BTreeSet<ChangeHash> = taken.iter().map(|taken| taken.change.hash()).collect();
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(house) = self.houses.get(&document.household).map(|log| &log.household) else { return };
        let Some(ledger) = &mut document.ledger else { return };
        let turned = ledger.settle(house, id);
        let rebuilds = turned.iter().any(|hash| !fresh.contains(hash));
        for one in &mut taken {
            one.counts = !rebuilds && ledger.counts(&one.change.hash());
        }
        let household = document.household;
        let table = ledger.table().clone();
        document.set_table(&table);
        if let Some(session) = self.sessions.get_mut(peer) {
            for one in taken.iter().filter(|one| one.counts) {
                let (actor, seq) = (one.change.actor_id().to_bytes(), one.change.seq());
                if session.belief(id).seq(actor) < seq {
                    session.belief(id).set(actor.to_vec(), Row::new(seq, one.change.hash()));
                }
            }
        }
        let actors = taken.iter().map(|one| one.change.actor_id().to_bytes().to_vec());
        self.unacknowledged.entry(*id).or_default().extend(actors);
        self.acks_ms.get_or_insert(self.now_ms.saturating_add(limits::ACK_MS));
        if !taken.is_empty() {
            out.push(Effect::Take { household, document: *id, changes: taken.clone() });
        }
        if rebuilds {
            self.rebuild(id, out);
        }
        self.spread(id, &taken, Some(peer), out);
    }

    fn rebuild(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
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

    /// Sends what was just taken or written to everybody who follows and lacks only this; the rest by catch-up.
    fn spread(&mut self, id: &DocumentId, taken: &[Taken], from: Option<&DeviceId>, out: &mut Vec<Effect>) {
        let Some(document) = self.documents.get(id) else { return };
        let (household, table) = (document.household, Arc::clone(&document.table));
        let near: Vec<DeviceId> =
            self.sessions.iter().filter(|(_, s)| s.compared(&household)).map(|(p, _)| *p).collect();
        let theirs = from.and_then(|from| self.sessions.get(from)?.houses.get(&household));
        let theirs: BTreeSet<DeviceId> = theirs.map(|house| house.neighbours.clone()).unwrap_or_default();
        for peer in near.iter().filter(|peer| Some(*peer) != from) {
            let Some(session) = self.sessions.get_mut(peer) else { continue };
            let hears = |from| session.houses.get(&household).is_some_and(|house| house.neighbours.contains(from));
            let served = from.is_some_and(|from| theirs.contains(peer) && hears(from));
            let busy = session.pushes.get(id).is_some_and(super::push::Push::is_busy);
            let mut parcels = Vec::new();
            for one in taken.iter().filter(|one| one.counts && !busy) {
                let (actor, seq) = (one.change.actor_id().to_bytes(), one.change.seq());
                if session.belief(id).seq(actor) + 1 != seq || parcels.len() >= LIVE_AT_ONCE {
                    continue;
                }
                if !served && !session.outgoing.take(1, self.now_ms) {
                    break;
                }
                let belief = session.belief(id);
                belief.set(actor.to_vec(), Row::new(seq, one.change.hash()));
                let bytes = one.change.raw_bytes().to_vec();
                parcels.push(Parcel { bytes, signature: one.signature });
            }
            if !served && !parcels.is_empty() {
                session.traffic_ms = self.now_ms;
                for packed in pack(&parcels) {
                    self.send(peer, &Frame::Changes { household, document: *id, live: true, packed }, out);
                }
            }
            let lags = self.sessions.get(peer).and_then(|session| session.believed.get(id));
            if lags.is_some_and(|believed| !believed.behind(&table).is_empty()) {
                self.push(peer, id, out);
            }
        }
    }

    fn push_to_all(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
        let Some(household) = self.documents.get(id).map(|document| document.household) else { return };
        let near: Vec<DeviceId> =
            self.sessions.iter().filter(|(_, s)| s.compared(&household)).map(|(p, _)| *p).collect();
        for peer in near {
            self.push(&peer, id, out);
        }
    }

    /// Asks for what is missing below something that waits.
    fn mend(&mut self, peer: &DeviceId, id: &DocumentId, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        let Some(document) = self.documents.get(id) else { return };
        let (Some(ledger), household) = (&document.ledger, document.household) else { return };
        let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) else { return };
        let Some(waiting) = session.waiting.get(id) else { return };
        if session.mended_ms.get(id).is_some_and(|last_ms| now_ms.saturating_sub(*last_ms) < limits::MEND_MS) {
            return;
        }
        let after = elsewhere(waiting, ledger);
        session.mended_ms.insert(*id, now_ms);
        if after.is_empty() {
            self.tell_tables(peer, &household, &[*id], out);
        } else {
            let after = after.into_iter().map(|actor| (actor, 0)).collect();
            self.send(peer, &Frame::Want { household, document: *id, after }, out);
        }
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

/// Actors of whom another change than the one held stands below something that waits: only their whole chain shows
/// where it split.
fn elsewhere(waiting: &Waiting, ledger: &Ledger) -> BTreeSet<Vec<u8>> {
    let strays = waiting.heads().filter(|head| {
        let before = head.seq.checked_sub(1).and_then(|seq| ledger.at(&head.actor, seq));
        before.is_some_and(|before| !head.deps.contains(before)) && head.deps.iter().any(|dep| !ledger.holds(dep))
    });
    strays.map(|head| head.actor.clone()).collect()
}

/// Says whether a removed device's change is named by a cut-off; an error if it cannot count any more.
fn still_counts(
    house: &Household,
    device: DeviceId,
    id: &DocumentId,
    ledger: &Ledger,
    head: &Head,
) -> Result<bool, GateError> {
    let removed = GateError::Removed { device };
    let cut_offs = house.cut_offs(&device, id).unwrap_or_default();
    let cut_offs: Vec<_> = cut_offs.iter().filter(|cut_off| cut_off.actor == head.actor).collect();
    if cut_offs.iter().any(|cut_off| cut_off.hash() == head.hash) {
        return Ok(true);
    }
    // Below a cut-off that is held everything is held; another change with such a number is a late invention.
    let settled = |cut_off: &&&crate::CutOff| ledger.holds(&cut_off.hash()) && cut_off.seq >= head.seq;
    if cut_offs.iter().any(|cut_off| settled(&cut_off)) {
        return Err(removed);
    }
    if cut_offs.iter().any(|cut_off| cut_off.seq >= head.seq) { Ok(false) } else { Err(removed) }
}
