//! Whatever order the notes come in, the boards are the same.

use std::collections::BTreeMap;

use proptest::prelude::*;
use screening::insight::{both_noticed, hot, moments, only_one_noticed, open_questions};
use screening::{Kind, MemberId, Note, Reaction};

use crate::remark;

fn some_note() -> impl Strategy<Value = (u8, i64, u8, bool)> {
    (0..4_u8, 0..600_i64, 0..4_u8, prop::bool::weighted(0.2))
}

fn boards(notes: &[Note]) -> String {
    let frontiers: BTreeMap<MemberId, i64> =
        ('a'..='d').map(|by| (remark(0, by, 0).by, i64::from(u32::from(by) - 96) * 150_000)).collect();
    let moments = moments(notes);
    let lone = only_one_noticed(notes, &frontiers);
    format!("{moments:?}{:?}{lone:?}{:?}{:?}", hot(&moments), both_noticed(notes), open_questions(notes, &[]))
}

proptest! {
    #[test]
    fn any_order_of_input_gives_the_same_output(
        (notes, shuffled) in prop::collection::vec(some_note(), 0..60).prop_map(|notes| {
            notes
                .into_iter()
                .enumerate()
                .map(|(number, (by, second, kind, after_echo))| {
                    let by = char::from(b'a' + by);
                    let kind = match kind {
                        0 => Kind::Remark,
                        1 => Kind::Question,
                        2 => Kind::Prediction,
                        _ => Kind::Reaction(Reaction::Laugh),
                    };
                    Note { kind, after_echo, ..remark(i64::try_from(number).unwrap(), by, second * 1000) }
                })
                .collect::<Vec<Note>>()
        }).prop_flat_map(|notes| (Just(notes.clone()), Just(notes).prop_shuffle()))
    ) {
        prop_assert_eq!(boards(&notes), boards(&shuffled));
    }
}

proptest! {
    #[test]
    fn every_note_in_play_is_in_one_moment_within_its_limits(times in prop::collection::vec((0..3_u8, 0..2_000_i64), 0..200)) {
        let notes: Vec<Note> = times
            .iter()
            .enumerate()
            .map(|(number, (by, second))| remark(i64::try_from(number).unwrap(), char::from(b'a' + by), second * 1000))
            .collect();
        let moments = moments(&notes);
        prop_assert_eq!(moments.iter().map(|moment| moment.notes.len()).sum::<usize>(), notes.len());
        for moment in &moments {
            prop_assert!(moment.end_ms - moment.start_ms <= 60_000);
        }
        for pair in moments.windows(2) {
            let gap = pair[1].start_ms - pair[0].end_ms;
            prop_assert!(gap > 20_000 || pair[1].start_ms - pair[0].start_ms > 60_000);
        }
    }
}
