//! The evening's own boards, Saturday's and Sunday's.

use screening::Note;
use screening::insight::{both_noticed, hot, moments, only_one_noticed};

use crate::evening::{ASLEEP_MS, LENGTH_MS, frontiers, hms, name, saturday, sunday, who};

fn check_hot(notes: &[Note], expect: &[(&str, usize)]) {
    let found: Vec<(String, usize)> =
        hot(&moments(notes)).iter().map(|moment| (hms(moment.start_ms), moment.members.len())).collect();
    let expect: Vec<(String, usize)> = expect.iter().map(|(time, members)| ((*time).to_owned(), *members)).collect();
    assert_eq!(found, expect);
}

fn check_lone(notes: &[Note], jonas_ms: i64, expect: &[(&str, &str, &str)]) {
    let found: Vec<(String, &str, String)> = only_one_noticed(notes, &frontiers(jonas_ms))
        .iter()
        .map(|lone| {
            let passed = format!("{} of {}", lone.passed, lone.others);
            (name(&lone.moment.notes[0]), who(&lone.member), passed)
        })
        .collect();
    let expect: Vec<(String, &str, String)> =
        expect.iter().map(|(note, by, passed)| ((*note).to_owned(), *by, (*passed).to_owned())).collect();
    assert_eq!(found, expect);
}

#[test]
fn saturday_has_six_hot_moments() {
    let expect = [("0:41:05", 3), ("1:12:39", 3), ("1:31:30", 3), ("0:06:40", 2), ("0:12:30", 2), ("0:49:55", 2)];
    check_hot(&saturday(), &expect);
}

#[test]
fn sunday_has_eight() {
    let expect = [
        ("1:31:30", 4),
        ("0:41:05", 3),
        ("1:12:39", 3),
        ("0:06:40", 2),
        ("0:12:30", 2),
        ("0:49:55", 2),
        ("1:02:10", 2),
        ("1:44:50", 2),
    ];
    check_hot(&sunday(), &expect);
}

#[test]
fn saturday_has_five_that_only_one_noticed_and_jonas_has_not_failed_to() {
    let expect = [
        ("n01", "Theo", "3 of 3"),
        ("n10", "Ruth", "3 of 3"),
        ("n14", "Ruth", "3 of 3"),
        ("n18", "Theo", "2 of 3"),
        ("n26", "Mara", "2 of 3"),
    ];
    check_lone(&saturday(), ASLEEP_MS, &expect);
}

#[test]
fn sunday_leaves_three_and_two_become_both_noticed() {
    let expect = [("n01", "Theo", "3 of 3"), ("n10", "Ruth", "3 of 3"), ("n14", "Ruth", "3 of 3")];
    check_lone(&sunday(), LENGTH_MS, &expect);
    let both: Vec<(String, Vec<&str>)> = both_noticed(&sunday())
        .iter()
        .map(|both| (hms(both.moment.start_ms), both.members.iter().map(who).collect()))
        .collect();
    let expect = [("1:02:10", vec!["Theo", "Jonas"]), ("1:44:50", vec!["Mara", "Jonas"])];
    assert_eq!(both, expect.map(|(time, members)| (time.to_owned(), members)));
    assert!(both_noticed(&saturday()).is_empty());
}

#[test]
fn jotted_after_the_echo_they_would_have_changed_nothing() {
    let notes: Vec<Note> =
        sunday().into_iter().map(|note| Note { after_echo: name(&note.id).as_str() > "n26", ..note }).collect();
    let expect = [("0:41:05", 3), ("1:12:39", 3), ("1:31:30", 3), ("0:06:40", 2), ("0:12:30", 2), ("0:49:55", 2)];
    check_hot(&notes, &expect);
    let expect = [
        ("n01", "Theo", "3 of 3"),
        ("n10", "Ruth", "3 of 3"),
        ("n14", "Ruth", "3 of 3"),
        ("n18", "Theo", "3 of 3"),
        ("n26", "Mara", "3 of 3"),
    ];
    check_lone(&notes, LENGTH_MS, &expect);
    assert!(both_noticed(&notes).is_empty());
    let answered: Vec<String> = moments(&notes).iter().flat_map(|moment| &moment.answers).map(name).collect();
    assert_eq!(answered, ["n27", "n28", "n29"]);
}
