//! One row for each screening: what a list of evenings shows without opening any.

use replica::{DocumentId, HouseholdId};
use rusqlite::{Connection, OptionalExtension, Row, types::Type};
use screening::{Film, MemberId, Screening, ScreeningId, Viewing};

use crate::model::fact::{self, Sort};
use crate::model::name::{self, Names};
use crate::model::place;

/// `started_ms` and `ended_ms` come from the viewings: the first that began, the last that ended; 0 for none.
pub(crate) const TABLE: &str = "
    CREATE TABLE read_screening (
        document INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        film TEXT NOT NULL,
        member INTEGER NOT NULL,
        made_ms INTEGER NOT NULL,
        recap BLOB NOT NULL,
        started_ms INTEGER NOT NULL,
        ended_ms INTEGER NOT NULL,
        open_viewings INTEGER NOT NULL,
        notes INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX read_screening_by_recap ON read_screening (recap) WHERE length(recap) > 0;";

/// A screening as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreeningRow {
    /// Its name.
    pub id: ScreeningId,
    /// The household it belongs to.
    pub household: HouseholdId,
    /// The film.
    pub film: Film,
    /// Who opened it.
    pub by: Option<MemberId>,
    /// Wall time of the opening, in milliseconds since 1970.
    pub made_ms: i64,
    /// The document that holds the recap.
    pub recap: Option<DocumentId>,
    /// Wall time at which the first viewing began, in milliseconds since 1970.
    pub started_ms: Option<i64>,
    /// Wall time of the last lights up, once every viewing has ended.
    pub ended_ms: Option<i64>,
    /// How many notes it has, those taken back included.
    pub notes: u64,
}

pub(crate) fn put(c: &Connection, document: i64, screening: &Screening) -> rusqlite::Result<()> {
    let film = film_json(&screening.film)?;
    let member = name::number(c, screening.by.as_ref().map_or("", MemberId::as_str))?;
    let recap = screening.recap.as_ref().map(|recap| place::pack(recap.as_str())).unwrap_or_default();
    c.prepare_cached(
        "INSERT INTO read_screening (document, title, film, member, made_ms, recap, started_ms, ended_ms, open_viewings, notes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0)
         ON CONFLICT DO UPDATE SET title = excluded.title, film = excluded.film, member = excluded.member,
         made_ms = excluded.made_ms, recap = excluded.recap",
    )?
    .execute((document, &screening.film.title, film, member, screening.made_ms, recap))?;
    set_times(c, document)
}

pub(crate) fn set_film(c: &Connection, document: i64, film: &Film) -> rusqlite::Result<()> {
    c.prepare_cached("UPDATE read_screening SET title = ?2, film = ?3 WHERE document = ?1")?.execute((
        document,
        &film.title,
        film_json(film)?,
    ))?;
    Ok(())
}

/// Takes the times of the evening from its viewings.
pub(crate) fn set_times(c: &Connection, document: i64) -> rusqlite::Result<()> {
    let viewings: Vec<Viewing> = fact::all(c, document, Sort::Viewing)?;
    let started_ms = viewings.iter().map(|viewing| viewing.started_ms).min().unwrap_or(0);
    let ended_ms = viewings.iter().filter_map(|viewing| viewing.ended_ms).max().unwrap_or(0);
    let open = viewings.iter().filter(|viewing| viewing.ended_ms.is_none()).count();
    c.prepare_cached(
        "UPDATE read_screening SET started_ms = ?2, ended_ms = ?3, open_viewings = ?4 WHERE document = ?1",
    )?
    .execute((document, started_ms, ended_ms, i64::try_from(open).unwrap_or(i64::MAX)))?;
    Ok(())
}

const SELECT: &str =
    "SELECT d.id, h.id, s.film, s.member, s.made_ms, s.recap, s.started_ms, s.ended_ms, s.open_viewings, s.notes
    FROM read_screening s JOIN document d ON d.no = s.document JOIN household h ON h.no = d.household";

/// Every screening, the latest evening first.
pub(crate) fn all(c: &Connection) -> rusqlite::Result<Vec<ScreeningRow>> {
    let names = Names::new(c);
    c.prepare_cached(&format!("{SELECT} ORDER BY max(s.started_ms, s.made_ms) DESC, d.id"))?
        .query_map([], |row| read(row, &names))?
        .collect()
}

pub(crate) fn one(c: &Connection, document: i64) -> rusqlite::Result<Option<ScreeningRow>> {
    let names = Names::new(c);
    c.prepare_cached(&format!("{SELECT} WHERE s.document = ?1"))?
        .query_row([document], |row| read(row, &names))
        .optional()
}

fn read(row: &Row<'_>, names: &Names<'_>) -> rusqlite::Result<ScreeningRow> {
    let film = serde_json::from_str(row.get_ref(2)?.as_str()?)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(e)))?;
    let by = names.get(row.get(3)?)?;
    let recap: Vec<u8> = row.get(5)?;
    let time = |ms: i64| Some(ms).filter(|ms| *ms != 0);
    Ok(ScreeningRow {
        id: ScreeningId::from_bytes(row.get(0)?),
        household: HouseholdId(row.get(1)?),
        film,
        by: if by.is_empty() { None } else { Some(place::parsed(3, &by)?) },
        made_ms: row.get(4)?,
        recap: <[u8; 16]>::try_from(recap).ok().map(DocumentId),
        started_ms: time(row.get(6)?),
        ended_ms: if row.get::<_, i64>(8)? == 0 { time(row.get(7)?) } else { None },
        notes: row.get::<_, i64>(9)?.unsigned_abs(),
    })
}

fn film_json(film: &Film) -> rusqlite::Result<String> {
    serde_json::to_string(film).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}
