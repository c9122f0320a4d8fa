//! Long documents, read beside the one that writes, so that nobody else waits for them.

use replica::DocumentId;
use rusqlite::Connection;
use screening::Document;

use crate::compact::{self, Compacted};
use crate::truth::{self, change, snapshot};
use crate::{LibraryError, Reader, load};

/// A document as it stood when it was read on another thread.
#[derive(Debug)]
pub struct Ahead {
    /// The document.
    pub document: Document,
    /// How many of its changes lie as single rows.
    pub rows: u64,
    stood: Stood,
}

/// What was stored of a document at one time: rows, the number of the last, rows that do not count, the compacted form.
#[derive(Debug, PartialEq, Eq)]
struct Stood((u64, i64, u64), Option<[u8; 32]>);

impl Stood {
    fn now(c: &Connection, document: i64) -> Result<Self, LibraryError> {
        Ok(Self(change::extent(c, document)?, snapshot::head(c, document)?.map(|(hash, _)| hash)))
    }
}

impl Ahead {
    pub(crate) fn is_current(&self, c: &Connection, id: &DocumentId) -> Result<bool, LibraryError> {
        Ok(Stood::now(c, truth::document::number(c, id)?)? == self.stood)
    }
}

impl Reader {
    /// Loads a document on the calling thread, every change checked by its hash.
    ///
    /// Refused with [`LibraryError::NotWhole`] where anything is damaged: marking that is the writer's work, so it has to
    /// load the document itself.
    pub fn ahead(&self, id: &DocumentId) -> Result<Ahead, LibraryError> {
        // One transaction, so that rows, compacted form and counts are of one moment.
        let turn = self.connection.unchecked_transaction()?;
        let stood = Stood::now(&turn, truth::document::number(&turn, id)?)?;
        let loaded = load::document(&turn, id)?;
        match loaded.damaged.first() {
            Some(damage) => Err(LibraryError::NotWhole { document: *id, why: damage.to_string() }),
            None => Ok(Ahead { document: loaded.document, rows: loaded.rows, stood }),
        }
    }

    /// Makes the compacted form of a document on the calling thread, without the changes that came last, so many of
    /// them; for [`Library::put_compacted`](crate::Library::put_compacted). Refused like [`Reader::ahead`].
    pub fn compacted(&self, id: &DocumentId, last: usize) -> Result<Compacted, LibraryError> {
        compact::make(&self.connection, id, last)
    }
}
