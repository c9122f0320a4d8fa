//! Named cases of what a member of bad faith may send, each with its outcome.

use crate::house::{Dice, House, World, note_on};
use automerge::{ActorId, Automerge, ObjType, ROOT, ScalarValue, transaction::Transactable};
use replica::frame::{Frame, Parcel, pack};
use replica::{DeviceKey, DocumentId, HouseholdId, Misdeed, Row, Table, Why, limits};

const FILM: DocumentId = DocumentId([1; 16]);

/// Device 1 is hostile, device 0 is the victim, both hold a first note by each.
struct Stage {
    world: World,
    dice: Dice,
}

impl Stage {
    fn new() -> Self {
        let (mut world, mut dice) = (World::new(2), Dice(1));
        world.connect(0, 1);
        world.write(0, FILM, "victim's first");
        world.write(1, FILM, "mine");
        world.run_until_quiet(&mut dice);
        Self { world, dice }
    }

    fn hostile(&self) -> &House {
        &self.world.houses[1]
    }

    fn key(&self) -> DeviceKey {
        self.hostile().key.clone()
    }

    /// A note under any actor on top of what is held.
    fn note(&self, actor: ActorId) -> automerge::Change {
        let mut held = self.hostile().documents[&FILM].clone();
        held.set_actor(actor);
        note_on(&mut held, "forged")
    }

    fn parcel(&self, change: &automerge::Change, key: &DeviceKey) -> Parcel {
        let signature = Some(key.sign_change(&self.world.household, &FILM, &change.hash()));
        Parcel { bytes: change.raw_bytes().to_vec(), signature }
    }

    fn send(&mut self, frame: &[u8]) {
        let hostile = self.hostile().id();
        let effects = self.world.houses[0].replica.received(&hostile, frame, self.world.now_ms);
        self.world.handle(0, effects);
    }

    fn changes(&mut self, parcels: &[Parcel], live: bool) {
        let household = self.world.household;
        for packed in pack(parcels) {
            self.send(&Frame::Changes { household, document: FILM, live, packed }.encode());
        }
    }

    /// Says whether the victim shows the forged note, and whether it holds this a proof of bad faith.
    fn outcome(mut self, parcel: Parcel) -> (bool, bool) {
        for _ in 0..limits::STRIKES {
            self.changes(std::slice::from_ref(&parcel), false);
        }
        let shown = self.world.houses[0].notes(&FILM).contains("forged");
        (shown, self.world.closed.contains(&(0, 1, Why::Misbehaved)))
    }
}

const KEPT: (bool, bool) = (true, false);
const PASSED_OVER: (bool, bool) = (false, false);
const STRUCK: (bool, bool) = (false, true);

#[test]
fn what_becomes_of_a_change() {
    let check = |name: &str, expect: (bool, bool), make: &dyn Fn(&Stage) -> Parcel| {
        let stage = Stage::new();
        let parcel = make(&stage);
        assert_eq!(stage.outcome(parcel), expect, "{name}");
    };
    let fresh = |stage: &Stage| ActorId::from(&replica::actor(&stage.hostile().id(), [9; 8])[..]);
    check("its own", KEPT, &|stage| stage.parcel(&stage.note(fresh(stage)), &stage.key()));
    check("the victim's actor", STRUCK, &|stage| {
        stage.parcel(&stage.note(stage.world.houses[0].actor()), &stage.key())
    });
    check("an outsider's actor", PASSED_OVER, &|stage| {
        let outsider = DeviceKey::from_seed([77; 32]);
        let actor = ActorId::from(&replica::actor(&outsider.id(), [9; 8])[..]);
        stage.parcel(&stage.note(actor), &outsider)
    });
    check("an actor without a device", STRUCK, &|stage| {
        stage.parcel(&stage.note(ActorId::from(&[3; 16][..])), &stage.key())
    });
    check("no signature", PASSED_OVER, &|stage| Parcel {
        signature: None,
        ..stage.parcel(&stage.note(fresh(stage)), &stage.key())
    });
    check("a signature of another document", STRUCK, &|stage| {
        let change = stage.note(fresh(stage));
        let signature = Some(stage.key().sign_change(&stage.world.household, &DocumentId([2; 16]), &change.hash()));
        Parcel { signature, bytes: change.raw_bytes().to_vec() }
    });
    check("a signature of another household", STRUCK, &|stage| {
        let change = stage.note(fresh(stage));
        let signature = Some(stage.key().sign_change(&HouseholdId([2; 32]), &FILM, &change.hash()));
        Parcel { signature, bytes: change.raw_bytes().to_vec() }
    });
    check("a flipped byte", STRUCK, &|stage| {
        let mut parcel = stage.parcel(&stage.note(fresh(stage)), &stage.key());
        *parcel.bytes.last_mut().unwrap() ^= 1;
        parcel
    });
    check("a bomb of its own", STRUCK, &|stage| {
        let mut bomb = Automerge::new().with_actor(fresh(stage));
        let mut transaction = bomb.transaction();
        let list = transaction.put_object(ROOT, "forged", ObjType::List).unwrap();
        transaction.splice(&list, 0, 0, (0..50_000).map(|_| ScalarValue::Null)).unwrap();
        transaction.commit();
        stage.parcel(&bomb.get_last_local_change().unwrap(), &stage.key())
    });
    check("on top of something nobody has", PASSED_OVER, &|stage| {
        let mut held = stage.hostile().documents[&FILM].clone();
        held.set_actor(fresh(stage));
        note_on(&mut held, "kept back");
        stage.parcel(&note_on(&mut held, "forged"), &stage.key())
    });
    check("a number left out", PASSED_OVER, &|stage| {
        let mut other = Automerge::new().with_actor(fresh(stage));
        note_on(&mut other, "kept back");
        stage.parcel(&note_on(&mut other, "forged"), &stage.key())
    });
}

