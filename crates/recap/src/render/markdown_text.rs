//! The household's text and people's names in Markdown.

use std::fmt::Write as _;

use super::escape::{lines, markdown_line};
use super::said::owed;
use super::text::{hms, listed, set_apart};
use crate::passage::Shape;
use crate::review::{Credit, Page};

/// Adds the household's text, block by block.
pub(super) fn pages(blocks: &mut Vec<String>, pages: &[Page]) {
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

pub(super) fn name(name: &str) -> String {
    inline(name)
}

pub(super) fn names<S: AsRef<str>>(of: &[S]) -> String {
    listed(&of.iter().map(|one| name(one.as_ref())).collect::<Vec<_>>())
}

/// People's text within a line of ours.
pub(super) fn inline(text: &str) -> String {
    set_apart(&markdown_line(text))
}
