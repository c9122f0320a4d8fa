//! A review as files. One small file here is one format; each escapes people's text in its own way.

mod ass;
mod cues;
mod escape;
pub mod facts;
mod html;
mod html_boards;
mod json;
mod letterboxd;
mod markdown;
mod markdown_text;
mod notes_table;
mod plain;
mod said;
mod srt;
pub(crate) mod text;
mod vtt;

use std::collections::BTreeSet;

use crate::error::ExportError;
use crate::file_name::of_review;
use crate::review::Review;

pub use cues::OtherCopy;
pub use escape::markdown_line;
pub use letterboxd::{PART_BYTES, Row, Table, letterboxd};
pub use said::{feelings, owed, spoken};
pub use text::{clean, hms, listed, one_line};

/// What a review can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One Markdown file for people and for other programs.
    Markdown,
    /// One HTML file that needs nothing but itself.
    Html,
    /// One CSV file a member, for Letterboxd's import.
    Letterboxd,
    /// The moments as SubRip subtitles, which every player reads.
    Srt,
    /// The moments as WebVTT subtitles, for players in browsers.
    Vtt,
    /// The moments as Advanced SubStation subtitles, styled.
    Ass,
    /// The notes as a table.
    Csv,
    /// The notes and grades for programs, to the letter.
    Json,
    /// Pages to print; set by another room (`press`).
    Pdf,
    /// A card to share, as a picture; set by another room (`press`).
    Card,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 10] = [
        Format::Markdown,
        Format::Html,
        Format::Letterboxd,
        Format::Srt,
        Format::Vtt,
        Format::Ass,
        Format::Csv,
        Format::Json,
        Format::Pdf,
        Format::Card,
    ];

    /// The word by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Letterboxd => "letterboxd",
            Format::Srt => "srt",
            Format::Vtt => "vtt",
            Format::Ass => "ass",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Pdf => "pdf",
            Format::Card => "card",
        }
    }

    /// Whether it is text that [`render`] makes; the others are set by another room.
    pub fn is_text(self) -> bool {
        !matches!(self, Format::Pdf | Format::Card)
    }

    /// Finds the format of a word.
    pub fn of(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == word)
    }

    /// The ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Letterboxd => "csv",
            Format::Card => "png",
            other => other.name(),
        }
    }
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// A name that is safe on every system.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What an export comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The files, named apart from each other.
    pub files: Vec<File>,
    /// Sentences for whoever exports: what the receiving service will do with it.
    pub warnings: Vec<String>,
}

/// Makes the files of a review, with subtitles for the copy of the film that the household's scale belongs to.
///
/// # Errors
///
/// Those of [`render_for`].
pub fn render(review: &Review, format: Format) -> Result<Rendered, ExportError> {
    render_for(review, format, OtherCopy::SAME)
}

/// Makes the files of a review, with subtitles for another copy of the film.
///
/// # Errors
///
/// Letterboxd needs a title ([`ExportError::NoTitle`]), somebody who saw or graded the film
/// ([`ExportError::NothingToExport`]) and a text that fits into one part ([`ExportError::TooLong`]); subtitles need a
/// moment that lies within the copy ([`ExportError::NoMoments`]) and a copy that can be ([`ExportError::NoSuchCopy`]).
/// What is no text is not made here ([`ExportError::NoPress`]).
pub fn render_for(review: &Review, format: Format, copy: OtherCopy) -> Result<Rendered, ExportError> {
    let version = review.spoilers.name();
    let mut rendered = Rendered::default();
    let mut taken = BTreeSet::new();
    let text = match format {
        Format::Markdown => markdown::markdown(review),
        Format::Html => html::html(review),
        Format::Srt => srt::srt(&cues::cues(review, copy, &mut rendered.warnings)?),
        Format::Vtt => vtt::vtt(review, &cues::cues(review, copy, &mut rendered.warnings)?),
        Format::Ass => ass::ass(review, &cues::cues(review, copy, &mut rendered.warnings)?),
        Format::Csv => notes_table::csv(review)?,
        Format::Json => json::json(review)?,
        Format::Pdf | Format::Card => return Err(ExportError::NoPress),
        Format::Letterboxd => {
            for person in &review.people {
                let Some(row) = Row::of(review, person) else { continue };
                let table = letterboxd(&[row])?;
                for bytes in table.parts {
                    let name = named(&mut taken, review, &[&person.name, version], format);
                    rendered.files.push(File { name, bytes });
                }
                rendered.warnings.extend(table.warnings);
            }
            if rendered.files.is_empty() {
                return Err(ExportError::NothingToExport);
            }
            rendered.warnings.dedup();
            return Ok(rendered);
        }
    };
    let name = named(&mut taken, review, &[version], format);
    rendered.files.push(File { name, bytes: text.into_bytes() });
    Ok(rendered)
}

/// A file name that nothing else of this export has.
fn named(taken: &mut BTreeSet<String>, review: &Review, more: &[&str], format: Format) -> String {
    let mut name = of_review(review, more, format);
    for number in 2.. {
        // Some systems hold names equal that differ in case only.
        if taken.insert(name.to_lowercase()) {
            break;
        }
        let number = number.to_string();
        let apart: Vec<&str> = more.iter().copied().chain([number.as_str()]).collect();
        name = of_review(review, &apart, format);
    }
    name
}
