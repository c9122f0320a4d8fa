//! Notes as words over the picture, one after another: how many, how long, and what is left out.
//!
//! Pure, on the film's own scale. Somebody reads them while the film runs, so there is one at a time and one in three
//! seconds; what could only be shown long after its moment is not shown at all.

/// No two begin nearer to each other than this, in milliseconds at usual speed.
pub(super) const APART_MS: i64 = 3_000;
/// A note that had to wait for longer than this has had its moment.
const LATE_MS: i64 = 12_000;
/// For how long one stands: the least, the most, and for each letter.
const READING_MS: (i64, i64, i64) = (3_000, 7_000, 70);

/// A note that is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    /// From when on, in film milliseconds.
    pub from_ms: i64,
    pub who: String,
    pub text: String,
}

/// A note that is shown, in film milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub from_ms: i64,
    pub to_ms: i64,
    pub who: String,
    pub text: String,
}

/// Puts notes one after another; `speed` is how fast the film runs, so that nobody reads faster for it.
pub(super) fn one_by_one(mut due: Vec<Due>, speed: f64) -> Vec<Shown> {
    let at_speed = |ms: i64| (ms as f64 * speed.max(1.0)).ceil() as i64;
    due.sort();
    let mut shown: Vec<Shown> = Vec::new();
    for Due { from_ms: due_ms, who, text } in due {
        let free_ms = shown.last().map_or(i64::MIN, |last| last.from_ms.saturating_add(at_speed(APART_MS)));
        let from_ms = due_ms.max(free_ms);
        if from_ms - due_ms > LATE_MS {
            continue;
        }
        if let Some(last) = shown.last_mut() {
            last.to_ms = last.to_ms.min(from_ms);
        }
        let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        let reading_ms = letters.saturating_mul(READING_MS.2).clamp(READING_MS.0, READING_MS.1);
        shown.push(Shown { from_ms, to_ms: from_ms + at_speed(reading_ms), who, text });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due_ms: &[i64], expect: &[(i64, i64)]) {
        let due = due_ms.iter().map(|ms| Due { from_ms: *ms, who: "Theo".into(), text: "oh".into() }).collect();
        let shown: Vec<_> = one_by_one(due, 1.0).iter().map(|one| (one.from_ms, one.to_ms)).collect();
        assert_eq!(shown, expect, "{due_ms:?}");
    }

    #[test]
    fn one_stands_at_a_time_and_one_comes_in_three_seconds() {
        check(&[], &[]);
        check(&[60_000, 10_000], &[(10_000, 13_000), (60_000, 63_000)]);
        check(&[10_000, 10_000, 11_000], &[(10_000, 13_000), (13_000, 16_000), (16_000, 19_000)]);
        // The sixth of six at once would come fifteen seconds after its moment.
        check(&[0; 6], &[(0, 3_000), (3_000, 6_000), (6_000, 9_000), (9_000, 12_000), (12_000, 15_000)]);
    }

    #[test]
    fn a_long_one_stands_longer_and_a_fast_film_leaves_as_much_time() {
        let due = |text: &str| vec![Due { from_ms: 0, who: "Theo".into(), text: text.into() }];
        let stands = |text: &str, speed| one_by_one(due(text), speed)[0].to_ms;
        assert_eq!(stands("oh", 1.0), 3_000);
        assert_eq!(stands(&"x".repeat(60), 1.0), 4_200);
        assert_eq!(stands(&"x".repeat(600), 1.0), 7_000);
        assert_eq!(stands("oh", 2.0), 6_000);
    }

    #[test]
    fn however_many_there_are() {
        for (round, speed) in [(0, 1.0), (1, 0.25), (17, 2.0), (80, 1.5), (400, 4.0)] {
            let mut due_ms: Vec<i64> = (0..round).map(|at| at * at * 7_919 % 60_000).collect();
            let due = due_ms.iter().map(|ms| Due { from_ms: *ms, who: String::new(), text: "oh".into() }).collect();
            let shown = one_by_one(due, speed);
            let least_ms = (APART_MS as f64 * speed.max(1.0)) as i64;
            for pair in shown.windows(2) {
                assert!(pair[1].from_ms - pair[0].from_ms >= least_ms, "{pair:?}");
                assert!(pair[0].to_ms <= pair[1].from_ms && pair[0].to_ms > pair[0].from_ms, "{pair:?}");
            }
            due_ms.sort_unstable();
            assert_eq!(shown.first().map(|one| one.from_ms), due_ms.first().copied(), "none comes before its time");
        }
    }
}
