//! Carrying a damaged library over into a new file.
//!
//! SQLite stops at the first page that it cannot read, so each table is read from its front until it stops
//! and then from its back. What lies between is lost here; the tips, computed anew, no longer claim it, and
//! other members send it again. The damaged file is renamed, never deleted.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row};

use crate::lock::Lock;
use crate::open::{Opened, connect, open_locked};
use crate::{Library, LibraryError, News, model, schema, truth};

impl Library {
    /// Carries what can be read of a damaged library over into a new file, and opens that.
    ///
    /// Call [`Library::rebuild_read_model`] after it. The damaged file stays beside the new one under the
    /// name that [`News::Salvaged`] gives.
    pub fn salvage(path: &Path) -> Result<Opened, LibraryError> {
        let lock = Lock::take(path)?;
        let new = beside(path, "salvaged");
        for rest in ["", "-wal", "-shm"] {
            remove(&with_end(&new, rest))?;
        }
        let (rows, torn) = copy(path, &new)?;
        let aside = (1_u32..)
            .map(|number| beside(path, &format!("damaged-{number}")))
            .find(|aside| !aside.exists())
            .unwrap_or_else(|| beside(path, "damaged"));
        for rest in ["-wal", "-shm", ""] {
            rename(&with_end(path, rest), &with_end(&aside, rest))?;
        }
        rename(&new, path)?;
        let mut opened = open_locked(path, lock)?;
        opened.news.insert(0, News::Salvaged { aside, rows, torn });
        Ok(opened)
    }
}

/// Copies every row of truth that can be read; counts them, and names the tables that broke off.
fn copy(from: &Path, to: &Path) -> Result<(u64, Vec<String>), LibraryError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let old = Connection::open_with_flags(from, flags)?;
    let mut new = connect(to)?;
    schema::migrate(&mut new)?;
    new.pragma_update(None, "foreign_keys", false)?;
    let turn = new.transaction()?;
    let (mut rows, mut torn) = (0, Vec::new());
    for table in truth::TABLES {
        let (copied, whole) = copy_table(&old, &turn, table)?;
        rows += copied;
        if !whole {
            torn.push((*table).to_owned());
        }
    }
    // Rows whose parents were lost cannot be placed any more.
    let mut statement =
        turn.prepare("SELECT \"table\", rowid FROM pragma_foreign_key_check WHERE rowid IS NOT NULL")?;
    let orphans: Vec<(String, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    drop(statement);
    for (table, no) in orphans {
        turn.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [no])?;
    }
    turn.execute_batch(
        "DELETE FROM kept WHERE document NOT IN (SELECT no FROM document) OR actor NOT IN (SELECT no FROM actor);
         DELETE FROM record WHERE household NOT IN (SELECT no FROM household);
         DELETE FROM invite WHERE household NOT IN (SELECT no FROM household);
         DELETE FROM tip;",
    )?;
    for (document, _) in truth::document::all(&turn)? {
        for actor in truth::tip::actors(&turn, document)? {
            truth::tip::recompute(&turn, document, actor)?;
        }
    }
    model::drop_all(&turn)?;
    turn.commit()?;
    new.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok((rows, torn))
}

/// Copies a table from its front and, where it breaks off, from its back.
fn copy_table(old: &Connection, new: &Connection, table: &str) -> Result<(u64, bool), LibraryError> {
    let columns: Vec<String> = new
        .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let keys: Vec<String> = new
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    let (list, places) = (columns.join(", "), places.join(", "));
    let mut insert = new.prepare(&format!("INSERT OR IGNORE INTO {table} ({list}) VALUES ({places})"))?;
    let mut copied = 0;
    for direction in ["ASC", "DESC"] {
        let order: Vec<String> = keys.iter().map(|key| format!("{key} {direction}")).collect();
        // NOT INDEXED: a sound table is read even where an index of it is damaged.
        let sql = format!("SELECT {list} FROM {table} NOT INDEXED ORDER BY {}", order.join(", "));
        let Ok(mut statement) = old.prepare(&sql) else { return Ok((copied, false)) };
        let Ok(mut rows) = statement.query([]) else { continue };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    // A row that its own table refuses is a damaged one.
                    copied +=
                        insert.execute(rusqlite::params_from_iter(values(row, columns.len())?)).unwrap_or(0) as u64;
                }
                Ok(None) if direction == "ASC" => return Ok((copied, true)),
                Ok(None) | Err(_) => break,
            }
        }
    }
    Ok((copied, false))
}

fn values(row: &Row<'_>, count: usize) -> Result<Vec<Value>, rusqlite::Error> {
    (0..count).map(|column| row.get(column)).collect()
}

fn beside(path: &Path, what: &str) -> PathBuf {
    with_end(path, &format!(".{what}"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn rename(from: &Path, to: &Path) -> Result<(), LibraryError> {
    if !from.exists() {
        return Ok(());
    }
    std::fs::rename(from, to).map_err(|error| LibraryError::by_system(from, error))
}

fn remove(path: &Path) -> Result<(), LibraryError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(LibraryError::by_system(path, error)),
        _ => Ok(()),
    }
}
