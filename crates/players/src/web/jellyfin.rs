//! What Jellyfin serves: its list of sessions, with an API key. Its players tell their place every few seconds.

use serde_json::Value;

use super::{Answer, Question};
use crate::{Film, Play, sample};

/// Jellyfin counts in tenths of a microsecond.
const TICKS_A_MS: f64 = 10_000.0;

pub(super) fn sessions(key: &str) -> Question {
    Question {
        path: "/Sessions?activeWithinSeconds=960".to_owned(),
        body: None,
        secret: Some(("authorization", format!("MediaBrowser Token=\"{}\"", key.replace('"', "")))),
    }
}

/// Finds the session of a device by its name, or with no name the first that has a film.
pub(super) fn read(said: &Value, device: &str) -> Option<Answer> {
    let sessions = said.as_array()?;
    if sessions.iter().any(|session| session.get("Id").is_none()) {
        return None;
    }
    let named =
        |session: &&Value| device.is_empty() || session.get("DeviceName").and_then(Value::as_str) == Some(device);
    let playing = |session: &'_ Value| session.get("NowPlayingItem").is_some_and(Value::is_object);
    let session = sessions.iter().filter(named).find(|session| playing(session));
    let Some((session, item)) = session.and_then(|session| Some((session, session.get("NowPlayingItem")?))) else {
        return Some(Answer { film: Film::default(), now: None });
    };
    let ticks = |value: Option<&Value>| value.and_then(Value::as_f64).map(|ticks| ticks / TICKS_A_MS);
    let state = session.get("PlayState");
    let paused = state.and_then(|state| state.get("IsPaused")).and_then(Value::as_bool).unwrap_or(false);
    let place_ms = ticks(state.and_then(|state| state.get("PositionTicks"))).unwrap_or(0.0);
    Some(Answer {
        film: Film {
            title: item.get("Name").and_then(Value::as_str).and_then(sample::title),
            length_ms: ticks(item.get("RunTimeTicks")).and_then(sample::length),
        },
        now: Some((place_ms, 1.0, if paused { Play::Paused } else { Play::Playing })),
    })
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn the_session_of_a_device_is_found_among_others() {
        let sessions = said("jellyfin-sessions.json");
        let check = |device: &str, expect: Option<(f64, f64, Play)>| {
            assert_eq!(read(&sessions, device).unwrap().now, expect, "{device}");
        };
        check("", Some((2_465_250.0, 1.0, Play::Playing)));
        check("Living room", Some((2_465_250.0, 1.0, Play::Playing)));
        check("Tablet", Some((61_000.0, 1.0, Play::Paused)));
        check("Office", None);
        assert_eq!(read(&sessions, "").unwrap().film.length_ms, Some(6_360_000));
        assert_eq!(read(&serde_json::json!({ "hello": 1 }), ""), None);
        let idle = serde_json::json!([{ "Id": "8d0e", "NowPlayingItem": null }]);
        assert_eq!(read(&idle, "").unwrap().now, None, "no film is no film at 0");
    }
}