#[test]
fn whoever_is_closed_stays_out_for_a_minute() {
    let mut stage = Stage::new();
    for _ in 0..limits::STRIKES {
        stage.send(&[1, 99]);
    }
    assert!(stage.world.closed.contains(&(0, 1, Why::Misbehaved)));
    let hostile = stage.hostile().id();
    assert!(
        stage.world.houses[0].misdeeds.iter().any(|(d, what)| *d == hostile && matches!(what, Misdeed::Noise { .. }))
    );
    let closed = stage.world.closed.len();
    stage.world.connect(0, 1);
    assert_eq!(stage.world.closed.len(), closed + 1);
    stage.world.tick(limits::STRIKES_MS + 1);
    stage.world.heal(&[0, 1], &mut stage.dice);
    stage.world.assert_equal(&[0, 1], "forgiven");
}

#[test]
fn too_fast_is_too_fast() {
    let mut stage = Stage::new();
    let mut held = stage.hostile().documents[&FILM].clone();
    held.set_actor(ActorId::from(&replica::actor(&stage.hostile().id(), [9; 8])[..]));
    let parcels: Vec<Parcel> =
        (0..600).map(|n| stage.parcel(&note_on(&mut held, &format!("flood {n}")), &stage.key())).collect();
    for parcel in &parcels {
        stage.changes(std::slice::from_ref(parcel), true);
    }
    let count = stage.world.houses[0].notes(&FILM).len();
    assert!((200..=limits::LIVE_BURST as usize + 2).contains(&count), "{count}");
    assert!(stage.world.closed.contains(&(0, 1, Why::Misbehaved)));
}

#[test]
fn what_waits_is_bounded() {
    let mut stage = Stage::new();
    let mut held = stage.hostile().documents[&FILM].clone();
    held.set_actor(ActorId::from(&replica::actor(&stage.hostile().id(), [9; 8])[..]));
    // Each depends on one that is never sent.
    let mut parcels = Vec::new();
    for n in 0..1_500 {
        let mut fork = held.clone();
        fork.set_actor(ActorId::from(&replica::actor(&stage.hostile().id(), u64::to_be_bytes(n))[..]));
        note_on(&mut fork, "kept back");
        parcels.push(stage.parcel(&note_on(&mut fork, "orphan"), &stage.key()));
    }
    stage.changes(&parcels, false);
    let shown = format!("{:?}", stage.world.houses[0].replica);
    assert_eq!(shown.matches("Arrival {").count(), limits::WAITING_CHANGES);
    // Quiet empties the room.
    stage.world.tick(limits::REPAIR_MS + 1);
    assert!(!format!("{:?}", stage.world.houses[0].replica).contains("Arrival {"));
}

#[test]
fn empty_promises_leave_nothing_behind() {
    let mut stage = Stage::new();
    let household = stage.world.household;
    let outsider = DeviceKey::from_seed([77; 32]);
    let mut other = Automerge::new().with_actor(ActorId::from(&replica::actor(&outsider.id(), [1; 8])[..]));
    let packed = pack(&[stage.parcel(&note_on(&mut other, "forged"), &outsider)]).remove(0);
    for n in 0..2_500_u16 {
        let document = DocumentId([&n.to_be_bytes()[..], &[9; 14]].concat().try_into().unwrap());
        let mut table = Table::default();
        table.set(vec![n as u8; 24], Row::new(9, automerge::ChangeHash([1; 32])));
        stage.send(&Frame::Tables { household, tables: vec![(document, table)] }.encode());
        stage.send(&Frame::Changes { household, document, live: false, packed: packed.clone() }.encode());
    }
    assert_eq!(stage.world.houses[0].replica.documents(&household).count(), 1);
    assert!(format!("{:?}", stage.world.houses[0].replica).len() < 100_000);
    let household = HouseholdId([8; 32]);
    stage.send(&Frame::Neighbours { household, devices: vec![] }.encode());
    assert!(stage.world.closed.is_empty(), "{:?}", stage.world.closed);
}
