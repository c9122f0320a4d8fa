//! The library itself: the one writer of its file.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use replica::{DeviceId, DocumentId, HouseholdId, Meta, SignedRecord, Stored, Table};
use rusqlite::{Connection, TransactionBehavior};
use screening::Voices;

use crate::ahead::Ahead;
use crate::compact::{self, Compacted};
use crate::history::{self, Unpacked};
use crate::load::{self, LoadedDocument};
use crate::lock::Lock;
use crate::truth::document::DocumentRow;
use crate::truth::invite::InviteRow;
use crate::{LibraryError, Reader, Turn, model, refresh, truth};

/// How long a lock of another program is waited for before [`LibraryError::Busy`].
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// One open library; nobody else can have it open at the same time.
#[derive(Debug)]
pub struct Library {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) unpacked: RefCell<Unpacked>,
    pub(crate) _lock: Lock,
}

impl Library {
    /// The file it lies in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a connection for reading, for use on another thread.
    pub fn reader(&self) -> Result<Reader, LibraryError> {
        Reader::open(&self.path)
    }

    /// Begins one transaction, to be shared by every command that waits; undone unless committed.
    pub fn turn(&mut self) -> Result<Turn<'_>, LibraryError> {
        self.begin("FULL")
    }

    fn begin(&mut self, synchronous: &str) -> Result<Turn<'_>, LibraryError> {
        self.connection.pragma_update(None, "synchronous", synchronous)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Turn::new(transaction, &self.unpacked))
    }

    /// Begins a transaction that is shown before it is on disk: readers see it when [`Turn::commit`] returns, and it is safe
    /// once [`Library::sync`] did. Only for what another device holds already and hands out again until it is told that
    /// it arrived; what somebody typed here goes through [`Library::turn`].
    pub fn turn_shown_first(&mut self) -> Result<Turn<'_>, LibraryError> {
        // NORMAL leaves out the wait of each commit, nothing else; the next FULL commit or sync makes up for it.
        self.begin("NORMAL")
    }

    /// Waits until everything that was committed is on disk.
    pub fn sync(&mut self) -> Result<(), LibraryError> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let synced = std::fs::OpenOptions::new().write(true).open(&log).and_then(|log| log.sync_data());
        synced.map_err(|error| LibraryError::by_system(&self.path, error))
    }

    /// Gives every membership record that is whole.
    pub fn records(&self) -> Result<Vec<SignedRecord>, LibraryError> {
        let (records, damaged) = truth::record::all(&self.connection)?;
        if damaged > 0 {
            tracing::warn!(damaged, "membership records are damaged and were left out");
        }
        Ok(records)
    }

    /// Gives every document with its household and purpose, in the order in which they came.
    pub fn documents(&self) -> Result<Vec<DocumentRow>, LibraryError> {
        Ok(truth::document::all(&self.connection)?.into_iter().map(|(_, row)| row).collect())
    }

    /// Gives how far every actor of every document is held without a gap.
    pub fn tables(&self) -> Result<Vec<(HouseholdId, DocumentId, Table)>, LibraryError> {
        let documents = truth::document::all(&self.connection)?;
        let mut tables: std::collections::BTreeMap<i64, Table> = std::collections::BTreeMap::new();
        for (document, actor, tip) in truth::tip::all(&self.connection)? {
            tables.entry(document).or_default().set(actor, tip);
        }
        Ok(documents
            .into_iter()
            .map(|(no, row)| (row.household, row.id, tables.remove(&no).unwrap_or_default()))
            .collect())
    }

    /// Gives what is held of a document without its bytes, fallen changes included, dependencies first.
    pub fn metas(&self, document: &DocumentId) -> Result<Vec<Meta>, LibraryError> {
        history::metas(&self.connection, document, &mut self.unpacked.borrow_mut())
    }

    /// Loads a document, every change checked by its hash. What is damaged is named, marked and left in place.
    pub fn document(&self, document: &DocumentId) -> Result<LoadedDocument, LibraryError> {
        load::document(&self.connection, document)
    }

    /// Gives stored changes of these actors after these numbers, dependencies first, until `bytes_max` is
    /// reached; at least one if there is any. Every signature that was kept comes along.
    pub fn changes_after(
        &self,
        document: &DocumentId,
        wants: &[(Vec<u8>, u64)],
        bytes_max: usize,
    ) -> Result<Vec<Stored>, LibraryError> {
        history::changes_after(&self.connection, document, wants, bytes_max, &mut self.unpacked.borrow_mut())
    }

    /// Gives a setting.
    pub fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, LibraryError> {
        Ok(truth::setting::get(&self.connection, name)?)
    }

    /// Gives the settings whose names begin with `prefix`, by name.
    pub fn settings(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LibraryError> {
        Ok(truth::setting::starting(&self.connection, prefix)?)
    }

    /// Gives where each device was last reached.
    pub fn addresses(&self) -> Result<Vec<(DeviceId, Vec<u8>)>, LibraryError> {
        Ok(truth::address::all(&self.connection)?)
    }

    /// Gives the invites that this device made, by their end.
    pub fn invites(&self) -> Result<Vec<InviteRow>, LibraryError> {
        Ok(truth::invite::all(&self.connection)?)
    }

    /// Turns the changes of a closed evening into one compacted chunk that is verified before a row goes.
    ///
    /// Changes that come later are rows again. Refused with [`LibraryError::NotWhole`] while anything of
    /// the document is damaged or missing.
    pub fn compact(&mut self, document: &DocumentId) -> Result<(), LibraryError> {
        let made = compact::make(&self.connection, document, 0)?;
        self.put_compacted(&made)
    }

    /// Stores what [`Reader::compacted`] made and lets go of the rows that are in it.
    ///
    /// Refused with [`LibraryError::NotWhole`] when the document was compacted or taken apart meanwhile.
    pub fn put_compacted(&mut self, made: &Compacted) -> Result<(), LibraryError> {
        self.unpacked.borrow_mut().forget();
        compact::put(&mut self.connection, made)
    }

    /// Counts a document's changes: those that lie as single rows, and those in its compacted form.
    pub fn change_counts(&self, document: &DocumentId) -> Result<(u64, u64), LibraryError> {
        let no = truth::document::number(&self.connection, document)?;
        let (rows, _, _) = truth::change::extent(&self.connection, no)?;
        Ok((rows, truth::snapshot::head(&self.connection, no)?.map_or(0, |(_, changes)| changes)))
    }

    /// Whether nothing was stored for a document since it was read ahead.
    pub fn is_current(&self, document: &DocumentId, ahead: &Ahead) -> Result<bool, LibraryError> {
        ahead.is_current(&self.connection, document)
    }

    /// Gives those changes of a document that do not count, as [`Library::metas`] would.
    pub fn fallen(&self, document: &DocumentId) -> Result<Vec<Meta>, LibraryError> {
        history::fallen(&self.connection, document)
    }

    /// Whether every document is in the read model; false between a drop and the end of a rebuild.
    pub fn read_model_is_whole(&self) -> Result<bool, LibraryError> {
        Ok(model::is_whole(&self.connection)?)
    }

    /// Empties the read model.
    pub fn drop_read_model(&mut self) -> Result<(), LibraryError> {
        let turn = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        model::drop_all(&turn)?;
        turn.commit()?;
        Ok(())
    }

    /// Makes the read model anew from the documents, in one transaction: readers see the old one until then.
    ///
    /// `voices_of` gives who may speak for whom in a household. Documents that cannot be read at all are
    /// named in the answer and left out.
    pub fn rebuild_read_model(
        &mut self,
        voices_of: &dyn Fn(&HouseholdId) -> Box<dyn Voices>,
    ) -> Result<Vec<DocumentId>, LibraryError> {
        let turn = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        model::drop_all(&turn)?;
        let mut unreadable = Vec::new();
        for (no, row) in truth::document::all(&turn)? {
            match load::document(&turn, &row.id) {
                Ok(loaded) => refresh::everything(&turn, no, &loaded.document, &*voices_of(&row.household))?,
                Err(LibraryError::Unreadable { document, .. }) => unreadable.push(document),
                Err(other) => return Err(other),
            }
        }
        model::set_whole(&turn, true)?;
        turn.commit()?;
        Ok(unreadable)
    }
}
