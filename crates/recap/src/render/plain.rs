//! The review's text without any markup, for fields that take only text.

use super::said::{owed, spoken};
use super::text::{clean, hms, listed};
use crate::passage::Shape;
use crate::review::{Credit, Review};
use crate::source::Spoilers;

/// The line that opens a full review wherever the reader cannot be warned in another way.
pub(super) const WARNING: &str = "Spoiler warning: this review gives away the whole film.";

/// The household's text in paragraphs; where nobody wrote one, what only one noticed. Empty when there is neither.
pub(super) fn plain(review: &Review) -> String {
    let mut paragraphs: Vec<String> = review
        .pages
        .iter()
        .map(|page| {
            let bullet = if page.shape == Shape::Item { "• " } else { "" };
            let sentences = page.texts.iter().map(|text| {
                let words = text.text.trim_end();
                let gap = text.text.get(words.len()..).unwrap_or_default();
                format!("{words}{}{gap}", credited(&text.credits))
            });
            format!("{bullet}{}", clean(&sentences.collect::<String>()))
        })
        .collect();
    if paragraphs.is_empty() {
        paragraphs.extend(review.lone.iter().map(|lone| {
            let said: Vec<String> = spoken(&lone.scene).map(|line| clean(&line.text)).collect();
            format!("Only {} noticed, at {}: {}", listed(&lone.scene.who), hms(lone.scene.film_ms), said.join(" / "))
        }));
        paragraphs.extend(
            review.questions.iter().map(|question| format!("Still open for us: {}", clean(&question.line.text))),
        );
    }
    if review.spoilers == Spoilers::Full && !paragraphs.is_empty() {
        paragraphs.insert(0, WARNING.to_owned());
    }
    paragraphs.join("\n\n")
}

fn credited(credits: &[Credit]) -> String {
    let owed = owed(credits).into_iter().map(|(how, credits)| {
        let mut names: Vec<&str> = credits.iter().map(|credit| credit.by.as_str()).collect();
        names.dedup();
        format!("{how} {}", listed(&names))
    });
    let owed: Vec<String> = owed.collect();
    if owed.is_empty() { String::new() } else { format!(" ({})", owed.join("; ")) }
}
