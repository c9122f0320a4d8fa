//! Letterboxd's import: one CSV a member.
//!
//! Readers disagree on how a straight double quote within a field is escaped (doubled, or with a backslash), so none is
//! written: quotes become curly and backslashes slashes, and both sorts of readers see the same fields. The import has no
//! column for spoilers, so a full text opens with a warning. A field that a spreadsheet would take for a formula gets a
//! leading word.
//!
//! Source of the rules: <https://letterboxd.com/about/importing-data/>.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use screening::{Film, Given};

use super::plain::plain;
use super::text::{clean, one_line};
use crate::error::ExportError;
use crate::review::Review;
use crate::source::Person;

/// The columns, in their order and spelling.
const HEADER: [&str; 12] = [
    "LetterboxdURI",
    "tmdbID",
    "imdbID",
    "Title",
    "Year",
    "Directors",
    "Rating",
    "Rating10",
    "WatchedDate",
    "Rewatch",
    "Tags",
    "Review",
];

/// The most that one file may hold, header included, in bytes.
pub const PART_BYTES: usize = 1_000_000;

/// One member's entry for one film.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The film.
    pub film: Film,
    /// The rating in half stars, 1 to 10.
    pub half_stars: Option<u8>,
    /// The day of the diary entry; without one it is a review alone.
    pub watched: Option<NaiveDate>,
    /// Whether the member's own history says that they had seen it before.
    pub rewatch: bool,
    /// What the member files it under.
    pub tags: Vec<String>,
    /// The review.
    pub text: String,
}

/// Rows as files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The parts, each with its header and at most [`PART_BYTES`] long.
    pub parts: Vec<Vec<u8>>,
    /// What Letterboxd will do with them that one might not expect.
    pub warnings: Vec<String>,
}

impl Row {
    /// A member's entry for a review; none for somebody who neither saw the end nor gave a grade.
    pub fn of(review: &Review, person: &Person) -> Option<Row> {
        let grade = review.grades.iter().find(|grade| grade.member == person.id);
        let half_stars = match grade.and_then(|grade| grade.after) {
            Some(Given::Letter(letter)) => Some(letter.half_stars()),
            _ => None,
        };
        (half_stars.is_some() || person.watched.is_some()).then(|| Row {
            film: review.film.clone(),
            half_stars,
            watched: person.watched,
            rewatch: person.seen_before,
            tags: person.tags.clone(),
            text: plain(review),
        })
    }

    fn fields(&self) -> [String; 12] {
        let tags = if self.watched.is_some() { tags(&self.tags) } else { String::new() };
        let imdb = self.film.imdb.as_deref().filter(|imdb| is_imdb(imdb));
        [
            String::new(),
            self.film.tmdb.filter(|tmdb| *tmdb > 0).map_or_else(String::new, |tmdb| tmdb.to_string()),
            imdb.unwrap_or_default().to_owned(),
            field("Film:", &one_line(&self.film.title)),
            self.film
                .year
                .filter(|year| (1800..10_000).contains(year))
                .map_or_else(String::new, |year| year.to_string()),
            field("by", &one_line(&self.film.directors.join(", "))),
            self.half_stars.map_or_else(String::new, stars),
            String::new(),
            self.watched.map_or_else(String::new, |day| day.format("%Y-%m-%d").to_string()),
            if self.rewatch && self.watched.is_some() { "true".to_owned() } else { String::new() },
            tags,
            // Simple HTML is read in this field, and nobody here wrote any.
            field("Review:", &clean(&self.text).replace('<', "‹").replace('>', "›")),
        ]
    }
}

/// Writes one member's rows, in as many parts as they need.
///
/// # Errors
///
/// [`ExportError::NoTitle`] for a row that no service could match, [`ExportError::TooLong`] for one that no part can hold.
pub fn letterboxd(rows: &[Row]) -> Result<Table, ExportError> {
    let header = line(&HEADER)?;
    let mut table = Table { parts: Vec::new(), warnings: warnings(rows) };
    for row in rows {
        let fields = row.fields();
        if [1, 2, 3].iter().all(|column| fields.get(*column).is_none_or(String::is_empty)) {
            return Err(ExportError::NoTitle);
        }
        let line = line(&fields)?;
        let bytes = header.len() + line.len();
        if bytes > PART_BYTES {
            return Err(ExportError::TooLong { title: row.film.title.clone(), bytes, limit: PART_BYTES });
        }
        match table.parts.last_mut() {
            Some(part) if part.len() + line.len() <= PART_BYTES => part.extend(line),
            _ => table.parts.push([header.as_slice(), &line].concat()),
        }
    }
    Ok(table)
}

pub(super) fn line<S: AsRef<[u8]>>(fields: &[S]) -> Result<Vec<u8>, ExportError> {
    let table = |error: &dyn std::fmt::Display| ExportError::Table(error.to_string());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(fields).map_err(|error| table(&error))?;
    writer.into_inner().map_err(|error| table(&error))
}

fn warnings(rows: &[Row]) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let title = one_line(&row.film.title);
        if let Some(day) = row.watched
            && !seen.insert((title.to_lowercase(), row.film.year, row.film.tmdb, day))
        {
            warnings.push(format!(
                "“{title}” was watched more than once on {day}; Letterboxd keeps only the last entry of a day."
            ));
        }
        let known = row.film.tmdb.is_some() || row.film.imdb.is_some();
        if !known && is_formula(&title) {
            warnings.push(format!(
                "“{title}” begins like a formula, so “Film:” was put before it; Letterboxd may ask which film it is."
            ));
        }
    }
    warnings
}

/// Text that both sorts of readers and every spreadsheet leave alone.
fn field(leading_word: &str, text: &str) -> String {
    let quiet = typographic(text);
    if is_formula(&quiet) { format!("{leading_word} {quiet}") } else { quiet }
}

/// Text without straight double quotes and backslashes.
pub(super) fn typographic(text: &str) -> String {
    let mut quiet = String::with_capacity(text.len());
    for letter in text.chars() {
        let opens =
            quiet.chars().next_back().is_none_or(|before| before.is_whitespace() || "([{‹–—-/“".contains(before));
        quiet.push(match letter {
            '"' if opens => '“',
            '"' => '”',
            '\\' => '/',
            _ => letter,
        });
    }
    quiet
}

pub(super) fn is_formula(text: &str) -> bool {
    let unseen =
        |letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}');
    text.trim_start_matches(unseen).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// One comma list; a comma within a tag would make two of it.
fn tags(tags: &[String]) -> String {
    let tags = tags.iter().map(|tag| one_line(&tag.replace(',', " "))).filter(|tag| !tag.is_empty());
    field("tag", &tags.collect::<Vec<_>>().join(", "))
}

fn stars(half_stars: u8) -> String {
    let half = if half_stars % 2 == 1 { ".5" } else { "" };
    format!("{}{half}", half_stars / 2)
}

fn is_imdb(id: &str) -> bool {
    let digits = id.strip_prefix("tt").unwrap_or_default();
    (6..=12).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}
