//! Everything watched together.

use super::ridge::{STEPS_SMALL, heights};
use super::screening::look;
use crate::api::Problem;
use crate::api::view::{LibraryView, MemberView, ScreeningRow};
use crate::house::{Asked, library_problem};

/// Answers `library`.
pub(crate) fn library(asked: &Asked<'_>) -> Result<LibraryView, Problem> {
    let mut screenings = Vec::new();
    for row in asked.reader.screenings().map_err(library_problem)? {
        if asked.me_in(&row.household).is_err() {
            continue;
        }
        let looked = look(asked, &row.id)?;
        let notes = asked.reader.all_notes(&row.id).map_err(library_problem)?;
        let through = looked.viewer.let_through(notes);
        let grades = asked.reader.grades(&row.id).map_err(library_problem)?;
        let last_ms = through.notes.iter().map(|note| note.film_ms).max().unwrap_or(0);
        let end_ms = row.film.length_ms.unwrap_or(0).max(last_ms);
        let there: Vec<MemberView> = looked
            .members
            .iter()
            .filter(|member| {
                looked.pace.attendance.iter().any(|attends| attends.member.as_str() == member.id)
                    || through.notes.iter().any(|note| note.by.as_str() == member.id)
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
            grades: looked.grades(grades, Vec::new()),
            notes: u32::try_from(through.notes.len()).unwrap_or(u32::MAX),
            ridge: heights(through.notes.iter().map(|note| note.film_ms), end_ms, STEPS_SMALL),
            state: looked.state().to_owned(),
            my_state: looked.my_state().to_owned(),
        });
    }
    Ok(LibraryView { screenings })
}
