//! Documents outlive versions: files of every released format are kept here and must open for ever.
//!
//! `ASIDES_GOLDEN=write cargo test -p screening --test room golden` writes the files of the format of today. A released
//! file is never written again: a new format gets new files beside the old ones.

use std::path::PathBuf;

use automerge::{ObjType, ROOT, ReadDoc, transaction::Transactable};

use crate::evening::*;
use crate::touching::told;
use screening::*;

fn path(name: &str) -> PathBuf {
    ["tests", "golden", name].iter().collect()
}

/// Gives the bytes of a file; with `ASIDES_GOLDEN=write` it is made first.
fn file(name: &str, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    if std::env::var_os("ASIDES_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(path(name), make()).unwrap();
    }
    std::fs::read(path(name)).unwrap()
}

fn as_json(doc: &Document) -> String {
    let found = reading(doc);
    assert_eq!(found.oddities, []);
    serde_json::to_string_pretty(&found.screening).unwrap() + "\n"
}

/// The story with what a later 1.x may have added: a root map, fields, a kind, a reaction, a seal.
fn from_1_9() -> Document {
    let mut doc = told();
    raw(&mut doc, 0x12, |tx| {
        tx.put(ROOT, "schema", "1.9").unwrap();
        let sentences = tx.put_object(ROOT, "sentences", ObjType::Map).unwrap();
        tx.put(&sentences, member(2).as_str(), "A lamp goes out and a house begins to see.").unwrap();
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        let haiku = tx.put_object(&notes, haiku().as_str(), ObjType::Map).unwrap();
        let (by, mood) = (member(2), [("kind", "haiku"), ("text", "No hands on the clock"), ("mood", "grey")]);
        tx.put(&haiku, "by", by.as_str()).unwrap();
        for (key, value) in mood {
            tx.put(&haiku, key, value).unwrap();
        }
        tx.put(&haiku, "film_ms", 252_000).unwrap();
        let lines = tx.put_object(&haiku, "lines", ObjType::List).unwrap();
        tx.insert(&lines, 0, "No hands on the clock").unwrap();
    });
    doc
}

fn haiku() -> NoteId {
    NoteId::new(WALL_MS + 90_000, 90)
}

#[test]
fn version_1_0_opens_and_reads_as_it_did() {
    let doc = Document::load(&file("screening-1.0.automerge", || told().save())).unwrap();
    assert_eq!(doc.readable(), Schema { major: 1, minor: 0 });
    let json = file("screening-1.0.json", || as_json(&doc).into_bytes());
    assert_eq!(as_json(&doc), String::from_utf8(json).unwrap());
    // What is written today reads the same.
    assert_eq!(as_json(&told()), as_json(&doc));
}

/// The story with the fields that 1.0 got after its first documents: places on a copy in clock entries, by how much a note
/// was shifted, personal notes that may leave, and somebody who goes on alone.
fn with_copies() -> Document {
    let mut doc = told();
    let id = |number: u64| NoteId::new(WALL_MS + 1_000 * i64::try_from(number).unwrap(), number);
    let (disc, alone) = (CutId::new(WALL_MS + 1_000, 1), ViewingId::new(WALL_MS + 34_000, 34));
    let ratio = 25.0 / 23.976;
    let knots = knots(ratio, 12_000, &[(1_000_000, 1_090_000)]).unwrap();
    let copy = Some(OnCopy { cut: disc.clone(), cut_ms: 3_369_000, speed: 1.0 });
    let resumed = NewEntry {
        viewing: alone.clone(),
        timebase: "run-3".into(),
        at_ms: 86_400_000,
        film_ms: 3_406_402,
        rate: ratio,
        cause: Cause::Start,
        source: Source::Player("kodi".into()),
        copy,
    };
    let stamp = Stamp {
        viewing: Some(alone.clone()),
        timebase: "run-3".into(),
        at_ms: 86_460_000,
        lag_ms: 2_000,
        source: Source::Player("kodi".into()),
        err_ms: Some(250),
        shift_ms: 0,
    };
    let personal = NewNote { kind: Kind::Personal, stamp: Some(stamp), film_ms: 3_466_000, ..remark("Like my aunt.") };
    let shifted = Retimed { note: id(6), film_ms: 240_000, shift_ms: -12_000 };
    let state = State::StillWatching;
    for (number, device, edit) in [
        (50, 0x11, Edit::SetCopy { cut: disc, new: NewCut { label: "disc".into(), length_ms: None, ratio, knots } }),
        (51, 0x12, Edit::Attend { viewing: Some(alone), state, frontier_ms: 3_500_000 }),
        (52, 0x12, Edit::Clock(resumed)),
        (53, 0x12, Edit::Jot(personal)),
        (54, 0x12, Edit::SetExportable { note: id(53), exportable: true }),
        (55, 0x11, Edit::Retime { notes: vec![shifted] }),
    ] {
        doc.set_actor(&[device; 24]);
        at(&mut doc, number, edit);
    }
    doc
}

