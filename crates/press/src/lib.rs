//! A review on paper: pages as PDF, and a card as a picture to share.
//!
//! Both are set by typst from a template of ours (`src/page.typ`, `src/card.typ`). What people wrote reaches a template
//! as values of a JSON file that exists in memory alone, and a value is shown and never read as markup; the template can
//! open no other file and no address. Typst is the largest thing in the whole build, so it lives in this room alone, and
//! nothing but [`print`] leads in.
//!
//! Setting a page cannot be interrupted. It runs on a thread of its own, with a stack that deep nesting does not exhaust,
//! and whoever asked may walk away from it.

mod data;
mod fonts;
mod world;

use std::sync::mpsc;
use std::time::Duration;

use recap::Review;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_render::RenderOptions;

/// How much stack the setting gets, in bytes: typst goes deep, and a debug build deeper.
const STACK_BYTES: usize = 32 * 1024 * 1024;
/// How often somebody who waits is asked whether they still want it.
const ASKED_EVERY: Duration = Duration::from_millis(50);
/// The most pages that are shown beforehand.
const PICTURES_MAX: usize = 4;
/// How large a page is shown beforehand, in pixels a typographic point: 714 pixels across for A4.
const PICTURE_SCALE: f64 = 1.2;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Pages in A4, as PDF with text that can be selected, headings, an outline and tags for screen readers.
    Pages,
    /// A card of 1200 by 630 pixels, as PNG.
    Card,
}

/// Something printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it looks like, as PNG: the first pages.
    pub pictures: Vec<Vec<u8>>,
    /// How many pages there are.
    pub pages: usize,
}

/// Why nothing was printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    /// Somebody stopped it.
    #[error("The export was stopped. Nothing was written, and what was there is as it was.")]
    Stopped,
    /// The page could not be set.
    #[error(
        "The page could not be set ({0}). Nothing was exported and your text is as it was; this is a fault of ours, please \
         report it. Markdown and the web page hold the same."
    )]
    Fault(String),
}

/// Prints a review. `is_stopped` is asked until it is done; after a yes nothing more is waited for.
///
/// # Errors
///
/// [`PressError::Stopped`] when somebody walked away, [`PressError::Fault`] when typst refused or broke down.
pub fn print(
    review: &Review,
    sheet: Sheet,
    with_pictures: bool,
    is_stopped: &dyn Fn() -> bool,
) -> Result<Printed, PressError> {
    let content = data::content(review);
    let (done, waits) = mpsc::channel();
    std::thread::Builder::new()
        .name("press".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let _ = done.send(set(&content, sheet, with_pictures));
        })
        .map_err(|error| PressError::Fault(error.to_string()))?;
    loop {
        match waits.recv_timeout(ASKED_EVERY) {
            Ok(printed) => return printed,
            Err(mpsc::RecvTimeoutError::Timeout) if is_stopped() => return Err(PressError::Stopped),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            // The thread broke down without a word.
            Err(mpsc::RecvTimeoutError::Disconnected) => return Err(PressError::Fault("it broke down".to_owned())),
        }
    }
}

fn set(content: &serde_json::Value, sheet: Sheet, with_pictures: bool) -> Result<Printed, PressError> {
    let world = world::Desk::new(content, sheet);
    let set = typst::compile::<PagedDocument>(&world).output;
    // What typst remembers from one page to the next would grow with every export.
    comemo::evict(0);
    let document = set.map_err(|errors| fault(&errors))?;
    let pages = document.pages();
    let bytes = match sheet {
        Sheet::Pages => {
            let options = PdfOptions { creator: Smart::Custom(Some("Asides".to_owned())), ..PdfOptions::default() };
            typst_pdf::pdf(&document, &options).map_err(|errors| fault(&errors))?
        }
        Sheet::Card => pages.first().map(|page| picture(page, 1.0)).unwrap_or_else(|| Err(nothing()))?,
    };
    let pictures = match sheet {
        _ if !with_pictures => Vec::new(),
        Sheet::Pages => {
            pages.iter().take(PICTURES_MAX).map(|page| picture(page, PICTURE_SCALE)).collect::<Result<_, _>>()?
        }
        Sheet::Card => vec![bytes.clone()],
    };
    Ok(Printed { bytes, pictures, pages: pages.len() })
}

fn picture(page: &typst_layout::Page, scale: f64) -> Result<Vec<u8>, PressError> {
    let options = RenderOptions { pixel_per_pt: scale.into(), ..RenderOptions::default() };
    typst_render::render(page, &options).encode_png().map_err(|error| PressError::Fault(error.to_string()))
}

fn nothing() -> PressError {
    PressError::Fault("there is no page".to_owned())
}

fn fault(errors: &[typst::diag::SourceDiagnostic]) -> PressError {
    PressError::Fault(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}
