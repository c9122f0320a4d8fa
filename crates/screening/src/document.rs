//! One Automerge document: a screening, or the text of a recap.

use automerge::{ActorId, Automerge, Change, ChangeHash, TextEncoding};

use crate::edit::Opening;
use crate::id::{MemberId, ScreeningId};
use crate::refused::Refused;

/// What a document is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// An evening with a film.
    Screening,
    /// The text that the household writes about it.
    Recap,
    /// Something that a newer version knows by this name; empty when nothing is said (yet).
    Unknown(String),
}

/// The version of the format that a document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Schema {
    /// Breaks: a newer one than ours is read-only.
    pub major: u32,
    /// Adds: a newer one than ours keeps what we do not know.
    pub minor: u32,
}

/// Why a document cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Bytes beyond the limit.
    #[error(
        "the document has {found} bytes and {limit} is the limit; it was not opened and what was stored is untouched"
    )]
    TooLarge {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Changes beyond the limit.
    #[error(
        "the document has {found} changes and {limit} is the limit; the newest were not taken in"
    )]
    TooManyChanges {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A change whose ground is not here.
    #[error(
        "a change builds on {missing}, which is not here yet; nothing was taken in. Fetch that one first"
    )]
    MissingDependency {
        /// The hash that is lacking.
        missing: ChangeHash,
    },
    /// Bytes that are no document.
    #[error(
        "the document cannot be read ({why}); what was stored is untouched. Build it again from its changes, or from another member"
    )]
    Unreadable {
        /// What the library underneath said.
        why: String,
    },
    /// A change that the document will not take.
    #[error("a change cannot be taken in ({why}); the document stays as it was before")]
    Unfit {
        /// What the library underneath said.
        why: String,
    },
    /// The document in memory is lost.
    #[error(
        "the document in memory was lost while taking in a change ({why}); what was stored is untouched. Load it again without that change"
    )]
    Lost {
        /// What the library underneath said.
        why: String,
    },
}

/// One Automerge document with its limits.
#[derive(Debug, Clone)]
pub struct Document {
    am: Automerge,
}

impl Document {
    /// Begins a screening. One change makes every root map, so that no two devices ever make them at the same time.
    pub fn new_screening(
        actor: &[u8],
        _opening: &Opening,
        _by: &MemberId,
        _recap: Option<&str>,
        _wall_ms: i64,
        _random: u64,
    ) -> Result<(Document, Change), Refused> {
        let _ = actor;
        Err(Refused::WrongDocument {
            expected: "screening",
        })
    }

    /// Begins the text of a recap.
    pub fn new_recap(
        _actor: &[u8],
        _of: &ScreeningId,
        _wall_ms: i64,
    ) -> Result<(Document, Change), Refused> {
        Err(Refused::WrongDocument { expected: "recap" })
    }

    /// Makes a document that waits for its first change.
    pub fn empty() -> Document {
        Document {
            am: Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit),
        }
    }

    /// Opens a saved document.
    pub fn load(_bytes: &[u8]) -> Result<Document, DocumentError> {
        Ok(Document::empty())
    }

    /// Saves the document, compacted.
    pub fn save(&self) -> Vec<u8> {
        self.am.save()
    }

    /// Takes changes in, all or none; what is here already is passed over.
    pub fn apply(&mut self, _changes: Vec<Change>) -> Result<(), DocumentError> {
        Ok(())
    }

    /// Says who writes from here on.
    pub fn set_actor(&mut self, actor: &[u8]) {
        self.am.set_actor(ActorId::from(actor));
    }

    /// Gives the hashes of the newest changes.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.am.get_heads()
    }

    /// Gives every change, in causal order.
    pub fn changes(&self) -> Vec<Change> {
        self.am.get_changes(&[])
    }

    /// Says what the document is for.
    pub fn purpose(&self) -> Purpose {
        Purpose::Unknown(String::new())
    }

    /// Gives the version that the document names.
    pub fn readable(&self) -> Schema {
        Schema { major: 1, minor: 0 }
    }
}
