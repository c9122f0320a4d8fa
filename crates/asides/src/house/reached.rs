//! How far this device's people have come, written down.
//!
//! About once a minute of film, and at a pause, the end or when the house closes. Not with every note: a note carries
//! its author as far as its own film time, here and on every other device, so a jot stays one change.

use replica::DocumentId;
use screening::{Cause, Edit, MemberId, Source, State, ViewingId};

use super::core::Core;
use super::film_clock::{FilmDid, Reads};
use super::turn::Turn;

/// How much film passes before the frontier of somebody who watches is written down again, in milliseconds.
pub(super) const FRONTIER_STEP_MS: i64 = 60_000;

/// A shorter sleep than this is nothing that anybody misses a film by, in milliseconds.
const NAP_MS: i64 = 90_000;

impl Core {
    /// Writes down how far this device's own people have come, where that is at least `step_ms` further than written.
    pub(super) fn keep_frontiers(&mut self, step_ms: i64, turn: &mut Turn) {
        let at_ms = self.timebase.now_ms();
        let mut due = Vec::new();
        for (document, held) in &self.held {
            let Ok(me) = self.me_in(&held.household) else { continue };
            let watches = |state| matches!(state, State::Watching | State::StillWatching);
            for row in held.pace.attendance.iter().filter(|row| row.member == me && watches(row.state)) {
                let Some(viewing) = row.viewing.as_ref().and_then(|id| held.pace.find(id)) else { continue };
                if viewing.ended_ms.is_some() {
                    continue;
                }
                if let Some(now) = held.pace.position(&viewing.id, &self.timebase.name, at_ms)
                    && now.film_ms >= row.frontier_ms + step_ms
                {
                    due.push((*document, me.clone(), viewing.id.clone(), now.film_ms));
                }
            }
        }
        for (document, member, viewing, film_ms) in due {
            self.come_to(document, &member, &viewing, film_ms, turn);
        }
    }

    /// After this machine has slept: whoever sat before a running film here is where they were when it fell asleep, until
    /// they say otherwise. A film that ran on under a closed lid was not seen.
    pub(super) fn wake(&mut self, turn: &mut Turn) {
        let slept_ms = self.timebase.slept_ms();
        let (before_ms, at_ms) = (self.slept_ms, self.awake_ms);
        (self.slept_ms, self.awake_ms) = (slept_ms, self.timebase.now_ms());
        if slept_ms - before_ms < NAP_MS {
            return;
        }
        let mut due = Vec::new();
        for (document, held) in &self.held {
            let Ok(me) = self.me_in(&held.household) else { continue };
            let Some(viewing) = held.pace.viewing_of(&me).filter(|viewing| viewing.ended_ms.is_none()) else {
                continue;
            };
            let row = held.pace.attends(&me, &viewing.id);
            let then = held.pace.then(&viewing.id, &self.timebase.name, at_ms).filter(|then| then.speed != 0.0);
            if let (Some(row), Some(then)) = (row, then) {
                due.push((*document, me, viewing.id.clone(), row.state, row.frontier_ms.max(then.film_ms)));
            }
        }
        for (document, member, viewing, state, film_ms) in due {
            let done = match state {
                State::Watching => {
                    let state = State::Left { at_ms: film_ms };
                    let edit = Edit::Attend { viewing: Some(viewing), state, frontier_ms: film_ms };
                    self.edit(document, &member, &edit, turn).map(|_| ())
                }
                // Nobody else's clock: it stood with its machine.
                State::StillWatching => {
                    let (cause, reads, source) = (Cause::Pause, Reads::Film(film_ms), Source::Hand);
                    self.film_did(
                        document,
                        &member,
                        &viewing,
                        FilmDid { cause, reads, speed: 0.0, at_ms, source },
                        turn,
                    )
                }
                State::Finished | State::Slept { .. } | State::Left { .. } => Ok(()),
            };
            if let Err(problem) = done {
                tracing::warn!(%problem, "after sleep");
            }
        }
    }

    /// Notes that a member who watches has come this far.
    pub(super) fn come_to(
        &mut self,
        document: DocumentId,
        member: &MemberId,
        viewing: &ViewingId,
        film_ms: i64,
        turn: &mut Turn,
    ) {
        let Some(held) = self.held.get(&document) else { return };
        let (state, frontier_ms) = match held.pace.attends(member, viewing) {
            None => (State::Watching, film_ms),
            Some(row) if matches!(row.state, State::Watching | State::StillWatching) && row.frontier_ms < film_ms => {
                (row.state, film_ms)
            }
            Some(_) => return,
        };
        let edit = Edit::Attend { viewing: Some(viewing.clone()), state, frontier_ms };
        if let Err(problem) = self.edit(document, member, &edit, turn) {
            tracing::warn!(%problem, "attendance");
        }
    }

    /// Notes that somebody who jots while the film runs is one of those who watch.
    pub(super) fn is_there(
        &mut self,
        document: DocumentId,
        member: &MemberId,
        viewing: &ViewingId,
        film_ms: i64,
        turn: &mut Turn,
    ) {
        if self.held.get(&document).is_some_and(|held| held.pace.attends(member, viewing).is_none()) {
            self.come_to(document, member, viewing, film_ms, turn);
        }
    }
}
