//! Every version of the text, and going back to one.
//!
//! Nothing is ever lost in a document, so a version is nothing but the heads at which a stretch of writing ended. Going
//! back writes a new change on top of everything: who goes back can go forward again, and what others write at the same
//! time stays.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use automerge::{Change, ChangeHash, ReadDoc};

use super::edit::units;
use super::{Passage, RecapEdit, Splice, edit_recap, recap_passages_at, recap_text, text_object};
use crate::document::{Document, Root, guarded};
use crate::refused::Refused;

/// A pause of this many seconds ends a stretch of writing.
const PAUSE_S: i64 = 300;
/// However long people write on, a stretch ends after so many seconds.
const STRETCH_S: i64 = 1_200;

/// A stretch of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapVersion {
    /// The state in which it left the text.
    pub heads: Vec<ChangeHash>,
    /// Who wrote in it.
    pub actors: BTreeSet<Vec<u8>>,
    /// When it began, in milliseconds since 1970, by its writers' clocks.
    pub from_ms: i64,
    /// When it ended, in the same way.
    pub until_ms: i64,
    /// How many changes it holds.
    pub changes: usize,
}

/// Lists the versions, the newest first, in an order that every device computes alike.
///
/// ```
/// # use screening::*;
/// # let screening = ScreeningId::from_bytes([0; 16]);
/// let (mut recap, _) = Document::new_recap(&[7; 24], &screening, 0)?;
/// set_recap(&mut recap, "Saturday.", 1_000)?;
/// set_recap(&mut recap, "Saturday night.", 2_000)?;
/// set_recap(&mut recap, "Sunday.", 86_400_000)?;
/// let versions = recap_versions(&recap);
/// assert_eq!(versions.len(), 2);
/// assert_eq!(recap_text_at(&recap, &versions[1].heads)?, "Saturday night.");
/// # Ok::<(), Refused>(())
/// ```
pub fn recap_versions(doc: &Document) -> Vec<RecapVersion> {
    let mut versions: Vec<RecapVersion> = Vec::new();
    let mut heads: BTreeSet<ChangeHash> = BTreeSet::new();
    for written in in_order(doc) {
        for dep in &written.deps {
            heads.remove(dep);
        }
        heads.insert(written.hash);
        if written.deps.is_empty() {
            continue;
        }
        let time_ms = written.time_s.saturating_mul(1_000);
        let goes_on = versions.last_mut().filter(|stretch| {
            time_ms - stretch.until_ms < PAUSE_S * 1_000 && time_ms - stretch.from_ms < STRETCH_S * 1_000
        });
        match goes_on {
            Some(stretch) => {
                stretch.actors.insert(written.actor);
                stretch.until_ms = stretch.until_ms.max(time_ms);
                stretch.heads = heads.iter().copied().collect();
                stretch.changes += 1;
            }
            None => versions.push(RecapVersion {
                heads: heads.iter().copied().collect(),
                actors: BTreeSet::from([written.actor]),
                from_ms: time_ms,
                until_ms: time_ms,
                changes: 1,
            }),
        }
    }
    versions.reverse();
    versions
}

/// Gives the text as it was at earlier heads; heads that are not here are refused as [`Refused::Unknown`].
pub fn recap_text_at(doc: &Document, heads: &[ChangeHash]) -> Result<String, Refused> {
    if heads.is_empty() || !heads.iter().all(|head| doc.has(head)) {
        return Err(Refused::Unknown { what: "version of the recap" });
    }
    let text = doc.genesis.container(Root::Text).ok_or(Refused::WrongDocument { expected: "recap" })?;
    guarded(|| doc.am.text_at(text, heads)).map_err(Refused::broken)?.map_err(Refused::broken)
}

/// Writes the text and its marks as they were at earlier heads, on top of everything; no change when they are so.
pub fn restore_recap(doc: &mut Document, heads: &[ChangeHash], wall_ms: i64) -> Result<Vec<Change>, Refused> {
    text_object(doc)?;
    let wanted = recap_text_at(doc, heads)?;
    let marks = recap_passages_at(doc, heads);
    let splice = Splice::between(&recap_text(doc), &wanted);
    let now = doc.heads();
    let mut edit = RecapEdit { splices: vec![splice], marks: Vec::new() };
    let mut changes = edit_recap(doc, &now, &edit, wall_ms)?;
    let stand = super::recap_passages(doc);
    if stand != marks {
        let gone = stand.iter().filter(|passage| !marks.contains(passage)).map(|passage| (*passage, false));
        edit = RecapEdit { splices: Vec::new(), marks: gone.collect() };
        let end = units(&wanted);
        edit.marks.extend(marks.iter().filter(|Passage { to, .. }| *to <= end).map(|passage| (*passage, true)));
        let now = doc.heads();
        changes.extend(edit_recap(doc, &now, &edit, wall_ms)?);
    }
    Ok(changes)
}

struct Written {
    hash: ChangeHash,
    deps: Vec<ChangeHash>,
    actor: Vec<u8>,
    time_s: i64,
}

/// Every change after what it builds on; of those that may come next, the earliest.
fn in_order(doc: &Document) -> Vec<Written> {
    let mut waiting: BTreeMap<ChangeHash, Written> = BTreeMap::new();
    let mut needs: BTreeMap<ChangeHash, usize> = BTreeMap::new();
    let mut leads_to: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut ready = BinaryHeap::new();
    for meta in doc.am.get_changes_meta(&[]) {
        needs.insert(meta.hash, meta.deps.len());
        for dep in &meta.deps {
            leads_to.entry(*dep).or_default().push(meta.hash);
        }
        if meta.deps.is_empty() {
            ready.push(Reverse((meta.timestamp, meta.hash)));
        }
        let actor = meta.actor.to_bytes().to_vec();
        waiting.insert(meta.hash, Written { hash: meta.hash, deps: meta.deps, actor, time_s: meta.timestamp });
    }
    let mut ordered = Vec::with_capacity(waiting.len());
    while let Some(Reverse((_, hash))) = ready.pop() {
        for next in leads_to.remove(&hash).unwrap_or_default() {
            let left = needs.entry(next).or_insert(1);
            *left = left.saturating_sub(1);
            if *left == 0
                && let Some(written) = waiting.get(&next)
            {
                ready.push(Reverse((written.time_s, next)));
            }
        }
        ordered.extend(waiting.remove(&hash));
    }
    ordered
}
