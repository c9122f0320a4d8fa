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
        let change = set_recap(&mut doc, to, WALL_MS).unwrap();
        assert_eq!(recap_text(&doc), to);
        assert_eq!(change.is_none(), from == to);
        if let Some(change) = change {
            assert!(touched(&doc, &change).recap);
        }
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
