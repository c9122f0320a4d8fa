//! Markdown: the whole review for people, for a blog, for a folder of notes.

use std::fmt::Write as _;

use screening::Kind;

use super::Format;
use super::facts::{given, outcome, reading, version, watched};
use super::markdown_text::{inline, name, names, pages};
use super::said::{feelings, spoken};
use super::text::hms;
use crate::review::{Earlier, Line, Review, Scene};
use crate::source::Spoilers;

/// Writes a review as Markdown, ending in a line break.
pub(super) fn markdown(review: &Review) -> String {
    let mut blocks = vec![head(review)];
    blocks.extend(facts(review));
    let (warning, elsewhere) = version(review, &review.other_name(Format::Markdown));
    let warning = if review.spoilers == Spoilers::Full { format!("**{warning}**") } else { warning.to_owned() };
    blocks.push(format!("> {warning} {} {}", inline(&elsewhere), reading(review)));
    blocks.extend(review.brief_beside().map(|brief| format!("*In sixty words:* {}", inline(&brief))));
    pages(&mut blocks, &review.pages);
    board(&mut blocks, review, "Grades", grades(review));
    board(&mut blocks, review, "What moved several of us", joined(review.hot.iter().map(scene)));
    board(
        &mut blocks,
        review,
        "Only one of us noticed",
        joined(review.lone.iter().map(|lone| {
            format!("{}; {} of {} others have passed it)", noticed(&lone.scene), lone.passed, lone.others)
        })),
    );
    board(
        &mut blocks,
        review,
        "Noticed independently",
        joined(review.both.iter().map(|both| format!("{})", noticed(both)))),
    );
    board(
        &mut blocks,
        review,
        "Still open",
        joined(review.questions.iter().map(|question| {
            let mut item = format!(
                "- **{}** {} (asked by {})",
                hms(question.line.film_ms),
                words(&question.line),
                name(&question.line.by)
            );
            for position in &question.positions {
                let reason = inline(&position.reason);
                let because = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
                let held = match inline(&position.position) {
                    held if held.is_empty() => "still open".to_owned(),
                    held => held,
                };
                let _ = write!(item, "\n  - {}: {held}{because}", name(&position.by));
            }
            item
        })),
    );
    board(
        &mut blocks,
        review,
        "Predictions",
        joined(review.predictions.iter().map(|predicted| {
            let outcome = outcome(predicted.outcome);
            let contested = if predicted.contested_by.is_empty() {
                String::new()
            } else {
                format!(", contested by {}", names(&predicted.contested_by))
            };
            let line = &predicted.line;
            format!(
                "- **{}** {} (predicted by {}: {outcome}{contested})",
                hms(line.film_ms),
                words(line),
                name(&line.by)
            )
        })),
    );
    board(&mut blocks, review, "Seen before", joined(review.earlier.iter().map(earlier)));
    blocks.join("\n\n") + "\n"
}

fn head(review: &Review) -> String {
    let title = match inline(&review.film.title) {
        title if title.is_empty() => "A film without a title".to_owned(),
        title => title,
    };
    let year = review.film.year.map_or_else(String::new, |year| format!(" ({year})"));
    format!("# {title}{year}")
}

/// Who made the film, and who saw it when.
fn facts(review: &Review) -> Option<String> {
    let mut facts = Vec::new();
    if !review.film.directors.is_empty() {
        facts.push(format!("Directed by {}.", names(&review.film.directors)));
    }
    for (day, there) in watched(review) {
        facts.push(format!("Watched on {day} by {}.", names(&there)));
    }
    (!facts.is_empty()).then(|| facts.join(" "))
}

fn grades(review: &Review) -> String {
    if review.grades.is_empty() {
        return String::new();
    }
    let mut table = "| | Hoped for | At half an hour | After |\n| --- | --- | --- | --- |".to_owned();
    for grade in &review.grades {
        let pulse = grade.pulse.map_or_else(|| "–".to_owned(), |tap| format!("{tap} of 5"));
        let _ = write!(table, "\n| {} | {} | {pulse} | {} |", name(&grade.name), given(grade.hope), given(grade.after));
    }
    if let Some(turn) = &review.turn {
        let _ = write!(table, "\n\nThe biggest change of mind: {}, from {} to {}.", name(&turn.by), turn.from, turn.to);
    }
    table
}

fn scene(scene: &Scene) -> String {
    let felt = feelings(scene).into_iter().map(|(feeling, who)| {
        if who.len() == scene.who.len() { feeling.to_owned() } else { format!("{feeling} ({})", names(&who)) }
    });
    let felt: Vec<String> = felt.collect();
    let mut item = format!("- **{}** {}", hms(scene.film_ms), names(&scene.who));
    if !felt.is_empty() {
        let _ = write!(item, ": {}", felt.join(", "));
    }
    for line in spoken(scene) {
        let _ = write!(item, "\n  - {}: {}", name(&line.by), words(line));
    }
    item
}

/// What was noticed, with the bracket of its credit left open.
fn noticed(scene: &Scene) -> String {
    let said: Vec<String> = spoken(scene).map(words).collect();
    format!("- **{}** {} (noticed by {}", hms(scene.film_ms), said.join(" / "), names(&scene.who))
}

/// An earlier evening in the one line that stays true when its review is lost.
fn earlier(earlier: &Earlier) -> String {
    let grades: Vec<String> = earlier.grades.iter().map(|(who, letter)| format!("{} {letter}", name(who))).collect();
    let said = inline(&earlier.line);
    let parts = [grades.join(", "), said].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    if parts.is_empty() {
        format!("- **{}**", earlier.watched)
    } else {
        format!("- **{}** {}", earlier.watched, parts.join(": "))
    }
}

fn words(line: &Line) -> String {
    let text = inline(&line.text);
    if line.kind == Kind::Quote { format!("“{text}”") } else { text }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("\n")
}

fn board(blocks: &mut Vec<String>, review: &Review, title: &str, content: String) {
    if !content.is_empty() && !review.tells(title) {
        blocks.push(format!("## {title}"));
        blocks.push(content);
    }
}
