//! How the person at this device likes to watch, and what their own corrections say of their lag.

use screening::insight::learned_lag;
use screening::{Note, ScreeningId};

use crate::api::Problem;
use crate::api::view::HabitsView;
use crate::house::{Asked, library_problem};

/// How many of one's last evenings are looked at.
const EVENINGS: usize = 5;

/// Answers `habits`.
pub(crate) fn habits(asked: &Asked<'_>) -> Result<HabitsView, Problem> {
    let mut mine: Vec<Note> = Vec::new();
    for row in asked.reader.screenings().map_err(library_problem)?.iter().take(EVENINGS) {
        let Ok(me) = asked.me_in(&row.household) else { continue };
        let id: &ScreeningId = &row.id;
        mine.extend(asked.reader.notes_by(id, &me).map_err(library_problem)?);
    }
    let (keys, texts): (Vec<Note>, Vec<Note>) = mine.into_iter().partition(|note| note.kind.reaction().is_some());
    let habits = asked.live.habits;
    Ok(HabitsView {
        text_lag_ms: habits.text_lag_ms,
        key_lag_ms: habits.key_lag_ms,
        hide_length: habits.hide_length,
        on_picture: habits.on_picture,
        learned_text_ms: learned_lag(&texts).filter(|ms| *ms != habits.text_lag_ms),
        learned_key_ms: learned_lag(&keys).filter(|ms| *ms != habits.key_lag_ms),
    })
}
