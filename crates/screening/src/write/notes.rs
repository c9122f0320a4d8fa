//! Writing notes, replies and marks.

use automerge::{ObjId, ScalarValue};

use super::stroke::{FieldList, Ink, Place, Stroke};
use super::{Pen, Plan, WrittenId, check};
use crate::document::{Document, Root};
use crate::edit::NewNote;
use crate::id::{NoteId, ReplyId};
use crate::kind::{Kind, Reaction};
use crate::limits;
use crate::note::{Note, Seal, Source, Stamp};
use crate::read::{Look, find_note, find_reply, read_mark, read_note};
use crate::refused::Refused;
use crate::retimed::Retimed;
use crate::thread::{Mark, On, Reply};

/// Makes a note.
pub(super) fn jot(doc: &Document, pen: &Pen<'_>, new: &NewNote) -> Result<Plan, Refused> {
    let id = NoteId::new(pen.wall_ms, pen.random);
    free(doc, pen, Root::Notes, id.as_str(), "note")?;
    if !matches!(new.seal, Seal::Open | Seal::Sealed) {
        return Err(Refused::OutOfRange { what: "seal of a new note", range: "open or sealed" });
    }
    let strokes = vec![Stroke::Item { root: Root::Notes, key: id.to_string(), fields: new_fields(pen, new)? }];
    Ok(Plan { strokes, id: Some(WrittenId::Note(id)) })
}

/// Makes a note again that fell with a change that does not count.
pub(super) fn again(doc: &Document, pen: &Pen<'_>, note: &Note) -> Result<Plan, Refused> {
    if note.by != *pen.member {
        return Err(Refused::NotYours { what: "note" });
    }
    if read_note(doc, &note.id, pen.voices).is_some() {
        return Ok(Plan::default());
    }
    let new = NewNote {
        kind: note.kind.clone(),
        film_ms: note.film_ms,
        text: note.text.clone(),
        tags: note.tags.clone(),
        seal: note.seal,
        stamp: note.stamp.clone(),
        after_echo: note.after_echo,
    };
    let strokes = vec![Stroke::Item { root: Root::Notes, key: note.id.to_string(), fields: new_fields(pen, &new)? }];
    Ok(Plan { strokes, id: Some(WrittenId::Note(note.id.clone())) })
}

fn new_fields(pen: &Pen<'_>, new: &NewNote) -> Result<FieldList, Refused> {
    let text = note_text(&new.kind, &new.text)?;
    let tags = check::labels("tag", "tags", &new.tags)?;
    let mut fields: FieldList = vec![("by", pen.member.as_str().into())];
    fields.extend(kind_fields(&new.kind)?);
    fields.push(("film_ms", check::film_ms("film time", new.film_ms)?.into()));
    if !text.is_empty() {
        fields.push(("text", text.into()));
    }
    if !tags.is_empty() {
        fields.push(("tags", Ink::texts(&tags)));
    }
    if new.seal != Seal::Open {
        fields.push(("seal", new.seal.name().into()));
    }
    if let Some(stamp) = &new.stamp {
        fields.extend(stamp_fields(stamp)?);
    }
    if new.after_echo {
        fields.push(("after_echo", true.into()));
    }
    Ok(fields)
}

fn note_text(kind: &Kind, text: &str) -> Result<String, Refused> {
    if kind.may_be_silent() { check::text("note", text) } else { check::some_text("note", text) }
}

fn kind_fields(kind: &Kind) -> Result<FieldList, Refused> {
    if let Kind::Newer(name) = kind {
        return Err(Refused::NotKnownHere { what: "kind", name: name.chars().take(64).collect() });
    }
    let mut fields: FieldList = vec![("kind", kind.name().into())];
    fields.extend(kind.reaction().map(|reaction| ("reaction", reaction.name().into())));
    Ok(fields)
}

