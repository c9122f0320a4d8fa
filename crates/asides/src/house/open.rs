//! Opening a house: profile, key, library, network, and the thread that writes.

use std::sync::{Arc, RwLock};

use library::{Library, LibraryError};
use peers::Peers;
use replica::{DeviceKey, Replica};
use tokio::sync::{broadcast, mpsc};

use super::answers::{Answers, Readers};
use super::core::{Core, library_problem};
use super::habits::{Habits, KEPT_AS};
use super::joining::Hosting;
use super::players::Players;
use super::{EVENTS_MAX, House, INBOX_MAX, Live, Message, Network, Options};
use crate::api::Problem;
use crate::going::Exports;
use crate::profile::Profile;
use crate::time::Timebase;
use ::players::Around;

/// How many queries may read at once.
const READERS: usize = 4;
const TICK: std::time::Duration = std::time::Duration::from_millis(100);

pub(super) async fn open(options: Options) -> Result<House, Problem> {
    let profile = Profile::at(&options.profile).map_err(|error| Problem::about("profile", &error))?;
    let database = profile.database();
    let opened = tokio::task::spawn_blocking(move || Library::open(&database))
        .await
        .map_err(|error| Problem::new("broke-down", error.to_string()))?
        .map_err(library_problem)?;
    let library = opened.library;
    let seed = profile.device_seed().map_err(|error| Problem::about("profile", &error))?;
    let key = DeviceKey::from_seed(seed);
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
    let timebase = Timebase::begin(Arc::clone(&options.time), nonce);
    let replica = replica_of(&library, key.clone()).map_err(library_problem)?;
    let places = library.documents().map_err(library_problem)?.into_iter().map(|row| (row.id, row.household)).collect();
    let addresses = library.addresses().map_err(library_problem)?;
    let whole = library.reader().and_then(|reader| reader.is_whole()).map_err(library_problem)?;

    let (inbox, messages) = mpsc::channel(INBOX_MAX);
    let (says, _) = broadcast::channel(EVENTS_MAX);
    let live = Arc::new(RwLock::new(Live {
        network: words_for(options.network).to_owned(),
        key_warning: "This device's key lies in a file that only you can read, not in the system's keychain."
            .to_owned(),
        habits: Habits::read(library.setting(KEPT_AS).map_err(library_problem)?.as_deref()),
        ..Live::default()
    }));
    let peers = network(&options, seed, &timebase, &inbox, &live).await;
    if let Some(peers) = &peers {
        for (device, address) in addresses {
            peers.remember(device, &address);
        }
    }
    let readers = (0..READERS).map(|_| library.reader()).collect::<Result<Vec<_>, _>>().map_err(library_problem)?;
    let told = says.clone();
    let answers = Answers {
        live: Arc::clone(&live),
        timebase: timebase.clone(),
        inbox: inbox.clone(),
        readers: Readers::new(readers),
        exports: Exports::new(move |say| {
            let _ = told.send(say);
        }),
    };
    let lan = options.network == Network::Lan;
    let (slept_ms, awake_ms) = (timebase.slept_ms(), timebase.now_ms());
    let core = Core {
        reader: library.reader().map_err(library_problem)?,
        device: replica.id(),
        hosting: Hosting::new(replica.id()),
        players: Players::around(options.around.clone().or_else(|| lan.then(Around::home))),
        carets: Default::default(),
        typed: Vec::new(),
        library,
        replica,
        key,
        peers,
        timebase,
        nonce,
        held: Default::default(),
        fetching: Default::default(),
        tidying: Default::default(),
        places,
        live,
        says: says.clone(),
        runtime: tokio::runtime::Handle::current(),
        inbox: inbox.downgrade(),
        device_name: device_name(),
        since: std::time::Instant::now(),
        looked_ms: 0,
        compared: Default::default(),
        slept_ms,
        awake_ms,
    };
    core.share_people();
    core.allow_members();
    let news = opened.news;
    std::thread::Builder::new()
        .name("asides-core".to_owned())
        .spawn(move || {
            let mut core = core;
            for item in &news {
                match item {
                    library::News::Created => tracing::info!(%item, "library"),
                    other => tracing::warn!(%other, "library"),
                }
            }
            if !whole {
                core.read_everything_again();
            }
            core.run(messages);
        })
        .map_err(|error| {
            Problem::new(
                "no-thread",
                format!("The system gives Asides no thread to work on ({error}). Nothing was changed."),
            )
        })?;
    tick(inbox.downgrade());
    Ok(House { inbox, says, answers: Arc::new(answers) })
}

/// Reads who belongs and what is held from the library.
pub(super) fn replica_of(library: &Library, key: DeviceKey) -> Result<Replica, LibraryError> {
    Ok(Replica::new(key, library.records()?, library.tables()?))
}

/// Opens the network; without one the house works on alone and says so.
async fn network(
    options: &Options,
    seed: [u8; 32],
    timebase: &Timebase,
    inbox: &mpsc::Sender<Message>,
    live: &Arc<RwLock<Live>>,
) -> Option<Peers> {
    let bind = match options.network {
        Network::Off => return None,
        Network::Lan => peers::Bind::Everywhere,
        Network::Loopback => peers::Bind::Loopback,
    };
    let scale = timebase.clone();
    let config = peers::Config {
        secret: seed,
        bind,
        mdns: options.network == Network::Lan,
        timebase: timebase.name.clone(),
        now_ms: Arc::new(move || scale.now_ms()),
    };
    match peers::open(config).await {
        Ok((peers, mut events)) => {
            let inbox = inbox.clone();
            tokio::spawn(async move {
                while let Some(event) = events.recv().await {
                    if inbox.send(Message::Peer(event)).await.is_err() {
                        return;
                    }
                }
            });
            Some(peers)
        }
        Err(error) => {
            tracing::warn!(%error, "network");
            if let Ok(mut live) = live.write() {
                live.network = error.to_string();
            }
            None
        }
    }
}

fn words_for(network: Network) -> &'static str {
    match network {
        Network::Lan => "Devices on the same network find each other. No internet is needed and none is used.",
        Network::Loopback => "Only houses on this very machine are reached.",
        Network::Off => "Working without a network.",
    }
}

fn tick(inbox: mpsc::WeakSender<Message>) {
    tokio::spawn(async move {
        let mut every = tokio::time::interval(TICK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let Some(inbox) = inbox.upgrade() else { return };
            if inbox.send(Message::Tick).await.is_err() {
                return;
            }
        }
    });
}

/// What a device calls itself until somebody gives it a name.
fn device_name() -> String {
    let from =
        |name: &str| std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    from("COMPUTERNAME")
        .or_else(|| {
            std::fs::read_to_string("/etc/hostname")
                .ok()
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
        })
        .or_else(|| from("HOSTNAME"))
        .map(|name| name.chars().filter(|letter| !letter.is_control()).take(30).collect())
        .unwrap_or_else(|| "this computer".to_owned())
}

/// Drops what can be read again from the changes; the next opening reads it.
///
/// # Errors
/// What the library refuses, as a [`Problem`].
pub fn forget_read_model(profile: &std::path::Path) -> Result<(), Problem> {
    let profile = Profile::at(profile).map_err(|error| Problem::about("profile", &error))?;
    let mut opened = Library::open(&profile.database()).map_err(library_problem)?;
    opened.library.drop_read_model().map_err(library_problem)
}
