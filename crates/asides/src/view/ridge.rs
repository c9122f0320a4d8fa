//! The ridge: how much was felt when, never beyond the viewer's frontier.

use std::collections::{BTreeMap, BTreeSet};

use screening::Note;

use crate::api::view::{LaneView, MemberView, RidgeView};

/// Steps of a ridge across the film.
const STEPS: usize = 240;
/// Steps of a small one, in a list.
pub(crate) const STEPS_SMALL: usize = 48;
/// Places for ticks across the film: more could not be told apart, on any screen.
const TICK_STEPS: i64 = 2_000;
/// The most parts in which the film is counted, for whoever reads the ridge as a table.
const PARTS_MAX: i64 = 24;

/// Draws the density of notes (so many at a film time) in equal steps from 0 to `end_ms`, 0 to 100; each note warms its
/// neighbours a little.
pub(crate) fn heights(notes: impl Iterator<Item = (i64, u64)>, end_ms: i64, steps: usize) -> Vec<u8> {
    let mut sums = vec![0.0_f64; steps];
    if end_ms <= 0 || steps == 0 {
        return vec![0; steps];
    }
    for (film_ms, notes) in notes {
        let place = (film_ms.clamp(0, end_ms) as f64 / end_ms as f64 * (steps - 1) as f64).round() as usize;
        for (distance, warmth) in [(0_usize, 1.0), (1, 0.6), (2, 0.25)] {
            if let Some(sum) = sums.get_mut(place + distance) {
                *sum += warmth * notes as f64;
            }
            if distance > 0
                && let Some(sum) = place.checked_sub(distance).and_then(|place| sums.get_mut(place))
            {
                *sum += warmth * notes as f64;
            }
        }
    }
    let highest = sums.iter().copied().fold(0.0, f64::max);
    // Hot by comparison, but a single note is no mountain.
    let scale = 100.0 / highest.max(3.0);
    sums.into_iter().map(|sum| (sum * scale).round().clamp(0.0, 100.0) as u8).collect()
}

/// Draws the whole ridge with one lane a member.
pub(crate) fn ridge(notes: &[Note], members: &[MemberView], length_ms: Option<i64>) -> RidgeView {
    let last_ms = notes.iter().map(|note| note.film_ms).max().unwrap_or(0);
    let end_ms = length_ms.unwrap_or(0).max(last_ms);
    let part_ms = part_ms(end_ms);
    let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
    for note in notes {
        lanes.entry(note.by.as_str()).or_default().take(note.film_ms.clamp(0, end_ms), end_ms, part_ms);
    }
    let lanes = members.iter().filter_map(|member| Some(lanes.get(member.id.as_str())?.view(&member.id))).collect();
    RidgeView { end_ms, part_ms, heights: heights(notes.iter().map(|note| (note.film_ms, 1)), end_ms, STEPS), lanes }
}

/// One member's notes, in places that can be told apart, and counted part by part.
#[derive(Default)]
struct Lane {
    places: BTreeSet<i64>,
    counts: Vec<u32>,
}

impl Lane {
    fn take(&mut self, film_ms: i64, end_ms: i64, part_ms: i64) {
        // Narrower than a pixel, on any screen.
        let step_ms = (end_ms / TICK_STEPS).max(1);
        self.places.insert(film_ms / step_ms * step_ms);
        let parts = usize::try_from(parts_of(end_ms, part_ms)).unwrap_or(0);
        self.counts.resize(parts, 0);
        let part = usize::try_from(film_ms / part_ms.max(1)).unwrap_or(0).min(parts.saturating_sub(1));
        if let Some(count) = self.counts.get_mut(part) {
            *count += 1;
        }
    }

    fn view(&self, member: &str) -> LaneView {
        LaneView {
            member: member.to_owned(),
            ticks_ms: self.places.iter().copied().collect(),
            counts: self.counts.clone(),
        }
    }
}

/// How many parts of a length there are, the last one perhaps shorter.
fn parts_of(whole: i64, part: i64) -> i64 {
    (whole + part - 1) / part.max(1)
}

/// The length of a part: a round number of minutes, so that a table of them can be read.
fn part_ms(end_ms: i64) -> i64 {
    const MINUTES: [i64; 9] = [1, 2, 5, 10, 20, 30, 60, 120, 240];
    let fits = |minutes: &&i64| end_ms <= *minutes * 60_000 * PARTS_MAX;
    MINUTES.iter().find(fits).map_or_else(|| parts_of(end_ms, PARTS_MAX), |minutes| minutes * 60_000)
}

#[cfg(test)]
mod tests {
    use super::{Lane, TICK_STEPS, heights, part_ms};

    #[test]
    fn where_most_was_noted_it_is_highest() {
        let drawn = heights([(100, 4), (900, 1)].into_iter(), 1_000, 11);
        assert_eq!(drawn.iter().position(|height| *height == 100), Some(1));
        assert!(drawn[9] < 40 && drawn[5] == 0);
    }

    #[test]
    fn a_lane_of_fifty_thousand_notes_reaches_the_end_and_counts_them_all() {
        let end_ms = 7_200_000;
        for notes in [20_i64, 50_000] {
            let mut lane = Lane::default();
            (0..notes).for_each(|at| lane.take(at * end_ms / notes, end_ms, part_ms(end_ms)));
            let view = lane.view("ann");
            assert_eq!(view.counts.iter().sum::<u32>(), u32::try_from(notes).unwrap());
            assert_eq!(view.counts.len(), 24);
            assert!(view.ticks_ms.len() as i64 <= (TICK_STEPS + 1).min(notes));
            assert!(view.ticks_ms.last().unwrap() + end_ms / notes.min(TICK_STEPS) + 3_600 >= end_ms);
        }
    }

    #[test]
    fn parts_are_round_minutes() {
        fn check(end_ms: i64, expect_ms: i64) {
            assert_eq!(part_ms(end_ms), expect_ms, "{end_ms}");
        }
        check(0, 60_000);
        check(1_440_000, 60_000);
        check(1_440_001, 120_000);
        check(7_200_000, 300_000);
        check(43_200_000, 1_800_000);
    }

    #[test]
    fn a_film_of_no_length_and_notes_outside_it_break_nothing() {
        assert_eq!(heights([(5, 1)].into_iter(), 0, 3), [0, 0, 0]);
        assert_eq!(heights([(-5, 1), (99, 1)].into_iter(), 10, 0), Vec::<u8>::new());
        assert_eq!(heights([(-5, 1), (99, 1)].into_iter(), 10, 2).len(), 2);
    }
}
