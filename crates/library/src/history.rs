//! The single changes of a document, for peers: what is held, and the bytes that somebody lacks.
//!
//! A closed evening rests as one compacted chunk. Taking it apart costs as much as loading it, and a
//! catch-up asks again for every few hundred KiB, so the last one that was taken apart is kept in memory.

use automerge::Change;
use replica::{DocumentId, Meta, Signature, Stored};
use rusqlite::Connection;

use crate::LibraryError;
use crate::load::{self, Snapshot};
use crate::truth::change::NewChange;
use crate::truth::{self, actor, change, snapshot};

/// The changes of one compacted evening, in causal order.
#[derive(Debug, Default)]
pub(crate) struct Unpacked {
    document: i64,
    changes: Vec<Change>,
}

impl Unpacked {
    /// Takes the snapshot of a document apart, unless it is the one that already lies here.
    fn of(&mut self, c: &Connection, document: i64) -> Result<&[Change], LibraryError> {
        if self.document != document {
            self.changes = match load::whole_snapshot(c, document)? {
                Snapshot::Whole(opened) => opened.changes(),
                Snapshot::None | Snapshot::Damaged { .. } => Vec::new(),
            };
            self.document = if self.changes.is_empty() { 0 } else { document };
        }
        Ok(&self.changes)
    }

    /// Forgets what was taken apart.
    pub(crate) fn forget(&mut self) {
        *self = Unpacked::default();
    }
}

/// What is held of a document, fallen changes included, dependencies first.
pub(crate) fn metas(c: &Connection, id: &DocumentId, unpacked: &mut Unpacked) -> Result<Vec<Meta>, LibraryError> {
    let no = truth::document::number(c, id)?;
    let mut metas: Vec<Meta> = unpacked.of(c, no)?.iter().map(Meta::of).collect();
    for row in change::of_document(c, no)? {
        if let Ok(change) = load::whole_change(c, no, row)? {
            metas.push(Meta::of(&change));
        }
    }
    Ok(metas)
}

/// The changes of a document that do not count.
pub(crate) fn fallen(c: &Connection, id: &DocumentId) -> Result<Vec<Meta>, LibraryError> {
    let no = truth::document::number(c, id)?;
    let mut metas = Vec::new();
    for row in change::fallen(c, no)? {
        if let Ok(change) = load::whole_change(c, no, row)? {
            metas.push(Meta::of(&change));
        }
    }
    Ok(metas)
}

/// The changes after the wanted places, dependencies first, until `bytes_max` is reached; at least one if there is any.
pub(crate) fn changes_after(
    c: &Connection,
    id: &DocumentId,
    wants: &[(Vec<u8>, u64)],
    bytes_max: usize,
    unpacked: &mut Unpacked,
) -> Result<Vec<Stored>, LibraryError> {
    let no = truth::document::number(c, id)?;
    let mut found = Budget { stored: Vec::new(), left: bytes_max };
    let mut numbered = Vec::new();
    for (name, after) in wants {
        if let Some(actor) = actor::find(c, name)? {
            numbered.push((actor, *after));
        }
    }
    // Whoever lacks only what came lately is not made to wait until a long evening is taken apart.
    let packed = if snapshot::is_behind(c, no, &numbered)? { &[] } else { unpacked.of(c, no)? };
    for change in packed {
        let name = change.actor_id().to_bytes();
        if wants.iter().any(|(actor, after)| actor == name && change.seq() > *after) {
            let signature = kept_signature(c, no, name, change.seq())?;
            if !found.add(change.raw_bytes().to_vec(), signature) {
                return Ok(found.stored);
            }
        }
    }
    let mut rows = Vec::new();
    for (actor, after) in numbered {
        rows.extend(change::numbers_after(c, no, actor, after)?);
    }
    rows.sort_unstable();
    for row in rows {
        let row = change::one(c, row)?;
        let signature = row.signature;
        if let Ok(change) = load::whole_change(c, no, row)?
            && !found.add(change.raw_bytes().to_vec(), signature)
        {
            break;
        }
    }
    Ok(found.stored)
}

struct Budget {
    stored: Vec<Stored>,
    left: usize,
}

impl Budget {
    /// Adds a change; false when it did not fit any more.
    fn add(&mut self, bytes: Vec<u8>, signature: Option<Signature>) -> bool {
        if bytes.len() > self.left && !self.stored.is_empty() {
            return false;
        }
        self.left = self.left.saturating_sub(bytes.len());
        self.stored.push(Stored { bytes, signature });
        true
    }
}

fn kept_signature(c: &Connection, document: i64, name: &[u8], seq: u64) -> Result<Option<Signature>, LibraryError> {
    match actor::find(c, name)? {
        Some(actor) => Ok(snapshot::signature(c, document, actor, seq)?),
        None => Ok(None),
    }
}

/// Takes a compacted evening apart into rows, before the rows that came after it.
pub(crate) fn unpack(c: &Connection, document: i64) -> Result<(), LibraryError> {
    let Snapshot::Whole(opened) = load::whole_snapshot(c, document)? else { return Ok(()) };
    let later = change::of_document(c, document)?;
    for row in &later {
        change::delete(c, row.no)?;
    }
    for one in opened.changes() {
        let (name, seq) = (one.actor_id().to_bytes(), one.seq());
        let signature = kept_signature(c, document, name, seq)?;
        let actor = actor::number(c, name)?;
        let (hash, bytes) = (one.hash().0, one.raw_bytes());
        let signature = signature.as_ref();
        change::put(c, &NewChange { document, actor, seq, hash: &hash, bytes, signature, fallen: false })?;
    }
    for row in later {
        change::put_back(c, document, &row)?;
    }
    snapshot::remove(c, document)?;
    Ok(())
}
