//! The thread that writes: takes what waits, works it off, commits once, lets go of what followed.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use automerge::Change;
use library::{Library, LibraryError, Reader};
use peers::{PeerEvent, Peers};
use replica::{DeviceId, DeviceKey, DocumentId, Effect, Household, HouseholdId, Replica, Taken, What};
use screening::{Document, MemberId, Purpose, ScreeningId, Voices, touched};
use serde_json::Value;
use tokio::sync::{broadcast, mpsc};

use super::compared::Compared;
use super::joining::Hosting;
use super::players::Players;
use super::reached::FRONTIER_STEP_MS;
use super::recap::{Carets, Typed};
use super::shelf::{Fetching, Held, Tidying};
use super::turn::Turn;
use super::{Live, Message, Pace, notes, screenings};
use crate::api::{Call, Problem, say::Say};
use crate::time::Timebase;

/// How many waiting messages one turn takes along at most.
const TURN_MESSAGES_MAX: usize = 256;
/// How often invites, frontiers and idle documents are looked at.
const LOOK_MS: i64 = 250;

/// Everything that writes.
pub(crate) struct Core {
    pub library: Library,
    pub reader: Reader,
    pub replica: Replica,
    pub key: DeviceKey,
    pub device: DeviceId,
    pub peers: Option<Peers>,
    pub timebase: Timebase,
    /// The end of this run's actors; drawn anew whenever own changes were dropped.
    pub nonce: [u8; 8],
    pub held: BTreeMap<DocumentId, Held>,
    /// Long documents that are on their way into memory.
    pub fetching: BTreeMap<DocumentId, Fetching>,
    /// Documents whose compacted form is being made.
    pub tidying: BTreeMap<DocumentId, Tidying>,
    pub places: BTreeMap<DocumentId, HouseholdId>,
    pub live: Arc<RwLock<Live>>,
    pub says: broadcast::Sender<Say>,
    pub hosting: Hosting,
    pub players: Players,
    /// Where the others are writing.
    pub carets: Carets,
    /// What each editor of a recap sent last.
    pub typed: Vec<Typed>,
    pub runtime: tokio::runtime::Handle,
    pub inbox: mpsc::WeakSender<Message>,
    pub device_name: String,
    /// When this house was opened.
    pub since: std::time::Instant,
    /// When invites, frontiers and idle documents were last looked at.
    pub looked_ms: i64,
    /// How long this machine had slept at the last look, and where film clocks stood then, by this run's timebase.
    pub slept_ms: i64,
    pub awake_ms: i64,
    /// How the timebases of other devices stand to this run's.
    pub compared: BTreeMap<DeviceId, Compared>,
}

/// Who may write in whose name, for one household: borrowed from the replica, or an own copy for longer work.
pub(crate) struct HouseholdVoices<H>(pub Option<H>);

impl<H: Borrow<Household>> Voices for HouseholdVoices<H> {
    fn may_speak(&self, actor: &[u8], member: &MemberId) -> bool {
        let household = self.0.as_ref().map(H::borrow);
        household.is_some_and(|household| member.as_str().parse().is_ok_and(|member| household.voice(actor, &member)))
    }
}

