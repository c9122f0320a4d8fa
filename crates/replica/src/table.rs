//! What a device holds of a document, as a few numbers: how far each actor's chain reaches, and its last hash.

use crate::{Seq, ledger::Hash32};
use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How far one actor's changes reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The number of the actor's last change that counts.
    pub seq: Seq,
    tip: Hash32,
    /// Whether two changes of this number are known: then the actor ends here, with the smaller hash.
    pub forked: bool,
}

impl Row {
    /// Makes a row of an honest chain.
    pub fn new(seq: Seq, tip: ChangeHash) -> Self {
        Self { seq, tip: tip.0, forked: false }
    }

    /// Makes a row of an actor that signed two changes with the number `seq`, of which `tip` has the smaller hash.
    pub fn forked(seq: Seq, tip: ChangeHash) -> Self {
        Self { forked: true, ..Self::new(seq, tip) }
    }

    /// Returns the hash of the actor's last change that counts.
    pub fn tip(&self) -> ChangeHash {
        ChangeHash(self.tip)
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
        other.0.iter().filter_map(|(actor, row)| Some(row.seq - after(self.row(actor), row)?.min(row.seq))).sum()
    }

    /// Returns 16 bytes that are equal when two tables are.
    pub fn digest(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        for (actor, row) in &self.0 {
            hash.update((actor.len() as u64).to_le_bytes());
            hash.update(actor);
            hash.update(row.seq.to_le_bytes());
            hash.update(row.tip);
            hash.update([u8::from(row.forked)]);
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
    match (mine.forked, theirs.forked) {
        // Both know a fork: the earlier one, and at one place the smaller hash, is news to the other.
        (true, true) => (theirs.seq < mine.seq || (theirs.seq == mine.seq && theirs.tip < mine.tip))
            .then(|| theirs.seq.saturating_sub(1)),
        // Mine ends; theirs goes on because they have not heard. What they hold could only be a smaller hash.
        (true, false) => None,
        (false, true) => Some(theirs.seq.saturating_sub(1).min(mine.seq)),
        (false, false) if theirs.seq > mine.seq => Some(mine.seq),
        // One number, two tips: somebody forked further back, and only the whole chain shows where.
        (false, false) if theirs.seq == mine.seq => Some(0),
        (false, false) => None,
    }
}

impl FromIterator<(Vec<u8>, Row)> for Table {
    fn from_iter<T: IntoIterator<Item = (Vec<u8>, Row)>>(rows: T) -> Self {
        Self(rows.into_iter().collect())
    }
}
