//! Players on the network at home, found by asking: on loopback, where stand-ins answer as the real ones do.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use asides::api::{ask, list};
use asides::{House, Network, Options};
use household::player::PATIENCE;
use players::{Address, Around, Kind, look_around};

use super::trouble::site;

/// Answers every datagram with the same bytes, to whoever sent it.
fn answers(bytes: Vec<u8>) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let at = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut question = [0; 1_500];
        while let Ok((_, from)) = socket.recv_from(&mut question) {
            let _ = socket.send_to(b"nothing that anybody understands", from);
            let _ = socket.send_to(&bytes, from);
        }
    });
    at
}

/// What a Kodi announces by mDNS: the record of its service, by RFC 6762 and RFC 2782.
fn announced(called: &str, port: u16) -> Vec<u8> {
    let name = |labels: &[&str]| -> Vec<u8> {
        let parts = labels.iter().flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat());
        parts.chain([0]).collect()
    };
    let target = name(&["kodi", "local"]);
    let mut bytes = vec![0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    bytes.extend(name(&[called, "_xbmc-jsonrpc-h", "_tcp", "local"]));
    bytes.extend([0, 33, 0, 1, 0, 0, 0, 120, 0, 6 + target.len() as u8, 0, 0, 0, 0]);
    bytes.extend(port.to_be_bytes());
    bytes.extend(target);
    bytes
}

fn says(file: &str) -> u16 {
    let path = format!("../crates/players/tests/said/{file}");
    let said = std::fs::read_to_string(path).unwrap();
    site(Some(Box::leak(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{said}", said.len()).into_boxed_str())))
}

fn cellar() -> SocketAddr {
    let said = r#"{"Address":"http://10.9.8.7:8097","Id":"1f2e","Name":"Cellar","EndpointAddress":null}"#;
    answers(said.as_bytes().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn kodi_and_jellyfin_are_found_where_they_answered_from() {
    let port = says("kodi-playing.json");
    let around = Around { kodi: answers(announced("Living room", port)), jellyfin: cellar() };
    let offers = look_around(&around).await;
    let [kodi, jellyfin] = offers.as_slice() else { panic!("{offers:?}") };
    let host = || "127.0.0.1".to_owned();
    assert_eq!(kodi.address, Address::Kodi { host: host(), port, user: "kodi".into(), password: String::new() });
    assert_eq!((kodi.place.as_deref(), kodi.playing, kodi.locked), (Some("Living room"), true, false));
    assert_eq!(kodi.film.title.as_deref(), Some("lamplighter.webm"));
    // It names a machine somewhere else, and is taken for the one that it is.
    let (key, device) = (String::new(), String::new());
    assert_eq!(jellyfin.address, Address::Jellyfin { host: host(), port: 8_097, key, device });
    assert_eq!((jellyfin.place.as_deref(), jellyfin.locked), (Some("Cellar"), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kodi_that_wants_a_password_is_offered_as_locked_and_another_program_not_at_all() {
    let nobody = answers(b"{}".to_vec());
    let found = async |answer: &'static str| {
        let kodi = answers(announced("Den", site(Some(answer))));
        look_around(&Around { kodi, jellyfin: nobody }).await
    };
    let locked = found("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n").await;
    assert!(matches!(locked.as_slice(), [one] if one.kind == Kind::Kodi && one.locked && !one.playing), "{locked:?}");
    assert_eq!(found("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await, []);
    let unheard = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    assert_eq!(look_around(&Around { kodi: unheard, jellyfin: unheard }).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kodi_at_home_is_offered_in_words_and_bound_with_one_action() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let around = Around { kodi: answers(announced("Living room", says("kodi-playing.json"))), jellyfin: cellar() };
    let house = House::open(Options::of(folder.path()).network(Network::Off).around(around)).await?;
    house.ask(list::BeginCall(ask::Begin { name: "Mara".into(), device_name: None })).await?;
    let new = ask::NewScreening { title: "Lamps".into(), year: None, length_ms: None, household: None };
    let screening = house.ask(list::NewScreeningCall(new)).await?.screening;
    let of = || ask::OfScreening { screening: screening.clone() };
    let since = std::time::Instant::now();
    let offers = loop {
        let view = house.ask(list::PlayersCall(of())).await?;
        let near: Vec<_> =
            view.offers.into_iter().filter(|offer| offer.name == "Kodi" || offer.name == "Jellyfin").collect();
        if near.len() == 2 {
            break near;
        }
        anyhow::ensure!(since.elapsed() < PATIENCE, "they are offered: {near:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let kodi = &offers[0];
    assert_eq!((kodi.place.as_str(), kodi.title.as_str()), ("Living room", "lamplighter.webm"));
    assert!(kodi.playing && !kodi.locked && offers[1].locked);
    let bind = ask::BindPlayer { screening: screening.clone(), player: kodi.player.clone() };
    house.ask(list::BindPlayerCall(bind)).await?;
    loop {
        let clock = house.ask(list::ClockCall(of())).await?;
        if clock.running && clock.film_ms >= 261_000 {
            break;
        }
        anyhow::ensure!(since.elapsed() < PATIENCE, "it leads the clock: {clock:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let view = house.ask(list::PlayersCall(of())).await?;
    assert!(view.offers.iter().all(|offer| offer.name != "Kodi"), "what is followed is not offered again");
    house.close().await;
    Ok(())
}
