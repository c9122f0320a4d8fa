//! The text that the household writes together.

use crate::evening::*;
use screening::*;

fn begun(text: &str) -> Document {
    let (mut doc, _) = Document::new_recap(&[0x11; 24], &ScreeningId::from_bytes([7; 16]), WALL_MS).unwrap();
    set_recap(&mut doc, text, WALL_MS).unwrap();
    doc
}

#[test]
fn two_edit_one_paragraph_and_both_texts_stay() {
    let mut laptop = begun("The film is slow. It ends well.");
    let mut desktop = on(&laptop, 0x12);
    set_recap(&mut laptop, "The film is slow at first. It ends well.", WALL_MS).unwrap();
    set_recap(&mut desktop, "The film is slow. It ends very well.", WALL_MS).unwrap();
    exchange(&desktop, &mut laptop);
    exchange(&laptop, &mut desktop);
    assert_eq!(recap_text(&laptop), "The film is slow at first. It ends very well.");
    assert_eq!(recap_text(&laptop), recap_text(&desktop));
    assert_eq!(recap_text(&Document::load(&laptop.save()).unwrap()), recap_text(&desktop));
}

#[test]
fn the_smallest_difference() {
    #[track_caller]
    fn check(from: &str, to: &str) {
        let mut doc = begun(from);
        let changes = set_recap(&mut doc, to, WALL_MS).unwrap();
        assert_eq!(recap_text(&doc), to);
        assert_eq!(changes.is_empty(), from == to);
        assert!(changes.iter().all(|change| touched(&doc, change).recap));
    }
    check("", "");
    check("", "a");
    check("aaa", "aa");
    check("aa", "aaaa");
    check("ab", "");
    check("\u{1f3ee}\u{1f4a1}", "\u{1f3ee}\u{1f3ee}\u{1f4a1}");
    check("\u{5e9}\u{5dc}\u{5d5}\u{5dd}", "\u{5e9}\u{5d5}\u{5dd}");
    check("one\ntwo", "one\n\ntwo");
}

#[test]
fn refusals() {
    let mut doc = begun("a\u{1f3ee}b");
    for (at, delete) in [(2, 0), (1, 1), (5, 0), (0, 99), (usize::MAX, usize::MAX)] {
        assert!(matches!(splice_recap(&mut doc, at, delete, "x", 0), Err(Refused::OutOfRange { .. })), "{at} {delete}");
    }
    assert!(matches!(splice_recap(&mut doc, 0, 0, "\u{7}", 0), Err(Refused::ControlCharacter { .. })));
    assert!(matches!(set_recap(&mut doc, &"x".repeat(400_001), 0), Err(Refused::TooLong { .. })));
    assert!(matches!(set_recap(&mut evening(), "x", 0), Err(Refused::WrongDocument { .. })));
    assert!(matches!(try_at(&mut doc, 1, Edit::Pulse(3)), Err(Refused::WrongDocument { .. })));
    assert_eq!(recap_text(&doc), "a\u{1f3ee}b");
}

/// Marks a passage, or takes the mark off.
fn mark(doc: &mut Document, from: usize, to: usize, marking: Marking, on: bool) {
    let edit = RecapEdit { splices: vec![], marks: vec![(Passage { from, to, marking }, on)] };
    let heads = doc.heads();
    edit_recap(doc, &heads, &edit, WALL_MS).unwrap();
}

fn marked(doc: &Document) -> Vec<String> {
    let text: Vec<u16> = recap_text(doc).encode_utf16().collect();
    let words = |passage: &Passage| String::from_utf16(&text[passage.from..passage.to]).unwrap();
    recap_passages(doc).iter().map(|passage| format!("{}: {}", passage.marking.name(), words(passage))).collect()
}

