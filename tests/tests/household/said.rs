//! Notes as somebody in the room jots them.

use asides::api::{ask, list};

/// A remark at the film time that the clock shows.
pub fn remark(screening: &str, text: &str) -> list::JotCall {
    list::JotCall(jot(screening, None, text))
}

/// A remark at a film time in milliseconds.
pub fn remark_at(screening: &str, film_ms: i64, text: &str) -> list::JotCall {
    list::JotCall(jot(screening, Some(film_ms), text))
}

fn jot(screening: &str, film_ms: Option<i64>, text: &str) -> ask::Jot {
    ask::Jot {
        screening: screening.into(),
        kind: "remark".into(),
        reaction: None,
        text: text.into(),
        tags: Vec::new(),
        ago_ms: None,
        film_ms,
        sealed: false,
        for_member: None,
    }
}
