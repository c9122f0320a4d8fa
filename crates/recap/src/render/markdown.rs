//! Markdown: the whole review for people, for a blog, for a folder of notes.

use std::fmt::Write as _;

use screening::{Given, Kind, Outcome};

use super::escape::{lines, markdown_line};
use super::said::{feelings, owed, spoken};
use super::text::{hms, listed};
use crate::passage::Shape;
use crate::review::{Credit, Line, Page, Review, Scene};
use crate::source::Spoilers;

/// Writes a review as Markdown, ending in a line break.
pub(super) fn markdown(review: &Review) -> String {
    let mut blocks = vec![head(review)];
    blocks.extend(facts(review));
    blocks.push(match review.spoilers {
        Spoilers::Full => "> **Spoilers:** this gives away the whole film.".to_owned(),
        Spoilers::Free => "> Free of spoilers.".to_owned(),
    });
    pages(&mut blocks, &review.pages);
    section(&mut blocks, "Grades", grades(review));
    section(&mut blocks, "What moved several of us", joined(review.hot.iter().map(scene)));
    section(
        &mut blocks,
        "Only one of us noticed",
        joined(review.lone.iter().map(|lone| {
            format!("{}; {} of {} others have passed it)", noticed(&lone.scene), lone.passed, lone.others)
        })),
    );
    section(&mut blocks, "Noticed independently", joined(review.both.iter().map(|both| format!("{})", noticed(both)))));
    section(
        &mut blocks,
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
    section(
        &mut blocks,
        "Predictions",
        joined(review.predictions.iter().map(|predicted| {
            let outcome = match predicted.outcome {
                Some(Outcome::Right) => "right",
                Some(Outcome::Wrong) => "wrong",
                Some(Outcome::Partly) => "partly right",
                None => "not settled",
            };
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
    let mut days: Vec<_> = review.people.iter().filter_map(|person| person.watched).collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        let there: Vec<&str> = review
            .people
            .iter()
            .filter(|person| person.watched == Some(day))
            .map(|person| person.name.as_str())
            .collect();
        facts.push(format!("Watched on {day} by {}.", names(&there)));
    }
    (!facts.is_empty()).then(|| facts.join(" "))
}

fn pages(blocks: &mut Vec<String>, pages: &[Page]) {
    let mut after_item = false;
    for page in pages {
        let text = sentences(page);
        match (page.shape, blocks.last_mut()) {
            // The page's own title is the only heading of the first level.
            (Shape::Heading(level), _) => blocks.push(format!("{} {text}", "#".repeat(usize::from(level.max(2))))),
            (Shape::Item, Some(list)) if after_item => {
                let _ = write!(list, "\n- {text}");
            }
            (Shape::Item, _) => blocks.push(format!("- {text}")),
            (Shape::Paragraph, _) => blocks.push(text),
        }
        after_item = page.shape == Shape::Item;
    }
}

/// A block's sentences, each followed by whom it owes its idea to. What stands between two credits is escaped as one, so
/// that an address with a question mark in it stays whole.
fn sentences(page: &Page) -> String {
    let gap = |text: &str| match (text.contains('\n'), text.is_empty()) {
        (true, _) if page.shape == Shape::Paragraph => "\\\n",
        (_, true) => "",
        _ => " ",
    };
    let mut written = String::new();
    let mut run = String::new();
    let mut texts = page.texts.iter().peekable();
    while let Some(text) = texts.next() {
        run.push_str(&text.text);
        if text.credits.is_empty() && texts.peek().is_some() {
            continue;
        }
        let words = run.trim();
        let before = run.get(..run.len() - run.trim_start().len()).unwrap_or_default();
        let after = run.get(run.trim_end().len()..).unwrap_or_default();
        if !written.is_empty() && !written.ends_with([' ', '\n']) {
            written.push_str(gap(before));
        }
        written.push_str(&if page.shape == Shape::Paragraph { lines(words) } else { markdown_line(words) });
        written.push_str(&credited(&text.credits));
        if texts.peek().is_some() {
            written.push_str(gap(after));
        }
        run.clear();
    }
    written
}

fn credited(credits: &[Credit]) -> String {
    let owed = owed(credits).into_iter().map(|(how, credits)| {
        let credits = credits.into_iter().map(|credit| {
            let at = credit.film_ms.map_or_else(String::new, |film_ms| format!(" at {}", hms(film_ms)));
            format!("{}{at}", name(&credit.by))
        });
        format!("{how} {}", listed(&credits.collect::<Vec<_>>()))
    });
    let owed: Vec<String> = owed.collect();
    if owed.is_empty() { String::new() } else { format!(" *({})*", owed.join("; ")) }
}

fn grades(review: &Review) -> String {
    if review.grades.is_empty() {
        return String::new();
    }
    let given = |given: Option<Given>| given.map_or_else(|| "–".to_owned(), |given| given.to_string());
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

fn words(line: &Line) -> String {
    let text = inline(&line.text);
    if line.kind == Kind::Quote { format!("“{text}”") } else { text }
}

fn name(name: &str) -> String {
    inline(name)
}

fn names<S: AsRef<str>>(of: &[S]) -> String {
    listed(&of.iter().map(|one| name(one.as_ref())).collect::<Vec<_>>())
}

/// People's text within a line of ours: a right-to-left one is set apart, so that it does not turn its surroundings.
fn inline(text: &str) -> String {
    let line = markdown_line(text);
    let turns = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' | '\u{200f}');
    if line.contains(turns) { format!("\u{2068}{line}\u{2069}") } else { line }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("\n")
}

fn section(blocks: &mut Vec<String>, title: &str, content: String) {
    if !content.is_empty() {
        blocks.push(format!("## {title}"));
        blocks.push(content);
    }
}