#[test]
fn a_mark_lies_on_its_letters_and_goes_where_they_go() {
    let mut doc = begun("The lamp goes out. She knows.");
    mark(&mut doc, 4, 17, Marking::Spoiler, true);
    splice_recap(&mut doc, 0, 0, "\u{1f3ee} ", WALL_MS).unwrap();
    assert_eq!(marked(&doc), ["spoiler: lamp goes out"]);
    // Typed inside it belongs to the spoiler; at its ends it does not.
    splice_recap(&mut doc, 12, 0, "slowly ", WALL_MS).unwrap();
    splice_recap(&mut doc, 27, 0, " at last", WALL_MS).unwrap();
    splice_recap(&mut doc, 7, 0, "old ", WALL_MS).unwrap();
    assert_eq!(marked(&doc), ["spoiler: lamp slowly goes out"]);
    mark(&mut doc, 16, 23, Marking::Spoiler, false);
    assert_eq!(marked(&doc), ["spoiler: lamp ", "spoiler: goes out"]);
    mark(&mut doc, 0, 3, Marking::Free, true);
    splice_recap(&mut doc, 3, 0, "x", WALL_MS).unwrap();
    assert_eq!(marked(&doc)[0], "free: \u{1f3ee} ");
    let again = Document::load(&doc.save()).unwrap();
    assert_eq!((marked(&again), recap_text(&again)), (marked(&doc), recap_text(&doc)));
}

#[test]
fn two_mark_one_sentence_and_both_find_it_marked() {
    let mut laptop = begun("One. Two. Three.");
    let mut desktop = on(&laptop, 0x12);
    mark(&mut laptop, 0, 9, Marking::Spoiler, true);
    mark(&mut desktop, 5, 16, Marking::Spoiler, true);
    exchange(&desktop, &mut laptop);
    exchange(&laptop, &mut desktop);
    assert_eq!(marked(&laptop), ["spoiler: One. Two. Three."]);
    assert_eq!(marked(&laptop), marked(&desktop));
}

#[test]
fn a_long_text_is_written_in_changes_that_every_device_takes_in() {
    let long = "\u{1f3ee} slow ".repeat(500);
    let (mut doc, _) = Document::new_recap(&[0x11; 24], &ScreeningId::from_bytes([7; 16]), WALL_MS).unwrap();
    let changes = set_recap(&mut doc, &long, WALL_MS).unwrap();
    assert_eq!(changes.len(), 3);
    let heads = doc.heads();
    splice_recap(&mut doc, 0, 0, "x", WALL_MS).unwrap();
    // At earlier heads too, each on top of the one before; and taking it all away again.
    let splices = vec![Splice { at: 3, delete: 2_000, insert: long.clone() }];
    let changes = edit_recap(&mut doc, &heads, &RecapEdit { splices, marks: vec![] }, WALL_MS).unwrap();
    assert!(changes.windows(2).all(|two| two[1].deps() == [two[0].hash()]));
    assert!(changes.iter().all(|change| change.len() <= limits::RECAP_OPERATIONS));
    let units: Vec<u16> = long.encode_utf16().collect();
    let expected = [&units[..3], &units, &units[2_003..]].concat();
    assert_eq!(recap_text(&doc), format!("x{}", String::from_utf16(&expected).unwrap()));
}

#[test]
fn what_was_written_since_leads_from_any_version_to_the_newest() {
    let mut doc = begun("\u{5e9}\u{5dc}\u{5d5}\u{5dd} one two");
    let first = doc.heads();
    splice_recap(&mut doc, 5, 3, "1", WALL_MS).unwrap();
    let second = doc.heads();
    splice_recap(&mut doc, 0, 5, "", WALL_MS).unwrap();
    let splice = |at, delete, insert: &str| Splice { at, delete, insert: insert.into() };
    assert_eq!(recap_since(&doc, &second).unwrap(), [splice(0, 5, "")]);
    assert_eq!(recap_since(&doc, &doc.heads()).unwrap(), []);
    let mut text: Vec<u16> = recap_text_at(&doc, &first).unwrap().encode_utf16().collect();
    for Splice { at, delete, insert } in recap_since(&doc, &first).unwrap() {
        text.splice(at..at + delete, insert.encode_utf16());
    }
    assert_eq!(String::from_utf16(&text).unwrap(), recap_text(&doc));
    let unknown = [automerge::ChangeHash([9; 32])];
    assert!(matches!(recap_since(&doc, &unknown), Err(Refused::Unknown { .. })));
    assert!(matches!(edit_recap(&mut doc, &unknown, &RecapEdit::default(), 0), Err(Refused::Unknown { .. })));
    assert!(matches!(restore_recap(&mut doc, &unknown, 0), Err(Refused::Unknown { .. })));
}

