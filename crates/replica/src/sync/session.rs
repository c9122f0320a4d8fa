//! What is known about one connected peer.

use super::push::Push;
use crate::gate::Waiting;
use crate::{DeviceId, DocumentId, HouseholdId, Table, limits};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A connection.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) houses: BTreeMap<HouseholdId, House>,
    /// What the peer is believed to hold: what it said, and what was sent to it since.
    pub(crate) believed: BTreeMap<DocumentId, Arc<Table>>,
    pub(crate) pushes: BTreeMap<DocumentId, Push>,
    pub(crate) waiting: BTreeMap<DocumentId, Waiting>,
    /// When a gap in a document was last spoken of.
    pub(crate) mended_ms: BTreeMap<DocumentId, i64>,
    pub(crate) live: Bucket,
    /// What this device allows itself, a little less than the peer does.
    pub(crate) outgoing: Bucket,
    pub(crate) catch_up: Bucket,
    strikes: u32,
    struck_ms: i64,
    pub(crate) traffic_ms: i64,
    pub(crate) closed: bool,
}

/// One household that is spoken of on a connection.
#[derive(Debug, Default)]
pub(crate) struct House {
    /// Whether the peer's first comparison arrived: before it nothing live is sent.
    pub(crate) compared: bool,
    pub(crate) neighbours: BTreeSet<DeviceId>,
    pub(crate) hello_ms: Option<i64>,
    pub(crate) pulse_ms: i64,
    /// The digests at which all records were sent last.
    pub(crate) records_at: Option<([u8; 16], [u8; 16])>,
    /// The digest of each table as last told.
    pub(crate) told: BTreeMap<DocumentId, [u8; 16]>,
}

impl Session {
    pub(crate) fn new(now_ms: i64) -> Self {
        Self {
            houses: BTreeMap::new(),
            believed: BTreeMap::new(),
            pushes: BTreeMap::new(),
            waiting: BTreeMap::new(),
            mended_ms: BTreeMap::new(),
            live: Bucket::new(limits::LIVE_BURST, limits::LIVE_PER_SECOND, now_ms),
            outgoing: Bucket::new(limits::LIVE_BURST / 2, limits::LIVE_PER_SECOND * 3 / 4, now_ms),
            catch_up: Bucket::new(limits::CATCH_UP_BURST, limits::CATCH_UP_PER_SECOND, now_ms),
            strikes: 0,
            struck_ms: now_ms,
            traffic_ms: now_ms,
            closed: false,
        }
    }

    /// Counts a proof of bad faith; true when it was one too many.
    pub(crate) fn strike(&mut self, now_ms: i64) -> bool {
        if now_ms.saturating_sub(self.struck_ms) > limits::STRIKES_MS {
            self.strikes = 0;
            self.struck_ms = now_ms;
        }
        self.strikes += 1;
        self.strikes >= limits::STRIKES
    }

    pub(crate) fn compared(&self, household: &HouseholdId) -> bool {
        !self.closed && self.houses.get(household).is_some_and(|house| house.compared)
    }

    /// How much of other documents' waiting counts against this one's limits.
    pub(crate) fn waiting_elsewhere(&self, document: &DocumentId) -> (usize, usize) {
        let others = self.waiting.iter().filter(|(other, _)| *other != document);
        others.fold((0, 0), |(changes, bytes), (_, waiting)| (changes + waiting.len(), bytes + waiting.bytes()))
    }

    /// Returns what the peer is believed to hold of a document.
    pub(crate) fn belief(&mut self, document: &DocumentId) -> &mut Table {
        Arc::make_mut(self.believed.entry(*document).or_default())
    }
}

/// An allowance that fills up again with time.
#[derive(Debug)]
pub(crate) struct Bucket {
    most: i64,
    per_second: i64,
    left: i64,
    filled_ms: i64,
}

impl Bucket {
    fn new(most: u32, per_second: u32, now_ms: i64) -> Self {
        Self { most: most.into(), per_second: per_second.into(), left: most.into(), filled_ms: now_ms }
    }

    /// Takes `count`, or nothing if there is not enough left.
    pub(crate) fn take(&mut self, count: usize, now_ms: i64) -> bool {
        let passed_ms = now_ms.saturating_sub(self.filled_ms).clamp(0, 60_000);
        let gained = passed_ms * self.per_second / 1_000;
        if gained > 0 {
            self.left = (self.left + gained).min(self.most);
            self.filled_ms = now_ms;
        }
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if count > self.left {
            return false;
        }
        self.left -= count;
        true
    }
}
