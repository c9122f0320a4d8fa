//! Words that come again in row after row (members, viewings, kinds, sources), each stored once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::{Connection, OptionalExtension};

pub(crate) const TABLE: &str = "CREATE TABLE read_name (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;";

/// The number of a word, given out at its first use; 0 is the empty word.
pub(crate) fn number(c: &Connection, name: &str) -> rusqlite::Result<i64> {
    if name.is_empty() {
        return Ok(0);
    }
    match find(c, name)? {
        Some(no) => Ok(no),
        None => c
            .prepare_cached("INSERT INTO read_name (name) VALUES (?1) RETURNING no")?
            .query_row([name], |row| row.get(0)),
    }
}

/// The number of a word that was used before.
pub(crate) fn find(c: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT no FROM read_name WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()
}

/// The words behind numbers, looked up once for each answer. Not kept longer: a rebuild numbers anew.
pub(crate) struct Names<'a> {
    connection: &'a Connection,
    known: RefCell<BTreeMap<i64, Rc<str>>>,
    actors: RefCell<BTreeMap<i64, Vec<u8>>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Names { connection, known: RefCell::default(), actors: RefCell::default() }
    }

    pub(crate) fn get(&self, no: i64) -> rusqlite::Result<Rc<str>> {
        if no == 0 {
            return Ok(Rc::from(""));
        }
        if let Some(name) = self.known.borrow().get(&no) {
            return Ok(Rc::clone(name));
        }
        let name: String = self
            .connection
            .prepare_cached("SELECT name FROM read_name WHERE no = ?1")?
            .query_row([no], |row| row.get(0))?;
        let name: Rc<str> = Rc::from(name);
        self.known.borrow_mut().insert(no, Rc::clone(&name));
        Ok(name)
    }

    /// The actor behind a number of the truth's own table.
    pub(crate) fn actor(&self, no: i64) -> rusqlite::Result<Vec<u8>> {
        if let Some(id) = self.actors.borrow().get(&no) {
            return Ok(id.clone());
        }
        let id: Vec<u8> =
            self.connection.prepare_cached("SELECT id FROM actor WHERE no = ?1")?.query_row([no], |row| row.get(0))?;
        self.actors.borrow_mut().insert(no, id.clone());
        Ok(id)
    }
}
