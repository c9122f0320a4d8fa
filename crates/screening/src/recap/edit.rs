//! Writing: splices and marks, made at the state that their writer saw.

use std::collections::BTreeSet;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, Change, ChangeHash, ObjId, ReadDoc, ScalarValue};

use super::{Passage, recap_text, text_object};
use crate::document::{Document, guarded};
use crate::limits;
use crate::refused::Refused;
use crate::write::{commit, commit_at};

/// One replacement in a text, in UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Where, in the text as the splices before it left it.
    pub at: usize,
    /// How much goes.
    pub delete: usize,
    /// What comes.
    pub insert: String,
}

/// What one writer did: splices one after the other, then marks put on (true) or taken off in the text that they made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecapEdit {
    /// The splices, in order.
    pub splices: Vec<Splice>,
    /// The marks, in order.
    pub marks: Vec<(Passage, bool)>,
}

/// Writes an edit for somebody who saw the text as it was at `base`, and gives its changes, each on top of the one before;
/// none when it changes nothing.
///
/// It is made at these heads and merges with everything later, so both of two people who rewrote one paragraph while apart
/// find their words. A long one becomes several changes, since no device takes in a change of more than 2,000 letters.
///
/// Refuses heads that are not here, places outside the text or inside a character, control characters other than line
/// ends, and a text of more than 400,000 units. Nothing is written then.
///
/// ```
/// # use screening::*;
/// # let screening = ScreeningId::from_bytes([0; 16]);
/// let (mut recap, _) = Document::new_recap(&[7; 24], &screening, 0)?;
/// set_recap(&mut recap, "We talked.", 1)?;
/// let seen = recap.heads();
/// splice_recap(&mut recap, 9, 0, " for hours", 2)?;
/// let splices = vec![Splice { at: 0, delete: 2, insert: "At last we".into() }];
/// edit_recap(&mut recap, &seen, &RecapEdit { splices, marks: vec![] }, 3)?;
/// assert_eq!(recap_text(&recap), "At last we talked for hours.");
/// # Ok::<(), Refused>(())
/// ```
pub fn edit_recap(
    doc: &mut Document,
    base: &[ChangeHash],
    edit: &RecapEdit,
    wall_ms: i64,
) -> Result<Vec<Change>, Refused> {
    let text = text_object(doc)?;
    let old = text_at(doc, &text, base)?;
    let kept = edit.checked(&old)?;
    let inserted: usize = kept.splices.iter().map(|splice| units(&splice.insert)).sum();
    let now = if is_now(doc, base) { old.len() } else { units(&recap_text(doc)) };
    if inserted > 0 && now + inserted > limits::RECAP_UNITS {
        return Err(Refused::TooLong { what: "recap", limit: limits::RECAP_UNITS });
    }
    let mut tip = base.to_vec();
    let mut changes = Vec::new();
    for piece in kept.pieces() {
        let work = |tx: &mut Transaction<'_>| piece.draw(tx, &text);
        let change = if is_now(doc, &tip) {
            commit(doc, wall_ms, |tx, _| work(tx))?
        } else {
            commit_at(doc, &tip, wall_ms, work)?
        };
        tip = vec![change.hash()];
        changes.push(change);
    }
    Ok(changes)
}

impl Splice {
    /// Finds the smallest single splice from one text to another.
    pub(super) fn between(old: &str, new: &str) -> Splice {
        let head: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
        let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
        let tail: usize = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        Splice {
            at: units(old.get(..head).unwrap_or_default()),
            delete: units(old_rest.get(..old_rest.len() - tail).unwrap_or_default()),
            insert: new_rest.get(..new_rest.len() - tail).unwrap_or_default().to_owned(),
        }
    }
}

