//! The format of the file: who it belongs to, how old it is, how it grows.
//!
//! A table stands in one file with the migrations that made it. The numbers of all migrations together
//! run 1, 2, 3 ...; `user_version` is the number of the last one that was run. A migration that was
//! released is never edited: a further one is added. The read model is not migrated, it is made anew.

use rusqlite::{Connection, TransactionBehavior};

use crate::{LibraryError, News, truth};

/// "Asid" in ASCII; the file's `application_id`.
pub(crate) const APPLICATION_ID: i32 = 0x4173_6964;

/// One step from an older format to the next.
pub(crate) struct Migration {
    pub(crate) number: i32,
    pub(crate) sql: &'static str,
}

fn migrations() -> Vec<&'static Migration> {
    let mut all: Vec<&Migration> = truth::MIGRATIONS.iter().flat_map(|table| table.iter()).collect();
    all.sort_by_key(|migration| migration.number);
    all
}

/// The newest format that this program knows.
pub(crate) fn known() -> i32 {
    migrations().last().map_or(0, |migration| migration.number)
}

/// The format of the open file.
pub(crate) fn found(connection: &Connection) -> Result<i32, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the open file to the newest format, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<Option<News>, LibraryError> {
    let (from, to) = (found(connection)?, known());
    if from == to {
        return Ok(None);
    }
    let turn = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for migration in migrations().into_iter().filter(|migration| migration.number > from) {
        turn.execute_batch(migration.sql)?;
    }
    turn.pragma_update(None, "application_id", APPLICATION_ID)?;
    turn.pragma_update(None, "user_version", to)?;
    turn.commit()?;
    Ok(Some(if from == 0 { News::Created } else { News::Migrated { from, to } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_a_gap() {
        let numbers: Vec<i32> = migrations().iter().map(|migration| migration.number).collect();
        assert_eq!(numbers, (1..=known()).collect::<Vec<_>>());
    }

    #[test]
    fn every_table_is_strict_and_knows_no_null_but_the_signature() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let loose: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(loose, Vec::<String>::new());
        let nullable: Vec<String> = connection
            .prepare("SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_info(t.name) c
                      WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' AND c.\"notnull\" = 0 AND c.pk = 0 ORDER BY 1")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(nullable, ["change.signature", "kept.signature"]);
    }
}
