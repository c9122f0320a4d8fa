//! What was signed: stored once, checked by hash, compacted without loss, healed when it arrives again.

use std::collections::BTreeSet;

use automerge::{Change, ChangeHash};
use library::{Damage, Library, LibraryError, Put};
use replica::{DocumentId, HouseholdId, SignedRecord};
use screening::Purpose;

use crate::common::{Evening, remark};

fn hashes(changes: &[Change]) -> BTreeSet<ChangeHash> {
    changes.iter().map(Change::hash).collect()
}

fn reopened(evening: &mut Evening) {
    evening.library = None;
    evening.library = Some(Library::open(&evening.path()).unwrap().library);
}

#[test]
fn what_is_shown_first_is_there_for_readers_and_after_the_sync_on_disk() {
    let mut evening = Evening::new("The Red Shoes");
    let (changes, _) = evening.write(&remark(1_000, "her shoes are red"));
    let (household, id, key) = (evening.household, evening.id, evening.key.clone());
    let reader = evening.reader();
    let library = evening.library.as_mut().unwrap();
    let turn = library.turn_shown_first().unwrap();
    for change in &changes {
        turn.put_change(&id, change, Some(&key.sign_change(&household, &id, &change.hash()))).unwrap();
        turn.refresh(&id, &evening.doc, &screening::touched(&evening.doc, change), &screening::AnyVoice).unwrap();
    }
    turn.commit().unwrap();
    let screening = screening::ScreeningId::from_bytes(id.0);
    assert_eq!(reader.all_notes(&screening).unwrap().len(), 1);
    library.sync().unwrap();
    evening.jot(2_000, "and now they dance");
    reopened(&mut evening);
    assert_eq!(evening.library().document(&id).unwrap().document.heads(), evening.doc.heads());
}

#[test]
fn an_evening_is_the_same_after_closing_and_opening() {
    let mut evening = Evening::new("The Red Shoes");
    for second in 0..10 {
        evening.jot(second * 1_000, "her shoes are red before she puts them on");
    }
    reopened(&mut evening);
    let id = evening.id;
    let loaded = evening.library().document(&id).unwrap();
    assert_eq!(loaded.damaged, []);
    assert_eq!(loaded.document.heads(), evening.doc.heads());
    assert_eq!(evening.faults(), Vec::<String>::new());

    let tables = evening.library().tables().unwrap();
    let [(household, document, table)] = tables.as_slice() else { panic!("{tables:?}") };
    assert_eq!((household, document), (&HouseholdId([1; 32]), &DocumentId([2; 16])));
    assert_eq!(table.rows().map(|(_, row)| row.seq).collect::<Vec<_>>(), [11]);
}

#[test]
fn the_same_change_twice_is_stored_once_and_gains_a_missing_signature() {
    let mut evening = Evening::new("M");
    let (changes, _) = evening.write(&remark(1_000, "the ball rolls"));
    let id = evening.id;
    let signature = evening.key.sign_change(&evening.household, &id, &changes[0].hash());
    let mut put = |signature| {
        let turn = evening.library.as_mut().unwrap().turn().unwrap();
        let put = turn.put_change(&id, &changes[0], signature).unwrap();
        turn.commit().unwrap();
        put
    };
    assert_eq!((put(None), put(None), put(Some(&signature))), (Put::New, Put::Known, Put::Known));
    let wants = [(evening.doc.actor().to_vec(), 1)];
    let stored = evening.library().changes_after(&id, &wants, usize::MAX).unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].signature, Some(signature));
}

#[test]
fn a_dropped_turn_leaves_nothing() {
    let mut evening = Evening::new("M");
    let (changes, _) = evening.write(&remark(1_000, "the ball rolls"));
    let id = evening.id;
    let turn = evening.library().turn().unwrap();
    turn.put_change(&id, &changes[0], None).unwrap();
    drop(turn);
    assert_eq!(evening.library().metas(&id).unwrap().len(), 1);
}

#[test]
fn unknown_documents_are_refused() {
    let mut evening = Evening::new("M");
    let absent = DocumentId([99; 16]);
    let error = evening.library().document(&absent).map(|_| ()).unwrap_err();
    assert!(matches!(error, LibraryError::NoSuchDocument { document } if document == absent), "{error:?}");
}

