//! mpv over its socket.

use household::player::{Apart, LENGTH_MS, Mpv, TITLE, hears, lost, until};
use players::{Address, Command, Event, Play, PlayerError, connect};
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
