//! A player at an evening: it leads the film clock of one viewing, and nobody else's player.

use std::sync::Arc;

use asides::api::view::{ClockView, PlayersView};
use asides::api::{Ask, ask, list};
use asides::time::MachineTime;
use asides::{House, Network, Options};
use household::Household;
use household::player::{Impostor, Mpv, PATIENCE, TITLE};
use serde_json::json;

struct Evening {
    house: House,
    screening: String,
    _folder: tempfile::TempDir,
}

impl Evening {
    async fn begins() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let house = open(folder.path()).await?;
        house.ask(list::BeginCall(ask::Begin { name: "Mara".into(), device_name: None })).await?;
        let new = ask::NewScreening { title: TITLE.into(), year: None, length_ms: None, household: None };
        let screening = house.ask(list::NewScreeningCall(new)).await?.screening;
        Ok(Self { house, screening, _folder: folder })
    }

    fn of(&self) -> ask::OfScreening {
        ask::OfScreening { screening: self.screening.clone() }
    }

    async fn ask<A: Ask>(&self, ask: A) -> anyhow::Result<A::Answer> {
        Ok(self.house.ask(ask).await?)
    }

    async fn players(&self, what: &str, is: impl Fn(&PlayersView) -> bool) -> anyhow::Result<PlayersView> {
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let view = self.ask(list::PlayersCall(self.of())).await?;
                if is(&view) {
                    return anyhow::Ok(view);
                }
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            }
        });
        match waited.await {
            Ok(view) => view,
            Err(_) => anyhow::bail!("not {what}: {:?}", self.ask(list::PlayersCall(self.of())).await?),
        }
    }

    async fn clock(&self, what: &str, is: impl Fn(&ClockView) -> bool) -> anyhow::Result<ClockView> {
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let view = self.ask(list::ClockCall(self.of())).await?;
                if is(&view) {
                    return anyhow::Ok(view);
                }
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            }
        });
        match waited.await {
            Ok(view) => view,
            Err(_) => anyhow::bail!("not {what}: {:?}", self.ask(list::ClockCall(self.of())).await?),
        }
    }

    async fn jumps(&self, film_ms: i64) -> anyhow::Result<()> {
        self.ask(list::JumpPlayerCall(ask::JumpPlayer { screening: self.screening.clone(), film_ms })).await?;
        Ok(())
    }
}

