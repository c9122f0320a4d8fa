//! A room of Syncplay on a real server, with somebody in it who plays.

use household::player::{Apart, PASSWORD, SyncplayFriend, SyncplayServer, TITLE, hears, lost, until};
use players::{Address, Command, Event, Play, PlayerError, connect};

fn room(server: &SyncplayServer, password: &str) -> Address {
    Address::Syncplay { host: "127.0.0.1".into(), port: server.port, room: "couch".into(), password: password.into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_followed_by_somebody_who_only_looks() {
    let server = SyncplayServer::start();
    let theo = SyncplayFriend::joins(&server, "couch");
    let mut link = connect(room(&server, PASSWORD));
    hears(&mut link, "the film", |event| matches!(event, Event::Film(film) if film.title.as_deref() == Some(TITLE)))
        .await;
    theo.does(false, Some(60_000.0));
    until(&mut link, "playing", |now| now.play == Play::Playing && now.film_ms >= 60_000).await;
    Apart::measure(&link, 60, || theo.truth()).await.is_near("Syncplay", 150.0);
    theo.does(false, Some(300_000.0));
    until(&mut link, "there", |now| now.film_ms >= 300_000).await;
    theo.does(true, None);
    let stands = until(&mut link, "standing", |now| now.play == Play::Paused).await;
    let (_, truth_ms) = theo.truth().unwrap();
    assert!((stands.film_ms as f64 - truth_ms).abs() < 1_000.0, "{stands:?} and {truth_ms}");

    // To move a room is to move everybody in it: that is not asked of anybody.
    let (done, became) = tokio::sync::oneshot::channel();
    link.cmd.send(Command::Jump { film_ms: 1_000, done }).await.unwrap();
    assert!(matches!(became.await.unwrap(), Err(PlayerError::NotOwn { .. })));

    theo.leaves();
    link.now.wait_for(Option::is_none).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_named() {
    let server = SyncplayServer::start();
    let mut link = connect(room(&server, "lampe"));
    assert_eq!(lost(&mut link).await, PlayerError::WrongPassword { player: "Syncplay" });
}
