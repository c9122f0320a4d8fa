//! One's own players: which are there, which one this device follows for a screening, and what it is asked.
//!
//! A bound player is followed by looking at its last sample, ten times a second and whenever it did something; its task
//! never makes the core wait. Nothing here travels: other devices get clock entries like any other, and there is no
//! message by which somebody else's player could be moved. It stays bound over a restart of the house, in the settings
//! of this profile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use players::{Address, Around, Command, Event, Film, Link, Offer, PlayerError, Sample};
use replica::DocumentId;
use screening::{Cut, ScreeningId, Source};
use tokio::sync::{mpsc, oneshot, watch};

use super::Message;
use super::core::Core;
use super::film_clock::{FilmDid, Reads};
use super::following::{Clock, Due, Follower, Seen};
use super::notes::id;
use super::pace::Pace;
use super::picture::Picture;
use super::turn::Turn;
use crate::api::view::Done;
use crate::api::{Problem, ask, say::Say};

/// What is looked for again at most so often.
const LOOK_EVERY: Duration = Duration::from_secs(4);
/// What is asked of everybody on the network at home is asked again at most so often.
const LOOK_AROUND_EVERY: Duration = Duration::from_secs(20);
/// How far before a moment one's own player is asked to go, in milliseconds.
pub(crate) const JUMP_BEFORE_MS: i64 = 5_000;
/// The settings in which bound players stand, one for each screening.
const SETTING: &str = "player:";

/// What reaches the core from players.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A bound player did something.
    Event { document: DocumentId, number: u64, event: Event },
    /// Somebody would like to know which players are there.
    Wanted,
    /// These are there: on this machine, and around it if that was looked at.
    Offers { here: Vec<Offer>, near: Option<Vec<Offer>> },
}

/// Players as queries see them.
#[derive(Debug, Default, Clone)]
pub struct PlayersNow {
    pub(crate) offers: Vec<Offer>,
    /// None until the first look.
    pub(crate) looked: Option<Instant>,
    pub(crate) looking: bool,
    pub(crate) bound: BTreeMap<DocumentId, BoundNow>,
}

/// A bound player as queries see it.
#[derive(Debug, Clone)]
pub(crate) struct BoundNow {
    pub address: Address,
    pub found: bool,
    pub film: Film,
    pub now: watch::Receiver<Option<Sample>>,
    /// Another player leads this clock.
    pub stands_by: bool,
    /// What is wrong with it, or how it was lost.
    pub trouble: Option<PlayerError>,
}

/// The players that this device follows.
#[derive(Default)]
pub(crate) struct Players {
    pub(super) bound: BTreeMap<DocumentId, Bound>,
    /// Counts bindings, so that what an earlier one still says is told apart.
    number: u64,
    /// Where players at home are asked for.
    around: Option<Around>,
    /// When they were asked for last.
    looked_around: Option<Instant>,
    /// Those that answered then.
    near: Vec<Offer>,
}

impl Players {
    /// None is bound yet; players at home are asked for there.
    pub fn around(around: Option<Around>) -> Self {
        Self { around, ..Self::default() }
    }
}

pub(super) struct Bound {
    pub(super) number: u64,
    pub(super) address: Address,
    pub(super) now: watch::Receiver<Option<Sample>>,
    pub(super) cmd: mpsc::Sender<Command>,
    pub(super) follower: Follower,
    pub(super) picture: Picture,
    /// The film was over at the last look: the player stays for jumps and replays, and is not followed.
    over: bool,
}

