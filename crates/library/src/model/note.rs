//! Notes as rows: read by film time, by id, by page; found by their words.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};
use screening::{Kind, MemberId, Note, NoteId, Seal, Source, Stamp, ViewingId};

use crate::model::name::{self, Names};
use crate::model::place;
use crate::reader::{NotesPage, Tally};
use crate::truth;

/// Order by film time comes from `read_note_by_film`, which SQLite then sorts by id inside one
/// millisecond. Numbers instead of words, and 0 where most rows agree, since SQLite stores a 0 in no byte.
pub(crate) const TABLE: &str = "
    CREATE TABLE read_note (
        no INTEGER PRIMARY KEY,
        screening INTEGER NOT NULL,
        id BLOB NOT NULL,
        film_ms INTEGER NOT NULL,
        member INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        reaction INTEGER NOT NULL,
        tags INTEGER NOT NULL,
        seal INTEGER NOT NULL,
        flags INTEGER NOT NULL,
        made_after_id_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        timebase INTEGER NOT NULL,
        viewing INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        lag_ms INTEGER NOT NULL,
        source INTEGER NOT NULL,
        err_ms INTEGER NOT NULL,
        shift_ms INTEGER NOT NULL,
        text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX read_note_by_id ON read_note (screening, id);
    CREATE INDEX read_note_by_film ON read_note (screening, film_ms);
    CREATE INDEX read_note_by_member
        ON read_note (screening, member, (viewing > 0), film_ms, kind, seal, (flags & 2));
    CREATE TRIGGER read_note_counted AFTER INSERT ON read_note BEGIN
        UPDATE read_screening SET notes = notes + 1 WHERE document = new.screening;
    END;
    CREATE TRIGGER read_note_uncounted AFTER DELETE ON read_note BEGIN
        UPDATE read_screening SET notes = notes - 1 WHERE document = old.screening;
    END;";

const COLUMNS: &str = "no, id, film_ms, member, kind, reaction, n.tags, seal, flags, made_after_id_ms, actor, timebase,
    viewing, at_ms, lag_ms, source, err_ms, n.text, screening, shift_ms";

const EDITED: i64 = 1;
/// The index `read_note_by_member` names this figure too.
const TAKEN_BACK: i64 = 2;
const AFTER_ECHO: i64 = 4;
const STAMPED: i64 = 8;
const ERR_KNOWN: i64 = 16;
const EXPORTABLE: i64 = 32;

const TAGS_APART: char = '\u{1f}';

pub(crate) fn put(c: &Connection, screening: i64, note: &Note) -> rusqlite::Result<()> {
    let id = place::pack(note.id.as_str());
    let known: Option<i64> = c
        .prepare_cached("SELECT no FROM read_note WHERE screening = ?1 AND id = ?2")?
        .query_row((screening, &id), |row| row.get(0))
        .optional()?;
    let no = match known {
        Some(no) => no,
        None => place::free(c, "read_note", note.made_ms, &id)?,
    };
    let stamp = note.stamp.as_ref();
    let err_ms = stamp.and_then(|stamp| stamp.err_ms);
    let flags = (if note.edited { EDITED } else { 0 })
        | (if note.taken_back { TAKEN_BACK } else { 0 })
        | (if note.after_echo { AFTER_ECHO } else { 0 })
        | (if note.exportable { EXPORTABLE } else { 0 })
        | (if stamp.is_some() { STAMPED } else { 0 })
        | (if err_ms.is_some() { ERR_KNOWN } else { 0 });
    let word = |text: &str| name::number(c, text);
    let tags = note.tags.iter().map(|tag| format!("{tag}{TAGS_APART}")).collect::<String>();
    let statement = if known.is_some() { UPDATE } else { INSERT };
    c.prepare_cached(statement)?.execute(rusqlite::params![
        no,
        screening,
        id,
        note.film_ms,
        word(note.by.as_str())?,
        word(note.kind.name())?,
        note.kind.reaction().map_or(0, |reaction| i64::from(reaction.key())),
        word(&tags)?,
        seal_number(note.seal),
        flags,
        note.made_ms.saturating_sub(note.id.made_ms()),
        truth::actor::number(c, &note.actor)?,
        word(stamp.map_or("", |stamp| &stamp.timebase))?,
        word(stamp.and_then(|stamp| stamp.viewing.as_ref()).map_or("", ViewingId::as_str))?,
        stamp.map_or(0, |stamp| stamp.at_ms),
        stamp.map_or(0, |stamp| stamp.lag_ms),
        word(&stamp.map_or(String::new(), |stamp| stamp.source.to_string()))?,
        err_ms.unwrap_or(0),
        note.text,
        stamp.map_or(0, |stamp| stamp.shift_ms),
    ])?;
    Ok(())
}

const INSERT: &str = "INSERT INTO read_note (no, screening, id, film_ms, member, kind, reaction, tags, seal, flags,
    made_after_id_ms, actor, timebase, viewing, at_ms, lag_ms, source, err_ms, text, shift_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

const UPDATE: &str =
    "UPDATE read_note SET screening = ?2, id = ?3, film_ms = ?4, member = ?5, kind = ?6, reaction = ?7,
    tags = ?8, seal = ?9, flags = ?10, made_after_id_ms = ?11, actor = ?12, timebase = ?13, viewing = ?14, at_ms = ?15,
    lag_ms = ?16, source = ?17, err_ms = ?18, text = ?19, shift_ms = ?20 WHERE no = ?1";

pub(crate) fn remove(c: &Connection, screening: i64, id: &NoteId) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM read_note WHERE screening = ?1 AND id = ?2")?
        .execute((screening, place::pack(id.as_str())))?;
    Ok(())
}

