//! Compacting an evening: from a row for each change to one chunk, at a tenth of the bytes and loaded in a tenth of the time.
//!
//! No row goes before what replaces it was loaded again and found to hold the same changes. Making the compacted form
//! takes as long as loading the document, so it can be done on a thread that only reads; storing it is quick.

//! Compacting a closed evening: from a row for each change to one chunk, at a tenth of the bytes.
//!
//! No row goes before what replaces it was loaded again and found to hold the same changes.

use std::collections::{BTreeMap, HashSet};

use replica::{DocumentId, limits::SIGNATURE_EVERY};
use rusqlite::{Connection, TransactionBehavior};
use screening::Document;
use sha2::{Digest, Sha256};

use crate::truth::snapshot::Kept;
use crate::truth::{self, actor, change, snapshot, tip};
use crate::{LibraryError, load};

/// A document's compacted form, made but not stored yet.
#[derive(Debug)]
pub struct Compacted {
    document: DocumentId,
    bytes: Vec<u8>,
    /// The compacted form that it was made from, if there was one.
    before: Option<[u8; 32]>,
    /// Actor, number and hash of every change in it.
    names: Vec<(Vec<u8>, u64, [u8; 32])>,
}

/// Makes the compacted form of everything but the changes that came last, so many of them. Takes as long as loading.
pub(crate) fn make(c: &Connection, id: &DocumentId, last: usize) -> Result<Compacted, LibraryError> {
    let turn = c.unchecked_transaction()?;
    let no = truth::document::number(&turn, id)?;
    let loaded = load::document_without(&turn, id, last)?;
    if let Some(damage) = loaded.damaged.first() {
        let why = damage.to_string();
        // The marks that loading made are worth keeping.
        turn.commit()?;
        return Err(LibraryError::NotWhole { document: *id, why });
    }
    let before = snapshot::head(&turn, no)?.map(|(hash, _)| hash);
    turn.commit()?;
    let mut names = Vec::new();
    loaded.document.each_change(|hash, actor, seq, _| names.push((actor.to_vec(), seq, hash.0)));
    let bytes = loaded.document.save();
    verify(id, &loaded.document, &names, &bytes)?;
    Ok(Compacted { document: *id, bytes, before, names })
}

/// Stores a compacted form and lets go of the rows that are in it; quick, whatever its length.
pub(crate) fn put(connection: &mut Connection, made: &Compacted) -> Result<(), LibraryError> {
    let id = &made.document;
    let turn = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let no = truth::document::number(&turn, id)?;
    if snapshot::head(&turn, no)?.map(|(hash, _)| hash) != made.before {
        let why = "it was written anew while it was compacted; the next time will do".to_owned();
        return Err(LibraryError::NotWhole { document: *id, why });
    }
    let kept = signatures(&turn, no, &made.names)?;
    let hash: [u8; 32] = Sha256::digest(&made.bytes).into();
    snapshot::put(&turn, no, &hash, made.names.len() as u64, &made.bytes, &kept)?;
    let inside: HashSet<&[u8; 32]> = made.names.iter().map(|(_, _, hash)| hash).collect();
    for (row, hash) in change::names(&turn, no)? {
        // What fell is not in the document and stays a row: a proof is passed on.
        if inside.contains(&hash) {
            change::delete(&turn, row)?;
        }
    }
    for actor in tip::actors(&turn, no)? {
        tip::recompute(&turn, no, actor)?;
    }
    turn.commit()?;
    // Hands freed pages back to the disk; the figure is a limit of pages for one turn, not a goal.
    connection.execute_batch("PRAGMA incremental_vacuum(65536)")?;
    Ok(())
}

/// Loads what would be written and compares it, change for change.
fn verify(
    id: &DocumentId,
    document: &Document,
    names: &[(Vec<u8>, u64, [u8; 32])],
    bytes: &[u8],
) -> Result<(), LibraryError> {
    let refuse = |why: String| LibraryError::NotWhole { document: *id, why };
    let again = Document::load(bytes).map_err(|e| refuse(e.to_string()))?;
    let mut expect: HashSet<&[u8; 32]> = names.iter().map(|(_, _, hash)| hash).collect();
    let mut strange = 0_usize;
    again.each_change(|hash, _, _, _| strange += usize::from(!expect.remove(&hash.0)));
    if strange > 0 || !expect.is_empty() || again.heads() != document.heads() {
        return Err(refuse("the compacted form did not hold the same changes".to_owned()));
    }
    Ok(())
}

/// The signatures to keep: every 64th of an actor and its newest, whose place is kept even without one.
fn signatures(c: &Connection, document: i64, names: &[(Vec<u8>, u64, [u8; 32])]) -> Result<Vec<Kept>, LibraryError> {
    let mut newest: BTreeMap<&[u8], u64> = BTreeMap::new();
    for (name, seq, _) in names {
        let last = newest.entry(name).or_insert(0);
        *last = (*last).max(*seq);
    }
    let mut kept = Vec::new();
    for (name, seq, hash) in names {
        let is_newest = newest.get(name.as_slice()) == Some(seq);
        if !is_newest && seq % SIGNATURE_EVERY != 0 {
            continue;
        }
        let actor = actor::number(c, name)?;
        let signature = match change::signature(c, document, actor, *seq, hash)? {
            Some(signature) => Some(signature),
            None => snapshot::signature(c, document, actor, *seq)?,
        };
        if is_newest || signature.is_some() {
            kept.push(Kept { actor, seq: *seq, hash: *hash, signature });
        }
    }
    Ok(kept)
}
