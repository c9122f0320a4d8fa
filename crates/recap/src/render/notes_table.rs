//! The notes as a table for spreadsheets and other tools: one row a note, in the order of the film.
//!
//! As in Letterboxd's file no straight double quote and no backslash is written, so that readers who double a quote and
//! readers who escape it see the same fields; whoever needs the notes to the letter takes the JSON. A field that a
//! spreadsheet would take for a formula opens with an apostrophe.

use super::letterboxd::{is_formula, line, typographic};
use super::text::{clean, hms};
use crate::error::ExportError;
use crate::review::{Line, Review};

const HEADER: [&str; 7] = ["film_time", "film_ms", "kind", "reaction", "member", "text", "tags"];

/// Writes the notes as CSV with a header row.
pub(super) fn csv(review: &Review) -> Result<String, ExportError> {
    let mut table = line(&HEADER)?;
    for note in &review.notes {
        table.extend(line(&fields(note))?);
    }
    String::from_utf8(table).map_err(|error| ExportError::Table(error.to_string()))
}

fn fields(note: &Line) -> [String; 7] {
    [
        hms(note.film_ms),
        note.film_ms.to_string(),
        field(note.kind.name()),
        note.kind.reaction().map_or_else(String::new, |reaction| reaction.name().to_owned()),
        field(&note.by),
        field(&note.text),
        field(&note.tags.iter().map(|tag| tag.replace(',', " ")).collect::<Vec<_>>().join(", ")),
    ]
}

fn field(text: &str) -> String {
    let quiet = typographic(&clean(text));
    if is_formula(&quiet) { format!("'{quiet}") } else { quiet }
}
