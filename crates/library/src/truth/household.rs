//! Households, each named by a small number wherever a row belongs to one.

use replica::HouseholdId;
use rusqlite::{Connection, OptionalExtension};

use crate::schema::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    sql: "CREATE TABLE household (
            no INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 32)
          ) STRICT;",
}];

/// The number of a household, given out at its first mention.
pub(crate) fn number(c: &Connection, id: &HouseholdId) -> rusqlite::Result<i64> {
    let known = c
        .prepare_cached("SELECT no FROM household WHERE id = ?1")?
        .query_row([&id.0[..]], |row| row.get(0))
        .optional()?;
    match known {
        Some(no) => Ok(no),
        None => c
            .prepare_cached("INSERT INTO household (id) VALUES (?1) RETURNING no")?
            .query_row([&id.0[..]], |row| row.get(0)),
    }
}
