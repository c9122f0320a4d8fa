//! The text that the household writes together, in a document of its own.

use automerge::Change;

use crate::document::Document;
use crate::refused::Refused;

/// Gives the text; empty when the document holds none.
pub fn recap_text(_doc: &Document) -> String {
    String::new()
}

/// Replaces `delete` UTF-16 code units at `at` by `insert`.
pub fn splice_recap(
    _doc: &mut Document,
    _at: usize,
    _delete: usize,
    _insert: &str,
    _wall_ms: i64,
) -> Result<Option<Change>, Refused> {
    Err(Refused::WrongDocument { expected: "recap" })
}

/// Makes the text become `text` by the smallest difference.
pub fn set_recap(
    _doc: &mut Document,
    _text: &str,
    _wall_ms: i64,
) -> Result<Option<Change>, Refused> {
    Err(Refused::WrongDocument { expected: "recap" })
}
