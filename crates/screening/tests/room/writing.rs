//! What may be written, and in which words a refusal comes.

use crate::evening::*;
use screening::*;

/// Tries an edit on a small evening: a note of member 1 (number 1), a prediction (2), a question (3), device 0x11.
fn tried(edit: Edit) -> Result<Document, Refused> {
    let mut doc = evening();
    jot(&mut doc, 1, remark("The clock has no hands."));
    jot(&mut doc, 2, NewNote { kind: Kind::Prediction, ..remark("She burns the letters.") });
    jot(&mut doc, 3, NewNote { kind: Kind::Question, ..remark("Is the voice real?") });
    try_at(&mut doc, 9, edit).map(|_| doc)
}

fn id(number: u64) -> NoteId {
    NoteId::new(WALL_MS + 1_000 * i64::try_from(number).unwrap(), number)
}

/// `expect` stands in the refusal, or is "" when the edit is taken.
#[track_caller]
fn check(edit: Edit, expect: &str) {
    match tried(edit) {
        Ok(_) => assert_eq!(expect, "", "it was taken"),
        Err(refused) => {
            let message = refused.to_string();
            assert!(!expect.is_empty() && message.contains(expect), "{message}");
        }
    }
}

fn text(text: impl Into<String>) -> Edit {
    Edit::Jot(remark(&text.into()))
}

#[test]
fn texts() {
    check(text("x".repeat(4_000)), "");
    check(text("\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".repeat(800)), "");
    check(text("x".repeat(4_001)), "longer than 4000");
    check(text("\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".repeat(1_000)), "longer than");
    check(text(""), "the note is empty");
    check(text(" \n\u{200b}\u{feff} "), "the note is empty");
    check(text("a\u{7}b"), "control character");
    check(text("a\u{0}b"), "control character");
    check(text("a\nb"), "");
    check(text("\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}abc"), "");
    check(Edit::Reply { on: On::Note(id(1)), text: String::new() }, "the reply is empty");
    check(Edit::Reply { on: On::Note(id(77)), text: "x".into() }, "not here yet");
    check(Edit::Reply { on: On::Moment(-1), text: "x".into() }, "outside its range");
}

#[test]
fn what_is_written_is_composed_and_has_plain_line_ends() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, remark(" Ame\u{301}lie\r\nsaid\tno \n"));
    assert_eq!(note(&doc, &id).text, "Am\u{e9}lie\nsaid no");
    let id = jot(&mut doc, 2, remark("\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}"));
    assert_eq!(note(&doc, &id).text, "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}");
}

#[test]
fn titles() {
    let titled = |title: &str| Edit::Film(film(title));
    check(titled("x"), "");
    check(titled(&"x".repeat(200)), "");
    check(titled(&"x".repeat(201)), "longer than 200");
    check(titled("  "), "the title is empty");
    check(titled("two\nlines"), "control character");
    check(titled("turned \u{202e}around"), "control character");
    let opening = Opening { film: film(""), cut: None, viewing: String::new() };
    let begun = Document::new_screening(&[0x11; 24], &opening, &member(1), None, WALL_MS, 1);
    assert_eq!(begun.unwrap_err(), Refused::Empty { what: "title" });
}

#[test]
fn numbers_and_lists() {
    check(Edit::Jot(NewNote { film_ms: -1, ..remark("x") }), "outside its range");
    check(Edit::Jot(NewNote { film_ms: 172_800_001, ..remark("x") }), "outside its range");
    check(Edit::Jot(NewNote { seal: Seal::Dropped, ..remark("x") }), "seal of a new note");
    check(Edit::Jot(NewNote { tags: (0..21).map(|n| n.to_string()).collect(), ..remark("x") }), "more than 20 tags");
    check(Edit::Jot(NewNote { kind: Kind::Newer("haiku".into()), ..remark("x") }), "does not know the kind");
    check(Edit::Pulse(0), "1 to 5");
    check(Edit::Pulse(6), "1 to 5");
    check(Edit::AddCut(NewCut { label: "disc".into(), length_ms: None, ratio: f64::NAN, knots: vec![] }), "0.5 to 2");
    let edge = |a: &str, b: &str| Edit::Edge(Edge { a: a.into(), b: b.into(), offset_ms: 0, err_ms: 1 });
    check(edge("a", "a"), "two different");
    check(edge("a/b", "c"), "timebase");
    check(edge("a", "b"), "");
    let entry = |viewing: ViewingId, rate: f64| {
        let (timebase, cause, source) = ("run".into(), Cause::Start, Source::Hand);
        Edit::Clock(NewEntry { viewing, timebase, at_ms: 0, film_ms: 0, rate, cause, source, copy: None })
    };
    check(entry(viewing(), 1.0), "");
    check(entry(viewing(), 17.0), "0 to 16");
    check(entry(viewing(), f64::INFINITY), "0 to 16");
    check(entry(ViewingId::new(0, 0), 1.0), "not here yet");
}

