//! The ridge: how much was felt when, never beyond the viewer's frontier.

use std::collections::BTreeMap;

use screening::{MemberId, Note};

use crate::api::view::{LaneView, MemberView, RidgeView};

/// Steps of a ridge across the film.
const STEPS: usize = 240;
/// Steps of a small one, in a list.
pub(crate) const STEPS_SMALL: usize = 48;
/// The most ticks that a lane keeps; more would paint over each other.
const TICKS_MAX: usize = 2_000;

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
    let mut ticks: BTreeMap<&MemberId, Vec<i64>> = BTreeMap::new();
    for note in notes {
        let lane = ticks.entry(&note.by).or_default();
        if lane.len() < TICKS_MAX {
            lane.push(note.film_ms);
        }
    }
    let lanes = members
        .iter()
        .filter_map(|member| {
            let (_, ticks_ms) = ticks.iter().find(|(id, _)| id.as_str() == member.id)?;
            Some(LaneView { member: member.id.clone(), ticks_ms: ticks_ms.clone() })
        })
        .collect();
    RidgeView { end_ms, heights: heights(notes.iter().map(|note| (note.film_ms, 1)), end_ms, STEPS), lanes }
}

#[cfg(test)]
mod tests {
    use super::heights;

    #[test]
    fn where_most_was_noted_it_is_highest() {
        let drawn = heights([(100, 4), (900, 1)].into_iter(), 1_000, 11);
        assert_eq!(drawn.iter().position(|height| *height == 100), Some(1));
        assert!(drawn[9] < 40 && drawn[5] == 0);
    }

    #[test]
    fn a_film_of_no_length_and_notes_outside_it_break_nothing() {
        assert_eq!(heights([(5, 1)].into_iter(), 0, 3), [0, 0, 0]);
        assert_eq!(heights([(-5, 1), (99, 1)].into_iter(), 10, 0), Vec::<u8>::new());
        assert_eq!(heights([(-5, 1), (99, 1)].into_iter(), 10, 2).len(), 2);
    }
}
