//! Whatever a device writes into what is not its own, the others' things stay as they were.

use automerge::transaction::Transaction;
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue, transaction::Transactable};
use proptest::prelude::*;

use crate::evening::*;
use crate::touching::told;
use screening::*;

const ROOTS: [&str; 15] = [
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
    "contests",
    "answers",
    "attendance",
    "kind",
];
const FIELDS: [&str; 14] = [
    "by",
    "kind",
    "film_ms",
    "text",
    "seal",
    "taken_back",
    "given",
    "tap",
    "state",
    "position",
    "lamport",
    "cause",
    "viewing",
    "label",
];

/// One act of vandalism: depth 0 writes at the root, 1 into a container, 2 into an item.
type Act = (u8, usize, usize, usize, u8);

fn act(tx: &mut Transaction<'_>, &(depth, root, item, field, value): &Act) {
    let root = ROOTS[root % ROOTS.len()];
    let (obj, key) = match depth {
        0 => (ROOT, root.to_owned()),
        _ => {
            let Some((_, container)) = tx.get(ROOT, root).unwrap() else { return };
            let keys: Vec<String> = tx.keys(&container).collect();
            let Some(key) = keys.get(item % keys.len().max(1)).cloned() else { return };
            match tx.get(&container, key.as_str()) {
                Ok(Some((value, inner))) if depth > 1 && value.is_object() => {
                    (inner, FIELDS[field % FIELDS.len()].to_owned())
                }
                _ => (container, key),
            }
        }
    };
    put(tx, &obj, &key, value);
}

fn put(tx: &mut Transaction<'_>, obj: &ObjId, key: &str, value: u8) {
    let scalar: ScalarValue = match value % 7 {
        0 => ScalarValue::Null,
        1 => member(1).as_str().into(),
        2 => member(3).as_str().into(),
        3 => i64::MIN.into(),
        4 => true.into(),
        5 => return drop(tx.put_object(obj, key, ObjType::List)),
        _ => {
            let Ok(item) = tx.put_object(obj, key, ObjType::Map) else { return };
            for (field, forged) in
                [("by", member(1).as_str()), ("kind", "remark"), ("text", "I hated it."), ("given", "F")]
            {
                tx.put(&item, field, forged).unwrap();
            }
            return tx.put(&item, "film_ms", 7).unwrap();
        }
    };
    // A list, or a scalar where a map was, takes no key; then there is nothing to deface.
    let _ = tx.put(obj, key, scalar);
}

/// What belongs to members 1 and 2 and not to everybody.
fn theirs(doc: &Document) -> Screening {
    let all = reading(doc).screening;
    let anyones = Screening { film: Film::default(), viewings: vec![], edges: vec![], ..all };
    let mine = |member: &MemberId| *member != self::member(3);
    Screening { notes: anyones.notes.into_iter().filter(|note| mine(&note.by)).collect(), ..anyones }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_theirs_stays(acts in prop::collection::vec((0u8..3, 0usize..15, 0usize..6, 0usize..14, 0u8..7), 1..12)) {
        let mut doc = told();
        let before = theirs(&doc);
        for one in &acts {
            raw(&mut doc, 0x13, |tx| act(tx, one));
        }
        prop_assert_eq!(theirs(&doc), before.clone());
        // Also for who opens it later.
        let doc = Document::load(&doc.save()).unwrap();
        prop_assert_eq!(theirs(&doc), before);
    }
}

#[test]
fn a_reaction_without_words_stays_when_a_stranger_gives_it_some() {
    for value in [0, 1, 6] {
        let mut doc = told();
        let before = theirs(&doc);
        raw(&mut doc, 0x13, |tx| act(tx, &(2, 5, 2, 3, value)));
        assert_eq!(theirs(&doc), before, "{value}");
    }
}

#[test]
fn written_over_a_hundred_times() {
    let mut doc = evening();
    let id = jot(&mut doc, 1, remark("The clock has no hands."));
    let before = note(&doc, &id);
    for turn in 0..100 {
        raw(&mut doc, 0x13, |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            let item = tx.get(&notes, id.as_str()).unwrap().unwrap().1;
            tx.put(&item, "text", format!("I hated it {turn} times.")).unwrap();
        });
    }
    assert_eq!(note(&doc, &id), before);
}
