//! Kodi's JSON-RPC (Settings > Services > Control > Allow remote control via HTTP). Player 1 is the one for films.

use serde_json::{Value, json};

use super::{Answer, Question, basic};
use crate::{Film, Play, sample};

pub(super) fn status(user: &str, password: &str) -> Question {
    let body = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "Player.GetProperties",
          "params": { "playerid": 1, "properties": ["time", "totaltime", "speed"] } },
        { "jsonrpc": "2.0", "id": 2, "method": "Player.GetItem",
          "params": { "playerid": 1, "properties": ["title"] } },
    ]);
    let secret = (!password.is_empty()).then(|| basic(user, password));
    Question { path: "/jsonrpc".to_owned(), body: Some(body), secret }
}

/// Without a film Kodi tells of one without a name and without a length; its documentation also allows an error. Neither is
/// a film, nor another program.
pub(super) fn read(said: &Value) -> Option<Answer> {
    let answers = said.as_array()?;
    let of = |id: i64| answers.iter().find(|answer| answer.get("id").and_then(Value::as_i64) == Some(id));
    if answers.iter().any(|answer| answer.get("jsonrpc").is_none()) || answers.is_empty() {
        return None;
    }
    let Some(player) = of(1).and_then(|answer| answer.get("result")) else {
        return Some(Answer { film: Film::default(), now: None });
    };
    let speed = player.get("speed").and_then(Value::as_f64).unwrap_or(0.0);
    let item = of(2).and_then(|answer| answer.pointer("/result/item"));
    let title = ["title", "label"].iter().find_map(|name| sample::title(item?.get(name)?.as_str()?));
    let length_ms = player.get("totaltime").map(ms).and_then(sample::length);
    if title.is_none() && length_ms.is_none() {
        return Some(Answer { film: Film::default(), now: None });
    }
    let play = if speed == 0.0 { Play::Paused } else { Play::Playing };
    let rate = if speed > 0.0 { speed } else { 1.0 };
    Some(Answer { film: Film { title, length_ms }, now: Some((player.get("time").map_or(f64::NAN, ms), rate, play)) })
}

fn ms(time: &Value) -> f64 {
    let part = |name: &str| time.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    ((part("hours") * 60.0 + part("minutes")) * 60.0 + part("seconds")) * 1e3 + part("milliseconds")
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_place_comes_in_parts() {
        let nothing = Some(Answer { film: Film::default(), now: None });
        let answer = read(&said("kodi-playing.json")).unwrap();
        // A file that its library does not know has a label and no title.
        assert_eq!(answer.film.title.as_deref(), Some("lamplighter.webm"));
        assert_eq!(answer.film.length_ms, Some(600_139));
        assert_eq!(answer.now, Some((261_882.0, 1.0, Play::Playing)));
        assert_eq!(read(&said("kodi-paused.json")).unwrap().now, Some((263_177.0, 1.0, Play::Paused)));
        assert_eq!(read(&said("kodi-nothing.json")), nothing);
        assert_eq!(read(&said("kodi-refused.json")), nothing);
        assert_eq!(read(&json!({ "hello": 1 })), None);
        assert_eq!(read(&json!([1, 2])), None);
    }

    #[test]
    fn the_question_is_the_one_that_was_recorded() {
        let asked = status("kodi", "lamp");
        assert_eq!(asked.body, Some(said("kodi-question.json")));
        assert_eq!(asked.secret.unwrap().1, "Basic a29kaTpsYW1w");
    }
}
