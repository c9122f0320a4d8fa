//! The notes, grades and questions for programs, to the letter.
//!
//! `format` names this shape: `asides/review/1`; what is added keeps the number, what changes its meaning gets a new one.
//! Film times are `film_ms`, milliseconds on the film's own scale. JSON can carry every character, so nothing is
//! replaced; but what an eye does not see or what turns the direction of a line, and `<` and `>`, is written as an
//! escape, so that the file is safe to look at and to put into a page.

use serde::Serialize as _;
use serde_json::{Value, json};

use super::Format;
use super::facts::{outcome, watched};
use crate::error::ExportError;
use crate::review::{Credit, Line, Review};

/// Writes a review as JSON, indented, ending in a line break.
pub(super) fn json(review: &Review) -> Result<String, ExportError> {
    let grade = |given: Option<screening::Given>| given.map(|given| given.to_string());
    let value = json!({
        "format": "asides/review/1",
        "version": review.spoilers.name(),
        "other_version": review.other_name(Format::Json),
        "film": {
            "title": review.film.title,
            "year": review.film.year,
            "directors": review.film.directors,
            "length_ms": review.film.length_ms,
            "tmdb": review.film.tmdb,
            "imdb": review.film.imdb,
        },
        "watched": watched(review).iter().map(|(day, who)| json!({ "day": day.to_string(), "by": who })).collect::<Vec<_>>(),
        "reading_min": review.reading_min(),
        "brief": review.brief(),
        "text": review.pages.iter().map(|page| json!({
            "shape": shape(page.shape),
            "sentences": page.texts.iter().map(|text| json!({
                "text": text.text,
                "credits": text.credits.iter().map(credit).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "grades": review.grades.iter().map(|of| json!({
            "member": of.name, "before": grade(of.hope), "pulse": of.pulse, "after": grade(of.after),
        })).collect::<Vec<_>>(),
        "questions": review.questions.iter().map(|asked| json!({
            "note": asked.line.note.to_string(),
            "positions": asked.positions.iter().map(|held| json!({
                "member": held.by, "position": held.position, "reason": held.reason,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "predictions": review.predictions.iter().map(|of| json!({
            "note": of.line.note.to_string(), "outcome": outcome(of.outcome), "contested_by": of.contested_by,
        })).collect::<Vec<_>>(),
        "earlier": review.earlier.iter().map(|of| json!({
            "watched": of.watched.to_string(),
            "grades": of.grades.iter().map(|(who, letter)| json!({ "member": who, "after": letter.to_string() })).collect::<Vec<_>>(),
            "line": of.line,
        })).collect::<Vec<_>>(),
        "notes": review.notes.iter().map(note).collect::<Vec<_>>(),
    });
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Visible::default());
    let fault = |error: &dyn std::fmt::Display| ExportError::Table(error.to_string());
    value.serialize(&mut writer).map_err(|error| fault(&error))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|error| fault(&error))
}

fn shape(shape: crate::passage::Shape) -> String {
    match shape {
        crate::passage::Shape::Heading(level) => format!("heading-{level}"),
        crate::passage::Shape::Item => "item".to_owned(),
        crate::passage::Shape::Paragraph => "paragraph".to_owned(),
    }
}

fn credit(credit: &Credit) -> Value {
    json!({ "member": credit.by, "kind": credit.kind.name(), "film_ms": credit.film_ms })
}

fn note(line: &Line) -> Value {
    json!({
        "id": line.note.to_string(),
        "film_ms": line.film_ms,
        "member": line.by,
        "kind": line.kind.name(),
        "reaction": line.kind.reaction().map(screening::Reaction::name),
        "text": line.text,
        "tags": line.tags,
    })
}

/// Indented JSON in which nothing is invisible.
#[derive(Default)]
struct Visible {
    pretty: serde_json::ser::PrettyFormatter<'static>,
}

impl serde_json::ser::Formatter for Visible {
    fn write_string_fragment<W: ?Sized + std::io::Write>(&mut self, to: &mut W, text: &str) -> std::io::Result<()> {
        for letter in text.chars() {
            if is_unseen(letter) {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    write!(to, "\\u{unit:04x}")?;
                }
            } else {
                write!(to, "{letter}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.begin_array(to)
    }

    fn end_array<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.end_array(to)
    }

    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W, first: bool) -> std::io::Result<()> {
        self.pretty.begin_array_value(to, first)
    }

    fn end_array_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.end_array_value(to)
    }

    fn begin_object<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.begin_object(to)
    }

    fn end_object<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.end_object(to)
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, to: &mut W, first: bool) -> std::io::Result<()> {
        self.pretty.begin_object_key(to, first)
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.begin_object_value(to)
    }

    fn end_object_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
        self.pretty.end_object_value(to)
    }
}

fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '<' | '>' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}
