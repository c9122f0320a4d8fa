//! mpv over its socket.

use household::player::{Apart, LENGTH_MS, Mpv, PATIENCE, TITLE, hears, lost, until};
use players::{Address, Caption, Command, Event, Link, Play, PlayerError, connect};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn mpv_is_followed_through_pause_seek_and_speed_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("mpv.socket");
    let mut mpv = Mpv::stands(&socket);
    let mut link = connect(Address::Mpv { socket: socket.clone() });
    let film = hears(
        &mut link,
        "the whole film",
        |event| matches!(event, Event::Film(film) if film.title.is_some() && film.length_ms.is_some()),
    )
    .await;
    let Event::Film(film) = film else { unreachable!() };
    assert_eq!(film.title.as_deref(), Some(TITLE));
    assert!((film.length_ms.unwrap() - LENGTH_MS).abs() < 1_000, "{film:?}");
    let stands = until(&mut link, "standing", |now| now.play == Play::Paused).await;
    assert!(stands.film_ms < 200, "{stands:?}");

    mpv.set("pause", json!(false));
    until(&mut link, "playing", |now| now.play == Play::Playing && now.film_ms > 300).await;
    Apart::measure(&link, 60, || mpv.truth()).await.is_near("mpv", 150.0);

    mpv.goes_to(300_000);
    let there = until(&mut link, "there", |now| now.film_ms >= 300_000 && now.play == Play::Playing).await;
    assert!(there.film_ms < 310_000, "{there:?}");

    mpv.set("speed", json!(1.5));
    until(&mut link, "faster", |now| now.rate == 1.5).await;
    mpv.set("speed", json!(1.0));

    mpv.set("pause", json!(true));
    let paused = until(&mut link, "paused", |now| now.play == Play::Paused).await;
    let truth_ms = mpv.get("time-pos").as_f64().unwrap() * 1e3;
    let settled = until(&mut link, "at rest", |now| (now.film_ms as f64 - truth_ms).abs() <= 1.0).await;
    assert_eq!(settled.play, Play::Paused, "{paused:?}");

    // One's own player goes where one asks it to, and keeps standing.
    let (done, became) = tokio::sync::oneshot::channel();
    link.cmd.send(Command::Jump { film_ms: 120_000, done }).await.unwrap();
    assert_eq!(became.await.unwrap(), Ok(()));
    until(&mut link, "at the moment", |now| (now.film_ms - 120_000).abs() < 100 && now.play == Play::Paused).await;

    mpv.running.kill();
    assert!(matches!(lost(&mut link).await, PlayerError::Closed { .. } | PlayerError::Broken { .. }));
    assert_eq!(*link.now.borrow(), None);
    let back = Mpv::stands(&socket);
    back.goes_to(60_000);
    hears(&mut link, "that it is back", |event| *event == Event::Found).await;
    until(&mut link, "back", |now| (now.film_ms - 60_000).abs() < 100).await;
}

fn says(text: &str, from_ms: i64) -> Caption {
    Caption { from_ms, to_ms: from_ms + 4_000, who: "Theo".into(), text: text.into() }
}

async fn shows(link: &Link, captions: &[Caption]) -> Result<(), PlayerError> {
    let (done, became) = tokio::sync::oneshot::channel();
    link.cmd.send(Command::Show { captions: captions.to_vec(), done }).await.unwrap();
    became.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stand_on_the_picture_beside_the_films_own_subtitles() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.srt");
    std::fs::write(&own, "1\n00:00:00,000 --> 00:09:59,000\nThe film’s own\n").unwrap();
    let socket = folder.path().join("mpv.socket");
    let mpv = Mpv::stands(&socket);
    mpv.ask(json!(["sub-add", own.to_str().unwrap(), "select"])).unwrap();
    let mut link = connect(Address::Mpv { socket });
    until(&mut link, "standing", |now| now.play == Play::Paused).await;

    let hostile = "{\\an2\\fs400}boo\\N{x}\nDialogue: 0,0:00:00.00,9:00:00.00,Aside,,0,0,0,,and more <b>bold</b>";
    shows(&link, &[says("that coat again", 60_000), says(hostile, 70_000)]).await.unwrap();
    mpv.goes_to(61_000);
    mpv.is("secondary-sub-text", "Theo: that coat again");
    mpv.is("sub-text", "The film’s own");
    mpv.goes_to(66_000);
    mpv.is("secondary-sub-text", "");
    mpv.goes_to(71_000);
    mpv.is(
        "secondary-sub-text",
        "Theo: (/an2/fs400)boo/N(x) Dialogue: 0,0:00:00.00,9:00:00.00,Aside,,0,0,0,,and more ‹b›bold‹/b›",
    );

    // Others take their place, and no track of the earlier ones stays.
    shows(&link, &[says("look at the lamp", 70_000)]).await.unwrap();
    mpv.is("secondary-sub-text", "Theo: look at the lamp");
    mpv.keeps("Asides", 1);

    // Who chooses otherwise at the player keeps that, and mpv's own key hides them.
    assert_eq!(mpv.get("secondary-sub-visibility"), json!(true));
    mpv.set("secondary-sid", json!("no"));
    shows(&link, &[says("and there", 70_000)]).await.unwrap();
    assert_eq!(mpv.get("secondary-sid"), json!(false));

    shows(&link, &[]).await.unwrap();
    mpv.keeps("Asides", 0);
    mpv.is("sub-text", "The film’s own");

    // Let go of, it is as it was before: with the secondary track that somebody had chosen.
    mpv.ask(json!(["sub-add", own.to_str().unwrap(), "auto", "mine"])).unwrap();
    let mine = mpv.track("mine").unwrap();
    mpv.set("secondary-sid", json!(mine));
    shows(&link, &[says("look at the lamp", 70_000)]).await.unwrap();
    let since = std::time::Instant::now();
    while mpv.get("secondary-sid") == json!(mine) {
        assert!(since.elapsed() < PATIENCE, "ours is shown: {}", mpv.get("track-list"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(link);
    let since = std::time::Instant::now();
    while mpv.tracks("Asides") > 0 || mpv.get("secondary-sid") != json!(mine) {
        assert!(since.elapsed() < PATIENCE, "it is let go of: {}", mpv.get("track-list"));
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stand_on_the_next_film_too_and_elsewhere_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("mpv.socket");
    let mpv = Mpv::stands(&socket);
    let mut link = connect(Address::Mpv { socket });
    until(&mut link, "standing", |now| now.play == Play::Paused).await;
    shows(&link, &[says("that coat again", 0)]).await.unwrap();
    mpv.is("secondary-sub-text", "Theo: that coat again");
    mpv.ask(json!(["loadfile", household::player::film().to_str().unwrap()])).unwrap();
    mpv.is("secondary-sub-text", "Theo: that coat again");
    mpv.keeps("Asides", 1);

    let nowhere = connect(Address::VlcHttp { host: "127.0.0.1".into(), port: 9, password: "x".into() });
    assert!(matches!(
        shows(&nowhere, &[says("x", 0)]).await,
        Err(PlayerError::Absent { .. } | PlayerError::Cannot { .. })
    ));
}
