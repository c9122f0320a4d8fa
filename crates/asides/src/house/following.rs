//! When a followed player makes an entry in the film clock, and when it does not.
//!
//! Pure: samples and entries come in with their times, and at most one entry comes out. The rules:
//!
//! - An entry is written when the player starts, stands, goes on or jumps, and when clock and player are further apart
//!   than a quarter of a second or than the player may be wrong. Waiting for data is a pause only once it lasts.
//! - Tens of entries a film, never more: an allowance that fills slowly, half of it kept for what people do. A player
//!   that jumps about all the time is followed seldom; it cannot fill the document.
//! - A hand outranks the player. Moved by hand, the clock stays apart from the player by as much from then on: so a copy
//!   with another logo is corrected while it is followed. Stopped or started by hand, it stays so until the player does
//!   something itself.
//! - Of two players on one clock the one that was bound last leads, and the other stands by.

use screening::{Cause, ClockEntry, EntryId, Source};

/// Clock and player may be this far apart, in milliseconds.
const DRIFT_MS: i64 = 250;
/// From here on it is a jump and no drift, in milliseconds.
const JUMP_MS: i64 = 2_000;
/// Rates closer than this are one.
const RATE_SAME: f64 = 0.005;
/// Entries that may be written one after another.
const ENTRIES_MAX: f64 = 40.0;
/// Of these, so many are kept for what people do.
const KEPT: f64 = 20.0;
/// How long it takes for one more, in milliseconds.
const ENTRY_EVERY_MS: f64 = 60_000.0;
/// Two entries lie at least this far apart, in milliseconds: whoever drags a slider passes many places.
const APART_MS: i64 = 300;
/// Two corrections of a drift lie at least this far apart, in milliseconds.
const DRIFTS_APART_MS: i64 = 10_000;

/// What the player did, on this run's timebase and on the film's own scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    /// When it was looked at.
    pub at_ms: i64,
    /// Where it was then.
    pub film_ms: i64,
    /// Where it is at `now_ms`.
    pub now_film_ms: i64,
    /// Film milliseconds that pass in a millisecond; 0 stands.
    pub speed: f64,
    /// It stands because it waits for data.
    pub waits: bool,
    /// How wrong it may be.
    pub err_ms: i64,
}

/// The film clock as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    pub film_ms: i64,
    pub rate: f64,
}

/// An entry to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Due {
    pub cause: Cause,
    pub at_ms: i64,
    pub film_ms: i64,
    pub rate: f64,
}

/// Follows one player.
#[derive(Debug)]
pub(crate) struct Follower {
    /// What is added to the player's place to get film time.
    offset_ms: i64,
    /// The speed of the player when a hand stopped or started the clock against it.
    held_at: Option<f64>,
    /// The newest entry that was looked at.
    known: Option<EntryId>,
    /// It was bound just now: it takes the lead.
    takes: bool,
    /// Another player leads this clock.
    stands_by: bool,
    left: f64,
    filled_ms: Option<i64>,
    wrote_ms: i64,
    drifted_ms: i64,
}

impl Follower {
    /// Begins to follow; `known` is the newest entry at that time, which the player outranks.
    pub fn new(known: Option<EntryId>) -> Self {
        Self {
            offset_ms: 0,
            held_at: None,
            known,
            takes: true,
            stands_by: false,
            left: ENTRIES_MAX,
            filled_ms: None,
            wrote_ms: i64::MIN / 2,
            drifted_ms: i64::MIN / 2,
        }
    }

    /// Tells whether another player leads.
    pub fn stands_by(&self) -> bool {
        self.stands_by
    }

    /// Takes off a film time what a hand put between clock and player, in milliseconds.
    pub fn place_of(&self, film_ms: i64) -> i64 {
        film_ms.saturating_sub(self.offset_ms).max(0)
    }

    /// Adds to a film time that the player shows what a hand put between: the counterpart of [`Follower::place_of`].
    pub fn film_of(&self, place_ms: i64) -> i64 {
        place_ms.saturating_add(self.offset_ms).max(0)
    }

    /// Tells what is to be written now, if anything. `newest` is the newest entry of the viewing, `timebase` this run's.
    pub fn due(
        &mut self,
        clock: Option<Clock>,
        newest: Option<&ClockEntry>,
        timebase: &str,
        seen: &Seen,
        now_ms: i64,
    ) -> Option<Due> {
        self.fill(now_ms);
        self.heed(clock, newest, timebase, seen);
        if self.stands_by || self.held_at.is_some_and(|held| same(held, seen.speed)) {
            return None;
        }
        self.held_at = None;
        let due = self.wanted(clock, seen, now_ms)?;
        let drift = due.cause == Cause::Anchor;
        let apart_ms = if drift { now_ms - self.drifted_ms } else { now_ms - self.wrote_ms };
        let (least_ms, kept) = if drift { (DRIFTS_APART_MS, KEPT) } else { (APART_MS, 0.0) };
        if apart_ms < least_ms || self.left - kept < 1.0 {
            return None;
        }
        Some(due)
    }

