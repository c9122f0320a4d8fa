//! What a change touched is exactly what has to be read again.

use std::collections::BTreeSet;

use crate::evening::*;
use screening::*;

/// Everything that can be done, in an order in which all of it is taken. Three devices of two members take turns.
pub fn story() -> Vec<(u8, Edit)> {
    let id = |number: u64| NoteId::new(WALL_MS + 1_000 * i64::try_from(number).unwrap(), number);
    let at = |film_ms, kind, text: &str| NewNote { film_ms, kind, ..remark(text) };
    let stamp = Stamp {
        viewing: Some(viewing()),
        timebase: "run-1".into(),
        at_ms: 254_000,
        lag_ms: 2_000,
        source: Source::Player("mpv".into()),
        err_ms: Some(45),
        shift_ms: 0,
    };
    let clock = |cause, at_ms, film_ms, rate| {
        let (viewing, timebase) = (viewing(), "run-1".to_owned());
        Edit::Clock(NewEntry { viewing, timebase, at_ms, film_ms, rate, cause, source: Source::Hand, copy: None })
    };
    let grade = |when, given, sealed| Edit::Grade { when, given, sealed };
    let answer = |question, position: &str, reason: &str, still_open| Edit::Answer {
        question,
        position: position.into(),
        reason: reason.into(),
        still_open,
    };
    let knots = vec![Knot { cut_ms: 12_000, film_ms: 0 }];
    vec![
        (
            0x11,
            Edit::Film(Film {
                year: Some(2016),
                directors: vec!["Ines Okafor".into()],
                ..film("The Lamplighter's Daughter")
            }),
        ),
        (0x11, Edit::AddCut(NewCut { label: "disc".into(), length_ms: Some(6_111_000), ratio: 25.0 / 23.976, knots })),
        (0x11, grade(When::Before, Given::Letter(Letter::B), true)),
        (0x12, grade(When::Before, Given::Passed, false)),
        (0x11, clock(Cause::Start, 0, 0, 1.0)),
        (0x12, Edit::Edge(Edge { a: "run-2".into(), b: "run-1".into(), offset_ms: 7_000, err_ms: 4 })),
        // number 6
        (
            0x11,
            Edit::Jot(NewNote {
                stamp: Some(stamp),
                tags: vec!["light".into()],
                ..at(252_000, Kind::Remark, "The clock has no hands.")
            }),
        ),
        (0x12, Edit::Jot(at(400_000, Kind::Reaction(Reaction::Laugh), ""))),
        (
            0x11,
            Edit::Jot(NewNote {
                seal: Seal::Sealed,
                ..at(545_000, Kind::Prediction, "Tobias is not her real father.")
            }),
        ),
        (
            0x12,
            Edit::Jot(NewNote {
                after_echo: true,
                ..at(1_040_000, Kind::Question, "Why does she keep the third key?")
            }),
        ),
        (0x21, Edit::SetText { note: id(6), text: "The clock has no hands at all.".into() }),
        (0x11, Edit::SetTags { note: id(6), tags: vec!["light".into(), "time".into()] }),
        (0x12, Edit::SetKind { note: id(7), kind: Kind::Reaction(Reaction::Love) }),
        (0x12, Edit::MoveNote { note: id(7), film_ms: 401_000 }),
        (0x11, Edit::Mark { note: id(7), reaction: Reaction::Bravo, on: true }),
        (0x12, Edit::Mark { note: id(6), reaction: Reaction::Hm, on: true }),
        (0x12, Edit::Mark { note: id(6), reaction: Reaction::Hm, on: false }),
        (0x12, Edit::Reply { on: On::Note(id(6)), text: "Like in the station.".into() }),
        (0x11, Edit::Reply { on: On::Moment(401_000), text: "We all did.".into() }),
        (0x11, Edit::Pulse(2)),
        (0x12, Edit::Pulse(4)),
        (0x11, clock(Cause::Pause, 1_870_000, 1_870_000, 0.0)),
        (0x12, clock(Cause::Resume, 2_103_000, 1_870_000, 1.0)),
        (0x11, Edit::Attend { viewing: Some(viewing()), state: State::Watching, frontier_ms: 1_870_000 }),
        (
            0x12,
            Edit::Attend { viewing: Some(viewing()), state: State::Slept { at_ms: 3_500_000 }, frontier_ms: 3_500_000 },
        ),
        (0x21, Edit::Attend { viewing: Some(viewing()), state: State::Finished, frontier_ms: 6_360_000 }),
        (0x12, Edit::EndViewing { viewing: viewing() }),
        (0x11, Edit::SetSeal { note: id(8), seal: Seal::Shown }),
        (0x11, Edit::Outcome { note: id(8), outcome: Some(Outcome::Partly) }),
        (0x12, Edit::Contest { note: id(8), on: true }),
        (0x11, answer(id(9), "For the letters", "She counts them.", false)),
        (0x12, answer(id(9), "", "", true)),
        (0x12, Edit::WithdrawAnswer { question: id(9) }),
        (0x21, grade(When::After, Given::Letter(Letter::AMinus), false)),
        (0x12, Edit::AddViewing { label: "next day".into(), cut: Some(CutId::new(WALL_MS + 1_000, 1)) }),
        (0x12, Edit::TakeBack { note: id(7) }),
        (0x12, Edit::PutBack { note: id(7) }),
        (0x12, Edit::SetCut { viewing: viewing(), cut: Some(CutId::new(WALL_MS + 1_000, 1)) }),
    ]
}

