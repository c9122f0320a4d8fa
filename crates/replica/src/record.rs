//! Membership records: who belongs, signed, one after another by each device.
//!
//! A record is kept and passed on as the bytes that were signed, so a record of a kind that only a newer version knows
//! survives in an older one. Having a [`SignedRecord`] means that its signature was checked.

use crate::{DeviceId, DeviceKey, DocumentId, HouseholdId, MemberKey, Seq, Signature, key, ledger::Hash32, limits};
use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The first record: its signer is the founding device, of this member.
    Found {
        /// The founding member.
        member: MemberKey,
        /// Their name.
        name: String,
        /// What they call the device.
        device_name: String,
    },
    /// A person joins, with or without a device.
    AddMember {
        /// The new member.
        member: MemberKey,
        /// Their name.
        name: String,
    },
    /// A device joins and may speak for this member.
    AddDevice {
        /// The new device.
        device: DeviceId,
        /// Whose it is.
        member: MemberKey,
        /// What they call it.
        device_name: String,
    },
    /// A device may also speak for this member; said by a device of theirs or by the one that added them.
    SpeakFor {
        /// The device.
        device: DeviceId,
        /// The member.
        member: MemberKey,
    },
    /// A device is out for good. What it wrote counts up to the cut-offs, what it recorded up to `records_seq`.
    Remove {
        /// The device.
        device: DeviceId,
        /// How far the remover held its changes, for each document and actor.
        cut_offs: Vec<CutOff>,
        /// The number of its last record that the remover held.
        records_seq: u64,
    },
    /// A member is called otherwise; said by a device that may speak for them.
    Rename {
        /// The member.
        member: MemberKey,
        /// The new name.
        name: String,
    },
    /// A device is called otherwise; said by a device of the same member.
    RenameDevice {
        /// The device.
        device: DeviceId,
        /// The new name.
        name: String,
    },
    /// Something that a newer version says, kept as it came.
    #[serde(skip)]
    Newer(Vec<u8>),
}

/// How far a removed device's changes under one actor of one document count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOff {
    /// The document.
    pub document: DocumentId,
    /// The actor.
    pub actor: Vec<u8>,
    /// The number of the last change that counts.
    pub seq: Seq,
    hash: Hash32,
}

impl CutOff {
    /// Makes a cut-off: this change and its actor's changes before it count.
    pub fn new(document: DocumentId, actor: Vec<u8>, seq: Seq, hash: ChangeHash) -> Self {
        Self { document, actor, seq, hash: hash.0 }
    }

    /// Returns the hash of the last change that counts.
    pub fn hash(&self) -> ChangeHash {
        ChangeHash(self.hash)
    }
}

/// One entry of a household's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Which household; all zero in the founding record, whose hash is the household's id.
    pub household: HouseholdId,
    /// The device that says it.
    pub signer: DeviceId,
    /// Its number among this device's records in the household, from 1.
    pub seq: u64,
    /// The signer's wall clock in milliseconds; shown, never used to order.
    pub wall_ms: i64,
    /// What it says.
    pub what: What,
}

/// Says why bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// More bytes than [`limits::RECORD_BYTES`].
    #[error("a membership record of {bytes} bytes is too large; it was not kept")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The bytes end early or are no record.
    #[error("these bytes are no membership record; they were not kept")]
    Malformed,
    /// The signature is not the signer's.
    #[error("a membership record by {signer} carries a forged signature; it was not kept")]
    Forged {
        /// The device it names.
        signer: DeviceId,
    },
    /// The number is 0 or above [`limits::RECORD_SEQ`].
    #[error("a membership record numbered {seq} is outside the log; it was not kept")]
    Number {
        /// The number.
        seq: u64,
    },
}

#[derive(Serialize, Deserialize)]
struct Head {
    household: HouseholdId,
    signer: DeviceId,
    seq: u64,
    wall_ms: i64,
}

/// How many kinds of record this version knows; a higher one is [`What::Newer`].
const KINDS: u32 = 7;

/// A record with the signature of the device that says it, checked.
///
/// Two with the same signed bytes are equal; the order is by signer, number and hash.
#[derive(Debug, Clone)]
pub struct SignedRecord {
    record: Record,
    bytes: Vec<u8>,
    hash: [u8; 32],
    signature: Signature,
}

impl SignedRecord {
    /// Signs a record. Errors: [`RecordError::TooLarge`], [`RecordError::Number`].
    pub fn sign(key: &DeviceKey, record: Record) -> Result<Self, RecordError> {
        let bytes = encode(&record)?;
        let signature = key.sign(&message(&bytes));
        Self::checked(bytes, signature, record)
    }

