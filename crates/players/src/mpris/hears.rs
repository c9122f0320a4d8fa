//! What the properties of an MPRIS player amount to.

use std::time::{Duration, Instant};

use zbus::zvariant::{OwnedValue, Value};

use super::bus::Said;
use crate::report::Report;
use crate::steps::Steps;
use crate::{Film, Kind, Play, PlayerError, Sample, sample};

/// Firefox tells whole seconds, always the one that has begun.
const WHOLE_SECOND_MS: i64 = 1_000;
/// An answer that was under way for longer says little about when its place was true.
const SLOW: Duration = Duration::from_millis(120);

/// What is known of one player.
pub(super) struct Hears {
    kind: Kind,
    last: Option<Sample>,
    steps: Steps,
}

impl Hears {
    pub fn of(kind: Kind) -> Self {
        Self { kind, last: None, steps: Steps::default() }
    }

    /// Somebody did something: what was believed of the place may be wrong.
    pub fn changed(&mut self) {
        self.last = None;
        self.steps.clear();
    }

    /// Takes the answer to a question that was asked at some time and took a while.
    pub fn take(&mut self, said: &Said, asked: Instant, took: Duration, report: &mut Report) {
        let seen = asked + took / 2;
        let film = film(said);
        let no_length = film.length_ms.is_none();
        report.film(film);
        let player = self.kind.name();
        let play = match status(said) {
            Some("Playing") => Play::Playing,
            Some("Paused") => Play::Paused,
            _ => return report.nothing(PlayerError::NoFilm { player }),
        };
        if took > SLOW && self.last.is_some_and(|last| last.play == play) {
            return;
        }
        let place = place_us(said).map_or(f64::NAN, |us| us / 1e3);
        let rate = number(said.get("Rate")).unwrap_or(1.0);
        match (sample::place(place), sample::rate(if rate == 0.0 { 1.0 } else { rate })) {
            (Ok(place_ms), Ok(rate)) => {
                let film_ms = self.settled(place_ms, play, seen);
                let sample = Sample { seen, film_ms, rate, play, err_ms: self.kind.err_ms() };
                let sample = if self.kind == Kind::Vlc { self.steps.settled(sample) } else { sample };
                self.last = Some(sample);
                report.sample(sample);
                if no_length {
                    report.trouble(PlayerError::NoLength);
                }
            }
            (Err(error), _) | (_, Err(error)) => report.trouble(error),
        }
    }

    /// With whole seconds, goes on from what was believed for as long as that is in the second that is told.
    fn settled(&self, place_ms: i64, play: Play, seen: Instant) -> i64 {
        if self.kind != Kind::Firefox || play != Play::Playing || place_ms % WHOLE_SECOND_MS != 0 {
            return place_ms;
        }
        let within = place_ms..place_ms + WHOLE_SECOND_MS;
        match self.last.map(|last| last.at(seen)) {
            Some(believed) if within.contains(&believed) => believed,
            Some(believed) if believed < place_ms && place_ms - believed < WHOLE_SECOND_MS => place_ms,
            Some(believed) if believed >= within.end && believed - within.end < WHOLE_SECOND_MS => within.end - 1,
            _ => place_ms + WHOLE_SECOND_MS / 2,
        }
    }
}

/// Playing, Paused or Stopped.
pub(super) fn status(said: &Said) -> Option<&str> {
    text(said.get("PlaybackStatus"))
}

/// The place, in microseconds.
pub(super) fn place_us(said: &Said) -> Option<f64> {
    number(said.get("Position"))
}

/// The film that is open.
pub(super) fn film(said: &Said) -> Film {
    let Some(Value::Dict(about)) = said.get("Metadata").map(|value| &**value) else { return Film::default() };
    let get = |name: &str| about.iter().find(|(key, _)| text_of(key) == Some(name)).map(|(_, value)| value);
    let title = get("xesam:title").and_then(text_of).and_then(sample::title);
    let file = || sample::title(get("xesam:url").and_then(text_of)?.rsplit('/').next()?);
    Film {
        title: title.or_else(file),
        length_ms: get("mpris:length").and_then(number_of).and_then(|us| sample::length(us / 1e3)),
    }
}

