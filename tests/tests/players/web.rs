//! VLC over its web interface.

use std::net::TcpListener;

use household::player::{Apart, Bus, TITLE, Vlc, hears, lost, until};
use players::{Address, Command, Event, Play, PlayerError, connect};

#[tokio::test(flavor = "multi_thread")]
async fn vlcs_web_interface_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let words = ["--extraintf", "http", "--http-host", "127.0.0.1", "--http-password", "lamp", "--http-port"];
    let words: Vec<String> = words.into_iter().map(str::to_owned).chain([port.to_string()]).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let vlc = Vlc::plays(&bus, folder.path(), &words);
    let at = |password: &str| Address::VlcHttp { host: "127.0.0.1".into(), port, password: password.into() };

    let mut link = connect(at("lamp"));
    hears(&mut link, "the film", |event| matches!(event, Event::Film(film) if film.title.as_deref() == Some(TITLE)))
        .await;
    until(&mut link, "playing", |now| now.play == Play::Playing).await;
    Apart::measure(&link, 50, || vlc.truth()).await.is_near("VLC on the web", 250.0);
    let (done, became) = tokio::sync::oneshot::channel();
    link.cmd.send(Command::Jump { film_ms: 300_000, done }).await.unwrap();
    assert_eq!(became.await.unwrap(), Ok(()));
    until(&mut link, "at the moment", |now| (298_000..330_000).contains(&now.film_ms)).await;

    let mut stranger = connect(at("lampe"));
    assert_eq!(lost(&mut stranger).await, PlayerError::WrongPassword { player: "VLC" });
}
