//! The boards, on the evening and on what an evening never is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // tests say what they expect in the shortest words

mod boards;
mod chatter;
#[path = "../../../../tests/evening/evening.rs"]
mod evening;
mod grades;
mod order;
mod questions;
mod story;

use screening::{MemberId, Note, NoteId, Seal};

/// A worded remark by one of the members a, b, c … at a film time in milliseconds, made during a viewing.
fn remark(number: i64, by: char, film_ms: i64) -> Note {
    let place = u8::try_from(u32::from(by) - u32::from('a')).unwrap();
    let mut note = evening::saturday().swap_remove(0);
    note.id = NoteId::new(evening::START_MS, u64::try_from(number).unwrap());
    note.by = MemberId::from_bytes([place; 10]);
    note.film_ms = film_ms;
    note
}

/// The same after its author had been shown what others noted there.
fn answer(number: i64, by: char, film_ms: i64) -> Note {
    Note { after_echo: true, ..remark(number, by, film_ms) }
}

fn sealed(seal: Seal, note: Note) -> Note {
    Note { seal, ..note }
}
