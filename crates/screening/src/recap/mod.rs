//! The text that the household writes together, in a document of its own.
//!
//! Here several people type into one text, so it is a text object that merges letter by letter, and what spoils or spoils
//! nothing is marked beside the letters, where no typing can break it. Places are UTF-16 code units, as every text field
//! on a screen counts them.
//!
//! The document has one owner, the core. A screen shows the text as it was at some heads, plus what was typed since, and
//! sends that as an edit **at those heads**: it is never moved here, it merges ([`edit_recap`]). Back goes what the others
//! wrote meanwhile ([`recap_since`]), which the screen moves under its own pending letters.

mod caret;
mod edit;
mod passage;
mod since;
mod versions;

use automerge::{Change, ChangeHash, ObjId, ReadDoc};

use crate::document::{Document, Purpose, Root, guarded};
use crate::refused::Refused;
use crate::write::may_write;

pub use caret::{recap_caret, recap_caret_at};
pub use edit::{RecapEdit, Splice, edit_recap};
pub use passage::{Marking, Passage, recap_passages, recap_passages_at};
pub use since::recap_since;
pub use versions::{RecapVersion, recap_text_at, recap_versions, restore_recap};

/// Gives the text; empty when the document holds none. What cannot be seen is left out on the screen, not here, so that
/// places keep their numbers.
pub fn recap_text(doc: &Document) -> String {
    let text = doc.genesis.container(Root::Text).map(|text| guarded(|| doc.am.text(text).unwrap_or_default()));
    text.and_then(Result::ok).unwrap_or_default()
}

/// Replaces `delete` UTF-16 code units at `at` by `insert`; no change when that changes nothing.
///
/// ```
/// # use screening::*;
/// # let screening = ScreeningId::from_bytes([0; 16]);
/// let (mut recap, _) = Document::new_recap(&[7; 24], &screening, 0)?;
/// splice_recap(&mut recap, 0, 0, "A quiet film. \u{1f3ee} We talked for hours.", 1)?;
/// splice_recap(&mut recap, 2, 5, "slow", 2)?;
/// assert_eq!(recap_text(&recap), "A slow film. \u{1f3ee} We talked for hours.");
/// assert!(splice_recap(&mut recap, 14, 0, "x", 3).is_err()); // in the middle of the lamp
/// # Ok::<(), Refused>(())
/// ```
pub fn splice_recap(
    doc: &mut Document,
    at: usize,
    delete: usize,
    insert: &str,
    wall_ms: i64,
) -> Result<Vec<Change>, Refused> {
    let splices = vec![Splice { at, delete, insert: insert.to_owned() }];
    let heads = doc.heads();
    edit_recap(doc, &heads, &RecapEdit { splices, marks: Vec::new() }, wall_ms)
}

/// Makes the text become `text` by one splice around what differs; no change when nothing does. Marks stay on the letters
/// that stay.
pub fn set_recap(doc: &mut Document, text: &str, wall_ms: i64) -> Result<Vec<Change>, Refused> {
    let heads = doc.heads();
    set_recap_at(doc, &heads, text, wall_ms)
}

/// The same for somebody who saw the text as it was at `base`: what others typed since stays beside it.
pub fn set_recap_at(doc: &mut Document, base: &[ChangeHash], text: &str, wall_ms: i64) -> Result<Vec<Change>, Refused> {
    text_object(doc)?;
    let splice = Splice::between(&recap_text_at(doc, base)?, &text.replace("\r\n", "\n"));
    edit_recap(doc, base, &RecapEdit { splices: vec![splice], marks: Vec::new() }, wall_ms)
}

fn text_object(doc: &Document) -> Result<ObjId, Refused> {
    may_write(doc, Purpose::Recap)?;
    doc.genesis.container(Root::Text).cloned().ok_or(Refused::WrongDocument { expected: "recap" })
}
