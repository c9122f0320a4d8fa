//! The read model: what screens show, as rows. A cache: all of it can be dropped and made again.
//!
//! A first screen of fifty notes must not wait for a document of fifty thousand, so what a change touched
//! is read once through `screening` and laid down here, in the same transaction as the change. It is not
//! migrated: the file remembers a fingerprint of the tables' text, and another fingerprint means that the
//! whole group is dropped and rebuilt from the documents.

use rusqlite::Connection;

use crate::{LibraryError, News};

pub(crate) mod fact;
pub(crate) mod mark;
pub(crate) mod name;
pub(crate) mod note;
pub(crate) mod place;
pub(crate) mod recap;
pub(crate) mod reply;
pub(crate) mod screening;
pub(crate) mod search;

/// The statements that make the read model.
fn tables() -> String {
    let rows = [name::TABLE, screening::TABLE, note::TABLE, reply::TABLE, mark::TABLE, fact::TABLE, recap::TABLE];
    rows.concat() + &search::tables()
}

/// Opens the read model as it is, or drops it when it is not the one that this program makes.
///
/// The answer names why it was dropped; `None` where it is usable or where there never was one.
pub(crate) fn settle(connection: &mut Connection) -> Result<Option<News>, LibraryError> {
    let why = match state(connection) {
        Ok(State::Whole) => return Ok(None),
        Ok(State::Absent) => None,
        Ok(State::Unfinished) => Some("the last rebuilding was not finished".to_owned()),
        Ok(State::Torn) => Some("a part of it was missing".to_owned()),
        Ok(State::Foreign) => Some("another version of Asides made it".to_owned()),
        Err(error) => Some(error.to_string()),
    };
    let turn = connection.transaction()?;
    drop_all(&turn)?;
    let empty: bool = turn.query_row("SELECT NOT EXISTS (SELECT 1 FROM document)", [], |row| row.get(0))?;
    set_whole(&turn, empty)?;
    turn.commit()?;
    Ok(why.map(|why| News::ReadModelDropped { why }))
}

enum State {
    Whole,
    Absent,
    Unfinished,
    Torn,
    Foreign,
}

fn state(c: &Connection) -> Result<State, rusqlite::Error> {
    let there: bool = c.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'read_model')",
        [],
        |row| row.get(0),
    )?;
    if !there {
        return Ok(State::Absent);
    }
    let (found, laid_out, whole): (i64, i64, bool) =
        c.query_row("SELECT fingerprint, shape, whole FROM read_model", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    Ok(match (found == fingerprint(), laid_out == shape(c)?, whole) {
        (false, _, _) => State::Foreign,
        (true, false, _) => State::Torn,
        (true, true, false) => State::Unfinished,
        (true, true, true) => State::Whole,
    })
}

/// Whether every document is in the read model; false from a drop until the rebuild.
pub(crate) fn is_whole(c: &Connection) -> Result<bool, rusqlite::Error> {
    c.query_row("SELECT whole FROM read_model", [], |row| row.get(0))
}

pub(crate) fn set_whole(c: &Connection, whole: bool) -> Result<(), rusqlite::Error> {
    c.execute("UPDATE read_model SET whole = ?1", [whole])?;
    Ok(())
}

/// Drops whatever stands under a name of the read model and makes its tables anew, empty.
pub(crate) fn drop_all(c: &Connection) -> Result<(), rusqlite::Error> {
    // Virtual tables first: they take their shadow tables along.
    let mut statement = c.prepare(
        "SELECT type, name FROM sqlite_schema WHERE name LIKE 'read\\_%' ESCAPE '\\' AND type IN ('table', 'view')
         ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'",
    )?;
    let found: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    drop(statement);
    for (sort, name) in found {
        c.execute_batch(&format!("DROP {sort} IF EXISTS \"{}\"", name.replace('"', "\"\"")))?;
    }
    c.execute_batch(&tables())?;
    c.execute_batch(
        "CREATE TABLE read_model (
            fingerprint INTEGER NOT NULL,
            shape INTEGER NOT NULL,
            whole INTEGER NOT NULL CHECK (whole IN (0, 1))
         ) STRICT;",
    )?;
    c.execute("INSERT INTO read_model (fingerprint, shape, whole) VALUES (?1, ?2, 0)", (fingerprint(), shape(c)?))?;
    Ok(())
}

/// Takes everything of one document out of the read model.
pub(crate) fn clear(c: &Connection, document: i64) -> Result<(), rusqlite::Error> {
    for table in ["read_note", "read_reply", "read_mark", "read_fact", "read_screening", "read_recap"] {
        let column = if matches!(table, "read_screening" | "read_recap") { "document" } else { "screening" };
        c.prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?.execute([document])?;
    }
    Ok(())
}

/// A number for the text of all tables: another text, another number, with no version to forget.
fn fingerprint() -> i64 {
    fnv(tables().bytes())
}

/// A number for everything that the file has under names of the read model.
fn shape(c: &Connection) -> Result<i64, rusqlite::Error> {
    let mut statement = c.prepare(
        "SELECT name || coalesce(sql, '') FROM sqlite_schema WHERE tbl_name LIKE 'read\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let texts: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(fnv(texts.iter().flat_map(|text| text.bytes())))
}

/// FNV-1a: small, and the same on every machine.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> i64 {
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    i64::from_ne_bytes(hash.to_ne_bytes())
}