/// The story as one document.
pub fn told() -> Document {
    let mut doc = evening();
    for (number, (device, edit)) in story().into_iter().enumerate() {
        doc.set_actor(&[device; 24]);
        let written = at(&mut doc, u64::try_from(number).unwrap(), edit.clone());
        assert!(written.change.is_some(), "{edit:?}");
    }
    doc
}

/// What a read model does: reads again what was touched, and nothing else.
pub fn refresh(model: &mut Screening, doc: &Document, touched: &Touched) {
    let v = &Household;
    assert!(!touched.everything);
    if touched.film {
        model.film = read_film(doc, v).unwrap();
    }
    model.notes.retain(|note| !touched.notes.contains(&note.id));
    model.notes.extend(touched.notes.iter().filter_map(|id| read_note(doc, id, v)));
    model.replies.retain(|reply| !touched.replies.contains(&reply.id));
    model.replies.extend(touched.replies.iter().filter_map(|id| read_reply(doc, id, v)));
    model.marks.retain(|mark| !touched.marks.contains(mark));
    model.marks.extend(touched.marks.iter().filter_map(|mark| read_mark(doc, mark, v)));
    model.grades.retain(|grade| !touched.grades.contains(&(grade.member.clone(), grade.when)));
    model.grades.extend(touched.grades.iter().filter_map(|(member, when)| read_grade(doc, member, *when, v)));
    model.pulses.retain(|pulse| !touched.pulses.contains(&pulse.member));
    model.pulses.extend(touched.pulses.iter().filter_map(|member| read_pulse(doc, member, v)));
    model.sentences.retain(|sentence| !touched.sentences.contains(&sentence.member));
    model.sentences.extend(touched.sentences.iter().filter_map(|member| read_sentence(doc, member, v)));
    model.verdicts.retain(|verdict| !touched.outcomes.contains(&verdict.note));
    model.verdicts.extend(touched.outcomes.iter().filter_map(|note| read_verdict(doc, note, v)));
    model.answers.retain(|answer| !touched.answers.contains(&(answer.question.clone(), answer.member.clone())));
    model.answers.extend(touched.answers.iter().filter_map(|(note, member)| read_answer(doc, note, member, v)));
    model.attendance.retain(|there| !touched.attendance.contains(&(there.member.clone(), there.viewing.clone())));
    let there = touched.attendance.iter();
    model.attendance.extend(there.filter_map(|(member, viewing)| read_attendance(doc, member, viewing.as_ref(), v)));
    model.viewings.retain(|viewing| !touched.viewings.contains(&viewing.id));
    model.viewings.extend(touched.viewings.iter().filter_map(|id| read_viewing(doc, id, v)));
    model.cuts.retain(|cut| !touched.cuts.contains(&cut.id));
    model.cuts.extend(touched.cuts.iter().filter_map(|id| read_cut(doc, id, v)));
    model.clock.retain(|entry| !touched.clock.contains(&entry.id));
    model.clock.extend(touched.clock.iter().filter_map(|id| read_entry(doc, id, v)));
    model.edges.retain(|edge| !touched.edges.contains(&(edge.a.clone(), edge.b.clone())));
    model.edges.extend(touched.edges.iter().filter_map(|(a, b)| read_edge(doc, a, b, v)));
}