pub(crate) fn one(c: &Connection, screening: i64, id: &NoteId) -> rusqlite::Result<Option<Note>> {
    let names = Names::new(c);
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM read_note n WHERE screening = ?1 AND id = ?2"))?
        .query_row((screening, place::pack(id.as_str())), |row| read(row, &names))
        .optional()
}

/// The statement for the rows that an index of words finds, newest first.
pub(crate) fn found_in(words: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM {words} w JOIN read_note n ON n.no = w.rowid WHERE {words} MATCH ?1 ORDER BY w.rowid DESC"
    )
}

/// Notes by (film time, id) after a place, as long as `wanted` asks for more: everything, or what somebody may ask for.
pub(crate) fn by_film(
    c: &Connection,
    screening: i64,
    page: &NotesPage,
    mut wanted: impl FnMut(Note) -> bool,
) -> rusqlite::Result<()> {
    let names = Names::new(c);
    let (film_ms, id) =
        page.after.as_ref().map_or((i64::MIN, Vec::new()), |(film_ms, id)| (*film_ms, place::pack(id.as_str())));
    let until_ms = page.up_to.as_ref().map_or(i64::MAX, |up_to| up_to.film_ms);
    // The first condition finds the place in the index, the second passes over that millisecond's start.
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM read_note n
         WHERE screening = ?1 AND film_ms >= ?2 AND (film_ms > ?2 OR id > ?3) AND film_ms <= ?4 ORDER BY film_ms, id"
    ))?;
    let mut rows = statement.query((screening, film_ms, &id, until_ms))?;
    while let Some(row) = rows.next()? {
        if !wanted(read(row, &names)?) {
            return Ok(());
        }
    }
    // Beyond it only one's own are left; they are few, and found by their author.
    let Some(member) = page.up_to.as_ref().filter(|up_to| up_to.film_ms < i64::MAX) else { return Ok(()) };
    let Some(member) = name::find(c, member.member.as_str())? else { return Ok(()) };
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM read_note n INDEXED BY read_note_by_member
         WHERE screening = ?1 AND member = ?5 AND film_ms > ?4 AND film_ms >= ?2 AND (film_ms > ?2 OR id > ?3)
         ORDER BY film_ms, id"
    ))?;
    let mut rows = statement.query((screening, film_ms, &id, until_ms, member))?;
    while let Some(row) = rows.next()? {
        if !wanted(read(row, &names)?) {
            break;
        }
    }
    Ok(())
}

/// The film time of the furthest note that a member jotted in a viewing.
pub(crate) fn noted_until(c: &Connection, screening: i64, member: &MemberId) -> rusqlite::Result<Option<i64>> {
    let Some(member) = name::find(c, member.as_str())? else { return Ok(None) };
    c.prepare_cached(
        "SELECT film_ms FROM read_note INDEXED BY read_note_by_member
         WHERE screening = ?1 AND member = ?2 AND (viewing > 0) = 1 ORDER BY film_ms DESC LIMIT 1",
    )?
    .query_row((screening, member), |row| row.get(0))
    .optional()
}

