//! The film clock of a viewing: set by hand or told by a player, each through the same door.
//!
//! Nothing here moves a player; an entry only says what the film did.

use replica::DocumentId;
use screening::{Cause, Edit, MemberId, NewEntry, OnCopy, Source, State, ViewingId};

use super::core::Core;
use super::turn::Turn;
use crate::api::view::{ClockView, Done};
use crate::api::{Problem, ask};

/// What a hand or a player says that the film did.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FilmDid {
    pub cause: Cause,
    /// Where the film was at that moment.
    pub reads: Reads,
    /// How fast it goes on, as its player shows it: 0 stands, 1 runs.
    pub speed: f64,
    /// The moment on this run's timebase, in milliseconds.
    pub at_ms: i64,
    pub source: Source,
}

/// A time in the film, and on which scale it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// Milliseconds on the film's own scale.
    Film(i64),
    /// Milliseconds on the copy that is watched: what its player shows.
    Copy(i64),
}

impl Reads {
    /// The same scale, a little later or earlier.
    fn moved(self, by_ms: i64) -> Self {
        match self {
            Reads::Film(ms) => Reads::Film(ms.saturating_add(by_ms)),
            Reads::Copy(ms) => Reads::Copy(ms.saturating_add(by_ms)),
        }
    }
}

impl Core {
    /// Writes an entry of a viewing's clock in a member's name: the one way in, for hands and players alike.
    pub(super) fn film_did(
        &mut self,
        document: DocumentId,
        member: &MemberId,
        viewing: &ViewingId,
        did: FilmDid,
        turn: &mut Turn,
    ) -> Result<(), Problem> {
        let FilmDid { cause, reads, speed, at_ms, source } = did;
        let cut = self.paced(document)?.pace.cut_of(viewing);
        let (film_ms, rate, copy) = match (reads, cut) {
            (Reads::Film(film_ms) | Reads::Copy(film_ms), None) => (film_ms, speed, None),
            (reads, Some(cut)) => {
                let cut_ms = match reads {
                    Reads::Film(film_ms) => cut.cut_ms(film_ms),
                    Reads::Copy(cut_ms) => cut_ms,
                };
                let on_copy = OnCopy { cut: cut.id.clone(), cut_ms: cut_ms.max(0), speed };
                (cut.film_ms(cut_ms), speed * cut.ratio, Some(on_copy))
            }
        };
        let film_ms = film_ms.max(0);
        let timebase = self.timebase.name.clone();
        let entry = NewEntry { viewing: viewing.clone(), timebase, at_ms, film_ms, rate, cause, source, copy };
        self.edit(document, member, &Edit::Clock(entry), turn)?;
        if rate == 0.0 || matches!(cause, Cause::Start | Cause::Resume) {
            self.come_to(document, member, viewing, film_ms, turn);
        }
        Ok(())
    }

    pub(super) fn set_clock(&mut self, ask: ask::SetClock, turn: &mut Turn) -> Result<ClockView, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let viewing = self.viewing(document, &me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let pace = &self.paced(document)?.pace;
        let now = pace.position(&viewing.id, &timebase, at_ms);
        let speed = now.map_or(0.0, |now| now.speed);
        let here = now.map_or(Reads::Copy(0), |now| now.cut_ms.map_or(Reads::Film(now.film_ms), Reads::Copy));
        let (cause, reads, speed) = match ask.act {
            ask::ClockAct::Start if now.is_none() => (Cause::Start, here, 1.0),
            ask::ClockAct::Start => (Cause::Resume, here, 1.0),
            ask::ClockAct::Pause => (Cause::Pause, here, 0.0),
            ask::ClockAct::Ad => (Cause::Ad, here, 0.0),
            ask::ClockAct::Seek { film_ms } => (Cause::Seek, Reads::Film(film_ms), speed),
            ask::ClockAct::ItSays { film_ms } => (Cause::Anchor, Reads::Copy(film_ms), speed),
            ask::ClockAct::Nudge { by_ms } => (Cause::Anchor, here.moved(by_ms), speed),
            ask::ClockAct::Tap { film_ms } if now.is_none() => (Cause::Start, Reads::Film(film_ms), 1.0),
            ask::ClockAct::Tap { film_ms } => {
                if self.learn_copy(document, &me, &viewing.id, now, film_ms, turn)? {
                    return Ok(self.clock_now(document, &viewing.id, at_ms));
                }
                (Cause::Anchor, Reads::Film(film_ms), speed)
            }
        };
        let did = FilmDid { cause, reads, speed, at_ms, source: Source::Hand };
        self.film_did(document, &me, &viewing.id, did, turn)?;
        Ok(self.clock_now(document, &viewing.id, at_ms))
    }

    /// A viewing's clock as it is sent.
    fn clock_now(&self, document: DocumentId, viewing: &ViewingId, at_ms: i64) -> ClockView {
        let pace = self.held.get(&document).map(|held| &held.pace);
        let now = pace.and_then(|pace| pace.position(viewing, &self.timebase.name, at_ms));
        crate::view::clock(now, pace.and_then(|pace| pace.cut_of(viewing)))
    }

    pub(super) fn lights_up(&mut self, ask: ask::LightsUp, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let viewing = self.viewing(document, &me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let now = self.paced(document)?.pace.position(&viewing.id, &timebase, at_ms);
        let film_ms = now.map_or(0, |now| now.film_ms);
        if now.is_some_and(|now| now.speed != 0.0) && viewing.ended_ms.is_none() {
            let did =
                FilmDid { cause: Cause::Pause, reads: Reads::Film(film_ms), speed: 0.0, at_ms, source: Source::Hand };
            self.film_did(document, &me, &viewing.id, did, turn)?;
        }
        if viewing.ended_ms.is_none() {
            self.edit(document, &me, &Edit::EndViewing { viewing: viewing.id.clone() }, turn)?;
        }
        let edit = Edit::Attend { viewing: Some(viewing.id.clone()), state: State::Finished, frontier_ms: film_ms };
        for member in self.sitting_here(document, &me, &viewing.id) {
            self.edit(document, &member, &edit, turn)?;
        }
        Ok(Done {})
    }

    /// Names for whom the lights go up here: oneself, and those without a device who watch this viewing beside one.
    fn sitting_here(&self, document: DocumentId, me: &MemberId, viewing: &ViewingId) -> Vec<MemberId> {
        let held = self.held.get(&document);
        let household = held.and_then(|held| self.replica.household(&held.household));
        let spoken = household.into_iter().flat_map(|household| {
            let device = household.device(&self.device);
            let spoken = device.into_iter().flat_map(|device| &device.speaks_for);
            spoken.filter(|member| household.member(member).is_some_and(|member| member.devices.is_empty()))
        });
        let spoken = spoken.map(|member| MemberId::from_bytes(member.0)).filter(|member| {
            let row = held.and_then(|held| held.pace.attends(member, viewing));
            row.is_some_and(|row| matches!(row.state, State::Watching | State::StillWatching))
        });
        std::iter::once(me.clone()).chain(spoken).collect()
    }
}