#[test]
fn a_flipped_bit_is_named_lowers_the_tip_and_heals() {
    let mut evening = Evening::new("M");
    let mut all = evening.doc.changes();
    for second in 0..5 {
        evening.jot(second * 1_000, "the ball rolls");
    }
    all.extend(evening.doc.changes().into_iter().skip(1));
    let (id, actor) = (evening.id, evening.doc.actor().to_vec());
    let news = evening.behind_its_back(|c| {
        let mut bytes: Vec<u8> = c.query_row("SELECT bytes FROM change WHERE seq = 3", [], |row| row.get(0)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        c.execute("UPDATE change SET bytes = ?1 WHERE seq = 3", [bytes]).unwrap();
    });
    assert_eq!(news, []);

    let loaded = evening.library().document(&id).unwrap();
    assert_eq!(loaded.damaged, [Damage::Change { actor: actor.clone(), seq: 3 }, Damage::Waiting { changes: 3 }]);
    assert_eq!(loaded.document.changes().len(), 2);
    let seq = |evening: &mut Evening| evening.library().tables().unwrap()[0].2.seq(&actor);
    assert_eq!(seq(&mut evening), 2);
    assert!(!evening.faults().is_empty());
    assert!(matches!(evening.library().compact(&id), Err(LibraryError::NotWhole { .. })));
    // What is damaged is not handed on.
    assert_eq!(evening.library().changes_after(&id, &[(actor.clone(), 0)], usize::MAX).unwrap().len(), 5);

    let third = all.iter().find(|change| change.seq() == 3).unwrap().clone();
    let turn = evening.library().turn().unwrap();
    assert_eq!(turn.put_change(&id, &third, None).unwrap(), Put::Healed);
    turn.commit().unwrap();
    assert_eq!(seq(&mut evening), 6);
    assert_eq!(evening.library().document(&id).unwrap().document.heads(), evening.doc.heads());
    assert_eq!(evening.faults(), Vec::<String>::new());
}

#[test]
fn a_compacted_evening_holds_the_same_changes_and_64th_signatures() {
    let mut evening = Evening::new("M");
    for second in 0..150 {
        evening.jot(second * 1_000, "the ball rolls");
    }
    let (id, actor) = (evening.id, evening.doc.actor().to_vec());
    let metas = evening.library().metas(&id).unwrap();
    evening.library().compact(&id).unwrap();
    reopened(&mut evening);

    let loaded = evening.library().document(&id).unwrap();
    assert_eq!((loaded.damaged, loaded.document.heads()), (vec![], evening.doc.heads()));
    assert_eq!(evening.library().metas(&id).unwrap(), metas);
    assert_eq!(evening.library().tables().unwrap()[0].2.seq(&actor), 151);
    let stored = evening.library().changes_after(&id, &[(actor.clone(), 100)], usize::MAX).unwrap();
    assert_eq!(stored.len(), 51);
    let signed: Vec<usize> =
        (0..51).filter(|place| stored[*place].signature.is_some()).map(|place| place + 101).collect();
    assert_eq!(signed, [128, 151]);
    assert_eq!(evening.faults(), Vec::<String>::new());

    // An afterthought is a row again, and a second compaction takes it in.
    evening.jot(1, "the balloon");
    assert_eq!(evening.library().tables().unwrap()[0].2.seq(&actor), 152);
    evening.library().compact(&id).unwrap();
    let stored = evening.library().changes_after(&id, &[(actor, 0)], usize::MAX).unwrap();
    let signed: Vec<usize> =
        (0..152).filter(|place| stored[*place].signature.is_some()).map(|place| place + 1).collect();
    assert_eq!(signed, [64, 128, 152]);
}

#[test]
fn a_catch_up_is_cut_where_the_bytes_end() {
    let mut evening = Evening::new("M");
    for second in 0..20 {
        evening.jot(second * 1_000, "the ball rolls");
    }
    let (id, actor) = (evening.id, evening.doc.actor().to_vec());
    for compacted in [false, true] {
        if compacted {
            evening.library().compact(&id).unwrap();
        }
        let mut seen = Vec::new();
        loop {
            let wants = [(actor.clone(), seen.len() as u64)];
            let stored = evening.library().changes_after(&id, &wants, 1_000).unwrap();
            if stored.is_empty() {
                break;
            }
            assert!(stored.len() == 1 || stored.iter().map(|one| one.bytes.len()).sum::<usize>() <= 1_000);
            seen.extend(stored.into_iter().map(|one| Change::from_bytes(one.bytes).unwrap()));
        }
        assert_eq!(hashes(&seen), hashes(&evening.doc.changes()));
    }
}

#[test]
fn a_damaged_snapshot_claims_nothing_and_heals_by_the_changes() {
    let mut evening = Evening::new("M");
    for second in 0..20 {
        evening.jot(second * 1_000, "the ball rolls");
    }
    let (id, actor) = (evening.id, evening.doc.actor().to_vec());
    evening.library().compact(&id).unwrap();
    evening.jot(1, "the balloon");
    evening.behind_its_back(|c| {
        c.execute("UPDATE snapshot SET bytes = zeroblob(length(bytes))", []).unwrap();
    });
    let loaded = evening.library().document(&id).unwrap();
    assert_eq!(loaded.damaged, [Damage::Snapshot { changes: 21 }, Damage::Waiting { changes: 1 }]);
    assert_eq!(evening.library().tables().unwrap()[0].2.seq(&actor), 0);

    let turn = evening.library.as_mut().unwrap().turn().unwrap();
    for change in evening.doc.changes() {
        turn.put_change(&id, &change, None).unwrap();
    }
    turn.commit().unwrap();
    assert_eq!(evening.library().tables().unwrap()[0].2.seq(&actor), 22);
    evening.library().compact(&id).unwrap();
    let loaded = evening.library().document(&id).unwrap();
    assert_eq!((loaded.damaged, loaded.document.heads()), (vec![], evening.doc.heads()));
    assert_eq!(evening.faults(), Vec::<String>::new());
}

#[test]
fn of_two_changes_in_one_place_both_are_kept_and_one_counts() {
    for compacted in [false, true] {
        let mut evening = Evening::new("M");
        evening.jot(1_000, "the ball rolls");
        let (id, actor) = (evening.id, evening.doc.actor().to_vec());
        let before = evening.doc.clone();
        let (mine, _) = evening.write(&remark(2_000, "the balloon"));
        evening.save(&mine);
        evening.doc = before;
        let (theirs, _) = evening.write(&remark(2_000, "no balloon"));
        if compacted {
            evening.library().compact(&id).unwrap();
        }
        let turn = evening.library().turn().unwrap();
        turn.put_change(&id, &theirs[0], None).unwrap();
        turn.set_fallen(&id, &[mine[0].hash()]).unwrap();
        turn.commit().unwrap();

        let table = evening.library().tables().unwrap()[0].2.clone();
        let row = table.row(&actor).unwrap();
        assert_eq!((row.seq, row.tip(), row.split()), (3, theirs[0].hash(), Some(3)));
        let loaded = evening.library().document(&id).unwrap();
        assert_eq!((loaded.damaged, loaded.document.heads()), (vec![], vec![theirs[0].hash()]));
        assert_eq!(evening.library().changes_after(&id, &[(actor, 2)], usize::MAX).unwrap().len(), 2);
        evening.library().compact(&id).unwrap();
        assert_eq!(evening.library().metas(&id).unwrap().len(), 4);
    }
}

#[test]
fn records_settings_addresses_and_invites_come_back() {
    let mut evening = Evening::new("M");
    let founding = replica::Record {
        household: HouseholdId([0; 32]),
        signer: evening.key.id(),
        seq: 1,
        what: replica::What::Found {
            member: replica::MemberKey([3; 10]),
            name: "Mara".into(),
            device_name: "laptop".into(),
        },
        wall_ms: 1_763_755_200_000,
    };
    let record = SignedRecord::sign(&evening.key, founding).unwrap();
    let invite = library::InviteRow {
        secret: [5; 16],
        household: evening.household,
        expires_ms: 1_763_757_000_000,
        state: library::InviteState::Open,
        ticket: "asides1...".into(),
    };
    let key = evening.key.clone();
    let turn = evening.library().turn().unwrap();
    turn.put_record(&record).unwrap();
    turn.put_record(&record).unwrap();
    turn.put_address(&key.id(), b"10.0.0.7").unwrap();
    turn.put_invite(&invite).unwrap();
    turn.put_invite(&library::InviteRow { state: library::InviteState::Used, ..invite.clone() }).unwrap();
    turn.put_setting("lag_ms", Some(b"2000")).unwrap();
    turn.put_setting("gone", Some(b"x")).unwrap();
    turn.put_setting("gone", None).unwrap();
    turn.commit().unwrap();

    let library = evening.library();
    let kept: Vec<Vec<u8>> = library.records().unwrap().iter().map(SignedRecord::to_bytes).collect();
    assert_eq!(kept, [record.to_bytes()]);
    assert_eq!(library.addresses().unwrap(), [(key.id(), b"10.0.0.7".to_vec())]);
    assert_eq!(library.invites().unwrap(), [library::InviteRow { state: library::InviteState::Used, ..invite }]);
    assert_eq!(library.settings("").unwrap(), [("lag_ms".to_owned(), b"2000".to_vec())]);
    assert_eq!(library.documents().unwrap()[0].purpose, Purpose::Screening);
}
