//! A review about to leave: composed, checked for leaks, and written beside and renamed, so that there is never half a file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use recap::{Format, Spoilers, compose, render};

use super::recap::source;
use super::screening::look;
use crate::api::view::{ExportFile, ExportView};
use crate::api::{Problem, ask};
use crate::house::{Asked, Message, id};

/// Answers `export`.
pub(crate) fn export(asked: &Asked<'_>, ask: &ask::Export) -> Result<ExportView, Problem> {
    let screening: screening::ScreeningId = id(&ask.screening)?;
    let format = match ask.format.as_str() {
        "markdown" => Format::Markdown,
        "letterboxd" => Format::Letterboxd,
        other => {
            let other: String = other.chars().take(40).collect();
            return Err(Problem::new(
                "unknown-format",
                format!("There is no format “{other}”. Nothing was exported. There are markdown and letterboxd."),
            ));
        }
    };
    let looked = look(asked, &screening)?;
    if !looked.viewer.finished {
        return Err(Problem::new(
            "not-finished",
            "You have not seen the end of this film, and a review would tell it. Nothing was exported. Finish it first, or turn the lights up.",
        ));
    }
    let (text, _) = asked.look(|answer| Message::RecapText { screening: screening.clone(), answer })??;
    let source = source(asked, &looked, text)?;
    let spoilers = if ask.spoiler_free { Spoilers::Free } else { Spoilers::Full };
    let review = compose(&source, spoilers).map_err(|error| Problem::about("export", &error))?;
    let rendered = render(&review, format).map_err(|error| Problem::about("export", &error))?;
    let paths = match &ask.path {
        None => vec![None; rendered.files.len()],
        Some(path) => {
            places(Path::new(path), &rendered.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>())?
        }
    };
    if !ask.replace
        && let Some(there) = paths.iter().flatten().find(|path| path.exists())
    {
        return Err(Problem::new(
            "file-exists",
            format!(
                "There is a file {} already. It was left as it is. Choose another name, or say that it may be replaced.",
                there.display()
            ),
        ));
    }
    let mut files = Vec::new();
    for (file, path) in rendered.files.into_iter().zip(paths) {
        if let Some(path) = &path {
            put(path, &file.bytes)?;
        }
        files.push(ExportFile {
            bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            text: String::from_utf8_lossy(&file.bytes).into_owned(),
            path: path.map(|path| path.display().to_string()),
            name: file.name,
        });
    }
    Ok(ExportView { files, warnings: rendered.warnings })
}

/// Where each file goes: a single file may be named outright, several go into a folder.
fn places(path: &Path, names: &[&str]) -> Result<Vec<Option<PathBuf>>, Problem> {
    if path.is_dir() {
        return Ok(names.iter().map(|name| Some(path.join(name))).collect());
    }
    match names {
        [_] => Ok(vec![Some(path.to_path_buf())]),
        _ => Err(Problem::new(
            "no-such-folder",
            format!(
                "These are {} files, one for each member, and {} is no folder. Nothing was written. Choose a folder.",
                names.len(),
                path.display()
            ),
        )),
    }
}

/// Writes a file whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = (|| {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    })();
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Problem::new(
            "not-written",
            format!("{} could not be written ({error}). What was there is as it was, and the recap is safe here. Free some space or choose another folder.", path.display()),
        )
    })
}
