//! From a document to the read model: only what a change touched, so that one note costs the same in an
//! evening of twenty thousand as in one of twenty.

use rusqlite::Connection;
use screening::{
    Attendance, ClockEntry, Document, Edge, Grade, MemberId, NoteId, Purpose, Touched, Viewing, ViewingId, Voices, When,
};

use crate::model::fact::{self, Sort};
use crate::model::{self, mark, note, recap, reply, screening as evening};

/// Reads again what was touched and writes it down.
pub(crate) fn touched(
    c: &Connection,
    no: i64,
    doc: &Document,
    touched: &Touched,
    voices: &dyn Voices,
) -> rusqlite::Result<()> {
    let there = evening::one(c, no)?.is_some();
    match doc.purpose() {
        Purpose::Recap if touched.recap || touched.everything => return recap::put(c, no, &screening::recap_text(doc)),
        Purpose::Screening if touched.everything || !there => return everything(c, no, doc, voices),
        Purpose::Screening => {}
        Purpose::Recap | Purpose::Unknown(_) => return Ok(()),
    }
    for id in &touched.notes {
        match screening::read_note(doc, id, voices) {
            Some(read) => note::put(c, no, &read)?,
            None => note::remove(c, no, id)?,
        }
    }
    for id in &touched.replies {
        match screening::read_reply(doc, id, voices) {
            Some(read) => reply::put(c, no, &read)?,
            None => reply::remove(c, no, id)?,
        }
    }
    for wanted in &touched.marks {
        match screening::read_mark(doc, wanted, voices) {
            Some(read) => mark::put(c, no, &read)?,
            None => mark::remove(c, no, wanted)?,
        }
    }
    facts(c, no, doc, touched, voices)?;
    if touched.film
        && let Some(film) = screening::read_film(doc, voices)
    {
        evening::set_film(c, no, &film)?;
    }
    Ok(())
}

fn facts(c: &Connection, no: i64, doc: &Document, touched: &Touched, voices: &dyn Voices) -> rusqlite::Result<()> {
    for (member, when) in &touched.grades {
        let read = screening::read_grade(doc, member, *when, voices);
        fact::set(c, no, Sort::Grade, &grade_key(member, *when), member.as_str(), read.as_ref())?;
    }
    for member in &touched.pulses {
        let read = screening::read_pulse(doc, member, voices);
        fact::set(c, no, Sort::Pulse, member.as_str(), member.as_str(), read.as_ref())?;
    }
    for member in &touched.sentences {
        let read = screening::read_sentence(doc, member, voices);
        fact::set(c, no, Sort::Sentence, member.as_str(), member.as_str(), read.as_ref())?;
    }
    for id in &touched.outcomes {
        let read = screening::read_verdict(doc, id, voices);
        fact::set(c, no, Sort::Verdict, id.as_str(), "", read.as_ref())?;
    }
    for (question, member) in &touched.answers {
        let read = screening::read_answer(doc, question, member, voices);
        fact::set(c, no, Sort::Answer, &answer_key(question, member), member.as_str(), read.as_ref())?;
    }
    for (member, viewing) in &touched.attendance {
        let read = screening::read_attendance(doc, member, viewing.as_ref(), voices);
        fact::set(c, no, Sort::Attendance, &attendance_key(member, viewing.as_ref()), member.as_str(), read.as_ref())?;
    }
    for id in &touched.viewings {
        let read = screening::read_viewing(doc, id, voices);
        fact::set(c, no, Sort::Viewing, id.as_str(), "", read.as_ref())?;
    }
    if !touched.viewings.is_empty() {
        evening::set_times(c, no)?;
    }
    for id in &touched.cuts {
        let read = screening::read_cut(doc, id, voices);
        fact::set(c, no, Sort::Cut, id.as_str(), "", read.as_ref())?;
    }
    for id in &touched.clock {
        let read = screening::read_entry(doc, id, voices);
        fact::set(c, no, Sort::Clock, id.as_str(), "", read.as_ref())?;
    }
    for (a, b) in &touched.edges {
        let read = screening::read_edge(doc, a, b, voices);
        fact::set(c, no, Sort::Edge, &edge_key(a, b), "", read.as_ref())?;
    }
    Ok(())
}

/// Reads a whole document and writes it down anew.
pub(crate) fn everything(c: &Connection, no: i64, doc: &Document, voices: &dyn Voices) -> rusqlite::Result<()> {
    model::clear(c, no)?;
    match doc.purpose() {
        Purpose::Screening => {}
        Purpose::Recap => return recap::put(c, no, &screening::recap_text(doc)),
        Purpose::Unknown(_) => return Ok(()),
    }
    let read = screening::read(doc, voices).screening;
    evening::put(c, no, &read)?;
    for one in &read.notes {
        note::put(c, no, one)?;
    }
    for one in &read.replies {
        reply::put(c, no, one)?;
    }
    for one in &read.marks {
        mark::put(c, no, one)?;
    }
    for one in &read.grades {
        fact::set::<Grade>(c, no, Sort::Grade, &grade_key(&one.member, one.when), one.member.as_str(), Some(one))?;
    }
    for one in &read.pulses {
        fact::set(c, no, Sort::Pulse, one.member.as_str(), one.member.as_str(), Some(one))?;
    }
    for one in &read.sentences {
        fact::set(c, no, Sort::Sentence, one.member.as_str(), one.member.as_str(), Some(one))?;
    }
    for one in &read.verdicts {
        fact::set(c, no, Sort::Verdict, one.note.as_str(), "", Some(one))?;
    }
    for one in &read.answers {
        fact::set(c, no, Sort::Answer, &answer_key(&one.question, &one.member), one.member.as_str(), Some(one))?;
    }
    for one in &read.attendance {
        let key = attendance_key(&one.member, one.viewing.as_ref());
        fact::set::<Attendance>(c, no, Sort::Attendance, &key, one.member.as_str(), Some(one))?;
    }
    for one in &read.viewings {
        fact::set::<Viewing>(c, no, Sort::Viewing, one.id.as_str(), "", Some(one))?;
    }
    for one in &read.cuts {
        fact::set(c, no, Sort::Cut, one.id.as_str(), "", Some(one))?;
    }
    for one in &read.clock {
        fact::set::<ClockEntry>(c, no, Sort::Clock, one.id.as_str(), "", Some(one))?;
    }
    for one in &read.edges {
        fact::set::<Edge>(c, no, Sort::Edge, &edge_key(&one.a, &one.b), "", Some(one))?;
    }
    evening::set_times(c, no)
}

fn grade_key(member: &MemberId, when: When) -> String {
    format!("{member}/{}", when.name())
}

fn answer_key(question: &NoteId, member: &MemberId) -> String {
    format!("{question}/{member}")
}

fn attendance_key(member: &MemberId, viewing: Option<&ViewingId>) -> String {
    format!("{member}/{}", viewing.map_or("", ViewingId::as_str))
}

fn edge_key(a: &str, b: &str) -> String {
    format!("{a}\u{1f}{b}")
}
