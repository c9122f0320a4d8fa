//! Players that are asked over HTTP: VLC's web interface, Kodi, and what Jellyfin serves. Plain HTTP, as they speak it in
//! a home; whoever reads along there reads the password too.
//!
//! Each file beside this one knows one player: what to ask, and what an answer means. Asking, limits and losses are the
//! same for all and stand here.

mod jellyfin;
mod kodi;
mod vlc;

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::line::LINE_BYTES_MAX;
use crate::link::Ended;
use crate::report::Report;
use crate::steps::Steps;
use crate::{Address, Command, Film, Kind, Play, PlayerError, Sample, sample};

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(3);
/// How many questions in a row may stay without an answer before the player counts as gone.
const UNANSWERED_MAX: u32 = 3;

/// One question.
pub(crate) struct Question {
    pub path: String,
    /// What is sent; none only asks.
    pub body: Option<Value>,
    /// A header with the secret.
    pub secret: Option<(&'static str, String)>,
}

/// What an answer amounts to.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub film: Film,
    /// Place in milliseconds, rate, and whether it moves; none without a film.
    pub now: Option<(f64, f64, Play)>,
}

/// A player on the web, by what makes it differ from the others.
struct Site<'a> {
    kind: Kind,
    host: &'a str,
    port: u16,
    every: Duration,
    question: Question,
    read: Box<dyn Fn(&Value) -> Option<Answer> + Send + Sync + 'a>,
    /// The place is told anew only now and then; the same one again says nothing.
    seldom: bool,
}

impl<'a> Site<'a> {
    fn of(address: &'a Address) -> Option<Self> {
        let every = Duration::from_millis(500);
        match address {
            Address::VlcHttp { host, port, password } => Some(Self {
                kind: Kind::VlcHttp,
                host,
                port: *port,
                every,
                question: vlc::status(password),
                read: Box::new(vlc::read),
                seldom: false,
            }),
            Address::Kodi { host, port, user, password } => Some(Self {
                kind: Kind::Kodi,
                host,
                port: *port,
                every,
                question: kodi::status(user, password),
                read: Box::new(kodi::read),
                seldom: false,
            }),
            Address::Jellyfin { host, port, key, device } => Some(Self {
                kind: Kind::Jellyfin,
                host,
                port: *port,
                every: Duration::from_secs(1),
                question: jellyfin::sessions(key),
                read: Box::new(move |said| jellyfin::read(said, device)),
                seldom: true,
            }),
            Address::Mpv { .. } | Address::Mpris { .. } | Address::Syncplay { .. } => None,
        }
    }
}

/// Follows one player on the web until it goes or nobody listens.
pub(crate) async fn follow(address: &Address, report: &mut Report, commands: &mut mpsc::Receiver<Command>) -> Ended {
    let player = address.kind().name();
    let Some(site) = Site::of(address) else { return Ended::Lost(PlayerError::NotHere { player }) };
    match talk(&site, address, report, commands).await {
        Ok(()) => Ended::LetGo,
        Err(error) => Ended::Lost(error),
    }
}

/// Asks a player which film it has open and whether it plays, once.
pub(crate) async fn ask_once(address: &Address) -> Result<(Film, bool), PlayerError> {
    let player = address.kind().name();
    let site = Site::of(address).ok_or(PlayerError::NotHere { player })?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    let said = ask(&client, &site, &site.question).await?;
    let answer = (site.read)(&said).ok_or_else(|| other(&site))?;
    Ok((answer.film, answer.now.is_some_and(|(_, _, play)| play == Play::Playing)))
}

