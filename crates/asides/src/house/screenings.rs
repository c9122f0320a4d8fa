//! Beginning a screening, its clock by hand, who watches, and lights up.

use replica::{DocumentId, HouseholdId};
use screening::{
    Cause, Document, Edit, Film, MemberId, NewEntry, Opening, Purpose, ScreeningId, Source, State, Touched, Viewing,
};

use super::core::{Core, Held};
use super::notes::{id, refusal};
use super::turn::Turn;
use crate::api::view::{Begun, ClockView, Done};
use crate::api::{Problem, ask, say::Say};

/// How often the frontier of somebody who watches is written down.
const FRONTIER_STEP_MS: i64 = 60_000;

impl Core {
    pub(super) fn new_screening(&mut self, ask: ask::NewScreening, turn: &mut Turn) -> Result<Begun, Problem> {
        let household = self.household(ask.household.as_deref())?;
        let me = self.me_in(&household)?;
        let document = self.draw_document()?;
        let recap = self.draw_document()?;
        let film = Film { title: ask.title, year: ask.year, length_ms: ask.length_ms, ..Film::default() };
        let opening = Opening { film, cut: None, viewing: String::new() };
        let actor = self.actor();
        let wall_ms = self.timebase.wall_ms();
        let random = self.random()?;
        let id = ScreeningId::from_bytes(document.0);
        let recap_id = ScreeningId::from_bytes(recap.0);
        let (screening, first) = Document::new_screening(&actor, &opening, &me, Some(&recap_id), wall_ms, random)
            .map_err(|refused| refusal(&refused))?;
        let (text, first_of_text) = Document::new_recap(&actor, &id, wall_ms).map_err(|refused| refusal(&refused))?;
        for (document, held, change, purpose) in
            [(document, screening, first, Purpose::Screening), (recap, text, first_of_text, Purpose::Recap)]
        {
            self.places.insert(document, household);
            turn.documents.push((household, document, purpose));
            let now_ms = self.running_ms();
            self.held.insert(document, Held::new(household, held, now_ms));
            self.wrote(document, change, turn);
            turn.anew.insert(document);
            self.refresh_pace(document);
        }
        turn.say(Say::Library {});
        Ok(Begun { screening: id.to_string() })
    }

    pub(super) fn set_film(&mut self, ask: ask::SetFilm, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let held = self.open(document)?;
        let before = screening::read_film(&held.document, &screening::AnyVoice).unwrap_or_default();
        let film = Film { title: ask.title, year: ask.year, length_ms: ask.length_ms, ..before };
        self.edit(document, &me, &Edit::Film(film), turn)?;
        Ok(Done {})
    }

    pub(super) fn set_clock(&mut self, ask: ask::SetClock, turn: &mut Turn) -> Result<ClockView, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let viewing = self.viewing(document, &me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let now = self.paced(document)?.pace.position(&viewing.id, &timebase, at_ms);
        let (film_ms, rate) = now.map_or((0, 0.0), |now| (now.film_ms, now.rate));
        let (cause, film_ms, rate) = match ask.act {
            ask::ClockAct::Start => (if now.is_none() { Cause::Start } else { Cause::Resume }, film_ms, 1.0),
            ask::ClockAct::Pause => (Cause::Pause, film_ms, 0.0),
            ask::ClockAct::Seek { film_ms } => (Cause::Seek, film_ms, rate),
            ask::ClockAct::ItSays { film_ms } => (Cause::Anchor, film_ms, rate),
            ask::ClockAct::Nudge { by_ms } => (Cause::Anchor, film_ms.saturating_add(by_ms), rate),
        };
        let starts = matches!(cause, Cause::Start | Cause::Resume);
        let film_ms = film_ms.max(0);
        let entry = NewEntry {
            viewing: viewing.id.clone(),
            timebase: timebase.clone(),
            at_ms,
            film_ms,
            rate,
            cause,
            source: Source::Hand,
        };
        self.edit(document, &me, &Edit::Clock(entry), turn)?;
        if starts {
            self.come_to(document, &me, &viewing.id, film_ms, turn);
        }
        let now = self.paced(document)?.pace.position(&viewing.id, &timebase, at_ms);
        Ok(crate::view::clock(now))
    }

