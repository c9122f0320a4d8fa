//! Rows become views here, each through the gate.

pub(crate) mod discussion;
pub(crate) mod export;
pub(crate) mod household;
pub(crate) mod library;
pub(crate) mod notes;
pub(crate) mod players;
pub(crate) mod recap;
pub(crate) mod ridge;
pub(crate) mod screening;
pub(crate) mod search;

use ::screening::Position;

use crate::api::view::ClockView;

/// A clock's position as it is sent.
pub(crate) fn clock(now: Option<Position>) -> ClockView {
    match now {
        None => ClockView { started: false, running: false, film_ms: 0, rate: 0.0, compared: true },
        Some(now) => ClockView {
            started: true,
            running: now.rate != 0.0,
            film_ms: now.film_ms,
            rate: now.rate,
            compared: now.err_ms.is_some(),
        },
    }
}
