//! Documents that no version of Asides would write.

use automerge::{ObjType, ROOT, ReadDoc, ScalarValue, transaction::Transactable};

use crate::evening::*;
use screening::*;

const ROOTS: [&str; 13] = [
    "film",
    "cuts",
    "viewings",
    "clock",
    "edges",
    "notes",
    "replies",
    "marks",
    "grades",
    "pulses",
    "outcomes",
    "answers",
    "attendance",
];

#[test]
fn nested_ten_thousand_deep() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, remark("x"));
    raw(&mut doc, 0x12, |tx| {
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        let mut deep = tx.put_object(&notes, NoteId::new(0, 0).as_str(), ObjType::Map).unwrap();
        for level in 0..10_000 {
            let kind = if level % 2 == 0 { ObjType::List } else { ObjType::Map };
            deep = match kind {
                ObjType::List => tx.put_object(&deep, "by", kind).unwrap(),
                _ => tx.insert_object(&deep, 0, kind).unwrap(),
            };
        }
        tx.put(&deep, "text", "bottom").unwrap();
    });
    let changes = doc.changes();
    assert!(touched(&doc, changes.last().unwrap()).notes.contains(&NoteId::new(0, 0)));
    let found = reading(&doc);
    assert_eq!((found.screening.notes.len(), &found.screening.notes[0].id), (1, &id));
    assert_eq!(found.oddities.len(), 1);
    // A change at the bottom is somewhere deep; it stops nobody.
    raw(&mut doc, 0x12, |tx| {
        let mut deep = tx.get(ROOT, "notes").unwrap().unwrap().1;
        deep = tx.get(&deep, NoteId::new(0, 0).as_str()).unwrap().unwrap().1;
        for level in 0..20 {
            deep = if level % 2 == 0 { tx.get(&deep, "by") } else { tx.get(&deep, 0) }.unwrap().unwrap().1;
        }
        tx.put(&deep, "x", 1).unwrap();
    });
    let found = touched(&doc, doc.changes().last().unwrap());
    assert!(found.notes.is_empty() && !found.unknown.is_empty() && !found.everything);
}

#[test]
fn wrong_things_in_every_place() {
    for root in ROOTS {
        let mut doc = evening();
        let id = jot(&mut doc, 1, remark("x"));
        raw(&mut doc, 0x12, |tx| {
            let map = tx.get(ROOT, root).unwrap().unwrap().1;
            let keys = [
                id.to_string(),
                format!("{id}/{}", member(2)),
                format!("{}/after", member(2)),
                member(2).to_string(),
                "a/b".into(),
                format!("{id}/{}/love", member(2)),
                "\u{0}\u{202e}".into(),
            ];
            for (place, key) in keys.iter().enumerate().filter(|(_, key)| !(root == "notes" && **key == id.to_string()))
            {
                match place % 3 {
                    0 => tx.put(&map, key.as_str(), ScalarValue::Null).unwrap(),
                    1 => drop(tx.put_object(&map, key.as_str(), ObjType::List).unwrap()),
                    _ => {
                        let item = tx.put_object(&map, key.as_str(), ObjType::Map).unwrap();
                        for field in ["by", "kind", "given", "tap", "state", "offset_ms", "err_ms", "position"] {
                            tx.put(&item, field, ScalarValue::Null).unwrap();
                        }
                    }
                }
            }
        });
        let found = reading(&doc);
        assert_eq!(found.screening.notes.len(), 1, "{root}");
        if root != "film" {
            assert!(found.oddities.len() >= 5, "{root}: {:?}", found.oddities);
        }
        touched(&doc, doc.changes().last().unwrap());
        Document::load(&doc.save()).unwrap();
    }
}

