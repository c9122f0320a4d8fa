//! Everything watched together.

use screening::{Kind, Seal};

use super::ridge::{STEPS_SMALL, heights};
use super::screening::look;
use crate::api::Problem;
use crate::api::view::{LibraryView, MemberView, ScreeningRow};
use crate::house::{Asked, library_problem};

/// How near in film time notes are drawn as one place of a small ridge; a step of it is several times as wide.
const STEP_MS: i64 = 15_000;

/// Answers `library`.
pub(crate) fn library(asked: &Asked<'_>) -> Result<LibraryView, Problem> {
    let mut screenings = Vec::new();
    for row in asked.reader.screenings().map_err(library_problem)? {
        if asked.me_in(&row.household).is_err() {
            continue;
        }
        let looked = look(asked, &row.id)?;
        let tallies = asked.reader.tallies(&row.id, looked.viewer.frontier_ms, STEP_MS).map_err(library_problem)?;
        let clear = looked.viewer.clear(tallies);
        let mut seen = looked.grades_seen(asked)?;
        seen.pulses.clear();
        let in_play = || clear.iter().filter(|tally| tally.kind != Kind::Prediction && tally.seal != Seal::Sealed);
        let last_ms = in_play().map(|tally| tally.last_ms).max().unwrap_or(0);
        let length_ms = row.film.length_ms.filter(|_| !looked.hides_length(asked));
        let end_ms = length_ms.unwrap_or(0).max(last_ms);
        let there: Vec<MemberView> = looked
            .members
            .iter()
            .filter(|member| {
                looked.pace.attendance.iter().any(|attends| attends.member.as_str() == member.id)
                    || clear.iter().any(|tally| tally.by.as_str() == member.id)
            })
            .cloned()
            .collect();
        screenings.push(ScreeningRow {
            id: row.id.to_string(),
            household: row.household.to_string(),
            title: row.film.title.clone(),
            year: row.film.year,
            watched_ms: row.started_ms.unwrap_or(row.made_ms),
            members: there,
            grades: looked.grades(seen),
            notes: u32::try_from(clear.iter().map(|tally| tally.notes).sum::<u64>()).unwrap_or(u32::MAX),
            ridge: heights(
                in_play().map(|tally| (tally.first_ms.midpoint(tally.last_ms), tally.notes)),
                end_ms,
                STEPS_SMALL,
            ),
            state: looked.state().to_owned(),
            my_state: looked.my_state().to_owned(),
        });
    }
    Ok(LibraryView { screenings })
}
