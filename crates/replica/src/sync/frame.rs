//! What goes over the wire: one byte of version, then a frame in postcard.

use crate::{DeviceId, DocumentId, HouseholdId, Seq, Signature, Table, limits};
use serde::{Deserialize, Serialize};

/// The version this program speaks; the first byte of every frame.
pub const VERSION: u8 = 1;

/// One message between two devices that a household admitted. Every kind names its household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// What I hold, in short. Sent first, and whenever two devices seem to differ.
    Hello {
        /// The household.
        household: HouseholdId,
        /// Digest of the membership records.
        records: [u8; 16],
        /// Digest of the table of each document.
        documents: Vec<(DocumentId, [u8; 16])>,
        /// The household's devices I am connected to, so that nobody forwards what another brings.
        neighbours: Vec<DeviceId>,
    },
    /// The same in 32 bytes, after a while of quiet.
    Pulse {
        /// The household.
        household: HouseholdId,
        /// Digest of the membership records.
        records: [u8; 16],
        /// Digest of all documents' digests.
        documents: [u8; 16],
    },
    /// My connections changed.
    Neighbours {
        /// The household.
        household: HouseholdId,
        /// The household's devices I am connected to.
        devices: Vec<DeviceId>,
    },
    /// Membership records.
    Records {
        /// The household.
        household: HouseholdId,
        /// Each as stored: signature and signed bytes.
        records: Vec<Vec<u8>>,
    },
    /// What I hold of documents of which we hold different things; an unknown one has an empty table.
    Tables {
        /// The household.
        household: HouseholdId,
        /// The tables.
        tables: Vec<(DocumentId, Table)>,
    },
    /// Send me these actors' changes from further back than my table says.
    Want {
        /// The household.
        household: HouseholdId,
        /// The document.
        document: DocumentId,
        /// Actors, each with the number after which.
        after: Vec<(Vec<u8>, Seq)>,
    },
    /// Changes, dependencies first.
    Changes {
        /// The household.
        household: HouseholdId,
        /// The document.
        document: DocumentId,
        /// Whether they were just made; otherwise they are part of a catch-up and must be acknowledged at once.
        live: bool,
        /// The changes; see [`pack`].
        #[serde(with = "whole")]
        packed: Vec<u8>,
    },
    /// I keep what you sent: my rows of the actors concerned.
    Ack {
        /// The household.
        household: HouseholdId,
        /// The document.
        document: DocumentId,
        /// Whether this answers a catch-up frame.
        catch_up: bool,
        /// The rows.
        rows: Table,
    },
}

/// Says why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// More than [`limits::FRAME_BYTES`].
    #[error("a frame of {bytes} bytes is too large; it was not read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The peer speaks a newer protocol.
    #[error("a frame of the newer protocol {version}; it was not read, update this app")]
    Newer {
        /// The version.
        version: u8,
    },
    /// The bytes are no frame.
    #[error("these bytes are no frame; they were not read")]
    Malformed,
    /// A batch unfolds to more than [`limits::BATCH_BYTES`] or [`limits::BATCH_CHANGES`].
    #[error("a batch of changes is too large; it was not read")]
    Batch,
}

impl Frame {
    /// Writes the frame.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![VERSION]).unwrap_or_default()
    }

    /// Reads a frame.
    ///
    /// ```
    /// use replica::{HouseholdId, frame::{Frame, FrameError}};
    /// let frame = Frame::Neighbours { household: HouseholdId([1; 32]), devices: vec![] };
    /// assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
    /// assert_eq!(Frame::decode(&[2]), Err(FrameError::Newer { version: 2 }));
    /// ```
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        if bytes.len() > limits::FRAME_BYTES {
            return Err(FrameError::TooLarge { bytes: bytes.len() });
        }
        match bytes.split_first() {
            Some((&VERSION, body)) => match postcard::take_from_bytes(body) {
                Ok((frame, [])) => Ok(frame),
                _ => Err(FrameError::Malformed),
            },
            Some((&version, _)) if version > VERSION => Err(FrameError::Newer { version }),
            _ => Err(FrameError::Malformed),
        }
    }

    /// Returns the household a frame is about.
    pub fn household(&self) -> HouseholdId {
        match self {
            Self::Hello { household, .. }
            | Self::Pulse { household, .. }
            | Self::Neighbours { household, .. }
            | Self::Records { household, .. }
            | Self::Tables { household, .. }
            | Self::Want { household, .. }
            | Self::Changes { household, .. }
            | Self::Ack { household, .. } => *household,
        }
    }
}

/// A change on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The chunk.
    pub bytes: Vec<u8>,
    /// Its signature, where one is needed or at hand.
    pub signature: Option<Signature>,
}

impl Parcel {
    fn size(&self) -> usize {
        self.bytes.len() + 64 + 8
    }
}

/// Bytes as one piece instead of one by one; on the wire it is the same.
mod whole {
    use serde::{Deserializer, Serializer, de};
    use std::fmt;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Whole;
        impl de::Visitor<'_> for Whole {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Whole)
    }
}

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
/// Below this a batch is not worth compressing.
const COMPRESS_FROM: usize = 1_024;
/// Room in a frame for all that is not the batch.
const FRAME_HEAD: usize = 256;

