//! Passing on what was just taken or written.

use super::frame::{Frame, Parcel, pack};
use crate::{DeviceId, DocumentId, Effect, Replica, Row, Taken};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Live changes to one peer in one go; more go by catch-up, which waits for the peer.
const LIVE_AT_ONCE: usize = 100;

impl Replica {
    /// Sends what was just taken or written to everybody who follows and lacks only this; the rest by catch-up.
    pub(crate) fn spread(&mut self, id: &DocumentId, taken: &[Taken], from: Option<&DeviceId>, out: &mut Vec<Effect>) {
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

    pub(crate) fn push_to_all(&mut self, id: &DocumentId, out: &mut Vec<Effect>) {
        let Some(household) = self.documents.get(id).map(|document| document.household) else { return };
        let near: Vec<DeviceId> =
            self.sessions.iter().filter(|(_, s)| s.compared(&household)).map(|(p, _)| *p).collect();
        for peer in near {
            self.push(&peer, id, out);
        }
    }
}
