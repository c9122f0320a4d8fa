//! When a question is open.

use screening::insight::{Standing, open_questions};
use screening::{Answer, Stance};

use crate::evening::{START_MS, id, member, name, saturday};

fn answer(question: &str, who: &str, position: &str, still_open: bool) -> Answer {
    Answer {
        question: id(question),
        member: member(who),
        stance: Stance { position: position.to_owned(), reason: String::new(), still_open, judged: None },
        rivals: Vec::new(),
        made_ms: START_MS,
    }
}

fn check(answers: &[Answer], expect: &[(&str, Standing)]) {
    let found: Vec<(String, Standing)> =
        open_questions(&saturday(), answers).iter().map(|open| (name(&open.question), open.standing)).collect();
    let expect: Vec<(String, Standing)> =
        expect.iter().map(|(note, standing)| ((*note).to_owned(), *standing)).collect();
    assert_eq!(found, expect);
}

#[test]
fn the_evening_leaves_two() {
    let three = [
        answer("n15", "Ruth", "real", false),
        answer("n15", "Theo", "made up", false),
        answer("n15", "Mara", "both", true),
    ];
    check(&[], &[("n07", Standing::Unanswered), ("n15", Standing::Unanswered)]);
    check(&three, &[("n07", Standing::Unanswered), ("n15", Standing::Divided)]);
}

#[test]
fn one_mind_settles_it_unless_somebody_calls_it_open() {
    let theo = answer("n15", "Theo", "Made  up", false);
    check(&[theo.clone(), answer("n15", "Ruth", "made up ", false)], &[("n07", Standing::Unanswered)]);
    let open = [("n07", Standing::Unanswered), ("n15", Standing::StillOpen)];
    check(&[theo.clone(), answer("n15", "Ruth", "made up", true)], &open);
    check(&[answer("n15", "Ruth", "", true)], &open);
    // Written again later, the later word counts.
    let later = Answer { made_ms: START_MS + 1, ..answer("n15", "Ruth", "made up", false) };
    check(&[later, answer("n15", "Ruth", "real", false), theo], &[("n07", Standing::Unanswered)]);
}

#[test]
fn two_devices_of_one_member_keep_it_open() {
    let mut torn = answer("n15", "Ruth", "real", false);
    torn.rivals.push(Stance { position: "made up".to_owned(), ..Stance::default() });
    check(&[torn], &[("n07", Standing::Unanswered), ("n15", Standing::Divided)]);
}
