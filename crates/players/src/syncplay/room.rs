//! What is known of a room: who has a film open there, and where it is.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::NAME;
use crate::report::Report;
use crate::{Film, Kind, Play, PlayerError, Sample, sample};

/// People whose files are remembered.
const PEOPLE_MAX: usize = 200;
/// How much the newest way counts in the mean of all.
const NEW_SHARE: f64 = 0.15;

/// One room, as it is seen from outside.
pub(super) struct Room {
    name: String,
    us: String,
    films: BTreeMap<String, Film>,
    /// The mean time there and back, in seconds.
    mean_s: Option<f64>,
    last_s: f64,
}

impl Room {
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), us: super::CALLED.to_owned(), films: BTreeMap::new(), mean_s: None, last_s: 0.0 }
    }

    /// What the server calls us.
    pub fn called(&mut self, us: &str) {
        self.us = us.chars().take(100).collect();
    }

    /// Takes a state; tells whether it had a place.
    pub fn state(&mut self, state: &Value, now_s: f64, seen: Instant, report: &mut Report) -> bool {
        let ping = state.get("ping");
        let number = |name: &str| ping.and_then(|ping| ping.get(name)).and_then(Value::as_f64);
        let mut on_its_way_s = self.mean_s.unwrap_or(0.0) / 2.0;
        if let (Some(sent_s), Some(their_s)) = (number("clientLatencyCalculation"), number("serverRtt"))
            && sent_s > 0.0
            && (0.0..60.0).contains(&(now_s - sent_s))
        {
            self.last_s = now_s - sent_s;
            let mean_s = self.mean_s.map_or(self.last_s, |mean| mean * (1.0 - NEW_SHARE) + self.last_s * NEW_SHARE);
            self.mean_s = Some(mean_s);
            // As Syncplay reckons it: half of there and back, and what was slower than the server's own measure.
            let slower_s = if (0.0..self.last_s).contains(&their_s) { self.last_s - their_s } else { 0.0 };
            on_its_way_s = mean_s / 2.0 + slower_s.min(1.0);
        }
        let Some(play) = state.get("playstate") else { return false };
        let by = play.get("setBy").and_then(Value::as_str).unwrap_or_default();
        if self.films.is_empty() || by == self.us {
            // Nobody has a film, or the place is one that the server made up for us.
            report.nothing(PlayerError::NoFilm { player: NAME });
            return true;
        }
        let paused = play.get("paused").and_then(Value::as_bool).unwrap_or(true);
        let place_s = play.get("position").and_then(Value::as_f64).unwrap_or(f64::NAN);
        let on_ms = if paused { 0.0 } else { on_its_way_s * 1e3 };
        match sample::place(place_s * 1e3 + on_ms) {
            Ok(film_ms) => {
                let play = if paused { Play::Paused } else { Play::Playing };
                report.sample(Sample { seen, film_ms, rate: 1.0, play, err_ms: Kind::Syncplay.err_ms() });
                if let Some(film) = self.films.get(by).or_else(|| self.films.values().next()) {
                    report.film(film.clone());
                }
            }
            Err(error) => report.trouble(error),
        }
        true
    }

    /// The answer to a state: that we are there, and nothing of ours.
    pub fn answer(&self, state: &Value, now_s: f64) -> Value {
        let mut ping = Map::new();
        if let Some(theirs) = state.get("ping").and_then(|ping| ping.get("latencyCalculation")) {
            ping.insert("latencyCalculation".to_owned(), theirs.clone());
        }
        ping.insert("clientLatencyCalculation".to_owned(), json!(now_s.max(1e-3)));
        ping.insert("clientRtt".to_owned(), json!(self.last_s));
        let mut answer = Map::from_iter([("ping".to_owned(), Value::Object(ping))]);
        if let Some(server) = state.get("ignoringOnTheFly").and_then(|ignoring| ignoring.get("server")) {
            answer.insert("ignoringOnTheFly".to_owned(), json!({ "server": server }));
        }
        json!({ "State": answer })
    }

    /// Learns who came, went, or opened a film.
    pub fn people(&mut self, message: &Value, report: &mut Report) {
        let before = self.films.is_empty();
        if let Some(people) = message.get("List").and_then(|list| list.get(&self.name)).and_then(Value::as_object) {
            self.films.clear();
            for (who, one) in people {
                self.has(who, one.get("file"));
            }
        }
        if let Some(people) = message.get("Set").and_then(|set| set.get("user")).and_then(Value::as_object) {
            for (who, one) in people {
                let elsewhere = one
                    .get("room")
                    .and_then(|room| room.get("name"))
                    .and_then(Value::as_str)
                    .is_some_and(|name| name != self.name);
                let left = one.get("event").is_some_and(|event| event.get("left").is_some());
                if left || elsewhere {
                    self.films.remove(who);
                } else if one.get("file").is_some() {
                    self.has(who, one.get("file"));
                }
            }
        }
        if self.films.is_empty() && !before {
            report.nothing(PlayerError::NoFilm { player: NAME });
        }
    }

    fn has(&mut self, who: &str, file: Option<&Value>) {
        let Some(title) = file.and_then(|file| file.get("name")).and_then(Value::as_str).and_then(sample::title) else {
            self.films.remove(who);
            return;
        };
        let length_s = file.and_then(|file| file.get("duration")).and_then(Value::as_f64).unwrap_or(0.0);
        if who != self.us && (self.films.len() < PEOPLE_MAX || self.films.contains_key(who)) {
            let film = Film { title: Some(title), length_ms: sample::length(length_s * 1e3) };
            self.films.insert(who.chars().take(100).collect(), film);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::{mpsc, watch};

    use super::*;

    fn state(place: Value, paused: bool, by: &str) -> Value {
        json!({ "playstate": { "position": place, "paused": paused, "doSeek": false, "setBy": by },
            "ping": { "latencyCalculation": 7.5, "clientLatencyCalculation": 0.9, "serverRtt": 0.1 } })
    }

    fn check(messages: &[Value], state: &Value, expect: Option<(i64, Play)>) {
        let (now_out, now) = watch::channel(None);
        let (events_out, _events) = mpsc::channel(64);
        let mut report = Report::new(now_out, events_out);
        let mut room = Room::of("couch");
        for message in messages {
            room.people(message, &mut report);
        }
        room.state(state, 1.0, Instant::now(), &mut report);
        assert_eq!(now.borrow().map(|now: Sample| (now.film_ms, now.play)), expect, "{state}");
    }

    #[test]
    fn a_place_is_believed_while_somebody_has_a_film() {
        let has = json!({ "Set": { "user": { "theo": { "room": { "name": "couch" }, "file": { "name": "L.mkv", "duration": 600.0 } } } } });
        let left = json!({ "Set": { "user": { "theo": { "room": { "name": "couch" }, "event": { "left": true } } } } });
        let listed =
            json!({ "List": { "couch": { "theo": { "file": { "name": "L.mkv" } }, "Asides": { "file": {} } } } });
        let gone = json!({ "Set": { "user": { "theo": { "room": { "name": "kitchen" } } } } });
        check(std::slice::from_ref(&has), &state(json!(60), true, "theo"), Some((60_000, Play::Paused)));
        // There and back took 0.1 s: half of it is on.
        check(std::slice::from_ref(&listed), &state(json!(60), false, "theo"), Some((60_050, Play::Playing)));
        check(&[], &state(json!(60), false, "theo"), None);
        check(&[has.clone(), left], &state(json!(60), false, "theo"), None);
        check(&[has.clone(), gone], &state(json!(60), false, "theo"), None);
        check(std::slice::from_ref(&has), &state(json!(60), false, "Asides"), None);
        check(std::slice::from_ref(&has), &state(json!(-1), true, "theo"), None);
        check(std::slice::from_ref(&has), &state(json!("soon"), true, "theo"), None);
        check(&[has], &state(json!(1e12), true, "theo"), None);
    }

    #[test]
    fn an_answer_says_nothing_of_a_film() {
        let room = Room::of("couch");
        let mut asked = state(json!(60), true, "theo");
        asked["ignoringOnTheFly"] = json!({ "server": 3 });
        let answer = room.answer(&asked, 2.0);
        assert_eq!(
            answer,
            json!({ "State": {
            "ping": { "latencyCalculation": 7.5, "clientLatencyCalculation": 2.0, "clientRtt": 0.0 },
            "ignoringOnTheFly": { "server": 3 } } })
        );
    }
}
