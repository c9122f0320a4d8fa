//! The first draft of a recap: what the boards hold, laid out so that people can write between the lines.
//!
//! It is written in the recap's own marks (see [`blocks`](crate::blocks)): each line carries the credit of its notes, and
//! what rests only on notes from the free part of the film is marked free already. Notes that may not leave the household
//! are not in it, since a recap is made to leave.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use screening::{Given, Kind, Outcome};

use crate::compose::Composer;
use crate::pool::{Reach, reach};
use crate::render::text::{listed, one_line};
use crate::render::{feelings, hms, spoken};
use crate::review::{Line, Review, Scene};
use crate::source::{Source, Spoilers};

/// Writes the first draft: one sentence of each, what moved several, what only one noticed, open questions, craft, nitpicks, predictions, grades.
/// Sections without anything are left out; an empty evening gives an empty text.
pub fn draft(source: &Source) -> String {
    let source = Source { recap: String::new(), ..source.clone() };
    let full = Composer::new(&source, Spoilers::Full).review();
    let early = source.notes.iter().filter(|note| reach(&source, note) == Reach::Free);
    let free: BTreeSet<_> = early.map(|note| note.id.clone()).collect();
    let marked = |text: String, lines: &[Line]| {
        let mark = if lines.iter().all(|line| free.contains(&line.note)) { "==" } else { "" };
        format!("- {mark}{text}{mark}")
    };
    let scene = |scene: &Scene| marked(told(scene), &scene.lines);
    let line = |line: &Line| marked(format!("{} {}", hms(line.film_ms), words(line)), std::slice::from_ref(line));
    let mut text = String::new();
    section(
        &mut text,
        "In one sentence",
        source.sentences.iter().map(|(by, said)| format!("- {}: {}", quiet(&source.name(by)), quiet(said))),
    );
    section(&mut text, "What moved several of us", full.hot.iter().map(scene));
    section(&mut text, "Only one of us noticed", full.lone.iter().map(|lone| scene(&lone.scene)));
    section(
        &mut text,
        "Still open",
        full.questions.iter().map(|question| {
            let positions =
                question.positions.iter().map(|held| format!(" {}: {}.", quiet(&held.by), quiet(&held.position)));
            line(&question.line) + &positions.collect::<String>()
        }),
    );
    for (board, lines) in boards(&full) {
        section(&mut text, &format!("About {board}"), lines.into_iter().map(line));
    }
    section(&mut text, "Nitpicks", full.notes.iter().filter(|note| note.kind == Kind::Nitpick).map(line));
    section(
        &mut text,
        "Predictions",
        full.predictions.iter().map(|predicted| {
            line(&predicted.line)
                + predicted.outcome.map_or("", |outcome| match outcome {
                    Outcome::Right => " Right.",
                    Outcome::Wrong => " Wrong.",
                    Outcome::Partly => " Partly right.",
                })
        }),
    );
    section(&mut text, "Grades", grades(&full).into_iter());
    text
}

/// A moment in one line.
fn told(scene: &Scene) -> String {
    let felt = feelings(scene).into_iter().map(|(feeling, who)| format!("{feeling} ({})", quiet(&listed(&who))));
    let said = spoken(scene).map(words);
    format!("{} {}", hms(scene.film_ms), felt.chain(said).collect::<Vec<_>>().join("; "))
}

/// The notes on each craft, theme or character board, by the board's name.
fn boards(review: &Review) -> Vec<(String, Vec<&Line>)> {
    let tags: BTreeSet<&String> = review.notes.iter().flat_map(|line| &line.tags).collect();
    let on = |tag: &String| review.notes.iter().filter(|line| line.tags.contains(tag)).collect();
    tags.into_iter().map(|tag| (quiet(tag), on(tag))).collect()
}

fn grades(review: &Review) -> Vec<String> {
    let mut lines = Vec::new();
    for grade in &review.grades {
        let letter = |given| if let Some(Given::Letter(letter)) = given { Some(letter) } else { None };
        let hope = letter(grade.hope).map(|hope| format!("hoped for {hope}"));
        let pulse = grade.pulse.map(|tap| format!("{tap} of 5 at half an hour"));
        let after = letter(grade.after).map(|after| format!("after it {after}"));
        let path: Vec<String> = [hope, pulse, after].into_iter().flatten().collect();
        if path.is_empty() {
            continue;
        }
        lines.push(format!("- =={}: {}.==", quiet(&grade.name), path.join(", ")));
    }
    if let Some(turn) = &review.turn {
        lines.push(format!(
            "- ==The biggest change of mind: {}, from {} to {}.==",
            quiet(&turn.by),
            turn.from,
            turn.to
        ));
    }
    lines
}

/// A note's words with its credit.
fn words(line: &Line) -> String {
    let text = quiet(&line.text);
    let text = if line.kind == Kind::Quote { format!("“{text}”") } else { text };
    format!("{text}[^{}]", line.note)
}

/// People's words on one line, with nothing in them that the recap would read as a mark.
fn quiet(text: &str) -> String {
    one_line(text).replace("||", "| |").replace("==", "= =").replace("[^", "[ ^")
}

fn section(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = write!(text, "{gap}## =={title}==\n\n{}\n", items.join("\n"));
    }
}
