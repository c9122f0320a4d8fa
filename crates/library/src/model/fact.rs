//! The few things of an evening that are read whole and never searched (grades, clock entries, who
//! came how far): one table, each thing as the JSON of its own type.

use rusqlite::{Connection, types::Type};
use serde::{Serialize, de::DeserializeOwned};

use crate::model::name;

pub(crate) const TABLE: &str = "
    CREATE TABLE read_fact (
        screening INTEGER NOT NULL,
        sort TEXT NOT NULL,
        id TEXT NOT NULL,
        member INTEGER NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (screening, sort, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX read_fact_by_member ON read_fact (member, sort) WHERE member > 0;";

/// What sort of thing a fact is; each has one type of `screening`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Answer,
    Attendance,
    Clock,
    Cut,
    Edge,
    Grade,
    Pulse,
    Sentence,
    Verdict,
    Viewing,
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Sort::Answer => "answer",
            Sort::Attendance => "attendance",
            Sort::Clock => "clock",
            Sort::Cut => "cut",
            Sort::Edge => "edge",
            Sort::Grade => "grade",
            Sort::Pulse => "pulse",
            Sort::Sentence => "sentence",
            Sort::Verdict => "verdict",
            Sort::Viewing => "viewing",
        }
    }
}

/// Writes a fact, or takes it out where there is none any more.
pub(crate) fn set<T: Serialize>(
    c: &Connection,
    screening: i64,
    sort: Sort,
    id: &str,
    member: &str,
    value: Option<&T>,
) -> rusqlite::Result<()> {
    match value {
        Some(value) => {
            let json =
                serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
            c.prepare_cached(
                "INSERT INTO read_fact (screening, sort, id, member, value) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET member = excluded.member, value = excluded.value",
            )?
            .execute((screening, sort.word(), id, name::number(c, member)?, json))?;
        }
        None => {
            c.prepare_cached("DELETE FROM read_fact WHERE screening = ?1 AND sort = ?2 AND id = ?3")?.execute((
                screening,
                sort.word(),
                id,
            ))?;
        }
    }
    Ok(())
}

/// All facts of one sort in a screening, by id.
pub(crate) fn all<T: DeserializeOwned>(c: &Connection, screening: i64, sort: Sort) -> rusqlite::Result<Vec<T>> {
    c.prepare_cached("SELECT value FROM read_fact WHERE screening = ?1 AND sort = ?2 ORDER BY id")?
        .query_map((screening, sort.word()), |row| from_json(row.get_ref(0)?.as_str()?))?
        .collect()
}

/// All facts of one sort about one member, in every screening, with the numbers of the screenings.
pub(crate) fn of_member<T: DeserializeOwned>(
    c: &Connection,
    member: &str,
    sort: Sort,
) -> rusqlite::Result<Vec<(i64, T)>> {
    let Some(member) = name::find(c, member)? else { return Ok(Vec::new()) };
    c.prepare_cached("SELECT screening, value FROM read_fact WHERE member = ?1 AND member > 0 AND sort = ?2")?
        .query_map((member, sort.word()), |row| Ok((row.get(0)?, from_json(row.get_ref(1)?.as_str()?)?)))?
        .collect()
}

fn from_json<T: DeserializeOwned>(json: &str) -> rusqlite::Result<T> {
    serde_json::from_str(json).map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(e)))
}
