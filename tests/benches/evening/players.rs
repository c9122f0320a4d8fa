//! How far followed players are from the truth, by player.
//!
//! The truth is another program's question to the same player, the page's own word in a browser's tab, or, for a room of
//! Syncplay, the reckoning of whoever plays there. What two questions differ by is in every figure.

use household::player::{Apart, Browser, Bus, Mpv, PASSWORD, SyncplayFriend, SyncplayServer, Vlc, until};
use players::{Address, Kind, Link, Play, connect, look_at};
use serde_json::json;

use crate::table;

/// Compares so many times with each player.
pub async fn measure(times: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut rows = Vec::new();

    let socket = folder.path().join("mpv.socket");
    let mpv = Mpv::stands(&socket);
    mpv.set("pause", json!(false));
    let mut link = connect(Address::Mpv { socket });
    rows.push(row(Kind::Mpv, &mut link, times, || mpv.truth()).await);
    drop(mpv);

    let bus = Bus::start(folder.path());
    let vlc = Vlc::plays(&bus, folder.path(), &[]);
    let mut link = connect(on_bus(&bus, Kind::Vlc).await?);
    rows.push(row(Kind::Vlc, &mut link, times, || vlc.truth()).await);
    drop(vlc);

    let browser = Browser::plays(&bus, folder.path());
    let mut link = connect(on_bus(&bus, Kind::Chromium).await?);
    rows.push(row(Kind::Chromium, &mut link, times, || browser.truth()).await);
    drop(browser);

    let server = SyncplayServer::start();
    let friend = SyncplayFriend::joins(&server, "couch");
    let (host, room, password) = ("127.0.0.1".into(), "couch".into(), PASSWORD.into());
    let mut link = connect(Address::Syncplay { host, port: server.port, room, password });
    link.now.changed().await?;
    friend.does(false, Some(60_000.0));
    rows.push(row(Kind::Syncplay, &mut link, times, || friend.truth()).await);

    let named: Vec<(&str, Vec<String>)> = rows.iter().map(|(kind, cells)| (kind.word(), cells.clone())).collect();
    table::print("Players: how far from the truth", &["p50", "p95", "max", "claimed", "slope"], &named);
    Ok(())
}

async fn row(
    kind: Kind,
    link: &mut Link,
    times: usize,
    truth: impl FnMut() -> Option<(std::time::Instant, f64)>,
) -> (Kind, Vec<String>) {
    until(link, "playing", |now| now.play == Play::Playing).await;
    let apart = Apart::measure(link, times, truth).await;
    let ms = |percent| format!("{:.1} ms", apart.percentile(percent));
    let claimed = format!("{} ms", kind.err_ms());
    (kind, vec![ms(50), ms(95), ms(100), claimed, format!("{:.4}", apart.slope())])
}

async fn on_bus(bus: &Bus, kind: Kind) -> anyhow::Result<Address> {
    for _ in 0..50 {
        if let Some(offer) = look_at(Some(&bus.address)).await.into_iter().find(|offer| offer.kind == kind) {
            return Ok(offer.address);
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    anyhow::bail!("{kind:?} is not on the bus")
}