fn text(value: Option<&OwnedValue>) -> Option<&str> {
    match &**value? {
        Value::Str(text) => Some(text.as_str()),
        _ => None,
    }
}

fn text_of<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Str(text) => Some(text.as_str()),
        Value::Value(inner) => text_of(inner),
        _ => None,
    }
}

fn number(value: Option<&OwnedValue>) -> Option<f64> {
    number_of(value?)
}

/// Players differ in how they write numbers.
fn number_of(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::I64(number) => Some(*number as f64),
        Value::U64(number) => Some(*number as f64),
        Value::I32(number) => Some(f64::from(*number)),
        Value::U32(number) => Some(f64::from(*number)),
        Value::F64(number) => Some(*number),
        Value::Value(inner) => number_of(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::{mpsc, watch};

    use super::*;

    fn said(status: &str, place_us: Value<'static>) -> Said {
        let own = |value: Value<'static>| OwnedValue::try_from(value).unwrap();
        Said::from([
            ("PlaybackStatus".to_owned(), own(Value::from(status.to_owned()))),
            ("Position".to_owned(), own(place_us)),
        ])
    }

    /// Gives answers half a second apart, and tells the place after the last and the complaints.
    fn check(kind: Kind, answers: &[Said], expect: (Option<i64>, &[&str])) {
        let (now_out, now) = watch::channel(None);
        let (events_out, mut events) = mpsc::channel(64);
        let mut report = Report::new(now_out, events_out);
        let mut hears = Hears::of(kind);
        let begun = Instant::now();
        for (place, answer) in answers.iter().enumerate() {
            hears.take(answer, begun + Duration::from_millis(500 * place as u64), Duration::ZERO, &mut report);
        }
        let mut complaints = Vec::new();
        while let Ok(event) = events.try_recv() {
            if let crate::Event::Trouble(error) = event {
                complaints.push(format!("{error:?}").split(' ').next().unwrap().to_owned());
            }
        }
        let complaints: Vec<&str> = complaints.iter().map(String::as_str).collect();
        assert_eq!((now.borrow().map(|now| now.film_ms), complaints.as_slice()), expect);
    }

    #[test]
    fn a_place_is_read_as_players_write_it() {
        check(Kind::Vlc, &[said("Playing", Value::from(61_500_000i64))], (Some(61_500), &["NoLength"]));
        check(Kind::Mpris, &[said("Paused", Value::from(61_500_000u64))], (Some(61_500), &["NoLength"]));
        check(Kind::Mpris, &[said("Stopped", Value::from(0i64))], (None, &["NoFilm"]));
        check(Kind::Mpris, &[said("Playing", Value::from(f64::NAN))], (None, &["Position"]));
        check(Kind::Mpris, &[said("Playing", Value::from(-1_000_000i64))], (None, &["Position"]));
        check(Kind::Mpris, &[said("Playing", Value::from(1_000_000_000_000_000i64))], (None, &["Position"]));
        check(Kind::Mpris, &[said("Playing", Value::from("soon"))], (None, &["Position"]));
    }

    #[test]
    fn whole_seconds_come_out_as_a_straight_line() {
        let seconds = |all: &[i64]| -> Vec<Said> {
            all.iter().map(|second| said("Playing", Value::from(second * 1_000_000))).collect()
        };
        check(Kind::Firefox, &seconds(&[10]), (Some(10_500), &["NoLength"]));
        check(Kind::Firefox, &seconds(&[10, 10]), (Some(10_999), &["NoLength"]));
        check(Kind::Firefox, &seconds(&[10, 10, 11]), (Some(11_499), &["NoLength"]));
        check(Kind::Firefox, &seconds(&[10, 10, 11, 300]), (Some(300_500), &["NoLength"]));
    }
}
