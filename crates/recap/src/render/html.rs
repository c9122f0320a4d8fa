//! One HTML file that needs nothing but itself: no script, no picture, no address is ever asked for.
//!
//! The template escapes whatever it is given (maud), and the page forbids the browser everything but its own style, so
//! that even a hole in the template would load nothing. Fonts are those of the reader's machine: embedded ones would make
//! a page of a few kilobytes one of a hundred.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Format;
use super::facts::{reading, version, watched};
use super::html_boards::boards;
use super::said::owed;
use super::text::{clean, hms, listed, one_line};
use crate::passage::Shape;
use crate::review::{Credit, Page, Review};
use crate::source::Spoilers;

/// What the browser may do with the page: show it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes a review as one HTML page.
pub(super) fn html(review: &Review) -> String {
    let title = match one_line(&review.film.title) {
        title if title.is_empty() => "A film without a title".to_owned(),
        title => title,
    };
    let other = review.other_name(Format::Html);
    let (warning, elsewhere) = version(review, &other);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="Asides";
                title { (title) @if let Some(year) = review.film.year { " (" (year) ")" } }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        h1 { bdi { (title) } @if let Some(year) = review.film.year { " " span.year { (year) } } }
                        p.facts { (facts(review)) }
                        p.version.spoils[review.spoilers == Spoilers::Full] {
                            strong { (warning) } " " (elsewhere) " " (reading(review))
                        }
                    }
                    @if let Some(brief) = review.brief_beside() {
                        aside.brief aria-label="In sixty words" { p dir="auto" { (brief) } }
                    }
                    (text(&review.pages))
                    (boards(review))
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// A name or a word of somebody, set apart so that it does not turn its surroundings.
pub(super) fn bdi(text: &str) -> Markup {
    html! { bdi { (one_line(text)) } }
}

/// Names as a sentence lists them.
pub(super) fn names<S: AsRef<str>>(names: &[S]) -> Markup {
    let names: Vec<String> = names.iter().map(|name| bdi(name.as_ref()).into_string()).collect();
    PreEscaped(listed(&names))
}

fn facts(review: &Review) -> Markup {
    html! {
        @if !review.film.directors.is_empty() { "Directed by " (names(&review.film.directors)) ". " }
        @for (day, there) in watched(review) {
            "Watched on " time datetime=(day) { (day) } " by " (names(&there)) ". "
        }
    }
}

/// The household's text. Items that follow each other are one list.
fn text(pages: &[Page]) -> Markup {
    let runs = pages.chunk_by(|a, b| a.shape == Shape::Item && b.shape == Shape::Item);
    html! {
        @if !pages.is_empty() {
            section.text {
                @for run in runs {
                    @match run {
                        [Page { shape: Shape::Heading(level), .. }, ..] => (heading(*level, run)),
                        [Page { shape: Shape::Item, .. }, ..] => ul {
                            @for page in run { li dir="auto" { (sentences(page)) } }
                        },
                        run => @for page in run { p dir="auto" { (sentences(page)) } },
                    }
                }
            }
        }
    }
}

/// The page's own title is the only heading of the first level.
fn heading(level: u8, run: &[Page]) -> Markup {
    html! {
        @for page in run {
            @if level <= 2 { h2 dir="auto" { (sentences(page)) } } @else { h3 dir="auto" { (sentences(page)) } }
        }
    }
}

fn sentences(page: &Page) -> Markup {
    html! {
        @for text in &page.texts {
            (lines(&text.text)) (credited(&text.credits))
            @match text.text.get(text.text.trim_end().len()..) {
                Some(gap) if gap.contains('\n') && page.shape == Shape::Paragraph => br;,
                Some("") | None => "",
                Some(_) => " ",
            }
        }
    }
}

fn lines(text: &str) -> Markup {
    let text = clean(text);
    let lines: Vec<&str> = text.lines().collect();
    html! { @for (at, line) in lines.iter().enumerate() { @if at > 0 { br; } (line) } }
}

fn credited(credits: &[Credit]) -> Markup {
    let owed = owed(credits).into_iter().map(|(how, credits)| {
        let credits = credits.into_iter().map(|credit| {
            let credit = html! {
                (bdi(&credit.by)) @if let Some(film_ms) = credit.film_ms { " at " (time(film_ms)) }
            };
            credit.into_string()
        });
        format!("{how} {}", listed(&credits.collect::<Vec<_>>()))
    });
    let owed: Vec<String> = owed.collect();
    html! { @if !owed.is_empty() { " " span.credit { "(" (PreEscaped(owed.join("; "))) ")" } } }
}

/// A film time.
pub(super) fn time(film_ms: i64) -> Markup {
    html! { span.time { (hms(film_ms)) } }
}

/// The lobby's plaster and aubergine, ink on white when it is printed.
const STYLE: &str = "
:root { color-scheme: light; --plaster: #f5ecea; --card: #fdf8f7; --ink: #2b1a24; --soft: #6b5560; --line: #e2d3d0; --velvet: #7a1f3d }
* { box-sizing: border-box }
body { margin: 0; background: var(--plaster); color: var(--ink); font: 1.0625rem/1.6 Newsreader, 'Iowan Old Style', Palatino, Georgia, serif }
main { max-width: 42rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; overflow-wrap: anywhere }
h1 { font-size: 2.5rem; line-height: 1.1; font-weight: 500; letter-spacing: -.015em; margin: 0 0 .75rem }
h2 { font-size: 1.4rem; line-height: 1.25; font-weight: 500; margin: 2.5rem 0 .75rem }
h3 { font-size: 1.1rem; font-weight: 600; margin: 1.75rem 0 .5rem }
p { margin: 0 0 1rem }
ul { margin: 0 0 1rem; padding-inline-start: 1.25rem }
li { margin-block-end: .4rem }
.year, .facts, .credit, .who { color: var(--soft) }
.year { font-weight: 400 }
.credit, .who { font-style: italic; font-size: .9375rem }
.version { padding: .7rem 1rem; border-radius: .5rem; background: var(--card); border-inline-start: 3px solid var(--soft) }
.version.spoils { border-color: var(--velvet) }
.version.spoils strong { color: var(--velvet) }
.brief { font-size: 1.25rem; line-height: 1.5; font-style: italic; margin: 2rem 0; padding-inline-start: 1.25rem; border-inline-start: 2px solid var(--line) }
.time, td, th { font-variant-numeric: tabular-nums }
.time { color: var(--velvet); font-size: .9375rem; white-space: nowrap }
.moments { list-style: none; padding: 0 }
.moments > li { padding-block: .6rem; border-block-start: 1px solid var(--line) }
.moments p { margin: 0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .45rem .75rem .45rem 0; border-block-end: 1px solid var(--line); font-weight: 400 }
thead th { color: var(--soft); font-size: .9375rem }
@media print { body { background: none; font-size: 11pt } main { max-width: none; padding: 0 } .version { background: none } }
";
