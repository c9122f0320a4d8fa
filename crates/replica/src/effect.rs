//! What the replica asks its house to do, and what the house hands it.

use crate::{DeviceId, DocumentId, HouseholdId, Seq, Signature, SignedRecord};
use automerge::{Change, ChangeHash};

/// Something the house does for the replica, in the order given.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Send a frame to a connected peer. Released only after what came before it is on disk.
    Send {
        /// The connected peer.
        to: DeviceId,
        /// The frame, at most [`crate::limits::FRAME_BYTES`].
        frame: Vec<u8>,
    },
    /// Store these changes in this order, in one transaction, and apply to the document those that say so.
    ///
    /// A document not seen before appears with this.
    Take {
        /// Whose document it is.
        household: HouseholdId,
        /// The document.
        document: DocumentId,
        /// The changes, dependencies first.
        changes: Vec<Taken>,
    },
    /// Store this membership record.
    KeepRecord(SignedRecord),
    /// Who belongs or what they are called changed: read [`crate::Replica::household`] again.
    HouseholdChanged(HouseholdId),
    /// Hand over what is stored of a document, by [`crate::Replica::opened`].
    Open {
        /// The document.
        document: DocumentId,
    },
    /// Hand over stored changes for a peer, by [`crate::Replica::fetched`].
    Fetch {
        /// For whom; handed back unchanged.
        peer: DeviceId,
        /// The document.
        document: DocumentId,
        /// Actors, each with the number after which its changes are wanted.
        wants: Vec<(Vec<u8>, Seq)>,
        /// Stop after this many bytes of changes (at least one change is always given).
        bytes_max: usize,
    },
    /// Which stored changes count has changed by more than additions: build the document anew.
    ///
    /// Own notes among the fallen are written again by the house, under a fresh nonce.
    Rebuild {
        /// The document.
        document: DocumentId,
        /// Every change that counts, dependencies first.
        counts: Vec<ChangeHash>,
        /// Every stored change that does not.
        fallen: Vec<ChangeHash>,
    },
    /// A device was caught; people should see it.
    Misdeed {
        /// The device.
        device: DeviceId,
        /// What it did.
        what: Misdeed,
    },
    /// Close the connection.
    Close {
        /// To whom.
        peer: DeviceId,
        /// Why.
        why: Why,
    },
}

/// A proof of bad faith.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misdeed {
    /// It signed two changes with one number: both are kept, the smaller hash counts, and the actor ends there.
    Equivocated {
        /// The document.
        document: DocumentId,
        /// Under which actor.
        actor: Vec<u8>,
        /// The number used twice.
        seq: Seq,
    },
    /// Its connection delivered what no honest program sends, [`crate::limits::STRIKES`] times within a minute.
    Noise {
        /// The last refusal.
        last: String,
    },
}

/// Why a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// No household lists this device.
    #[error("this device belongs to no household here; nothing was sent to it")]
    Stranger,
    /// A member removed it.
    #[error("this device was removed from the household; it keeps what it had and gets nothing more")]
    Removed,
    /// It broke the rules of the wire too often.
    #[error("this device sent what no honest program sends; nothing of it was kept, it may try again in a minute")]
    Misbehaved,
    /// It speaks a newer protocol.
    #[error("this device speaks a newer protocol; nothing is lost, update this app")]
    Newer,
}

/// What is known of a stored change without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// SHA-256 of the chunk from its ninth byte.
    pub hash: ChangeHash,
    /// Who wrote it, in which run of the app.
    pub actor: Vec<u8>,
    /// Its number among this actor's changes in the document.
    pub seq: Seq,
    /// The changes it was made on top of.
    pub deps: Vec<ChangeHash>,
}

impl Meta {
    /// Reads the meta of a parsed change.
    pub fn of(change: &Change) -> Self {
        Self {
            hash: change.hash(),
            actor: change.actor_id().to_bytes().to_vec(),
            seq: change.seq(),
            deps: change.deps().to_vec(),
        }
    }
}

/// A change as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The chunk, uncompressed (chunk type 1).
    pub bytes: Vec<u8>,
    /// Its author's device's signature, if it is still kept.
    pub signature: Option<Signature>,
}

/// A change that passed the gate.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The change.
    pub change: Change,
    /// The signature that came with it; without one a later change of its device vouches for it.
    pub signature: Option<Signature>,
    /// Whether it is to be applied now. Otherwise it is stored only: as a proof that is passed on, or because the
    /// [`Effect::Rebuild`] that follows says whether it counts.
    pub counts: bool,
}