#[test]
fn any_version_comes_back_and_the_way_forward_stays_open() {
    let mut doc = begun("Saturday.");
    mark(&mut doc, 0, 8, Marking::Free, true);
    let saturday = recap_versions(&doc).remove(0);
    let sunday_ms = WALL_MS + 86_400_000;
    doc.set_actor(&[0x12; 24]);
    set_recap(&mut doc, "Sunday, and more.", sunday_ms).unwrap();
    mark_at(&mut doc, 0, 6, Marking::Spoiler, sunday_ms);
    let versions = recap_versions(&doc);
    assert_eq!(versions.iter().map(|version| version.changes).collect::<Vec<_>>(), [2, 2]);
    assert!(versions[0].actors.contains([0x12; 24].as_slice()) && versions[1] == saturday);
    let before = (recap_text(&doc), marked(&doc));
    restore_recap(&mut doc, &saturday.heads, sunday_ms + 3_600_000).unwrap();
    assert_eq!((recap_text(&doc).as_str(), marked(&doc)), ("Saturday.", vec!["free: Saturday".to_owned()]));
    assert_eq!(restore_recap(&mut doc, &saturday.heads, 0).unwrap().len(), 0);
    restore_recap(&mut doc, &versions[0].heads, sunday_ms + 3_600_000).unwrap();
    assert_eq!((recap_text(&doc), marked(&doc)), before);
    // The same on a device that took everything in the other order.
    let again = Document::load(&doc.save()).unwrap();
    assert_eq!(recap_versions(&again), recap_versions(&doc));
}

fn mark_at(doc: &mut Document, from: usize, to: usize, marking: Marking, wall_ms: i64) {
    let edit = RecapEdit { splices: vec![], marks: vec![(Passage { from, to, marking }, true)] };
    let heads = doc.heads();
    edit_recap(doc, &heads, &edit, wall_ms).unwrap();
}

#[test]
fn a_caret_stands_before_the_same_letter_everywhere() {
    let mut laptop = begun("We talked for hours.");
    let mut desktop = on(&laptop, 0x12);
    let caret = recap_caret(&laptop, &laptop.heads(), 10).unwrap();
    splice_recap(&mut desktop, 0, 0, "At last: ", WALL_MS).unwrap();
    assert_eq!(recap_caret_at(&desktop, &caret), Some(19));
    splice_recap(&mut desktop, 19, 3, "", WALL_MS).unwrap();
    assert_eq!(recap_caret_at(&desktop, &caret), Some(19), "its letter is gone, its place is not");
    let end = recap_caret(&laptop, &laptop.heads(), 20).unwrap();
    assert_eq!(recap_caret_at(&laptop, &end), Some(20));
    splice_recap(&mut laptop, 0, 0, "x", WALL_MS).unwrap();
    let new = recap_caret(&laptop, &laptop.heads(), 0).unwrap();
    assert_eq!(recap_caret_at(&desktop, &new), None, "that letter has not come yet");
    for nonsense in [&b""[..], &[1], &[1, 3, 255, 255, 255], &[9; 40]] {
        assert_eq!(recap_caret_at(&laptop, nonsense), None);
    }
}
