//! Who belongs, whatever order the records come in.

use proptest::prelude::*;
use replica::*;
use std::collections::BTreeSet;

/// Devices with their own numbering of records.
struct Log {
    keys: Vec<DeviceKey>,
    seqs: Vec<u64>,
    household: HouseholdId,
    records: BTreeSet<SignedRecord>,
}

fn member(n: usize) -> MemberKey {
    MemberKey([n as u8; 10])
}

impl Log {
    /// Founded by 0.
    fn new() -> Self {
        let keys: Vec<DeviceKey> = (0..9).map(|n| DeviceKey::from_seed([n + 1; 32])).collect();
        let mut log = Self { keys, seqs: vec![0; 9], household: HouseholdId([0; 32]), records: BTreeSet::new() };
        log.say(0, What::Found { member: member(0), name: "member 0".into(), device_name: "pc".into() });
        log.household = log.records.first().unwrap().household();
        log
    }

    fn device(&self, n: usize) -> DeviceId {
        self.keys[n].id()
    }

    fn say(&mut self, by: usize, what: What) {
        self.seqs[by] += 1;
        let record =
            Record { household: self.household, signer: self.device(by), seq: self.seqs[by], wall_ms: 0, what };
        self.records.insert(SignedRecord::sign(&self.keys[by], record).unwrap());
    }

    fn admit(&mut self, by: usize, n: usize) {
        let name = format!("member {}", char::from(b'a' + n as u8));
        self.say(by, What::AddMember { member: member(n), name });
        self.say(by, What::AddDevice { device: self.device(n), member: member(n), device_name: "pc".into() });
    }

    /// `seen` says how many of the target's records the remover knew.
    fn remove(&mut self, by: usize, n: usize, seen: u64) {
        self.say(by, What::Remove { device: self.device(n), cut_offs: vec![], records_seq: seen });
    }

    fn household(&self) -> Household {
        Household::of(&self.records).unwrap()
    }

    fn inside(&self) -> Vec<usize> {
        let household = self.household();
        (0..9).filter(|n| household.is_in(&self.device(*n))).collect()
    }
}

#[test]
fn whoever_is_admitted_may_admit() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(1, 2);
    log.admit(7, 8);
    assert_eq!(log.inside(), [0, 1, 2]);
}

#[test]
fn a_removed_device_admits_nobody_any_more() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(1, 2);
    log.remove(0, 1, log.seqs[1]);
    log.admit(1, 3);
    assert_eq!(log.inside(), [0, 2]);
    // And cannot be admitted again.
    log.say(0, What::AddDevice { device: log.device(1), member: member(1), device_name: "pc".into() });
    assert_eq!(log.inside(), [0, 2]);
}

#[test]
fn a_member_is_out_with_all_devices_and_by_others_alone() {
    let key = |seed: u8| DeviceKey::from_seed([seed; 32]);
    let [mara, theo, grandpa] = [member(1), member(2), member(3)];
    let (mut replica, [pc, phone]) = (Replica::new(key(1), vec![], vec![]), [key(2).id(), key(3).id()]);
    let (founding, _) = replica.found(mara, "Mara", "pc", 0).unwrap();
    let household = founding.household();
    let mut say = |what| replica.sign_record(&household, what, 0).map(|_| ()).unwrap();
    say(What::AddMember { member: theo, name: "Theo".into() });
    say(What::AddMember { member: grandpa, name: "Grandpa".into() });
    for device in [pc, phone] {
        say(What::AddDevice { device, member: theo, device_name: "pc".into() });
    }
    assert_eq!(replica.remove_member(&household, &mara, 0).unwrap_err(), Refused::Yourself);
    assert_eq!(replica.remove_member(&household, &grandpa, 0).unwrap_err(), Refused::WithoutDevice);
    assert_eq!(replica.remove_member(&household, &member(4), 0).unwrap_err(), Refused::NoSuchMember);
    assert_eq!(replica.remove_member(&HouseholdId([9; 32]), &theo, 0).unwrap_err(), Refused::NoSuchHousehold);

    let (records, _) = replica.remove_member(&household, &theo, 0).unwrap();
    assert_eq!(records.len(), 2);
    let after = replica.household(&household).unwrap();
    assert!(after.is_out(&theo) && !after.is_in(&pc) && !after.is_in(&phone));
    assert!(!after.is_out(&grandpa) && !after.is_out(&mara));
    assert_eq!(after.member(&theo).unwrap().name, "Theo");
    assert_eq!(replica.remove_member(&household, &theo, 0).unwrap_err(), Refused::WithoutDevice);

    // Whoever was removed removes nobody.
    let all = replica.records(&household).cloned().collect();
    let mut theirs = Replica::new(key(2), all, vec![]);
    assert_eq!(theirs.remove_member(&household, &mara, 0).unwrap_err(), Refused::NotIn);

    // And is back with a new device, as who they were.
    let device = key(4).id();
    replica.sign_record(&household, What::AddDevice { device, member: theo, device_name: "pc".into() }, 0).unwrap();
    assert!(!replica.household(&household).unwrap().is_out(&theo));
}

#[test]
fn two_that_remove_each_other_are_both_out() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(0, 2);
    log.remove(1, 2, 0);
    log.remove(2, 1, 0);
    assert_eq!(log.inside(), [0]);
}

