//! What to do about changes that wait for something.

use super::frame::Frame;
use crate::gate::Waiting;
use crate::ledger::Ledger;
use crate::{DeviceId, DocumentId, Effect, Replica, limits};
use std::collections::BTreeSet;

impl Replica {
    /// Asks for what is missing below something that waits.
    pub(crate) fn mend(&mut self, peer: &DeviceId, id: &DocumentId, out: &mut Vec<Effect>) {
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
