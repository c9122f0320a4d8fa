//! Echoes: for who watches alone, what the others noted, a little after its moment, so that one's own comes first.

use library::NotesPage;
use screening::insight::is_in_play;
use screening::{ScreeningId, State};

use super::notes::Hanging;
use super::screening::look;
use crate::api::Problem;
use crate::api::view::NotesView;
use crate::gate::Sight;
use crate::house::{Asked, id, library_problem};

/// For how much of the film an echo is there, in milliseconds.
const HEARD_MS: i64 = 180_000;
/// How many are there at once.
const AT_ONCE: usize = 3;
/// How many notes of that stretch are looked at.
const NEAR_MAX: usize = 512;

/// Answers `echoes`: the last three, the latest first; nothing for who watches with the others.
pub(crate) fn echoes(asked: &Asked<'_>, screening: &ScreeningId) -> Result<NotesView, Problem> {
    let looked = look(asked, screening)?;
    if looked.my_state() != State::StillWatching.name() {
        return Ok(NotesView { notes: Vec::new(), more: false });
    }
    let after_ms = looked.viewer.frontier_ms.saturating_sub(HEARD_MS);
    let page = NotesPage {
        after: Some((after_ms, id(&"0".repeat(24))?)),
        limit: NEAR_MAX,
        up_to: Some(looked.viewer.up_to()),
    };
    let heard = asked.reader.notes_where(screening, &page, |note| {
        note.by != looked.me && is_in_play(note) && looked.viewer.sight(note) == Sight::Clear
    });
    let mut heard = heard.map_err(library_problem)?;
    heard.reverse();
    let more = heard.len() > AT_ONCE;
    heard.truncate(AT_ONCE);
    let hanging = Hanging::default();
    Ok(NotesView { notes: heard.iter().map(|note| hanging.view(asked, &looked, note)).collect(), more })
}
