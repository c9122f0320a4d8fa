//! A review about to leave: composed, checked for leaks, made into files, and written whole or not at all.

use std::path::Path;

use data_encoding::BASE64;
use recap::{Format, OtherCopy, Spoilers, compose, render_for};

use super::recap::{in_notation, source};
use super::screening::look;
use crate::api::view::{ExportFile, ExportView};
use crate::api::{Problem, ask};
use crate::going::Going;
use crate::house::{Asked, Message, id};
use crate::print::{Printed, print};
use crate::put;

/// Answers `export`.
pub(crate) fn export(asked: &Asked<'_>, ask: &ask::Export, going: &Going) -> Result<ExportView, Problem> {
    let screening: screening::ScreeningId = id(&ask.screening)?;
    let format = format_of(&ask.format)?;
    let looked = look(asked, &screening)?;
    if !looked.viewer.finished {
        return Err(Problem::new(
            "not-finished",
            "You have not seen the end of this film, and a review would tell it. Nothing was exported. Finish it first, or turn the lights up.",
        ));
    }
    let open = asked.look(|answer| Message::RecapText { screening: screening.clone(), answer })??;
    let mut source = source(asked, &looked, in_notation(&open))?;
    source.earlier = super::recap::earlier(asked, &looked)?.into_iter().map(|(_, evening)| evening).collect();
    let spoilers = if ask.spoiler_free { Spoilers::Free } else { Spoilers::Full };
    let copy = OtherCopy { scale: ask.scale.unwrap_or(1.0), shift_ms: ask.shift_ms.unwrap_or(0) };
    let says = |error: recap::ExportError| Problem::about("export", &error);
    let review = compose(&source, spoilers).map_err(says)?;
    going.made(1, 3);
    let printed = if format.is_text() {
        Printed { rendered: render_for(&review, format, copy).map_err(says)?, pictures: Vec::new() }
    } else {
        print(&review, format, ask.path.is_none(), going)?
    };
    let Printed { rendered, pictures } = printed;
    going.made(3, 3);
    let mut files: Vec<ExportFile> = rendered.files.iter().map(|file| preview(file, format)).collect();
    if let Some(first) = files.first_mut() {
        first.pictures = pictures.iter().map(|png| format!("data:image/png;base64,{}", BASE64.encode(png))).collect();
    }
    if let Some(path) = &ask.path {
        let refused = |refused: put::NotPut| Problem::of(&refused);
        let names: Vec<&str> = rendered.files.iter().map(|file| file.name.as_str()).collect();
        let places = put::places(Path::new(path), &names).map_err(refused)?;
        let whole: Vec<_> = places.into_iter().zip(rendered.files.iter().map(|file| file.bytes.as_slice())).collect();
        put::put(&whole, ask.replace, going).map_err(refused)?;
        for (file, (path, _)) in files.iter_mut().zip(whole) {
            file.path = Some(path.display().to_string());
        }
    } else if going.is_stopped() {
        return Err(Problem::of(&put::NotPut::Stopped));
    }
    Ok(ExportView { files, warnings: rendered.warnings, free_until_ms: source.free_limit_ms() })
}

fn preview(file: &recap::File, format: Format) -> ExportFile {
    ExportFile {
        bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        text: if format.is_text() { String::from_utf8_lossy(&file.bytes).into_owned() } else { String::new() },
        base64: (!format.is_text()).then(|| BASE64.encode(&file.bytes)),
        pictures: Vec::new(),
        path: None,
        name: file.name.clone(),
    }
}

/// Finds the format of a word.
fn format_of(word: &str) -> Result<Format, Problem> {
    Format::of(word).ok_or_else(|| {
        let word: String = word.chars().take(40).collect();
        let all: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        Problem::new(
            "unknown-format",
            format!("There is no format “{word}”. Nothing was exported. There are {}.", all.join(", ")),
        )
    })
}
