//! Taking what a field says for what it should be; none when it is something else.

use super::said::Said;
use crate::limits;

/// Takes a number.
pub(crate) fn int(said: &Said) -> Option<i64> {
    match said {
        Said::Int(number) => Some(*number),
        _ => None,
    }
}

/// Takes a number within a range.
pub(crate) fn int_in(range: std::ops::RangeInclusive<i64>) -> impl Fn(&Said) -> Option<i64> {
    move |said| int(said).filter(|number| range.contains(number))
}

/// Takes a film time.
pub(crate) fn film_ms(said: &Said) -> Option<i64> {
    int_in(0..=limits::FILM_MS)(said)
}

/// Takes a finite fraction; a whole number is one too.
pub(crate) fn float(said: &Said) -> Option<f64> {
    match said {
        Said::Float(number) if number.is_finite() => Some(*number),
        Said::Int(number) => Some(*number as f64),
        _ => None,
    }
}

/// Takes yes or no.
pub(crate) fn yes(said: &Said) -> Option<bool> {
    match said {
        Said::Yes(yes) => Some(*yes),
        _ => None,
    }
}

/// Takes a short word without control characters.
pub(crate) fn word(said: &Said) -> Option<String> {
    match said {
        Said::Text(text) if text.len() <= 4 * limits::WORD_CHARS && !text.chars().any(char::is_control) => {
            Some(text.clone())
        }
        _ => None,
    }
}

/// Takes a word that `parse` knows.
pub(crate) fn known<T>(parse: impl Fn(&str) -> Option<T>) -> impl Fn(&Said) -> Option<T> {
    move |said| match said {
        Said::Text(text) => parse(text),
        _ => None,
    }
}

/// Takes an id.
pub(crate) fn id<T: std::str::FromStr>(said: &Said) -> Option<T> {
    known(|text| text.parse().ok())(said)
}
