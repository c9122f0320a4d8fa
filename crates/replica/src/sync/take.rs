//! Changes that come in, from a peer or from this device itself, and on their way to everybody else.

use super::document::Document;
use super::frame::{Frame, Parcel, unpack};
use crate::gate::{self, Arrival, GateError, Head};
use crate::ledger::{Ledger, Place};
use crate::{
    DeviceId, DocumentId, Effect, Household, HouseholdId, Meta, Misdeed, Replica, Row, Standing, Taken, key, limits,
};
use automerge::ChangeHash;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
            held.park(*peer, live, parcels, bytes);
            return self.ask_to_open(&document, out);
        }
        self.take(peer, &document, live, parcels, out);
    }

    /// Brings changes through the gate.
    pub(crate) fn take(
        &mut self,
        peer: &DeviceId,
        id: &DocumentId,
        live: bool,
        parcels: Vec<Parcel>,
        out: &mut Vec<Effect>,
    ) {
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
    pub(crate) fn admit(&mut self, peer: &DeviceId, id: &DocumentId, quiet: bool, out: &mut Vec<Effect>) -> Vec<Taken> {
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
    pub(crate) fn keep(&mut self, peer: &DeviceId, id: &DocumentId, mut taken: Vec<Taken>, out: &mut Vec<Effect>) {
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