    /// Notes that an entry was written.
    pub fn wrote(&mut self, id: EntryId, cause: Cause, now_ms: i64) {
        self.known = Some(id);
        self.takes = false;
        self.stands_by = false;
        self.left -= 1.0;
        self.wrote_ms = now_ms;
        if cause == Cause::Anchor {
            self.drifted_ms = now_ms;
        }
    }

    fn fill(&mut self, now_ms: i64) {
        let passed_ms = self.filled_ms.map_or(0, |filled_ms| (now_ms - filled_ms).max(0));
        self.filled_ms = Some(now_ms);
        self.left = (self.left + passed_ms as f64 / ENTRY_EVERY_MS).min(ENTRIES_MAX);
    }

    /// Heeds what somebody else wrote.
    fn heed(&mut self, clock: Option<Clock>, newest: Option<&ClockEntry>, timebase: &str, seen: &Seen) {
        let Some(entry) = newest else { return };
        if self.known.as_ref() == Some(&entry.id) {
            return;
        }
        self.known = Some(entry.id.clone());
        self.stands_by = false;
        match (&entry.source, entry.cause) {
            (Source::Player(_), _) => self.stands_by = !self.takes && entry.timebase != timebase,
            (_, Cause::Anchor | Cause::Seek) => {
                if let Some(clock) = clock {
                    self.offset_ms = clock.film_ms - seen.now_film_ms;
                }
            }
            (_, Cause::Start | Cause::Pause | Cause::Resume | Cause::Rate | Cause::Ad) => {
                self.held_at = Some(seen.speed);
            }
        }
    }

    fn wanted(&self, clock: Option<Clock>, seen: &Seen, now_ms: i64) -> Option<Due> {
        let then_ms = seen.film_ms.saturating_add(self.offset_ms).max(0);
        let here_ms = seen.now_film_ms.saturating_add(self.offset_ms).max(0);
        let due = |cause, at_ms, film_ms, rate| Some(Due { cause, at_ms, film_ms, rate });
        let Some(clock) = clock else {
            return if seen.speed > 0.0 { due(Cause::Start, now_ms, here_ms, seen.speed) } else { None };
        };
        let apart_ms = (clock.film_ms - here_ms).abs();
        let drifted = apart_ms > DRIFT_MS.max(seen.err_ms);
        match (clock.rate > 0.0, seen.speed > 0.0) {
            (false, true) => due(Cause::Resume, now_ms, here_ms, seen.speed),
            (true, false) if !seen.waits || drifted => due(Cause::Pause, seen.at_ms, then_ms, 0.0),
            (true, true) if !same(clock.rate, seen.speed) => due(Cause::Rate, now_ms, here_ms, seen.speed),
            _ if apart_ms > JUMP_MS => due(Cause::Seek, now_ms, here_ms, seen.speed),
            _ if drifted && !seen.waits => due(Cause::Anchor, now_ms, here_ms, seen.speed),
            _ => None,
        }
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= RATE_SAME
}

#[cfg(test)]
mod tests {
    use screening::{MemberId, ViewingId};

    use super::*;

    /// A clock that is what was written to it, and a player that is where it is told.
    struct Room {
        follower: Follower,
        entries: Vec<ClockEntry>,
        now_ms: i64,
        player: (i64, f64),
        waits: bool,
    }

    impl Room {
        fn with(entries: Vec<ClockEntry>) -> Self {
            let known = entries.last().map(|entry| entry.id.clone());
            Self { follower: Follower::new(known), entries, now_ms: 1_000_000, player: (0, 0.0), waits: false }
        }

        fn clock(&self) -> Option<Clock> {
            screening::FilmClock::on("here", &self.entries, &[], &[])
                .now(self.now_ms)
                .map(|now| Clock { film_ms: now.film_ms, rate: now.rate })
        }

        /// Lets time pass in steps of 100 ms and the house look at each.
        fn pass(&mut self, ms: i64) -> Vec<Cause> {
            let mut wrote = Vec::new();
            for _ in 0..ms / 100 {
                self.now_ms += 100;
                self.player.0 += (100.0 * self.player.1) as i64;
                wrote.extend(self.look());
            }
            wrote
        }

        fn look(&mut self) -> Option<Cause> {
            let (film_ms, speed) = self.player;
            let seen = Seen { at_ms: self.now_ms, film_ms, now_film_ms: film_ms, speed, waits: self.waits, err_ms: 45 };
            let due = self.follower.due(self.clock(), self.entries.last(), "here", &seen, self.now_ms)?;
            let entry = entry(self.entries.len(), "here", due.at_ms, due.film_ms, due.rate, due.cause, "player:mpv");
            self.follower.wrote(entry.id.clone(), due.cause, self.now_ms);
            self.entries.push(entry);
            Some(due.cause)
        }

        fn somebody(&mut self, timebase: &str, film_ms: i64, rate: f64, cause: Cause, source: &str) {
            self.entries.push(entry(self.entries.len(), timebase, self.now_ms, film_ms, rate, cause, source));
        }

        fn apart_ms(&self) -> i64 {
            self.clock().map_or(i64::MAX, |clock| clock.film_ms - self.player.0)
        }
    }

