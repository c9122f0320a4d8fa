//! The doctor's look at a library: everything that can be checked, in words.

use std::fmt;

use replica::HouseholdId;
use rusqlite::Connection;
use screening::{Screening, Voices};

use crate::model::search::INDEXES;
use crate::truth::{document, record, tip};
use crate::{Library, LibraryError, error::hex, load};

/// One thing that the doctor has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// SQLite found its own structure damaged.
    Structure(String),
    /// A row points at a row that is not there.
    Orphan {
        /// The table of the row.
        table: String,
        /// The table it points at.
        parent: String,
    },
    /// A part of a document is damaged or missing.
    Document {
        /// The document, as hexadecimal digits.
        document: String,
        /// What is wrong with it.
        what: String,
    },
    /// Membership records are damaged.
    Records {
        /// How many.
        damaged: usize,
    },
    /// The newest change of an actor is here without its signature, so nobody else will take it from us.
    Unsigned {
        /// The document, as hexadecimal digits.
        document: String,
        /// The actor, as hexadecimal digits.
        actor: String,
    },
    /// How far an actor reaches is not what the changes say.
    Tip {
        /// The document, as hexadecimal digits.
        document: String,
        /// The actor, as hexadecimal digits.
        actor: String,
    },
    /// The read model is not what the documents say, or not there.
    ReadModel(String),
    /// Space on the disk; always the last finding, and never a fault.
    Space(Space),
}

/// What the library takes on the disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// The file, without what waits beside it in the write-ahead log.
    pub file_bytes: u64,
    /// What `vacuum` would give back.
    pub free_bytes: u64,
}

impl Finding {
    /// Whether something is wrong, rather than worth knowing.
    pub fn is_fault(&self) -> bool {
        !matches!(self, Finding::Space(_))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Structure(what) => {
                write!(f, "The file is damaged: {what}. Copy it, then let it be carried over into a new one.")
            }
            Finding::Orphan { table, parent } => write!(f, "A row of {table} belongs to a {parent} that is not there."),
            Finding::Document { document, what } => write!(f, "Document {document}: {what}."),
            Finding::Records { damaged } => {
                write!(f, "{damaged} membership records are damaged; another member has them too.")
            }
            Finding::Unsigned { document, actor } => write!(
                f,
                "Document {document}: the newest change of {actor} has no signature here, so it cannot be passed on."
            ),
            Finding::Tip { document, actor } => {
                write!(f, "Document {document}: the table of what is held is wrong about {actor}.")
            }
            Finding::ReadModel(what) => {
                write!(f, "The lists and the search are not up to date ({what}). Rebuild them; no note is lost.")
            }
            Finding::Space(space) => write!(
                f,
                "The library takes {} kB on the disk, of which {} kB can be given back.",
                space.file_bytes / 1000,
                space.free_bytes / 1000
            ),
        }
    }
}

impl Library {
    /// Checks everything that can be checked. An answer without a fault holds only [`Finding::Space`].
    ///
    /// Reads the whole file and every document. Damage that is found is marked, so that it is fetched again.
    pub fn check(&self, voices_of: &dyn Fn(&HouseholdId) -> Box<dyn Voices>) -> Result<Vec<Finding>, LibraryError> {
        let c = &self.connection;
        let mut findings = told(structure(c))?;
        findings.extend(told(orphans(c))?);
        findings.extend(told(records(c))?);
        findings.extend(told(tips(c))?);
        let reader = self.reader()?;
        if !reader.is_whole()? {
            findings.push(Finding::ReadModel("it was dropped and not rebuilt".to_owned()));
        }
        for (_, row) in document::all(c)? {
            let name = hex(&row.id.0);
            let loaded = match load::document(c, &row.id) {
                Ok(loaded) => loaded,
                Err(error) => {
                    findings.push(Finding::Document { document: name, what: error.to_string() });
                    continue;
                }
            };
            for damage in &loaded.damaged {
                findings.push(Finding::Document { document: name.clone(), what: damage.to_string() });
            }
            let voices = voices_of(&row.household);
            findings.extend(match rows_agree(&reader, &name, &row.id, &loaded.document, &*voices) {
                Err(LibraryError::Damaged { what }) => Some(Finding::ReadModel(what)),
                other => other?,
            });
        }
        findings.push(Finding::Space(self.space()?));
        Ok(findings)
    }

