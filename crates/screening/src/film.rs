//! The film, and the copies of it.

use serde::{Deserialize, Serialize};

use crate::id::{CutId, MemberId};

/// The work. Anyone of the household may correct it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Film {
    /// Its title, 1 to 200 graphemes.
    pub title: String,
    /// The year of its first showing.
    pub year: Option<i32>,
    /// How long it runs on its own scale, in milliseconds.
    pub length_ms: Option<i64>,
    /// Who directed it, in the order of the credits, at most 20.
    pub directors: Vec<String>,
    /// Its number at The Movie Database.
    pub tmdb: Option<i64>,
    /// Its id at IMDb, such as `tt0133093`.
    pub imdb: Option<String>,
    /// Film time before which this household holds that notes spoil nothing, in milliseconds; a quarter of the film unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_until_ms: Option<i64>,
}

/// A place that is known in a copy and in the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Knot {
    /// Milliseconds on the copy.
    pub cut_ms: i64,
    /// Milliseconds on the film's own scale.
    pub film_ms: i64,
}

/// One copy of the film: how its time becomes film time.
///
/// Before its first and after its last knot the copy runs at `ratio`, between two knots evenly from one to the other: two
/// knots at one film time hold a scene that only this copy has.
///
/// ```
/// # use screening::{Cut, CutId, Knot, MemberId};
/// let disc = Cut {
///     id: CutId::new(0, 0),
///     by: MemberId::from_bytes([1; 10]),
///     label: "disc, 25 fps, 12 s of logos".into(),
///     length_ms: None,
///     ratio: 25.0 / 23.976,
///     knots: vec![Knot { cut_ms: 12_000, film_ms: 0 }],
/// };
/// let film_ms = disc.film_ms(6_111_000); // 1:41:51 on the disc
/// assert!((film_ms - 6_360_000).abs() < 600); // 1:46:00 in the film
/// assert!((disc.cut_ms(film_ms) - 6_111_000).abs() <= 1);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Its name.
    pub id: CutId,
    /// Who described it.
    pub by: MemberId,
    /// What people call it.
    pub label: String,
    /// How long the copy runs, in milliseconds.
    #[serde(default)]
    pub length_ms: Option<i64>,
    /// Film milliseconds that pass in one millisecond of the copy, 0.5 to 2.
    pub ratio: f64,
    /// Known places, sorted, at most 64; none means that both begin together.
    #[serde(default)]
    pub knots: Vec<Knot>,
}

impl Cut {
    /// Turns a time on this copy into film time, both in milliseconds.
    pub fn film_ms(&self, cut_ms: i64) -> i64 {
        along(&self.knots_by(|knot| (knot.cut_ms, knot.film_ms)), self.ratio, cut_ms).0
    }

    /// Turns film time into a time on this copy, both in milliseconds.
    pub fn cut_ms(&self, film_ms: i64) -> i64 {
        along(&self.knots_by(|knot| (knot.film_ms, knot.cut_ms)), self.ratio.recip(), film_ms).0
    }

    /// Tells how many film milliseconds pass in a millisecond of this copy from a time on it on; 0 in a scene that only
    /// this copy has.
    pub fn slope_at(&self, cut_ms: i64) -> f64 {
        along(&self.knots_by(|knot| (knot.cut_ms, knot.film_ms)), self.ratio, cut_ms).1
    }

    /// Tells how much of the copy is left until it runs otherwise, in milliseconds; none when it goes on as it does.
    pub fn even_for_ms(&self, cut_ms: i64) -> Option<i64> {
        self.knots.iter().map(|knot| knot.cut_ms - cut_ms).find(|left_ms| *left_ms > 0)
    }

    fn knots_by(&self, pair: impl Fn(&Knot) -> (i64, i64)) -> Vec<(i64, i64)> {
        self.knots.iter().map(pair).collect()
    }
}

/// The piecewise linear way through sorted knots, and how steep it is there; `slope` before the first and after the last.
pub(crate) fn along(knots: &[(i64, i64)], slope: f64, x: i64) -> (i64, f64) {
    let inside = knots.first().is_some_and(|first| x >= first.0);
    let piece = knots.windows(2).find(|w| inside && matches!(w, [_, b] if x < b.0));
    let (from, slope) = match piece {
        Some([a, b]) => (*a, (b.1 - a.1) as f64 / (b.0 - a.0).max(1) as f64),
        _ if inside => (knots.last().copied().unwrap_or_default(), slope),
        _ => (knots.first().copied().unwrap_or_default(), slope),
    };
    (from.1.saturating_add(((x.saturating_sub(from.0)) as f64 * slope).round() as i64), slope)
}