#[test]
fn what_1_0_got_later_opens_and_reads_as_it_did() {
    let doc = Document::load(&file("screening-1.0-copies.automerge", || with_copies().save())).unwrap();
    assert_eq!(doc.readable(), Schema { major: 1, minor: 0 });
    let json = file("screening-1.0-copies.json", || as_json(&doc).into_bytes());
    assert_eq!(as_json(&doc), String::from_utf8(json).unwrap());
    assert_eq!(as_json(&with_copies()), as_json(&doc));
    // All of it is in there, and it is more than the first documents had.
    let read = reading(&doc).screening;
    assert_eq!(read.clock.iter().filter(|entry| entry.copy.is_some()).count(), 1);
    assert!(read.notes.iter().any(|note| note.exportable));
    assert!(read.notes.iter().filter_map(|note| note.stamp.as_ref()).any(|stamp| stamp.shift_ms == -12_000));
}

#[test]
fn a_recap_of_version_1_0_opens() {
    let text = "A quiet film. \u{1f3ee} We talked for hours.\n";
    let bytes = file("recap-1.0.automerge", || {
        let (mut doc, _) = Document::new_recap(&[0x11; 24], &ScreeningId::from_bytes([7; 16]), WALL_MS).unwrap();
        set_recap(&mut doc, text, WALL_MS).unwrap();
        doc.save()
    });
    let doc = Document::load(&bytes).unwrap();
    assert_eq!((doc.purpose(), recap_text(&doc).as_str()), (Purpose::Recap, text));
}

#[test]
fn what_a_later_1_x_added_is_kept_and_named() {
    let mut doc = Document::load(&file("screening-1.9.automerge", || from_1_9().save())).unwrap();
    assert!(doc.readable().is_writable());
    let found = note(&doc, &haiku());
    assert_eq!((found.kind, found.text.as_str()), (Kind::Newer("haiku".into()), "No hands on the clock"));
    // We edit it, save it and hand it on; what we do not know is still in it.
    doc.set_actor(&[0x22; 24]);
    at(&mut doc, 100, Edit::SetText { note: haiku(), text: "No hands on this clock".into() });
    let am = automerge::Automerge::load(&Document::load(&doc.save()).unwrap().save()).unwrap();
    let field = |map: &automerge::ObjId, key: &str| am.get(map, key).unwrap().unwrap();
    let item = field(&field(&ROOT, "notes").1, haiku().as_str()).1;
    assert_eq!(field(&item, "mood").0.as_str(), Some("grey"));
    assert_eq!(field(&item, "text").0.as_str(), Some("No hands on this clock"));
    assert_eq!(am.length(&field(&item, "lines").1), 1);
    assert!(am.get(field(&ROOT, "sentences").1, member(2).as_str()).unwrap().is_some());
}

#[test]
fn version_2_0_is_read_only() {
    let made = || {
        let mut doc = told();
        raw(&mut doc, 0x11, |tx| tx.put(ROOT, "schema", "2.0").unwrap());
        doc.save()
    };
    let mut doc = Document::load(&file("screening-2.0.automerge", made)).unwrap();
    assert!(!doc.readable().is_writable());
    assert_eq!(reading(&doc).screening.notes.len(), 4);
    doc.set_actor(&[0x21; 24]);
    let heads = doc.heads();
    let refused = try_at(&mut doc, 100, Edit::Pulse(3)).unwrap_err();
    assert_eq!(refused, Refused::NewerFormat { found: "2.0".into() });
    assert_eq!(doc.heads(), heads);
}
