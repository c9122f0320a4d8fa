//! Long documents are read and compacted beside the one that writes.

use library::LibraryError;
use screening::AnyVoice;

use crate::common::Evening;

fn evening_of(notes: i64) -> Evening {
    let mut evening = Evening::new("M");
    for number in 0..notes {
        evening.jot(number * 1_000, "the ball rolls");
    }
    evening
}

fn actor(evening: &Evening) -> Vec<u8> {
    replica::actor(&evening.key.id(), [4; 8])
}

#[test]
fn what_is_read_ahead_is_current_until_something_is_stored() {
    let mut evening = evening_of(20);
    let id = evening.id;
    let ahead = evening.reader().ahead(&id).unwrap();
    assert_eq!(ahead.document.heads(), evening.doc.heads());
    assert_eq!(ahead.rows, 21);
    assert!(evening.library().is_current(&id, &ahead).unwrap());
    evening.jot(1, "one more");
    assert!(!evening.library().is_current(&id, &ahead).unwrap());
    let ahead = evening.reader().ahead(&id).unwrap();
    evening.library().compact(&id).unwrap();
    assert!(!evening.library().is_current(&id, &ahead).unwrap());
    assert_eq!(evening.reader().ahead(&id).unwrap().document.heads(), evening.doc.heads());
}

#[test]
fn the_newest_changes_stay_single_and_are_handed_out_as_they_are() {
    let mut evening = evening_of(200);
    let id = evening.id;
    let (from_first, from_late) = (vec![(actor(&evening), 0)], vec![(actor(&evening), 195)]);
    let everything = evening.library().changes_after(&id, &from_first, usize::MAX).unwrap();
    let lately = evening.library().changes_after(&id, &from_late, usize::MAX).unwrap();
    for (last, counts) in [(50, (50, 151)), (10, (10, 191)), (0, (0, 201))] {
        let made = evening.reader().compacted(&id, last).unwrap();
        evening.library().put_compacted(&made).unwrap();
        assert_eq!(evening.library().change_counts(&id).unwrap(), counts);
        assert_eq!(evening.library().document(&id).unwrap().document.heads(), evening.doc.heads());
        let bytes = |changes: &[replica::Stored]| changes.iter().map(|one| one.bytes.clone()).collect::<Vec<_>>();
        let again = evening.library().changes_after(&id, &from_first, usize::MAX).unwrap();
        assert_eq!(bytes(&again), bytes(&everything));
        let again = evening.library().changes_after(&id, &from_late, usize::MAX).unwrap();
        assert_eq!(bytes(&again), bytes(&lately));
        assert_eq!(evening.faults(), Vec::<String>::new());
    }
    evening.jot(7, "it goes on");
    assert_eq!(evening.library().document(&id).unwrap().document.heads(), evening.doc.heads());
    assert_eq!(screening::read(&evening.doc, &AnyVoice).screening.notes.len(), 201);
}

#[test]
fn a_form_that_was_made_before_another_was_stored_is_refused() {
    let mut evening = evening_of(30);
    let id = evening.id;
    let (early, late) = (evening.reader().compacted(&id, 20).unwrap(), evening.reader().compacted(&id, 0).unwrap());
    evening.library().put_compacted(&late).unwrap();
    let refused = evening.library().put_compacted(&early).unwrap_err();
    assert!(matches!(refused, LibraryError::NotWhole { .. }), "{refused}");
    assert_eq!(evening.library().document(&id).unwrap().document.heads(), evening.doc.heads());
}

#[test]
fn what_is_damaged_is_left_to_the_one_that_writes() {
    let mut evening = evening_of(5);
    let id = evening.id;
    evening.behind_its_back(|c| {
        c.execute("UPDATE change SET bytes = zeroblob(length(bytes)) WHERE seq = 3", []).unwrap();
    });
    assert!(evening.reader().ahead(&id).is_err());
    assert!(evening.reader().compacted(&id, 0).is_err());
    assert_eq!(evening.library().document(&id).unwrap().damaged.len(), 2);
    let refused = evening.reader().ahead(&id).unwrap_err();
    assert!(matches!(refused, LibraryError::NotWhole { .. }), "{refused}");
}
