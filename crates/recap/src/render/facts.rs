//! What every format tells of an evening, before it escapes anything.

use chrono::NaiveDate;
use screening::{Given, Outcome};

use crate::review::Review;
use crate::source::Spoilers;

/// The days on which the film was seen, each with the names of those who saw its end then.
pub fn watched(review: &Review) -> Vec<(NaiveDate, Vec<&str>)> {
    let mut days: Vec<NaiveDate> = review.people.iter().filter_map(|person| person.watched).collect();
    days.sort_unstable();
    days.dedup();
    let on = |day| review.people.iter().filter(move |person| person.watched == Some(day));
    days.into_iter().map(|day| (day, on(day).map(|person| person.name.as_str()).collect())).collect()
}

/// What became of a prediction, in a word.
pub fn outcome(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Right) => "right",
        Some(Outcome::Wrong) => "wrong",
        Some(Outcome::Partly) => "partly right",
        None => "not settled",
    }
}

/// A grade or that somebody passed, and a dash for nothing.
pub fn given(given: Option<Given>) -> String {
    given.map_or_else(|| "–".to_owned(), |given| given.to_string())
}

/// What a review says of its own version, and where the other one is.
pub fn version(review: &Review, other: &str) -> (&'static str, String) {
    match review.spoilers {
        Spoilers::Full => {
            ("This gives away the whole film.", format!("The version without spoilers is named “{other}”."))
        }
        Spoilers::Free => ("Free of spoilers.", format!("The full version, with spoilers, is named “{other}”.")),
    }
}

/// How long it takes to read.
pub fn reading(review: &Review) -> String {
    match review.reading_min() {
        1 => "One minute to read.".to_owned(),
        minutes => format!("{minutes} minutes to read."),
    }
}
