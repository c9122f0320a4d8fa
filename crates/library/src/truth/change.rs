//! Changes as they came: one row each, in the order of arrival, which is an order of causes.
//!
//! `hash` is the SHA-256 of `bytes[8..]` and the change's name everywhere; the signature says who vouches
//! for it and is NULL where only a later one of the same actor was sent along. Two changes with one actor
//! and number (an equivocation) are both kept; the loser is `fallen` and not applied. A row that was found
//! damaged stays, marked, until the same change arrives again.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::schema::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 5,
    // The hash is not in the index: two changes share a place only when somebody cheats, and 33 bytes a
    // note are more than the rare second look costs.
    sql: "CREATE TABLE change (
            no INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES document (no),
            actor INTEGER NOT NULL REFERENCES actor (no),
            seq INTEGER NOT NULL CHECK (seq > 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            fallen INTEGER NOT NULL DEFAULT 0 CHECK (fallen IN (0, 1)),
            damaged INTEGER NOT NULL DEFAULT 0 CHECK (damaged IN (0, 1)),
            bytes BLOB NOT NULL,
            signature BLOB CHECK (signature IS NULL OR length(signature) = 64)
          ) STRICT;
          CREATE INDEX change_by_place ON change (document, actor, seq);
          CREATE INDEX change_fallen ON change (document, actor, seq) WHERE fallen = 1;",
}];

/// A change as it stands in the table.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRow {
    pub(crate) no: i64,
    pub(crate) actor: i64,
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
    pub(crate) fallen: bool,
    pub(crate) damaged: bool,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signature: Option<[u8; 64]>,
}

/// What putting a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was not there before.
    New,
    /// It was there already; a missing signature may have been added.
    Known,
    /// It took the place of a damaged row.
    Healed,
}

pub(crate) struct NewChange<'a> {
    pub(crate) document: i64,
    pub(crate) actor: i64,
    pub(crate) seq: u64,
    pub(crate) hash: &'a [u8; 32],
    pub(crate) bytes: &'a [u8],
    pub(crate) signature: Option<&'a [u8; 64]>,
    pub(crate) fallen: bool,
}

pub(crate) fn put(c: &Connection, new: &NewChange<'_>) -> rusqlite::Result<Put> {
    let signature = new.signature.map(|signature| &signature[..]);
    let known = c
        .prepare_cached(
            "SELECT no, damaged FROM change WHERE document = ?1 AND actor = ?2 AND seq = ?3 AND (hash = ?4 OR damaged)
             ORDER BY damaged LIMIT 1",
        )?
        .query_row((new.document, new.actor, new.seq as i64, &new.hash[..]), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))
        })
        .optional()?;
    match known {
        Some((no, true)) => {
            c.prepare_cached(
                "UPDATE change SET hash = ?2, bytes = ?3, signature = coalesce(?4, signature), damaged = 0 WHERE no = ?1",
            )?
            .execute((no, &new.hash[..], new.bytes, signature))?;
            Ok(Put::Healed)
        }
        Some((no, false)) => {
            if signature.is_some() {
                c.prepare_cached("UPDATE change SET signature = ?2 WHERE no = ?1 AND signature IS NULL")?
                    .execute((no, signature))?;
            }
            Ok(Put::Known)
        }
        None => {
            c.prepare_cached(
                "INSERT INTO change (document, actor, seq, hash, bytes, signature, fallen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((new.document, new.actor, new.seq as i64, &new.hash[..], new.bytes, signature, new.fallen))?;
            Ok(Put::New)
        }
    }
}

const COLUMNS: &str = "no, actor, seq, hash, fallen, damaged, bytes, signature";

pub(crate) fn of_document(c: &Connection, document: i64) -> rusqlite::Result<Vec<ChangeRow>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM change WHERE document = ?1 ORDER BY no"))?
        .query_map([document], read)?
        .collect()
}

