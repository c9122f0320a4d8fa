//! mpv over its own socket (`--input-ipc-server`), or on Windows its named pipe: one JSON object a line.
//!
//! `time-pos` comes with every picture and stops in a pause, so the place between two pictures is extrapolated and the
//! one in a pause is the last that came. Several programs may share the socket; nothing here changes what it does for
//! the others, but that it can show a track of subtitles more.

mod hears;
mod picture;
mod pipe;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use crate::line::Lines;
use crate::link::Ended;
use crate::report::Report;
use crate::{Command, Film, PlayerError};
use hears::Hears;
use picture::Picture;

pub(crate) const NAME: &str = "mpv";
/// How long it may take to say that it is mpv.
const HELLO: Duration = Duration::from_secs(3);
/// How long it may say nothing, though it is asked every [`ASKED_EVERY`].
const SILENT: Duration = Duration::from_secs(8);
/// How long letting go of it may take.
const LEAVE: Duration = Duration::from_secs(1);
const ASKED_EVERY: Duration = Duration::from_secs(2);
/// How long it may take to accept a message.
const WRITE: Duration = Duration::from_secs(3);

const HELLO_ID: u64 = 1;
const STILL_THERE_ID: u64 = 2;
const FIRST_ID: u64 = 100;

const WATCHED: [&str; 6] = ["pause", "speed", "core-idle", "time-pos", "duration", "media-title"];

/// Follows one mpv until it goes or nobody listens.
pub(crate) async fn follow(socket: &Path, report: &mut Report, commands: &mut mpsc::Receiver<Command>) -> Ended {
    match talk(socket, report, commands).await {
        Ok(()) => Ended::LetGo,
        Err(error) => Ended::Lost(error),
    }
}

/// Asks an mpv which film it has open, and lets go of it.
pub(crate) async fn ask(socket: &Path) -> Result<(Film, bool), PlayerError> {
    let (from, to) = pipe::open(socket).await?;
    let (mut lines, mut says) = (Lines::of(from, NAME), Says { to, next: FIRST_ID });
    hello(&mut lines, &mut says, socket).await?;
    let mut answers = [Value::Null, Value::Null, Value::Null];
    let ids = [FIRST_ID, FIRST_ID + 1, FIRST_ID + 2];
    for name in ["media-title", "duration", "pause"] {
        says.ask(&json!(["get_property", name])).await?;
    }
    let mut wanted = ids.len();
    while wanted > 0 {
        let line = timeout(HELLO, lines.next()).await.map_err(|_| silent(HELLO))??;
        let Ok(message) = serde_json::from_slice::<Value>(&line) else { continue };
        let Some(id) = message.get("request_id").and_then(Value::as_u64) else { continue };
        if let Some((_, answer)) = ids.iter().zip(answers.iter_mut()).find(|(one, _)| **one == id) {
            *answer = message.get("data").cloned().unwrap_or(Value::Null);
            wanted -= 1;
        }
    }
    let [title, duration, pause] = answers;
    let film = Film {
        title: title.as_str().and_then(crate::sample::title),
        length_ms: duration.as_f64().and_then(|seconds| crate::sample::length(seconds * 1e3)),
    };
    Ok((film, pause == json!(false)))
}

async fn talk(socket: &Path, report: &mut Report, commands: &mut mpsc::Receiver<Command>) -> Result<(), PlayerError> {
    let (from, to) = pipe::open(socket).await?;
    let (mut lines, mut says) = (Lines::of(from, NAME), Says { to, next: FIRST_ID });
    hello(&mut lines, &mut says, socket).await?;
    report.found();
    for (place, name) in WATCHED.iter().enumerate() {
        says.send(&json!({ "command": ["observe_property", place + 1, name] })).await?;
    }
    let mut hears = Hears::default();
    let mut asked: Vec<Asked> = Vec::new();
    let mut picture = Picture::default();
    let mut ask_again = tokio::time::interval(ASKED_EVERY);
    ask_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            line = lines.next() => {
                heard_at = Instant::now();
                match serde_json::from_slice::<Value>(&line?) {
                    Ok(message) if message.get("event").is_some() => {
                        if message.get("event").and_then(Value::as_str) == Some("file-loaded") {
                            picture.film_changed(&mut says).await?;
                        }
                        hears.take(&message, heard_at.into_std(), report);
                    }
                    Ok(message) => {
                        if let Some(id) = message.get("request_id").and_then(Value::as_u64) {
                            picture.answered(id, &message, &mut says).await?;
                        }
                        answered(&message, &mut asked);
                    }
                    Err(_) => report.trouble(PlayerError::Broken { player: NAME }),
                }
            }
            command = commands.recv() => match command {
                None => return leave(&mut picture, &mut lines, &mut says).await,
                Some(Command::Show { captions, done }) => picture.show(captions, done, &mut says).await?,
                Some(Command::Jump { film_ms, done }) => {
                    let id = says.ask(&json!(["seek", film_ms as f64 / 1e3, "absolute+exact"])).await?;
                    asked.push(Asked { id, done });
                }
            },
            _ = ask_again.tick() => {
                if heard_at.elapsed() >= SILENT {
                    return Err(silent(SILENT));
                }
                says.send(&json!({ "command": ["get_property", "pause"], "request_id": STILL_THERE_ID })).await?;
            }
        }
    }
}

