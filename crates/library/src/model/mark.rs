//! Marks as rows: who put which reaction on which note.

use rusqlite::Connection;
use screening::{Mark, NoteId, Reaction};

use crate::model::name::{self, Names};
use crate::model::place;

pub(crate) const TABLE: &str = "
    CREATE TABLE read_mark (
        screening INTEGER NOT NULL,
        note BLOB NOT NULL,
        member INTEGER NOT NULL,
        reaction INTEGER NOT NULL,
        PRIMARY KEY (screening, note, member, reaction)
    ) STRICT, WITHOUT ROWID;";

pub(crate) fn put(c: &Connection, screening: i64, mark: &Mark) -> rusqlite::Result<()> {
    c.prepare_cached("INSERT OR IGNORE INTO read_mark (screening, note, member, reaction) VALUES (?1, ?2, ?3, ?4)")?
        .execute(key(c, screening, mark)?)?;
    Ok(())
}

pub(crate) fn remove(c: &Connection, screening: i64, mark: &Mark) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM read_mark WHERE screening = ?1 AND note = ?2 AND member = ?3 AND reaction = ?4")?
        .execute(key(c, screening, mark)?)?;
    Ok(())
}

pub(crate) fn all(c: &Connection, screening: i64) -> rusqlite::Result<Vec<Mark>> {
    let names = Names::new(c);
    let mut marks: Vec<Mark> = c
        .prepare_cached("SELECT note, member, reaction FROM read_mark WHERE screening = ?1")?
        .query_map([screening], |row| {
            let note = place::unpack(0, row.get_ref(0)?.as_blob()?)?;
            let member = place::parsed(1, &names.get(row.get(1)?)?)?;
            let reaction = u8::try_from(row.get::<_, i64>(2)?).ok().and_then(Reaction::of_key);
            Ok(reaction.map(|reaction| Mark { note, member, reaction }))
        })?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    marks.sort();
    Ok(marks)
}

/// The marks on one note.
pub(crate) fn on_note(c: &Connection, screening: i64, note: &NoteId) -> rusqlite::Result<Vec<Mark>> {
    let names = Names::new(c);
    let mut marks: Vec<Mark> = c
        .prepare_cached("SELECT member, reaction FROM read_mark WHERE screening = ?1 AND note = ?2")?
        .query_map((screening, place::pack(note.as_str())), |row| {
            let member = place::parsed(0, &names.get(row.get(0)?)?)?;
            let reaction = u8::try_from(row.get::<_, i64>(1)?).ok().and_then(Reaction::of_key);
            Ok(reaction.map(|reaction| Mark { note: note.clone(), member, reaction }))
        })?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    marks.sort();
    Ok(marks)
}

fn key(c: &Connection, screening: i64, mark: &Mark) -> rusqlite::Result<(i64, Vec<u8>, i64, i64)> {
    let member = name::number(c, mark.member.as_str())?;
    Ok((screening, place::pack(mark.note.as_str()), member, i64::from(mark.reaction.key())))
}
