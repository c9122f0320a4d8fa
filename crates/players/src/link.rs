//! The line to one player: made once, kept up for as long as somebody holds it.

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};

use crate::report::Report;
use crate::{Address, Caption, Film, PlayerError, Sample, mpris, mpv, syncplay, web};

/// How many events may wait for their listener.
const EVENTS_MAX: usize = 64;
/// How many commands may wait for their player.
const COMMANDS_MAX: usize = 16;
/// The first and the longest pause before a lost player is looked for again.
const PAUSE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(8));
/// The pause where trying again soon cannot help, as with a wrong password.
const LONG_PAUSE: Duration = Duration::from_secs(60);
/// A player that stayed this long is looked for quickly again.
const STAYED: Duration = Duration::from_secs(10);

/// What a player did.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It answers.
    Found,
    /// It plays, stands, jumped or changed its pace: `now` has the place.
    Moved,
    /// It has this film open.
    Film(Film),
    /// Something is wrong with what it says; it is followed all the same.
    Trouble(PlayerError),
    /// It is gone, and looked for.
    Lost(PlayerError),
}

/// What one's own player can be asked.
#[derive(Debug)]
pub enum Command {
    /// To go to a place in the film, in milliseconds; whether it plays or stands it keeps.
    Jump {
        /// Where to.
        film_ms: i64,
        /// What became of it.
        done: oneshot::Sender<Result<(), PlayerError>>,
    },
    /// To show these over its picture, in place of those before; none takes all away. Only mpv can.
    Show {
        /// In their order, on the player's own copy.
        captions: Vec<Caption>,
        /// What became of it.
        done: oneshot::Sender<Result<(), PlayerError>>,
    },
}

impl Command {
    /// Answers that it will not be done.
    pub(crate) fn refuse(self, error: PlayerError) {
        let (Command::Jump { done, .. } | Command::Show { done, .. }) = self;
        let _ = done.send(Err(error));
    }
}

/// A line to a player. Dropping it lets go of the player.
#[derive(Debug)]
pub struct Link {
    /// The last sample; none while the player is away or has no film. Looking at it never waits.
    pub now: watch::Receiver<Option<Sample>>,
    /// What the player did, in order.
    pub events: mpsc::Receiver<Event>,
    /// What it is asked.
    pub cmd: mpsc::Sender<Command>,
}

/// Why an adapter ended.
pub(crate) enum Ended {
    /// Nobody holds the link any more.
    LetGo,
    /// The player is not there, or no longer.
    Lost(PlayerError),
}

/// Begins to follow a player, now and whenever it comes back, until the link is dropped. Needs a tokio runtime.
pub fn connect(address: Address) -> Link {
    let (now_out, now) = watch::channel(None);
    let (events_out, events) = mpsc::channel(EVENTS_MAX);
    let (cmd, commands) = mpsc::channel(COMMANDS_MAX);
    tokio::spawn(keep(address, Report::new(now_out, events_out), commands));
    Link { now, events, cmd }
}

async fn keep(address: Address, mut report: Report, mut commands: mpsc::Receiver<Command>) {
    let mut pause = PAUSE.0;
    loop {
        let since = Instant::now();
        let ended = match &address {
            Address::Mpv { socket } => mpv::follow(socket, &mut report, &mut commands).await,
            Address::Mpris { name, bus } => mpris::follow(name, bus.as_deref(), &mut report, &mut commands).await,
            Address::Syncplay { host, port, room, password } => {
                let place = syncplay::Place { host, port: *port, room, password };
                syncplay::follow(place, &mut report, &mut commands).await
            }
            Address::VlcHttp { .. } | Address::Kodi { .. } | Address::Jellyfin { .. } => {
                web::follow(&address, &mut report, &mut commands).await
            }
        };
        let Ended::Lost(error) = ended else { return };
        if report.is_over() {
            return;
        }
        if report.is_found() && since.elapsed() >= STAYED {
            pause = PAUSE.0;
        }
        let wait = if error.may_pass() { pause } else { LONG_PAUSE };
        pause = (pause * 2).min(PAUSE.1);
        report.lost(error.clone());
        if let Ended::LetGo = rest(wait, &error, &mut commands).await {
            return;
        }
    }
}

/// Waits, and answers meanwhile that the player is not there.
async fn rest(wait: Duration, error: &PlayerError, commands: &mut mpsc::Receiver<Command>) -> Ended {
    let wait = tokio::time::sleep(wait);
    tokio::pin!(wait);
    loop {
        tokio::select! {
            () = &mut wait => return Ended::Lost(error.clone()),
            command = commands.recv() => match command {
                None => return Ended::LetGo,
                Some(command) => command.refuse(error.clone()),
            },
        }
    }
}
