//! A review as values for the templates: cleaned text, nothing that could mean anything.

use recap::{
    Credit, Format, Line, Page, PageShape, Review, Scene, clean, facts, feelings, hms, listed, one_line, owed, spoken,
};
use screening::Kind;
use serde_json::{Value, json};

/// How many bars the ridge of a card has.
const RIDGE_BARS: usize = 96;

/// What both templates read.
pub(crate) fn content(review: &Review) -> Value {
    let (warning, elsewhere) = facts::version(review, &review.other_name(Format::Pdf));
    let watched: Vec<String> =
        facts::watched(review).into_iter().map(|(day, who)| format!("Watched on {day} by {}.", names(&who))).collect();
    json!({
        "title": title(review),
        "year": review.film.year.map_or_else(String::new, |year| year.to_string()),
        "directors": names(&review.film.directors),
        "watched": watched.join(" "),
        "day": facts::watched(review).first().map_or_else(String::new, |(day, _)| day.to_string()),
        "people": review.people.iter().map(|person| one_line(&person.name)).filter(|name| !name.is_empty()).collect::<Vec<_>>(),
        "spoils": review.spoilers == recap::Spoilers::Full,
        "warning": warning,
        "elsewhere": elsewhere,
        "reading": facts::reading(review),
        "brief": one_line(&review.brief()),
        "brief_beside": review.brief_beside().as_deref().map(one_line).unwrap_or_default(),
        // A card has room for so much; what is longer ends in dots.
        "card_title": short(&title(review), 120),
        "card_directors": short(&names(&review.film.directors), 80),
        "card_brief": short(&one_line(&review.brief()), 420),
        "text": review.pages.iter().map(page).collect::<Vec<_>>(),
        "grades": review.grades.iter().map(|grade| json!({
            "who": one_line(&grade.name),
            "before": facts::given(grade.hope),
            "pulse": grade.pulse.map_or_else(|| "–".to_owned(), |tap| format!("{tap} of 5")),
            "after": facts::given(grade.after),
        })).collect::<Vec<_>>(),
        "turn": review.turn.as_ref().map_or_else(String::new, |turn| {
            format!("The biggest change of mind: {}, from {} to {}.", one_line(&turn.by), turn.from, turn.to)
        }),
        "boards": boards(review),
        "ridge": ridge(review),
    })
}

fn title(review: &Review) -> String {
    let title = one_line(&review.film.title);
    if title.is_empty() { "A film without a title".to_owned() } else { title }
}

/// The first characters of a text.
fn short(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(chars).collect::<String>().trim_end())
}

fn names<S: AsRef<str>>(names: &[S]) -> String {
    listed(&names.iter().map(|name| one_line(name.as_ref())).collect::<Vec<_>>())
}

/// A block with its sentences; a line break within one begins a new line.
fn page(page: &Page) -> Value {
    let (shape, level) = match page.shape {
        PageShape::Heading(level) => ("heading", level.max(2)),
        PageShape::Item => ("item", 0),
        PageShape::Paragraph => ("paragraph", 0),
    };
    let sentences: Vec<Value> = page
        .texts
        .iter()
        .map(|text| {
            let gap = text.text.get(text.text.trim_end().len()..).unwrap_or_default();
            let lines: Vec<String> = clean(&text.text).lines().map(one_line).collect();
            json!({
                "lines": lines,
                "credit": credited(&text.credits),
                "gap": if gap.contains('\n') && page.shape == PageShape::Paragraph { "line" } else if gap.is_empty() { "" } else { "space" },
            })
        })
        .collect();
    json!({ "shape": shape, "level": level, "sentences": sentences })
}

fn credited(credits: &[Credit]) -> String {
    let owed = owed(credits).into_iter().map(|(how, credits)| {
        let credits = credits.into_iter().map(|credit| {
            let at = credit.film_ms.map_or_else(String::new, |film_ms| format!(" at {}", hms(film_ms)));
            format!("{}{at}", one_line(&credit.by))
        });
        format!("{how} {}", listed(&credits.collect::<Vec<_>>()))
    });
    let owed: Vec<String> = owed.collect();
    if owed.is_empty() { String::new() } else { format!("({})", owed.join("; ")) }
}

