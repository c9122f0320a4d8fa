//! Opening: whose file it is is settled before one byte of it is changed.

use std::cell::RefCell;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::library::PATIENCE;
use crate::lock::Lock;
use crate::{Library, LibraryError, News, history, model, schema};

/// A library that was opened, and what a person should hear about it.
#[derive(Debug)]
pub struct Opened {
    /// The library.
    pub library: Library,
    /// What opening did beyond opening.
    pub news: Vec<News>,
}

impl Library {
    /// Opens the library at `path`, or makes an empty one there.
    ///
    /// The file is refused untouched when it is no database, another program's, or a newer Asides'.
    /// After [`News::ReadModelDropped`] call [`Library::rebuild_read_model`]; after
    /// [`LibraryError::Damaged`] there is [`Library::salvage`].
    pub fn open(path: &Path) -> Result<Opened, LibraryError> {
        let lock = Lock::take(path)?;
        open_locked(path, lock)
    }
}

pub(crate) fn open_locked(path: &Path, lock: Lock) -> Result<Opened, LibraryError> {
    let mut connection = connect(path)?;
    let mut news = Vec::new();
    news.extend(schema::migrate(&mut connection)?);
    news.extend(model::settle(&mut connection)?);
    let library = Library {
        connection,
        path: path.to_owned(),
        unpacked: RefCell::new(history::Unpacked::default()),
        _lock: lock,
    };
    Ok(Opened { library, news })
}

pub(crate) fn connect(path: &Path) -> Result<Connection, LibraryError> {
    let refuse = |error| LibraryError::at_opening(path, error);
    is_database(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(refuse)?;
    connection.busy_timeout(PATIENCE).map_err(refuse)?;
    is_ours(path, &connection)?;
    if connection.is_readonly("main").map_err(refuse)? {
        return Err(LibraryError::ReadOnly { path: path.to_owned() });
    }
    set_up(&connection).map_err(refuse)?;
    Ok(connection)
}

/// Refuses a file that does not begin as a database does: SQLite itself takes any file below 512 bytes for
/// an empty database and would write over it.
fn is_database(path: &Path) -> Result<(), LibraryError> {
    let mut head = [0; MAGIC.len()];
    let refuse = |error| LibraryError::by_system(path, error);
    let (is_file, bytes) = match std::fs::metadata(path) {
        Ok(found) => (found.is_file(), found.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(refuse(error)),
    };
    if is_file && bytes == 0 {
        return Ok(());
    }
    let begins = is_file && File::open(path).map_err(refuse)?.read_exact(&mut head).is_ok() && head == *MAGIC;
    if !begins {
        return Err(LibraryError::NotADatabase { path: path.to_owned() });
    }
    if bytes < 512 {
        return Err(LibraryError::Damaged { what: format!("only {bytes} bytes of it are left") });
    }
    // SQLite would open a file that it may not write to, and leave files as unwritable beside it.
    File::options().write(true).open(path).map(|_| ()).map_err(refuse)
}

/// What every SQLite database begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a file that is not ours to write to.
fn is_ours(path: &Path, connection: &Connection) -> Result<(), LibraryError> {
    let refuse = |error| LibraryError::at_opening(path, error);
    let application_id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(refuse)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(refuse)?;
    if application_id != schema::APPLICATION_ID && (application_id != 0 || tables > 0) {
        return Err(LibraryError::NotOurs { path: path.to_owned(), application_id });
    }
    let (found, known) = (schema::found(connection).map_err(refuse)?, schema::known());
    if found > known {
        return Err(LibraryError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// Lets a statement keep its plan whatever it is asked for. Otherwise SQLite plans most of ours anew at every call, in case
/// other values are better found in another way, and that took longer than finding them.
pub(crate) fn one_plan(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

fn set_up(connection: &Connection) -> Result<(), rusqlite::Error> {
    // Has to stand before the first table; gives the space of a compacted evening back without a rewrite.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    // NORMAL loses acknowledged notes in a power cut: 221 of 300 were counted.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What was taken back should not stay readable in freed space.
    connection.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update_and_check(None, "journal_size_limit", 16 * 1024 * 1024, |_| Ok(()))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    one_plan(connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_rolls_the_turn_back_and_goes_on_once_there_is_space() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asides.library");
        let mut library = Library::open(&path).unwrap().library;
        let pages: i64 = library.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        let limit = |library: &Library, pages: i64| {
            library.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        };
        limit(&library, pages + 4);
        let turn = library.turn().unwrap();
        turn.put_setting("small", Some(b"fits")).unwrap();
        let error = turn.put_setting("large", Some(&[7; 100_000])).unwrap_err();
        assert!(matches!(error, LibraryError::Full), "{error:?}");
        drop(turn);
        assert_eq!(library.settings("").unwrap(), []);

        limit(&library, 1_000_000);
        let turn = library.turn().unwrap();
        turn.put_setting("large", Some(&[7; 100_000])).unwrap();
        turn.commit().unwrap();
        assert_eq!(library.settings("").unwrap().len(), 1);
    }

    #[test]
    fn a_statement_is_planned_once_whatever_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asides.library");
        let opened = Library::open(&path).unwrap().library;
        let reader = opened.reader().unwrap();
        for connection in [&opened.connection, &reader.connection] {
            let mut replies = connection
                .prepare("SELECT no FROM read_reply WHERE screening = ?1 AND on_note = ?2 ORDER BY id DESC")
                .unwrap();
            for note in 0..9 {
                assert!(!replies.exists((note, note)).unwrap());
            }
            assert_eq!(replies.get_status(rusqlite::StatementStatus::RePrepare), 0);
        }
    }

    #[test]
    fn a_lost_page_is_damage_with_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asides.library");
        drop(Library::open(&path).unwrap());
        let whole = std::fs::read(&path).unwrap();
        for page in 0..whole.len() / 4096 {
            let mut torn = whole.clone();
            torn[page * 4096..(page + 1) * 4096].fill(0);
            std::fs::write(&path, &torn).unwrap();
            let opened = match Library::open(&path) {
                Ok(opened) => opened,
                Err(LibraryError::Damaged { .. } | LibraryError::NotADatabase { .. }) => continue,
                Err(other) => panic!("page {page}: {other:?}"),
            };
            let findings = opened.library.check(&|_| Box::new(screening::AnyVoice));
            let noticed = findings.map_or_else(
                |error| Some(error.to_string()),
                |findings| findings.iter().find(|finding| finding.is_fault()).map(ToString::to_string),
            );
            assert!(noticed.is_some(), "page {page} is lost and nobody noticed");
        }
    }
}
