//! The boards of an evening in HTML: grades, moments, what one alone noticed, what is open, what was predicted.

use maud::{Markup, html};

use super::facts::{given, outcome};
use super::html::{bdi, names, time};
use super::said::{feelings, spoken};
use super::text::one_line;
use crate::review::{Line, Question, Review, Scene};

/// Every board that has something on it.
pub(super) fn boards(review: &Review) -> Markup {
    html! {
        (grades(review))
        (board(review, "What moved several of us", &review.hot, moment))
        (board(review, "Only one of us noticed", &review.lone, |lone| html! {
            (noticed(&lone.scene)) " " span.who { (lone.passed) " of " (lone.others) " others have passed it" }
        }))
        (board(review, "Noticed independently", &review.both, noticed))
        (board(review, "Still open", &review.questions, question))
        (board(review, "Predictions", &review.predictions, |predicted| html! {
            (time(predicted.line.film_ms)) " " (words(&predicted.line)) " "
            span.who {
                "predicted by " (bdi(&predicted.line.by)) ": " (outcome(predicted.outcome))
                @if !predicted.contested_by.is_empty() { ", contested by " (names(&predicted.contested_by)) }
            }
        }))
        (board(review, "Seen before", &review.earlier, |earlier| html! {
            span.time { (earlier.watched) }
            @for (name, letter) in &earlier.grades { " " (bdi(name)) " " (letter) }
            @if !earlier.line.is_empty() { p dir="auto" { (one_line(&earlier.line)) } }
        }))
    }
}

fn board<T>(review: &Review, title: &str, items: &[T], item: impl Fn(&T) -> Markup) -> Markup {
    html! {
        @if !items.is_empty() && !review.tells(title) {
            section { h2 { (title) } ul.moments { @for one in items { li { (item(one)) } } } }
        }
    }
}

fn grades(review: &Review) -> Markup {
    html! {
        @if !review.grades.is_empty() && !review.tells("Grades") {
            section {
                h2 { "Grades" }
                table {
                    thead { tr {
                        th scope="col" { "Who" } th scope="col" { "Hoped for" }
                        th scope="col" { "At half an hour" } th scope="col" { "After" }
                    } }
                    tbody {
                        @for grade in &review.grades {
                            tr {
                                th scope="row" { (bdi(&grade.name)) }
                                td { (given(grade.hope)) }
                                td { @match grade.pulse { Some(tap) => (format!("{tap} of 5")), None => "–" } }
                                td { (given(grade.after)) }
                            }
                        }
                    }
                }
                @if let Some(turn) = &review.turn {
                    p { "The biggest change of mind: " (bdi(&turn.by)) ", from " (turn.from) " to " (turn.to) "." }
                }
            }
        }
    }
}

fn moment(scene: &Scene) -> Markup {
    let felt = feelings(scene);
    html! {
        (time(scene.film_ms)) " " (names(&scene.who))
        @for (at, (feeling, who)) in felt.iter().enumerate() {
            @if at == 0 { ": " } @else { ", " }
            (feeling) @if who.len() != scene.who.len() { " (" (names(who)) ")" }
        }
        @for line in spoken(scene) { p dir="auto" { (bdi(&line.by)) ": " (words(line)) } }
    }
}

fn noticed(scene: &Scene) -> Markup {
    html! {
        (time(scene.film_ms)) " "
        @for (at, line) in spoken(scene).enumerate() { @if at > 0 { " / " } (words(line)) }
        " " span.who { "noticed by " (names(&scene.who)) }
    }
}

fn question(question: &Question) -> Markup {
    html! {
        (time(question.line.film_ms)) " " (words(&question.line)) " " span.who { "asked by " (bdi(&question.line.by)) }
        @for held in &question.positions {
            @let position = one_line(&held.position);
            @let reason = one_line(&held.reason);
            p dir="auto" {
                (bdi(&held.by)) ": "
                @if position.is_empty() { "still open" } @else { (position) }
                @if !reason.is_empty() { " (" (reason) ")" }
            }
        }
    }
}

fn words(line: &Line) -> Markup {
    let text = one_line(&line.text);
    html! { bdi { @if line.kind == screening::Kind::Quote { "“" (text) "”" } @else { (text) } } }
}
