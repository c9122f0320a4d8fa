//! Players on the message bus: VLC, and the film in a browser's tab.

use household::player::{Apart, Browser, Bus, Vlc, hears, lost, until};
use players::{Address, Command, Event, Kind, Link, Offer, Play, PlayerError, connect, look_at};

/// Finds a player of a kind in what is offered on the bus, by the film's title: until VLC has read it, it tells the file's
/// name.
async fn offered(bus: &Bus, kind: Kind) -> Address {
    let since = std::time::Instant::now();
    loop {
        let offers = look_at(Some(&bus.address)).await;
        let shows =
            |offer: &Offer| offer.film.title.as_deref().is_some_and(|title| title.starts_with("The Lamplighter"));
        if let Some(offer) = offers.iter().find(|offer| offer.kind == kind && shows(offer)) {
            return offer.address.clone();
        }
        assert!(since.elapsed() < household::player::PATIENCE, "{kind:?} is not offered: {offers:?}");
    }
}

async fn jumps(link: &Link, film_ms: i64) -> Result<(), PlayerError> {
    let (done, became) = tokio::sync::oneshot::channel();
    link.cmd.send(Command::Jump { film_ms, done }).await.unwrap();
    became.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn vlc_is_followed_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path());
    let mut vlc = Vlc::plays(&bus, folder.path(), &[]);
    let mut link = connect(offered(&bus, Kind::Vlc).await);
    // While it begins, VLC's own clock slips.
    until(&mut link, "playing", |now| now.play == Play::Playing && now.film_ms > 3_000).await;
    Apart::measure(&link, 60, || vlc.truth()).await.is_near("VLC", 150.0);

    vlc.does(&["position", "300"]);
    until(&mut link, "there", |now| (299_000..320_000).contains(&now.film_ms) && now.play == Play::Playing).await;
    vlc.does(&["pause"]);
    until(&mut link, "paused", |now| now.play == Play::Paused).await;
    assert_eq!(jumps(&link, 120_000).await, Ok(()));
    until(&mut link, "at the moment", |now| (now.film_ms - 120_000).abs() < 2_000 && now.play == Play::Paused).await;

    vlc.running.kill();
    assert!(matches!(lost(&mut link).await, PlayerError::Closed { .. }));
    let _back = Vlc::plays(&bus, folder.path(), &[]);
    hears(&mut link, "that it is back", |event| *event == Event::Found).await;
    until(&mut link, "back", |now| now.play == Play::Playing && now.film_ms < 110_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_in_a_browsers_tab_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path());
    let browser = Browser::plays(&bus, folder.path());
    let mut link = connect(offered(&bus, Kind::Chromium).await);
    until(&mut link, "playing", |now| now.play == Play::Playing).await;
    Apart::measure(&link, 60, || browser.truth()).await.is_near("Chromium", 150.0);
    browser.does("to 300000");
    until(&mut link, "there", |now| (299_000..320_000).contains(&now.film_ms)).await;
    browser.does("pause");
    until(&mut link, "paused", |now| now.play == Play::Paused).await;
    let (_, truth_ms) = browser.truth().unwrap();
    until(&mut link, "where the page stands", |now| (now.film_ms as f64 - truth_ms).abs() < 150.0).await;
    browser.does("play");
    until(&mut link, "playing again", |now| now.play == Play::Playing).await;
}