#[test]
fn a_removal_that_was_seen_leaves_no_revenge() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.remove(0, 1, 0);
    // Device 1 admits that it knew device 0's removal.
    log.remove(1, 0, log.seqs[0]);
    assert_eq!(log.inside(), [0]);
}

#[test]
fn revenge_reaches_the_remover_alone() {
    let mut log = Log::new();
    for n in 1..5 {
        log.admit(0, n);
    }
    log.admit(2, 5);
    log.remove(0, 4, 0);
    // Device 4, removed, pretends that it knew nothing and removes everybody, with sybils to help.
    for n in 0..4 {
        log.remove(4, n, 0);
    }
    log.admit(4, 6);
    log.remove(6, 3, 0);
    assert_eq!(log.inside(), [1, 2, 3, 5]);
}

#[test]
fn a_ring_of_three_is_out() {
    let mut log = Log::new();
    for n in 1..4 {
        log.admit(0, n);
    }
    log.remove(1, 2, 0);
    log.remove(2, 3, 0);
    log.remove(3, 1, 0);
    assert_eq!(log.inside(), [0]);
}

#[test]
fn a_device_may_leave() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(1, 2);
    log.remove(1, 1, 0);
    assert_eq!(log.inside(), [0, 2]);
}

#[test]
fn only_they_and_whoever_added_them_grant_a_voice() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(0, 2);
    log.say(0, What::AddMember { member: member(7), name: "Grandpa".into() });
    log.say(1, What::SpeakFor { device: log.device(1), member: member(7) });
    log.say(2, What::SpeakFor { device: log.device(2), member: member(1) });
    log.say(0, What::SpeakFor { device: log.device(2), member: member(7) });
    log.say(1, What::Rename { member: member(2), name: "Fool".into() });
    log.say(1, What::Rename { member: member(1), name: "Mara".into() });
    let household = log.household();
    let check = |device: usize, of: usize, expect: bool| {
        let actor = actor(&log.device(device), [9; 8]);
        assert_eq!(household.voice(&actor, &member(of)), expect, "{device} for {of}");
    };
    check(1, 7, false);
    check(2, 7, true);
    check(2, 1, false);
    check(1, 1, true);
    let names: Vec<&str> = household.members().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["member 0", "Mara", "member c", "Grandpa"]);
}

#[test]
fn look_alikes_are_told_apart_for_everybody() {
    let mut log = Log::new();
    log.say(0, What::AddMember { member: member(1), name: "Mara".into() });
    log.say(0, What::AddMember { member: member(2), name: "М\u{202e}ara".into() });
    log.say(0, What::AddMember { member: member(3), name: "\u{200b}".into() });
    let names: Vec<String> = log.household().members().map(|member| member.name.clone()).collect();
    assert_eq!(names, ["member 0", "Mara #0101", "Мara #0202", "03030303"]);
}

#[test]
fn a_person_is_told_why_not() {
    let mut log = Log::new();
    log.admit(0, 1);
    log.admit(0, 2);
    log.remove(0, 2, 0);
    let household = log.household();
    let check = |by: usize, what: What, expect: &str| {
        let refused = household.may(&log.device(by), what).unwrap_err();
        assert!(refused.to_string().contains(expect), "{refused}");
    };
    let add =
        |device: usize| What::AddDevice { device: log.device(device), member: member(1), device_name: "x".into() };
    check(5, add(6), "does not belong");
    check(0, add(1), "already");
    check(0, add(2), "for good");
    check(0, What::AddMember { member: member(8), name: "MEMBER B".into() }, "mistaken");
    check(0, What::AddMember { member: member(8), name: " ".into() }, "at least one letter");
    check(0, What::AddMember { member: member(1), name: "new".into() }, "already");
    check(0, What::Rename { member: member(1), name: "new".into() }, "only they");
    check(0, What::Remove { device: log.device(7), cut_offs: vec![], records_seq: 0 }, "no such device");
    check(0, What::Found { member: member(8), name: "a".into(), device_name: "b".into() }, "once");
}

proptest! {
    /// Any acts whatever, hostile ones too: the answer never depends on what came first, and repeating changes nothing.
    #[test]
    fn order_makes_no_difference(acts in proptest::collection::vec((0..6_usize, 0..9_usize, 0..4_u64, 0..3_u8), 0..30), cut: usize) {
        let mut log = Log::new();
        for n in 1..4 {
            log.admit(0, n);
        }
        for (by, whom, seen, act) in acts {
            match act {
                0 => log.admit(by, whom),
                _ => log.remove(by, whom, seen),
            }
        }
        let whole = log.household();
        // Delivered in two parts, in both orders. Whoever signed a record must be named before it is kept, and each part
        // may name whom the other needs: so the parts come again until everybody of a chain is named.
        let records: Vec<SignedRecord> = log.records.iter().cloned().collect();
        let (first, second) = records.split_at(cut % records.len());
        for parts in [[first, second], [second, first]] {
            let founding = records.iter().filter(|r| matches!(r.record().what, What::Found { .. })).cloned().collect();
            let mut replica = Replica::new(DeviceKey::from_seed([99; 32]), founding, vec![]);
            for part in parts.iter().cycle().take(2 * log.keys.len()) {
                replica.take_records(part.to_vec());
            }
            let known = replica.household(&log.household).unwrap();
            for device in whole.devices() {
                prop_assert_eq!(known.device(&device.id), Some(device));
            }
            prop_assert_eq!(known.devices().count(), whole.devices().count());
        }
    }
}
