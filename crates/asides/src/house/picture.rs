//! Notes on the picture: what the household wrote, over the film in one's own mpv.
//!
//! Off until the person here turns it on. What is shown has passed the gate for that person and their frontier
//! ([`Viewer::sight_on_picture`]), and is stricter than a page: others may sit before the same screen. While the film
//! runs, a note of somebody else is shown when it arrives; when one watches alone, a little after its moment, as every
//! echo; in a replay at its moment. Whoever has been shown a note answers it, and has not noticed the same by themselves:
//! [`Core::has_been_shown`] keeps that apart.

use std::collections::BTreeMap;
use std::time::Instant;

use library::{NotesPage, UpTo};
use players::{Caption, Command, Kind};
use replica::DocumentId;
use screening::insight::LINK_MS;
use screening::{MemberId, Note, NoteId, ScreeningId};
use tokio::sync::oneshot;

use super::captions::{Due, one_by_one};
use super::core::{Core, library_problem};
use super::notes::id;
use super::pace::Pace;
use crate::api::Problem;
use crate::gate::{Lights, Reach, Sight, Viewer};

/// What is given to the player: from so long before its place to so long after, in film milliseconds. It begins anew at
/// every half of that, so that a track is replaced seldom.
const STEP_MS: i64 = 60_000;
/// What arrives within so long after its moment is shown at once; what is older waits for a replay.
const FRESH_MS: i64 = 20_000;
/// A track needs a moment to be taken; a caption that began before would be there at once and for a shorter time.
const LEAD_MS: i64 = 250;
/// How many notes are looked at.
const NOTES_MAX: usize = 400;

/// What is shown over the picture of one bound player.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// What the player was given last; none when it has to be told anew.
    given: Option<Vec<Caption>>,
    /// The notes of others that were shown as they came: their film time, and from when on they stood there.
    came: BTreeMap<NoteId, (i64, i64)>,
}

impl Picture {
    /// The player is another one now, or was away.
    pub fn forget(&mut self) {
        self.given = None;
    }
}

impl Core {
    /// Looks at what should stand over the picture of every bound player, and tells those for which that changed.
    pub(super) fn keep_pictures(&mut self) {
        let bound: Vec<DocumentId> = self.players.bound.keys().copied().collect();
        for document in bound {
            if let Err(problem) = self.keep_picture(document) {
                tracing::warn!(%problem, "notes on the picture");
            }
        }
    }

    fn keep_picture(&mut self, document: DocumentId) -> Result<(), Problem> {
        let wished = self.habits().on_picture;
        let Some(bound) = self.players.bound.get(&document).filter(|bound| bound.address.kind() == Kind::Mpv) else {
            return Ok(());
        };
        let nothing = bound.picture.given.as_ref().is_none_or(Vec::is_empty);
        if bound.now.borrow().is_none() || (!wished && nothing) {
            return Ok(());
        }
        let captions = if wished { self.captions(document)? } else { Vec::new() };
        let Some(bound) = self.players.bound.get_mut(&document) else { return Ok(()) };
        if bound.picture.given.as_ref() == Some(&captions) {
            return Ok(());
        }
        let (done, became) = oneshot::channel();
        // With a queue that is full, the next look tries again.
        if bound.cmd.try_send(Command::Show { captions: captions.clone(), done }).is_ok() {
            bound.picture.given = Some(captions);
            let number = bound.number;
            self.pass_on(document, number, became);
        }
        Ok(())
    }