fn stamp_fields(stamp: &Stamp) -> Result<FieldList, Refused> {
    let mut fields: FieldList = Vec::new();
    fields.extend(stamp.viewing.as_ref().map(|viewing| ("viewing", viewing.as_str().into())));
    fields.push(("timebase", check::timebase(&stamp.timebase)?.into()));
    fields.push(("at_ms", stamp.at_ms.into()));
    if stamp.lag_ms != 0 {
        fields.push(("lag_ms", stamp.lag_ms.into()));
    }
    if stamp.source != Source::Hand {
        fields.push(("source", check::word("source", &stamp.source.to_string())?.into()));
    }
    fields.extend(stamp.err_ms.map(|err_ms| ("err_ms", err_ms.into())));
    if stamp.shift_ms != 0 {
        fields.push(("shift_ms", stamp.shift_ms.into()));
    }
    Ok(fields)
}

/// Checks that nothing has this name yet.
pub(super) fn free(doc: &Document, pen: &Pen<'_>, root: Root, key: &str, what: &'static str) -> Result<(), Refused> {
    let look = Look::new(doc, pen.voices);
    let container = doc.genesis.container(root);
    let taken = container.is_some_and(|container| !look.values(container, key).is_empty());
    if taken { Err(Refused::Taken { what }) } else { Ok(()) }
}

fn own_note(doc: &Document, pen: &Pen<'_>, id: &NoteId) -> Result<(Note, ObjId), Refused> {
    let (note, place) = find_note(doc, id, pen.voices).ok_or(Refused::Unknown { what: "note" })?;
    if note.by == *pen.member { Ok((note, place)) } else { Err(Refused::NotYours { what: "note" }) }
}

/// Puts one field of an item.
pub(super) fn field(item: &ObjId, key: &'static str, ink: impl Into<Ink>) -> Stroke {
    Stroke::Field { of: Place::Item(item.clone()), key, ink: ink.into() }
}

/// Changes the words of a note.
pub(super) fn set_text(doc: &Document, pen: &Pen<'_>, id: &NoteId, text: &str) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let text = note_text(&note.kind, text)?;
    if note.is_shown() && note.text == text {
        return Ok(Plan::default());
    }
    Ok(vec![field(&item, "text", text), field(&item, "edited_ms", pen.wall_ms)].into())
}

/// Changes the kind of a note.
pub(super) fn set_kind(doc: &Document, pen: &Pen<'_>, id: &NoteId, kind: &Kind) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    if note.kind == *kind {
        return Ok(Plan::default());
    }
    if note.is_shown() && note.text.is_empty() && !kind.may_be_silent() {
        return Err(Refused::Empty { what: "note" });
    }
    let mut strokes: Vec<Stroke> = kind_fields(kind)?.into_iter().map(|(key, ink)| field(&item, key, ink)).collect();
    if note.kind.reaction().is_some() && kind.reaction().is_none() {
        strokes.push(field(&item, "reaction", ScalarValue::Null));
    }
    Ok(strokes.into())
}

/// Sets the boards of a note.
pub(super) fn set_tags(doc: &Document, pen: &Pen<'_>, id: &NoteId, tags: &[String]) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let mut tags = check::labels("tag", "tags", tags)?;
    tags.sort();
    if note.is_shown() && note.tags == tags {
        return Ok(Plan::default());
    }
    Ok(vec![field(&item, "tags", Ink::texts(&tags))].into())
}

/// Moves a note to another film time.
pub(super) fn move_note(doc: &Document, pen: &Pen<'_>, id: &NoteId, film_ms: i64) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let film_ms = check::film_ms("film time", film_ms)?;
    let shift_ms = note.stamp.as_ref().map_or(0, |stamp| stamp.shift_ms.saturating_add(film_ms - note.film_ms));
    Ok(placed(&note, &item, film_ms, shift_ms).into())
}

/// Sets the film times of own notes anew. One of them that is not there, or not one's own, and none is moved.
pub(super) fn retime(doc: &Document, pen: &Pen<'_>, notes: &[Retimed]) -> Result<Plan, Refused> {
    if notes.len() > limits::RETIMED {
        return Err(Refused::TooMany { what: "notes to move at once", limit: limits::RETIMED });
    }
    let mut strokes = Vec::new();
    for Retimed { note, film_ms, shift_ms } in notes {
        let (note, item) = own_note(doc, pen, note)?;
        strokes.extend(placed(&note, &item, check::film_ms("film time", *film_ms)?, *shift_ms));
    }
    Ok(strokes.into())
}

