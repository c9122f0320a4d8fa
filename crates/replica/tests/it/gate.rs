//! The gate on its own: what it refuses and why, and that it reads honest changes as automerge does.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue};
use proptest::prelude::*;
use replica::gate::{GateError, inspect};
use sha2::{Digest, Sha256};
use std::time::Instant;

fn actor(nonce: u8) -> ActorId {
    ActorId::from(&[&[7; 16][..], &[nonce; 8]].concat()[..])
}

/// An evening's worth of changes of many shapes: notes, edits, text, deletions, counters, several authors.
fn honest() -> Vec<Change> {
    let mut document = AutoCommit::new().with_actor(actor(1));
    let notes = document.put_object(ROOT, "notes", ObjType::Map).unwrap();
    document.commit();
    let mut other = document.fork().with_actor(actor(2));
    for i in 0..150_i64 {
        let here = if i % 3 == 0 { &mut other } else { &mut document };
        let note = here.put_object(&notes, format!("{:08}", 999 - i), ObjType::Map).unwrap();
        here.put(&note, "text", format!("she never looks at the door, {i}")).unwrap();
        here.put(&note, "film_ms", i * 700).unwrap();
        here.put(&note, "sealed", i % 2 == 0).unwrap();
        here.put(&note, "weight", i as f64 / 3.0).unwrap();
        here.put(&note, "count", ScalarValue::counter(i)).unwrap();
        here.put(&note, "raw", vec![i as u8; 9]).unwrap();
        if i % 7 == 0 {
            here.increment(&note, "count", 3).unwrap();
            here.delete(&note, "sealed").unwrap();
            let text = here.put_object(&note, "long", ObjType::Text).unwrap();
            here.splice_text(&text, 0, 0, &"the corridor, again ".repeat(i as usize / 4)).unwrap();
            here.splice_text(&text, 2, (i as isize / 5).min(4), "").unwrap_or_default();
        }
        here.commit();
        if i % 20 == 0 {
            document.merge(&mut other).unwrap();
            other.merge(&mut document).unwrap();
        }
    }
    document.merge(&mut other).unwrap();
    document.get_changes(&[])
}

fn one() -> Vec<u8> {
    honest()[30].raw_bytes().to_vec()
}

/// Makes a chunk of a body whose checksum is right.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    let mut length = body.len();
    while length >= 0x80 {
        hashed.push(length as u8 & 0x7f | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend(body);
    let hash = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83][..], &hash[..4], &hashed].concat()
}

/// A change with nothing but these columns.
fn with_columns(columns: &[(u8, &[u8])]) -> Vec<u8> {
    let mut body = vec![0, 24];
    body.extend([7; 24]);
    body.extend([1, 1, 0, 0, 0, columns.len() as u8]);
    for (spec, data) in columns {
        body.extend([*spec, data.len() as u8]);
    }
    for (_, data) in columns {
        body.extend(*data);
    }
    chunk(1, &body)
}

#[test]
fn both_readers_agree_on_honest_changes() {
    for change in honest() {
        let head = inspect(change.raw_bytes()).unwrap();
        assert_eq!(head.hash, change.hash());
        assert_eq!(head.actor, change.actor_id().to_bytes());
        assert_eq!(head.seq, change.seq());
        assert_eq!(head.deps, change.deps());
        assert_eq!(head.operations, change.len() as u64);
    }
}

#[test]
fn each_refusal_has_its_name() {
    let check = |bytes: &[u8], expect: GateError| assert_eq!(inspect(bytes), Err(expect));
    check(&[0; 70_000], GateError::TooLarge { bytes: 70_000 });
    check(b"", GateError::NotAChunk);
    check(b"hello, world", GateError::NotAChunk);
    for found in [0, 2, 3, 9] {
        check(&chunk(found, &[0; 40]), GateError::ChunkType { found });
    }
    let mut damaged = one();
    damaged[60] ^= 1;
    check(&damaged, GateError::Checksum);
    let longer = [one(), vec![0]].concat();
    check(&longer, GateError::Checksum);
    check(&chunk(1, &[]), GateError::Length);
    check(&chunk(1, &[0x80; 11]), GateError::Number);
    check(&chunk(1, &[0xff, 0xff, 0x03]), GateError::TooMany { what: "dependencies" });
    check(&chunk(1, &[0, 0xff, 0x01]), GateError::Actor);
    check(&chunk(1, &[0, 1, 7, 0, 1, 0, 0, 0, 0]), GateError::Number);
    check(&chunk(1, &[0, 1, 7, 1, 1, 0, 0, 0, 99]), GateError::TooMany { what: "columns" });
    check(&with_columns(&[(66 | 8, &[1, 1])]), GateError::Column { column: 74 });
    check(&with_columns(&[(66, &[1, 1]), (52, &[1])]), GateError::Column { column: 52 });
    // Five million nulls in each kind of column, and in only one of several.
    let nulls = [0, 0xc0, 0x96, 0xb1, 0x02];
    for spec in [1, 2, 17, 19, 21, 66, 86, 113, 115] {
        check(&with_columns(&[(spec, &nulls)]), GateError::TooManyValues { column: spec.into() });
    }
    check(&with_columns(&[(52, &[0xc0, 0x96, 0xb1, 0x02])]), GateError::TooManyValues { column: 52 });
    check(&with_columns(&[(66, &[1, 1]), (86, &nulls)]), GateError::TooManyValues { column: 86 });
    // One operation that claims five million predecessors.
    check(
        &with_columns(&[(66, &[1, 1]), (112, &[1, 0xc0, 0x96, 0xb1, 0x02])]),
        GateError::TooManyValues { column: 112 },
    );
    // A repeat, a list and the smallest number of all.
    check(&with_columns(&[(66, &[0xc0, 0x96, 0xb1, 0x02, 1])]), GateError::TooManyValues { column: 66 });
    check(&with_columns(&[(66, &[0x80, 0x60])]), GateError::TooManyValues { column: 66 });
    let least = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
    check(&with_columns(&[(66, &least)]), GateError::TooManyValues { column: 66 });
    check(&with_columns(&[(66, &[0x7f])]), GateError::Length);
}