    fn entry(
        place: usize,
        timebase: &str,
        at_ms: i64,
        film_ms: i64,
        rate: f64,
        cause: Cause,
        source: &str,
    ) -> ClockEntry {
        ClockEntry {
            id: EntryId::new(at_ms, place as u64),
            viewing: ViewingId::new(0, 0),
            lamport: place as i64 + 1,
            timebase: timebase.into(),
            at_ms,
            film_ms,
            rate,
            cause,
            source: source.to_owned().into(),
            copy: None,
            by: MemberId::from_bytes([1; 10]),
        }
    }

    #[test]
    fn a_film_is_followed_with_an_entry_for_what_was_done_and_no_other() {
        let mut room = Room::with(Vec::new());
        assert_eq!(room.pass(5_000), []);
        room.player.1 = 1.0;
        assert_eq!(room.pass(600_000), [Cause::Start]);
        room.player.1 = 0.0;
        assert_eq!(room.pass(60_000), [Cause::Pause]);
        room.player.1 = 1.0;
        assert_eq!(room.pass(60_000), [Cause::Resume]);
        room.player.0 -= 30_000;
        assert_eq!(room.pass(60_000), [Cause::Seek]);
        room.player.1 = 1.25;
        assert_eq!(room.pass(60_000), [Cause::Rate]);
        room.player.0 += 240;
        assert_eq!(room.pass(60_000), [], "a quarter of a second is near enough");
        room.player.0 += 40;
        assert_eq!(room.pass(60_000), [Cause::Anchor]);
        assert_eq!(room.apart_ms(), 0);
    }

    #[test]
    fn waiting_for_data_is_a_pause_once_it_lasts() {
        let mut room = Room::with(Vec::new());
        room.player.1 = 1.0;
        room.pass(10_000);
        (room.waits, room.player.1) = (true, 0.0);
        assert_eq!(room.pass(200), []);
        assert_eq!(room.pass(5_000), [Cause::Pause]);
        (room.waits, room.player.1) = (false, 1.0);
        assert_eq!(room.pass(5_000), [Cause::Resume]);
    }

    #[test]
    fn a_player_that_jumps_about_writes_tens_of_entries_and_no_more() {
        for step_ms in [900, 5_000, -60_000] {
            let mut room = Room::with(Vec::new());
            room.player = (3_000_000, 1.0);
            let mut wrote = 0;
            for round in 0..7_200_i64 {
                room.player.0 = (room.player.0 + if round % 2 == 0 { step_ms } else { -step_ms }).max(0);
                wrote += room.pass(1_000).len();
            }
            assert!((10..=170).contains(&wrote), "{wrote} entries in two hours of {step_ms} ms");
        }
    }

    #[test]
    fn what_people_do_is_followed_though_the_player_drifts() {
        let mut room = Room::with(Vec::new());
        room.player.1 = 1.0;
        for _ in 0..720 {
            room.player.0 += 400;
            room.pass(10_000);
        }
        room.player.1 = 0.0;
        assert_eq!(room.pass(1_000), [Cause::Pause]);
    }

    #[test]
    fn a_hand_moves_the_clock_and_it_stays_moved() {
        let mut room = Room::with(Vec::new());
        room.player.1 = 1.0;
        room.pass(60_000);
        // The copy begins with a logo of 12 s: "it says 0:00:48".
        let film_ms = room.player.0 - 12_000;
        room.somebody("here", film_ms, 1.0, Cause::Anchor, "hand");
        assert_eq!(room.pass(60_000), []);
        assert_eq!(room.apart_ms(), -12_000);
        room.player.0 += 600_000;
        assert_eq!(room.pass(1_000), [Cause::Seek]);
        assert_eq!(room.apart_ms(), -12_000);
        assert_eq!(room.follower.place_of(100_000), 112_000);
    }

    #[test]
    fn a_hand_stops_the_clock_until_the_player_does_something() {
        let mut room = Room::with(Vec::new());
        room.player.1 = 1.0;
        room.pass(60_000);
        let film_ms = room.player.0;
        room.somebody("here", film_ms, 0.0, Cause::Pause, "hand");
        assert_eq!(room.pass(60_000), [], "a hand outranks the player");
        room.player.1 = 0.0;
        assert_eq!(room.pass(1_000), [Cause::Seek], "it stands, and where it stands is known again");
        room.player.1 = 1.0;
        assert_eq!(room.pass(1_000), [Cause::Resume]);
    }

    #[test]
    fn of_two_players_the_last_bound_leads() {
        let theirs = entry(0, "theo", 1_000_000, 600_000, 1.0, Cause::Start, "player:vlc");
        let mut room = Room::with(vec![theirs]);
        room.player = (1_000, 1.0);
        assert_eq!(room.pass(1_000), [Cause::Seek], "bound just now: it leads");
        room.somebody("theo", 700_000, 1.0, Cause::Seek, "player:vlc");
        assert_eq!(room.pass(10_000), []);
        assert!(room.follower.stands_by());
        room.somebody("theo", 800_000, 1.0, Cause::Anchor, "hand");
        room.pass(1_000);
        assert!(!room.follower.stands_by());
    }
}