impl Core {
    pub(super) fn bind_player(&mut self, ask: ask::BindPlayer, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, _) = self.screening(&ask.screening)?;
        let address = Address::from(ask.player);
        // One player, one screening: the film of tonight is not the film of last week.
        let elsewhere: Vec<DocumentId> = self
            .players
            .bound
            .iter()
            .filter(|(other, bound)| **other != document && bound.address == address)
            .map(|(other, _)| *other)
            .collect();
        for other in elsewhere {
            self.let_go(other, turn);
        }
        let kept = serde_json::to_vec(&address).map_err(|error| Problem::new("bad-argument", error.to_string()))?;
        turn.settings.push((setting(&document), Some(kept)));
        self.bind(document, address)?;
        turn.say(Say::Players {});
        Ok(Done {})
    }

    pub(super) fn unbind_player(&mut self, ask: ask::OfScreening, turn: &mut Turn) -> Result<Done, Problem> {
        self.let_go(id(&ask.screening)?, turn);
        Ok(Done {})
    }

    pub(super) fn jump_player(&mut self, ask: ask::JumpPlayer) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let pace = &self.paced(document)?.pace;
        let cut = pace.viewing_of(&me).and_then(|viewing| pace.cut_of(&viewing.id)).cloned();
        let Some(bound) = self.players.bound.get(&document) else {
            return Err(Problem::new(
                "no-player",
                "No player of yours is bound to this film, so none was moved. Copy the time and go there by hand.",
            ));
        };
        let player = bound.address.kind().name();
        if !bound.address.is_own() {
            return Err(Problem::about("player", &PlayerError::NotOwn { player }));
        }
        if bound.now.borrow().is_none() {
            return Err(Problem::about("player", &PlayerError::NoFilm { player }));
        }
        let film_ms = bound.follower.place_of(ask.film_ms.saturating_sub(JUMP_BEFORE_MS).max(0));
        let film_ms = cut.map_or(film_ms, |cut| cut.cut_ms(film_ms)).max(0);
        let (done, became) = oneshot::channel();
        let stuck = PlayerError::Silent { player, seconds: 0 };
        bound.cmd.try_send(Command::Jump { film_ms, done }).map_err(|_| Problem::about("player", &stuck))?;
        self.pass_on(document, bound.number, became);
        Ok(Done {})
    }

    /// Takes what a player, or looking for one, brought.
    pub(super) fn player_heard(&mut self, heard: Heard, turn: &mut Turn) {
        match heard {
            Heard::Wanted => self.look_for_players(),
            Heard::Offers { here, near } => {
                if let Some(near) = near {
                    self.players.near = near;
                }
                let offers: Vec<Offer> = here.into_iter().chain(self.players.near.iter().cloned()).collect();
                let before = self.present(|live| {
                    live.players.looking = false;
                    live.players.looked = Some(Instant::now());
                    std::mem::replace(&mut live.players.offers, offers.clone())
                });
                if before != offers {
                    turn.say(Say::Players {});
                }
            }
            Heard::Event { document, number, event } => {
                if self.players.bound.get(&document).is_none_or(|bound| bound.number != number) {
                    return;
                }
                if let (Event::Found | Event::Lost(_), Some(bound)) = (&event, self.players.bound.get_mut(&document)) {
                    bound.picture.forget();
                }
                let tells =
                    self.present(|live| live.players.bound.get_mut(&document).is_none_or(|now| now.take(event)));
                if tells {
                    turn.say(Say::Players {});
                }
                self.follow_player(document, turn);
            }
        }
    }

    /// Looks at every bound player.
    pub(super) fn follow_players(&mut self, turn: &mut Turn) {
        let bound: Vec<DocumentId> = self.players.bound.keys().copied().collect();
        for document in bound {
            self.follow_player(document, turn);
        }
    }

    /// Binds again what was bound when the house was closed, unless the film is over: that is forgotten.
    pub(super) fn bind_again(&mut self, turn: &mut Turn) {
        let kept = self.library.settings(SETTING).unwrap_or_else(|error| {
            tracing::warn!(%error, "bound players");
            Vec::new()
        });
        for (name, value) in kept {
            let Some(document) = name.strip_prefix(SETTING).and_then(|text| text.parse::<DocumentId>().ok()) else {
                continue;
            };
            let Ok(address) = serde_json::from_slice::<Address>(&value) else { continue };
            // By its rows: the document of a film that is over is not opened for this.
            let screening = ScreeningId::from_bytes(document.0);
            if Pace::of(&self.reader, &screening).is_ok_and(|pace| pace.is_over()) {
                turn.settings.push((name, None));
            } else if let Err(problem) = self.bind(document, address) {
                tracing::warn!(%problem, "bound player");
            }
        }
    }

    fn bind(&mut self, document: DocumentId, address: Address) -> Result<(), Problem> {
        let household = self.open(document)?.household;
        let me = self.me_in(&household)?;
        let pace = &self.open(document)?.pace;
        let known = pace.viewing_of(&me).and_then(|viewing| pace.newest(&viewing.id)).map(|entry| entry.id.clone());
        self.players.number += 1;
        let number = self.players.number;
        let _inside = self.runtime.enter();
        let Link { now, mut events, cmd } = players::connect(address.clone());
        let inbox = self.inbox.clone();
        self.runtime.spawn(async move {
            while let Some(event) = events.recv().await {
                let Some(inbox) = inbox.upgrade() else { return };
                let heard = Heard::Event { document, number, event };
                if inbox.send(Message::Player(heard)).await.is_err() {
                    return;
                }
            }
        });
        let shown = BoundNow {
            address: address.clone(),
            found: false,
            film: Film::default(),
            now: now.clone(),
            stands_by: false,
            trouble: None,
        };
        self.present(|live| live.players.bound.insert(document, shown));
        let (follower, picture) = (Follower::new(known), Picture::default());
        let bound = Bound { number, address, now, cmd, follower, picture, over: false };
        self.players.bound.insert(document, bound);
        Ok(())
    }

    fn let_go(&mut self, document: DocumentId, turn: &mut Turn) {
        if self.players.bound.remove(&document).is_some() {
            self.present(|live| live.players.bound.remove(&document));
            turn.settings.push((setting(&document), None));
            turn.say(Say::Players {});
        }
    }

    fn follow_player(&mut self, document: DocumentId, turn: &mut Turn) {
        let Some(bound) = self.players.bound.get(&document) else { return };
        let Some(sample) = *bound.now.borrow() else { return };
        // A film that is over needs nobody to follow it; looking would keep its document in memory for ever.
        let over = self.held.get(&document).map_or(bound.over, |held| held.pace.is_over());
        if let Some(bound) = self.players.bound.get_mut(&document) {
            bound.over = over;
        }
        if over {
            return;
        }
        let Ok(held) = self.open(document) else { return };
        let household = held.household;
        let Ok(me) = self.me_in(&household) else { return };
        let now_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let Some(held) = self.held.get(&document) else { return };
        let Some(viewing) = held.pace.viewing_of(&me).filter(|viewing| viewing.ended_ms.is_none()).cloned() else {
            return;
        };
        let clock = held.pace.position(&viewing.id, &timebase, now_ms);
        let newest = held.pace.newest(&viewing.id);
        let cut = held.pace.cut_of(&viewing.id);
        let ratio = cut.map_or(1.0, |cut| cut.ratio);
        let seen = seen(&sample, cut, now_ms);
        let Some(bound) = self.players.bound.get_mut(&document) else { return };
        // In a scene that only this copy has film time stands while the player runs.
        let clock = clock.map(|now| Clock { film_ms: now.film_ms, rate: now.speed * ratio });
        let due = bound.follower.due(clock, newest, &timebase, &seen, now_ms);
        let stands_by = bound.follower.stands_by();
        let source = Source::Player(bound.address.kind().word().to_owned());
        self.present(|live| {
            if let Some(now) = live.players.bound.get_mut(&document)
                && now.stands_by != stands_by
            {
                now.stands_by = stands_by;
                turn.say(Say::Players {});
            }
        });
        let Some(Due { cause, at_ms, film_ms, rate }) = due else { return };
        let did = FilmDid { cause, reads: Reads::Film(film_ms), speed: rate / ratio, at_ms, source };
        if let Err(problem) = self.film_did(document, &me, &viewing.id, did, turn) {
            tracing::warn!(%problem, "what a player did could not be written");
            return;
        }
        let written = self.held.get(&document).and_then(|held| held.pace.newest(&viewing.id)).map(|new| new.id.clone());
        if let (Some(id), Some(bound)) = (written, self.players.bound.get_mut(&document)) {
            bound.follower.wrote(id, cause, now_ms);
        }
    }

    fn look_for_players(&mut self) {
        let begin = self.present(|live| {
            let fresh = live.players.looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY);
            let begin = !live.players.looking && !fresh;
            live.players.looking |= begin;
            begin
        });
        if !begin {
            return;
        }
        let fresh = self.players.looked_around.is_some_and(|looked| looked.elapsed() < LOOK_AROUND_EVERY);
        let around = self.players.around.clone().filter(|_| !fresh);
        if around.is_some() {
            self.players.looked_around = Some(Instant::now());
        }
        let inbox = self.inbox.clone();
        self.runtime.spawn(async move {
            let near = async {
                match &around {
                    Some(around) => Some(players::look_around(around).await),
                    None => None,
                }
            };
            let (here, near) = tokio::join!(players::look(), near);
            if let Some(inbox) = inbox.upgrade() {
                let _ = inbox.send(Message::Player(Heard::Offers { here, near })).await;
            }
        });
    }

    /// Passes on what became of a command; a refusal is shown beside the player.
    pub(super) fn pass_on(
        &self,
        document: DocumentId,
        number: u64,
        became: oneshot::Receiver<Result<(), PlayerError>>,
    ) {
        let inbox = self.inbox.clone();
        self.runtime.spawn(async move {
            if let (Ok(Err(error)), Some(inbox)) = (became.await, inbox.upgrade()) {
                let heard = Heard::Event { document, number, event: Event::Trouble(error) };
                let _ = inbox.send(Message::Player(heard)).await;
            }
        });
    }
}

