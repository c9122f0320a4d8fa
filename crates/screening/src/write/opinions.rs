//! Writing what a member thinks: grades, pulses, sentences, outcomes, answers.
//!
//! Each of them is replaced as a whole, so that what two devices write at the same time never mixes: both stay, and the
//! member picks.

use super::stroke::{FieldList, Stroke};
use super::{Pen, Plan, check};
use crate::document::{Document, Root};
use crate::grade::{Given, When};
use crate::id::NoteId;
use crate::kind::Kind;
use crate::note::Note;
use crate::prediction::Outcome;
use crate::question::{Judged, Stance};
use crate::read::{
    answer_key, grade_key, read_answer, read_grade, read_note, read_pulse, read_sentence, read_verdict, sentence_key,
};
use crate::refused::Refused;

fn whole(root: Root, key: String, pen: &Pen<'_>, mut fields: FieldList) -> Plan {
    fields.push(("made_ms", pen.wall_ms.into()));
    vec![Stroke::Item { root, key, fields }].into()
}

/// Grades the film, or passes.
pub(super) fn grade(doc: &Document, pen: &Pen<'_>, when: When, given: Given, sealed: bool) -> Result<Plan, Refused> {
    let before = read_grade(doc, pen.member, when, pen.voices);
    if before.is_some_and(|grade| grade.given == given && grade.sealed == sealed && grade.rivals.is_empty()) {
        return Ok(Plan::default());
    }
    let mut fields: FieldList = vec![("given", given.to_string().into())];
    if sealed {
        fields.push(("sealed", true.into()));
    }
    Ok(whole(Root::Grades, grade_key(pen.member, when), pen, fields))
}

/// Taps 1 to 5.
pub(super) fn pulse(doc: &Document, pen: &Pen<'_>, tap: u8) -> Result<Plan, Refused> {
    if !(1..=5).contains(&tap) {
        return Err(Refused::OutOfRange { what: "pulse", range: "1 to 5" });
    }
    if read_pulse(doc, pen.member, pen.voices).is_some_and(|pulse| pulse.tap == tap) {
        return Ok(Plan::default());
    }
    Ok(whole(Root::Pulses, pen.member.to_string(), pen, vec![("tap", i64::from(tap).into())]))
}

/// Says the film in one sentence, or passes.
pub(super) fn sentence(doc: &Document, pen: &Pen<'_>, said: Option<&str>) -> Result<Plan, Refused> {
    let said = said.map(|said| check::sentence("sentence", said)).transpose()?;
    let before = read_sentence(doc, pen.member, pen.voices);
    if before.is_some_and(|before| before.said == said && before.rivals.is_empty()) {
        return Ok(Plan::default());
    }
    let fields = said.map(|said| ("said", said.into())).into_iter().collect();
    Ok(whole(Root::Grades, sentence_key(pen.member), pen, fields))
}

fn note_of_kind(
    doc: &Document,
    pen: &Pen<'_>,
    id: &NoteId,
    kind: &Kind,
    expected: &'static str,
) -> Result<Note, Refused> {
    let note = read_note(doc, id, pen.voices).ok_or(Refused::Unknown { what: expected })?;
    if note.kind == *kind { Ok(note) } else { Err(Refused::WrongKind { expected }) }
}

/// Says what became of an own prediction.
pub(super) fn outcome(doc: &Document, pen: &Pen<'_>, id: &NoteId, outcome: Option<Outcome>) -> Result<Plan, Refused> {
    let prediction = note_of_kind(doc, pen, id, &Kind::Prediction, "prediction")?;
    if prediction.by != *pen.member {
        return Err(Refused::NotYours { what: "prediction" });
    }
    let before = read_verdict(doc, id, pen.voices).and_then(|verdict| verdict.outcome);
    if before == outcome {
        return Ok(Plan::default());
    }
    let fields = outcome.map(|outcome| ("outcome", outcome.name().into())).into_iter().collect();
    Ok(whole(Root::Outcomes, id.to_string(), pen, fields))
}

/// Contests the outcome of a prediction, or no longer.
pub(super) fn contest(doc: &Document, pen: &Pen<'_>, id: &NoteId, on: bool) -> Result<Plan, Refused> {
    note_of_kind(doc, pen, id, &Kind::Prediction, "prediction")?;
    let before = read_verdict(doc, id, pen.voices).is_some_and(|verdict| verdict.contested_by.contains(pen.member));
    if before == on {
        return Ok(Plan::default());
    }
    Ok(vec![Stroke::Scalar { root: Root::Contests, key: answer_key(id, pen.member), value: on.into() }].into())
}

/// Takes a position on a question; words or "still open", one of them is needed.
pub(super) fn answer(
    doc: &Document,
    pen: &Pen<'_>,
    question: &NoteId,
    position: &str,
    reason: &str,
    still_open: bool,
) -> Result<Plan, Refused> {
    note_of_kind(doc, pen, question, &Kind::Question, "question")?;
    let stance = Stance {
        position: check::text("answer", position)?,
        reason: check::text("reason", reason)?,
        still_open,
        judged: None,
    };
    if stance == Stance::default() {
        return Err(Refused::Empty { what: "answer" });
    }
    hold(doc, pen, question, stance)
}

/// Agrees to a nitpick, or says where the film explains it.
pub(super) fn judge(
    doc: &Document,
    pen: &Pen<'_>,
    nitpick: &NoteId,
    judged: Judged,
    reason: &str,
) -> Result<Plan, Refused> {
    note_of_kind(doc, pen, nitpick, &Kind::Nitpick, "nitpick")?;
    if let Judged::Explained { film_ms } = judged {
        check::film_ms("film time", film_ms)?;
    }
    let reason = check::text("reason", reason)?;
    hold(doc, pen, nitpick, Stance { reason, judged: Some(judged), ..Stance::default() })
}

fn hold(doc: &Document, pen: &Pen<'_>, question: &NoteId, stance: Stance) -> Result<Plan, Refused> {
    let before = read_answer(doc, question, pen.member, pen.voices);
    if before.is_some_and(|answer| answer.stance == stance && answer.rivals.is_empty()) {
        return Ok(Plan::default());
    }
    let mut fields: FieldList = Vec::new();
    for (key, words) in [("position", &stance.position), ("reason", &stance.reason)] {
        if !words.is_empty() {
            fields.push((key, words.as_str().into()));
        }
    }
    if stance.still_open {
        fields.push(("still_open", true.into()));
    }
    match stance.judged {
        None => {}
        Some(Judged::Agreed) => fields.push(("judged", "agreed".into())),
        Some(Judged::Explained { film_ms }) => {
            fields.extend([("judged", "explained".into()), ("at_ms", film_ms.into())])
        }
    }
    Ok(whole(Root::Answers, answer_key(question, pen.member), pen, fields))
}

/// Withdraws the own answer.
pub(super) fn withdraw_answer(doc: &Document, pen: &Pen<'_>, question: &NoteId) -> Result<Plan, Refused> {
    if read_answer(doc, question, pen.member, pen.voices).is_none() {
        return Ok(Plan::default());
    }
    Ok(whole(Root::Answers, answer_key(question, pen.member), pen, vec![("withdrawn", true.into())]))
}