impl RecapEdit {
    /// Checks every place, and leaves out what changes nothing.
    fn checked(&self, old: &[u16]) -> Result<RecapEdit, Refused> {
        let outside =
            || Refused::OutOfRange { what: "place in the recap", range: "inside the text, between two characters" };
        let mut text = old.to_vec();
        let mut kept = RecapEdit::default();
        for splice in &self.splices {
            let end = splice.at.saturating_add(splice.delete);
            if !is_boundary(&text, splice.at) || !is_boundary(&text, end) {
                return Err(outside());
            }
            if splice.insert.chars().any(|c| c.is_control() && c != '\n') {
                return Err(Refused::ControlCharacter { what: "recap" });
            }
            let same = text.get(splice.at..end).unwrap_or_default().iter().copied().eq(splice.insert.encode_utf16());
            if !same {
                text.splice(splice.at..end, splice.insert.encode_utf16());
                kept.splices.push(splice.clone());
            }
        }
        for (passage, on) in &self.marks {
            if !is_boundary(&text, passage.from) || !is_boundary(&text, passage.to) || passage.from > passage.to {
                return Err(outside());
            }
            if passage.from < passage.to {
                kept.marks.push((*passage, *on));
            }
        }
        Ok(kept)
    }

    /// Cuts an edit into parts that fit into one change each.
    fn pieces(&self) -> Vec<RecapEdit> {
        let mut pieces = Vec::new();
        let mut piece = RecapEdit::default();
        let mut room = limits::RECAP_OPERATIONS;
        for splice in &self.splices {
            let (mut at, mut delete) = (splice.at, splice.delete);
            let mut letters = splice.insert.chars().peekable();
            while delete > 0 || letters.peek().is_some() {
                let take = delete.min(room);
                let mut insert = String::new();
                if delete == take {
                    insert.extend(letters.by_ref().take(room - take));
                }
                room -= take + insert.chars().count();
                let (next, rest) = (at + units(&insert), delete - take);
                piece.splices.push(Splice { at, delete: take, insert });
                (at, delete) = (next, rest);
                if room == 0 {
                    pieces.push(std::mem::take(&mut piece));
                    room = limits::RECAP_OPERATIONS;
                }
            }
        }
        for mark in &self.marks {
            // A mark is two operations, its beginning and its end.
            if room < 2 {
                pieces.push(std::mem::take(&mut piece));
                room = limits::RECAP_OPERATIONS;
            }
            piece.marks.push(*mark);
            room -= 2;
        }
        if piece != RecapEdit::default() {
            pieces.push(piece);
        }
        pieces
    }

    fn draw(&self, tx: &mut Transaction<'_>, text: &ObjId) -> Result<(), AutomergeError> {
        for Splice { at, delete, insert } in &self.splices {
            tx.splice_text(text, *at, isize::try_from(*delete).unwrap_or(isize::MAX), insert)?;
        }
        for (Passage { from, to, marking }, on) in &self.marks {
            let value = if *on { ScalarValue::Boolean(true) } else { ScalarValue::Null };
            tx.mark(text, Mark::new(marking.name().to_owned(), value, *from, *to), ExpandMark::None)?;
        }
        Ok(())
    }
}

/// The text at earlier heads, as code units.
fn text_at(doc: &Document, text: &ObjId, heads: &[ChangeHash]) -> Result<Vec<u16>, Refused> {
    if is_now(doc, heads) {
        return Ok(recap_text(doc).encode_utf16().collect());
    }
    if heads.is_empty() || !heads.iter().all(|head| doc.has(head)) {
        return Err(Refused::Unknown { what: "version of the recap" });
    }
    let old = guarded(|| doc.am.text_at(text, heads)).map_err(Refused::broken)?.map_err(Refused::broken)?;
    Ok(old.encode_utf16().collect())
}

/// Tells whether heads are those of the document as it is now.
pub(super) fn is_now(doc: &Document, heads: &[ChangeHash]) -> bool {
    let set = |heads: &[ChangeHash]| heads.iter().copied().collect::<BTreeSet<_>>();
    set(heads) == set(&doc.heads())
}

pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Tells whether a place lies between two characters.
fn is_boundary(text: &[u16], at: usize) -> bool {
    match text.get(at) {
        Some(unit) => !(0xdc00..0xe000).contains(unit),
        None => at == text.len(),
    }
}
