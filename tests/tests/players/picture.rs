//! The household's notes on the picture of somebody's own mpv: what stands there, and what never does.

use std::time::{Duration, Instant};

use asides::api::{ask, list};
use household::Household;
use household::player::{Mpv, PATIENCE, TITLE};
use serde_json::json;

/// Lets the household's time pass as it passes for its players.
fn runs(household: &Household) {
    let time = household.time.clone();
    std::thread::spawn(move || {
        let mut last = Instant::now();
        loop {
            std::thread::sleep(Duration::from_millis(10));
            let passed_ms = last.elapsed().as_millis() as i64;
            last += Duration::from_millis(passed_ms.unsigned_abs());
            time.pass(passed_ms);
        }
    });
}

struct Evening {
    household: Household,
    screening: String,
}

impl Evening {
    async fn jots(&self, name: &str, jot: serde_json::Value) -> anyhow::Result<()> {
        let mut argument = json!({ "screening": self.screening });
        argument.as_object_mut().unwrap().extend(jot.as_object().unwrap().clone());
        self.household.house(name).ask_json(asides::Caller::Window, "jot", argument).await?;
        Ok(())
    }

    async fn on_picture(&self, on: bool) -> anyhow::Result<()> {
        let habits = ask::SetHabits { text_lag_ms: None, key_lag_ms: None, hide_length: None, on_picture: Some(on) };
        self.household.ask("Mara", list::SetHabitsCall(habits)).await?;
        Ok(())
    }
}

/// Everything that the player was given.
fn given(mpv: &Mpv) -> String {
    let tracks = mpv.get("track-list").as_array().cloned().unwrap_or_default();
    tracks.iter().filter_map(|track| track["external-filename"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_household_writes_on_the_picture_of_who_wishes_it() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    household.run_until_quiet().await?;
    let new = ask::NewScreening { title: TITLE.into(), year: None, length_ms: None, household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    household.run_until_quiet().await?;
    runs(&household);

    let folder = tempfile::tempdir()?;
    let socket = folder.path().join("mpv.socket");
    let mpv = Mpv::stands(&socket);
    let player = ask::PlayerAddress::Mpv { socket: socket.to_string_lossy().into_owned() };
    let bind = ask::BindPlayer { screening: screening.clone(), player };
    household.ask("Mara", list::BindPlayerCall(bind)).await?;
    mpv.goes_to(60_000);
    mpv.set("pause", json!(false));
    let evening = Evening { household, screening };
    let of = || ask::OfScreening { screening: evening.screening.clone() };
    let since = Instant::now();
    while evening.household.ask("Theo", list::ClockCall(of())).await?.film_ms < 64_000 {
        anyhow::ensure!(since.elapsed() < PATIENCE, "Mara's player leads the clock for Theo too");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }

    // Off, until somebody wishes it.
    evening.jots("Theo", json!({ "kind": "remark", "text": "that coat again" })).await?;
    evening.household.run_until_quiet().await?;
    evening.jots("Mara", json!({ "kind": "remark", "text": "seen by myself" })).await?;
    assert_eq!(mpv.tracks("Asides"), 0);

    evening.household.section("on");
    evening.on_picture(true).await?;
    for jot in [
        json!({ "kind": "remark", "text": "kept for the end", "sealed": true }),
        json!({ "kind": "prediction", "text": "he will come back" }),
        json!({ "kind": "personal", "text": "like my aunt" }),
        json!({ "kind": "remark", "text": "the butler did it", "film_ms": 500_000 }),
        json!({ "kind": "reaction", "reaction": "love" }),
        json!({ "kind": "remark", "text": "look at {\\fs400}the lamp" }),
    ] {
        evening.jots("Theo", jot).await?;
    }
    mpv.is("secondary-sub-text", "Theo: look at (/fs400)the lamp");
    evening.jots("Mara", json!({ "kind": "remark", "text": "so I see" })).await?;
    evening.household.run_until_quiet().await?;
    let live = given(&mpv);
    for never in ["kept for the end", "he will come back", "like my aunt", "the butler did it", "so I see"] {
        assert!(!live.contains(never), "{never}: {live}");
    }

    evening.household.section("hidden");
    evening.on_picture(false).await?;
    mpv.keeps("Asides", 0);

    evening.household.section("a replay");
    mpv.set("pause", json!(true));
    let lights = || ask::LightsUp { screening: evening.screening.clone() };
    for name in ["Mara", "Theo"] {
        evening.household.ask(name, list::LightsUpCall(lights())).await?;
    }
    evening.household.run_until_quiet().await?;
    evening.on_picture(true).await?;
    mpv.goes_to(501_000);
    mpv.is("secondary-sub-text", "Theo: the butler did it");
    mpv.goes_to(64_500);
    let since = Instant::now();
    while !given(&mpv).contains("so I see") || given(&mpv).contains("the butler did it") {
        anyhow::ensure!(since.elapsed() < PATIENCE, "one's own too: {}", given(&mpv));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let replay = given(&mpv);
    for never in ["kept for the end", "like my aunt", "he will come back"] {
        assert!(!replay.contains(never), "{never}: {replay}");
    }
    let begins: Vec<&str> = replay.lines().filter_map(|line| line.strip_prefix("Dialogue: 0,")?.get(..10)).collect();
    assert!(begins.len() >= 4 && begins.is_sorted(), "{replay}");

    // What stood on the picture was answered; what came before was noticed by oneself.
    let (profiles, _folder) = evening.household.ends().await;
    let library = library::Library::open(&profiles["Mara"].join("asides.db"))?.library;
    let reader = library.reader()?;
    let mut after_echo = std::collections::BTreeMap::new();
    for row in reader.screenings()? {
        after_echo.extend(reader.all_notes(&row.id)?.into_iter().map(|note| (note.text, note.after_echo)));
    }
    assert_eq!((after_echo["seen by myself"], after_echo["so I see"]), (false, true));
    Ok(())
}
