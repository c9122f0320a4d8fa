//! Getting in, and everything that must not work.

use replica::invite::*;
use replica::*;

const NOW: i64 = 1_000;

struct Door {
    host: Host,
    replica: Replica,
    household: HouseholdId,
    ticket: Ticket,
}

fn door() -> Door {
    let key = DeviceKey::from_seed([1; 32]);
    let mut replica = Replica::new(key.clone(), vec![], vec![]);
    let (record, _) = replica.found(MemberKey([1; 10]), "Mara", "laptop", 0).unwrap();
    let household = record.household();
    let mut host = Host::new(key.id());
    let ticket = host.invite(household, [5; 16], vec![1, 2], NOW, 0);
    Door { host, replica, household, ticket }
}

fn device(n: u8) -> DeviceId {
    DeviceKey::from_seed([n; 32]).id()
}

/// What the last step of an attempt was, on either side.
#[derive(Debug, PartialEq)]
enum End {
    Asked,
    Refused(Refusal),
}

/// Knocks and goes on until a person is asked or somebody says no.
fn knock(door: &mut Door, ticket: &Ticket, guest: u8, now_ms: i64) -> (Guest, End) {
    let (mut side, mut effects) =
        Guest::knock(ticket.clone(), device(guest), "Grandpa".into(), "phone".into(), [guest; 16]);
    let mut words = None;
    loop {
        let mut answers = Vec::new();
        for effect in effects.drain(..) {
            match effect {
                GuestEffect::Send(bytes) => {
                    answers.extend(door.host.received(device(guest), &bytes, [guest ^ 0xff; 16], now_ms));
                }
                GuestEffect::Refused(refusal) => return (side, End::Refused(refusal)),
                GuestEffect::Show { words: shown } => {
                    assert_eq!(Some(shown), words, "both screens show the same words");
                    return (side, End::Asked);
                }
                GuestEffect::Welcome(_) => panic!("nobody was asked"),
            }
        }
        // The host's person is asked before the guest hears of it.
        for answer in &answers {
            if let HostEffect::Ask { words: shown, name, .. } = answer {
                assert_eq!(name, "Grandpa");
                words = Some(*shown);
            }
        }
        for answer in answers {
            if let HostEffect::Send { bytes, .. } = answer {
                effects.extend(side.received(&bytes));
            }
        }
        assert!(!effects.is_empty());
    }
}

fn admit(door: &mut Door, guest: u8) -> Result<Vec<HostEffect>, Refusal> {
    let member = MemberKey([guest; 10]);
    let acts = [
        What::AddMember { member, name: format!("Grandpa {}", char::from(b'a' + guest)) },
        What::AddDevice { device: device(guest), member, device_name: "phone".into() },
    ];
    for what in acts {
        door.replica.sign_record(&door.household, what, 0).unwrap();
    }
    let records: Vec<SignedRecord> = door.replica.records(&door.household).cloned().collect();
    door.host.admit(device(guest), &records, NOW)
}

#[test]
fn a_person_lets_a_guest_in() {
    let mut door = door();
    let ticket = door.ticket.clone();
    let (mut guest, end) = knock(&mut door, &ticket, 2, NOW);
    assert_eq!(end, End::Asked);
    let mut welcome = None;
    for effect in admit(&mut door, 2).unwrap() {
        if let HostEffect::Send { bytes, .. } = effect {
            for effect in guest.received(&bytes) {
                let GuestEffect::Welcome(records) = effect else { panic!("{effect:?}") };
                welcome = Some(records);
            }
        }
    }
    let mut replica = Replica::new(DeviceKey::from_seed([2; 32]), vec![], vec![]);
    replica.take_records(welcome.unwrap());
    assert_eq!(replica.household(&door.household), door.replica.household(&door.household));
    assert_eq!(replica.peers().collect::<Vec<_>>(), [device(1)]);
    // One use.
    assert_eq!(knock(&mut door, &ticket, 3, NOW).1, End::Refused(Refusal::Used));
    assert!(!door.host.is_open(NOW));
}

#[test]
fn what_is_refused_and_why() {
    let check = |expect: Refusal, act: &dyn Fn(&mut Door) -> Ticket, now_ms: i64| {
        let mut door = door();
        let ticket = act(&mut door);
        assert_eq!(knock(&mut door, &ticket, 2, now_ms).1, End::Refused(expect));
        assert_eq!(door.host.admit(device(2), &[], now_ms), Err(Refusal::Broken), "nobody gets in after {expect:?}");
    };
    let same = |door: &mut Door| door.ticket.clone();
    check(Refusal::Expired, &same, NOW + INVITE_MS);
    check(Refusal::Wrong, &|door| Ticket { secret: [6; 16], ..door.ticket.clone() }, NOW);
    check(Refusal::Wrong, &|door| Ticket { household: HouseholdId([9; 32]), ..door.ticket.clone() }, NOW);
    check(Refusal::Wrong, &|door| Ticket { inviter: device(9), ..door.ticket.clone() }, NOW);
    let revoked = |door: &mut Door| {
        let id = door.host.list(NOW)[0].id;
        assert!(door.host.revoke(&id));
        door.ticket.clone()
    };
    check(Refusal::Revoked, &revoked, NOW);
    let restarted = |door: &mut Door| {
        door.host = Host::new(device(1));
        door.ticket.clone()
    };
    check(Refusal::Wrong, &restarted, NOW);
}

