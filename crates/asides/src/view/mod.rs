//! Rows become views here, each through the gate.

pub(crate) mod boards;
pub(crate) mod copy;
pub(crate) mod discussion;
pub(crate) mod echoes;
pub(crate) mod export;
pub(crate) mod habits;
pub(crate) mod household;
pub(crate) mod library;
pub(crate) mod notes;
pub(crate) mod players;
pub(crate) mod recap;
pub(crate) mod ridge;
pub(crate) mod round;
pub(crate) mod screening;
pub(crate) mod search;
pub(crate) mod standing;

use ::screening::{Cut, Position};

use crate::api::view::ClockView;

/// A clock's position as it is sent, on the copy that is watched.
pub(crate) fn clock(now: Option<Position>, cut: Option<&Cut>) -> ClockView {
    let Some(now) = now else {
        return ClockView {
            started: false,
            running: false,
            film_ms: 0,
            rate: 0.0,
            compared: true,
            err_ms: None,
            turns_in_ms: None,
        };
    };
    let left_ms = cut.zip(now.cut_ms).and_then(|(cut, cut_ms)| cut.even_for_ms(cut_ms));
    ClockView {
        started: true,
        running: now.speed != 0.0,
        film_ms: now.film_ms,
        rate: now.rate,
        compared: now.err_ms.is_some(),
        err_ms: now.err_ms,
        turns_in_ms: left_ms.filter(|_| now.speed > 0.0).map(|left_ms| (left_ms as f64 / now.speed).ceil() as i64),
    }
}
