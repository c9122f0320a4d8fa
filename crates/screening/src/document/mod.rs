//! One Automerge document: a screening, or the text of a recap.
//!
//! **Shape** (schema 1.0). The root holds `kind`, `schema`, `by`, `made_ms`, `recap` and one map for each kind of thing,
//! all made by the first change. Things are maps of scalars, keyed by newest-first ids or by the ids of those they
//! belong to; what is absent is not written. Nothing is ever deleted: taking back sets a field, so that a deletion can
//! only come from a device that breaks the rules. Note texts are scalar strings, replaced whole; a text object loads six
//! times slower and serves only where several people type into one text.

mod begin;
mod error;
mod genesis;
mod guard;
mod schema;

use std::collections::BTreeSet;

use automerge::{ActorId, Automerge, Change, ChangeHash, LoadOptions, ReadDoc, TextEncoding};

pub use error::DocumentError;
pub(crate) use genesis::{Genesis, Root};
pub(crate) use guard::guarded;
pub use schema::{Purpose, Schema};

use crate::id::ScreeningId;
use crate::limits;

/// One Automerge document with its limits.
///
/// ```
/// # use screening::*;
/// let me = MemberId::from_bytes([1; 10]);
/// let film = Film { title: "The Lamplighter's Daughter".into(), ..Film::default() };
/// let opening = Opening { film, cut: None, viewing: "couch".into() };
/// let (document, first_change) = Document::new_screening(&[7; 24], &opening, &me, None, 1_763_755_200_000, 1)?;
///
/// let mut elsewhere = Document::empty();
/// elsewhere.apply(vec![first_change])?;
/// assert_eq!(elsewhere.purpose(), Purpose::Screening);
/// assert_eq!(elsewhere.heads(), document.heads());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) am: Automerge,
    pub(crate) genesis: Genesis,
}

