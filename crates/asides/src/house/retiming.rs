//! One's own notes on the film's scale: corrected when a clock is learned better, and shifted by hand.
//!
//! The device that wrote a note corrects it, since its timebase is the one that was compared; all at once, one change for
//! many notes.

use replica::DocumentId;
use screening::{Edit, MemberId, Note, Retimed, ScreeningId, retimed};

use super::core::{Core, library_problem};
use super::turn::Turn;
use crate::api::view::Shifted;
use crate::api::{Problem, ask};

/// What is nearer than this to where it belongs stays, in milliseconds: comparisons become better by little all evening.
const NEAR_MS: i64 = 250;

impl Core {
    /// Corrects the notes of this device where their screening's clock was learned better since the last look.
    pub(super) fn keep_times(&mut self, turn: &mut Turn) {
        let mut due: Vec<(DocumentId, MemberId, Vec<Retimed>)> = Vec::new();
        let own: Vec<u8> = self.device.0.iter().take(16).copied().collect();
        let waiting: Vec<DocumentId> =
            self.held.iter_mut().filter_map(|(id, held)| std::mem::take(&mut held.pace.news).then_some(*id)).collect();
        for document in waiting {
            let Some(held) = self.held.get(&document) else { continue };
            let Ok(me) = self.me_in(&held.household) else { continue };
            let Ok(notes) = self.notes_of(document, &me) else { continue };
            let mine = notes.iter().filter(|note| note.actor.windows(16).any(|part| part == own.as_slice()));
            let pace = &held.pace;
            let mut moved = retimed(mine, &pace.entries, &pace.edges, &pace.cuts);
            moved.retain(|one| {
                notes.iter().any(|note| note.id == one.note && (note.film_ms - one.film_ms).abs() > NEAR_MS)
            });
            due.push((document, me, moved));
        }
        for (document, me, moved) in due {
            if let Err(problem) = self.retime(document, &me, moved, turn) {
                tracing::warn!(%problem, "film times");
            }
        }
    }

    pub(super) fn shift_notes(&mut self, ask: ask::ShiftNotes, turn: &mut Turn) -> Result<Shifted, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let moved: Vec<Retimed> = self
            .notes_of(document, &me)?
            .into_iter()
            .filter_map(|note| {
                let shift_ms = note.stamp.as_ref()?.shift_ms.saturating_add(ask.by_ms);
                let film_ms = note.film_ms.saturating_add(ask.by_ms).clamp(0, screening::limits::FILM_MS);
                Some(Retimed { note: note.id, film_ms, shift_ms })
            })
            .collect();
        let notes = u32::try_from(moved.len()).unwrap_or(u32::MAX);
        self.retime(document, &me, moved, turn)?;
        Ok(Shifted { notes })
    }

    fn retime(
        &mut self,
        document: DocumentId,
        member: &MemberId,
        moved: Vec<Retimed>,
        turn: &mut Turn,
    ) -> Result<(), Problem> {
        for some in moved.chunks(screening::limits::RETIMED) {
            self.edit(document, member, &Edit::Retime { notes: some.to_vec() }, turn)?;
        }
        Ok(())
    }

    fn notes_of(&self, document: DocumentId, member: &MemberId) -> Result<Vec<Note>, Problem> {
        self.reader.notes_by(&ScreeningId::from_bytes(document.0), member).map_err(library_problem)
    }
}
