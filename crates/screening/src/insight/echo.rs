//! Echoes: the notes of others, shown a little after their moment so that one's own come first.

use crate::id::MemberId;
use crate::note::Note;

use super::moment::{LINK_MS, is_in_play};

/// How long after its film time a note of somebody else is shown, in milliseconds of the film.
pub const ECHO_MS: i64 = 15_000;

/// Tells whether a note that `by` jots now at `film_ms` comes after the echo of somebody else's note there, so that it
/// answers instead of noticing.
///
/// `reached_ms` is the furthest film time that the author has reached (after a rewind it is beyond `film_ms`), and `held` are
/// the notes that the author's device held when the jot was begun. All times in milliseconds.
pub fn is_after_echo<'a>(
    by: &MemberId,
    film_ms: i64,
    reached_ms: i64,
    held: impl IntoIterator<Item = &'a Note>,
) -> bool {
    held.into_iter().any(|note| {
        let near = note.film_ms.saturating_sub(film_ms).saturating_abs() <= LINK_MS;
        let shown = note.film_ms.saturating_add(ECHO_MS) <= reached_ms;
        note.by != *by && near && shown && is_in_play(note)
    })
}
