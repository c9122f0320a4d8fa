//! Documents: which household each belongs to, and what it is for.

use replica::{DocumentId, HouseholdId};
use rusqlite::{Connection, OptionalExtension, Row};
use screening::Purpose;

use crate::schema::Migration;
use crate::{LibraryError, truth};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 3,
    sql: "CREATE TABLE document (
            no INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            household INTEGER NOT NULL REFERENCES household (no),
            purpose TEXT NOT NULL
          ) STRICT;
          CREATE INDEX document_of_household ON document (household);",
}];

/// A document that the library holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its own id.
    pub id: DocumentId,
    /// The household whose members write it.
    pub household: HouseholdId,
    /// What it is for.
    pub purpose: Purpose,
}

pub(crate) fn put(
    c: &Connection,
    household: &HouseholdId,
    id: &DocumentId,
    purpose: &Purpose,
) -> Result<i64, LibraryError> {
    let household = truth::household::number(c, household)?;
    let no = c
        .prepare_cached(
            "INSERT INTO document (id, household, purpose) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET purpose = excluded.purpose RETURNING no",
        )?
        .query_row((&id.0[..], household, purpose_word(purpose)), |row| row.get(0))?;
    Ok(no)
}

/// The number of a document, or the refusal that there is none.
pub(crate) fn number(c: &Connection, id: &DocumentId) -> Result<i64, LibraryError> {
    find(c, id)?.ok_or(LibraryError::NoSuchDocument { document: *id })
}

pub(crate) fn find(c: &Connection, id: &DocumentId) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT no FROM document WHERE id = ?1")?.query_row([&id.0[..]], |row| row.get(0)).optional()
}

pub(crate) fn all(c: &Connection) -> Result<Vec<(i64, DocumentRow)>, LibraryError> {
    let mut statement = c.prepare_cached(
        "SELECT d.no, d.id, h.id, d.purpose FROM document d JOIN household h ON h.no = d.household ORDER BY d.no",
    )?;
    let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, DocumentRow)> {
    let purpose: String = row.get(3)?;
    Ok((
        row.get(0)?,
        DocumentRow {
            id: DocumentId(row.get(1)?),
            household: HouseholdId(row.get(2)?),
            purpose: purpose_from(&purpose),
        },
    ))
}

fn purpose_word(purpose: &Purpose) -> &str {
    match purpose {
        Purpose::Screening => "screening",
        Purpose::Recap => "recap",
        Purpose::Unknown(word) => word,
    }
}

fn purpose_from(word: &str) -> Purpose {
    match word {
        "screening" => Purpose::Screening,
        "recap" => Purpose::Recap,
        other => Purpose::Unknown(other.to_owned()),
    }
}

/// The number of the document with this id, written as hexadecimal digits.
pub(crate) fn find_text(c: &Connection, digits: &str) -> rusqlite::Result<Option<i64>> {
    match digits.parse::<DocumentId>() {
        Ok(id) => find(c, &id),
        Err(_) => Ok(None),
    }
}