#[test]
fn kinds_that_do_not_fit() {
    check(Edit::Outcome { note: id(1), outcome: Some(Outcome::Right) }, "not a prediction");
    check(Edit::Outcome { note: id(2), outcome: Some(Outcome::Right) }, "");
    check(Edit::Contest { note: id(3), on: true }, "not a prediction");
    let answer = |question, position: &str, still_open| Edit::Answer {
        question,
        position: position.into(),
        reason: String::new(),
        still_open,
    };
    check(answer(id(1), "real", false), "not a question");
    check(answer(id(3), "real", false), "");
    check(answer(id(3), "", true), "");
    check(answer(id(3), " ", false), "the answer is empty");
    let judge = |nitpick, judged| Edit::Judge { nitpick, judged, reason: String::new() };
    check(judge(id(3), Judged::Agreed), "not a nitpick");
    check(Edit::Sentence(Some(" ".into())), "the sentence is empty");
    check(Edit::Sentence(Some("x".repeat(401))), "longer than 400");
    check(Edit::Sentence(None), "");
}

#[test]
fn an_edit_that_changes_nothing_makes_no_change() {
    let mut doc = evening();
    let note = jot(&mut doc, 1, remark("x"));
    let grade = || Edit::Grade { when: When::Before, given: Given::Passed, sealed: true };
    at(&mut doc, 2, grade());
    let heads = doc.heads();
    let nothing = [
        Edit::SetText { note: note.clone(), text: " x ".into() },
        Edit::MoveNote { note: note.clone(), film_ms: 252_000 },
        Edit::PutBack { note: note.clone() },
        Edit::SetSeal { note: note.clone(), seal: Seal::Open },
        Edit::SetTags { note: note.clone(), tags: vec![] },
        Edit::Mark { note, reaction: Reaction::Love, on: false },
        grade(),
        Edit::Film(film("The Lamplighter's Daughter")),
        Edit::ReopenViewing { viewing: viewing() },
    ];
    for edit in nothing {
        assert_eq!(at(&mut doc, 3, edit.clone()).change, None, "{edit:?}");
    }
    assert_eq!(doc.heads(), heads);
}

#[test]
fn a_note_keeps_its_id_and_place_through_every_edit() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, NewNote { kind: Kind::Reaction(Reaction::Shock), text: String::new(), ..remark("") });
    let silent = try_at(&mut doc, 2, Edit::SetKind { note: id.clone(), kind: Kind::Remark });
    assert_eq!(silent.unwrap_err(), Refused::Empty { what: "note" });
    at(&mut doc, 3, Edit::SetText { note: id.clone(), text: "What was that?".into() });
    at(&mut doc, 4, Edit::SetKind { note: id.clone(), kind: Kind::Question });
    at(&mut doc, 5, Edit::SetTags { note: id.clone(), tags: vec!["sound".into(), "light".into(), "sound".into()] });
    at(&mut doc, 6, Edit::MoveNote { note: id.clone(), film_ms: 1 });
    at(&mut doc, 7, Edit::SetSeal { note: id.clone(), seal: Seal::Sealed });
    let found = note(&doc, &id);
    assert_eq!((found.kind.clone(), found.film_ms, found.text.as_str()), (Kind::Question, 1, "What was that?"));
    assert_eq!((found.tags.join(" "), found.seal, found.edited), ("light sound".to_owned(), Seal::Sealed, true));
    assert_eq!(found.made_ms, WALL_MS + 1_000);

    at(&mut doc, 8, Edit::TakeBack { note: id.clone() });
    let gone = note(&doc, &id);
    assert!(gone.taken_back && gone.text.is_empty() && gone.tags.is_empty() && !gone.is_shown());
    at(&mut doc, 9, Edit::PutBack { note: id.clone() });
    assert_eq!(note(&doc, &id), found);
    at(&mut doc, 10, Edit::SetSeal { note: id.clone(), seal: Seal::Dropped });
    assert_eq!(note(&doc, &id).text, "");
    assert_eq!(reading(&doc).oddities, []);
}

#[test]
fn the_film_clock_runs_through_a_document() {
    let mut doc = evening();
    let entry = |cause, at_ms, film_ms| {
        let (viewing, timebase) = (viewing(), "run-1".to_owned());
        Edit::Clock(NewEntry {
            viewing,
            timebase,
            at_ms,
            film_ms,
            rate: 1.0,
            cause,
            source: Source::Player("mpv".into()),
            copy: None,
        })
    };
    at(&mut doc, 1, entry(Cause::Start, 0, 0));
    at(&mut doc, 2, entry(Cause::Pause, 600_000, 600_000));
    let clock = reading(&doc).screening.clock_of(&viewing());
    assert_eq!(clock.iter().map(|entry| entry.lamport).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(FilmClock::on("run-1", &clock, &[], &[]).now(900_000).unwrap().film_ms, 600_000);
}
