//! What an adapter says: the one place where a player's words become samples and events.

use tokio::sync::{mpsc, watch};

use crate::{Event, Film, PlayerError, Sample};

/// The speaking end of a [`crate::Link`].
pub(crate) struct Report {
    now: watch::Sender<Option<Sample>>,
    events: mpsc::Sender<Event>,
    film: Option<Film>,
    /// Complaints that were told already since the player was found; each is told once.
    told: Vec<std::mem::Discriminant<PlayerError>>,
    found: bool,
    /// Why it was lost, until it is found: told once, however often it is looked for.
    lost: Option<PlayerError>,
}

impl Report {
    pub fn new(now: watch::Sender<Option<Sample>>, events: mpsc::Sender<Event>) -> Self {
        Self { now, events, film: None, told: Vec::new(), found: false, lost: None }
    }

    /// The player answers.
    pub fn found(&mut self) {
        if !self.found {
            self.found = true;
            self.lost = None;
            self.tell(Event::Found);
        }
    }

    /// Tells whether it answered since it was last lost.
    pub fn is_found(&self) -> bool {
        self.found
    }

    /// A new sample. An event is told when the player does otherwise than before, not for every picture.
    pub fn sample(&mut self, sample: Sample) {
        let moved = self.now.borrow().is_none_or(|before| {
            let expected = before.at(sample.seen);
            before.play != sample.play
                || (before.rate - sample.rate).abs() > 1e-3
                || (expected - sample.film_ms).abs() > MOVED_MS.max(sample.err_ms)
        });
        self.now.send_replace(Some(sample));
        if moved {
            self.tell(Event::Moved);
        }
    }

    /// The player has no place to tell.
    pub fn nothing(&mut self, why: PlayerError) {
        if self.now.send_replace(None).is_some() {
            self.tell(Event::Moved);
        }
        self.trouble(why);
    }

    /// Which film is open.
    pub fn film(&mut self, film: Film) {
        if self.film.as_ref() == Some(&film) {
            return;
        }
        self.film = Some(film.clone());
        self.tell(Event::Film(film));
    }

    /// Something is wrong, and the player is followed all the same.
    pub fn trouble(&mut self, error: PlayerError) {
        let kind = std::mem::discriminant(&error);
        if !self.told.contains(&kind) {
            self.told.push(kind);
            self.tell(Event::Trouble(error));
        }
    }

    /// The player went away.
    pub fn lost(&mut self, error: PlayerError) {
        self.found = false;
        self.film = None;
        self.told.clear();
        self.now.send_replace(None);
        if self.lost.as_ref() != Some(&error) {
            self.lost = Some(error.clone());
            self.tell(Event::Lost(error));
        }
    }

    /// Nobody listens any more.
    pub fn is_over(&self) -> bool {
        self.events.is_closed()
    }

    fn tell(&self, event: Event) {
        // A listener that does not keep up misses events, never samples; the adapter does not wait for it.
        if let Err(error) = self.events.try_send(event) {
            tracing::debug!(%error, "an event of a player is not heard");
        }
    }
}

/// A place that is further off than this from where the last sample would lead is a jump.
const MOVED_MS: i64 = 250;
