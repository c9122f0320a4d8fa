//! Compacting a closed evening: from a row for each change to one chunk, at a tenth of the bytes.
//!
//! No row goes before what replaces it was loaded again and found to hold the same changes.

use std::collections::BTreeSet;

use automerge::{Change, ChangeHash};
use replica::{DocumentId, limits::SIGNATURE_EVERY};
use rusqlite::{Connection, TransactionBehavior};
use screening::Document;
use sha2::{Digest, Sha256};

use crate::truth::snapshot::Kept;
use crate::truth::{self, actor, change, snapshot, tip};
use crate::{LibraryError, load};

pub(crate) fn compact(connection: &mut Connection, id: &DocumentId) -> Result<(), LibraryError> {
    let turn = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let no = truth::document::number(&turn, id)?;
    let loaded = load::document(&turn, id)?;
    if let Some(damage) = loaded.damaged.first() {
        let why = damage.to_string();
        // The marks that loading made are worth keeping.
        turn.commit()?;
        return Err(LibraryError::NotWhole { document: *id, why });
    }
    let changes = loaded.document.changes();
    let bytes = loaded.document.save();
    verify(id, &loaded.document, &changes, &bytes)?;

    let kept = signatures(&turn, no, &changes)?;
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    snapshot::put(&turn, no, &hash, changes.len() as u64, &bytes, &kept)?;
    let inside: BTreeSet<[u8; 32]> = changes.iter().map(|change| change.hash().0).collect();
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
fn verify(id: &DocumentId, document: &Document, changes: &[Change], bytes: &[u8]) -> Result<(), LibraryError> {
    let refuse = |why: String| LibraryError::NotWhole { document: *id, why };
    let again = Document::load(bytes).map_err(|e| refuse(e.to_string()))?;
    let hashes = |changes: &[Change]| changes.iter().map(Change::hash).collect::<BTreeSet<ChangeHash>>();
    if hashes(&again.changes()) != hashes(changes) || again.heads() != document.heads() {
        return Err(refuse("the compacted form did not hold the same changes".to_owned()));
    }
    Ok(())
}

/// The signatures to keep: every 64th of an actor and its newest, whose place is kept even without one.
fn signatures(c: &Connection, document: i64, changes: &[Change]) -> Result<Vec<Kept>, LibraryError> {
    let mut newest = std::collections::BTreeMap::new();
    for change in changes {
        let seq = newest.entry(change.actor_id().to_bytes()).or_insert(0);
        *seq = change.seq().max(*seq);
    }
    let mut kept = Vec::new();
    for one in changes {
        let (name, seq, hash) = (one.actor_id().to_bytes(), one.seq(), one.hash().0);
        let is_newest = newest.get(name) == Some(&seq);
        if !is_newest && seq % SIGNATURE_EVERY != 0 {
            continue;
        }
        let actor = actor::number(c, name)?;
        let signature = match change::signature(c, document, actor, seq, &hash)? {
            Some(signature) => Some(signature),
            None => snapshot::signature(c, document, actor, seq)?,
        };
        if is_newest || signature.is_some() {
            kept.push(Kept { actor, seq, hash, signature });
        }
    }
    Ok(kept)
}