/// The changes of one actor after a number, least first; the caller stops when it has enough.
pub(crate) fn numbers_after(c: &Connection, document: i64, actor: i64, after_seq: u64) -> rusqlite::Result<Vec<i64>> {
    c.prepare_cached(
        "SELECT no FROM change WHERE document = ?1 AND actor = ?2 AND seq > ?3 AND damaged = 0 ORDER BY no",
    )?
    .query_map((document, actor, after_seq as i64), |row| row.get(0))?
    .collect()
}

pub(crate) fn one(c: &Connection, no: i64) -> rusqlite::Result<ChangeRow> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM change WHERE no = ?1"))?.query_row([no], read)
}

pub(crate) fn mark_damaged(c: &Connection, no: i64) -> rusqlite::Result<()> {
    c.prepare_cached("UPDATE change SET damaged = 1 WHERE no = ?1")?.execute([no])?;
    Ok(())
}

/// Makes exactly the changes of these hashes fallen; says which of them have no row here.
pub(crate) fn set_fallen(c: &Connection, document: i64, hashes: &[[u8; 32]]) -> rusqlite::Result<Vec<[u8; 32]>> {
    c.prepare_cached("UPDATE change SET fallen = 0 WHERE document = ?1 AND fallen = 1")?.execute([document])?;
    let mut fall = c.prepare_cached("UPDATE change SET fallen = 1 WHERE document = ?1 AND hash = ?2")?;
    let mut missing = Vec::new();
    for hash in hashes {
        if fall.execute((document, &hash[..]))? == 0 {
            missing.push(*hash);
        }
    }
    Ok(missing)
}

pub(crate) fn delete(c: &Connection, no: i64) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM change WHERE no = ?1")?.execute([no])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    Ok(ChangeRow {
        no: row.get(0)?,
        actor: row.get(1)?,
        seq: row.get::<_, i64>(2)?.unsigned_abs(),
        hash: row.get(3)?,
        fallen: row.get(4)?,
        damaged: row.get(5)?,
        bytes: row.get(6)?,
        signature: row.get(7)?,
    })
}

/// Enters a row again at the end, marks included, unless the same change is there.
pub(crate) fn put_back(c: &Connection, document: i64, row: &ChangeRow) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO change (document, actor, seq, hash, fallen, damaged, bytes, signature)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS
            (SELECT 1 FROM change WHERE document = ?1 AND actor = ?2 AND seq = ?3 AND hash = ?4)",
    )?
    .execute(rusqlite::params![
        document,
        row.actor,
        row.seq as i64,
        &row.hash[..],
        row.fallen,
        row.damaged,
        row.bytes,
        row.signature.as_ref().map(|signature| &signature[..])
    ])?;
    Ok(())
}

/// Those that do not count, of one document.
pub(crate) fn fallen(c: &Connection, document: i64) -> rusqlite::Result<Vec<ChangeRow>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM change WHERE document = ?1 AND fallen = 1 ORDER BY no"))?
        .query_map([document], read)?
        .collect()
}

/// How many rows a document has, the number of the last, and how many of them do not count.
pub(crate) fn extent(c: &Connection, document: i64) -> rusqlite::Result<(u64, i64, u64)> {
    c.prepare_cached(
        "SELECT count(*), coalesce(max(no), 0), (SELECT count(*) FROM change WHERE document = ?1 AND fallen = 1)
         FROM change WHERE document = ?1",
    )?
    .query_row([document], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()))
    })
}

/// The numbers and hashes of all rows of a document.
pub(crate) fn names(c: &Connection, document: i64) -> rusqlite::Result<Vec<(i64, [u8; 32])>> {
    c.prepare_cached("SELECT no, hash FROM change WHERE document = ?1")?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The signature of one change, if a row has it.
pub(crate) fn signature(
    c: &Connection,
    document: i64,
    actor: i64,
    seq: u64,
    hash: &[u8; 32],
) -> rusqlite::Result<Option<[u8; 64]>> {
    c.prepare_cached("SELECT signature FROM change WHERE document = ?1 AND actor = ?2 AND seq = ?3 AND hash = ?4")?
        .query_row((document, actor, seq as i64, &hash[..]), |row| row.get(0))
        .optional()
        .map(Option::flatten)
}
