//! Writing what belongs to everybody: the film, its copies, viewings, the clock; and how far a member came.

use automerge::ScalarValue;

use super::notes::{field, free};
use super::stroke::{FieldList, Ink, Place, Stroke};
use super::{Pen, Plan, WrittenId, check};
use crate::attendance::State;
use crate::clock::{Cause, Edge};
use crate::document::{Document, Root};
use crate::edit::{NewCut, NewEntry};
use crate::film::{Film, Knot};
use crate::id::{CutId, EntryId, MemberId, ViewingId};
use crate::limits;
use crate::note::Source;
use crate::read::{
    attendance_key, edge_key, find_attendance, find_cut, find_viewing, lamport_of, read_cut, read_edge, read_film,
    read_viewing,
};
use crate::refused::Refused;

/// Corrects the film.
pub(super) fn film(doc: &Document, pen: &Pen<'_>, film: &Film) -> Result<Plan, Refused> {
    Ok(film_strokes(read_film(doc, pen.voices).as_ref(), film)?.into())
}

/// Decides which fields of the film to put; what was there and is gone becomes null.
pub(crate) fn film_strokes(before: Option<&Film>, film: &Film) -> Result<Vec<Stroke>, Refused> {
    let title = check::title("title", &film.title)?;
    let directors = check::labels("director's name", "directors", &film.directors)?;
    let length_ms = film.length_ms.map(|ms| check::film_ms("length", ms)).transpose()?;
    if film.year.is_some_and(|year| !(1800..=3000).contains(&year)) {
        return Err(Refused::OutOfRange { what: "year", range: "1800 to 3000" });
    }
    if film.tmdb.is_some_and(|number| !(1..=i64::from(u32::MAX)).contains(&number)) {
        return Err(Refused::OutOfRange { what: "TMDB number", range: "1 to 4294967295" });
    }
    let free_until_ms = film.free_until_ms.map(|ms| check::film_ms("free part of the film", ms)).transpose()?;
    let imdb = film.imdb.as_deref().map(|id| check::word("IMDb id", id)).transpose()?;
    let mut strokes = Vec::new();
    let mut put = |key: &'static str, ink: Option<Ink>, same: bool, had: bool| {
        if !same && (ink.is_some() || had) {
            let ink = ink.unwrap_or(Ink::Value(ScalarValue::Null));
            strokes.push(Stroke::Field { of: Place::Root(Root::Film), key, ink });
        }
    };
    let nothing = Film::default();
    let old = before.unwrap_or(&nothing);
    put("title", Some(title.as_str().into()), old.title == title, true);
    put("year", film.year.map(|year| i64::from(year).into()), old.year == film.year, old.year.is_some());
    put("length_ms", length_ms.map(Into::into), old.length_ms == length_ms, old.length_ms.is_some());
    put("directors", Some(Ink::texts(&directors)), old.directors == directors, true);
    put("tmdb", film.tmdb.map(Into::into), old.tmdb == film.tmdb, old.tmdb.is_some());
    put(
        "free_until_ms",
        free_until_ms.map(Into::into),
        old.free_until_ms == free_until_ms,
        old.free_until_ms.is_some(),
    );
    put("imdb", imdb.as_deref().map(Into::into), old.imdb == imdb, old.imdb.is_some());
    Ok(strokes)
}

/// Describes a copy of the film.
pub(super) fn add_cut(doc: &Document, pen: &Pen<'_>, new: &NewCut) -> Result<Plan, Refused> {
    let id = CutId::new(pen.wall_ms, pen.random);
    free(doc, pen, Root::Cuts, id.as_str(), "copy of the film")?;
    let strokes = vec![cut_stroke(&id, new, pen.member)?];
    Ok(Plan { strokes, id: Some(WrittenId::Cut(id)) })
}

/// Describes a copy anew that the member described.
pub(super) fn set_copy(doc: &Document, pen: &Pen<'_>, id: &CutId, new: &NewCut) -> Result<Plan, Refused> {
    let (cut, item) = find_cut(doc, id, pen.voices).ok_or(Refused::Unknown { what: "copy of the film" })?;
    if cut.by != *pen.member {
        return Err(Refused::NotYours { what: "copy of the film" });
    }
    let CutFields { label, length_ms, ratio, numbers } = cut_fields(new)?;
    let mut strokes = vec![field(&item, "label", label), field(&item, "ratio", ratio)];
    strokes.push(field(&item, "knots", Ink::List(numbers)));
    strokes.push(field(&item, "length_ms", length_ms.map_or(ScalarValue::Null, Into::into)));
    Ok(strokes.into())
}

