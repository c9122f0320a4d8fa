//! What a player says of itself: where it is, how fast, and which film.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::PlayerError;

/// Longer than any film: two days, in milliseconds. A place beyond it is a mistake.
pub const FILM_MS_MAX: i64 = 48 * 3_600_000;
/// Faster than anybody watches.
pub const RATE_MAX: f64 = 16.0;
/// Some files begin a little before 0; that is no mistake.
const BEFORE_MS_MAX: f64 = 500.0;

/// Whether the picture moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Play {
    /// It runs.
    Playing,
    /// Somebody stopped it.
    Paused,
    /// It waits for data and goes on by itself.
    Buffering,
}

/// One look at a player: at `seen` its film was at `film_ms`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// When it was there.
    pub seen: Instant,
    /// Its place in its own copy, in milliseconds, 0 to [`FILM_MS_MAX`].
    pub film_ms: i64,
    /// Film milliseconds in a millisecond while it plays; above 0, at most [`RATE_MAX`].
    pub rate: f64,
    /// Whether it moves.
    pub play: Play,
    /// How wrong the place may be, in milliseconds, as this kind of player was measured.
    pub err_ms: i64,
}

impl Sample {
    /// Tells the place at another moment, in milliseconds: on from `seen` at the sample's rate, never before 0.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use players::{Play, Sample};
    /// let seen = Instant::now();
    /// let sample = Sample { seen, film_ms: 60_000, rate: 1.5, play: Play::Playing, err_ms: 45 };
    /// assert_eq!(sample.at(seen + Duration::from_secs(2)), 63_000);
    /// assert_eq!(Sample { play: Play::Paused, ..sample }.at(seen + Duration::from_secs(2)), 60_000);
    /// ```
    pub fn at(&self, then: Instant) -> i64 {
        let passed = then.saturating_duration_since(self.seen).as_secs_f64() * 1e3;
        (self.film_ms + (passed * self.speed()).round() as i64).clamp(0, FILM_MS_MAX)
    }

    /// Tells how fast film time passes now: 0 unless it plays.
    pub fn speed(&self) -> f64 {
        match self.play {
            Play::Playing => self.rate,
            Play::Paused | Play::Buffering => 0.0,
        }
    }
}

/// Which film a player has open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    /// Its title or the file's name; at most 300 characters.
    pub title: Option<String>,
    /// How long it runs, in milliseconds; none for a stream, or when the player does not say.
    pub length_ms: Option<i64>,
}

/// Characters of a title that are kept.
const TITLE_CHARS_MAX: usize = 300;

/// Keeps of a title what can be shown in a line.
pub(crate) fn title(text: &str) -> Option<String> {
    let title: String = text.chars().filter(|letter| !letter.is_control()).take(TITLE_CHARS_MAX).collect();
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Takes a place as a player says it.
///
/// # Errors
/// [`PlayerError::Position`] for what is no number, lies before 0 or beyond two days.
pub(crate) fn place(film_ms: f64) -> Result<i64, PlayerError> {
    if !film_ms.is_finite() || film_ms < -BEFORE_MS_MAX || film_ms > FILM_MS_MAX as f64 {
        return Err(PlayerError::Position { found: format!("{film_ms}") });
    }
    Ok((film_ms.round() as i64).max(0))
}

/// Takes a rate as a player says it.
///
/// # Errors
/// [`PlayerError::Rate`] for what is no number, 0 or less, or faster than 16.
pub(crate) fn rate(rate: f64) -> Result<f64, PlayerError> {
    if rate.is_finite() && rate > 0.0 && rate <= RATE_MAX {
        Ok(rate)
    } else {
        Err(PlayerError::Rate { found: format!("{rate}") })
    }
}

/// Takes a length as a player says it; what cannot be a length counts as none.
pub(crate) fn length(length_ms: f64) -> Option<i64> {
    (length_ms.is_finite() && length_ms >= 1.0 && length_ms <= FILM_MS_MAX as f64).then(|| length_ms.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(film_ms: f64, expect: Option<i64>) {
        assert_eq!(place(film_ms).ok(), expect, "{film_ms}");
    }

    #[test]
    fn a_place_is_a_number_within_two_days() {
        check(0.0, Some(0));
        check(41_500.4, Some(41_500));
        check(-40.0, Some(0));
        check(-1_000.0, None);
        check(f64::NAN, None);
        check(f64::INFINITY, None);
        check(1e12, None);
        check(172_800_000.0, Some(172_800_000));
    }

    #[test]
    fn a_rate_is_above_nothing() {
        for (found, fits) in [(1.0, true), (0.25, true), (16.0, true), (0.0, false), (-1.0, false), (1e9, false)] {
            assert_eq!(rate(found).is_ok(), fits, "{found}");
        }
        assert!(rate(f64::NAN).is_err());
    }

    #[test]
    fn a_film_need_not_have_a_length_or_a_title() {
        assert_eq!(length(0.0), None);
        assert_eq!(length(f64::NAN), None);
        assert_eq!(length(6_360_000.2), Some(6_360_000));
        assert_eq!(title(" \n\u{7}"), None);
        assert_eq!(title("The Lamplighter’s\nDaughter").as_deref(), Some("The Lamplighter’sDaughter"));
        assert_eq!(title(&"x".repeat(1_000)).map(|kept| kept.len()), Some(TITLE_CHARS_MAX));
    }
}