/// A member's notes, the newest first as their ids are, as long as `wanted` asks for more.
pub(crate) fn newest_by(
    c: &Connection,
    screening: i64,
    member: &str,
    mut wanted: impl FnMut(Note) -> bool,
) -> rusqlite::Result<()> {
    let Some(member) = name::find(c, member)? else { return Ok(()) };
    let mut any = c.prepare_cached("SELECT 1 FROM read_note WHERE screening = ?1 AND member = ?2 LIMIT 1")?;
    if !any.exists((screening, member))? {
        return Ok(());
    }
    let names = Names::new(c);
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM read_note n INDEXED BY read_note_by_id
         WHERE screening = ?1 AND member = ?2 ORDER BY id"
    ))?;
    let mut rows = statement.query((screening, member))?;
    while let Some(row) = rows.next()? {
        if !wanted(read(row, &names)?) {
            break;
        }
    }
    Ok(())
}

/// Counts notes that are alike to the gate, apart before and after a film time, by steps of the film's scale. Reads the
/// index and no row.
pub(crate) fn tallies(c: &Connection, screening: i64, until_ms: i64, step_ms: i64) -> rusqlite::Result<Vec<Tally>> {
    let mut counted: BTreeMap<(i64, i64, i64, bool, bool, i64), (i64, i64, u64)> = BTreeMap::new();
    let mut statement = c.prepare_cached(
        "SELECT member, film_ms, kind, seal, (flags & 2) FROM read_note INDEXED BY read_note_by_member
         WHERE screening = ?1",
    )?;
    let mut rows = statement.query([screening])?;
    while let Some(row) = rows.next()? {
        let (film_ms, taken_back): (i64, i64) = (row.get(1)?, row.get(4)?);
        let step = film_ms.div_euclid(step_ms.max(1));
        let alike = (row.get(0)?, row.get(2)?, row.get(3)?, taken_back != 0, film_ms > until_ms, step);
        let (first_ms, last_ms, notes) = counted.entry(alike).or_insert((film_ms, film_ms, 0));
        *first_ms = film_ms.min(*first_ms);
        *last_ms = film_ms.max(*last_ms);
        *notes += 1;
    }
    let names = Names::new(c);
    let mut tallies = Vec::with_capacity(counted.len());
    for ((member, kind, seal, taken_back, _, _), (first_ms, last_ms, notes)) in counted {
        let by = place::parsed(0, &names.get(member)?)?;
        let kind = Kind::of(&names.get(kind)?, screening::Reaction::of_key(1).map(screening::Reaction::name));
        tallies.push(Tally { by, kind, seal: seal_from(seal), taken_back, first_ms, last_ms, notes });
    }
    Ok(tallies)
}

pub(crate) fn read(row: &Row<'_>, names: &Names<'_>) -> rusqlite::Result<Note> {
    let word = |column: usize| names.get(row.get(column)?);
    let flags: i64 = row.get(8)?;
    let id: NoteId = place::unpack(1, row.get_ref(1)?.as_blob()?)?;
    let reaction = u8::try_from(row.get::<_, i64>(5)?).ok().and_then(screening::Reaction::of_key);
    let stamp = if flags & STAMPED == 0 {
        None
    } else {
        let viewing = word(12)?;
        Some(Stamp {
            viewing: if viewing.is_empty() { None } else { Some(place::parsed(12, &viewing)?) },
            timebase: word(11)?.to_string(),
            at_ms: row.get(13)?,
            lag_ms: row.get(14)?,
            source: Source::from(word(15)?.to_string()),
            err_ms: if flags & ERR_KNOWN == 0 { None } else { Some(row.get(16)?) },
            shift_ms: row.get(19)?,
        })
    };
    Ok(Note {
        made_ms: id.made_ms().saturating_add(row.get(9)?),
        id,
        by: place::parsed(3, &word(3)?)?,
        kind: Kind::of(&word(4)?, reaction.map(screening::Reaction::name)),
        film_ms: row.get(2)?,
        text: row.get(17)?,
        tags: word(6)?.split_terminator(TAGS_APART).map(str::to_owned).collect(),
        seal: seal_from(row.get(7)?),
        stamp,
        edited: flags & EDITED != 0,
        taken_back: flags & TAKEN_BACK != 0,
        after_echo: flags & AFTER_ECHO != 0,
        exportable: flags & EXPORTABLE != 0,
        actor: names.actor(row.get(10)?)?,
    })
}

fn seal_number(seal: Seal) -> i64 {
    match seal {
        Seal::Open => 0,
        Seal::Sealed => 1,
        Seal::Shown => 2,
        Seal::Dropped => 3,
    }
}

fn seal_from(number: i64) -> Seal {
    match number {
        0 => Seal::Open,
        2 => Seal::Shown,
        3 => Seal::Dropped,
        // A number that nobody wrote hides more rather than less.
        _ => Seal::Sealed,
    }
}
