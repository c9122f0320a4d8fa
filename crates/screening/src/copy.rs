//! Finding out how a copy runs: from two running times, from one tap, from the scenes that only it has.
//!
//! The ratio is never measured, only picked: two taps of 0.4 s each at half an hour's distance would be 2.5 s wrong at
//! the end, and there are only these few ways in which films are sold.

use crate::film::{Knot, along};
use crate::limits;
use crate::refused::Refused;

/// How a copy runs, by its usual cause: film milliseconds that pass in one millisecond of the copy.
///
/// 1; 25 frames shown for 23.976 and for 24 (discs and broadcasts of PAL countries); 24 for 23.976.
pub const RATIOS: [f64; 4] = [1.0, 25.0 / 23.976, 25.0 / 24.0, 24.0 / 23.976];

/// What a copy may have more than the film, in milliseconds: logos, a card of the distributor.
const MORE_MS: i64 = 90_000;
/// What it may have less, and still be the same cut.
const LESS_MS: i64 = 10_000;

/// What two running times say of a copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// The most usual ratio that explains them.
    pub ratio: f64,
    /// What the copy then has more than the film, on the film's scale, in milliseconds; logos mostly.
    pub left_over_ms: i64,
    /// Another ratio that explains them too: 25 for 24 instead of 25 for 23.976 is six seconds in a film.
    pub or_ratio: Option<f64>,
}

/// Proposes how a copy runs from its running time and the film's, both in milliseconds; none when no ratio fits, as for a
/// longer cut.
///
/// ```
/// # use screening::{RATIOS, proposed_ratio};
/// let disc = proposed_ratio(6_360_000, 6_112_000).unwrap(); // 1:46:00 and 1:41:52
/// assert_eq!((disc.ratio, disc.or_ratio), (25.0 / 23.976, Some(25.0 / 24.0)));
/// assert!((12_000..15_000).contains(&disc.left_over_ms));
/// assert_eq!(proposed_ratio(6_360_000, 6_371_000).unwrap().ratio, 1.0);
/// assert_eq!(proposed_ratio(6_360_000, 7_400_000), None);
/// ```
pub fn proposed_ratio(film_ms: i64, copy_ms: i64) -> Option<Proposal> {
    let over_ms = |ratio: f64| (copy_ms as f64 * ratio).round() as i64 - film_ms;
    let mut fits = RATIOS.into_iter().filter(|ratio| (-LESS_MS..=MORE_MS).contains(&over_ms(*ratio)));
    let ratio = fits.next().filter(|_| film_ms > 0 && copy_ms > 0)?;
    Some(Proposal { ratio, left_over_ms: over_ms(ratio), or_ratio: fits.next() })
}

/// Makes the known places of a copy: where the film begins on it, and from when to when it shows scenes that the film has
/// not; all on the copy, in milliseconds.
///
/// Refuses scenes that overlap, end before they begin, or lie before the film's beginning.
///
/// ```
/// # use screening::{Knot, knots};
/// let longer = knots(1.0, 0, &[(1_000_000, 1_180_000)]).unwrap();
/// assert_eq!(longer.last(), Some(&Knot { cut_ms: 1_180_000, film_ms: 1_000_000 }));
/// assert!(knots(1.0, 12_000, &[(5_000, 20_000)]).is_err());
/// ```
pub fn knots(ratio: f64, begins_ms: i64, extras: &[(i64, i64)]) -> Result<Vec<Knot>, Refused> {
    if extras.len() * 2 + 1 > limits::KNOTS {
        return Err(Refused::TooMany { what: "scenes that only this copy has", limit: (limits::KNOTS - 1) / 2 });
    }
    let mut extras = extras.to_vec();
    extras.sort();
    let mut last = Knot { cut_ms: begins_ms, film_ms: 0 };
    let mut knots = vec![last];
    for (from_ms, to_ms) in extras {
        if from_ms < last.cut_ms || to_ms <= from_ms {
            return Err(Refused::OutOfRange {
                what: "scene that only this copy has",
                range: "after the film's beginning and the scene before it, and must end after it begins",
            });
        }
        let film_ms = last.film_ms + ((from_ms - last.cut_ms) as f64 * ratio).round() as i64;
        knots.push(Knot { cut_ms: from_ms, film_ms });
        last = Knot { cut_ms: to_ms, film_ms };
        knots.push(last);
    }
    Ok(knots)
}

/// The scenes that only a copy has, out of its known places: the counterpart of [`knots`].
pub fn extras(knots: &[Knot]) -> Vec<(i64, i64)> {
    let pairs = knots.windows(2).filter_map(|pair| match pair {
        [a, b] if a.film_ms == b.film_ms => Some((a.cut_ms, b.cut_ms)),
        _ => None,
    });
    pairs.collect()
}

/// Moves all known places so that the copy's time `cut_ms` is film time `film_ms`: one tap at a known moment.
pub fn tapped(knots: &[Knot], ratio: f64, cut_ms: i64, film_ms: i64) -> Vec<Knot> {
    if knots.is_empty() {
        let begins_ms = cut_ms - (film_ms as f64 / ratio).round() as i64;
        // A copy that begins in the middle of the film is known by the tap alone.
        return vec![if begins_ms >= 0 { Knot { cut_ms: begins_ms, film_ms: 0 } } else { Knot { cut_ms, film_ms } }];
    }
    let by_film: Vec<_> = knots.iter().map(|knot| (knot.film_ms, knot.cut_ms)).collect();
    let (was_ms, _) = along(&by_film, ratio.recip(), film_ms);
    let by_ms = cut_ms - was_ms;
    let moved = knots.iter().map(|knot| Knot { cut_ms: knot.cut_ms + by_ms, film_ms: knot.film_ms });
    moved.filter(|knot| (0..=limits::FILM_MS).contains(&knot.cut_ms)).collect()
}