impl BoundNow {
    /// Takes an event; tells whether there is something new to show.
    fn take(&mut self, event: Event) -> bool {
        match event {
            Event::Found => (self.found, self.trouble) = (true, None),
            Event::Film(film) => self.film = film,
            Event::Trouble(error) => self.trouble = Some(error),
            Event::Lost(error) => (self.found, self.trouble) = (false, Some(error)),
            Event::Moved => {
                // With a place again there is a film again.
                if self.now.borrow().is_some() && matches!(self.trouble, Some(PlayerError::NoFilm { .. })) {
                    self.trouble = None;
                }
            }
        }
        true
    }
}

fn setting(document: &DocumentId) -> String {
    format!("{SETTING}{document}")
}

/// Puts a sample on this run's timebase and, through the copy that is watched, on the film's own scale.
fn seen(sample: &Sample, cut: Option<&Cut>, now_ms: i64) -> Seen {
    let age_ms = i64::try_from(sample.seen.elapsed().as_millis()).unwrap_or(i64::MAX);
    let film_ms = |place_ms: i64| cut.map_or(place_ms, |cut| cut.film_ms(place_ms));
    Seen {
        at_ms: now_ms.saturating_sub(age_ms),
        film_ms: film_ms(sample.film_ms),
        now_film_ms: film_ms(sample.at(Instant::now())),
        speed: sample.speed() * cut.map_or(1.0, |cut| cut.ratio),
        waits: sample.play == players::Play::Buffering,
        err_ms: sample.err_ms,
    }
}
