//! A few evenings, told one by one.

use crate::house::{Dice, World};
use replica::{Delivery, DocumentId, Misdeed, Why};

const FILM: DocumentId = DocumentId([1; 16]);

#[test]
fn a_note_reaches_everybody_at_once() {
    let (mut world, mut dice) = (World::new(3), Dice(1));
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        world.connect(a, b);
    }
    world.run_until_quiet(&mut dice);
    let frames = world.frames_sent;
    world.write(0, FILM, "hello");
    world.run_until_quiet(&mut dice);
    assert!(world.houses.iter().all(|house| house.notes(&FILM).contains("hello")));
    // One frame to each: nobody forwards what the author sends itself.
    assert_eq!(world.frames_sent - frames, 2);
    let frames = world.frames_sent;
    world.write(0, FILM, "again");
    world.run_until_quiet(&mut dice);
    assert_eq!(world.frames_sent - frames, 2);
    world.tick(150);
    world.run_until_quiet(&mut dice);
    let delivery = world.houses[0].replica.delivery(&world.household);
    assert!(delivery.iter().all(|(_, state)| *state == Delivery::Everything), "{delivery:?}");
}

#[test]
fn never_online_together() {
    let (mut world, mut dice) = (World::new(3), Dice(2));
    for note in 0..300 {
        world.write(0, FILM, &format!("note {note}"));
    }
    world.connect(0, 1);
    world.run_until_quiet(&mut dice);
    world.leave(0, 1, true);
    world.houses[1].restart();
    world.connect(1, 2);
    world.run_until_quiet(&mut dice);
    assert_eq!(world.houses[2].notes(&FILM).len(), 300);
    world.assert_equal(&[0, 1, 2], "through a third");
}

#[test]
fn a_cut_catch_up_keeps_what_it_got() {
    let (mut world, mut dice) = (World::new(2), Dice(3));
    for note in 0..9_000 {
        world.write(0, FILM, &format!("note {note} {:x}", dice.roll()));
    }
    world.connect(0, 1);
    while world.houses[1].notes(&FILM).is_empty() {
        world.deliver_some(&mut dice, 1);
    }
    world.leave(0, 1, true);
    let got = world.houses[1].notes(&FILM).len();
    assert!((64..9_000).contains(&got), "{got}");
    world.houses[1].restart();
    world.connect(0, 1);
    world.run_until_quiet(&mut dice);
    world.assert_equal(&[0, 1], "after the second try");
}

#[test]
fn a_disk_that_does_not_answer_for_a_while_loses_nothing() {
    let (mut world, mut dice) = (World::new(2), Dice(11));
    world.write(0, FILM, "before");
    world.connect(0, 1);
    world.run_until_quiet(&mut dice);
    world.leave(0, 1, true);
    world.houses[1].restart();
    world.houses[1].unreadable = true;
    world.connect(0, 1);
    world.write(0, FILM, "while it does not");
    world.run_until_quiet(&mut dice);
    assert!(!world.houses[1].notes(&FILM).contains("while it does not"));
    world.houses[1].unreadable = false;
    world.write(0, FILM, "when it does again");
    world.run_until_quiet(&mut dice);
    world.assert_equal(&[0, 1], "with what waited");
}

#[test]
fn whoever_signs_twice_is_seen_by_all() {
    let (mut world, mut dice) = (World::new(4), Dice(4));
    world.write(3, FILM, "first");
    world.heal(&[0, 1, 2, 3], &mut dice);
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        world.leave(a, b, true);
    }
    let twin = world.houses[3].twin();
    world.write(3, FILM, "one face");
    world.connect(3, 0);
    world.run_until_quiet(&mut dice);
    world.write(0, FILM, "to one face");
    world.leave(3, 0, true);
    world.houses[3] = twin;
    world.write(3, FILM, "another face");
    world.connect(3, 1);
    world.run_until_quiet(&mut dice);
    world.write(1, FILM, "to another face");
    world.leave(3, 1, true);
    world.heal(&[0, 1, 2], &mut dice);
    world.assert_equal(&[0, 1, 2], "after the lie");
    let notes = world.houses[2].notes(&FILM);
    assert!(notes.contains("to one face") && notes.contains("to another face"), "{notes:?}");
    assert!(notes.contains("one face") != notes.contains("another face"), "{notes:?}");
    for at in 0..3 {
        let liar = world.houses[3].id();
        let seen =
            |(device, what): &(_, Misdeed)| *device == liar && matches!(what, Misdeed::Equivocated { seq: 2, .. });
        assert!(world.houses[at].misdeeds.iter().any(seen), "{at}");
    }
}

#[test]
fn a_removed_device_gets_nothing_more() {
    let (mut world, mut dice) = (World::new(3), Dice(5));
    world.write(2, FILM, "before");
    world.heal(&[0, 1, 2], &mut dice);
    let (household, removed) = (world.household, world.houses[2].id());
    world.leave(1, 2, true);
    let (_, effects) = world.houses[0].replica.remove_device(&household, &removed, 9).unwrap();
    world.handle(0, effects);
    assert!(world.closed.contains(&(0, 2, Why::Removed)));
    world.write(0, FILM, "after");
    world.write(2, FILM, "too late");
    world.connect(1, 2);
    world.run_until_quiet(&mut dice);
    world.heal(&[0, 1, 2], &mut dice);
    world.assert_equal(&[0, 1], "without the third");
    let notes = world.houses[1].notes(&FILM);
    assert!(notes.contains("before") && notes.contains("after") && !notes.contains("too late"), "{notes:?}");
    assert!(!world.houses[2].notes(&FILM).contains("after"));
}