#[test]
fn a_note_full_of_junk_and_control_characters() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, remark("x"));
    raw(&mut doc, 0x11, |tx| {
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        let item = tx.get(&notes, id.as_str()).unwrap().unwrap().1;
        for junk in 0..500 {
            tx.put(&item, format!("a{junk}"), junk).unwrap();
        }
        tx.put(&item, "text", "bell\u{7} and \u{1b}[31m colour\nline").unwrap();
        tx.put(&item, "tags", 5).unwrap();
        tx.put(&item, "edited_ms", "yes").unwrap();
        tx.put(&item, "seal", "half").unwrap();
    });
    let found = reading(&doc);
    let note = &found.screening.notes[0];
    assert_eq!(note.text, "bell and [31m colour\nline");
    assert_eq!((note.tags.len(), note.edited, note.seal), (0, false, Seal::Sealed));
    assert_eq!(found.oddities.len(), 3);
}

#[test]
fn a_text_that_is_too_long_is_cut_between_characters() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, remark("x"));
    raw(&mut doc, 0x11, |tx| {
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        let item = tx.get(&notes, id.as_str()).unwrap().unwrap().1;
        tx.put(&item, "text", "\u{1f3ee}".repeat(10_000)).unwrap();
    });
    assert_eq!(note(&doc, &id).text, "\u{1f3ee}".repeat(4_096));
}

#[test]
fn an_endless_lamport_does_not_win_for_ever() {
    let mut doc = evening();
    raw(&mut doc, 0x12, |tx| {
        let clock = tx.get(ROOT, "clock").unwrap().unwrap().1;
        let item = tx.put_object(&clock, EntryId::new(0, 0).as_str(), ObjType::Map).unwrap();
        let (member, viewing) = (member(2), viewing());
        let words = [("by", member.as_str()), ("viewing", viewing.as_str()), ("timebase", "t"), ("cause", "pause")];
        for (key, value) in words {
            tx.put(&item, key, value).unwrap();
        }
        tx.put(&item, "lamport", i64::MAX).unwrap();
        tx.put(&item, "at_ms", 0).unwrap();
        tx.put(&item, "film_ms", 0).unwrap();
        tx.put(&item, "rate", f64::NAN).unwrap();
    });
    let found = reading(&doc);
    assert_eq!((found.screening.clock.len(), found.oddities.len()), (0, 1));
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    assert!(matches!(Document::load(b"not a document"), Err(DocumentError::Unreadable { .. })));
    let whole = evening().save();
    let mut taken = 0;
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x41;
        taken += usize::from(Document::load(&bytes).is_ok());
        taken += usize::from(place > 0 && Document::load(&whole[..place]).is_ok());
    }
    assert_eq!(taken, 0);
}

#[test]
fn changes_that_cannot_stand_are_refused_and_nothing_is_lost() {
    let mut doc = evening();
    jot(&mut doc, 1, remark("one"));
    jot(&mut doc, 2, remark("two"));
    let changes = doc.changes();
    let mut elsewhere = Document::empty();
    assert!(matches!(elsewhere.apply(changes[1..].to_vec()), Err(DocumentError::MissingDependency { .. })));
    let mut backwards = changes.clone();
    backwards.reverse();
    elsewhere.apply(backwards).unwrap();
    elsewhere.apply(changes).unwrap();
    assert_eq!(elsewhere.heads(), doc.heads());

    let opening = Opening { film: film("Another"), cut: None, viewing: String::new() };
    let (_, second) = Document::new_screening(&[0x13; 24], &opening, &member(3), None, 0, 1).unwrap();
    assert!(matches!(doc.apply(vec![second]), Err(DocumentError::SecondBeginning { .. })));

    // Two different changes with one actor and number: the second is refused, the document stays.
    let mut twin = on(&elsewhere, 0x11);
    jot(&mut doc, 3, remark("three"));
    jot(&mut twin, 4, remark("four"));
    let before = (doc.heads(), reading(&doc));
    assert!(matches!(doc.apply(twin.changes()), Err(DocumentError::Unfit { .. })));
    assert_eq!((doc.heads(), reading(&doc)), before);
    jot(&mut doc, 5, remark("five"));
    assert_eq!(reading(&doc).screening.notes.len(), 4);
}
