//! Beginning a screening, correcting its film, and who watches.

use replica::{DocumentId, HouseholdId};
use screening::{Document, Edit, Film, MemberId, Opening, Purpose, ScreeningId, State, Touched, Viewing};

use super::core::Core;
use super::notes::{id, refusal, speaker};
use super::shelf::Held;
use super::turn::Turn;
use crate::api::view::{Begun, Done};
use crate::api::{Problem, ask, say::Say};

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
        let hides = self.habits().hide_length;
        let held = self.open(document)?;
        let before = screening::read_film(&held.document, &screening::AnyVoice).unwrap_or_default();
        // Who does not wish to see the length has not taken it away by leaving it out.
        let kept = before.length_ms.filter(|_| hides);
        let film = Film { title: ask.title, year: ask.year, length_ms: ask.length_ms.or(kept), ..before };
        self.edit(document, &me, &Edit::Film(film), turn)?;
        Ok(Done {})
    }

    pub(super) fn set_free_until(&mut self, ask: ask::SetFreeUntil, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let held = self.open(document)?;
        let before = screening::read_film(&held.document, &screening::AnyVoice).unwrap_or_default();
        let film = Film { free_until_ms: ask.film_ms, ..before };
        self.edit(document, &me, &Edit::Film(film), turn)?;
        Ok(Done {})
    }

    pub(super) fn attend(&mut self, ask: ask::Attend, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let me = speaker(me, ask.for_member.as_deref())?;
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

    /// Finds the viewing that a member is in, opening one when there is none.
    pub(super) fn viewing(&mut self, document: DocumentId, me: &MemberId, turn: &mut Turn) -> Result<Viewing, Problem> {
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
pub(super) fn announce(screening: &str, touched: &Touched, turn: &mut Turn) {
    let parts = [
        ("notes", !touched.notes.is_empty() || !touched.marks.is_empty()),
        ("talk", !touched.replies.is_empty() || !touched.answers.is_empty() || !touched.outcomes.is_empty()),
        ("grades", !touched.grades.is_empty() || !touched.pulses.is_empty() || !touched.sentences.is_empty()),
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
        turn.say(Say::Screening { screening: screening.to_owned(), what });
    }
}
