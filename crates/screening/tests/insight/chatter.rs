//! Where a moment begins and ends, and which notes are in it at all.

use std::collections::BTreeMap;

use screening::insight::{ECHO_MS, both_noticed, hot, is_after_echo, moments, only_one_noticed};
use screening::{Kind, MemberId, Note, Seal};

use crate::{answer, remark, sealed};

/// Each moment as `start-end xNOTES +ANSWERS`, in seconds.
fn check(notes: &[Note], expect: &[&str]) {
    let found: Vec<String> = moments(notes)
        .iter()
        .map(|moment| {
            let (from, to) = (moment.start_ms / 1000, moment.end_ms / 1000);
            let answers = if moment.answers.is_empty() { String::new() } else { format!(" +{}", moment.answers.len()) };
            format!("{from}-{to} x{}{answers}", moment.notes.len())
        })
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn no_notes_make_no_boards() {
    check(&[], &[]);
    assert!(hot(&[]).is_empty());
    assert!(only_one_noticed(&[], &BTreeMap::new()).is_empty());
    assert!(both_noticed(&[]).is_empty());
}

#[test]
fn twenty_seconds_link_and_a_millisecond_more_does_not() {
    check(&[remark(1, 'a', 0), remark(2, 'b', 20_000)], &["0-20 x2"]);
    check(&[remark(1, 'a', 0), remark(2, 'b', 20_001)], &["0-0 x1", "20-20 x1"]);
}

#[test]
fn the_sixty_first_second_begins_a_new_moment() {
    let chatter: Vec<Note> = (0..=130).map(|second| remark(second, 'a', second * 1000)).collect();
    check(&chatter, &["0-60 x61", "61-121 x61", "122-130 x9"]);
    check(&[remark(1, 'a', 0), remark(2, 'a', 20_000), remark(3, 'a', 40_000), remark(4, 'b', 60_000)], &["0-60 x4"]);
    let late = [0, 20_000, 40_000, 59_000, 60_001].map(|film_ms| remark(film_ms, 'a', film_ms));
    check(&late, &["0-59 x4", "60-60 x1"]);
}

#[test]
fn two_thousand_notes_are_linked_like_two() {
    let notes: Vec<Note> = (0..2_000).map(|number| remark(number, 'a', number * 21_000)).collect();
    assert_eq!(moments(&notes).len(), 2_000);
    let notes: Vec<Note> =
        (0..2_000).map(|number| remark(number, if number % 2 == 0 { 'a' } else { 'b' }, number * 100)).collect();
    assert_eq!(moments(&notes).iter().map(|moment| moment.notes.len()).collect::<Vec<_>>(), [601, 601, 601, 197]);
    assert_eq!(hot(&moments(&notes)).len(), 4);
}

#[test]
fn what_nobody_may_see_is_in_no_moment() {
    let beside = remark(9, 'b', 1_000);
    for hidden in [
        sealed(Seal::Sealed, remark(1, 'a', 0)),
        sealed(Seal::Dropped, remark(1, 'a', 0)),
        Note { taken_back: true, ..remark(1, 'a', 0) },
        Note { kind: Kind::Prediction, ..remark(1, 'a', 0) },
    ] {
        check(&[hidden, beside.clone()], &["1-1 x1"]);
    }
    check(&[sealed(Seal::Shown, remark(1, 'a', 0)), beside], &["0-1 x2"]);
}

#[test]
fn film_times_nobody_can_reach_are_borne() {
    let notes = [remark(1, 'a', i64::MIN), remark(2, 'b', i64::MAX), remark(3, 'a', 0), answer(4, 'b', i64::MIN)];
    assert_eq!(moments(&notes).len(), 3);
}

#[test]
fn equals_are_ordered_by_time() {
    let notes = [
        remark(1, 'a', 90_000),
        remark(2, 'b', 90_000),
        remark(3, 'a', 0),
        remark(4, 'b', 0),
        remark(5, 'a', 200_000),
        remark(6, 'b', 200_000),
        remark(7, 'b', 200_000),
    ];
    let found: Vec<i64> = hot(&moments(&notes)).iter().map(|moment| moment.start_ms).collect();
    assert_eq!(found, [200_000, 0, 90_000]);
}

#[test]
fn only_words_made_during_a_viewing_are_noticings() {
    let frontiers = BTreeMap::from([('a', 100), ('b', 100)].map(|(by, ms)| (remark(0, by, 0).by, ms)));
    let lone = |note: Note| only_one_noticed(&[note], &frontiers).len();
    for kind in [Kind::Remark, Kind::Personal, Kind::Quote, Kind::Nitpick] {
        assert_eq!(lone(Note { kind, ..remark(1, 'a', 0) }), 1);
    }
    for kind in [Kind::Question, Kind::Feeling, Kind::Afterthought, Kind::FromOutside, Kind::Newer("haiku".to_owned())]
    {
        assert_eq!(lone(Note { kind, ..remark(1, 'a', 0) }), 0);
    }
    assert_eq!(lone(Note { text: " ".to_owned(), ..remark(1, 'a', 0) }), 0);
    assert_eq!(lone(Note { stamp: None, ..remark(1, 'a', 0) }), 0);
    assert_eq!(lone(answer(1, 'a', 0)), 0);
}

#[test]
fn nobody_else_having_passed_it_is_no_only_one() {
    let who = |by| remark(0, by, 0).by;
    let passed = |frontiers: &[(MemberId, i64)]| {
        let found = only_one_noticed(&[remark(1, 'a', 50)], &frontiers.iter().cloned().collect());
        found.first().map(|lone| (lone.passed, lone.others))
    };
    assert_eq!(passed(&[(who('a'), 99)]), None);
    assert_eq!(passed(&[(who('a'), 99), (who('b'), 49)]), None);
    assert_eq!(passed(&[(who('a'), 99), (who('b'), 50), (who('c'), 49)]), Some((1, 2)));
}

#[test]
fn an_answer_joins_the_nearest_moment_and_never_widens_it() {
    let own = [remark(1, 'a', 0), remark(2, 'a', 35_000)];
    check(&[own[0].clone(), own[1].clone(), answer(3, 'b', 17_000)], &["0-0 x1 +1", "35-35 x1"]);
    check(&[own[0].clone(), own[1].clone(), answer(3, 'b', 18_000)], &["0-0 x1", "35-35 x1 +1"]);
    // What they answered was taken back: they stand for themselves, and still are no noticings.
    let homeless = [answer(3, 'b', 100_000), answer(4, 'c', 101_000)];
    check(&homeless, &["100-101 x2"]);
    assert!(both_noticed(&homeless).is_empty());
}

#[test]
fn a_note_answers_once_the_echo_was_shown() {
    let held = [remark(1, 'a', 100_000)];
    let after = |by, film_ms: i64, reached_ms: i64| is_after_echo(&remark(2, by, 0).by, film_ms, reached_ms, &held);
    assert!(!after('b', 105_000, 105_000));
    assert!(!after('b', 114_999, 100_000 + ECHO_MS - 1));
    assert!(after('b', 115_000, 100_000 + ECHO_MS));
    assert!(after('b', 95_000, 130_000), "rewound to before it, having seen it");
    assert!(!after('b', 120_001, 120_001), "too far off to answer it");
    assert!(!after('a', 118_000, 118_000), "one's own note is no echo");
    assert!(!is_after_echo(&remark(2, 'b', 0).by, 118_000, 118_000, &[sealed(Seal::Sealed, remark(1, 'a', 100_000))]));
}
