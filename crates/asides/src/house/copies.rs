//! The copy that somebody watches, and watching on one's own.
//!
//! A copy belongs to a viewing. Whoever shares a viewing and watches on another copy, or at another time, gets a viewing
//! of their own: nobody else's clock changes by it.

use replica::DocumentId;
use screening::{Cause, Edit, MemberId, NewCut, Position, Source, State, Viewing, ViewingId, knots, tapped};

use super::core::Core;
use super::film_clock::{FilmDid, Reads};
use super::notes::refusal;
use super::turn::Turn;
use crate::api::view::Done;
use crate::api::{Problem, ask};

impl Core {
    pub(super) fn set_copy(&mut self, ask: ask::SetCopy, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let scenes: Vec<(i64, i64)> = ask.extras.iter().map(|scene| (scene.from_ms, scene.to_ms)).collect();
        let knots = knots(ask.ratio, ask.begins_ms, &scenes).map_err(|refused| refusal(&refused))?;
        let like_the_film = ask.ratio == 1.0 && ask.begins_ms == 0 && scenes.is_empty();
        // A name alone changes nobody's clock.
        let nameless = ask.label.trim().is_empty();
        let new = NewCut { label: ask.label, length_ms: ask.length_ms, ratio: ask.ratio, knots };
        let viewing = self.viewing(document, &me, turn)?;
        let viewing = if self.is_shared(document, &me, &viewing.id) && !like_the_film {
            self.go_alone(document, &me, None, turn)?
        } else {
            viewing
        };
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let before = self.paced(document)?.pace.position(&viewing.id, &timebase, at_ms);
        if like_the_film && nameless {
            self.edit(document, &me, &Edit::SetCut { viewing: viewing.id.clone(), cut: None }, turn)?;
        } else {
            self.describe_copy(document, &me, &viewing.id, new, turn)?;
        }
        if let Some(before) = before {
            // From here on the clock runs on the copy.
            let reads = Reads::Film(before.film_ms);
            let did = FilmDid { cause: Cause::Anchor, reads, speed: before.speed, at_ms, source: Source::Hand };
            self.film_did(document, &me, &viewing.id, did, turn)?;
        }
        Ok(Done {})
    }

    /// Describes the copy of a viewing, anew when it is one's own description.
    fn describe_copy(
        &mut self,
        document: DocumentId,
        me: &MemberId,
        viewing: &ViewingId,
        new: NewCut,
        turn: &mut Turn,
    ) -> Result<(), Problem> {
        if let Some(own) = self.paced(document)?.pace.cut_of(viewing).filter(|cut| cut.by == *me) {
            let edit = Edit::SetCopy { cut: own.id.clone(), new };
            self.edit(document, me, &edit, turn)?;
            return Ok(());
        }
        if let Some(screening::WrittenId::Cut(cut)) = self.edit(document, me, &Edit::AddCut(new), turn)?.id {
            self.edit(document, me, &Edit::SetCut { viewing: viewing.clone(), cut: Some(cut) }, turn)?;
        }
        Ok(())
    }

    /// Learns from one tap at a known moment where that moment lies on one's copy; false when there is none to learn of.
    pub(super) fn learn_copy(
        &mut self,
        document: DocumentId,
        me: &MemberId,
        viewing: &ViewingId,
        now: Option<Position>,
        film_ms: i64,
        turn: &mut Turn,
    ) -> Result<bool, Problem> {
        let own = self.paced(document)?.pace.cut_of(viewing).filter(|cut| cut.by == *me).cloned();
        let (Some(cut), Some(cut_ms)) = (own, now.and_then(|now| now.cut_ms)) else { return Ok(false) };
        let known = tapped(&cut.knots, cut.ratio, cut_ms, film_ms);
        let new = NewCut { label: cut.label, length_ms: cut.length_ms, ratio: cut.ratio, knots: known };
        self.edit(document, me, &Edit::SetCopy { cut: cut.id, new }, turn)?;
        Ok(true)
    }

    pub(super) fn watch_alone(&mut self, ask: ask::WatchAlone, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        self.go_alone(document, &me, ask.film_ms, turn)?;
        Ok(Done {})
    }

    /// Opens a viewing of a member's own, from a film time or from where they are, and lets them watch in it.
    ///
    /// It runs on when the one they leave runs under them; else it stands until they start it.
    fn go_alone(
        &mut self,
        document: DocumentId,
        me: &MemberId,
        from_ms: Option<i64>,
        turn: &mut Turn,
    ) -> Result<Viewing, Problem> {
        let left = self.viewing(document, me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let pace = &self.paced(document)?.pace;
        let now = pace.position(&left.id, &timebase, at_ms).filter(|_| left.ended_ms.is_none());
        let row = pace.attends(me, &left.id).cloned();
        let watches = row.as_ref().is_none_or(|row| matches!(row.state, State::Watching | State::StillWatching));
        let reached_ms = row.as_ref().map_or(0, |row| row.state.at_ms().unwrap_or(row.frontier_ms));
        let with_them = now.filter(|now| watches && from_ms.is_none() && now.err_ms.is_some());
        let film_ms = from_ms.or(with_them.map(|now| now.film_ms)).unwrap_or(reached_ms).max(0);
        let cut = left.cut.clone();
        let written = self.edit(document, me, &Edit::AddViewing { label: String::new(), cut }, turn)?;
        let Some(screening::WrittenId::Viewing(id)) = written.id else { return Ok(left) };
        if watches && row.is_some() && left.ended_ms.is_none() {
            let state = State::Left { at_ms: film_ms };
            self.edit(
                document,
                me,
                &Edit::Attend { viewing: Some(left.id.clone()), state, frontier_ms: film_ms },
                turn,
            )?;
        }
        let state = State::StillWatching;
        self.edit(document, me, &Edit::Attend { viewing: Some(id.clone()), state, frontier_ms: film_ms }, turn)?;
        let speed = with_them.map_or(0.0, |now| now.speed);
        let cause = if speed == 0.0 { Cause::Pause } else { Cause::Start };
        let did = FilmDid { cause, reads: Reads::Film(film_ms), speed, at_ms, source: Source::Hand };
        self.film_did(document, me, &id, did, turn)?;
        Ok(self.paced(document)?.pace.find(&id).cloned().unwrap_or(left))
    }

    /// Tells whether somebody else is in a viewing.
    fn is_shared(&self, document: DocumentId, me: &MemberId, viewing: &ViewingId) -> bool {
        let rows = self.held.get(&document).into_iter().flat_map(|held| &held.pace.attendance);
        rows.into_iter().any(|row| row.member != *me && row.viewing.as_ref() == Some(viewing))
    }
}
