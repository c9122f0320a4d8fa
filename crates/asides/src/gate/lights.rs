//! Lights up: who has seen the end, with whom, and whose grades lie open.
//!
//! Grades appear in one change and never one by one: what a sitting holds opens when everybody of it gave or passed. A
//! sitting is those for whom the lights went up on the same evening. Who finishes next morning is a sitting of their own,
//! so that what the others have long talked about does not close again over them; and sees the others' when they have
//! given their own.

use std::collections::{BTreeMap, BTreeSet};

use screening::{Attendance, Grade, MemberId, Pulse, Sentence, State, When};

use super::{Reach, Viewer};

/// How near to the end of a viewing somebody must have come to count as having seen it when the lights went up.
const END_NEAR_MS: i64 = 180_000;
/// How long after the first lights up of an evening others still belong to it, in milliseconds: the one upstairs is a few
/// minutes ahead, a second house an hour behind, the sleeper a night.
const SITTING_MS: i64 = 6 * 3_600_000;

/// Those who have seen the end, by who saw it on one evening.
///
/// ```
/// use asides::gate::Lights;
/// let nobody = Lights::default();
/// assert_eq!(nobody.through().count(), 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lights {
    sittings: Vec<BTreeSet<MemberId>>,
}

impl Lights {
    /// Finds who has seen the end: whoever says so, or was watching close to the end when the lights went up.
    pub fn of(reach: &Reach<'_>) -> Self {
        let mut ends: BTreeMap<&MemberId, i64> = BTreeMap::new();
        for row in reach.attendance.iter().filter(|row| has_finished(row, reach)) {
            let ended_ms = reach.ended_ms(row).unwrap_or(i64::MAX);
            let first = ends.entry(&row.member).or_insert(ended_ms);
            *first = ended_ms.min(*first);
        }
        let mut in_order: Vec<(i64, &MemberId)> =
            ends.into_iter().map(|(member, ended_ms)| (ended_ms, member)).collect();
        in_order.sort();
        let mut sittings: Vec<(i64, BTreeSet<MemberId>)> = Vec::new();
        for (ended_ms, member) in in_order {
            match sittings.last_mut() {
                Some((first_ms, sitting)) if ended_ms.saturating_sub(*first_ms) <= SITTING_MS => {
                    sitting.insert(member.clone());
                }
                _ => sittings.push((ended_ms, BTreeSet::from([member.clone()]))),
            }
        }
        Self { sittings: sittings.into_iter().map(|(_, sitting)| sitting).collect() }
    }

    /// Names everybody who has seen the end.
    pub fn through(&self) -> impl Iterator<Item = &MemberId> {
        self.sittings.iter().flatten()
    }

    /// Tells whether a member has seen the end.
    pub fn has(&self, member: &MemberId) -> bool {
        self.sittings.iter().any(|sitting| sitting.contains(member))
    }

    /// Names those whose words lie open to a member, when `gave` have given theirs: nobody's but one's own before the own
    /// sitting is complete.
    pub fn open_to(&self, member: &MemberId, gave: &BTreeSet<MemberId>) -> BTreeSet<MemberId> {
        let complete = || self.sittings.iter().filter(|sitting| sitting.is_subset(gave));
        let mut open = if complete().any(|sitting| sitting.contains(member)) {
            complete().flatten().cloned().collect()
        } else {
            BTreeSet::new()
        };
        open.insert(member.clone());
        open
    }

    /// Names those of a member's own sitting who have neither given nor passed.
    pub fn awaited(&self, member: &MemberId, gave: &BTreeSet<MemberId>) -> Vec<MemberId> {
        let own = self.sittings.iter().find(|sitting| sitting.contains(member));
        own.map(|sitting| sitting.difference(gave).cloned().collect()).unwrap_or_default()
    }
}

/// Grades and pulses as they came through the gate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GradesSeen {
    /// What may be seen.
    pub grades: Vec<Grade>,
    /// Who gave a grade that is not to be seen yet, and when; that and nothing else.
    pub closed: Vec<(MemberId, When)>,
    /// The taps that may be seen.
    pub pulses: Vec<Pulse>,
    /// Who of one's own sitting has neither given a grade after the film nor passed.
    pub awaited: Vec<MemberId>,
    /// The grades after the film lie open.
    pub open: bool,
}

impl Viewer {
    /// Lets grades through: one's own always; the hopes and taps of others when the lights are up for oneself; their
    /// grades after the film when everybody of one's sitting gave or passed. Where somebody gave two on two devices, only
    /// they are shown them, until they pick.
    pub fn grades(&self, grades: Vec<Grade>, pulses: Vec<Pulse>, lights: &Lights) -> GradesSeen {
        let after = grades.iter().filter(|grade| grade.when == When::After);
        let gave: BTreeSet<MemberId> = after.map(|grade| grade.member.clone()).collect();
        let open_to = lights.open_to(&self.member, &gave);
        let mut seen = GradesSeen::default();
        for grade in grades {
            let own = grade.member == self.member;
            let shown = match grade.when {
                When::Before => self.finished,
                When::After => self.finished && open_to.contains(&grade.member),
            };
            if own || (shown && grade.rivals.is_empty()) {
                seen.grades.push(grade);
            } else if grade.when == When::Before || self.finished {
                seen.closed.push((grade.member, grade.when));
            }
        }
        seen.pulses = pulses.into_iter().filter(|pulse| self.finished || pulse.member == self.member).collect();
        if self.finished {
            seen.awaited = lights.awaited(&self.member, &gave);
            seen.open = seen.awaited.is_empty();
        }
        seen
    }
}

/// Sentences as they came through the gate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentencesSeen {
    /// What may be read.
    pub sentences: Vec<Sentence>,
    /// Who has written or passed, and is not to be read yet.
    pub closed: Vec<MemberId>,
    /// Who of one's own sitting has neither written nor passed.
    pub awaited: Vec<MemberId>,
    /// They lie open.
    pub open: bool,
}

impl Viewer {
    /// Lets sentences through: one's own always, those of the others when everybody of one's sitting wrote or passed. Two
    /// sentences of somebody are for that member alone, until they pick.
    pub fn sentences(&self, sentences: Vec<Sentence>, lights: &Lights) -> SentencesSeen {
        let gave: BTreeSet<MemberId> = sentences.iter().map(|sentence| sentence.member.clone()).collect();
        let open_to = lights.open_to(&self.member, &gave);
        let mut seen = SentencesSeen::default();
        for sentence in sentences {
            let shown = self.finished && open_to.contains(&sentence.member) && sentence.rivals.is_empty();
            if sentence.member == self.member || shown {
                seen.sentences.push(sentence);
            } else if self.finished {
                seen.closed.push(sentence.member);
            }
        }
        if self.finished {
            seen.awaited = lights.awaited(&self.member, &gave);
            seen.open = seen.awaited.is_empty();
        }
        seen
    }
}

/// Finished says so, or was watching close to the end when the lights went up.
fn has_finished(row: &Attendance, reach: &Reach<'_>) -> bool {
    match row.state {
        State::Finished => true,
        State::Watching | State::StillWatching if reach.ended_ms(row).is_some() => {
            let end_ms = row.viewing.as_ref().and_then(|viewing| reach.clocks_ms.get(viewing));
            let reached_ms = row.frontier_ms.max(reach.noted_ms.get(&row.member).copied().unwrap_or(0));
            end_ms.is_some_and(|end_ms| reached_ms >= end_ms - END_NEAR_MS)
        }
        State::Watching | State::StillWatching | State::Slept { .. } | State::Left { .. } => false,
    }
}
