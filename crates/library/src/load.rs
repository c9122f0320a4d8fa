//! From rows to a document, with every change checked by its hash on the way.
//!
//! SQLite's own check found 8 of 300 flipped bits; the hash of a change finds all of them. A damaged row is
//! left in place and marked, which lowers the tip that peers see, so that somebody sends the change again.
//! What depends on it waits; everything else is shown. A damaged snapshot falls back to the rows there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use automerge::{Change, ChangeHash};
use replica::DocumentId;
use rusqlite::Connection;
use screening::{Document, DocumentError};
use sha2::{Digest, Sha256};

use crate::truth::change::{self, ChangeRow};
use crate::truth::{self, snapshot, tip};
use crate::{LibraryError, error::hex};

/// So many changes are applied with one call: fewer take longer for each, more take no less.
const CHANGES_AT_ONCE: usize = 2_000;

/// A document with what was found wrong with it while it was loaded.
#[derive(Debug)]
pub struct LoadedDocument {
    /// The document, of everything that is whole.
    pub document: Document,
    /// What was left out.
    pub damaged: Vec<Damage>,
    /// How many of its changes lie as single rows; the others rest in one compacted chunk.
    pub rows: u64,
}

/// A part of a document that could not be used. It was left in place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// The compacted evening.
    Snapshot {
        /// How many changes it held.
        changes: u64,
    },
    /// One change.
    Change {
        /// Who wrote it, in which run of the app.
        actor: Vec<u8>,
        /// Its number among this actor's changes.
        seq: u64,
    },
    /// Whole changes that build on something damaged or missing.
    Waiting {
        /// How many there are.
        changes: u64,
    },
    /// A whole change that the document would not take.
    Unfit {
        /// Who wrote it, in which run of the app.
        actor: Vec<u8>,
        /// Its number among this actor's changes.
        seq: u64,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::Snapshot { changes } => {
                write!(f, "the compacted evening of {changes} changes is damaged; it is fetched again from a member")
            }
            Damage::Change { actor, seq } => {
                write!(f, "change {seq} of {} is damaged; it is fetched again from a member", hex(actor))
            }
            Damage::Waiting { changes } => write!(f, "{changes} changes wait for one that is missing or damaged"),
            Damage::Unfit { actor, seq } => {
                write!(f, "change {seq} of {} does not fit the document and is not shown", hex(actor))
            }
        }
    }
}

/// SHA-256 of a chunk from its ninth byte: its name.
pub(crate) fn hash_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes.get(8..).unwrap_or_default()).into()
}

/// Loads a document, marks what is damaged and lowers the tips accordingly.
pub(crate) fn document(c: &Connection, id: &DocumentId) -> Result<LoadedDocument, LibraryError> {
    document_without(c, id, 0)
}

/// The same without the changes that came last, so many of them: what came before stands without them.
pub(crate) fn document_without(c: &Connection, id: &DocumentId, last: usize) -> Result<LoadedDocument, LibraryError> {
    let no = truth::document::number(c, id)?;
    let mut damaged = Vec::new();
    let mut document = match whole_snapshot(c, no)? {
        Snapshot::Whole(document) => *document,
        Snapshot::None => Document::empty(),
        Snapshot::Damaged { changes } => {
            // Once everything in it arrived again as rows it is not missed any more.
            if !snapshot::is_replaced(c, no)? {
                damaged.push(Damage::Snapshot { changes });
            }
            Document::empty()
        }
    };
    let mut counting = Vec::new();
    let mut rows = change::of_document(c, no)?;
    rows.truncate(rows.len().saturating_sub(last));
    let row_count = rows.len() as u64;
    for row in rows {
        let fallen = row.fallen;
        match whole_change(c, no, row)? {
            Ok(change) if !fallen => counting.push(change),
            Ok(_) => {}
            Err(damage) => damaged.push(damage),
        }
    }
    if !counting.is_empty() {
        apply(id, &mut document, counting, &mut damaged)?;
    }
    Ok(LoadedDocument { document, damaged, rows: row_count })
}

pub(crate) enum Snapshot {
    None,
    Whole(Box<Document>),
    Damaged { changes: u64 },
}