#[test]
fn a_clock_set_back_revives_nothing() {
    let mut door = door();
    assert!(!door.host.is_open(NOW + INVITE_MS));
    let ticket = door.ticket.clone();
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Refused(Refusal::Expired));
    assert_eq!(door.host.list(NOW - 99_999)[0].state, InviteState::Expired);
}

#[test]
fn an_invite_that_ends_while_a_person_thinks_admits_nobody() {
    let mut door = door();
    let ticket = door.ticket.clone();
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Asked);
    assert_eq!(door.host.admit(device(2), &[], NOW + INVITE_MS), Err(Refusal::Expired));
}

#[test]
fn of_two_guests_with_one_ticket_one_gets_in() {
    let mut door = door();
    let ticket = door.ticket.clone();
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Asked);
    assert_eq!(knock(&mut door, &ticket, 3, NOW).1, End::Asked);
    assert!(admit(&mut door, 3).is_ok());
    assert_eq!(door.host.admit(device(2), &[], NOW), Err(Refusal::Used));
}

#[test]
fn declining_closes_the_invite() {
    let mut door = door();
    let ticket = door.ticket.clone();
    let (mut guest, _) = knock(&mut door, &ticket, 2, NOW);
    let effects = door.host.decline(device(2));
    let HostEffect::Send { bytes, .. } = &effects[0] else { panic!() };
    assert_eq!(guest.received(bytes), [GuestEffect::Refused(Refusal::Declined)]);
    assert_eq!(knock(&mut door, &ticket, 3, NOW).1, End::Refused(Refusal::Revoked));
}

#[test]
fn five_wrong_tries_close_the_door() {
    let mut door = door();
    for n in 0..WRONG_TRIES {
        let wrong = Ticket { secret: [40 + n as u8; 16], ..door.ticket.clone() };
        let expect = if n + 1 < WRONG_TRIES { Refusal::Wrong } else { Refusal::TooMany };
        assert_eq!(knock(&mut door, &wrong, 10 + n as u8, NOW).1, End::Refused(expect));
    }
    let ticket = door.ticket.clone();
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Refused(Refusal::TooMany));
    assert!(!door.host.is_open(NOW));
    // A new invite opens it again.
    let ticket = door.host.invite(door.household, [7; 16], vec![], NOW, 0);
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Asked);
}

#[test]
fn a_crowd_waits_its_turn() {
    let mut door = door();
    let ticket = door.ticket.clone();
    for guest in 0..WAITING_GUESTS as u8 {
        assert_eq!(knock(&mut door, &ticket, 10 + guest, NOW).1, End::Asked);
    }
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Refused(Refusal::Busy));
    door.host.gone(&device(10));
    assert_eq!(knock(&mut door, &ticket, 2, NOW).1, End::Asked);
}

/// A message recorded from one attempt is worth nothing in another, nor from another device.
#[test]
fn a_replay_is_refused() {
    let mut door = door();
    let ticket = door.ticket.clone();
    let (_, first) = Guest::knock(ticket.clone(), device(2), "Grandpa".into(), "phone".into(), [2; 16]);
    let GuestEffect::Send(knock) = &first[0] else { panic!() };
    let (mut guest, _) = Guest::knock(ticket, device(2), "Grandpa".into(), "phone".into(), [2; 16]);
    let answer = door.host.received(device(2), knock, [8; 16], NOW);
    let HostEffect::Send { bytes: challenge, .. } = &answer[0] else { panic!() };
    let proof = guest.received(challenge);
    let GuestEffect::Send(proof) = &proof[0] else { panic!() };
    for (device, nonce) in [(device(2), [9; 16]), (device(3), [8; 16])] {
        door.host.received(device, knock, nonce, NOW);
        let answer = door.host.received(device, proof, [0; 16], NOW);
        assert!(answer.iter().all(|effect| !matches!(effect, HostEffect::Ask { .. })), "{answer:?}");
    }
}

#[test]
fn noise_ends_the_attempt() {
    let mut door = door();
    for bytes in [&[][..], &[1], &[1, 99], &[0, 0], &[2, 0, 0], &[1; 40]] {
        let effects = door.host.received(device(2), bytes, [0; 16], NOW);
        assert!(effects.contains(&HostEffect::Close { guest: device(2) }), "{bytes:?}");
        let (mut guest, _) = Guest::knock(door.ticket.clone(), device(2), "a".into(), "b".into(), [2; 16]);
        assert!(matches!(guest.received(bytes)[..], [GuestEffect::Refused(_)]), "{bytes:?}");
    }
}