/// What to put so that a note stands at a film time, with what of it its author moved by hand.
fn placed(note: &Note, item: &ObjId, film_ms: i64, shift_ms: i64) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    if note.film_ms != film_ms {
        strokes.push(field(item, "film_ms", film_ms));
    }
    if note.stamp.as_ref().is_some_and(|stamp| stamp.shift_ms != shift_ms) {
        strokes.push(field(item, "shift_ms", shift_ms));
    }
    strokes
}

/// Seals a note, shows it or drops it.
pub(super) fn set_seal(doc: &Document, pen: &Pen<'_>, id: &NoteId, seal: Seal) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let same = note.seal == seal;
    Ok(if same { Plan::default() } else { vec![field(&item, "seal", seal.name())].into() })
}

/// Lets a personal note out, or no longer.
pub(super) fn set_exportable(doc: &Document, pen: &Pen<'_>, id: &NoteId, exportable: bool) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let same = note.exportable == exportable;
    Ok(if same { Plan::default() } else { vec![field(&item, "exportable", exportable)].into() })
}

/// Takes a note back, or puts it back.
pub(super) fn take_back(doc: &Document, pen: &Pen<'_>, id: &NoteId, back: bool) -> Result<Plan, Refused> {
    let (note, item) = own_note(doc, pen, id)?;
    let same = note.taken_back == back;
    Ok(if same { Plan::default() } else { vec![field(&item, "taken_back", back)].into() })
}

/// Replies to a note or a moment.
pub(super) fn reply(doc: &Document, pen: &Pen<'_>, on: &On, text: &str) -> Result<Plan, Refused> {
    let id = ReplyId::new(pen.wall_ms, pen.random);
    free(doc, pen, Root::Replies, id.as_str(), "reply")?;
    let text = check::some_text("reply", text)?;
    let on = match on {
        On::Note(note) => {
            read_note(doc, note, pen.voices).ok_or(Refused::Unknown { what: "note" })?;
            ("note", note.as_str().into())
        }
        On::Moment(film_ms) => ("film_ms", check::film_ms("film time", *film_ms)?.into()),
    };
    let fields: FieldList = vec![("by", pen.member.as_str().into()), on, ("text", text.into())];
    let strokes = vec![Stroke::Item { root: Root::Replies, key: id.to_string(), fields }];
    Ok(Plan { strokes, id: Some(WrittenId::Reply(id)) })
}

fn own_reply(doc: &Document, pen: &Pen<'_>, id: &ReplyId) -> Result<(Reply, ObjId), Refused> {
    let (reply, place) = find_reply(doc, id, pen.voices).ok_or(Refused::Unknown { what: "reply" })?;
    if reply.by == *pen.member { Ok((reply, place)) } else { Err(Refused::NotYours { what: "reply" }) }
}

/// Changes the words of a reply.
pub(super) fn set_reply(doc: &Document, pen: &Pen<'_>, id: &ReplyId, text: &str) -> Result<Plan, Refused> {
    let (reply, item) = own_reply(doc, pen, id)?;
    let text = check::some_text("reply", text)?;
    if !reply.taken_back && reply.text == text {
        return Ok(Plan::default());
    }
    Ok(vec![field(&item, "text", text), field(&item, "edited_ms", pen.wall_ms)].into())
}

/// Takes a reply back.
pub(super) fn take_back_reply(doc: &Document, pen: &Pen<'_>, id: &ReplyId) -> Result<Plan, Refused> {
    let (reply, item) = own_reply(doc, pen, id)?;
    Ok(if reply.taken_back { Plan::default() } else { vec![field(&item, "taken_back", true)].into() })
}

/// Puts a reaction on a note, or takes it off.
pub(super) fn mark(
    doc: &Document,
    pen: &Pen<'_>,
    note: &NoteId,
    reaction: Reaction,
    on: bool,
) -> Result<Plan, Refused> {
    read_note(doc, note, pen.voices).ok_or(Refused::Unknown { what: "note" })?;
    let mark = Mark { note: note.clone(), member: pen.member.clone(), reaction };
    if read_mark(doc, &mark, pen.voices).is_some() == on {
        return Ok(Plan::default());
    }
    Ok(vec![Stroke::Scalar { root: Root::Marks, key: mark.key(), value: on.into() }].into())
}
