//! Reading what members think: grades, pulses, sentences, outcomes, answers.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::fields::Fields;
use super::look::Look;
use super::notes::{note, switch};
use super::said::{Fault, Value};
use super::take;
use crate::document::Root;
use crate::grade::{Grade, Pulse, When};
use crate::id::{MemberId, NoteId};
use crate::limits;
use crate::prediction::{Outcome, Verdict};
use crate::question::{Answer, Judged, Stance};
use crate::sentence::Sentence;

/// Reads a grade, with the rivals that the same member gave elsewhere at the same time.
pub(crate) fn grade(look: &Look<'_>, key: &str, value: &Value) -> Result<Grade, Fault> {
    let mut grade = one_grade(look, key, value)?;
    grade.rivals = rivals(look, Root::Grades, key, value, |value| Ok(one_grade(look, key, value)?.given));
    grade.rivals.retain(|given| *given != grade.given);
    Ok(grade)
}

fn one_grade(look: &Look<'_>, key: &str, value: &Value) -> Result<Grade, Fault> {
    let (member, when) = grade_key(key).ok_or(Fault::Name)?;
    let place = format!("grades/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &member)?;
    Ok(Grade {
        given: f.restore("given", take::id)?,
        rivals: Vec::new(),
        sealed: f.maybe("sealed", take::yes).unwrap_or_default(),
        made_ms: f.maybe("made_ms", take::int).unwrap_or_default(),
        member,
        when,
    })
}

/// Reads the values beside one, each once, in order.
fn rivals<T: Ord>(
    look: &Look<'_>,
    root: Root,
    key: &str,
    value: &Value,
    of: impl Fn(&Value) -> Result<T, Fault>,
) -> Vec<T> {
    let Some(container) = look.doc.genesis.container(root).filter(|_| value.conflict) else { return Vec::new() };
    let beside = look.values(container, key);
    let beside = beside.iter().filter(|other| other.id != value.id).filter_map(|other| of(other).ok());
    beside.collect::<BTreeSet<T>>().into_iter().collect()
}

/// Reads a sentence, with the rivals that the same member wrote elsewhere at the same time.
pub(crate) fn sentence(look: &Look<'_>, key: &str, value: &Value) -> Result<Sentence, Fault> {
    let mut sentence = one_sentence(look, key, value)?;
    sentence.rivals = rivals(look, Root::Grades, key, value, |value| Ok(one_sentence(look, key, value)?.said));
    sentence.rivals.retain(|said| *said != sentence.said);
    Ok(sentence)
}

fn one_sentence(look: &Look<'_>, key: &str, value: &Value) -> Result<Sentence, Fault> {
    let member = sentence_key(key).ok_or(Fault::Name)?;
    let place = format!("grades/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &member)?;
    let said = f.words("said", limits::LABEL_BYTES, false)?;
    Ok(Sentence {
        said: Some(said).filter(|said| !said.is_empty()),
        rivals: Vec::new(),
        made_ms: f.maybe("made_ms", take::int).unwrap_or_default(),
        member,
    })
}

/// Reads a pulse.
pub(crate) fn pulse(look: &Look<'_>, key: &str, value: &Value) -> Result<Pulse, Fault> {
    let member: MemberId = key.parse().map_err(|_| Fault::Name)?;
    let place = format!("pulses/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &member)?;
    let tap = f.restore("tap", |said| take::int_in(1..=5)(said).and_then(|tap| u8::try_from(tap).ok()))?;
    Ok(Pulse { tap, made_ms: f.maybe("made_ms", take::int).unwrap_or_default(), member })
}

/// Reads what the author of a prediction says became of it.
pub(crate) fn outcome(look: &Look<'_>, key: &str, value: &Value) -> Result<Verdict, Fault> {
    let id: NoteId = key.parse().map_err(|_| Fault::Name)?;
    let Some((prediction, _)) = look.one(Root::Notes, key, note) else { return Err(Fault::Missing("its note")) };
    let place = format!("outcomes/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &prediction.by)?;
    Ok(Verdict {
        note: id,
        outcome: f.maybe("outcome", take::known(Outcome::of)),
        contested_by: BTreeSet::new(),
        made_ms: f.maybe("made_ms", take::int).unwrap_or_default(),
    })
}

/// Reads who contests a prediction's outcome, and whether still.
pub(crate) fn contest(look: &Look<'_>, key: &str, value: &Value) -> Result<(NoteId, MemberId, bool), Fault> {
    let (note, member) = pair::<NoteId, MemberId>(key).ok_or(Fault::Name)?;
    let on = switch(look, value, &member)?;
    Ok((note, member, on))
}

/// Reads an answer, with the rivals that the same member wrote elsewhere at the same time; none when it was withdrawn.
pub(crate) fn answer(look: &Look<'_>, key: &str, value: &Value) -> Result<Option<Answer>, Fault> {
    let main = one_answer(look, key, value)?;
    let mut rivals = rivals(look, Root::Answers, key, value, |value| {
        one_answer(look, key, value)?.map(|answer| answer.stance).ok_or(Fault::Missing("it"))
    });
    Ok(main.map(|mut answer| {
        rivals.retain(|stance| *stance != answer.stance);
        answer.rivals = rivals;
        answer
    }))
}

fn one_answer(look: &Look<'_>, key: &str, value: &Value) -> Result<Option<Answer>, Fault> {
    let (question, member) = pair::<NoteId, MemberId>(key).ok_or(Fault::Name)?;
    let place = format!("answers/{key}");
    let f = Fields::in_the_name_of(look, &place, value, &member)?;
    if f.maybe("withdrawn", take::yes).unwrap_or_default() {
        return Ok(None);
    }
    let stance = Stance {
        position: f.words("position", limits::TEXT_BYTES, true)?,
        reason: f.words("reason", limits::TEXT_BYTES, true)?,
        still_open: f.maybe("still_open", take::yes).unwrap_or_default(),
        judged: f.maybe("judged", take::word).and_then(|word| match word.as_str() {
            "agreed" => Some(Judged::Agreed),
            "explained" => f.maybe("at_ms", take::film_ms).map(|film_ms| Judged::Explained { film_ms }),
            _ => None,
        }),
    };
    let made_ms = f.maybe("made_ms", take::int).unwrap_or_default();
    Ok(Some(Answer { question, member, stance, rivals: Vec::new(), made_ms }))
}

/// Takes the key of a grade apart.
pub(crate) fn grade_key(key: &str) -> Option<(MemberId, When)> {
    let (member, when) = key.split_once('/')?;
    Some((member.parse().ok()?, When::of(when)?))
}

/// Takes the key of a sentence apart: it lies beside its member's grades.
pub(crate) fn sentence_key(key: &str) -> Option<MemberId> {
    key.strip_suffix("/sentence")?.parse().ok()
}

/// Takes a key of two ids apart.
pub(crate) fn pair<A: FromStr, B: FromStr>(key: &str) -> Option<(A, B)> {
    let (a, b) = key.split_once('/')?;
    Some((a.parse().ok()?, b.parse().ok()?))
}
