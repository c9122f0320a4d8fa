//! The text that the household writes together, in a document of its own.
//!
//! Here several people type into one text, so it is a text object that merges letter by letter. Places are UTF-16 code
//! units, as every text field on a screen counts them.

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{Change, ChangeHash, ObjId, ReadDoc};

use crate::document::{Document, Purpose, Root, guarded};
use crate::limits;
use crate::refused::Refused;
use crate::write::{commit, commit_at, may_write};

/// Gives the text; empty when the document holds none. What cannot be seen is left out on the screen, not here, so that
/// places keep their numbers.
pub fn recap_text(doc: &Document) -> String {
    let text = doc.genesis.container(Root::Text).map(|text| guarded(|| doc.am.text(text).unwrap_or_default()));
    text.and_then(Result::ok).unwrap_or_default()
}

/// Replaces `delete` UTF-16 code units at `at` by `insert`; none when that changes nothing.
///
/// Refuses places outside the text or inside a character, control characters other than line ends, and a text of more
/// than 400,000 units.
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
) -> Result<Option<Change>, Refused> {
    let text = text_object(doc)?;
    let now: Vec<u16> = recap_text(doc).encode_utf16().collect();
    let end = at.saturating_add(delete);
    if !is_boundary(&now, at) || !is_boundary(&now, end) {
        return Err(Refused::OutOfRange {
            what: "place in the recap",
            range: "inside the text, between two characters",
        });
    }
    checked(insert)?;
    let length = now.len() - delete + insert.encode_utf16().count();
    if length > limits::RECAP_UNITS {
        return Err(Refused::TooLong { what: "recap", limit: limits::RECAP_UNITS });
    }
    let old = now.get(at..end).unwrap_or_default();
    if old.iter().copied().eq(insert.encode_utf16()) {
        return Ok(None);
    }
    let delete = isize::try_from(delete).map_err(Refused::broken)?;
    commit(doc, wall_ms, |tx, _| tx.splice_text(&text, at, delete, insert)).map(Some)
}

/// Makes the text become `text` by one splice around what differs; none when nothing does.
///
/// What stands before and after the difference is not touched, so what others type there at the same time stays. A
/// screen that knows each keystroke does better with [`splice_recap`].
pub fn set_recap(doc: &mut Document, text: &str, wall_ms: i64) -> Result<Option<Change>, Refused> {
    text_object(doc)?;
    let new = text.replace("\r\n", "\n");
    let old = recap_text(doc);
    let Difference { at, delete, insert } = Difference::between(&old, &new);
    splice_recap(doc, at, delete, insert, wall_ms)
}

/// Makes the text become `text` for somebody who saw it as it was at `base`: what others typed since stays beside it.
///
/// The splice is made at the heads `base`, where it was typed, and merges with everything later; so both of two people who
/// rewrote one paragraph while apart find their words. Heads that are not here are refused as [`Refused::Unknown`].
///
/// ```
/// # use screening::*;
/// # let screening = ScreeningId::from_bytes([0; 16]);
/// let (mut recap, _) = Document::new_recap(&[7; 24], &screening, 0)?;
/// set_recap(&mut recap, "We talked.", 1)?;
/// let seen = recap.heads();
/// set_recap(&mut recap, "We talked for hours.", 2)?;
/// set_recap_at(&mut recap, &seen, "At last we talked.", 3)?;
/// assert_eq!(recap_text(&recap), "At last we talked for hours.");
/// # Ok::<(), Refused>(())
/// ```
pub fn set_recap_at(
    doc: &mut Document,
    base: &[ChangeHash],
    text: &str,
    wall_ms: i64,
) -> Result<Option<Change>, Refused> {
    let object = text_object(doc)?;
    let same = |heads: &[ChangeHash]| heads.iter().copied().collect::<BTreeSet<_>>();
    if same(base) == same(&doc.heads()) {
        return set_recap(doc, text, wall_ms);
    }
    if base.is_empty() || !base.iter().all(|head| doc.has(head)) {
        return Err(Refused::Unknown { what: "version of the recap" });
    }
    let new = text.replace("\r\n", "\n");
    let old = guarded(|| doc.am.text_at(&object, base)).map_err(Refused::broken)?.map_err(Refused::broken)?;
    let Difference { at, delete, insert } = Difference::between(&old, &new);
    if delete == 0 && insert.is_empty() {
        return Ok(None);
    }
    checked(insert)?;
    if recap_text(doc).encode_utf16().count() + insert.encode_utf16().count() > limits::RECAP_UNITS {
        return Err(Refused::TooLong { what: "recap", limit: limits::RECAP_UNITS });
    }
    let delete = isize::try_from(delete).map_err(Refused::broken)?;
    commit_at(doc, base, wall_ms, |tx| tx.splice_text(&object, at, delete, insert)).map(Some)
}

/// One splice that turns a text into another, in UTF-16 code units.
struct Difference<'a> {
    at: usize,
    delete: usize,
    insert: &'a str,
}

impl<'a> Difference<'a> {
    fn between(old: &str, new: &'a str) -> Difference<'a> {
        let head: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
        let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
        let tail: usize = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let units = |text: &str| text.encode_utf16().count();
        Difference {
            at: units(old.get(..head).unwrap_or_default()),
            delete: units(old_rest.get(..old_rest.len() - tail).unwrap_or_default()),
            insert: new_rest.get(..new_rest.len() - tail).unwrap_or_default(),
        }
    }
}

fn text_object(doc: &Document) -> Result<ObjId, Refused> {
    may_write(doc, Purpose::Recap)?;
    doc.genesis.container(Root::Text).cloned().ok_or(Refused::WrongDocument { expected: "recap" })
}

fn checked(text: &str) -> Result<(), Refused> {
    let odd = text.chars().any(|c| c.is_control() && c != '\n');
    if odd { Err(Refused::ControlCharacter { what: "recap" }) } else { Ok(()) }
}

/// Tells whether a place lies between two characters.
fn is_boundary(units: &[u16], at: usize) -> bool {
    match units.get(at) {
        Some(unit) => !(0xdc00..0xe000).contains(unit),
        None => at == units.len(),
    }
}
