//! Where somebody is writing, said so that it holds on every device.
//!
//! A number would be wrong a letter later. So a caret names the letter that it stands before, by the name that this letter
//! has everywhere, and each device finds the place in its own text.

use automerge::{ChangeHash, Cursor, CursorPosition, ReadDoc};

use crate::document::{Document, Root, guarded};

/// Names a place, in UTF-16 code units, of the text at these heads; none when it is not in it.
pub fn recap_caret(doc: &Document, heads: &[ChangeHash], at: usize) -> Option<Vec<u8>> {
    let text = doc.genesis.container(Root::Text)?;
    let cursor = guarded(|| {
        let length = doc.am.length_at(text, heads);
        let place = if at >= length { CursorPosition::End } else { CursorPosition::Index(at) };
        doc.am.get_cursor(text, place, Some(heads)).ok()
    });
    cursor.ok().flatten().map(|cursor| cursor.to_bytes())
}

/// Finds the place that a caret names in the text of now; none when its letter has not come yet, or it names none.
pub fn recap_caret_at(doc: &Document, caret: &[u8]) -> Option<usize> {
    let text = doc.genesis.container(Root::Text)?;
    guarded(|| {
        let cursor = Cursor::try_from(caret).ok()?;
        doc.am.get_cursor_position(text, &cursor, None).ok()
    })
    .ok()
    .flatten()
}
