//! The evening as pages: what leaves, what stays, and what every format makes of hostile text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // tests say what they expect in the shortest words

mod boards;
mod brief;
mod draft;
#[path = "../../../../tests/evening/evening.rs"]
mod evening;
mod hostile;
mod html;
mod leak;
mod letterboxd;
mod markdown;
mod others;
mod passages;
mod pool;
#[path = "../../../../tests/evening/readers.rs"]
mod readers;
mod subtitles;
mod tables;

use recap::{Format, Person, Review, Source, Spoilers, compose, render};
use screening::{Answer, Stance};

use evening::{LENGTH_MS, MEMBERS, START_MS, film, frontiers, grades, id, member, pulses, sunday, verdicts};

/// The evening on Sunday night, with a recap of three paragraphs.
fn source() -> Source {
    let watched = |name: &str| format!("2026-11-2{}", if name == "Jonas" { 2 } else { 1 }).parse().ok();
    let person = |name: &&str| Person {
        id: member(name),
        name: (*name).to_owned(),
        watched: watched(name),
        seen_before: *name == "Theo",
        tags: vec!["family".to_owned(), "autumn".to_owned()],
    };
    let answer = |who: &str, position: &str, reason: &str, still_open| Answer {
        question: id("n15"),
        member: member(who),
        stance: Stance { position: position.to_owned(), reason: reason.to_owned(), still_open, judged: None },
        rivals: Vec::new(),
        made_ms: START_MS,
    };
    Source {
        film: film(),
        people: MEMBERS.iter().map(person).collect(),
        notes: sunday(),
        frontiers: frontiers(LENGTH_MS),
        grades: grades(),
        pulses: pulses(),
        answers: vec![
            answer("Ruth", "real", "", false),
            answer("Theo", "made up", "it is unplugged", false),
            answer("Mara", "both", "", true),
        ],
        verdicts: verdicts(),
        recap: format!(
            "## ==A film about light==\n\n==The first half hour is slow, and one of us called it \"a clock without hands\".=={}\n==We stayed.==\n\nRuth brought up the tune.{} ||The whistle that took him away comes back as the sound that calls him home.||\n",
            cite("n01"),
            cite("n10"),
        ),
        lights_up: true,
        ..Source::default()
    }
}

fn cite(note: &str) -> String {
    format!("[^{}]", id(note))
}

fn review(spoilers: Spoilers) -> Review {
    compose(&source(), spoilers).unwrap()
}

/// The one file that a review becomes in this format.
fn text(review: &Review, format: Format) -> String {
    String::from_utf8(render(review, format).unwrap().files.swap_remove(0).bytes).unwrap()
}