    /// Measures what the library takes on the disk.
    pub fn space(&self) -> Result<Space, LibraryError> {
        let pragma = |name| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (page, count, free) = (pragma("page_size")?, pragma("page_count")?, pragma("freelist_count")?);
        Ok(Space { file_bytes: (page * count).unsigned_abs(), free_bytes: (page * free).unsigned_abs() })
    }

    /// Writes the file anew without gaps. Needs as much free space again while it runs.
    pub fn vacuum(&mut self) -> Result<(), LibraryError> {
        self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }
}

/// What a step of the check found; that it could not read on is a finding too.
fn told(step: Result<Vec<Finding>, LibraryError>) -> Result<Vec<Finding>, LibraryError> {
    match step {
        Err(LibraryError::Damaged { what }) => Ok(vec![Finding::Structure(what)]),
        other => other,
    }
}

fn records(c: &Connection) -> Result<Vec<Finding>, LibraryError> {
    let (_, damaged) = record::all(c)?;
    Ok(if damaged > 0 { vec![Finding::Records { damaged }] } else { Vec::new() })
}

fn structure(c: &Connection) -> Result<Vec<Finding>, LibraryError> {
    let mut findings: Vec<Finding> = c
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get::<_, String>(0))?
        .filter(|line| line.as_ref().map_or(true, |line| line != "ok"))
        .map(|line| line.map(Finding::Structure))
        .collect::<Result<_, _>>()?;
    for index in INDEXES {
        // Compares the index with the rows it stands for.
        let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        if let Err(error) = c.execute(&check, []) {
            findings.push(Finding::ReadModel(format!("{index}: {error}")));
        }
    }
    Ok(findings)
}

fn orphans(c: &Connection) -> Result<Vec<Finding>, LibraryError> {
    let mut statement = c.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| Ok(Finding::Orphan { table: row.get(0)?, parent: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Compares every stored tip with the changes, and asks for its signature.
fn tips(c: &Connection) -> Result<Vec<Finding>, LibraryError> {
    let mut findings = Vec::new();
    for (no, row) in document::all(c)? {
        for actor in tip::actors(c, no)? {
            let name = |c| crate::truth::actor::id(c, actor).map(|id| hex(&id));
            let stored = tip::get(c, no, actor)?;
            let base = crate::truth::snapshot::tip(c, no, actor)?;
            if tip::furthest(c, no, actor, base)? != stored {
                findings.push(Finding::Tip { document: hex(&row.id.0), actor: name(c)? });
            } else if let Some(held) = stored
                && !tip::is_signed(c, no, actor, &held)?
            {
                findings.push(Finding::Unsigned { document: hex(&row.id.0), actor: name(c)? });
            }
        }
    }
    Ok(findings)
}

/// Compares the rows of one document with what reading it says.
fn rows_agree(
    reader: &crate::Reader,
    name: &str,
    id: &replica::DocumentId,
    doc: &screening::Document,
    voices: &dyn Voices,
) -> Result<Option<Finding>, LibraryError> {
    let agree = match doc.purpose() {
        screening::Purpose::Screening => {
            let rows = reader.whole(&screening::ScreeningId::from_bytes(id.0))?;
            rows.map(in_order) == Some(in_order(screening::read(doc, voices).screening))
        }
        screening::Purpose::Recap => reader.recap(id)? == Some(screening::recap_text(doc)),
        screening::Purpose::Unknown(_) => true,
    };
    Ok(if agree { None } else { Some(Finding::ReadModel(format!("document {name} differs"))) })
}

/// The same evening with everything in one order, whichever way it was read.
fn in_order(mut evening: Screening) -> Screening {
    evening.grades.sort_by(|a, b| (&a.member, a.when).cmp(&(&b.member, b.when)));
    evening.pulses.sort_by(|a, b| a.member.cmp(&b.member));
    evening.verdicts.sort_by(|a, b| a.note.cmp(&b.note));
    evening.answers.sort_by(|a, b| (&a.question, &a.member).cmp(&(&b.question, &b.member)));
    evening.attendance.sort_by(|a, b| (&a.member, &a.viewing).cmp(&(&b.member, &b.viewing)));
    evening.edges.sort();
    evening.marks.sort();
    evening.replies.sort_by(|a, b| a.id.cmp(&b.id));
    evening
}
