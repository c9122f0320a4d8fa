//! Actors of changes (one run of one device each), named by a small number in every change.

use rusqlite::{Connection, OptionalExtension};

use crate::schema::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 4,
    sql: "CREATE TABLE actor (
            no INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE
          ) STRICT;",
}];

/// The number of an actor, given out at its first mention.
pub(crate) fn number(c: &Connection, id: &[u8]) -> rusqlite::Result<i64> {
    match find(c, id)? {
        Some(no) => Ok(no),
        None => c.prepare_cached("INSERT INTO actor (id) VALUES (?1) RETURNING no")?.query_row([id], |row| row.get(0)),
    }
}

/// The number of an actor that was mentioned before.
pub(crate) fn find(c: &Connection, id: &[u8]) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT no FROM actor WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()
}

/// The actor behind a number.
pub(crate) fn id(c: &Connection, no: i64) -> rusqlite::Result<Vec<u8>> {
    c.prepare_cached("SELECT id FROM actor WHERE no = ?1")?.query_row([no], |row| row.get(0))
}
