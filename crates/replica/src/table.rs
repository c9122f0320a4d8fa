//! What a device holds of a document, as a few numbers: how far each actor's chain reaches, and its last hash.

use crate::{Seq, ledger::Hash32};
use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How far one actor's changes reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The number of the actor's last change that counts; 0 if only a split is known.
    pub seq: Seq,
    tip: Hash32,
    split: Option<(Seq, Hash32)>,
}

impl Row {
    /// Makes a row of an honest chain.
    pub fn new(seq: Seq, tip: ChangeHash) -> Self {
        Self { seq, tip: tip.0, split: None }
    }

    /// Makes a row of an actor that ends with `tip`, the smaller of the two changes it numbered `seq`.
    pub fn forked(seq: Seq, tip: ChangeHash) -> Self {
        Self::new(seq, tip).split_at(seq, tip)
    }

    /// Adds that the actor signed two changes with the number `seq`, of which `smaller` has the smallest hash known.
    pub fn split_at(self, seq: Seq, smaller: ChangeHash) -> Self {
        Self { split: Some((seq, smaller.0)), ..self }
    }

    /// Returns the hash of the actor's last change that counts.
    pub fn tip(&self) -> ChangeHash {
        ChangeHash(self.tip)
    }

    /// Returns the first number the actor used twice, if that is known: it ends there.
    pub fn split(&self) -> Option<Seq> {
        self.split.map(|(seq, _)| seq)
    }
}

/// How far every actor's changes that count reach in one document.
///
/// A chain is linked by hashes, so two devices with equal rows hold the same changes of that actor.
///
/// ```
/// use replica::{Row, Table};
/// let hash = automerge::ChangeHash([1; 32]);
/// let mut mine = Table::default();
/// mine.set(vec![7; 24], Row::new(3, hash));
/// assert_eq!(mine.behind(&Table::default()), []);
/// assert_eq!(Table::default().behind(&mine), [(vec![7; 24], 0)]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table(BTreeMap<Vec<u8>, Row>);

impl Table {
    /// Sets an actor's row.
    pub fn set(&mut self, actor: Vec<u8>, row: Row) {
        self.0.insert(actor, row);
    }

    /// Removes an actor of whom nothing counts any more.
    pub fn clear(&mut self, actor: &[u8]) {
        self.0.remove(actor);
    }

    /// Returns an actor's row.
    pub fn row(&self, actor: &[u8]) -> Option<&Row> {
        self.0.get(actor)
    }

    /// Returns the number of the actor's last change, 0 for none.
    pub fn seq(&self, actor: &[u8]) -> Seq {
        self.0.get(actor).map_or(0, |row| row.seq)
    }

    /// Iterates over the rows, by actor.
    pub fn rows(&self) -> impl Iterator<Item = (&Vec<u8>, &Row)> {
        self.0.iter()
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Says whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says what a device with this table should ask of one with `other`: actors, each with the number after which.
    pub fn behind(&self, other: &Table) -> Vec<(Vec<u8>, Seq)> {
        other.0.iter().filter_map(|(actor, theirs)| Some((actor.clone(), after(self.row(actor), theirs)?))).collect()
    }

    /// Counts the changes of `other` that this table lacks.
    pub fn lacks(&self, other: &Table) -> u64 {
        other.0.iter().filter_map(|(actor, row)| Some(row.seq.saturating_sub(after(self.row(actor), row)?))).sum()
    }

    /// Returns 16 bytes that are equal when two tables are.
    pub fn digest(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        for (actor, row) in &self.0 {
            hash.update((actor.len() as u64).to_le_bytes());
            hash.update(actor);
            hash.update(row.seq.to_le_bytes());
            hash.update(row.tip);
            let (at, smaller) = row.split.unwrap_or_default();
            hash.update(at.to_le_bytes());
            hash.update(smaller);
        }
        let full: [u8; 32] = hash.finalize().into();
        full.first_chunk().copied().unwrap_or_default()
    }
}

/// After which number of the actor a holder of `mine` needs what a holder of `theirs` has; `None` for nothing.
fn after(mine: Option<&Row>, theirs: &Row) -> Option<Seq> {
    let Some(mine) = mine else { return Some(0) };
    if mine == theirs {
        return None;
    }
    // Where mine ends by a split and theirs goes on, they have not heard of it, or a removal's cut-off says which of
    // the two branches stands: what they have from there on settles it.
    let from = mine.split.map_or(mine.seq, |(at, _)| mine.seq.min(at.saturating_sub(1)));
    let length = match theirs.seq.cmp(&mine.seq) {
        Ordering::Greater => Some(from),
        // One number, two tips: somebody split further back, and only the whole chain shows where.
        Ordering::Equal if theirs.tip != mine.tip => Some(0),
        _ => None,
    };
    // An earlier split, and at one place a smaller hash, is news.
    let split = match (mine.split, theirs.split) {
        (None, Some((at, _))) => Some(at.saturating_sub(1)),
        (Some(mine), Some(theirs)) if theirs < mine => Some(theirs.0.saturating_sub(1)),
        _ => None,
    };
    match (length, split) {
        (Some(length), Some(split)) => Some(length.min(split)),
        (length, split) => length.or(split),
    }
}

impl FromIterator<(Vec<u8>, Row)> for Table {
    fn from_iter<T: IntoIterator<Item = (Vec<u8>, Row)>>(rows: T) -> Self {
        Self(rows.into_iter().collect())
    }
}
