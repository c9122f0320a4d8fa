//! A damaged file: what can be read is carried over, what cannot is named and no longer claimed.

use std::io::{Seek, SeekFrom, Write};

use library::{Library, LibraryError, News};
use rusqlite::Connection;
use screening::AnyVoice;

use crate::common::Evening;

/// Fills one leaf page in the middle of a table with zeros.
fn tear(evening: &mut Evening, table: &str) {
    evening.library = None;
    let connection = Connection::open(evening.path()).unwrap();
    let page: i64 = connection
        .query_row(
            "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET
             (SELECT count(*) / 2 FROM dbstat WHERE name = ?1 AND pagetype = 'leaf')",
            [table],
            |row| row.get(0),
        )
        .unwrap();
    drop(connection);
    let mut file = std::fs::File::options().write(true).open(evening.path()).unwrap();
    file.seek(SeekFrom::Start((page as u64 - 1) * 4096)).unwrap();
    file.write_all(&[0; 4096]).unwrap();
}

fn evening() -> Evening {
    let mut evening = Evening::new("M");
    for second in 0..200 {
        evening.jot(second * 1_000, "the ball rolls past the fence and nobody comes after it");
    }
    evening
}

fn salvaged(evening: &mut Evening) -> Vec<News> {
    let opened = Library::salvage(&evening.path()).unwrap();
    evening.library = Some(opened.library);
    evening.library().rebuild_read_model(&|_| Box::new(AnyVoice)).unwrap();
    opened.news
}

#[test]
fn a_torn_read_model_costs_nothing() {
    let mut evening = evening();
    tear(&mut evening, "read_note");
    evening.library = Some(Library::open(&evening.path()).unwrap().library);
    let id = evening.screening();
    let error = evening.reader().all_notes(&id).unwrap_err();
    assert!(matches!(error, LibraryError::Damaged { .. }), "{error:?}");
    assert!(!evening.faults().is_empty());
    evening.library = None;

    let news = salvaged(&mut evening);
    let [News::Salvaged { aside, torn, .. }, ..] = news.as_slice() else { panic!("{news:?}") };
    assert!(torn.is_empty(), "{torn:?}");
    assert!(aside.exists());
    assert_eq!(evening.reader().all_notes(&id).unwrap().len(), 200);
    assert_eq!(evening.faults(), Vec::<String>::new());
}

#[test]
fn lost_changes_are_named_no_longer_claimed_and_heal() {
    let mut evening = evening();
    tear(&mut evening, "change");
    let news = salvaged(&mut evening);
    let [News::Salvaged { torn, .. }, ..] = news.as_slice() else { panic!("{news:?}") };
    assert_eq!(torn, &["change"]);

    let (id, actor) = (evening.id, evening.doc.actor().to_vec());
    let held = evening.library().tables().unwrap()[0].2.seq(&actor);
    assert!((1..201).contains(&held), "{held}");
    let kept = evening.library().metas(&id).unwrap().len();
    assert!(kept > held as usize && kept < 201, "nothing behind the hole came across: {kept} of 201");

    let turn = evening.library.as_mut().unwrap().turn().unwrap();
    for change in evening.doc.changes() {
        turn.put_change(&id, &change, None).unwrap();
    }
    turn.commit().unwrap();
    assert_eq!(evening.library().tables().unwrap()[0].2.seq(&actor), 201);
    let loaded = evening.library().document(&id).unwrap();
    assert_eq!((loaded.damaged, loaded.document.heads()), (vec![], evening.doc.heads()));
}
