//! Whatever a player does, it has a name, and nothing else stops.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;

use household::player::{Impostor, Mpv, hears, lost, until};
use players::{Address, Event, Play, PlayerError, connect};

/// Greets whoever comes with some bytes, then ends; tells what the follower makes of it.
async fn greeted(bytes: &'static [u8]) -> PlayerError {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        for mut line in listener.incoming().flatten() {
            let _ = line.write_all(bytes);
            let _ = line.shutdown(std::net::Shutdown::Write);
            let _ = line.read(&mut [0; 4_096]);
        }
    });
    lost(&mut connect(Address::Mpv { socket })).await
}

fn name(error: &PlayerError) -> String {
    format!("{error:?}").split([' ', '(']).next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_mpv_is_named() {
    let missing = Address::Mpv { socket: "/nowhere/mpv.socket".into() };
    assert_eq!(name(&lost(&mut connect(missing)).await), "Absent");
    assert_eq!(name(&greeted(b"220 mail.example.org ESMTP\r\n").await), "Other");
    assert_eq!(name(&greeted(b"{\"hello\":1}\n").await), "Other");
    assert_eq!(name(&greeted(b"{\"event\":\"half").await), "Other");
    assert_eq!(name(&greeted(b"").await), "Closed");
    let long: &'static [u8] = Box::leak(vec![b'x'; 10_000_000].into_boxed_slice());
    assert_eq!(name(&greeted(long).await), "TooLong");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mpv_that_talks_nonsense_is_followed_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("mpv.socket");
    let mpv = Impostor::mpv(&socket);
    let mut link = connect(Address::Mpv { socket });
    until(&mut link, "playing", |now| now.play == Play::Playing && now.film_ms == 60_000).await;
    let is = |data: &str| format!("{{\"event\":\"property-change\",\"id\":4,\"name\":\"time-pos\",\"data\":{data}}}\n");
    let mut troubles = async |says: &str, expect: &str| {
        mpv.says(says.as_bytes());
        let event = hears(&mut link, expect, |event| matches!(event, Event::Trouble(_))).await;
        let Event::Trouble(error) = event else { unreachable!() };
        assert_eq!(name(&error), expect, "{says}");
        assert_eq!(link.now.borrow().map(|now| now.film_ms), Some(60_000), "the place before stays");
    };
    troubles(&is("-1"), "Position").await;
    // NaN is no JSON, and neither is half of a message.
    troubles(&is("NaN"), "Broken").await;
    troubles("{\"event\":\"property-change\",\"name\":\"speed\",\"data\":0}\n", "Rate").await;
    troubles("{\"event\":\"property-change\",\"name\":\"media-title\",\"data\":\"Live\"}\n", "NoLength").await;
    mpv.says(is("1000000000000").as_bytes());
    mpv.says(is("61.0").as_bytes());
    until(&mut link, "on", |now| now.film_ms == 61_000).await;
    mpv.says(&[&[b'x'; 2_000_000][..], b"\n"].concat());
    assert_eq!(name(&lost(&mut link).await), "TooLong");
    hears(&mut link, "that it is back", |event| *event == Event::Found).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_player_is_silent_and_goes_on_when_it_thaws() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("mpv.socket");
    let mpv = Mpv::stands(&socket);
    let mut link = connect(Address::Mpv { socket });
    until(&mut link, "standing", |now| now.play == Play::Paused).await;
    mpv.running.signal("STOP");
    assert_eq!(name(&lost(&mut link).await), "Silent");
    mpv.running.signal("CONT");
    hears(&mut link, "that it is back", |event| *event == Event::Found).await;
    until(&mut link, "standing again", |now| now.play == Play::Paused).await;
}

/// Answers every request with the same bytes.
pub(super) fn site(answer: Option<&'static str>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for mut line in listener.incoming().flatten() {
            match answer {
                Some(answer) => {
                    let _ = line.read(&mut [0; 8_192]);
                    let _ = line.write_all(answer.as_bytes());
                }
                None => silent.push(line),
            }
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn what_answers_for_kodi_or_jellyfin_is_judged() {
    let kodi = |port| Address::Kodi { host: "127.0.0.1".into(), port, user: "kodi".into(), password: "x".into() };
    let check = async |answer: Option<&'static str>, expect: &str| {
        assert_eq!(name(&lost(&mut connect(kodi(site(answer)))).await), expect, "{answer:?}");
    };
    check(Some("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"), "WrongPassword").await;
    check(Some("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), "Other").await;
    check(Some("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), "Other").await;
    check(Some("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"), "Refused").await;
    check(None, "Silent").await;
    let long = format!("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n{}", "x".repeat(10_000_000));
    check(Some(Box::leak(long.into_boxed_str())), "TooLong").await;

    let said = std::fs::read_to_string("../crates/players/tests/said/jellyfin-sessions.json").unwrap();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{said}", said.len());
    let port = site(Some(Box::leak(answer.into_boxed_str())));
    let key = "abc".to_owned();
    let mut link = connect(Address::Jellyfin { host: "127.0.0.1".into(), port, key, device: "Tablet".into() });
    let now = until(&mut link, "standing", |now| now.play == Play::Paused).await;
    assert_eq!((now.film_ms, now.err_ms), (61_000, 1_500));
}