/// Every thing as JSON, in an order that does not depend on how it was gathered.
pub fn things(screening: &Screening) -> BTreeSet<String> {
    let json = serde_json::to_value(screening).unwrap();
    let fields = json.as_object().unwrap().iter();
    let things = fields.flat_map(|(name, value)| match value.as_array() {
        Some(list) => list.iter().map(|thing| format!("{name} {thing}")).collect(),
        None => vec![format!("{name} {value}")],
    });
    things.collect()
}

fn count(touched: &Touched) -> usize {
    let Touched {
        notes,
        replies,
        marks,
        grades,
        pulses,
        sentences,
        outcomes,
        answers,
        attendance,
        viewings,
        cuts,
        clock,
        edges,
        film,
        recap,
        unknown,
        everything,
    } = touched;
    let sets = [notes.len(), replies.len(), marks.len(), grades.len(), pulses.len(), outcomes.len(), answers.len()];
    let more = [attendance.len(), viewings.len(), cuts.len(), clock.len(), edges.len(), unknown.len(), sentences.len()];
    let flags = [*film, *recap, *everything].into_iter().filter(|flag| *flag).count();
    sets.into_iter().chain(more).sum::<usize>() + flags
}

#[test]
fn each_edit_touches_one_thing_and_reading_it_again_is_enough() {
    let mut doc = evening();
    let mut model = read(&doc, &Household).screening;
    let id = |number: u64| NoteId::new(WALL_MS + 1_000 * i64::try_from(number).unwrap(), number);
    let explained = Judged::Explained { film_ms: 4_530_000 };
    // What the talk afterwards adds; the story itself lies in a released file.
    let talk = [
        (0x12, Edit::Sentence(Some("A lamp goes out and a house begins to see.".into()))),
        (0x11, Edit::Sentence(None)),
        (0x11, Edit::SetKind { note: id(6), kind: Kind::Nitpick }),
        (0x12, Edit::Judge { nitpick: id(6), judged: Judged::Agreed, reason: String::new() }),
        (0x12, Edit::Judge { nitpick: id(6), judged: explained, reason: "He wears gloves.".into() }),
    ];
    for (number, (device, edit)) in story().into_iter().chain(talk).enumerate() {
        doc.set_actor(&[device; 24]);
        let change = at(&mut doc, u64::try_from(number).unwrap(), edit.clone()).change.unwrap();
        let touched = touched(&doc, &change);
        assert_eq!(count(&touched), 1, "{edit:?} touched {touched:?}");
        refresh(&mut model, &doc, &touched);
        assert_eq!(things(&model), things(&reading(&doc).screening), "{edit:?}");
    }
    assert_eq!(reading(&doc).oddities, []);
}

#[test]
fn the_first_change_and_a_new_version_touch_everything() {
    let mut doc = evening();
    assert!(touched(&doc, &doc.changes()[0]).everything);
    raw(&mut doc, 0x12, |tx| {
        use automerge::transaction::Transactable;
        tx.put(automerge::ROOT, "schema", "1.9").unwrap();
        tx.put(automerge::ROOT, "sentences", 1).unwrap();
    });
    let found = touched(&doc, &doc.changes()[1]);
    assert!(found.everything && found.unknown.contains("sentences"));
}
