//! The review's text without any markup, for fields that take only text.

use super::said::spoken;
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
            let text: String = page.texts.iter().map(|text| text.text.as_str()).collect();
            let credits: Vec<&Credit> = page.texts.iter().flat_map(|text| &text.credits).collect();
            let bullet = if page.shape == Shape::Item { "• " } else { "" };
            format!("{bullet}{}{}", clean(&text), credited(&credits))
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

fn credited(credits: &[&Credit]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for credit in credits {
        if !names.contains(&credit.by.as_str()) {
            names.push(&credit.by);
        }
    }
    if names.is_empty() { String::new() } else { format!(" (noticed by {})", listed(&names)) }
}