async fn talk(
    site: &Site<'_>,
    address: &Address,
    report: &mut Report,
    commands: &mut mpsc::Receiver<Command>,
) -> Result<(), PlayerError> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let mut unanswered = 0;
    let mut told = Told::default();
    let mut poll = tokio::time::interval(site.every);
    poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = poll.tick() => {
                let asked = std::time::Instant::now();
                match ask(&client, site, &site.question).await {
                    Ok(said) => {
                        unanswered = 0;
                        let Some(answer) = (site.read)(&said) else { return Err(other(site)) };
                        report.found();
                        tell(site, answer, asked + asked.elapsed() / 2, &mut told, report);
                    }
                    // One answer that is late is a busy player; a refusal or something else is final.
                    Err(error @ (PlayerError::Silent { .. } | PlayerError::Absent { .. })) => {
                        unanswered += 1;
                        if unanswered >= UNANSWERED_MAX || !report.is_found() {
                            return Err(error);
                        }
                    }
                    Err(PlayerError::Broken { .. }) if !report.is_found() => return Err(other(site)),
                    Err(error @ PlayerError::Broken { .. }) => report.trouble(error),
                    Err(error) => return Err(error),
                }
            }
            command = commands.recv() => match command {
                None => return Ok(()),
                Some(show @ Command::Show { .. }) => show.refuse(PlayerError::Cannot { player: site.kind.name() }),
                Some(Command::Jump { film_ms, done }) => {
                    let became = match address {
                        Address::VlcHttp { password, .. } if address.is_own() => {
                            ask(&client, site, &vlc::seek(password, film_ms)).await.map(|_| ())
                        }
                        _ => Err(PlayerError::NotOwn { player: site.kind.name() }),
                    };
                    let _ = done.send(became);
                }
            },
        }
    }
}

/// What a player told before.
#[derive(Default)]
struct Told {
    last: Option<(f64, Play)>,
    steps: Steps,
}

fn tell(site: &Site<'_>, answer: Answer, seen: std::time::Instant, told: &mut Told, report: &mut Report) {
    let no_length = answer.film.length_ms.is_none();
    report.film(answer.film);
    let Some((place_ms, rate, play)) = answer.now else {
        *told = Told::default();
        return report.nothing(PlayerError::NoFilm { player: site.kind.name() });
    };
    if site.seldom && told.last == Some((place_ms, play)) {
        return;
    }
    match (sample::place(place_ms), sample::rate(rate)) {
        (Ok(film_ms), Ok(rate)) => {
            told.last = Some((place_ms, play));
            let sample = Sample { seen, film_ms, rate, play, err_ms: site.kind.err_ms() };
            report.sample(if site.kind == Kind::VlcHttp { told.steps.settled(sample) } else { sample });
            if no_length {
                report.trouble(PlayerError::NoLength);
            }
        }
        (Err(error), _) | (_, Err(error)) => report.trouble(error),
    }
}

fn other(site: &Site<'_>) -> PlayerError {
    PlayerError::Other { player: site.kind.name(), place: format!("{}:{}", site.host, site.port) }
}

async fn ask(
    client: &Client<HttpConnector, Full<Bytes>>,
    site: &Site<'_>,
    question: &Question,
) -> Result<Value, PlayerError> {
    let player = site.kind.name();
    let absent = |cause: String| PlayerError::Absent { player, cause: cause.chars().take(120).collect() };
    let uri = format!("http://{}:{}{}", site.host, site.port, question.path);
    let mut request = Request::builder().uri(uri).header("accept", "application/json");
    if let Some((name, secret)) = &question.secret {
        request = request.header(*name, secret);
    }
    let request = match &question.body {
        None => request.body(Full::default()),
        Some(body) => {
            request.method(Method::POST).header("content-type", "application/json").body(Full::from(body.to_string()))
        }
    };
    let request = request.map_err(|error| absent(error.to_string()))?;
    let answered = timeout(ANSWER, async {
        let answer = client.request(request).await.map_err(|error| absent(error.to_string()))?;
        match answer.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(PlayerError::WrongPassword { player }),
            status if !status.is_success() => {
                return Err(PlayerError::Refused { player, says: format!("it answers {status}") });
            }
            _ => {}
        }
        let body = Limited::new(answer.into_body(), LINE_BYTES_MAX).collect().await;
        let too_long = PlayerError::TooLong { player, limit_kib: LINE_BYTES_MAX / 1_024 };
        let body = body.map_err(|error| match error.is::<http_body_util::LengthLimitError>() {
            true => too_long,
            false => absent(error.to_string()),
        })?;
        serde_json::from_slice(&body.to_bytes()).map_err(|_| PlayerError::Broken { player })
    });
    answered.await.unwrap_or(Err(PlayerError::Silent { player, seconds: ANSWER.as_secs() }))
}

/// The header for a name and a password.
fn basic(user: &str, password: &str) -> (&'static str, String) {
    let both = data_encoding::BASE64.encode(format!("{user}:{password}").as_bytes());
    ("authorization", format!("Basic {both}"))
}

#[cfg(test)]
pub(crate) fn said(name: &str) -> Value {
    let path = std::path::Path::new("tests/said").join(name);
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()
}
