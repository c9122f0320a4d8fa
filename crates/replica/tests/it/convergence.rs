//! The heart of it: two sets that grow towards each other and one function of them.

use crate::house::{Dice, World};
use proptest::prelude::*;
use replica::{DocumentId, Meta, accepted};

const FILM: DocumentId = DocumentId([1; 16]);

#[derive(Debug, Clone)]
enum Act {
    Write(usize),
    Connect(usize, usize),
    Cut(usize, usize, bool),
    Deliver(usize),
    Restart(usize),
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..6_usize).prop_map(Act::Write),
        3 => (0..6_usize, 0..6_usize).prop_map(|(a, b)| Act::Connect(a, b)),
        2 => (0..6_usize, 0..6_usize, any::<bool>()).prop_map(|(a, b, lose)| Act::Cut(a, b, lose)),
        4 => (1..40_usize).prop_map(Act::Deliver),
        1 => (0..6_usize).prop_map(Act::Restart),
        1 => (1..20_000_i64).prop_map(Act::Wait),
    ]
}

fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_all_become_equal(count in 2..7_u8, seed: u64, acts in proptest::collection::vec(act(), 1..80)) {
        let (mut world, mut dice) = (World::new(count), Dice(seed));
        let n = usize::from(count);
        let mut written = 0;
        for act in acts {
            match act {
                Act::Write(at) => {
                    written += 1;
                    world.write(at % n, FILM, &format!("note {written}"));
                }
                Act::Connect(a, b) => world.connect(a % n, b % n),
                Act::Cut(a, b, lose) => world.leave(a % n, b % n, lose),
                Act::Deliver(frames) => world.deliver_some(&mut dice, frames),
                Act::Wait(ms) => world.tick(ms),
                Act::Restart(at) => {
                    (0..n).for_each(|other| world.leave(at % n, other, true));
                    world.houses[at % n].restart();
                }
            }
        }
        let all: Vec<usize> = (0..n).collect();
        world.heal(&all, &mut dice);
        world.assert_equal(&all, "after healing");
        prop_assert_eq!(world.houses[0].notes(&FILM).len(), written);
        prop_assert!(world.closed.is_empty(), "an honest peer was closed: {:?}", world.closed);
    }

    /// The function of the set, on its own: shuffled and doubled, with splits in it.
    #[test]
    fn the_order_of_changes_makes_no_difference(seed: u64) {
        let (mut world, mut dice) = (World::new(3), Dice(seed));
        world.write(0, FILM, "first");
        world.heal(&[0, 1, 2], &mut dice);
        let mut metas: Vec<Meta> = Vec::new();
        for round in 0..3 {
            let mut twin = world.houses[2].twin();
            twin.write(world.household, FILM, &format!("twin {round}"));
            metas.extend(twin.store.changes[&FILM].iter().map(|(meta, _)| meta.clone()));
            for at in 0..3 {
                world.write(at, FILM, &format!("note {at} {round}"));
            }
            if round == 1 {
                world.heal(&[0, 1, 2], &mut dice);
            }
        }
        metas.extend(world.houses.iter().flat_map(|house| house.store.changes[&FILM].iter().map(|(meta, _)| meta.clone())));
        let household = world.houses[0].replica.household(&world.household).unwrap();
        let answer = accepted(&metas, household, &FILM);
        prop_assert!(!answer.fallen.is_empty());
        for _ in 0..4 {
            for i in (1..metas.len()).rev() {
                metas.swap(i, dice.below(i + 1));
            }
            let again = accepted(&metas, household, &FILM);
            prop_assert_eq!(&again.fallen, &answer.fallen);
            prop_assert_eq!(&again.table, &answer.table);
        }
    }
}
