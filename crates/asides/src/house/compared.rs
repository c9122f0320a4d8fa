//! How this run's timebase stands to those of other devices, written down as edges where a film clock needs them.
//!
//! The pings compare long before the film begins, and tell only what is new; so what they last said is kept here and
//! looked at again whenever a clock came to need it.

use std::collections::{BTreeMap, BTreeSet};

use replica::{DeviceId, DocumentId};
use screening::{Edge, Edit, time_apart};

use super::core::Core;
use super::shelf::Held;
use super::turn::Turn;

/// An edge is written again when its error became this many times smaller: tens of edges an evening, not hundreds.
const BETTER: i64 = 2;
/// Two clocks that have drifted apart by more than their errors and this are compared anew, in milliseconds.
const DRIFT_MS: i64 = 100;
/// Both ends hear the same comparison; the one whose timebase has the greater name waits this long for the other.
const COURTESY_MS: i64 = 2_000;

/// What the pings to one device said last.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    timebase: String,
    offset_ms: i64,
    err_ms: i64,
    /// Since when it waits to be written into a document, by the house's running time.
    due: BTreeMap<DocumentId, i64>,
}

impl Core {
    /// Keeps what the pings to a device say.
    pub(super) fn compared(&mut self, device: DeviceId, timebase: &str, offset_ms: i64, err_ms: i64) {
        let compared = Compared { timebase: timebase.to_owned(), offset_ms, err_ms, due: BTreeMap::new() };
        self.compared.insert(device, compared);
    }

    /// Writes the edges that a running film clock lacks, or that became clearly better.
    pub(super) fn keep_edges(&mut self, turn: &mut Turn) {
        let now_ms = self.running_ms();
        let ours = self.timebase.name.clone();
        let mut edges = Vec::new();
        for (device, compared) in &mut self.compared {
            for (document, held) in &self.held {
                let belongs = || self.replica.household(&held.household).is_some_and(|home| home.is_in(device));
                if !(held.pace.goes_on() && lacks(held, &ours, compared) && belongs()) {
                    compared.due.remove(document);
                    continue;
                }
                let since_ms = *compared.due.entry(*document).or_insert(now_ms);
                if ours < compared.timebase || now_ms - since_ms >= COURTESY_MS {
                    let b = compared.timebase.clone();
                    let edge = Edge { a: ours.clone(), b, offset_ms: compared.offset_ms, err_ms: compared.err_ms };
                    edges.push((*device, *document, held.household, edge));
                }
            }
        }
        for (device, document, household, edge) in edges {
            let Ok(me) = self.me_in(&household) else { continue };
            if let Err(problem) = self.edit(document, &me, &Edit::Edge(edge), turn) {
                // Asked again it would be refused again.
                tracing::warn!(%problem, "edge");
                self.compared.remove(&device);
            }
        }
    }
}

/// Tells whether a document's clock needs this comparison: it concerns one of its timebases and says something new.
fn lacks(held: &Held, ours: &str, compared: &Compared) -> bool {
    let entries = held.pace.entries.iter().map(|entry| entry.timebase.as_str());
    let edges = held.pace.edges.iter().flat_map(|edge| [edge.a.as_str(), edge.b.as_str()]);
    let known: BTreeSet<&str> = entries.chain(edges).collect();
    if !known.contains(ours) && !known.contains(compared.timebase.as_str()) {
        return false;
    }
    time_apart(&held.pace.edges, ours, &compared.timebase).is_none_or(|(offset_ms, err_ms)| {
        let drift_ms = offset_ms.saturating_sub(compared.offset_ms).saturating_abs();
        compared.err_ms.saturating_mul(BETTER) < err_ms
            || drift_ms > err_ms.saturating_add(compared.err_ms).saturating_add(DRIFT_MS)
    })
}
