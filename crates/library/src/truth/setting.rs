//! Settings of this profile and the few facts that are no document: a name and some bytes each.

use rusqlite::{Connection, OptionalExtension};

use crate::schema::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 8,
    sql: "CREATE TABLE setting (
            name TEXT NOT NULL PRIMARY KEY,
            value BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;",
}];

pub(crate) fn get(c: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    c.prepare_cached("SELECT value FROM setting WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()
}

/// Settings whose names begin with `prefix`, in order of their names.
pub(crate) fn starting(c: &Connection, prefix: &str) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
    c.prepare_cached("SELECT name, value FROM setting WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name")?
        .query_map([prefix], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(crate) fn put(c: &Connection, name: &str, value: Option<&[u8]>) -> rusqlite::Result<()> {
    match value {
        Some(value) => c
            .prepare_cached(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute((name, value))?,
        None => c.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name])?,
    };
    Ok(())
}
