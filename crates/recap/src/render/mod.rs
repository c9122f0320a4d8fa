//! A review as files. One small file here is one format; each escapes people's text in its own way.

mod escape;
mod letterboxd;
mod markdown;
mod markdown_text;
mod plain;
mod said;
pub(crate) mod text;

use std::collections::BTreeSet;

use crate::error::ExportError;
use crate::file_name::file_name;
use crate::review::Review;
use crate::source::Spoilers;

pub use escape::markdown_line;
pub use letterboxd::{PART_BYTES, Row, Table, letterboxd};
pub(crate) use said::{feelings, spoken};
pub use text::hms;

/// What a review can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One Markdown file for people and for other programs.
    Markdown,
    /// One CSV file a member, for Letterboxd's import.
    Letterboxd,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 2] = [Format::Markdown, Format::Letterboxd];

    /// The ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Letterboxd => "csv",
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

/// Makes the files of a review.
///
/// # Errors
///
/// Letterboxd needs a title ([`ExportError::NoTitle`]), somebody who saw or graded the film
/// ([`ExportError::NothingToExport`]) and a text that fits into one part ([`ExportError::TooLong`]).
pub fn render(review: &Review, format: Format) -> Result<Rendered, ExportError> {
    let version = match review.spoilers {
        Spoilers::Full => "full",
        Spoilers::Free => "spoiler-free",
    };
    let mut rendered = Rendered::default();
    let mut taken = BTreeSet::new();
    match format {
        Format::Markdown => {
            let bytes = markdown::markdown(review).into_bytes();
            rendered.files.push(File { name: named(&mut taken, review, &[version], format), bytes });
        }
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
        }
    }
    rendered.warnings.dedup();
    Ok(rendered)
}

/// A file name that nothing else of this export has; long titles and names give way to what tells files apart.
fn named(taken: &mut BTreeSet<String>, review: &Review, more: &[&str], format: Format) -> String {
    let short = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    let mut stem = short(&review.film.title, 36);
    for part in more {
        stem = format!("{stem} {}", short(part, 20));
    }
    let mut name = file_name(&stem, format);
    for number in 2.. {
        // Some systems hold names equal that differ in case only.
        if taken.insert(name.to_lowercase()) {
            break;
        }
        name = file_name(&format!("{stem} {number}"), format);
    }
    name
}