async fn open(profile: &std::path::Path) -> anyhow::Result<House> {
    let options = Options::of(profile).network(Network::Off).time(Arc::new(MachineTime));
    Ok(House::open(options).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_mpv_leads_the_film_clock() -> anyhow::Result<()> {
    let evening = Evening::begins().await?;
    let folder = tempfile::tempdir()?;
    let socket = folder.path().join("mpv.socket");
    let mut mpv = Mpv::stands(&socket);

    // It is offered in words, and bound with one action.
    let view = evening.players("offered", |view| view.offers.iter().any(|offer| offer.player == at(&socket))).await?;
    let offer = view.offers.iter().find(|offer| offer.player == at(&socket)).unwrap();
    assert_eq!((offer.name.as_str(), offer.title.as_str(), offer.playing), ("mpv", TITLE, false));
    let bind = ask::BindPlayer { screening: evening.screening.clone(), player: offer.player.clone() };
    evening.ask(list::BindPlayerCall(bind)).await?;
    evening.players("bound", |view| view.bound.as_ref().is_some_and(|bound| bound.state == "paused")).await?;
    assert!(!evening.ask(list::ClockCall(evening.of())).await?.started, "a film that stands at 0 has not begun");

    mpv.set("pause", json!(false));
    evening.clock("running", |clock| clock.running).await?;
    mpv.goes_to(60_000);
    evening.clock("there", |clock| clock.running && clock.film_ms >= 60_000 && clock.film_ms < 90_000).await?;

    // What is jotted now began a little before, and that must be after the jump.
    evening.clock("a little later", |clock| clock.film_ms >= 63_500).await?;

    // A note of these minutes says what told its time, and how wrong that may be.
    let jot = json!({ "screening": evening.screening, "kind": "remark", "text": "that coat again" });
    let kept = evening.house.ask_json(asides::Caller::Window, "jot", jot).await?;
    assert!(kept["film_ms"].as_i64().is_some_and(|film_ms| (50_000..120_000).contains(&film_ms)), "{kept}");

    mpv.set("pause", json!(true));
    let truth_ms = mpv.get("time-pos").as_f64().unwrap() * 1e3;
    evening
        .clock("paused where it is", |clock| !clock.running && (clock.film_ms as f64 - truth_ms).abs() <= 250.0)
        .await?;

    // By one's own action one's own player goes to five seconds before a moment.
    evening.jumps(200_000).await?;
    evening.clock("at the moment", |clock| (clock.film_ms - 195_000).abs() < 300).await?;

    mpv.running.kill();
    let view = evening.players("lost", |view| view.bound.as_ref().is_some_and(|bound| bound.state == "lost")).await?;
    assert!(view.bound.unwrap().trouble.unwrap().says.contains("follows it again"));
    let back = Mpv::stands(&socket);
    back.goes_to(300_000);
    evening.clock("found again", |clock| (clock.film_ms - 300_000).abs() < 300).await?;

    evening.ask(list::UnbindPlayerCall(evening.of())).await?;
    back.goes_to(10_000);
    let view = evening.ask(list::PlayersCall(evening.of())).await?;
    assert_eq!(view.bound, None);
    let refused = evening.jumps(200_000).await.unwrap_err().to_string();
    assert!(refused.contains("Copy the time"), "{refused}");
    assert!(
        (evening.ask(list::ClockCall(evening.of())).await?.film_ms - 300_000).abs() < 300,
        "let go of, it leads no more"
    );
    evening.house.close().await;

    let stamp = stamp(evening._folder.path())?;
    assert_eq!(stamp.source, screening::Source::Player("mpv".into()));
    assert_eq!(stamp.err_ms, Some(45));
    Ok(())
}

/// The stamp of the one note in a closed profile.
fn stamp(profile: &std::path::Path) -> anyhow::Result<screening::Stamp> {
    let library = library::Library::open(&profile.join("asides.db"))?.library;
    let reader = library.reader()?;
    let mut found = Vec::new();
    for row in reader.screenings()? {
        found.extend(reader.all_notes(&row.id)?.into_iter().filter_map(|note| note.stamp));
    }
    found.pop().ok_or_else(|| anyhow::anyhow!("no stamp"))
}

fn at(socket: &std::path::Path) -> ask::PlayerAddress {
    ask::PlayerAddress::Mpv { socket: socket.to_string_lossy().into_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_elses_player_is_ever_moved() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    household.run_until_quiet().await?;
    let new = ask::NewScreening { title: TITLE.into(), year: None, length_ms: None, household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    household.run_until_quiet().await?;

    // Theo's player is followed in the same viewing, by his device alone.
    let folder = tempfile::tempdir()?;
    let socket = folder.path().join("mpv.socket");
    let theirs = Impostor::mpv(&socket);
    let bind = ask::BindPlayer { screening: screening.clone(), player: at(&socket) };
    household.ask("Theo", list::BindPlayerCall(bind)).await?;
    let of = || ask::OfScreening { screening: screening.clone() };
    let since = std::time::Instant::now();
    while !household.ask("Mara", list::ClockCall(of())).await?.running {
        anyhow::ensure!(since.elapsed() < PATIENCE, "Theo's player leads the clock for Mara too");
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }

    // Mara does whatever a member can do to a clock, and asks for a jump.
    for act in [
        ask::ClockAct::Pause,
        ask::ClockAct::Start,
        ask::ClockAct::Seek { film_ms: 600_000 },
        ask::ClockAct::ItSays { film_ms: 700_000 },
        ask::ClockAct::Nudge { by_ms: -10_000 },
    ] {
        household.ask("Mara", list::SetClockCall(ask::SetClock { screening: screening.clone(), act })).await?;
    }
    let jump = ask::JumpPlayer { screening: screening.clone(), film_ms: 900_000 };
    let refused = household.ask("Mara", list::JumpPlayerCall(jump)).await.unwrap_err();
    assert_eq!(refused.code, "no-player", "her own is none, and there is no other to be asked");
    household.ask("Mara", list::LightsUpCall(ask::LightsUp { screening: screening.clone() })).await?;
    household.run_until_quiet().await?;

    let heard = theirs.heard();
    assert!(heard.iter().any(|line| line.contains("time-pos")), "it is followed: {heard:?}");
    let orders: Vec<&String> =
        heard.iter().filter(|line| !line.contains("get_property") && !line.contains("observe_property")).collect();
    assert_eq!(orders, Vec::<&String>::new(), "it is only ever asked");
    Ok(())
}
