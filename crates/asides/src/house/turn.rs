//! A turn: what was done in memory and waits for one commit.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ChangeHash};
use replica::{DeviceId, DocumentId, HouseholdId, Signature, SignedRecord};
use screening::{Purpose, Touched};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use crate::api::{Problem, say::Say};

/// Everything that one commit makes true, and everything that may happen only after it.
#[derive(Default)]
pub(crate) struct Turn {
    /// Documents that are new here.
    pub documents: Vec<(HouseholdId, DocumentId, Purpose)>,
    /// Changes in the order in which they were applied; false does not count.
    pub changes: Vec<(DocumentId, Change, Option<Signature>, bool)>,
    /// Membership records.
    pub records: Vec<SignedRecord>,
    /// What the changes touched, for the read model.
    pub touched: BTreeMap<DocumentId, Touched>,
    /// Documents of which everything is read again.
    pub anew: BTreeSet<DocumentId>,
    /// Where a device was last reached.
    pub addresses: Vec<(DeviceId, Vec<u8>)>,
    /// Settings of this profile, to be set or removed.
    pub settings: Vec<(String, Option<Vec<u8>>)>,
    /// Households whose members or devices changed.
    pub households: BTreeSet<HouseholdId>,
    /// Households in which somebody may now speak for somebody else.
    pub voices: BTreeSet<HouseholdId>,
    /// This device was let into a household.
    pub joined: bool,
    /// Documents that must be built again, with the changes that no longer count.
    pub rebuilds: Vec<(DocumentId, Vec<ChangeHash>)>,
    /// What peers lack, to be read once everything of this turn is stored: the peer, the document, from where, how much.
    pub fetches: Vec<(DeviceId, DocumentId, Vec<(Vec<u8>, u64)>, usize)>,
    /// Frames for the others.
    pub sends: Vec<(DeviceId, Vec<u8>)>,
    /// Messages for guests at the door.
    pub guests: Vec<(mpsc::UnboundedSender<Vec<u8>>, Vec<u8>)>,
    /// What is said.
    pub says: Vec<Say>,
    /// Somebody at this device wrote something.
    pub is_own: bool,
    /// Answers that wait.
    pub answers: Vec<(oneshot::Sender<Result<Value, Problem>>, Result<Value, Problem>)>,
}

impl Turn {
    /// Tells whether anything has to be stored.
    pub fn writes(&self) -> bool {
        !(self.documents.is_empty()
            && self.changes.is_empty()
            && self.records.is_empty()
            && self.touched.is_empty()
            && self.anew.is_empty()
            && self.addresses.is_empty()
            && self.settings.is_empty())
    }

    /// Tells whether all of it came from other devices, which keep it until they hear that it is safe here too: such a turn
    /// is shown at once and synced before anything goes out.
    pub fn is_shown_first(&self) -> bool {
        !self.is_own
            && !self.changes.is_empty()
            && self.answers.is_empty()
            && self.records.is_empty()
            && self.guests.is_empty()
            && self.settings.is_empty()
    }

    /// Sends what waited for guests.
    pub fn let_go_of_guests(&mut self) {
        for (outbox, bytes) in self.guests.drain(..) {
            let _ = outbox.send(bytes);
        }
    }

    /// Notes one more event, once.
    pub fn say(&mut self, say: Say) {
        if !self.says.contains(&say) {
            self.says.push(say);
        }
    }

    /// Stages a change that its document has taken in.
    pub fn change(&mut self, document: DocumentId, change: Change, signature: Option<Signature>, touched: Touched) {
        self.is_own = true;
        self.changes.push((document, change, signature, true));
        self.touched.entry(document).or_default().add(touched);
    }
}
