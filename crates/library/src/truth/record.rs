//! Membership records, each as it was signed.

use replica::SignedRecord;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::schema::Migration;
use crate::{LibraryError, truth};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 2,
    sql: "CREATE TABLE record (
            hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
            household INTEGER NOT NULL REFERENCES household (no),
            bytes BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX record_of_household ON record (household);",
}];

/// Keeps a record; a second time changes nothing.
pub(crate) fn put(c: &Connection, record: &SignedRecord) -> Result<(), LibraryError> {
    let bytes = record.to_bytes();
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let household = truth::household::number(c, &record.household())?;
    c.prepare_cached("INSERT OR IGNORE INTO record (hash, household, bytes) VALUES (?1, ?2, ?3)")?.execute((
        &hash[..],
        household,
        bytes,
    ))?;
    Ok(())
}

/// Every record that is whole, and the number of those that are not.
pub(crate) fn all(c: &Connection) -> Result<(Vec<SignedRecord>, usize), LibraryError> {
    let mut statement = c.prepare_cached("SELECT hash, bytes FROM record ORDER BY household, hash")?;
    let rows: Vec<([u8; 32], Vec<u8>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut damaged = 0;
    let mut records = Vec::with_capacity(rows.len());
    for (hash, bytes) in rows {
        let found: [u8; 32] = Sha256::digest(&bytes).into();
        match SignedRecord::from_bytes(&bytes).ok().filter(|_| found == hash) {
            Some(record) => records.push(record),
            None => damaged += 1,
        }
    }
    Ok((records, damaged))
}
