//! A turn: one transaction that many commands share.
//!
//! Waiting for the disk costs milliseconds, once a transaction. So the house drains whatever waits into one
//! turn, commits once, and only then says "saved" and lets anything out to other devices.

use std::cell::RefCell;

use automerge::{Change, ChangeHash};
use replica::{DeviceId, DocumentId, HouseholdId, Signature, SignedRecord, Taken};
use rusqlite::Transaction;
use screening::{Document, Purpose, Touched, Voices};

use crate::history::{self, Unpacked};
use crate::load::{self, LoadedDocument};
use crate::truth::change::{self, NewChange, Put};
use crate::truth::invite::InviteRow;
use crate::{LibraryError, refresh, truth};

/// One transaction. Everything put into it is on disk when [`Turn::commit`] returns, and nothing of it if
/// it is dropped or any step failed with [`LibraryError::Full`].
#[derive(Debug)]
pub struct Turn<'a> {
    transaction: Transaction<'a>,
    unpacked: &'a RefCell<Unpacked>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(transaction: Transaction<'a>, unpacked: &'a RefCell<Unpacked>) -> Self {
        Turn { transaction, unpacked }
    }

    /// Enters a document; for one that is there already only the purpose is set.
    pub fn put_document(
        &self,
        household: &HouseholdId,
        document: &DocumentId,
        purpose: &Purpose,
    ) -> Result<(), LibraryError> {
        truth::document::put(&self.transaction, household, document, purpose)?;
        Ok(())
    }

    /// Stores a change that counts.
    pub fn put_change(
        &self,
        document: &DocumentId,
        change: &Change,
        signature: Option<&Signature>,
    ) -> Result<Put, LibraryError> {
        self.put(document, change, signature, true)
    }

    /// Stores a change that passed the gate, whether it counts or is a proof only.
    pub fn put_taken(&self, document: &DocumentId, taken: &Taken) -> Result<Put, LibraryError> {
        self.put(document, &taken.change, taken.signature.as_ref(), taken.counts)
    }

    fn put(
        &self,
        document: &DocumentId,
        new: &Change,
        signature: Option<&Signature>,
        counts: bool,
    ) -> Result<Put, LibraryError> {
        let c = &self.transaction;
        let document = truth::document::number(c, document)?;
        let actor = truth::actor::number(c, new.actor_id().to_bytes())?;
        let put = change::put(
            c,
            &NewChange {
                document,
                actor,
                seq: new.seq(),
                hash: &new.hash().0,
                bytes: new.raw_bytes(),
                signature,
                fallen: !counts,
            },
        )?;
        match put {
            Put::Known => {}
            Put::New if counts => truth::tip::advance(c, document, actor)?,
            Put::New | Put::Healed => truth::tip::recompute(c, document, actor)?,
        }
        Ok(put)
    }

    /// Makes exactly these stored changes of a document fallen: kept and passed on, but not applied.
    pub fn set_fallen(&self, document: &DocumentId, fallen: &[ChangeHash]) -> Result<(), LibraryError> {
        let c = &self.transaction;
        let no = truth::document::number(c, document)?;
        let hashes: Vec<[u8; 32]> = fallen.iter().map(|hash| hash.0).collect();
        if !change::set_fallen(c, no, &hashes)?.is_empty() {
            // Some of them lie in the compacted evening: it comes apart again.
            history::unpack(c, no)?;
            self.unpacked.borrow_mut().forget();
            change::set_fallen(c, no, &hashes)?;
        }
        for actor in truth::tip::actors(c, no)? {
            truth::tip::recompute(c, no, actor)?;
        }
        Ok(())
    }

    /// Keeps a membership record; a second time changes nothing.
    pub fn put_record(&self, record: &SignedRecord) -> Result<(), LibraryError> {
        truth::record::put(&self.transaction, record)
    }

    /// Sets a setting, or removes it.
    pub fn put_setting(&self, name: &str, value: Option<&[u8]>) -> Result<(), LibraryError> {
        Ok(truth::setting::put(&self.transaction, name, value)?)
    }

    /// Remembers where a device was reached.
    pub fn put_address(&self, device: &DeviceId, bytes: &[u8]) -> Result<(), LibraryError> {
        Ok(truth::address::put(&self.transaction, device, bytes)?)
    }

    /// Enters an invite, or what became of it.
    pub fn put_invite(&self, invite: &InviteRow) -> Result<(), LibraryError> {
        Ok(truth::invite::put(&self.transaction, invite)?)
    }

    /// Loads a document as it stands in this transaction.
    pub fn document(&self, document: &DocumentId) -> Result<LoadedDocument, LibraryError> {
        load::document(&self.transaction, document)
    }

    /// Writes into the read model what changes touched, read from the document after they were applied.
    ///
    /// The time does not grow with the document. A screening that is not in the read model yet is read whole.
    pub fn refresh(
        &self,
        document: &DocumentId,
        doc: &Document,
        touched: &Touched,
        voices: &dyn Voices,
    ) -> Result<(), LibraryError> {
        let no = truth::document::number(&self.transaction, document)?;
        Ok(refresh::touched(&self.transaction, no, doc, touched, voices)?)
    }

    /// Writes a whole document into the read model anew: after a rebuild, or when who may speak for whom changed.
    pub fn refresh_all(&self, document: &DocumentId, doc: &Document, voices: &dyn Voices) -> Result<(), LibraryError> {
        let no = truth::document::number(&self.transaction, document)?;
        Ok(refresh::everything(&self.transaction, no, doc, voices)?)
    }

    /// Writes everything to disk and waits until it is there.
    pub fn commit(self) -> Result<(), LibraryError> {
        self.transaction.commit()?;
        Ok(())
    }
}