    pub(super) fn lights_up(&mut self, ask: ask::LightsUp, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let viewing = self.viewing(document, &me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let now = self.paced(document)?.pace.position(&viewing.id, &timebase, at_ms);
        let film_ms = now.map_or(0, |now| now.film_ms);
        if now.is_some_and(|now| now.rate != 0.0) && viewing.ended_ms.is_none() {
            let entry = NewEntry {
                viewing: viewing.id.clone(),
                timebase,
                at_ms,
                film_ms,
                rate: 0.0,
                cause: Cause::Pause,
                source: Source::Hand,
            };
            self.edit(document, &me, &Edit::Clock(entry), turn)?;
        }
        if viewing.ended_ms.is_none() {
            self.edit(document, &me, &Edit::EndViewing { viewing: viewing.id.clone() }, turn)?;
        }
        let edit = Edit::Attend { viewing: Some(viewing.id), state: State::Finished, frontier_ms: film_ms };
        self.edit(document, &me, &edit, turn)?;
        Ok(Done {})
    }

    pub(super) fn attend(&mut self, ask: ask::Attend, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let viewing = self.viewing(document, &me, turn)?;
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let held = self.paced(document)?;
        let reached = held.pace.attends(&me, &viewing.id).map_or(0, |row| row.frontier_ms);
        let now = held.pace.position(&viewing.id, &timebase, at_ms).map(|now| now.film_ms);
        let film_ms = ask.film_ms.or(now).unwrap_or(0).max(0);
        let state = State::of(&ask.state, Some(film_ms)).ok_or_else(|| {
            Problem::new(
                "bad-argument",
                "One watches, finished, slept, left or is still watching. Nothing was changed.",
            )
        })?;
        let frontier_ms = match state {
            State::Slept { at_ms } | State::Left { at_ms } => at_ms,
            State::Watching | State::Finished | State::StillWatching => reached.max(ask.film_ms.unwrap_or(0)),
        };
        self.edit(document, &me, &Edit::Attend { viewing: Some(viewing.id), state, frontier_ms }, turn)?;
        Ok(Done {})
    }

    /// Writes down, once a minute of film, how far this device's own people have come.
    pub(super) fn keep_frontiers(&mut self, turn: &mut Turn) {
        let at_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let mut due = Vec::new();
        for (document, held) in &self.held {
            let Ok(me) = self.me_in(&held.household) else { continue };
            for row in held
                .pace
                .attendance
                .iter()
                .filter(|row| row.member == me && matches!(row.state, State::Watching | State::StillWatching))
            {
                let Some(viewing) = row.viewing.as_ref().and_then(|id| held.pace.find(id)) else { continue };
                if viewing.ended_ms.is_some() {
                    continue;
                }
                if let Some(now) = held.pace.position(&viewing.id, &timebase, at_ms)
                    && now.film_ms >= row.frontier_ms + FRONTIER_STEP_MS
                {
                    due.push((*document, me.clone(), viewing.id.clone(), now.film_ms));
                }
            }
        }
        for (document, member, viewing, film_ms) in due {
            self.come_to(document, &member, &viewing, film_ms, turn);
        }
    }

    /// Writes down how two timebases stand to each other, where a clock that counts on the other one is in use.
    pub(super) fn compared(
        &mut self,
        device: replica::DeviceId,
        theirs: &str,
        offset_ms: i64,
        err_ms: i64,
        turn: &mut Turn,
    ) {
        let ours = self.timebase.name.clone();
        let mut due = Vec::new();
        for (document, held) in &self.held {
            let uses = |timebase: &str| held.pace.entries.iter().any(|entry| entry.timebase == timebase);
            let here = |viewing: &Viewing| viewing.ended_ms.is_none();
            let known = held.pace.edges.iter().find(|edge| {
                [&edge.a, &edge.b] == [&ours, &theirs.to_owned()] || [&edge.b, &edge.a] == [&ours, &theirs.to_owned()]
            });
            // An edge is written again only when it became clearly better: tens of them an evening, not hundreds.
            let better = known.is_none_or(|edge| err_ms * 2 < edge.err_ms);
            if held.pace.viewings.iter().any(here) && (uses(theirs) || uses(&ours)) && better {
                due.push((*document, held.household));
            }
        }
        for (document, household) in due {
            if !self.replica.household(&household).is_some_and(|household| household.is_in(&device)) {
                continue;
            }
            let Ok(me) = self.me_in(&household) else { continue };
            let edge = screening::Edge { a: ours.clone(), b: theirs.to_owned(), offset_ms, err_ms };
            if let Err(problem) = self.edit(document, &me, &Edit::Edge(edge), turn) {
                tracing::warn!(%problem, "edge");
            }
        }
    }

    /// Finds the viewing that a member is in, opening one when there is none.
    fn viewing(&mut self, document: DocumentId, me: &MemberId, turn: &mut Turn) -> Result<Viewing, Problem> {
        if let Some(viewing) = self.paced(document)?.pace.viewing_of(me) {
            return Ok(viewing.clone());
        }
        self.edit(document, me, &Edit::AddViewing { label: String::new(), cut: None }, turn)?;
        let viewing = self.paced(document)?.pace.viewing_of(me).cloned();
        viewing.ok_or_else(|| {
            Problem::new("no-viewing", "This screening has no viewing yet. Nothing was changed. Try again.")
        })
    }

    /// Opens a screening by its id as it came in a call, and finds who one is there.
    pub(super) fn screening(&mut self, screening: &str) -> Result<(DocumentId, MemberId), Problem> {
        let document: DocumentId = id(screening)?;
        let household = self.open(document)?.household;
        Ok((document, self.me_in(&household)?))
    }

    /// Holds a document whose pace is known.
    pub(super) fn paced(&mut self, document: DocumentId) -> Result<&Held, Problem> {
        Ok(self.open(document)?)
    }

    /// Finds a household by its id, or the one with the most people.
    pub(super) fn household(&self, household: Option<&str>) -> Result<HouseholdId, Problem> {
        if let Some(household) = household {
            let household: HouseholdId = id(household)?;
            return match self.replica.household(&household) {
                Some(_) => Ok(household),
                None => {
                    Err(Problem::new("unknown-household", "This household is not on this device. Nothing was changed."))
                }
            };
        }
        let home = self
            .replica
            .households()
            .filter(|household| household.is_in(&self.device))
            .max_by_key(|household| (household.members().count(), std::cmp::Reverse(household.id())));
        home.map(replica::Household::id).ok_or_else(super::household::not_started)
    }

    fn draw_document(&self) -> Result<DocumentId, Problem> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            Problem::new("no-randomness", format!("The system gives no random numbers ({error}). Nothing was changed."))
        })?;
        Ok(DocumentId(bytes))
    }
}

/// Says what a change touched, for those who listen.
pub(super) fn announce(document: &DocumentId, touched: &Touched, turn: &mut Turn) {
    let parts = [
        ("notes", !touched.notes.is_empty() || !touched.marks.is_empty()),
        ("talk", !touched.replies.is_empty() || !touched.answers.is_empty() || !touched.outcomes.is_empty()),
        ("grades", !touched.grades.is_empty() || !touched.pulses.is_empty()),
        ("attendance", !touched.attendance.is_empty() || !touched.viewings.is_empty()),
        ("clock", !touched.clock.is_empty() || !touched.edges.is_empty()),
        ("film", touched.film || touched.everything),
        ("recap", touched.recap),
    ];
    let what: Vec<String> = parts.iter().filter(|(_, is)| *is).map(|(name, _)| (*name).to_owned()).collect();
    if touched.film || touched.everything {
        turn.say(Say::Library {});
    }
    if !what.is_empty() {
        turn.say(Say::Screening { screening: document.to_string(), what });
    }
}
