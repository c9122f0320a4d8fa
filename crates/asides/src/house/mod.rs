//! The house: one door in for calls, one door out for events.
//!
//! Everything that writes runs on one thread, the [`core`]. It takes whatever waits, works it off in memory, and ends
//! the *turn* with one commit; only then are answers given, frames sent and events told. So many notes share one sync
//! of the disk, nothing is shown as saved before it is, and no lock is held anywhere. Queries read the library's rows
//! on the side and never wait for a document.

mod answers;
mod captions;
mod compared;
mod copies;
mod core;
mod doctor;
mod film_clock;
mod following;
mod habits;
mod household;
mod joining;
mod live;
mod notes;
mod open;
mod pace;
mod picture;
mod players;
mod reached;
mod recap;
mod retiming;
mod screenings;
mod shelf;
mod turn;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::{broadcast, mpsc, oneshot};

use screening::ScreeningId;

use crate::api::ask::{FollowRecap, OfVersion};
use crate::api::view::{DoctorView, RecapOpen, RecapStep, VersionsView};
use crate::api::{Ask, Call, Problem, Ways, say::Say};
use crate::time::{MachineTime, Time};

pub(crate) use answers::{Answers, Asked, members, name_of};
pub(crate) use core::library_problem;
pub(crate) use household::not_started;
pub use live::Live;
pub(crate) use notes::id;
pub use open::forget_read_model;
pub(crate) use pace::Pace;
pub use players::PlayersNow;
pub(crate) use players::{BoundNow, Heard};

/// How many messages may wait for the core before senders wait too.
const INBOX_MAX: usize = 4_096;
/// How many events a slow listener may fall behind before it is told to ask for everything again.
const EVENTS_MAX: usize = 1_024;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The person at this device.
    Window,
}

/// How a house is opened.
#[derive(Clone)]
pub struct Options {
    /// The folder with everything; see [`crate::profile::Profile`].
    pub profile: PathBuf,
    /// Where the device listens, and whether it looks for neighbours.
    pub network: Network,
    /// Where time comes from.
    pub time: Arc<dyn Time>,
    /// Where players on the network at home are asked for; by default everybody there, and nobody off the LAN.
    pub around: Option<::players::Around>,
}

/// Where a device listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// On the local network, with neighbours found by multicast.
    Lan,
    /// On this machine alone: several houses in one test.
    Loopback,
    /// Nowhere.
    Off,
}

impl Options {
    /// The usual options for a profile.
    pub fn of(profile: impl Into<PathBuf>) -> Self {
        Self { profile: profile.into(), network: Network::Lan, time: Arc::new(MachineTime), around: None }
    }

    /// Sets where the device listens.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Sets where players on the network at home are asked for.
    pub fn around(mut self, around: ::players::Around) -> Self {
        self.around = Some(around);
        self
    }

    /// Sets where time comes from.
    pub fn time(mut self, time: Arc<dyn Time>) -> Self {
        self.time = time;
        self
    }
}

/// What reaches the core.
pub(crate) enum Message {
    /// A command, to be answered when it is saved.
    Command { call: Box<Call>, answer: oneshot::Sender<Result<Value, Problem>> },
    /// Something happened on the network.
    Peer(peers::PeerEvent),
    /// Something happened in an exchange with a guest or an inviter.
    Joining(joining::Heard),
    /// Something happened at a player, or in the search for one.
    Player(Heard),
    /// Reads the recap as it is now.
    RecapText { screening: ScreeningId, answer: oneshot::Sender<Result<RecapOpen, Problem>> },
    /// Reads what was written in a recap since a version.
    FollowRecap { ask: FollowRecap, answer: oneshot::Sender<Result<RecapStep, Problem>> },
    /// Lists the versions of a recap.
    RecapVersions { screening: String, answer: oneshot::Sender<Result<VersionsView, Problem>> },
    /// Reads one version of a recap.
    RecapVersion { ask: OfVersion, answer: oneshot::Sender<Result<RecapOpen, Problem>> },
    /// Somebody looks at a screening and may soon write in it.
    Wanted(replica::DocumentId),
    /// A long document was read beside the core.
    Fetched(replica::DocumentId),
    /// A document's compacted form was made beside the core.
    Compacted(replica::DocumentId),
    /// Checks the file.
    Doctor(oneshot::Sender<Result<DoctorView, Problem>>),
    /// A little time went by.
    Tick,
    /// No more; answered when everything is saved and closed.
    Close(oneshot::Sender<()>),
}

/// A handle on a running house; clones share it.
#[derive(Clone)]
pub struct House {
    inbox: mpsc::Sender<Message>,
    says: broadcast::Sender<Say>,
    answers: Arc<Answers>,
}

impl House {
    /// Opens a profile and everything in it.
    ///
    /// # Errors
    /// A [`Problem`] with what happened, what is safe and what to do: the profile is open already, the file is no
    /// database, is newer, damaged, read-only.
    pub async fn open(options: Options) -> Result<Self, Problem> {
        open::open(options).await
    }

    /// Asks one call by its type.
    ///
    /// # Errors
    /// The refusal's [`Problem`].
    pub async fn ask<A: Ask>(&self, ask: A) -> Result<A::Answer, Problem> {
        let value = self.answer(Caller::Window, ask.call()).await?;
        serde_json::from_value(value).map_err(|error| Problem::new("bad-answer", error.to_string()))
    }

    /// Asks one call by its name, with its argument as JSON.
    ///
    /// # Errors
    /// `unknown-call`, `bad-argument`, or the refusal's [`Problem`].
    pub async fn ask_json(&self, caller: Caller, name: &str, argument: Value) -> Result<Value, Problem> {
        self.answer(caller, Call::read(name, argument)?).await
    }

    /// Listens to what the house says.
    pub fn events(&self) -> broadcast::Receiver<Say> {
        self.says.subscribe()
    }

    /// Saves what is under way, says good-bye to the others, and closes the file.
    pub async fn close(&self) {
        let (answer, closed) = oneshot::channel();
        if self.inbox.send(Message::Close(answer)).await.is_ok() {
            let _ = closed.await;
        }
    }

    async fn answer(&self, caller: Caller, call: Call) -> Result<Value, Problem> {
        let Caller::Window = caller;
        // An export writes a file, not the library: it is made beside the core, like every view.
        let ways = if matches!(call, Call::ExportCall(_)) { Ways::Query } else { call.ways() };
        match ways {
            Ways::Query => {
                let answers = Arc::clone(&self.answers);
                tokio::task::spawn_blocking(move || answers.answer(call)).await.unwrap_or_else(|_| {
                    Err(Problem::new(
                        "broke-down",
                        "This view could not be made. Your notes are safe. Please report it.",
                    ))
                })
            }
            Ways::Command => {
                let (answer, answered) = oneshot::channel();
                let message = Message::Command { call: Box::new(call), answer };
                self.inbox.send(message).await.map_err(|_| closed())?;
                answered.await.map_err(|_| closed())?
            }
        }
    }
}

pub(crate) fn closed() -> Problem {
    Problem::new("closed", "Asides is closing. What was shown as saved is saved. Start it again to go on.")
}
