//! What mpv's events amount to.

use std::time::Instant;

use serde_json::Value;

use crate::report::Report;
use crate::{Film, Kind, Play, PlayerError, Sample, sample};

/// What is known of one mpv.
#[derive(Debug, Default)]
pub(super) struct Hears {
    /// Its last place, in milliseconds.
    place_ms: Option<i64>,
    rate: Option<f64>,
    paused: Option<bool>,
    idle: Option<bool>,
    /// Between a seek and the first picture after it, `time-pos` is where it wants to be, not where it is.
    seeking: bool,
    film: Film,
}

impl Hears {
    /// Takes one event.
    pub fn take(&mut self, message: &Value, seen: Instant, report: &mut Report) {
        let event = message.get("event").and_then(Value::as_str).unwrap_or_default();
        let data = message.get("data").filter(|data| !data.is_null());
        match (event, message.get("name").and_then(Value::as_str).unwrap_or_default()) {
            ("seek", _) => self.seeking = true,
            ("playback-restart", _) => {
                self.seeking = false;
                self.tell(seen, report);
            }
            ("end-file", _) => self.seeking = false,
            ("property-change", "time-pos") => self.place(data, seen, report),
            ("property-change", "pause") => {
                self.paused = data.and_then(Value::as_bool);
                self.tell(seen, report);
            }
            ("property-change", "core-idle") => {
                self.idle = data.and_then(Value::as_bool);
                self.tell(seen, report);
            }
            ("property-change", "speed") => match sample::rate(data.and_then(Value::as_f64).unwrap_or(1.0)) {
                Ok(rate) => {
                    self.rate = Some(rate);
                    self.tell(seen, report);
                }
                Err(error) => report.trouble(error),
            },
            ("property-change", "duration") => {
                self.film.length_ms = data.and_then(Value::as_f64).and_then(|seconds| sample::length(seconds * 1e3));
                self.tell_film(report);
            }
            ("property-change", "media-title") => {
                self.film.title = data.and_then(Value::as_str).and_then(sample::title);
                self.tell_film(report);
            }
            _ => {}
        }
    }

    fn place(&mut self, data: Option<&Value>, seen: Instant, report: &mut Report) {
        let Some(data) = data else {
            self.place_ms = None;
            if !self.seeking {
                report.nothing(PlayerError::NoFilm { player: super::NAME });
            }
            return;
        };
        match sample::place(data.as_f64().map_or(f64::NAN, |seconds| seconds * 1e3)) {
            Ok(place_ms) => {
                self.place_ms = Some(place_ms);
                self.tell(seen, report);
            }
            Err(error) => report.trouble(error),
        }
    }

    /// Says where it is, once everything is known and unless it is on its way somewhere else.
    fn tell(&self, seen: Instant, report: &mut Report) {
        let (Some(film_ms), Some(rate), Some(paused), Some(idle)) = (self.place_ms, self.rate, self.paused, self.idle)
        else {
            return;
        };
        if self.seeking {
            return;
        }
        let play = match (paused, idle) {
            (true, _) => Play::Paused,
            (false, true) => Play::Buffering,
            (false, false) => Play::Playing,
        };
        report.sample(Sample { seen, film_ms, rate, play, err_ms: Kind::Mpv.err_ms() });
    }

    fn tell_film(&self, report: &mut Report) {
        report.film(self.film.clone());
        if self.film.title.is_some() && self.place_ms.is_some() && self.film.length_ms.is_none() {
            report.trouble(PlayerError::NoLength);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tokio::sync::{mpsc, watch};

    use super::*;
    use crate::Event;

    /// Plays events 100 ms apart and tells the sample and the complaints that come of them.
    fn check(events: &[Value], expect: (Option<(i64, Play)>, &[&str])) {
        let (now_out, now) = watch::channel(None);
        let (events_out, mut heard) = mpsc::channel(64);
        let mut report = Report::new(now_out, events_out);
        let mut hears = Hears::default();
        let begun = Instant::now();
        for (place, event) in events.iter().enumerate() {
            hears.take(event, begun + Duration::from_millis(100 * place as u64), &mut report);
        }
        let mut complaints = Vec::new();
        while let Ok(event) = heard.try_recv() {
            if let Event::Trouble(error) = event {
                complaints.push(format!("{error:?}"));
            }
        }
        let sample = now.borrow().map(|sample: Sample| (sample.film_ms, sample.play));
        let complaints: Vec<&str> = complaints.iter().map(String::as_str).collect();
        assert_eq!((sample, complaints.as_slice()), expect, "{events:?}");
    }

    fn is(name: &str, data: Value) -> Value {
        json!({ "event": "property-change", "id": 1, "name": name, "data": data })
    }

    fn playing() -> Vec<Value> {
        vec![
            is("pause", json!(false)),
            is("speed", json!(1.0)),
            is("core-idle", json!(false)),
            is("time-pos", json!(60)),
        ]
    }

    fn then(more: &[Value]) -> Vec<Value> {
        playing().into_iter().chain(more.iter().cloned()).collect()
    }

    #[test]
    fn it_is_followed_through_what_people_do() {
        use Play::*;
        check(&playing()[..3], (None, &[]));
        check(&playing(), (Some((60_000, Playing)), &[]));
        check(&then(&[is("pause", json!(true)), is("time-pos", json!(60.1))]), (Some((60_100, Paused)), &[]));
        check(&then(&[is("core-idle", json!(true))]), (Some((60_000, Buffering)), &[]));
        // On its way it says where it wants to be: not believed until the first picture is there.
        let seek = [json!({ "event": "seek" }), is("time-pos", json!(300))];
        check(&then(&seek), (Some((60_000, Playing)), &[]));
        let there = [&seek[..], &[json!({ "event": "playback-restart" })]].concat();
        check(&then(&there), (Some((300_000, Playing)), &[]));
    }

    #[test]
    fn nonsense_leaves_the_last_place_and_is_told_once() {
        let kept = Some((60_000, Play::Playing));
        let position = |found: &str| format!("Position {{ found: \"{found}\" }}");
        check(&then(&[is("time-pos", json!(-1)), is("time-pos", json!(-1))]), (kept, &[&position("-1000")]));
        check(&then(&[is("time-pos", json!(1e12))]), (kept, &[&position("1000000000000000")]));
        check(&then(&[is("time-pos", json!("later"))]), (kept, &[&position("NaN")]));
        check(&then(&[is("speed", json!(0))]), (kept, &["Rate { found: \"0\" }"]));
        check(&then(&[is("time-pos", Value::Null)]), (None, &["NoFilm { player: \"mpv\" }"]));
        check(&then(&[is("media-title", json!("Live"))]), (kept, &["NoLength"]));
        check(&then(&[json!({ "event": "something-newer" }), json!({ "event": 7 })]), (kept, &[]));
    }
}