impl Document {
    /// Makes a document that waits for its first change.
    pub fn empty() -> Document {
        Document { am: Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit), genesis: Genesis::default() }
    }

    /// Opens a saved document of at most 64 MiB and 100,000 changes.
    pub fn load(bytes: &[u8]) -> Result<Document, DocumentError> {
        if bytes.len() > limits::DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { found: bytes.len(), limit: limits::DOCUMENT_BYTES });
        }
        let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
        let loaded = guarded(|| {
            let am = Automerge::load_with_options(bytes, options).map_err(|error| error.to_string())?;
            let genesis = Genesis::find(&am);
            Ok(Document { am, genesis })
        });
        let document = loaded.and_then(|loaded| loaded).map_err(|why| DocumentError::Unreadable { why })?;
        document.within_limit(0)?;
        Ok(document)
    }

    /// Saves the document, compacted.
    pub fn save(&self) -> Vec<u8> {
        self.am.save()
    }

    /// Takes changes in with one call, all or none; what is here already is passed over.
    ///
    /// They may come in any order, but all they build on must be among them or here. When Automerge panics, the document
    /// is built again from the changes that it had.
    pub fn apply(&mut self, changes: Vec<Change>) -> Result<(), DocumentError> {
        let changes = self.fresh(changes)?;
        if changes.is_empty() {
            return Ok(());
        }
        let beginning = changes.iter().find(|change| change.deps().is_empty()).cloned();
        let names: BTreeSet<ChangeHash> = changes.iter().map(Change::hash).collect();
        let am = &mut self.am;
        let taken = guarded(|| am.apply_changes(changes).map_err(|error| error.to_string()));
        if let Err(why) = taken.and_then(|taken| taken) {
            self.rebuild(&names, &why)?;
            return Err(DocumentError::Unfit { why });
        }
        if let Some(beginning) = beginning {
            self.genesis = guarded(|| Genesis::of(&beginning)).unwrap_or_default();
        }
        Ok(())
    }

    /// Leaves out what is here and checks that the rest can stand on what is here.
    fn fresh(&self, changes: Vec<Change>) -> Result<Vec<Change>, DocumentError> {
        let here = |hash: &ChangeHash| self.am.get_change_meta_by_hash(hash).is_some();
        let fresh: Vec<Change> = changes.into_iter().filter(|change| !here(&change.hash())).collect();
        self.within_limit(fresh.len())?;
        let names: BTreeSet<ChangeHash> = fresh.iter().map(Change::hash).collect();
        let needed = fresh.iter().flat_map(Change::deps);
        if let Some(missing) = needed.copied().find(|dep| !names.contains(dep) && !here(dep)) {
            return Err(DocumentError::MissingDependency { missing });
        }
        let mut beginnings = fresh.iter().filter(|change| change.deps().is_empty()).map(Change::hash);
        let allowed = usize::from(self.genesis.hash.is_none());
        match beginnings.nth(allowed) {
            Some(found) => Err(DocumentError::SecondBeginning { found }),
            None => Ok(fresh),
        }
    }

    fn within_limit(&self, more: usize) -> Result<(), DocumentError> {
        let held = usize::try_from(self.am.stats().num_changes).unwrap_or(usize::MAX);
        let (found, limit) = (held.saturating_add(more), limits::DOCUMENT_CHANGES);
        if found > limit { Err(DocumentError::TooManyChanges { found, limit }) } else { Ok(()) }
    }

    /// Builds the document again without the changes that broke it.
    fn rebuild(&mut self, without: &BTreeSet<ChangeHash>, why: &str) -> Result<(), DocumentError> {
        let am = &self.am;
        let built = guarded(|| {
            let mut kept = am.get_changes(&[]);
            kept.retain(|change| !without.contains(&change.hash()));
            let mut fresh = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
            fresh.set_actor(am.get_actor().clone());
            fresh.apply_changes(kept).map_err(|error| error.to_string())?;
            Ok(fresh)
        });
        match built.and_then(|built| built) {
            Ok(am) => {
                self.am = am;
                Ok(())
            }
            Err(again) => {
                *self = Document::empty();
                Err(DocumentError::Lost { why: format!("{why}; {again}") })
            }
        }
    }

    /// Says who writes from here on.
    pub fn set_actor(&mut self, actor: &[u8]) {
        self.am.set_actor(ActorId::from(actor));
    }

    /// Tells who writes.
    pub fn actor(&self) -> &[u8] {
        self.am.get_actor().to_bytes()
    }

    /// Gives the hashes of the newest changes.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.am.get_heads()
    }

    /// Gives every change, in causal order.
    pub fn changes(&self) -> Vec<Change> {
        self.am.get_changes(&[])
    }

    /// Names every change in causal order (hash, actor, number, what it builds on) without putting any together.
    pub fn each_change(&self, mut take: impl FnMut(ChangeHash, &[u8], u64, Vec<ChangeHash>)) {
        for change in self.am.get_changes_meta(&[]) {
            take(change.hash, change.actor.to_bytes(), change.seq, change.deps);
        }
    }

    /// Counts the changes.
    pub fn change_count(&self) -> u64 {
        self.am.stats().num_changes
    }

    /// Tells whether a change is here.
    pub fn has(&self, hash: &ChangeHash) -> bool {
        self.am.get_change_meta_by_hash(hash).is_some()
    }

    /// Says what the document is for; its first change decides.
    pub fn purpose(&self) -> Purpose {
        self.genesis.purpose()
    }

    /// Gives the version that the document names; see [`Schema::is_writable`].
    pub fn readable(&self) -> Schema {
        let named = match self.am.get(automerge::ROOT, "schema") {
            Ok(Some((value, _))) => value.as_str().and_then(|text| text.parse().ok()),
            _ => None,
        };
        named.or_else(|| self.genesis.schema()).unwrap_or(Schema::OURS)
    }

    /// Gives the id of the screening whose recap this document holds.
    pub fn of_screening(&self) -> Option<ScreeningId> {
        self.genesis.of_screening()
    }

    /// Gives the id of the document that holds the recap of this screening.
    pub fn recap(&self) -> Option<ScreeningId> {
        self.genesis.recap()
    }
}