    /// The captions around the place at which the player is, on its own copy.
    fn captions(&mut self, document: DocumentId) -> Result<Vec<Caption>, Problem> {
        let Some(household) = self.places.get(&document).copied() else { return Ok(Vec::new()) };
        let me = self.me_in(&household)?;
        let (timebase, now_ms) = (self.timebase.name.clone(), self.timebase.now_ms());
        let screening = ScreeningId::from_bytes(document.0);
        let noted = self.reader.noted_until(&screening, &me).map_err(library_problem)?;
        let rows;
        let pace = match self.held.get(&document) {
            Some(held) => &held.pace,
            // A film that is over is not opened for its replay.
            None => {
                rows = Pace::of(&self.reader, &screening).map_err(library_problem)?;
                &rows
            }
        };
        let cut = pace.viewing_of(&me).and_then(|viewing| pace.cut_of(&viewing.id));
        let watching = pace.viewing_of(&me).map(|viewing| (me.clone(), viewing.id.clone()));
        let reach = Reach {
            attendance: &pace.attendance,
            viewings: &pace.viewings,
            noted_ms: noted.map(|ms| (me.clone(), ms)).into_iter().collect(),
            clocks_ms: pace.clocks_ms(&timebase, now_ms),
            watching,
        };
        let viewer = Viewer::place(me, &reach, &Lights::of(&reach));
        let Some(bound) = self.players.bound.get_mut(&document) else { return Ok(Vec::new()) };
        let Some(sample) = *bound.now.borrow() else { return Ok(Vec::new()) };
        let place_ms = sample.at(Instant::now());
        let here_ms = bound.follower.film_of(cut.map_or(place_ms, |cut| cut.film_ms(place_ms)));
        let begin_ms = here_ms.div_euclid(STEP_MS / 2) * (STEP_MS / 2);
        let page = NotesPage {
            after: Some(((begin_ms - STEP_MS).max(0), id(&"0".repeat(24))?)),
            limit: NOTES_MAX,
            // In nobody's name: one's own notes from beyond this stretch are not looked for either.
            up_to: Some(UpTo { member: id(&"0".repeat(20))?, film_ms: viewer.frontier_ms.min(begin_ms + 2 * STEP_MS) }),
        };
        let shows = |note: &Note| {
            viewer.sight_on_picture(note) == Sight::Clear && (viewer.finished || note.by != viewer.member)
        };
        let notes = self.reader.notes_where(&screening, &page, shows).map_err(library_problem)?;
        let names = self.replica.household(&household);
        let name = |member: &MemberId| {
            let key = member.as_str().parse().ok()?;
            Some(names?.member(&key)?.name.clone())
        };
        let due = notes.into_iter().map(|note| {
            let from_ms = bound.picture.from_ms(&note, &viewer, here_ms);
            Due { from_ms, who: name(&note.by).unwrap_or_default(), text: note.text }
        });
        let shown = one_by_one(due.collect(), sample.rate);
        let place = |film_ms: i64| {
            let film_ms = bound.follower.place_of(film_ms);
            cut.map_or(film_ms, |cut| cut.cut_ms(film_ms)).max(0)
        };
        let caption = |one: super::captions::Shown| Caption {
            from_ms: place(one.from_ms),
            to_ms: place(one.to_ms),
            who: one.who,
            text: one.text,
        };
        Ok(shown.into_iter().map(caption).filter(|caption| caption.from_ms < caption.to_ms).collect())
    }

    /// Tells whether, at the film time at which a member began to react, a note of somebody else from near it stood on the
    /// picture here already.
    pub(super) fn has_been_shown(&self, document: DocumentId, film_ms: i64) -> bool {
        let came = self.players.bound.get(&document).map(|bound| &bound.picture.came);
        came.into_iter()
            .flat_map(BTreeMap::values)
            .any(|(of_ms, from_ms)| of_ms.saturating_sub(film_ms).saturating_abs() <= LINK_MS && *from_ms <= film_ms)
    }
}

impl Picture {
    /// From when on a note stands on the picture, in film milliseconds.
    fn from_ms(&mut self, note: &Note, viewer: &Viewer, here_ms: i64) -> i64 {
        if viewer.finished {
            return note.film_ms;
        }
        let late = here_ms - note.film_ms > FRESH_MS;
        let first = || if late { note.film_ms } else { note.film_ms.max(here_ms + LEAD_MS) };
        self.came.entry(note.id.clone()).or_insert_with(|| (note.film_ms, first())).1
    }
}
