//! Who may write what, and what becomes of two devices of one member.

use automerge::{ObjType, ROOT, ReadDoc, transaction::Transactable};

use crate::evening::*;
use screening::*;

#[test]
fn another_member_can_reply_but_not_edit() {
    let mut mine = evening();
    let id = jot(&mut mine, 1, NewNote { kind: Kind::Prediction, ..remark("She burns the letters.") });
    let mut theirs = on(&mine, 0x12);
    let not_theirs = [
        Edit::SetText { note: id.clone(), text: "x".into() },
        Edit::SetKind { note: id.clone(), kind: Kind::Remark },
        Edit::SetSeal { note: id.clone(), seal: Seal::Sealed },
        Edit::SetTags { note: id.clone(), tags: vec!["x".into()] },
        Edit::MoveNote { note: id.clone(), film_ms: 0 },
        Edit::TakeBack { note: id.clone() },
        Edit::Outcome { note: id.clone(), outcome: Some(Outcome::Wrong) },
    ];
    for edit in not_theirs {
        assert!(matches!(try_at(&mut theirs, 2, edit.clone()), Err(Refused::NotYours { .. })), "{edit:?}");
    }
    let reply = at(&mut theirs, 3, Edit::Reply { on: On::Note(id.clone()), text: "Never.".into() });
    at(&mut theirs, 4, Edit::Contest { note: id.clone(), on: true });
    at(&mut theirs, 5, Edit::Film(film("The Lamplighter")));
    at(&mut theirs, 6, Edit::EndViewing { viewing: viewing() });
    exchange(&theirs, &mut mine);
    let Some(WrittenId::Reply(reply)) = reply.id else { panic!() };
    assert!(matches!(try_at(&mut mine, 7, Edit::TakeBackReply { reply }), Err(Refused::NotYours { .. })));
    let all = reading(&mine).screening;
    assert_eq!(
        (all.film.title.as_str(), all.replies.len(), all.viewings[0].ended_ms.is_some()),
        ("The Lamplighter", 1, true)
    );
    assert_eq!(all.verdicts[0].contested_by, [member(2)].into());
}

#[test]
fn a_device_does_not_write_in_another_members_name() {
    let mut doc = evening();
    let pen = Pen { member: &member(2), wall_ms: WALL_MS, random: 5, voices: &Household };
    assert_eq!(write(&mut doc, &Edit::Pulse(3), &pen).unwrap_err(), Refused::NotAVoice);
}

#[test]
fn two_devices_of_one_member_keep_both_grades_until_one_is_picked() {
    let mut laptop = evening();
    let mut phone = on(&laptop, 0x21);
    let grade = |letter| Edit::Grade { when: When::After, given: Given::Letter(letter), sealed: false };
    at(&mut laptop, 1, grade(Letter::AMinus));
    at(&mut phone, 1, grade(Letter::BPlus));
    exchange(&phone, &mut laptop);
    exchange(&laptop, &mut phone);
    let on_laptop = read_grade(&laptop, &member(1), When::After, &Household).unwrap();
    let on_phone = read_grade(&phone, &member(1), When::After, &Household).unwrap();
    assert_eq!(on_laptop, on_phone);
    assert_eq!(on_laptop.rivals.len(), 1);
    at(&mut phone, 2, Edit::Grade { when: When::After, given: on_phone.rivals[0], sealed: false });
    let settled = read_grade(&phone, &member(1), When::After, &Household).unwrap();
    assert_eq!((settled.given, settled.rivals.len()), (on_phone.rivals[0], 0));
}

#[test]
fn two_devices_of_one_member_keep_both_reasons() {
    let mut laptop = evening();
    let question = jot(&mut laptop, 1, NewNote { kind: Kind::Question, ..remark("Is the voice real?") });
    let mut phone = on(&laptop, 0x21);
    let answer = |reason: &str| Edit::Answer {
        question: question.clone(),
        position: "no".into(),
        reason: reason.into(),
        still_open: false,
    };
    at(&mut laptop, 2, answer("It is unplugged."));
    at(&mut phone, 2, answer("She answers herself."));
    exchange(&phone, &mut laptop);
    let found = read_answer(&laptop, &question, &member(1), &Household).unwrap();
    let mut reasons = vec![found.stance.reason, found.rivals[0].reason.clone()];
    reasons.sort();
    assert_eq!(reasons, ["It is unplugged.", "She answers herself."]);
}