    /// Reads a record as it is stored and sent, and checks its signature.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        if bytes.len() > limits::RECORD_BYTES + 64 {
            return Err(RecordError::TooLarge { bytes: bytes.len() });
        }
        let (signature, body) = bytes.split_first_chunk::<64>().ok_or(RecordError::Malformed)?;
        let record = decode(body)?;
        if !key::verify(&record.signer, &message(body), signature) {
            return Err(RecordError::Forged { signer: record.signer });
        }
        Self::checked(body.to_vec(), *signature, record)
    }

    fn checked(bytes: Vec<u8>, signature: Signature, record: Record) -> Result<Self, RecordError> {
        if bytes.len() > limits::RECORD_BYTES {
            return Err(RecordError::TooLarge { bytes: bytes.len() });
        }
        if record.seq == 0 || record.seq > limits::RECORD_SEQ {
            return Err(RecordError::Number { seq: record.seq });
        }
        let hash = Sha256::new().chain_update(b"asides/household/1").chain_update(&bytes).finalize().into();
        Ok(Self { record, bytes, hash, signature })
    }

    /// Returns the record as it is stored and sent: signature, then the signed bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.signature[..], &self.bytes].concat()
    }

    /// Returns what was signed.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Returns the hash that names this record, and for a founding record its household.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Returns the household it belongs to.
    pub fn household(&self) -> HouseholdId {
        match self.record.what {
            What::Found { .. } => HouseholdId(self.hash),
            _ => self.record.household,
        }
    }

    fn rank(&self) -> (&DeviceId, u64, &[u8; 32]) {
        (&self.record.signer, self.record.seq, &self.hash)
    }
}

impl PartialEq for SignedRecord {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}
impl Eq for SignedRecord {}
impl PartialOrd for SignedRecord {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for SignedRecord {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

fn message(bytes: &[u8]) -> Vec<u8> {
    [b"asides/record/1", bytes].concat()
}

fn encode(record: &Record) -> Result<Vec<u8>, RecordError> {
    let Record { household, signer, seq, wall_ms, what } = record;
    let head = Head { household: *household, signer: *signer, seq: *seq, wall_ms: *wall_ms };
    let bytes = postcard::to_stdvec(&head).map_err(|_| RecordError::Malformed)?;
    match what {
        What::Newer(body) => Ok([bytes, body.clone()].concat()),
        what => postcard::to_extend(what, bytes).map_err(|_| RecordError::Malformed),
    }
}

fn decode(bytes: &[u8]) -> Result<Record, RecordError> {
    let (head, body) = postcard::take_from_bytes::<Head>(bytes).map_err(|_| RecordError::Malformed)?;
    let (kind, _) = postcard::take_from_bytes::<u32>(body).map_err(|_| RecordError::Malformed)?;
    let what = if kind >= KINDS {
        What::Newer(body.to_vec())
    } else {
        match postcard::take_from_bytes(body) {
            Ok((what, [])) => what,
            _ => return Err(RecordError::Malformed),
        }
    };
    let Head { household, signer, seq, wall_ms } = head;
    if matches!(what, What::Found { .. }) != (household == HouseholdId([0; 32])) {
        return Err(RecordError::Malformed);
    }
    Ok(Record { household, signer, seq, wall_ms, what })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(what: What) -> Record {
        let household = if matches!(what, What::Found { .. }) { [0; 32] } else { [9; 32] };
        let signer = DeviceKey::from_seed([1; 32]).id();
        Record { household: HouseholdId(household), signer, seq: 1, wall_ms: -5, what }
    }

    #[test]
    fn every_kind_survives_the_wire() {
        let (member, device, name) = (MemberKey([2; 10]), DeviceId([3; 32]), "Mara".to_owned());
        let cut_offs = vec![CutOff::new(DocumentId([4; 16]), vec![5; 24], 300, ChangeHash([6; 32]))];
        for what in [
            What::Found { member, name: name.clone(), device_name: name.clone() },
            What::AddMember { member, name: name.clone() },
            What::AddDevice { device, member, device_name: name.clone() },
            What::SpeakFor { device, member },
            What::Remove { device, cut_offs, records_seq: 7 },
            What::Rename { member, name: name.clone() },
            What::RenameDevice { device, name },
            What::Newer(vec![7, 1, 2, 3]),
        ] {
            let signed = SignedRecord::sign(&DeviceKey::from_seed([1; 32]), record(what)).unwrap();
            let again = SignedRecord::from_bytes(&signed.to_bytes()).unwrap();
            assert_eq!((again.record(), &again), (signed.record(), &signed));
            for cut in 0..signed.to_bytes().len() {
                assert!(SignedRecord::from_bytes(&signed.to_bytes()[..cut]).is_err(), "cut at {cut}");
            }
            for at in 0..signed.to_bytes().len() {
                let mut bytes = signed.to_bytes();
                bytes[at] ^= 1;
                assert!(SignedRecord::from_bytes(&bytes).is_err(), "flipped at {at}");
            }
        }
    }

    #[test]
    fn numbers_stay_in_the_log() {
        let key = DeviceKey::from_seed([1; 32]);
        for seq in [0, limits::RECORD_SEQ + 1] {
            let record = Record { seq, ..record(What::Newer(vec![99])) };
            assert_eq!(SignedRecord::sign(&key, record), Err(RecordError::Number { seq }));
        }
    }
}