#[test]
fn a_bomb_from_automerge_itself_is_refused_at_once() {
    let mut document = AutoCommit::new().with_actor(actor(1));
    let list = document.put_object(ROOT, "list", ObjType::List).unwrap();
    document.splice(&list, 0, 0, (0..200_000).map(|_| ScalarValue::Null)).unwrap();
    document.commit();
    let bomb = document.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert!(bomb.len() < 400, "{} bytes", bomb.len());
    assert!(matches!(inspect(&bomb), Err(GateError::TooManyValues { .. })));
}

#[test]
fn deep_nesting_is_bounded_by_the_number_of_operations() {
    let nest = |depth: usize| {
        let mut document = AutoCommit::new().with_actor(actor(1));
        let mut object = ROOT;
        for _ in 0..depth {
            object = document.put_object(&object, "a", ObjType::Map).unwrap();
        }
        document.commit();
        inspect(document.get_last_local_change().unwrap().raw_bytes()).map(|head| head.operations)
    };
    assert_eq!(nest(2_000), Ok(2_000));
    assert!(matches!(nest(2_001), Err(GateError::TooManyValues { .. })));
}

#[test]
fn no_cut_passes() {
    let whole = one();
    for cut in 0..whole.len() {
        assert!(inspect(&whole[..cut]).is_err(), "cut at {cut}");
        // Also with a checksum made to fit.
        if cut > 10 {
            let body = &whole[10..cut];
            assert!(inspect(&chunk(1, body)).is_err(), "body cut at {cut}");
        }
    }
}

#[test]
fn isolated_actors_are_read() {
    let mut document = AutoCommit::new().with_actor(actor(1));
    document.put(ROOT, "a", 1).unwrap();
    document.commit();
    let heads = document.get_heads();
    document.put(ROOT, "a", 2).unwrap();
    document.commit();
    document.isolate(&heads);
    document.put(ROOT, "a", 3).unwrap();
    document.commit();
    document.integrate();
    let isolated = document.get_changes(&[]).into_iter().find(|change| change.actor_id() != &actor(1)).unwrap();
    let head = inspect(isolated.raw_bytes()).unwrap();
    assert_eq!(replica::bare_actor(&head.actor), Some(actor(1).to_bytes()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever the gate lets through after a change, automerge can be asked about without a surprise.
    #[test]
    fn mutations_never_panic(at in 10..400_usize, byte: u8, more in proptest::collection::vec((10..400_usize, any::<u8>()), 0..4)) {
        thread_local!(static CHANGES: Vec<Vec<u8>> = honest().iter().map(|c| c.raw_bytes().to_vec()).collect());
        let mut bytes = CHANGES.with(|changes| changes[usize::from(byte) % changes.len()].clone());
        for (at, byte) in more.into_iter().chain([(at, byte)]) {
            let length = bytes.len();
            bytes[at % (length - 10) + 10] = byte;
        }
        let length_bytes = if bytes[9] & 0x80 == 0 { 1 } else { 2 };
        let bytes = chunk(1, &bytes[9 + length_bytes..]);
        if let Ok(head) = inspect(&bytes) {
            prop_assert!(head.operations <= 2_000);
        }
    }

    #[test]
    fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = inspect(&bytes);
        let _ = inspect(&chunk(1, &bytes));
    }
}

/// `cargo test -p replica --test it cost -- --ignored --nocapture` prints what the gate costs.
#[test]
#[ignore = "prints figures"]
fn cost() {
    let changes: Vec<Vec<u8>> = honest().iter().map(|change| change.raw_bytes().to_vec()).collect();
    let key = replica::DeviceKey::from_seed([1; 32]);
    let (household, document) = (replica::HouseholdId([1; 32]), replica::DocumentId([2; 16]));
    let per = |begun: Instant, count: usize| begun.elapsed().as_secs_f64() * 1e6 / count as f64;
    let begun = Instant::now();
    for _ in 0..100 {
        changes.iter().for_each(|bytes| drop(std::hint::black_box(inspect(bytes))));
    }
    println!("inspect: {:.2} us a change", per(begun, 100 * changes.len()));
    let hashes: Vec<_> = changes.iter().map(|bytes| inspect(bytes).unwrap().hash).collect();
    let begun = Instant::now();
    let signatures: Vec<_> = hashes.iter().map(|hash| key.sign_change(&household, &document, hash)).collect();
    println!("sign: {:.1} us", per(begun, hashes.len()));
    let begun = Instant::now();
    let id = key.id();
    for (hash, signature) in hashes.iter().zip(&signatures) {
        assert!(replica::vouches(&id, &household, &document, hash, signature));
    }
    println!("verify: {:.1} us", per(begun, hashes.len()));
    let begun = Instant::now();
    let parsed: Vec<Change> = changes.iter().map(|bytes| Change::from_bytes(bytes.clone()).unwrap()).collect();
    println!("automerge parse: {:.1} us", per(begun, changes.len()));
    let mut whole = Automerge::new();
    whole.apply_changes(parsed).unwrap();
    assert_eq!(whole.length(ROOT), 1);
}