/// The boards, each item with a time, words and what stands below it.
fn boards(review: &Review) -> Value {
    let board = |title: &str, items: Vec<Value>| json!({ "title": title, "items": items });
    let item = |at: String, words: String, who: String, below: Vec<String>| json!({ "at": at, "words": words, "who": who, "below": below });
    let all = [
        board(
            "What moved several of us",
            review.hot.iter().map(|scene| item(hms(scene.film_ms), felt(scene), String::new(), said(scene))).collect(),
        ),
        board(
            "Only one of us noticed",
            review
                .lone
                .iter()
                .map(|lone| {
                    let who = format!(
                        "noticed by {}; {} of {} others have passed it",
                        names(&lone.scene.who),
                        lone.passed,
                        lone.others
                    );
                    item(hms(lone.scene.film_ms), noticed(&lone.scene), who, Vec::new())
                })
                .collect(),
        ),
        board(
            "Noticed independently",
            review
                .both
                .iter()
                .map(|scene| {
                    item(hms(scene.film_ms), noticed(scene), format!("noticed by {}", names(&scene.who)), Vec::new())
                })
                .collect(),
        ),
        board(
            "Still open",
            review
                .questions
                .iter()
                .map(|question| {
                    let held = question.positions.iter().map(|held| {
                        let position = one_line(&held.position);
                        let position = if position.is_empty() { "still open".to_owned() } else { position };
                        let reason = one_line(&held.reason);
                        let because = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
                        format!("{}: {position}{because}", one_line(&held.by))
                    });
                    let line = &question.line;
                    item(hms(line.film_ms), words(line), format!("asked by {}", one_line(&line.by)), held.collect())
                })
                .collect(),
        ),
        board(
            "Predictions",
            review
                .predictions
                .iter()
                .map(|predicted| {
                    let line = &predicted.line;
                    let contested = if predicted.contested_by.is_empty() {
                        String::new()
                    } else {
                        format!(", contested by {}", names(&predicted.contested_by))
                    };
                    let who = format!(
                        "predicted by {}: {}{contested}",
                        one_line(&line.by),
                        facts::outcome(predicted.outcome)
                    );
                    item(hms(line.film_ms), words(line), who, Vec::new())
                })
                .collect(),
        ),
        board(
            "Seen before",
            review
                .earlier
                .iter()
                .map(|earlier| {
                    let grades: Vec<String> =
                        earlier.grades.iter().map(|(who, letter)| format!("{} {letter}", one_line(who))).collect();
                    item(earlier.watched.to_string(), one_line(&earlier.line), grades.join(", "), Vec::new())
                })
                .collect(),
        ),
    ];
    all.into_iter().filter(|board| board["items"].as_array().is_some_and(|items| !items.is_empty())).collect()
}

fn felt(scene: &Scene) -> String {
    let felt: Vec<String> = feelings(scene)
        .into_iter()
        .map(
            |(feeling, who)| {
                if who.len() == scene.who.len() { feeling.to_owned() } else { format!("{feeling} ({})", names(&who)) }
            },
        )
        .collect();
    let who = names(&scene.who);
    if felt.is_empty() { who } else { format!("{who}: {}", felt.join(", ")) }
}

fn said(scene: &Scene) -> Vec<String> {
    spoken(scene).map(|line| format!("{}: {}", one_line(&line.by), words(line))).collect()
}

fn noticed(scene: &Scene) -> String {
    spoken(scene).map(words).collect::<Vec<_>>().join(" / ")
}

fn words(line: &Line) -> String {
    let text = one_line(&line.text);
    if line.kind == Kind::Quote { format!("“{text}”") } else { text }
}

/// How much was noted when, as shares of the highest bar, from the beginning of the film to its end.
fn ridge(review: &Review) -> Vec<f64> {
    let last_ms = review.notes.iter().map(|note| note.film_ms).max().unwrap_or(0);
    let end_ms = review.film.length_ms.unwrap_or(0).max(last_ms + 1).max(1);
    let mut bars = [0.0_f64; RIDGE_BARS];
    for note in &review.notes {
        // The last note lies before the end, so the place lies within.
        let place =
            usize::try_from(note.film_ms.max(0)).unwrap_or(0) * RIDGE_BARS / usize::try_from(end_ms).unwrap_or(1);
        if let Some(bar) = bars.get_mut(place) {
            *bar += 1.0;
        }
    }
    let highest = bars.iter().copied().fold(1.0, f64::max);
    bars.iter().map(|bar| bar / highest).collect()
}