/// What stands in a copy's map.
struct CutFields {
    label: String,
    length_ms: Option<i64>,
    ratio: f64,
    numbers: Vec<ScalarValue>,
}

fn cut_fields(new: &NewCut) -> Result<CutFields, Refused> {
    if !(0.5..=2.0).contains(&new.ratio) {
        return Err(Refused::OutOfRange { what: "speed of the copy", range: "0.5 to 2" });
    }
    if new.knots.len() > limits::KNOTS {
        return Err(Refused::TooMany { what: "known places", limit: limits::KNOTS });
    }
    let mut knots: Vec<Knot> = new.knots.clone();
    knots.sort();
    let mut numbers: Vec<ScalarValue> = Vec::new();
    for knot in knots {
        numbers.push(check::film_ms("known place", knot.cut_ms)?.into());
        numbers.push(check::film_ms("known place", knot.film_ms)?.into());
    }
    let label = check::label("name of the copy", &new.label)?;
    let length_ms = new.length_ms.map(|ms| check::film_ms("length", ms)).transpose()?;
    Ok(CutFields { label, length_ms, ratio: new.ratio, numbers })
}

/// Decides what a new copy of the film looks like.
pub(crate) fn cut_stroke(id: &CutId, new: &NewCut, by: &MemberId) -> Result<Stroke, Refused> {
    let CutFields { label, length_ms, ratio, numbers } = cut_fields(new)?;
    let mut fields: FieldList = vec![("by", by.as_str().into()), ("label", label.into())];
    fields.extend(length_ms.map(|length_ms| ("length_ms", length_ms.into())));
    fields.push(("ratio", ratio.into()));
    if !numbers.is_empty() {
        fields.push(("knots", Ink::List(numbers)));
    }
    Ok(Stroke::Item { root: Root::Cuts, key: id.to_string(), fields })
}

/// Opens a viewing.
pub(super) fn add_viewing(doc: &Document, pen: &Pen<'_>, label: &str, cut: Option<&CutId>) -> Result<Plan, Refused> {
    let id = ViewingId::new(pen.wall_ms, pen.random);
    free(doc, pen, Root::Viewings, id.as_str(), "viewing")?;
    known_cut(doc, pen, cut)?;
    let strokes = vec![viewing_stroke(&id, label, cut, pen.member)?];
    Ok(Plan { strokes, id: Some(WrittenId::Viewing(id)) })
}

fn known_cut(doc: &Document, pen: &Pen<'_>, cut: Option<&CutId>) -> Result<(), Refused> {
    match cut {
        Some(cut) if read_cut(doc, cut, pen.voices).is_none() => Err(Refused::Unknown { what: "copy of the film" }),
        _ => Ok(()),
    }
}

/// Decides what a new viewing looks like.
pub(crate) fn viewing_stroke(
    id: &ViewingId,
    label: &str,
    cut: Option<&CutId>,
    by: &MemberId,
) -> Result<Stroke, Refused> {
    let label = check::label("name of the viewing", label)?;
    let mut fields: FieldList = vec![("by", by.as_str().into()), ("label", label.into())];
    fields.extend(cut.map(|cut| ("cut", cut.as_str().into())));
    Ok(Stroke::Item { root: Root::Viewings, key: id.to_string(), fields })
}

/// Turns the lights on, or off again.
pub(super) fn end_viewing(doc: &Document, pen: &Pen<'_>, id: &ViewingId, end: bool) -> Result<Plan, Refused> {
    let (viewing, item) = find_viewing(doc, id, pen.voices).ok_or(Refused::Unknown { what: "viewing" })?;
    if viewing.ended_ms.is_some() == end {
        return Ok(Plan::default());
    }
    let ended_ms: ScalarValue = if end { pen.wall_ms.into() } else { ScalarValue::Null };
    Ok(vec![field(&item, "ended_ms", ended_ms)].into())
}

/// Says which copy is watched.
pub(super) fn set_cut(doc: &Document, pen: &Pen<'_>, id: &ViewingId, cut: Option<&CutId>) -> Result<Plan, Refused> {
    let (viewing, item) = find_viewing(doc, id, pen.voices).ok_or(Refused::Unknown { what: "viewing" })?;
    known_cut(doc, pen, cut)?;
    if viewing.cut.as_ref() == cut {
        return Ok(Plan::default());
    }
    let cut: ScalarValue = cut.map_or(ScalarValue::Null, |cut| cut.as_str().into());
    Ok(vec![field(&item, "cut", cut)].into())
}

