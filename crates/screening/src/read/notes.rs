//! Reading notes, replies and marks.

use super::fields::Fields;
use super::look::Look;
use super::said::{Fault, Said, Value};
use super::take;
use crate::id::{MemberId, NoteId};
use crate::kind::{Kind, Reaction};
use crate::limits;
use crate::note::{Note, Seal, Stamp};
use crate::thread::{Mark, On, Reply};

/// Reads a note. A seal that this version does not know is taken for closed.
pub(crate) fn note(look: &Look<'_>, key: &str, value: &Value) -> Result<Note, Fault> {
    let id: NoteId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("notes/{key}");
    let mut f = Fields::of(look, &place, value)?;
    let (by, actor) = f.author("by")?;
    let name = f.restore("kind", take::word)?;
    let kind = Kind::of(&name, f.maybe("reaction", take::word).as_deref());
    let film_ms = f.restore("film_ms", take::film_ms)?;
    let seal = f.maybe("seal", take::known(|word| Some(Seal::of(word).unwrap_or(Seal::Sealed)))).unwrap_or_default();
    let taken_back = f.maybe("taken_back", take::yes).unwrap_or_default();
    let shown = !taken_back && seal != Seal::Dropped;
    let text = if shown { f.words("text", limits::TEXT_BYTES, true)? } else { String::new() };
    let mut tags = if shown { f.labels("tags") } else { Vec::new() };
    tags.sort();
    tags.dedup();
    Ok(Note {
        made_ms: id.made_ms(),
        stamp: stamp(&f),
        edited: f.maybe("edited_ms", take::int).is_some(),
        after_echo: f.maybe("after_echo", take::yes).unwrap_or_default(),
        exportable: f.maybe("exportable", take::yes).unwrap_or_default(),
        id,
        by,
        kind,
        film_ms,
        text,
        tags,
        seal,
        taken_back,
        actor,
    })
}

fn stamp(f: &Fields<'_, '_>) -> Option<Stamp> {
    let timebase = f.maybe("timebase", take::word)?;
    Some(Stamp {
        viewing: f.maybe("viewing", take::id),
        timebase,
        at_ms: f.maybe("at_ms", take::int)?,
        lag_ms: f.maybe("lag_ms", take::int).unwrap_or_default(),
        source: f.maybe("source", take::word).map(Into::into).unwrap_or_default(),
        err_ms: f.maybe("err_ms", take::int),
        shift_ms: f.maybe("shift_ms", take::int).unwrap_or_default(),
    })
}

/// Reads a reply.
pub(crate) fn reply(look: &Look<'_>, key: &str, value: &Value) -> Result<Reply, Fault> {
    let id: crate::id::ReplyId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("replies/{key}");
    let mut f = Fields::of(look, &place, value)?;
    let (by, _) = f.author("by")?;
    let on = match f.maybe("note", take::id) {
        Some(note) => On::Note(note),
        None => On::Moment(f.restore("film_ms", take::film_ms)?),
    };
    let taken_back = f.maybe("taken_back", take::yes).unwrap_or_default();
    let text = if taken_back { String::new() } else { f.words("text", limits::TEXT_BYTES, true)? };
    let edited = f.maybe("edited_ms", take::int).is_some();
    Ok(Reply { made_ms: id.made_ms(), id, on, by, text, edited, taken_back })
}

/// Reads a mark and whether it is on.
pub(crate) fn mark(look: &Look<'_>, key: &str, value: &Value) -> Result<(Mark, bool), Fault> {
    let mark = mark_key(key).ok_or(Fault::Name)?;
    let on = switch(look, value, &mark.member)?;
    Ok((mark, on))
}

/// Reads something that one member switches on and off.
pub(crate) fn switch(look: &Look<'_>, value: &Value, member: &MemberId) -> Result<bool, Fault> {
    if !look.voices.may_speak(value.actor(), member) {
        return Err(Fault::Foreign("it"));
    }
    match value.said {
        Said::Yes(on) => Ok(on),
        _ => Err(Fault::Shape("it")),
    }
}

/// Takes the key of a mark apart.
pub(crate) fn mark_key(key: &str) -> Option<Mark> {
    let mut parts = key.split('/');
    let (note, member, reaction) = (parts.next()?, parts.next()?, parts.next()?);
    let reaction = Reaction::ALL.into_iter().find(|known| known.name() == reaction)?;
    let mark = Mark { note: note.parse().ok()?, member: member.parse().ok()?, reaction };
    parts.next().is_none().then_some(mark)
}
