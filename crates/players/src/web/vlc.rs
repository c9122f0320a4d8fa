//! VLC's web interface, for systems without a message bus (`--extraintf http --http-password`).

use serde_json::Value;

use super::{Answer, Question, basic};
use crate::{Film, Play, sample};

pub(super) fn status(password: &str) -> Question {
    Question { path: "/requests/status.json".to_owned(), body: None, secret: Some(basic("", password)) }
}

pub(super) fn seek(password: &str, film_ms: i64) -> Question {
    let path = format!("/requests/status.json?command=seek&val={}", film_ms / 1_000);
    Question { path, body: None, secret: Some(basic("", password)) }
}

/// `time` is whole seconds; `position`, a part of the length, is finer.
pub(super) fn read(said: &Value) -> Option<Answer> {
    let number = |name: &str| said.get(name).and_then(Value::as_f64);
    let play = match said.get("state")?.as_str()? {
        "playing" => Some(Play::Playing),
        "paused" => Some(Play::Paused),
        _ => None,
    };
    let length_s = number("length").unwrap_or(0.0);
    let place_s = match number("position") {
        Some(part) if length_s > 0.0 => part * length_s,
        _ => number("time").unwrap_or(f64::NAN),
    };
    let meta = said.pointer("/information/category/meta");
    let title = ["title", "filename"].iter().find_map(|name| sample::title(meta?.get(name)?.as_str()?));
    Some(Answer {
        film: Film { title, length_ms: sample::length(length_s * 1e3) },
        now: play.map(|play| (place_s * 1e3, number("rate").unwrap_or(1.0), play)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_place_is_finer_than_a_second() {
        let answer = read(&said("vlc-playing.json")).unwrap();
        assert_eq!(answer.film.title.as_deref(), Some("The Lamplighter’s Daughter"));
        assert_eq!(answer.film.length_ms, Some(600_000));
        let (place_ms, rate, play) = answer.now.unwrap();
        assert_eq!((place_ms.round(), rate, play), (62_345.0, 1.0, Play::Playing));
        assert_eq!(read(&said("vlc-stopped.json")).unwrap().now, None);
        assert_eq!(read(&serde_json::json!({ "hello": 1 })), None);
    }
}