/// Says what the film did. A pause and an advertisement stand still, whatever rate was given.
pub(super) fn clock(doc: &Document, pen: &Pen<'_>, new: &NewEntry) -> Result<Plan, Refused> {
    let id = EntryId::new(pen.wall_ms, pen.random);
    free(doc, pen, Root::Clock, id.as_str(), "clock entry")?;
    read_viewing(doc, &new.viewing, pen.voices).ok_or(Refused::Unknown { what: "viewing" })?;
    if !(0.0..=limits::RATE).contains(&new.rate) {
        return Err(Refused::OutOfRange { what: "speed of the film", range: "0 to 16" });
    }
    let stands = matches!(new.cause, Cause::Pause | Cause::Ad);
    let rate = if stands { 0.0 } else { new.rate };
    let lamport = lamport_of(doc, &new.viewing, pen.voices).saturating_add(1).min(limits::LAMPORT);
    let mut fields: FieldList = vec![
        ("by", pen.member.as_str().into()),
        ("viewing", new.viewing.as_str().into()),
        ("lamport", lamport.into()),
        ("timebase", check::timebase(&new.timebase)?.into()),
        ("at_ms", new.at_ms.into()),
        ("film_ms", check::film_ms("film time", new.film_ms)?.into()),
        ("rate", rate.into()),
        ("cause", new.cause.name().into()),
    ];
    if new.source != Source::Hand {
        fields.push(("source", check::word("source", &new.source.to_string())?.into()));
    }
    if let Some(copy) = &new.copy {
        read_cut(doc, &copy.cut, pen.voices).ok_or(Refused::Unknown { what: "copy of the film" })?;
        if !(0.0..=limits::RATE).contains(&copy.speed) {
            return Err(Refused::OutOfRange { what: "speed of the film", range: "0 to 16" });
        }
        fields.push(("cut", copy.cut.as_str().into()));
        fields.push(("cut_ms", check::film_ms("time on the copy", copy.cut_ms)?.into()));
        fields.push(("speed", if rate == 0.0 && stands { 0.0 } else { copy.speed }.into()));
    }
    let strokes = vec![Stroke::Item { root: Root::Clock, key: id.to_string(), fields }];
    Ok(Plan { strokes, id: Some(WrittenId::Entry(id)) })
}

/// Says how far two machines' clocks stand apart.
pub(super) fn edge(doc: &Document, pen: &Pen<'_>, edge: &Edge) -> Result<Plan, Refused> {
    let edge = edge.clone().in_order();
    check::timebase(&edge.a)?;
    check::timebase(&edge.b)?;
    if edge.a == edge.b {
        return Err(Refused::OutOfRange { what: "edge", range: "between two different timebases" });
    }
    let err_ms = check::film_ms("error of the comparison", edge.err_ms)?;
    if read_edge(doc, &edge.a, &edge.b, pen.voices).as_ref() == Some(&edge) {
        return Ok(Plan::default());
    }
    let fields: FieldList = vec![("offset_ms", edge.offset_ms.into()), ("err_ms", err_ms.into())];
    Ok(vec![Stroke::Item { root: Root::Edges, key: edge_key(&edge.a, &edge.b), fields }].into())
}

/// Says how far the member came.
pub(super) fn attend(
    doc: &Document,
    pen: &Pen<'_>,
    viewing: Option<&ViewingId>,
    state: State,
    frontier_ms: i64,
) -> Result<Plan, Refused> {
    if viewing.is_some_and(|viewing| read_viewing(doc, viewing, pen.voices).is_none()) {
        return Err(Refused::Unknown { what: "viewing" });
    }
    let frontier_ms = check::film_ms("film time", frontier_ms)?;
    let at_ms = state.at_ms().map(|at_ms| check::film_ms("film time", at_ms)).transpose()?;
    let Some((before, item)) = find_attendance(doc, pen.member, viewing, pen.voices) else {
        let mut fields: FieldList = vec![("state", state.name().into()), ("frontier_ms", frontier_ms.into())];
        fields.extend(at_ms.map(|at_ms| ("at_ms", at_ms.into())));
        return Ok(
            vec![Stroke::Item { root: Root::Attendance, key: attendance_key(pen.member, viewing), fields }].into()
        );
    };
    let mut strokes = Vec::new();
    if before.state != state {
        strokes.push(field(&item, "state", state.name()));
        strokes.extend(at_ms.map(|at_ms| field(&item, "at_ms", at_ms)));
    }
    if before.frontier_ms != frontier_ms {
        strokes.push(field(&item, "frontier_ms", frontier_ms));
    }
    Ok(strokes.into())
}
