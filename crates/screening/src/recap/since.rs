//! What was written since: the way from one state of the text to the newest.

use automerge::{ChangeHash, PatchAction};

use super::edit::{is_now, units};
use super::{Splice, text_object};
use crate::document::{Document, guarded};
use crate::refused::Refused;

/// Gives the splices that turn the text at earlier heads into the text of now, each in the text that the one before left.
///
/// Heads that are not here are refused as [`Refused::Unknown`].
///
/// ```
/// # use screening::*;
/// # let screening = ScreeningId::from_bytes([0; 16]);
/// let (mut recap, _) = Document::new_recap(&[7; 24], &screening, 0)?;
/// set_recap(&mut recap, "We talked.", 1)?;
/// let seen = recap.heads();
/// splice_recap(&mut recap, 9, 0, " for hours", 2)?;
/// assert_eq!(recap_since(&recap, &seen)?, [Splice { at: 9, delete: 0, insert: " for hours".into() }]);
/// # Ok::<(), Refused>(())
/// ```
pub fn recap_since(doc: &Document, heads: &[ChangeHash]) -> Result<Vec<Splice>, Refused> {
    if is_now(doc, heads) {
        return Ok(Vec::new());
    }
    if heads.is_empty() || !heads.iter().all(|head| doc.has(head)) {
        return Err(Refused::Unknown { what: "version of the recap" });
    }
    let text = text_object(doc)?;
    let patches = guarded(|| doc.am.diff_obj(&text, heads, &doc.heads(), false));
    let patches = patches.map_err(Refused::broken)?.map_err(Refused::broken)?;
    let mut splices: Vec<Splice> = Vec::new();
    for patch in patches {
        match patch.action {
            PatchAction::SpliceText { index, value, .. } => {
                let insert = value.make_string();
                match splices.last_mut() {
                    Some(before) if before.at + units(&before.insert) == index => before.insert.push_str(&insert),
                    _ => splices.push(Splice { at: index, delete: 0, insert }),
                }
            }
            PatchAction::DeleteSeq { index, length } => match splices.last_mut() {
                Some(before) if before.at == index && before.insert.is_empty() => before.delete += length,
                _ => splices.push(Splice { at: index, delete: length, insert: String::new() }),
            },
            // Marks are told whole, beside the splices; nothing else is ever in the text.
            _ => {}
        }
    }
    Ok(splices)
}
