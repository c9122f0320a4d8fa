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
/// With one knot the copy runs at `ratio`; with several the time between two knots is divided evenly, and the end pieces
/// go on as they were.
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
        let knots: Vec<_> = self.knots.iter().map(|k| (k.cut_ms, k.film_ms)).collect();
        along(&knots, self.ratio, cut_ms)
    }

    /// Turns film time into a time on this copy, both in milliseconds.
    pub fn cut_ms(&self, film_ms: i64) -> i64 {
        let knots: Vec<_> = self.knots.iter().map(|k| (k.film_ms, k.cut_ms)).collect();
        along(&knots, self.ratio.recip(), film_ms)
    }
}

/// The piecewise linear way through sorted knots; `slope` where there is only one.
fn along(knots: &[(i64, i64)], slope: f64, x: i64) -> i64 {
    let piece = knots.windows(2).find(|w| matches!(w, [_, b] if x < b.0)).or_else(|| knots.windows(2).last());
    let (from, slope) = match (piece, knots) {
        (Some([a, b]), _) if b.0 == a.0 => return b.1,
        (Some([a, b]), _) => (*a, (b.1 - a.1) as f64 / (b.0 - a.0) as f64),
        (_, [only]) => (*only, slope),
        _ => ((0, 0), slope),
    };
    from.1.saturating_add(((x.saturating_sub(from.0)) as f64 * slope).round() as i64)
}
