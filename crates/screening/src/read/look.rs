//! Looking into a document: which value of a key counts.
//!
//! Automerge lets any device write any key. Whether a value counts depends on who wrote it: a field of a note counts only
//! when the actor behind it may speak for the note's author. A value that does not count is passed over: first for a
//! concurrent one, then for the one it was written over, a few steps back. Nothing here descends further than it is
//! asked to, so nothing nested can overflow a stack.

use std::cell::{Cell, RefCell};
use std::ops::RangeBounds;

use automerge::{ChangeHash, ObjId, ReadDoc};

use super::said::{Fault, Said, Value, owned, said};
use super::{Oddity, Voices};
use crate::document::{Document, Root};
use crate::limits;

/// One look at a document, with a list of what was passed over.
pub(crate) struct Look<'d> {
    pub doc: &'d Document,
    pub voices: &'d dyn Voices,
    oddities: RefCell<Vec<Oddity>>,
    looks_back: Cell<usize>,
}

impl<'d> Look<'d> {
    pub fn new(doc: &'d Document, voices: &'d dyn Voices) -> Look<'d> {
        Look { doc, voices, oddities: RefCell::default(), looks_back: Cell::new(limits::LOOKS_BACK) }
    }

    /// Lists something that was passed over.
    pub fn odd(&self, place: String, what: &dyn std::fmt::Display) {
        let mut oddities = self.oddities.borrow_mut();
        if oddities.len() < limits::ODDITIES {
            oddities.push(Oddity { place: place.chars().take(200).collect(), what: what.to_string() });
        }
    }

    /// Gives what was passed over.
    pub fn oddities(self) -> Vec<Oddity> {
        self.oddities.into_inner()
    }

    /// Gives every item of a root container, in the order of the keys; `of` turns one value into a thing.
    pub fn all<T>(&self, root: Root, of: impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>) -> Vec<T> {
        self.between(root, .., of)
    }

    /// Gives the items of a root container whose keys lie in a range.
    pub fn between<T>(
        &self,
        root: Root,
        range: impl RangeBounds<String>,
        of: impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>,
    ) -> Vec<T> {
        let Some(container) = self.doc.genesis.container(root) else { return Vec::new() };
        let items = self.doc.am.map_range(container, range);
        let things = items.filter_map(|item| {
            let first = Value { said: said(&item.value), id: item.id(), conflict: item.conflict };
            self.item(root, container, &item.key, first, &of).map(|(thing, _)| thing)
        });
        things.collect()
    }

    /// Gives one item of a root container with the id of the map that it was read from.
    pub fn one<T>(
        &self,
        root: Root,
        key: &str,
        of: impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>,
    ) -> Option<(T, ObjId)> {
        let container = self.doc.genesis.container(root)?;
        let first = self.values(container, key).into_iter().next()?;
        self.item(root, container, key, first, &of)
    }

    fn item<T>(
        &self,
        root: Root,
        container: &ObjId,
        key: &str,
        first: Value,
        of: &impl Fn(&Look<'_>, &str, &Value) -> Result<T, Fault>,
    ) -> Option<(T, ObjId)> {
        match self.choose(container, key, first, |value| Ok((of(self, key, value)?, value.id.clone()))) {
            Ok(found) => Some(found),
            Err(fault) => {
                self.odd(format!("{}/{key}", root.key()), &fault);
                None
            }
        }
    }

    /// Gives the first value of a key that `accept` accepts: the winner, one beside it, or one that it was written over.
    pub fn choose<T>(
        &self,
        obj: &ObjId,
        key: &str,
        first: Value,
        accept: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let fault = match accept(&first) {
            Ok(found) => return Ok(found),
            Err(fault) => fault,
        };
        if first.conflict {
            let beside = self.values(obj, key);
            if let Some(found) = beside.iter().find_map(|value| accept(value).ok()) {
                return Ok(found);
            }
        }
        if matches!(fault, Fault::Foreign(_) | Fault::NotAMap) {
            let mut at = first.id;
            for _ in 0..limits::STEPS_BACK {
                let Some(heads) = self.before(&at) else { break };
                let earlier = self.values_at(obj, key, &heads);
                if let Some(found) = earlier.iter().find_map(|value| accept(value).ok()) {
                    return Ok(found);
                }
                let Some(next) = earlier.into_iter().next() else { break };
                at = next.id;
            }
        }
        Err(fault)
    }

    /// Gives what the writer of an operation had before it, as long as this reading may still look back.
    fn before(&self, operation: &ObjId) -> Option<Vec<ChangeHash>> {
        self.looks_back.set(self.looks_back.get().checked_sub(1)?);
        let hash = self.doc.am.hash_for_opid(operation)?;
        Some(self.doc.am.get_change_meta_by_hash(&hash)?.deps)
    }

    /// Gives what a key of a map held right after that map was made.
    pub fn at_making(&self, obj: &ObjId, key: &str) -> Vec<Value> {
        let Some(left) = self.looks_back.get().checked_sub(1) else { return Vec::new() };
        self.looks_back.set(left);
        self.doc.am.hash_for_opid(obj).map(|hash| self.values_at(obj, key, &[hash])).unwrap_or_default()
    }

    /// Gives all values of a key, the winner first.
    pub fn values(&self, obj: &ObjId, key: &str) -> Vec<Value> {
        owned(self.doc.am.get_all(obj, key).unwrap_or_default())
    }

    fn values_at(&self, obj: &ObjId, key: &str, heads: &[ChangeHash]) -> Vec<Value> {
        owned(self.doc.am.get_all_at(obj, key, heads).unwrap_or_default())
    }

    /// Gives the fields of a map, at most 64 of them, and whether there are more.
    pub fn fields(&self, obj: &ObjId) -> (Vec<(String, Value)>, bool) {
        let mut items = self.doc.am.map_range(obj, ..);
        let field = |item: automerge::iter::MapRangeItem<'_>| {
            let value = Value { said: said(&item.value), id: item.id(), conflict: item.conflict };
            (item.key.into_owned(), value)
        };
        let fields = items.by_ref().take(limits::FIELDS).map(field).collect();
        (fields, items.next().is_some())
    }

    /// Gives the first values of a list.
    pub fn list(&self, obj: &ObjId, at_most: usize) -> Vec<Said> {
        self.doc.am.list_range(obj, ..at_most).take(at_most).map(|item| said(&item.value)).collect()
    }
}
