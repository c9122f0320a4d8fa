//! The press, when it was built in: review to pages or a card, with what they look like.

use recap::{Format, Rendered, Review};

use crate::api::Problem;
use crate::going::Going;

/// What was printed.
pub(crate) struct Printed {
    pub rendered: Rendered,
    /// The first pages as PNG.
    pub pictures: Vec<Vec<u8>>,
}

/// Prints a review in a format that is no text.
#[cfg(feature = "press")]
pub(crate) fn print(review: &Review, format: Format, with_pictures: bool, going: &Going) -> Result<Printed, Problem> {
    let sheet = if format == Format::Card { press::Sheet::Card } else { press::Sheet::Pages };
    let printed =
        press::print(review, sheet, with_pictures, &|| going.is_stopped()).map_err(|error| Problem::of(&error))?;
    let file = recap::File { name: review.file_name(format), bytes: printed.bytes };
    Ok(Printed { rendered: Rendered { files: vec![file], warnings: Vec::new() }, pictures: printed.pictures })
}

/// Says that this build has no press.
#[cfg(not(feature = "press"))]
pub(crate) fn print(_: &Review, _: Format, _: bool, _: &Going) -> Result<Printed, Problem> {
    Err(Problem::about("export", &recap::ExportError::NoPress))
}
