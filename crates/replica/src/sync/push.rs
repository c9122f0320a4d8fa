//! Bringing a peer what it lacks: a catch-up in steps, each asked of the store and acknowledged by the peer.

use super::frame::{Frame, Parcel, pack};
use crate::{DeviceId, DocumentId, Effect, HouseholdId, Replica, Row, Seq, Stored, Table, gate, limits};
use automerge::ChangeHash;
use std::collections::BTreeMap;

/// A catch-up of one document for one peer.
#[derive(Debug, Default)]
pub(crate) struct Push {
    /// What the store was asked for and has not answered.
    fetching: Option<Vec<(Vec<u8>, Seq)>>,
    /// Frames the peer has not acknowledged.
    pub(crate) in_flight: u32,
    progress_ms: i64,
    /// When the peer last asked for an actor from further back.
    wanted_ms: Option<i64>,
}

impl Push {
    pub(crate) fn is_busy(&self) -> bool {
        self.fetching.is_some() || self.in_flight > 0
    }
}

impl Replica {
    /// Takes the next step of a catch-up, if the peer lacks anything and has room.
    pub(crate) fn push(&mut self, peer: &DeviceId, document: &DocumentId, out: &mut Vec<Effect>) {
        let Some(held) = self.documents.get(document) else { return };
        if !self.shares(peer, &held.household) {
            return;
        }
        let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) else { return };
        let believed = session.believed.get(document).map(|table| table.behind(&held.table));
        let push = session.pushes.entry(*document).or_default();
        let room = push.fetching.is_none() && push.in_flight < limits::WINDOW_FRAMES;
        let wants = believed.unwrap_or_default();
        if !room || wants.is_empty() {
            return;
        }
        push.fetching = Some(wants.clone());
        push.progress_ms = self.now_ms;
        session.traffic_ms = self.now_ms;
        out.push(Effect::Fetch { peer: *peer, document: *document, wants, bytes_max: limits::FETCH_BYTES });
    }

    /// Sends what the store found.
    pub(crate) fn deliver(
        &mut self,
        peer: &DeviceId,
        document: &DocumentId,
        changes: Vec<Stored>,
        out: &mut Vec<Effect>,
    ) {
        let now_ms = self.now_ms;
        let Some(held) = self.documents.get(document) else { return };
        let (household, table) = (held.household, std::sync::Arc::clone(&held.table));
        if !self.shares(peer, &household) {
            return;
        }
        let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) else { return };
        let Some(wants) = session.pushes.get_mut(document).and_then(|push| push.fetching.take()) else { return };
        let (parcels, reached) = select(changes, &table);
        let whole = parcels.is_empty();
        let belief = session.belief(document);
        for (actor, _) in &wants {
            let Some(row) = table.row(actor) else { continue };
            match reached.get(actor) {
                // What the store does not have cannot be sent; the next comparison says whether it matters.
                None if whole => belief.set(actor.clone(), *row),
                None => {}
                Some((seq, _)) if *seq >= row.seq => belief.set(actor.clone(), *row),
                Some((seq, hash)) => belief.set(actor.clone(), Row::new(*seq, *hash)),
            }
        }
        let batches = pack(&parcels);
        if let Some(push) = session.pushes.get_mut(document) {
            push.in_flight += u32::try_from(batches.len()).unwrap_or(u32::MAX);
            push.progress_ms = now_ms;
        }
        session.traffic_ms = now_ms;
        for packed in batches {
            self.send(peer, &Frame::Changes { household, document: *document, live: false, packed }, out);
        }
        self.push(peer, document, out);
    }

    /// The peer acknowledged a frame.
    pub(crate) fn pushed(&mut self, peer: &DeviceId, document: &DocumentId, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        if let Some(push) = self.sessions.get_mut(peer).and_then(|session| session.pushes.get_mut(document)) {
            push.in_flight = push.in_flight.saturating_sub(1);
            push.progress_ms = now_ms;
        }
        self.push(peer, document, out);
    }

    /// Gives up catch-ups that nobody acknowledged for long; the next comparison begins them again.
    pub(crate) fn unstall(&mut self, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        let mut again = Vec::new();
        for (peer, session) in &mut self.sessions {
            for (document, push) in &mut session.pushes {
                if push.in_flight > 0 && now_ms.saturating_sub(push.progress_ms) > limits::STALL_MS {
                    push.in_flight = 0;
                    again.push((*peer, *document));
                }
            }
            session.pushes.retain(|_, push| push.is_busy() || push.wanted_ms.is_some());
        }
        for (peer, document) in again {
            self.push(&peer, &document, out);
        }
    }

    pub(crate) fn hear_want(
        &mut self,
        peer: &DeviceId,
        household: HouseholdId,
        document: DocumentId,
        after: Vec<(Vec<u8>, Seq)>,
        out: &mut Vec<Effect>,
    ) {
        let now_ms = self.now_ms;
        let Some(held) = self.documents.get(&document).filter(|held| held.household == household) else { return };
        let Some(session) = self.sessions.get_mut(peer) else { return };
        let push = session.pushes.entry(document).or_default();
        if push.wanted_ms.is_some_and(|last_ms| now_ms.saturating_sub(last_ms) < limits::MEND_MS) {
            return;
        }
        push.wanted_ms = Some(now_ms);
        let belief = session.belief(&document);
        for (actor, seq) in after.into_iter().filter(|(actor, _)| held.table.row(actor).is_some()) {
            match seq {
                0 => belief.clear(&actor),
                seq => belief.set(actor, Row::new(seq, ChangeHash([0; 32]))),
            }
        }
        self.push(peer, &document, out);
    }
}

