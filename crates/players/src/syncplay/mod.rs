//! A room of Syncplay, joined as somebody who only looks: no file, no play state, no chat.
//!
//! The server asks every second and drops whoever does not answer for 13. An answer without a play state changes
//! nothing for the room: nobody waits for us and nobody is moved by us. The place that comes with the question is as old
//! as its way here, which is added.

mod room;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use crate::line::Lines;
use crate::link::Ended;
use crate::report::Report;
use crate::{Command, PlayerError};
use room::Room;

pub(crate) const NAME: &str = "Syncplay";
/// How long the server may take to let us in.
const HELLO: Duration = Duration::from_secs(5);
/// A place older than this is not believed any more: the server tells it every second.
const STALE: Duration = Duration::from_millis(2_500);
/// How long the server may say nothing at all.
const SILENT: Duration = Duration::from_secs(10);
/// What we are called there, unless somebody is called so already.
const CALLED: &str = "Asides";

/// Where a room is.
pub(crate) struct Place<'a> {
    pub host: &'a str,
    pub port: u16,
    pub room: &'a str,
    pub password: &'a str,
}

/// Follows a room until the server goes or nobody listens.
pub(crate) async fn follow(place: Place<'_>, report: &mut Report, commands: &mut mpsc::Receiver<Command>) -> Ended {
    match talk(&place, report, commands).await {
        Ok(()) => Ended::LetGo,
        Err(error) => Ended::Lost(error),
    }
}

async fn talk(
    place: &Place<'_>,
    report: &mut Report,
    commands: &mut mpsc::Receiver<Command>,
) -> Result<(), PlayerError> {
    let absent = |cause: String| PlayerError::Absent { player: NAME, cause };
    let line = timeout(HELLO, TcpStream::connect((place.host, place.port)))
        .await
        .map_err(|_| silent(HELLO))?
        .map_err(|error| absent(error.to_string()))?;
    let _ = line.set_nodelay(true);
    let (from, mut to) = line.into_split();
    let mut lines = Lines::of(from, NAME);
    say(&mut to, &hello(place)).await?;
    let begun = Instant::now();
    let mut room = Room::of(place.room);
    let mut heard_at = Instant::now();
    let mut told_at = heard_at;
    let mut watch = tokio::time::interval(Duration::from_millis(500));
    watch.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            line = lines.next() => {
                let line = match line {
                    // Whatever says no whole line first was never Syncplay.
                    Err(PlayerError::Broken { .. }) if !report.is_found() => return Err(other(place)),
                    line => line?,
                };
                heard_at = Instant::now();
                let Ok(message) = serde_json::from_slice::<Value>(&line) else {
                    if !report.is_found() {
                        return Err(other(place));
                    }
                    report.trouble(PlayerError::Broken { player: NAME });
                    continue;
                };
                if let Some(error) = message.get("Error") {
                    return Err(refused(error));
                }
                if let Some(welcome) = message.get("Hello") {
                    room.called(welcome.get("username").and_then(Value::as_str).unwrap_or(CALLED));
                    report.found();
                    say(&mut to, &json!({ "List": null })).await?;
                }
                if let Some(state) = message.get("State") {
                    let now_s = (heard_at - begun).as_secs_f64();
                    if room.state(state, now_s, heard_at.into_std(), report) {
                        told_at = heard_at;
                    }
                    say(&mut to, &room.answer(state, now_s)).await?;
                }
                room.people(&message, report);
            }
            command = commands.recv() => match command {
                None => return Ok(()),
                // To move a room is to move everybody in it.
                Some(command) => command.refuse(PlayerError::NotOwn { player: NAME }),
            },
            _ = watch.tick() => {
                if heard_at.elapsed() >= SILENT {
                    return Err(silent(SILENT));
                }
                if told_at.elapsed() >= STALE {
                    report.nothing(silent(STALE));
                }
            }
        }
    }
}

fn hello(place: &Place<'_>) -> Value {
    let mut hello = json!({
        "username": CALLED,
        "room": { "name": place.room },
        "version": "1.2.255",
        "realversion": "1.7.0",
        "features": {
            "sharedPlaylists": false, "chat": false, "featureList": true, "readiness": false, "managedRooms": false
        },
    });
    if !place.password.is_empty() {
        // Syncplay's own way: the server keeps the same sum. It hides the word from nobody who wants it.
        let sum = <md5::Md5 as md5::Digest>::digest(place.password.as_bytes());
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(hello) = hello.as_object_mut() {
            hello.insert("password".to_owned(), json!(sum));
        }
    }
    json!({ "Hello": hello })
}

fn other(place: &Place<'_>) -> PlayerError {
    PlayerError::Other { player: NAME, place: format!("{}:{}", place.host, place.port) }
}

fn refused(error: &Value) -> PlayerError {
    let says = error.get("message").and_then(Value::as_str).unwrap_or("no reason given");
    if says.to_lowercase().contains("password") {
        return PlayerError::WrongPassword { player: NAME };
    }
    PlayerError::Refused { player: NAME, says: says.chars().filter(|letter| !letter.is_control()).take(80).collect() }
}

fn silent(after: Duration) -> PlayerError {
    PlayerError::Silent { player: NAME, seconds: after.as_secs() }
}

async fn say<W: AsyncWrite + Unpin>(to: &mut W, message: &Value) -> Result<(), PlayerError> {
    let line = format!("{message}\r\n");
    match timeout(HELLO, to.write_all(line.as_bytes())).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(PlayerError::Closed { player: NAME }),
        Err(_) => Err(silent(HELLO)),
    }
}
