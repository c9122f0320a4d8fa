//! Our own reading of a change's head: who, which number, on top of what, and how large it would become.

use super::number::Bytes;
use super::{GateError, column};
use crate::{Seq, limits};
use automerge::ChangeHash;
use sha2::{Digest, Sha256};

/// What the head of a change says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// SHA-256 of the chunk from its ninth byte: the change's hash.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: Vec<u8>,
    /// Its number among this actor's changes.
    pub seq: Seq,
    /// What it builds on.
    pub deps: Vec<ChangeHash>,
    /// How many operations it holds.
    pub operations: u64,
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const PLAIN_CHANGE: u8 = 1;
const ACTION_COLUMN: u32 = 66;
const COMPRESSED: u32 = 8;
const ACTOR_BYTES: u64 = 64;
const COLUMNS: u64 = 32;

/// Reads a change's head without unfolding anything; about a microsecond, most of it for the hash.
///
/// ```
/// use automerge::{Automerge, ROOT, transaction::Transactable};
/// let mut document = Automerge::new();
/// let mut change = document.transaction();
/// change.put(ROOT, "title", "Solaris")?;
/// change.commit();
/// let change = document.get_last_local_change().ok_or("no change")?;
/// let head = replica::gate::inspect(change.raw_bytes())?;
/// assert_eq!((head.hash, head.seq, head.operations), (change.hash(), 1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn inspect(chunk: &[u8]) -> Result<Head, GateError> {
    if chunk.len() > limits::CHANGE_BYTES {
        return Err(GateError::TooLarge { bytes: chunk.len() });
    }
    let rest = chunk.strip_prefix(&MAGIC).ok_or(GateError::NotAChunk)?;
    let (checksum, hashed) = rest.split_first_chunk::<4>().ok_or(GateError::Length)?;
    match hashed.first() {
        Some(&PLAIN_CHANGE) => {}
        Some(&found) => return Err(GateError::ChunkType { found }),
        None => return Err(GateError::Length),
    }
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if !hash.starts_with(checksum) {
        return Err(GateError::Checksum);
    }
    let mut bytes = Bytes(hashed.get(1..).unwrap_or_default());
    let length = bytes.unsigned()?;
    if length != bytes.0.len() as u64 {
        return Err(GateError::Length);
    }
    body(bytes, ChangeHash(hash))
}

fn body(mut bytes: Bytes<'_>, hash: ChangeHash) -> Result<Head, GateError> {
    let count = at_most(bytes.unsigned()?, limits::CHANGE_DEPS, "dependencies")?;
    let deps = bytes.take(count * 32)?.as_chunks::<32>().0.iter().map(|dep| ChangeHash(*dep)).collect();
    let author = actor(&mut bytes)?.to_vec();
    let seq = bytes.unsigned()?;
    let first_operation = bytes.unsigned()?;
    if seq == 0 || first_operation == 0 || u32::try_from(first_operation).is_err() {
        return Err(GateError::Number);
    }
    bytes.signed()?;
    bytes.text()?;
    for _ in 0..at_most(bytes.unsigned()?, limits::CHANGE_DEPS, "actors")? {
        actor(&mut bytes)?;
    }
    let operations = columns(&mut bytes)?;
    Ok(Head { hash, actor: author, seq, deps, operations })
}

fn columns(bytes: &mut Bytes<'_>) -> Result<u64, GateError> {
    let count = at_most(bytes.unsigned()?, COLUMNS, "columns")?;
    let mut heads = Bytes(bytes.0);
    for _ in 0..count {
        bytes.unsigned()?;
        bytes.unsigned()?;
    }
    let (mut operations, mut before) = (0, None);
    for _ in 0..count {
        let spec = u32::try_from(heads.unsigned()?).map_err(|_| GateError::Number)?;
        let length = heads.unsigned()?;
        if spec & COMPRESSED != 0 || before.is_some_and(|before| before >= spec) {
            return Err(GateError::Column { column: spec });
        }
        before = Some(spec);
        let values = column::count(spec, bytes.take(length)?)?;
        if spec == ACTION_COLUMN {
            operations = values;
        }
    }
    Ok(operations)
}

fn actor<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8], GateError> {
    let length = bytes.unsigned()?;
    if length > ACTOR_BYTES { Err(GateError::Actor) } else { bytes.take(length) }
}

fn at_most(count: u64, most: u64, what: &'static str) -> Result<u64, GateError> {
    if count > most { Err(GateError::TooMany { what }) } else { Ok(count) }
}