/// Opens the snapshot of a document if its hash agrees; marks it otherwise.
pub(crate) fn whole_snapshot(c: &Connection, document: i64) -> Result<Snapshot, LibraryError> {
    let Some(row) = snapshot::get(c, document)? else { return Ok(Snapshot::None) };
    if !row.damaged {
        let found: [u8; 32] = Sha256::digest(&row.bytes).into();
        if found == row.hash
            && let Ok(opened) = Document::load(&row.bytes)
        {
            return Ok(Snapshot::Whole(Box::new(opened)));
        }
        snapshot::mark_damaged(c, document)?;
        for actor in tip::actors(c, document)? {
            tip::recompute(c, document, actor)?;
        }
    }
    Ok(Snapshot::Damaged { changes: row.changes })
}

/// Parses a change if its hash and its place agree; marks its row otherwise.
pub(crate) fn whole_change(
    c: &Connection,
    document: i64,
    row: ChangeRow,
) -> Result<Result<Change, Damage>, LibraryError> {
    let (no, actor, seq) = (row.no, row.actor, row.seq);
    let name = truth::actor::id(c, actor)?;
    if !row.damaged {
        if let Some(change) = parse(row).filter(|change| change.actor_id().to_bytes() == name && change.seq() == seq) {
            return Ok(Ok(change));
        }
        change::mark_damaged(c, no)?;
        tip::recompute(c, document, actor)?;
    }
    Ok(Err(Damage::Change { actor: name, seq }))
}

fn parse(row: ChangeRow) -> Option<Change> {
    if hash_of(&row.bytes) != row.hash {
        return None;
    }
    let bytes = row.bytes;
    // The bytes passed the gate before they were stored, and their hash agrees: a panic here would be a
    // fault of the parser's new version, and must not take the evening with it.
    std::panic::catch_unwind(move || Change::from_bytes(bytes).ok()).ok().flatten()
}

/// Applies what came in the order in which it came, which is an order of causes; from where that is refused on, in causal
/// order what can be applied.
fn apply(
    id: &DocumentId,
    document: &mut Document,
    changes: Vec<Change>,
    damaged: &mut Vec<Damage>,
) -> Result<(), LibraryError> {
    let mut done = 0;
    for some in changes.chunks(CHANGES_AT_ONCE) {
        if !taken(id, document, some.to_vec())? {
            break;
        }
        done += some.len();
    }
    let rest: Vec<Change> = changes.into_iter().skip(done).collect();
    if rest.is_empty() {
        return Ok(());
    }
    let held: BTreeSet<ChangeHash> = document.changes().iter().map(Change::hash).collect();
    let (ordered, waiting) = in_causal_order(rest, held);
    if waiting > 0 {
        damaged.push(Damage::Waiting { changes: waiting });
    }
    if taken(id, document, ordered.clone())? {
        return Ok(());
    }
    for change in ordered {
        let (actor, seq) = (change.actor_id().to_bytes().to_vec(), change.seq());
        if !taken(id, document, vec![change])? {
            damaged.push(Damage::Unfit { actor, seq });
        }
    }
    Ok(())
}

/// Whether the document took these changes, all or none.
fn taken(id: &DocumentId, document: &mut Document, changes: Vec<Change>) -> Result<bool, LibraryError> {
    match document.apply(changes) {
        Ok(()) => Ok(true),
        Err(lost @ (DocumentError::Lost { .. } | DocumentError::TooManyChanges { .. })) => {
            Err(LibraryError::Unreadable { document: *id, why: lost.to_string() })
        }
        Err(_) => Ok(false),
    }
}

/// Sorts changes so that each comes after what it builds on; counts those that build on something absent.
fn in_causal_order(changes: Vec<Change>, mut held: BTreeSet<ChangeHash>) -> (Vec<Change>, u64) {
    let mut lacking: BTreeMap<ChangeHash, Vec<Change>> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(changes.len());
    let mut ready: Vec<Change> = changes.into_iter().rev().collect();
    while let Some(change) = ready.pop() {
        match change.deps().iter().find(|dep| !held.contains(dep)) {
            Some(missing) => lacking.entry(*missing).or_default().push(change),
            None => {
                let hash = change.hash();
                held.insert(hash);
                ready.extend(lacking.remove(&hash).unwrap_or_default());
                ordered.push(change);
            }
        }
    }
    let waiting = lacking.values().map(Vec::len).sum::<usize>();
    (ordered, waiting as u64)
}
