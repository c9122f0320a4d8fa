//! Reading the film, its copies, viewings, the clock, and who is where.

use automerge::ObjId;

use super::fields::Fields;
use super::look::Look;
use super::said::{Fault, Value};
use super::take;
use crate::attendance::{Attendance, State};
use crate::clock::{Cause, ClockEntry, Edge, OnCopy};
use crate::film::{Cut, Film, Knot};
use crate::id::{CutId, EntryId, MemberId, ViewingId};
use crate::limits;
use crate::viewing::Viewing;

/// Reads the film.
pub(crate) fn film(look: &Look<'_>, map: &ObjId) -> Film {
    let f = Fields::at(look, "film", map.clone());
    let title = f.words("title", limits::LABEL_BYTES, false);
    Film {
        title: title.unwrap_or_else(|fault| {
            f.odd(&fault);
            String::new()
        }),
        year: f.maybe("year", |said| take::int_in(1800..=3000)(said).and_then(|year| i32::try_from(year).ok())),
        length_ms: f.maybe("length_ms", take::film_ms),
        directors: f.labels("directors"),
        tmdb: f.maybe("tmdb", take::int_in(1..=i64::from(u32::MAX))),
        imdb: f.maybe("imdb", take::word),
        free_until_ms: f.maybe("free_until_ms", take::film_ms),
    }
}

/// Reads a copy of the film.
pub(crate) fn cut(look: &Look<'_>, key: &str, value: &Value) -> Result<Cut, Fault> {
    let id: CutId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("cuts/{key}");
    let mut f = Fields::of(look, &place, value)?;
    let (by, _) = f.author("by")?;
    let ratio = f.maybe("ratio", |said| take::float(said).filter(|ratio| (0.5..=2.0).contains(ratio)));
    let numbers = f.numbers("knots");
    let pairs = numbers.chunks_exact(2).filter_map(|pair| match pair {
        [cut_ms, film_ms] => Some(Knot { cut_ms: *cut_ms, film_ms: *film_ms }),
        _ => None,
    });
    let range = 0..=limits::FILM_MS;
    let mut knots: Vec<Knot> =
        pairs.filter(|knot| range.contains(&knot.cut_ms) && range.contains(&knot.film_ms)).collect();
    knots.sort();
    knots.truncate(limits::KNOTS);
    Ok(Cut {
        label: f.words("label", limits::LABEL_BYTES, false)?,
        length_ms: f.maybe("length_ms", take::film_ms),
        ratio: ratio.unwrap_or(1.0),
        knots,
        id,
        by,
    })
}

/// Reads a viewing. Anybody may turn the lights on or say which copy it is.
pub(crate) fn viewing(look: &Look<'_>, key: &str, value: &Value) -> Result<Viewing, Fault> {
    let id: ViewingId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("viewings/{key}");
    let mut f = Fields::of(look, &place, value)?;
    let (by, _) = f.author("by")?;
    f.anyone();
    Ok(Viewing {
        label: f.words("label", limits::LABEL_BYTES, false)?,
        cut: f.maybe("cut", take::id),
        started_ms: id.made_ms(),
        ended_ms: f.maybe("ended_ms", take::int),
        id,
        by,
    })
}

/// Reads a clock entry.
pub(crate) fn entry(look: &Look<'_>, key: &str, value: &Value) -> Result<ClockEntry, Fault> {
    let id: EntryId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("clock/{key}");
    let mut f = Fields::of(look, &place, value)?;
    let (by, _) = f.author("by")?;
    Ok(ClockEntry {
        id,
        viewing: f.restore("viewing", take::id)?,
        lamport: f.restore("lamport", take::int_in(1..=limits::LAMPORT))?,
        timebase: f.restore("timebase", take::word)?,
        at_ms: f.restore("at_ms", take::int)?,
        film_ms: f.restore("film_ms", take::film_ms)?,
        rate: f.restore("rate", |said| take::float(said).filter(|rate| (0.0..=limits::RATE).contains(rate)))?,
        cause: f.restore("cause", take::known(Cause::of))?,
        source: f.maybe("source", take::word).map(Into::into).unwrap_or_default(),
        copy: on_copy(&f),
        by,
    })
}

fn on_copy(f: &Fields<'_, '_>) -> Option<OnCopy> {
    Some(OnCopy {
        cut: f.maybe("cut", take::id)?,
        cut_ms: f.maybe("cut_ms", take::film_ms)?,
        speed: f.maybe("speed", |said| take::float(said).filter(|speed| (0.0..=limits::RATE).contains(speed)))?,
    })
}

/// Reads an edge between two timebases.
pub(crate) fn edge(look: &Look<'_>, key: &str, value: &Value) -> Result<Edge, Fault> {
    let (a, b) = edge_key(key).ok_or(Fault::Name)?;
    let place = format!("edges/{key}");
    let f = Fields::of(look, &place, value)?;
    let err_ms = f.need("err_ms", take::int_in(0..=limits::FILM_MS))?;
    Ok(Edge { a, b, offset_ms: f.need("offset_ms", take::int)?, err_ms })
}

/// Reads how far a member came.
pub(crate) fn attendance(look: &Look<'_>, key: &str, value: &Value) -> Result<Attendance, Fault> {
    let (member, viewing) = attendance_key(key).ok_or(Fault::Name)?;
    let place = format!("attendance/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &member)?;
    let at_ms = f.maybe("at_ms", take::film_ms);
    let state = f.restore("state", take::known(|word| State::of(word, at_ms)))?;
    Ok(Attendance { frontier_ms: f.maybe("frontier_ms", take::film_ms).unwrap_or_default(), member, viewing, state })
}

/// Takes the key of an edge apart.
pub(crate) fn edge_key(key: &str) -> Option<(String, String)> {
    let (a, b) = key.split_once('/')?;
    (a < b && is_timebase(a) && is_timebase(b)).then(|| (a.to_owned(), b.to_owned()))
}

/// Takes the key of an attendance apart.
pub(crate) fn attendance_key(key: &str) -> Option<(MemberId, Option<ViewingId>)> {
    match key.split_once('/') {
        Some((member, viewing)) => Some((member.parse().ok()?, Some(viewing.parse().ok()?))),
        None => Some((key.parse().ok()?, None)),
    }
}

/// Tells whether a text can name a timebase: 1 to 64 letters, digits and `. _ : + -`.
pub(crate) fn is_timebase(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._:+-".contains(&b);
    (1..=limits::WORD_CHARS).contains(&text.len()) && text.bytes().all(plain)
}
