//! Replies as rows, found by their words like notes.

use rusqlite::{Connection, OptionalExtension, Row};
use screening::{NoteId, On, Reply, ReplyId};

use crate::model::name::{self, Names};
use crate::model::place;

/// A reply hangs on a note (`on_note` is its id) or on a moment (`on_note` is empty and `on_ms` counts).
pub(crate) const TABLE: &str = "
    CREATE TABLE read_reply (
        no INTEGER PRIMARY KEY,
        screening INTEGER NOT NULL,
        id BLOB NOT NULL,
        on_note BLOB NOT NULL,
        on_ms INTEGER NOT NULL,
        member INTEGER NOT NULL,
        made_ms INTEGER NOT NULL,
        flags INTEGER NOT NULL,
        text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX read_reply_by_id ON read_reply (screening, id);
    CREATE INDEX read_reply_by_note ON read_reply (screening, on_note);";

const COLUMNS: &str = "no, id, on_note, on_ms, member, made_ms, flags, n.text, screening";
const EDITED: i64 = 1;
const TAKEN_BACK: i64 = 2;

pub(crate) fn put(c: &Connection, screening: i64, reply: &Reply) -> rusqlite::Result<()> {
    let id = place::pack(reply.id.as_str());
    let known: Option<i64> = c
        .prepare_cached("SELECT no FROM read_reply WHERE screening = ?1 AND id = ?2")?
        .query_row((screening, &id), |row| row.get(0))
        .optional()?;
    let no = match known {
        Some(no) => no,
        None => place::free(c, "read_reply", reply.made_ms, &id)?,
    };
    let (on_note, on_ms) = match &reply.on {
        On::Note(note) => (place::pack(note.as_str()), 0),
        On::Moment(film_ms) => (Vec::new(), *film_ms),
    };
    let flags = (if reply.edited { EDITED } else { 0 }) | (if reply.taken_back { TAKEN_BACK } else { 0 });
    c.prepare_cached(
        "INSERT INTO read_reply (no, screening, id, on_note, on_ms, member, made_ms, flags, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (no) DO UPDATE SET on_note = excluded.on_note, on_ms = excluded.on_ms, member = excluded.member,
         made_ms = excluded.made_ms, flags = excluded.flags, text = excluded.text",
    )?
    .execute(rusqlite::params![
        no,
        screening,
        id,
        on_note,
        on_ms,
        name::number(c, reply.by.as_str())?,
        reply.made_ms,
        flags,
        reply.text
    ])?;
    Ok(())
}

pub(crate) fn remove(c: &Connection, screening: i64, id: &ReplyId) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM read_reply WHERE screening = ?1 AND id = ?2")?
        .execute((screening, place::pack(id.as_str())))?;
    Ok(())
}

/// All replies of a screening, oldest first; ids sort newest first.
pub(crate) fn all(c: &Connection, screening: i64) -> rusqlite::Result<Vec<Reply>> {
    let names = Names::new(c);
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM read_reply n WHERE screening = ?1 ORDER BY id DESC"))?
        .query_map([screening], |row| read(row, &names))?
        .collect()
}

/// The replies that hang on one note, oldest first.
pub(crate) fn on_note(c: &Connection, screening: i64, note: &NoteId) -> rusqlite::Result<Vec<Reply>> {
    let names = Names::new(c);
    // Left to itself SQLite takes the order of ids for free and goes through every reply of the evening for each note.
    c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM read_reply n INDEXED BY read_reply_by_note
         WHERE screening = ?1 AND on_note = ?2 ORDER BY id DESC"
    ))?
    .query_map((screening, place::pack(note.as_str())), |row| read(row, &names))?
    .collect()
}

/// The statement for the rows that an index of words finds, newest first.
pub(crate) fn found_in(words: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM {words} w JOIN read_reply n ON n.no = w.rowid WHERE {words} MATCH ?1 ORDER BY w.rowid DESC"
    )
}

pub(crate) fn read(row: &Row<'_>, names: &Names<'_>) -> rusqlite::Result<Reply> {
    let on_note = row.get_ref(2)?.as_blob()?;
    let flags: i64 = row.get(6)?;
    Ok(Reply {
        id: place::unpack(1, row.get_ref(1)?.as_blob()?)?,
        on: if on_note.is_empty() { On::Moment(row.get(3)?) } else { On::Note(place::unpack(2, on_note)?) },
        by: place::parsed(4, &names.get(row.get(4)?)?)?,
        text: row.get(7)?,
        made_ms: row.get(5)?,
        edited: flags & EDITED != 0,
        taken_back: flags & TAKEN_BACK != 0,
    })
}
