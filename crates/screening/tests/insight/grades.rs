//! How the grades went.

use screening::insight::{Earlier, GradePath, alone, grade_paths, turnaround};
use screening::{Given, Letter};

use crate::evening::{grades, member, pulses, who};

fn path(name: &str, hope: &str, pulse: Option<u8>, after: &str) -> GradePath {
    let given = |word: &str| word.parse::<Given>().ok();
    GradePath { member: member(name), hope: given(hope), pulse, after: given(after) }
}

fn check_turn(paths: &[GradePath], expect: Option<(&str, Earlier, &str, i16)>) {
    let found = turnaround(paths).map(|turn| (who(&turn.member), turn.from, turn.to.name(), turn.half_stars));
    assert_eq!(found, expect);
}

#[test]
fn the_evening_turned_mara_round() {
    let paths = grade_paths(&grades(), &pulses());
    assert_eq!(paths[0], path("Mara", "B", Some(2), "A-"));
    assert_eq!(paths[2], path("Ruth", "passed", Some(3), "A"));
    check_turn(&paths, Some(("Mara", Earlier::Pulse(2), "A-", 4)));
    assert_eq!(alone(&paths), None);
}

#[test]
fn the_later_of_two_grades_counts() {
    let mut twice = grades();
    twice.push(screening::Grade { given: Given::Letter(Letter::F), made_ms: i64::MAX, ..twice[4].clone() });
    twice.reverse();
    assert_eq!(grade_paths(&twice, &[])[0].after, Some(Given::Letter(Letter::F)));
}

#[test]
fn a_turn_needs_a_word_before_and_a_grade_after() {
    check_turn(&[], None);
    check_turn(&[path("Mara", "A", None, "passed"), path("Theo", "", None, "A")], None);
    check_turn(
        &[path("Mara", "A", Some(5), "A+"), path("Theo", "B", None, "B")],
        Some(("Mara", Earlier::Hope(Letter::A), "A+", 1)),
    );
    check_turn(&[path("Theo", "A+", None, "F")], Some(("Theo", Earlier::Hope(Letter::APlus), "F", -9)));
}

#[test]
fn of_equal_turns_the_firmer_then_the_smaller_id() {
    let tie = [path("Theo", "B", None, "A-"), path("Mara", "B", None, "A-")];
    check_turn(&tie, Some(("Mara", Earlier::Hope(Letter::B), "A-", 2)));
    let firmer = [path("Mara", "B", None, "A-"), path("Theo", "B", Some(3), "A-")];
    check_turn(&firmer, Some(("Theo", Earlier::Hope(Letter::B), "A-", 2)));
}

#[test]
fn one_grade_may_stand_alone() {
    let check = |grades: &[(&str, &str)], expect: Option<(&str, i16)>| {
        let paths: Vec<GradePath> = grades.iter().map(|(name, after)| path(name, "", None, after)).collect();
        assert_eq!(alone(&paths).map(|alone| (who(&alone.member), alone.half_stars)), expect);
    };
    check(&[("Mara", "A"), ("Theo", "A-"), ("Ruth", "C")], Some(("Ruth", 5)));
    check(&[("Mara", "A"), ("Theo", "A-"), ("Ruth", "B+")], None);
    check(&[("Mara", "A"), ("Theo", "B"), ("Ruth", "C")], None);
    check(&[("Mara", "A"), ("Ruth", "C")], None);
}
