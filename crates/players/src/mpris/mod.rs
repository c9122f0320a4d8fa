//! Players that speak MPRIS on the session's message bus: VLC, browsers' tabs, and most players of Linux desktops.
//!
//! MPRIS tells of changes but never of the place, so that is asked for: twice a second, and three times after each
//! change, since some players are still on their way when they tell of it. All properties come with one question, and
//! the place counts for the middle between question and answer.

mod bus;
mod hears;
mod names;

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use crate::link::Ended;
use crate::report::Report;
use crate::{Address, Command, Kind, Offer, PlayerError};
use bus::{Bus, Player};
use hears::Hears;
pub(crate) use names::{kind, name};

/// How often the place is asked for.
const POLL: Duration = Duration::from_millis(500);
/// When it is asked for after something changed.
const AFTER: [Duration; 3] = [Duration::ZERO, Duration::from_millis(300), Duration::from_secs(1)];
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(2);
/// How many questions may stay without an answer.
const UNANSWERED_MAX: u32 = 4;
/// How many players are asked what they play.
const OFFERS_MAX: usize = 16;

/// Follows one player until it goes or nobody listens.
pub(crate) async fn follow(
    wanted: &str,
    bus: Option<&str>,
    report: &mut Report,
    commands: &mut mpsc::Receiver<Command>,
) -> Ended {
    match talk(wanted, bus, report, commands).await {
        Ok(()) => Ended::LetGo,
        Err(error) => Ended::Lost(error),
    }
}

/// Lists the players on the bus; none when there is no bus.
pub(crate) async fn look(bus: Option<&str>) -> Vec<Offer> {
    let Ok(Ok(line)) = timeout(ANSWER, Bus::open(bus)).await else { return Vec::new() };
    let mut offers = Vec::new();
    for name in names::once(line.players().await.unwrap_or_default()).into_iter().take(OFFERS_MAX) {
        let Ok(player) = line.player(&name).await else { continue };
        let Ok(Ok(said)) = timeout(ANSWER, player.all()).await else { continue };
        let film = hears::film(&said);
        let playing = hears::status(&said) == Some("Playing");
        // A browser without a film, or a player that was stopped, has nothing to follow.
        if film.title.is_none() && !playing {
            continue;
        }
        let address = Address::Mpris { name, bus: bus.map(str::to_owned) };
        offers.push(Offer { kind: address.kind(), place: None, address, film, playing, locked: false });
    }
    offers
}

async fn talk(
    wanted: &str,
    bus: Option<&str>,
    report: &mut Report,
    commands: &mut mpsc::Receiver<Command>,
) -> Result<(), PlayerError> {
    let kind = kind(wanted);
    let line = Bus::open(bus).await?;
    let present = line.players().await?;
    let name = names::again(wanted, &present)
        .ok_or_else(|| PlayerError::Absent { player: kind.name(), cause: "it is not on the message bus".to_owned() })?;
    let player = line.player(name).await?;
    let mut changes = player.changes().await?;
    let mut gone = line.gone(name).await?;
    let mut hears = Hears::of(kind);
    let mut unanswered = 0;
    let mut due = AFTER.map(|after| Instant::now() + after).to_vec();
    loop {
        let next = due.iter().copied().min().unwrap_or_else(|| Instant::now() + POLL);
        tokio::select! {
            () = tokio::time::sleep_until(next) => {
                due.retain(|then| *then > next);
                let asked = std::time::Instant::now();
                match timeout(ANSWER, player.all()).await {
                    Ok(Ok(said)) => {
                        report.found();
                        unanswered = 0;
                        hears.take(&said, asked, asked.elapsed(), report);
                    }
                    Ok(Err(error)) if line.is_gone(&error) => return Err(PlayerError::Closed { player: kind.name() }),
                    Ok(Err(_)) | Err(_) => unanswered += 1,
                }
                if unanswered >= UNANSWERED_MAX {
                    let seconds = (ANSWER * UNANSWERED_MAX).as_secs();
                    return Err(PlayerError::Silent { player: kind.name(), seconds });
                }
            }
            changed = changes.next() => match changed {
                Some(()) => {
                    hears.changed();
                    due = AFTER.map(|after| Instant::now() + after).to_vec();
                }
                None => return Err(PlayerError::Closed { player: kind.name() }),
            },
            _ = gone.next() => return Err(PlayerError::Closed { player: kind.name() }),
            command = commands.recv() => match command {
                None => return Ok(()),
                Some(show @ Command::Show { .. }) => show.refuse(PlayerError::Cannot { player: kind.name() }),
                Some(Command::Jump { film_ms, done }) => {
                    jump(kind, &player, film_ms, done).await;
                    due = AFTER.map(|after| Instant::now() + after).to_vec();
                }
            },
        }
    }
}

/// MPRIS goes to a place only in a track that it names, and not all players name one; all can be sent on or back.
async fn jump(kind: Kind, player: &Player<'_>, film_ms: i64, done: oneshot::Sender<Result<(), PlayerError>>) {
    let went = timeout(ANSWER, async {
        let said = player.all().await?;
        let here_ms = (hears::place_us(&said).unwrap_or(0.0) / 1e3) as i64;
        player.seek((film_ms - here_ms).saturating_mul(1_000)).await
    });
    let became = match went.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            Err(PlayerError::Refused { player: kind.name(), says: error.to_string().chars().take(80).collect() })
        }
        Err(_) => Err(PlayerError::Silent { player: kind.name(), seconds: ANSWER.as_secs() }),
    };
    let _ = done.send(became);
}