impl Core {
    /// Runs until it is closed.
    pub fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        let mut turn = Turn::default();
        self.bind_again(&mut turn);
        self.settle(turn);
        while let Some(first) = inbox.blocking_recv() {
            let mut turn = Turn::default();
            let mut closing = None;
            let mut next = Some(first);
            for _ in 0..TURN_MESSAGES_MAX {
                match next.take() {
                    Some(Message::Close(answer)) => closing = Some(answer),
                    Some(message) => self.take(message, &mut turn),
                    None => break,
                }
                if closing.is_some() {
                    break;
                }
                next = inbox.try_recv().ok();
            }
            if let Some(message) = next {
                // The last one taken out of the inbox belongs to this turn too.
                self.take(message, &mut turn);
            }
            if closing.is_some() {
                self.keep_frontiers(1, &mut turn);
            }
            self.settle(turn);
            if let Some(answer) = closing {
                // Nobody who reads ahead waits for room in it.
                inbox.close();
                self.close();
                // The file is let go of before anybody hears that it is.
                drop(self);
                let _ = answer.send(());
                return;
            }
        }
        self.close();
    }

    fn take(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Command { call, answer } => {
                if let Some(document) = call.screening().and_then(|id| id.parse().ok())
                    && self.is_fetched(document)
                {
                    return self.wait_for(document, *call, answer);
                }
                let done = self.command(*call, turn);
                turn.answers.push((answer, done));
            }
            Message::Peer(event) => self.heard(event, turn),
            Message::Joining(heard) => self.join_heard(heard, turn),
            Message::Player(heard) => self.player_heard(heard, turn),
            Message::FollowRecap { ask, answer } => {
                let _ = answer.send(self.follow_recap(&ask));
            }
            Message::RecapVersions { screening, answer } => {
                let _ = answer.send(self.versions_of_recap(&screening));
            }
            Message::RecapVersion { ask, answer } => {
                let _ = answer.send(self.version_of_recap(&ask));
            }
            Message::RecapText { screening, answer } => {
                let _ = answer.send(self.recap_now(&screening));
            }
            Message::Wanted(document) => {
                self.is_fetched(document);
            }
            Message::Fetched(document) => self.fetched(document, turn),
            Message::Compacted(document) => self.compacted(document),
            Message::Doctor(answer) => {
                let _ = answer.send(self.doctor());
            }
            Message::Tick => self.tick(turn),
            Message::Close(answer) => {
                let _ = answer.send(());
            }
        }
    }

    pub(super) fn command(&mut self, call: Call, turn: &mut Turn) -> Result<Value, Problem> {
        let name = call.name();
        match call {
            Call::BeginCall(ask) => json(self.begin(ask, turn)),
            Call::RenameCall(ask) => json(self.rename(ask, turn)),
            Call::InviteCall(ask) => json(self.invite(ask)),
            Call::RevokeCall(ask) => json(self.revoke(ask)),
            Call::AdmitCall(ask) => json(self.admit(ask, turn)),
            Call::DeclineCall(ask) => json(self.decline(ask)),
            Call::JoinCall(ask) => json(self.join(ask)),
            Call::RemoveDeviceCall(ask) => json(self.remove_device(ask, turn)),
            Call::RemoveMemberCall(ask) => json(self.remove_member(ask, turn)),
            Call::AddMemberCall(ask) => json(self.add_member(ask, turn)),
            Call::WorkOfflineCall(ask) => json(self.work_offline(ask, turn)),
            Call::NewScreeningCall(ask) => json(self.new_screening(ask, turn)),
            Call::SetFilmCall(ask) => json(self.set_film(ask, turn)),
            Call::SetFreeUntilCall(ask) => json(self.set_free_until(ask, turn)),
            Call::SetClockCall(ask) => json(self.set_clock(ask, turn)),
            Call::LightsUpCall(ask) => json(self.lights_up(ask, turn)),
            Call::AttendCall(ask) => json(self.attend(ask, turn)),
            Call::BindPlayerCall(ask) => json(self.bind_player(ask, turn)),
            Call::UnbindPlayerCall(ask) => json(self.unbind_player(ask, turn)),
            Call::JumpPlayerCall(ask) => json(self.jump_player(ask)),
            Call::SetCopyCall(ask) => json(self.set_copy(ask, turn)),
            Call::WatchAloneCall(ask) => json(self.watch_alone(ask, turn)),
            Call::ShiftNotesCall(ask) => json(self.shift_notes(ask, turn)),
            Call::SetHabitsCall(ask) => json(self.set_habits(ask, turn)),
            Call::JotCall(ask) => json(self.jot(ask, turn)),
            Call::EditNoteCall(ask) => json(self.edit_note(ask, turn)),
            Call::TakeBackCall(ask) => json(self.take_back(ask, turn)),
            Call::PutBackCall(ask) => json(self.put_back(ask, turn)),
            Call::ReplyCall(ask) => json(self.reply(ask, turn)),
            Call::MarkCall(ask) => json(self.mark(ask, turn)),
            Call::GiveGradeCall(ask) => json(self.give_grade(ask, turn)),
            Call::GivePulseCall(ask) => json(self.give_pulse(ask, turn)),
            Call::SettleCall(ask) => json(self.settle_prediction(ask, turn)),
            Call::ContestCall(ask) => json(self.contest(ask, turn)),
            Call::TakePositionCall(ask) => json(self.take_position(ask, turn)),
            Call::JudgeCall(ask) => json(self.judge(ask, turn)),
            Call::SaySentenceCall(ask) => json(self.say_sentence(ask, turn)),
            Call::OpenRecapCall(ask) => json(self.open_recap(&ask, turn)),
            Call::EditRecapCall(ask) => json(self.edit_recap(ask, turn)),
            Call::RestoreRecapCall(ask) => json(self.restore_recap(&ask, turn)),
            Call::WriteRecapCall(ask) => json(self.write_recap(ask, turn)),
            Call::ExportCall(_)
            | Call::StopExportCall(_)
            | Call::MeCall(_)
            | Call::LibraryCall(_)
            | Call::SearchCall(_)
            | Call::DoctorCall(_)
            | Call::HouseholdCall(_)
            | Call::JoiningCall(_)
            | Call::ScreeningCall(_)
            | Call::ClockCall(_)
            | Call::PlayersCall(_)
            | Call::EchoesCall(_)
            | Call::HabitsCall(_)
            | Call::ProposeCopyCall(_)
            | Call::NotesCall(_)
            | Call::MyLastCall(_)
            | Call::DiscussionCall(_)
            | Call::TalkingRoundCall(_)
            | Call::RecapCall(_)
            | Call::FollowRecapCall(_)
            | Call::RecapVersionsCall(_)
            | Call::RecapVersionCall(_) => {
                Err(Problem::new("not-a-command", format!("“{name}” changes nothing and is answered elsewhere.")))
            }
        }
    }

    fn heard(&mut self, event: PeerEvent, turn: &mut Turn) {
        let now_ms = self.running_ms();
        match event {
            PeerEvent::Connected { device, address } => {
                turn.addresses.push((device, address));
                self.present(|live| live.here.insert(device));
                turn.say(Say::Presence {});
                let effects = self.replica.connected(device, now_ms);
                self.follow(effects, turn);
            }
            PeerEvent::Frame { device, bytes } => {
                let effects = self.replica.received(&device, &bytes, now_ms);
                self.follow(effects, turn);
            }
            PeerEvent::Murmur { device, bytes } => self.murmured(device, &bytes, turn),
            PeerEvent::Gone { device, ended } => {
                self.forget_carets(Some(device), turn);
                tracing::debug!(%device, %ended, "gone");
                self.present(|live| live.here.remove(&device));
                turn.say(Say::Presence {});
                let effects = self.replica.gone(&device);
                self.follow(effects, turn);
            }
            // The network keeps what is announced and dials it; anybody on the Wi-Fi can announce in a device's name, so it
            // is not remembered.
            PeerEvent::Neighbour { device, .. } => tracing::debug!(%device, "neighbour"),
            PeerEvent::Ping { device, timebase, offset_ms, err_ms } => {
                self.compared(device, &timebase, offset_ms, err_ms);
            }
            PeerEvent::Joining { device, channel } => self.guest_came(device, channel),
            PeerEvent::Degraded(words) => {
                tracing::warn!(%words, "network");
                self.present(|live| live.network = words);
                turn.say(Say::Household {});
            }
            other => tracing::debug!(?other, "not known to this version"),
        }
    }

    fn tick(&mut self, turn: &mut Turn) {
        let now_ms = self.running_ms();
        let effects = self.replica.tick(now_ms);
        self.follow(effects, turn);
        self.follow_players(turn);
        if now_ms - self.looked_ms < LOOK_MS {
            return;
        }
        self.looked_ms = now_ms;
        self.wake(turn);
        self.keep_frontiers(FRONTIER_STEP_MS, turn);
        self.keep_edges(turn);
        self.keep_times(turn);
        self.keep_pictures();
        self.expire_invites(turn);
        self.measure_delivery(turn);
        self.forget_carets(None, turn);
        self.tidy_up();
    }

    /// Does what the replica decided, until it has nothing more to say.
    pub fn follow(&mut self, effects: Vec<Effect>, turn: &mut Turn) {
        let mut waiting: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Send { to, frame } => turn.sends.push((to, frame)),
                Effect::Take { household, document, changes } => self.take_in(household, document, changes, turn),
                Effect::KeepRecord(record) => {
                    if matches!(record.record().what, What::SpeakFor { .. }) {
                        turn.voices.insert(record.household());
                    }
                    turn.records.push(record);
                }
                Effect::HouseholdChanged(household) => {
                    turn.households.insert(household);
                    turn.say(Say::Household {});
                }
                Effect::Open { document } => {
                    if !self.is_fetched_for_a_peer(document) {
                        waiting.extend(self.opened(document, turn));
                    }
                }
                // Read now, it would miss what this very turn has still to store.
                Effect::Fetch { peer, document, wants, bytes_max } => {
                    turn.fetches.push((peer, document, wants, bytes_max));
                }
                Effect::Rebuild { document, fallen, .. } => turn.rebuilds.push((document, fallen)),
                Effect::Misdeed { device, what } => {
                    tracing::warn!(%device, ?what, "misdeed");
                    turn.say(Say::Trouble { problem: super::household::misdeed(&device, &what) });
                }
                Effect::Close { peer, why } => {
                    tracing::info!(%peer, %why, "closing");
                    if let Some(peers) = &self.peers {
                        peers.disconnect(peer);
                    }
                }
            }
        }
    }

    /// The door: what passed the replica's gate is stored, applied, and read.
    fn take_in(&mut self, household: HouseholdId, document: DocumentId, changes: Vec<Taken>, turn: &mut Turn) {
        if !self.places.contains_key(&document) {
            self.places.insert(document, household);
            turn.documents.push((household, document, Purpose::Unknown(String::new())));
            self.held.insert(document, Held::new(household, Document::empty(), self.running_ms()));
        }
        let counting: Vec<Change> =
            changes.iter().filter(|taken| taken.counts).map(|taken| taken.change.clone()).collect();
        let Ok(held) = self.open(document) else {
            turn.say(Say::Trouble { problem: unopened(&document) });
            return;
        };
        if let Err(error) = held.document.apply(counting) {
            tracing::error!(%error, %document, "changes that passed the gate could not be applied");
            self.held.remove(&document);
            turn.say(Say::Trouble { problem: Problem::new("not-applied", error.to_string()) });
            return;
        }
        for taken in changes {
            if taken.counts
                && let Some(held) = self.held.get(&document)
            {
                let seen = touched(&held.document, &taken.change);
                self.announce(document, &seen, turn);
                self.pace_touched(document, &seen);
                turn.touched.entry(document).or_default().add(seen);
            }
            turn.changes.push((document, taken.change, taken.signature, taken.counts));
        }
        self.adopt(document, turn);
    }

    /// Learns what a document is for once its first change is here.
    fn adopt(&mut self, document: DocumentId, turn: &mut Turn) {
        if let Some(held) = self.held.get(&document)
            && let Some(staged) = turn.documents.iter_mut().find(|(_, staged, _)| *staged == document)
        {
            staged.2 = held.document.purpose();
        }
    }

    /// Reads a document's pace anew, from the document itself.
    pub fn refresh_pace(&mut self, document: DocumentId) {
        if let Some(held) = self.held.get_mut(&document) {
            let voices = HouseholdVoices(self.replica.household(&held.household));
            held.pace = Pace::of_document(&held.document, &voices);
        }
    }

    /// Reads a document's pace anew, from its rows.
    pub fn pace_from_rows(&mut self, document: DocumentId) {
        if let Some(held) = self.held.get_mut(&document)
            && let Ok(pace) = Pace::of(&self.reader, &ScreeningId::from_bytes(document.0))
        {
            held.pace = pace;
        }
    }

    /// Says what a change touched; what is written in a recap is told of its screening.
    fn announce(&self, document: DocumentId, seen: &screening::Touched, turn: &mut Turn) {
        let of = self.held.get(&document).and_then(|held| held.document.of_screening());
        screenings::announce(&of.map_or_else(|| document.to_string(), |of| of.to_string()), seen, turn);
    }

    fn pace_touched(&mut self, document: DocumentId, seen: &screening::Touched) {
        if let Some(held) = self.held.get_mut(&document) {
            let voices = HouseholdVoices(self.replica.household(&held.household));
            held.pace.refresh(&held.document, seen, &voices);
            held.takes_one_more();
        }
    }

    /// Signs and stages a change of this device's own.
    pub fn wrote(&mut self, document: DocumentId, change: Change, turn: &mut Turn) {
        let Some(held) = self.held.get(&document) else { return };
        let household = held.household;
        let seen = touched(&held.document, &change);
        self.announce(document, &seen, turn);
        self.pace_touched(document, &seen);
        let (signature, effects) = self.replica.wrote(&household, &document, &change);
        turn.change(document, change, Some(signature), seen);
        self.follow(effects, turn);
    }

    /// How long this house has been running: what the conversation with the others and idle documents go by. Film time
    /// and invites go by the timebase.
    pub fn running_ms(&self) -> i64 {
        i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    /// Gives this run's actor.
    pub fn actor(&self) -> Vec<u8> {
        replica::actor(&self.device, self.nonce)
    }

    /// Draws random bits.
    pub fn random(&self) -> Result<u64, Problem> {
        getrandom::u64().map_err(|error| {
            Problem::new("no-randomness", format!("The system gives no random numbers ({error}). Nothing was changed."))
        })
    }

    /// Changes what is true only now.
    pub fn present<T>(&self, change: impl FnOnce(&mut Live) -> T) -> T {
        let mut live = self.live.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(&mut live)
    }

    /// Commits a turn, then lets go of what waited for it. What came from another device alone is shown before the disk has
    /// it: it is safe over there, and nobody hears that it is safe here until it is.
    pub(super) fn settle(&mut self, mut turn: Turn) {
        let stored = if !turn.writes() {
            Ok(())
        } else if turn.is_shown_first() {
            self.commit(&turn, Library::turn_shown_first).and_then(|()| {
                for say in turn.says.drain(..) {
                    let _ = self.says.send(say);
                }
                self.library.sync()
            })
        } else {
            self.commit(&turn, Library::turn)
        };
        if let Err(error) = stored {
            return self.not_saved(turn, &error);
        }
        let households = std::mem::take(&mut turn.households);
        turn.let_go_of_guests();
        let rebuilds = std::mem::take(&mut turn.rebuilds);
        if let Some(peers) = &self.peers {
            for (to, frame) in turn.sends {
                peers.send(to, frame);
            }
        }
        for (answer, done) in turn.answers {
            let _ = answer.send(done);
        }
        for say in turn.says {
            let _ = self.says.send(say);
        }
        if !households.is_empty() {
            self.households_changed(&std::mem::take(&mut turn.voices));
        }
        if turn.joined {
            self.show_joining("admitted", "", None);
        }
        if !turn.fetches.is_empty() {
            let mut next = Turn::default();
            for (peer, document, wants, bytes_max) in turn.fetches {
                self.fetch(&peer, &document, &wants, bytes_max, &mut next);
            }
            self.settle(next);
        }
        for (document, fallen) in rebuilds {
            let mut turn = Turn::default();
            self.rebuild(document, &fallen, &mut turn);
            self.settle(turn);
            self.pace_from_rows(document);
        }
    }

    /// Reads what a peer lacks and sends it.
    fn fetch(
        &mut self,
        peer: &DeviceId,
        document: &DocumentId,
        wants: &[(Vec<u8>, u64)],
        bytes_max: usize,
        turn: &mut Turn,
    ) {
        let changes = self.library.changes_after(document, wants, bytes_max).unwrap_or_else(|error| {
            tracing::error!(%error, %document, "cannot read what a peer lacks");
            Vec::new()
        });
        let now_ms = self.running_ms();
        let effects = self.replica.fetched(peer, document, changes, now_ms);
        self.follow(effects, turn);
    }

    fn commit(
        &mut self,
        turn: &Turn,
        begin: for<'a> fn(&'a mut Library) -> Result<library::Turn<'a>, LibraryError>,
    ) -> Result<(), LibraryError> {
        let writing = begin(&mut self.library)?;
        for record in &turn.records {
            writing.put_record(record)?;
        }
        for (household, document, purpose) in &turn.documents {
            writing.put_document(household, document, purpose)?;
        }
        for (document, change, signature, counts) in &turn.changes {
            let taken = Taken { change: change.clone(), signature: *signature, counts: *counts };
            if writing.put_taken(document, &taken)? == library::Put::Healed {
                tracing::info!(%document, "a damaged change was replaced");
            }
        }
        for (name, value) in &turn.settings {
            writing.put_setting(name, value.as_deref())?;
        }
        for (device, address) in &turn.addresses {
            writing.put_address(device, address)?;
        }
        for (document, seen) in &turn.touched {
            if let Some(held) = self.held.get(document) {
                let voices = HouseholdVoices(self.replica.household(&held.household));
                writing.refresh(document, &held.document, seen, &voices)?;
            }
        }
        for document in &turn.anew {
            if let Some(held) = self.held.get(document) {
                let voices = HouseholdVoices(self.replica.household(&held.household));
                writing.refresh_all(document, &held.document, &voices)?;
            }
        }
        writing.commit()
    }

    /// Nothing of the turn was stored: forget it, say so, and begin again from what is stored.
    fn not_saved(&mut self, turn: Turn, error: &LibraryError) {
        tracing::error!(%error, "not saved");
        let problem = not_saved(error);
        for (document, ..) in &turn.changes {
            self.held.remove(document);
        }
        for (_, document, _) in &turn.documents {
            self.held.remove(document);
            self.places.remove(document);
        }
        if let Ok(random) = self.random() {
            self.nonce = random.to_le_bytes();
        }
        match super::open::replica_of(&self.library, self.key.clone()) {
            Ok(replica) => {
                self.replica = replica;
                // The others are asked again what they have; they may hold what did not fit here.
                let here: Vec<_> = self.live.read().map(|live| live.here.iter().copied().collect()).unwrap_or_default();
                let now_ms = self.running_ms();
                for device in here {
                    for effect in self.replica.connected(device, now_ms) {
                        if let (Effect::Send { to, frame }, Some(peers)) = (effect, &self.peers) {
                            peers.send(to, frame);
                        }
                    }
                }
            }
            Err(error) => tracing::error!(%error, "cannot read what is stored"),
        }
        self.typed.clear();
        self.share_people();
        self.allow_members();
        for (answer, _) in turn.answers {
            let _ = answer.send(Err(problem.clone()));
        }
        let _ = self.says.send(Say::Trouble { problem });
    }

    /// Builds a document again from the stored changes that count, and writes those of one's own notes again that fell.
    fn rebuild(&mut self, document: DocumentId, fallen: &[automerge::ChangeHash], turn: &mut Turn) {
        let done = (|| -> Result<(), LibraryError> {
            let writing = self.library.turn()?;
            writing.set_fallen(&document, fallen)?;
            writing.commit()
        })();
        if let Err(error) = done {
            tracing::error!(%error, %document, "cannot rebuild");
            return;
        }
        let before = self.held.remove(&document);
        if let Ok(random) = self.random() {
            self.nonce = random.to_le_bytes();
        }
        if self.open(document).is_err() {
            return;
        }
        turn.anew.insert(document);
        if let Some(before) = before {
            notes::write_again(self, document, &before.document, turn);
        }
        turn.say(Say::Library {});
    }

    fn close(&mut self) {
        self.clear_the_shelf();
        if let Some(peers) = self.peers.take() {
            let closed = self.runtime.spawn(peers.close());
            // The others learn of it at once instead of after a silence; waiting is bounded.
            let (done, wait) = std::sync::mpsc::channel::<()>();
            self.runtime.spawn(async move {
                let _ = tokio::time::timeout(std::time::Duration::from_secs(3), closed).await;
                let _ = done.send(());
            });
            let _ = wait.recv_timeout(std::time::Duration::from_secs(4));
        }
    }
}

fn json<T: serde::Serialize>(done: Result<T, Problem>) -> Result<Value, Problem> {
    done.and_then(|answer| serde_json::to_value(answer).map_err(|error| Problem::new("bad-answer", error.to_string())))
}

/// Puts a refusal of the library into words.
pub(crate) fn library_problem(error: LibraryError) -> Problem {
    Problem::about("library", &error)
}

fn not_saved(error: &LibraryError) -> Problem {
    Problem::new("not-saved", format!("Not saved: {error} What you typed stays where it is."))
}

pub(super) fn unopened(document: &DocumentId) -> Problem {
    Problem::new(
        "unknown-screening",
        format!(
            "This screening is not here ({document}). Nothing was changed. It may still be on its way from another device."
        ),
    )
}