/// The last change of each actor that goes out.
type Reached = BTreeMap<Vec<u8>, (Seq, ChangeHash)>;

/// Chooses what goes out of what is stored: what counts, and around a split its witnesses; with signatures on every
/// 64th change of an actor and on its last one here.
fn select(changes: Vec<Stored>, table: &Table) -> (Vec<Parcel>, Reached) {
    let mut reached = Reached::new();
    // What is stored was inspected before; a damaged one is left out and told by whoever loads it.
    let read = |stored: Stored| Some((gate::inspect(&stored.bytes).ok()?, stored));
    let changes: Vec<(gate::Head, Stored)> = changes.into_iter().filter_map(read).collect();
    let proofs = proofs(&changes, table);
    let mut chosen = Vec::with_capacity(changes.len());
    for (head, stored) in changes {
        let Some(row) = table.row(&head.actor) else { continue };
        let most = row.split().map_or(row.seq, |at| at.saturating_add(limits::SIGNATURE_EVERY));
        if head.seq > most.max(proofs.get(&head.actor).copied().unwrap_or(0)) {
            continue;
        }
        let last = reached.entry(head.actor.clone()).or_insert((head.seq, head.hash));
        if head.seq > last.0 {
            *last = (head.seq, head.hash);
        }
        chosen.push((head, row.split().is_some(), stored));
    }
    let needs = |head: &gate::Head, split: bool| {
        split
            || head.seq.is_multiple_of(limits::SIGNATURE_EVERY)
            || reached.get(&head.actor).is_some_and(|(_, hash)| *hash == head.hash)
    };
    let parcel = |(head, split, stored): (gate::Head, bool, Stored)| Parcel {
        signature: stored.signature.filter(|_| needs(&head, split)),
        bytes: stored.bytes,
    };
    let parcels = chosen.into_iter().map(parcel).collect();
    (parcels, reached)
}

/// How far beyond its row an actor's changes must go along, because the last that counts has no signature of its own
/// and only a change that fell since vouches for it.
fn proofs(changes: &[(gate::Head, Stored)], table: &Table) -> BTreeMap<Vec<u8>, Seq> {
    let mut proofs = BTreeMap::new();
    for (actor, row) in table.rows() {
        let from = |head: &gate::Head| head.actor == *actor && head.seq >= row.seq;
        let signed = changes.iter().filter(|(head, stored)| from(head) && stored.signature.is_some());
        if let Some(first) = signed.map(|(head, _)| head.seq).min() {
            proofs.insert(actor.clone(), first);
        }
    }
    proofs
}