/// Something that a member's device (0x13, member 3) writes past all checks into an evening with one note of member 1.
#[track_caller]
fn defaced(
    work: impl FnOnce(&mut automerge::transaction::Transaction<'_>, automerge::ObjId, &NoteId),
) -> (Document, Note) {
    let mut doc = evening();
    let id = jot(&mut doc, 1, NewNote { seal: Seal::Sealed, ..remark("The clock has no hands.") });
    let before = note(&doc, &id);
    raw(&mut doc, 0x13, |tx| {
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        work(tx, notes, &id);
    });
    reading(&doc);
    (doc, before)
}

#[test]
fn a_stranger_cannot_write_over_a_note() {
    for field in ["by", "kind", "film_ms", "text", "seal"] {
        let (doc, before) = defaced(|tx, notes, id| {
            let item = tx.get(&notes, id.as_str()).unwrap().unwrap().1;
            tx.put(&item, field, member(3).to_string()).unwrap();
        });
        assert_eq!(note(&doc, &before.id), before, "{field}");
    }
}

#[test]
fn a_stranger_cannot_delete_what_a_note_needs() {
    for field in ["kind", "film_ms"] {
        let (doc, before) = defaced(|tx, notes, id| {
            let item = tx.get(&notes, id.as_str()).unwrap().unwrap().1;
            tx.delete(&item, field).unwrap();
        });
        assert_eq!(note(&doc, &before.id), before, "{field}");
    }
}

#[test]
fn a_stranger_cannot_replace_a_note_or_all_of_them() {
    let (doc, before) = defaced(|tx, notes, id| tx.put(&notes, id.as_str(), ()).unwrap());
    assert_eq!(note(&doc, &before.id), before);
    let (doc, before) = defaced(|tx, notes, id| {
        let item = tx.put_object(&notes, id.as_str(), ObjType::Map).unwrap();
        for (key, value) in [("by", member(1).as_str()), ("kind", "remark"), ("text", "I hated it.")] {
            tx.put(&item, key, value).unwrap();
        }
        tx.put(&item, "film_ms", 1).unwrap();
    });
    assert_eq!(note(&doc, &before.id), before);
    let (mut doc, before) = defaced(|tx, _, _| {
        tx.put_object(ROOT, "notes", ObjType::Map).unwrap();
        tx.put(ROOT, "kind", "recap").unwrap();
    });
    assert_eq!(note(&doc, &before.id), before);
    jot(&mut doc, 5, remark("And it still takes notes."));
    let doc = Document::load(&doc.save()).unwrap();
    assert_eq!(reading(&doc).screening.notes.len(), 2);
}

#[test]
fn what_is_written_in_anothers_name_is_passed_over_and_listed() {
    let (doc, before) = defaced(|tx, notes, _| {
        let forged = NoteId::new(WALL_MS, 99);
        let item = tx.put_object(&notes, forged.as_str(), ObjType::Map).unwrap();
        for (key, value) in [("by", member(1).as_str()), ("kind", "remark"), ("text", "I hated it.")] {
            tx.put(&item, key, value).unwrap();
        }
        tx.put(&item, "film_ms", 1).unwrap();
        let grades = tx.get(ROOT, "grades").unwrap().unwrap().1;
        let grade = tx.put_object(&grades, format!("{}/after", member(1)), ObjType::Map).unwrap();
        tx.put(&grade, "given", "F").unwrap();
    });
    let found = reading(&doc);
    assert_eq!(found.screening.notes, [before]);
    assert_eq!(found.screening.grades, []);
    let listed: Vec<String> = found.oddities.iter().map(|odd| format!("{}: {}", odd.place, odd.what)).collect();
    let forged = NoteId::new(WALL_MS, 99);
    let expect = [
        format!("notes/{forged}: by was written by a device that may not speak for its member"),
        format!("grades/{}/after: it was written by a device that may not speak for its member", member(1)),
    ];
    assert_eq!(listed, expect);
}
