//! A closed evening as one compacted chunk, and the signatures that were kept of it.
//!
//! A signature vouches for a change and all before it by the same device, so after the evening every 64th
//! of an actor and its newest are enough: a peer that catches up never has more than 64 unvouched changes
//! of one actor waiting. `kept` names the newest of every actor even where no signature came with it.

use rusqlite::{Connection, OptionalExtension};

use crate::schema::Migration;
use crate::truth::tip::Tip;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 7,
    sql: "CREATE TABLE snapshot (
            document INTEGER PRIMARY KEY REFERENCES document (no),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            changes INTEGER NOT NULL,
            damaged INTEGER NOT NULL DEFAULT 0 CHECK (damaged IN (0, 1)),
            bytes BLOB NOT NULL
          ) STRICT;
          CREATE TABLE kept (
            document INTEGER NOT NULL REFERENCES document (no),
            actor INTEGER NOT NULL REFERENCES actor (no),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            signature BLOB CHECK (signature IS NULL OR length(signature) = 64),
            PRIMARY KEY (document, actor, seq)
          ) STRICT, WITHOUT ROWID;",
}];

/// A snapshot as it stands in the table.
pub(crate) struct SnapshotRow {
    pub(crate) hash: [u8; 32],
    pub(crate) changes: u64,
    pub(crate) damaged: bool,
    pub(crate) bytes: Vec<u8>,
}

/// A change inside a snapshot whose signature or place was kept.
pub(crate) struct Kept {
    pub(crate) actor: i64,
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
    pub(crate) signature: Option<[u8; 64]>,
}

pub(crate) fn get(c: &Connection, document: i64) -> rusqlite::Result<Option<SnapshotRow>> {
    c.prepare_cached("SELECT hash, changes, damaged, bytes FROM snapshot WHERE document = ?1")?
        .query_row([document], |row| {
            Ok(SnapshotRow {
                hash: row.get(0)?,
                changes: row.get::<_, i64>(1)?.unsigned_abs(),
                damaged: row.get(2)?,
                bytes: row.get(3)?,
            })
        })
        .optional()
}

/// The hash of a snapshot as it was stored, and how many changes it holds.
pub(crate) fn head(c: &Connection, document: i64) -> rusqlite::Result<Option<([u8; 32], u64)>> {
    c.prepare_cached("SELECT hash, changes FROM snapshot WHERE document = ?1")?
        .query_row([document], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
        .optional()
}

/// Whether everything after these places lies outside the snapshot.
pub(crate) fn is_behind(c: &Connection, document: i64, wants: &[(i64, u64)]) -> rusqlite::Result<bool> {
    for (actor, after) in wants {
        if tip(c, document, *actor)?.is_some_and(|tip| tip.seq > *after) {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) fn put(
    c: &Connection,
    document: i64,
    hash: &[u8; 32],
    changes: u64,
    bytes: &[u8],
    kept: &[Kept],
) -> rusqlite::Result<()> {
    remove(c, document)?;
    c.prepare_cached("INSERT INTO snapshot (document, hash, changes, bytes) VALUES (?1, ?2, ?3, ?4)")?.execute((
        document,
        &hash[..],
        changes as i64,
        bytes,
    ))?;
    let mut keep =
        c.prepare_cached("INSERT INTO kept (document, actor, seq, hash, signature) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for one in kept {
        let signature = one.signature.as_ref().map(|signature| &signature[..]);
        keep.execute((document, one.actor, one.seq as i64, &one.hash[..], signature))?;
    }
    Ok(())
}

pub(crate) fn remove(c: &Connection, document: i64) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM snapshot WHERE document = ?1")?.execute([document])?;
    c.prepare_cached("DELETE FROM kept WHERE document = ?1")?.execute([document])?;
    Ok(())
}

pub(crate) fn mark_damaged(c: &Connection, document: i64) -> rusqlite::Result<()> {
    c.prepare_cached("UPDATE snapshot SET damaged = 1 WHERE document = ?1")?.execute([document])?;
    Ok(())
}

/// Whether the rows reach as far as the snapshot did, for every actor in it.
pub(crate) fn is_replaced(c: &Connection, document: i64) -> rusqlite::Result<bool> {
    c.prepare_cached(
        "SELECT NOT EXISTS (
            SELECT 1 FROM kept k LEFT JOIN tip t ON t.document = k.document AND t.actor = k.actor
            WHERE k.document = ?1 AND coalesce(t.seq, 0) < k.seq)",
    )?
    .query_row([document], |row| row.get(0))
}

/// The newest change of an actor inside an undamaged snapshot.
pub(crate) fn tip(c: &Connection, document: i64, actor: i64) -> rusqlite::Result<Option<Tip>> {
    c.prepare_cached(
        "SELECT k.seq, k.hash FROM kept k JOIN snapshot s ON s.document = k.document AND s.damaged = 0
         WHERE k.document = ?1 AND k.actor = ?2 ORDER BY k.seq DESC LIMIT 1",
    )?
    .query_row((document, actor), |row| Ok(Tip { seq: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)? }))
    .optional()
}

/// The signature that was kept of one change.
pub(crate) fn signature(c: &Connection, document: i64, actor: i64, seq: u64) -> rusqlite::Result<Option<[u8; 64]>> {
    c.prepare_cached("SELECT signature FROM kept WHERE document = ?1 AND actor = ?2 AND seq = ?3")?
        .query_row((document, actor, seq as i64), |row| row.get(0))
        .optional()
        .map(Option::flatten)
}
