//! How long after the moment somebody begins to write, learned from the notes that they moved.

use crate::note::Note;

/// So many moved notes tell something.
const ENOUGH: usize = 5;
/// What was moved by more than this was moved for another reason, in milliseconds.
const REASON_MS: i64 = 10_000;
/// The longest lag that is believed, in milliseconds.
const LAG_MS: i64 = 15_000;

/// Proposes a lag in milliseconds from the notes that their author moved by hand: the middle one of the lags that would
/// have put each where it was moved to. None while fewer than five were moved.
///
/// `notes` are one member's, those of one sort: sentences, or single keys.
pub fn learned_lag<'n>(notes: impl IntoIterator<Item = &'n Note>) -> Option<i64> {
    let stamps = notes.into_iter().filter_map(|note| note.stamp.as_ref());
    let moved = stamps.filter(|stamp| stamp.shift_ms != 0 && stamp.shift_ms.saturating_abs() <= REASON_MS);
    let mut lags: Vec<i64> = moved.map(|stamp| stamp.lag_ms.saturating_sub(stamp.shift_ms)).collect();
    lags.sort_unstable();
    let middle = lags.get(lags.len() / 2).filter(|_| lags.len() >= ENOUGH)?;
    Some((middle.clamp(&0, &LAG_MS) + 50) / 100 * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_what_was_moved_counts_and_a_few_count_for_nothing() {
        let check = |moved: &[(i64, i64)], expect: Option<i64>| {
            let notes: Vec<Note> = moved
                .iter()
                .map(|(lag_ms, shift_ms)| {
                    serde_json::from_value(serde_json::json!({
                        "id": "0".repeat(24), "by": "ab".repeat(10), "kind": "remark", "film_ms": 0, "text": "x", "tags": [],
                        "seal": "open", "made_ms": 0, "edited": false, "taken_back": false, "after_echo": false, "actor": "",
                        "stamp": { "timebase": "a", "at_ms": 0, "lag_ms": lag_ms, "shift_ms": shift_ms },
                    }))
                    .unwrap()
                })
                .collect();
            assert_eq!(learned_lag(&notes), expect, "{moved:?}");
        };
        check(&[(2_000, -1_000); 4], None);
        check(&[(2_000, 0); 9], None);
        check(&[(2_000, -1_000), (2_000, -2_000), (2_000, -1_500), (2_000, 1_000), (2_000, -9_000)], Some(3_500));
        check(&[(2_000, -12_000); 9], None); // the whole evening was shifted
        check(&[(1_000, 4_000); 5], Some(0));
    }
}
