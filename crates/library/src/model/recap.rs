//! The text of each recap as it stands.

use rusqlite::{Connection, OptionalExtension};

/// Keyed by the recap's own document: it may arrive before its screening.
pub(crate) const TABLE: &str = "
    CREATE TABLE read_recap (document INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;";

pub(crate) fn put(c: &Connection, document: i64, text: &str) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO read_recap (document, text) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET text = excluded.text",
    )?
    .execute((document, text))?;
    Ok(())
}

pub(crate) fn get(c: &Connection, document: i64) -> rusqlite::Result<Option<String>> {
    c.prepare_cached("SELECT text FROM read_recap WHERE document = ?1")?
        .query_row([document], |row| row.get(0))
        .optional()
}
