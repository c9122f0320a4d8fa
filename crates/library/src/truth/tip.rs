//! How far this device holds each actor of each document without a gap: the table that peers compare.
//!
//! A tip claims that every change of the actor up to `seq` is here and undamaged. So a damaged change
//! lowers the tip, peers see that we lack what follows, and send it again; a change that fills the hole
//! raises the tip over everything that was waiting behind it. Changes that fell do not count. An actor that
//! used a number twice ends there, with the smaller hash, and its row says so.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use replica::Row;
use rusqlite::{Connection, OptionalExtension};

use crate::schema::Migration;
use crate::truth::snapshot;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 6,
    sql: "CREATE TABLE tip (
            document INTEGER NOT NULL REFERENCES document (no),
            actor INTEGER NOT NULL REFERENCES actor (no),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (document, actor)
          ) STRICT, WITHOUT ROWID;",
}];

/// The newest change that counts and is held without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
}

pub(crate) fn get(c: &Connection, document: i64, actor: i64) -> rusqlite::Result<Option<Tip>> {
    c.prepare_cached("SELECT seq, hash FROM tip WHERE document = ?1 AND actor = ?2")?
        .query_row((document, actor), |row| Ok(Tip { seq: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)? }))
        .optional()
}

/// Raises the tip over every change that now follows it without a gap.
pub(crate) fn advance(c: &Connection, document: i64, actor: i64) -> rusqlite::Result<()> {
    let from = get(c, document, actor)?;
    match furthest(c, document, actor, from)? {
        Some(to) => set(c, document, actor, to),
        None => Ok(()),
    }
}

/// Computes the tip anew from the snapshot and the rows, after damage or a change of what counts.
pub(crate) fn recompute(c: &Connection, document: i64, actor: i64) -> rusqlite::Result<()> {
    let base = snapshot::tip(c, document, actor)?;
    match furthest(c, document, actor, base)? {
        Some(to) => set(c, document, actor, to),
        None => {
            c.prepare_cached("DELETE FROM tip WHERE document = ?1 AND actor = ?2")?.execute((document, actor))?;
            Ok(())
        }
    }
}

/// The end of the gapless run of changes that count, from `from` on.
pub(crate) fn furthest(c: &Connection, document: i64, actor: i64, from: Option<Tip>) -> rusqlite::Result<Option<Tip>> {
    let mut statement = c.prepare_cached(
        "SELECT seq, hash FROM change
         WHERE document = ?1 AND actor = ?2 AND seq > ?3 AND damaged = 0 AND fallen = 0 ORDER BY seq, hash",
    )?;
    let mut end = from;
    let mut rows = statement.query((document, actor, from.map_or(0, |tip| tip.seq) as i64))?;
    while let Some(row) = rows.next()? {
        let tip = Tip { seq: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)? };
        match tip.seq.checked_sub(end.map_or(0, |end| end.seq)) {
            Some(1) => end = Some(tip),
            // The rival of the one just passed, with the larger hash.
            Some(0) => {}
            _ => break,
        }
    }
    Ok(end)
}

fn set(c: &Connection, document: i64, actor: i64, tip: Tip) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO tip (document, actor, seq, hash) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )?
    .execute((document, actor, tip.seq as i64, &tip.hash[..]))?;
    Ok(())
}

/// The row that peers compare, for every actor of every document, with the document's number.
pub(crate) fn all(c: &Connection) -> rusqlite::Result<Vec<(i64, Vec<u8>, Row)>> {
    let mut found: BTreeMap<(i64, Vec<u8>), Row> = c
        .prepare_cached("SELECT t.document, a.id, t.seq, t.hash FROM tip t JOIN actor a ON a.no = t.actor")?
        .query_map([], |row| {
            let tip = Row::new(row.get::<_, i64>(2)?.unsigned_abs(), ChangeHash(row.get(3)?));
            Ok(((row.get(0)?, row.get(1)?), tip))
        })?
        .collect::<Result<_, _>>()?;
    for (document, actor, seq, smaller) in splits(c)? {
        let row = found.entry((document, actor)).or_insert_with(|| Row::new(0, ChangeHash([0; 32])));
        if row.split().is_none() {
            *row = row.split_at(seq, ChangeHash(smaller));
        }
    }
    Ok(found.into_iter().map(|((document, actor), row)| (document, actor, row)).collect())
}

/// Document, actor, number and hash.
type Split = (i64, Vec<u8>, u64, [u8; 32]);

/// Numbers that an actor used twice, least first, each with the smallest hash known under it.
///
/// Of two rivals one has fallen, so only fallen rows are looked at, of which there are hardly ever any. The
/// other is a row or, in a closed evening, the tip.
fn splits(c: &Connection) -> rusqlite::Result<Vec<Split>> {
    c.prepare_cached(
        "WITH place AS (SELECT DISTINCT document, actor, seq FROM change WHERE fallen = 1),
              rival AS (
                SELECT p.document, p.actor, p.seq, c.hash FROM place p
                  JOIN change c ON c.document = p.document AND c.actor = p.actor AND c.seq = p.seq AND c.damaged = 0
                UNION
                SELECT p.document, p.actor, p.seq, t.hash FROM place p
                  JOIN tip t ON t.document = p.document AND t.actor = p.actor AND t.seq = p.seq)
         SELECT r.document, a.id, r.seq, min(r.hash) FROM rival r JOIN actor a ON a.no = r.actor
         GROUP BY r.document, r.actor, r.seq HAVING count(*) > 1 ORDER BY r.document, r.actor, r.seq",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs(), row.get(3)?)))?
    .collect()
}

/// The actors that have anything in a document.
pub(crate) fn actors(c: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    c.prepare_cached(
        "SELECT actor FROM tip WHERE document = ?1 UNION SELECT actor FROM kept WHERE document = ?1
         UNION SELECT actor FROM change WHERE document = ?1",
    )?
    .query_map([document], |row| row.get(0))?
    .collect()
}

/// Whether the signature of a tip is here.
pub(crate) fn is_signed(c: &Connection, document: i64, actor: i64, tip: &Tip) -> rusqlite::Result<bool> {
    c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM change WHERE document = ?1 AND actor = ?2 AND seq = ?3 AND hash = ?4 AND signature IS NOT NULL)
             OR EXISTS (SELECT 1 FROM kept WHERE document = ?1 AND actor = ?2 AND seq = ?3 AND hash = ?4 AND signature IS NOT NULL)",
    )?
    .query_row((document, actor, tip.seq as i64, &tip.hash[..]), |row| row.get(0))
}