/// Packs changes into as few batches as the limits allow.
///
/// A batch is a byte (0 plain, 1 zstd), then for each change its length as LEB128 shifted left by one, the lowest bit
/// telling whether 64 bytes of signature follow, then the chunk.
pub fn pack(parcels: &[Parcel]) -> Vec<Vec<u8>> {
    let mut batches = Vec::new();
    let mut queue = vec![parcels];
    while let Some(parcels) = queue.pop() {
        let size: usize = parcels.iter().map(Parcel::size).sum();
        let signatures = parcels.iter().filter(|parcel| parcel.signature.is_some()).count();
        let small = size <= limits::BATCH_BYTES
            && parcels.len() <= limits::BATCH_CHANGES
            && signatures <= limits::BATCH_SIGNATURES;
        let batch = if small { Some(pack_one(parcels)) } else { None };
        match batch.filter(|batch| batch.len() + FRAME_HEAD <= limits::FRAME_BYTES) {
            Some(batch) if !parcels.is_empty() => batches.push(batch),
            None if parcels.len() > 1 => {
                let (first, second) = parcels.split_at(parcels.len() / 2);
                queue.push(second);
                queue.push(first);
            }
            _ => {}
        }
    }
    batches
}

fn pack_one(parcels: &[Parcel]) -> Vec<u8> {
    let mut plain = vec![PLAIN];
    for parcel in parcels {
        let mut head = (parcel.bytes.len() as u64) << 1 | u64::from(parcel.signature.is_some());
        while head >= 0x80 {
            plain.push((head & 0x7f) as u8 | 0x80);
            head >>= 7;
        }
        plain.push(head as u8);
        plain.extend_from_slice(parcel.signature.as_ref().map_or(&[], |signature| &signature[..]));
        plain.extend_from_slice(&parcel.bytes);
    }
    if plain.len() < COMPRESS_FROM {
        return plain;
    }
    match zstd::bulk::compress(plain.get(1..).unwrap_or_default(), 3) {
        Ok(packed) if packed.len() < plain.len() => [&[ZSTD][..], &packed].concat(),
        _ => plain,
    }
}

/// Unpacks a batch, allocating at most [`limits::BATCH_BYTES`].
pub fn unpack(batch: &[u8]) -> Result<Vec<Parcel>, FrameError> {
    let unfolded;
    let mut rest = match batch.split_first() {
        Some((&PLAIN, rest)) if rest.len() <= limits::BATCH_BYTES => rest,
        Some((&ZSTD, packed)) => {
            let promised = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
            if promised.is_none_or(|bytes| bytes > limits::BATCH_BYTES as u64) {
                return Err(FrameError::Batch);
            }
            unfolded =
                zstd::bulk::decompress(packed, promised.unwrap_or_default() as usize).map_err(|_| FrameError::Batch)?;
            &unfolded[..]
        }
        _ => return Err(FrameError::Malformed),
    };
    let mut parcels = Vec::new();
    while !rest.is_empty() {
        let (head, after) = number(rest).ok_or(FrameError::Malformed)?;
        let (signature, after) = match after.split_first_chunk::<64>() {
            _ if head & 1 == 0 => (None, after),
            Some((signature, after)) => (Some(*signature), after),
            None => return Err(FrameError::Malformed),
        };
        let (bytes, after) = after.split_at_checked((head >> 1) as usize).ok_or(FrameError::Malformed)?;
        parcels.push(Parcel { bytes: bytes.to_vec(), signature });
        if parcels.len() > limits::BATCH_CHANGES {
            return Err(FrameError::Batch);
        }
        rest = after;
    }
    Ok(parcels)
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (place, byte) in bytes.iter().enumerate().take(4) {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parcel(size: usize, signed: bool) -> Parcel {
        Parcel { bytes: vec![7; size], signature: signed.then_some([9; 64]) }
    }

    #[test]
    fn batches_hold_the_limits() {
        let check = |parcels: &[Parcel], batches: usize| {
            let packed = pack(parcels);
            assert_eq!(packed.len(), batches);
            let again: Vec<Parcel> = packed.iter().flat_map(|batch| unpack(batch).unwrap()).collect();
            assert_eq!(again, parcels);
        };
        check(&[], 0);
        check(&[parcel(0, false), parcel(1, true), parcel(100_000, false)], 1);
        check(&vec![parcel(10, false); 2_001], 2);
        check(&vec![parcel(10, true); 1_001], 2);
        check(&vec![parcel(60_000, false); 60], 2);
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
        assert!(bomb.len() < limits::FRAME_BYTES);
        assert_eq!(unpack(&[&[ZSTD][..], &bomb].concat()), Err(FrameError::Batch));
        assert_eq!(unpack(&[&[PLAIN][..], &[0; 3_000]].concat()), Err(FrameError::Batch));
    }

    proptest! {
        #[test]
        fn noise_is_refused_quietly(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..9_u8) {
            let _ = Frame::decode(&bytes);
            let _ = Frame::decode(&[&[VERSION, kind][..], &bytes].concat());
            let _ = unpack(&[&[kind % 3][..], &bytes].concat());
        }
    }
}