/// Lets go of it: what was shown over its picture goes, as long as it answers.
async fn leave<R, W>(picture: &mut Picture, lines: &mut Lines<R>, says: &mut Says<W>) -> Result<(), PlayerError>
where
    R: tokio::io::AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    if !picture.is_there() {
        return Ok(());
    }
    picture.leave(says).await?;
    // mpv throws away what it has not read when the line is closed: so its answer to a last question is awaited.
    let mut last = None;
    let _ = timeout(LEAVE, async {
        loop {
            if last.is_none() && !picture.is_there() {
                last = Some(says.ask(&json!(["client_name"])).await?);
            }
            let Ok(message) = serde_json::from_slice::<Value>(&lines.next().await?) else { continue };
            let Some(id) = message.get("request_id").and_then(Value::as_u64) else { continue };
            if last == Some(id) {
                return Ok::<(), PlayerError>(());
            }
            picture.answered(id, &message, says).await?;
        }
    })
    .await;
    Ok(())
}

/// Makes sure that it is mpv before anything else is believed.
async fn hello<R, W>(lines: &mut Lines<R>, says: &mut Says<W>, socket: &Path) -> Result<(), PlayerError>
where
    R: tokio::io::AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let other = || PlayerError::Other { player: NAME, place: socket.display().to_string() };
    says.send(&json!({ "command": ["get_property", "mpv-version"], "request_id": HELLO_ID })).await?;
    let heard = timeout(HELLO, async {
        loop {
            let line = match lines.next().await {
                // Whatever begins with half a line or a huge one was never mpv.
                Err(PlayerError::Broken { .. }) => return Err(other()),
                line => line?,
            };
            let Ok(message) = serde_json::from_slice::<Value>(&line) else { return Err(other()) };
            if message.get("request_id").and_then(Value::as_u64) == Some(HELLO_ID) {
                let version = message.get("data").and_then(Value::as_str).unwrap_or_default();
                return if version.starts_with("mpv") { Ok(()) } else { Err(other()) };
            }
            if message.get("event").is_none() && message.get("error").is_none() {
                return Err(other());
            }
        }
    });
    heard.await.unwrap_or_else(|_| Err(silent(HELLO)))
}

/// Something that was asked and not answered yet.
struct Asked {
    id: u64,
    done: oneshot::Sender<Result<(), PlayerError>>,
}

fn answered(message: &Value, asked: &mut Vec<Asked>) {
    let Some(id) = message.get("request_id").and_then(Value::as_u64) else { return };
    let Some(place) = asked.iter().position(|one| one.id == id) else { return };
    let says = message.get("error").and_then(Value::as_str).unwrap_or("no answer");
    let done = match says {
        "success" => Ok(()),
        says => Err(PlayerError::Refused { player: NAME, says: says.chars().take(80).collect() }),
    };
    let _ = asked.swap_remove(place).done.send(done);
}

fn silent(after: Duration) -> PlayerError {
    PlayerError::Silent { player: NAME, seconds: after.as_secs() }
}

/// The writing half.
struct Says<W> {
    to: W,
    next: u64,
}

impl<W: AsyncWrite + Unpin> Says<W> {
    async fn ask(&mut self, command: &Value) -> Result<u64, PlayerError> {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "command": command, "request_id": id })).await?;
        Ok(id)
    }

    async fn send(&mut self, message: &Value) -> Result<(), PlayerError> {
        let line = format!("{message}\n");
        match timeout(WRITE, self.to.write_all(line.as_bytes())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(PlayerError::Closed { player: NAME }),
            Err(_) => Err(silent(WRITE)),
        }
    }
}
