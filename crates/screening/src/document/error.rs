//! Why a document, or a change to one, cannot be taken in.

use automerge::ChangeHash;

/// What keeps a document or changes out. What was stored is never touched by any of these.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Bytes beyond the limit.
    #[error(
        "the document has {found} bytes and {limit} is the limit; it was not opened and what was stored is untouched. Fetch it again from another member"
    )]
    TooLarge {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Changes beyond the limit.
    #[error(
        "the document would have {found} changes and {limit} is the limit; nothing was taken in and what was there stays. Begin a new screening"
    )]
    TooManyChanges {
        /// How many there would be.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A change whose ground is not here.
    #[error("a change builds on {missing}, which is not here yet; nothing was taken in. Fetch that one first")]
    MissingDependency {
        /// The hash that is lacking.
        missing: ChangeHash,
    },
    /// A second first change.
    #[error(
        "the change {found} begins a document that has begun already; nothing was taken in and what was there stays. Leave that change out"
    )]
    SecondBeginning {
        /// Its hash.
        found: ChangeHash,
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
    #[error("the changes cannot be taken in ({why}); the document stays as it was. Leave them out")]
    Unfit {
        /// What the library underneath said.
        why: String,
    },
    /// The document in memory is lost.
    #[error(
        "the document in memory was lost while taking in changes ({why}); what was stored is untouched. Load it again without those changes"
    )]
    Lost {
        /// What the library underneath said.
        why: String,
    },
}
