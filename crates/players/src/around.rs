//! Players on the network at home: Kodi, which announces its web interface by mDNS, and Jellyfin, which answers whoever
//! asks for it.
//!
//! One question each, sent to everybody on this network, and a little more than a second of listening. An answer counts
//! for the machine that it came from, whatever it says: nobody is led to a machine somewhere else. Of Kodi it is then
//! asked what it plays; if it wants a password for that, it is offered as locked, and Jellyfin always is, since it wants
//! a key.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::Value;
use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, Question, TYPE};
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout, timeout_at};

use crate::{Address, Film, Kind, Offer, PlayerError, sample, web};

/// How long answers are waited for.
const LISTEN: Duration = Duration::from_millis(1_200);
/// How long a Kodi may take to say what it plays.
const ANSWER: Duration = Duration::from_millis(1_500);
/// How many machines are listened to.
const MACHINES_MAX: usize = 16;
/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 9_000;
/// The name under which Kodi announces its JSON-RPC over HTTP.
const KODI: &str = "_xbmc-jsonrpc-h._tcp.local";
const JELLYFIN: &[u8] = b"Who is JellyfinServer?";
/// Jellyfin's port, when its answer names none.
const JELLYFIN_PORT: u16 = 8_096;

/// Where to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Who is asked for Kodis.
    pub kodi: SocketAddr,
    /// Who is asked for Jellyfins.
    pub jellyfin: SocketAddr,
}

impl Around {
    /// Everybody on this network.
    pub fn home() -> Self {
        Self {
            kodi: SocketAddr::from((Ipv4Addr::new(224, 0, 0, 251), 5_353)),
            jellyfin: SocketAddr::from((Ipv4Addr::BROADCAST, 7_359)),
        }
    }
}

/// Looks for players on the network at home for about three seconds; none where there is no network.
pub async fn look_around(around: &Around) -> Vec<Offer> {
    let (kodis, jellyfins) = tokio::join!(kodis(around.kodi), jellyfins(around.jellyfin));
    kodis.into_iter().chain(jellyfins).collect()
}

async fn kodis(everybody: SocketAddr) -> Vec<Offer> {
    let Some(question) = kodi_question() else { return Vec::new() };
    let found = heard(everybody, &question, |from, bytes| Some((from.ip(), kodi_said(bytes)?))).await;
    let asked: Vec<_> = found.into_iter().map(|(ip, (port, called))| tokio::spawn(kodi(ip, port, called))).collect();
    let mut offers = Vec::new();
    for one in asked {
        offers.extend(one.await.ok().flatten());
    }
    offers
}

/// Asks a Kodi what it plays.
async fn kodi(ip: IpAddr, port: u16, called: String) -> Option<Offer> {
    let (host, user) = (ip.to_string(), "kodi".to_owned());
    let address = Address::Kodi { host, port, user, password: String::new() };
    let answered = timeout(ANSWER, web::ask_once(&address)).await.ok()?;
    let (film, playing, locked) = match answered {
        Ok((film, playing)) => (film, playing, false),
        Err(PlayerError::WrongPassword { .. }) => (Film::default(), false, true),
        Err(_) => return None,
    };
    Some(Offer { address, kind: Kind::Kodi, place: Some(called), film, playing, locked })
}

async fn jellyfins(everybody: SocketAddr) -> Vec<Offer> {
    let found = heard(everybody, JELLYFIN, |from, bytes| Some((from.ip(), jellyfin_said(bytes)?))).await;
    let offer = |(ip, (port, called)): (IpAddr, (u16, String))| Offer {
        address: Address::Jellyfin { host: ip.to_string(), port, key: String::new(), device: String::new() },
        kind: Kind::Jellyfin,
        place: Some(called),
        film: Film::default(),
        playing: false,
        locked: true,
    };
    found.into_iter().map(offer).collect()
}

/// Asks everybody once and keeps the first answer of each machine.
async fn heard<T>(
    everybody: SocketAddr,
    question: &[u8],
    mut read: impl FnMut(SocketAddr, &[u8]) -> Option<(IpAddr, T)>,
) -> BTreeMap<IpAddr, T> {
    let mut found = BTreeMap::new();
    let Ok(socket) = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await else { return found };
    if socket.set_broadcast(true).is_err() || socket.send_to(question, everybody).await.is_err() {
        return found;
    }
    let until = Instant::now() + LISTEN;
    let mut bytes = vec![0; ANSWER_BYTES_MAX];
    while found.len() < MACHINES_MAX {
        let Ok(Ok((length, from))) = timeout_at(until, socket.recv_from(&mut bytes)).await else { break };
        if is_home(from.ip())
            && let Some((ip, said)) = read(from, bytes.get(..length).unwrap_or_default())
        {
            found.entry(ip).or_insert(said);
        }
    }
    found
}

/// Tells whether a machine can be one at home.
fn is_home(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Asks for Kodis, and to be answered directly: nothing else on this machine has to listen.
fn kodi_question() -> Option<Vec<u8>> {
    let mut packet = Packet::new_query(0);
    packet.questions.push(Question::new(Name::new(KODI).ok()?, TYPE::PTR.into(), CLASS::IN.into(), true));
    packet.build_bytes_vec().ok()
}

/// Reads the port and the name out of an announcement.
fn kodi_said(bytes: &[u8]) -> Option<(u16, String)> {
    let packet = Packet::parse(bytes).ok()?;
    let service = Name::new(KODI).ok()?;
    packet.answers.iter().chain(&packet.additional_records).find_map(|record| match &record.rdata {
        RData::SRV(announced) if announced.port > 0 && record.name.is_subdomain_of(&service) => {
            let label = record.name.get_labels().first()?.to_string();
            Some((announced.port, sample::title(&label)?))
        }
        _ => None,
    })
}

/// Reads the port and the name out of Jellyfin's answer.
fn jellyfin_said(bytes: &[u8]) -> Option<(u16, String)> {
    let said: Value = serde_json::from_slice(bytes).ok()?;
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let address = text("Address")?;
    // Without http it is not followed at all: its key would go over in the clear where it expects better.
    let after = address.strip_prefix("http://")?;
    let authority = after.split('/').next()?;
    let port = match authority.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => port.parse().ok().filter(|port| *port > 0)?,
        _ => JELLYFIN_PORT,
    };
    Some((port, text("Name").and_then(sample::title)?))
}

#[cfg(test)]
mod tests {
    use simple_dns::rdata::SRV;
    use simple_dns::{Label, ResourceRecord};

    use super::*;

    #[test]
    fn jellyfin_says_its_port_and_its_name() {
        let check = |said: &str, expect: Option<(u16, &str)>| {
            let found = jellyfin_said(said.as_bytes());
            assert_eq!(found.as_ref().map(|(port, name)| (*port, name.as_str())), expect, "{said}");
        };
        check(
            r#"{"Address":"http://192.168.1.2:8097","Id":"x","Name":"Cellar","EndpointAddress":null}"#,
            Some((8_097, "Cellar")),
        );
        check(r#"{"Address":"http://192.168.1.2","Name":"Cellar"}"#, Some((8_096, "Cellar")));
        check(r#"{"Address":"http://[fd00::2]","Name":"Cellar"}"#, Some((8_096, "Cellar")));
        check(r#"{"Address":"https://films.example.org","Name":"Cellar"}"#, None);
        check(r#"{"Address":"http://a:70000","Name":"Cellar"}"#, None);
        check(r#"{"Address":"http://a:1","Name":" \u0007"}"#, None);
        check("hello", None);
    }

    #[test]
    fn kodi_announces_its_port_and_its_name() {
        let name = |labels: &[&'static str]| -> Name<'static> {
            Name::new_with_labels(
                &labels.iter().map(|label| Label::new_unchecked(label.as_bytes())).collect::<Vec<_>>(),
            )
        };
        let announces = |labels: &[&'static str], port: u16| {
            let mut packet = Packet::new_reply(0);
            let target = Name::new("kodi.local").unwrap();
            let rdata = RData::SRV(SRV { priority: 0, weight: 0, port, target });
            packet.additional_records.push(ResourceRecord::new(name(labels), CLASS::IN, 120, rdata));
            kodi_said(&packet.build_bytes_vec().unwrap())
        };
        assert_eq!(
            announces(&["Living room", "_xbmc-jsonrpc-h", "_tcp", "local"], 8_080),
            Some((8_080, "Living room".into()))
        );
        assert_eq!(announces(&["Living room", "_xbmc-jsonrpc-h", "_tcp", "local"], 0), None);
        assert_eq!(announces(&["printer", "_ipp", "_tcp", "local"], 631), None);
        assert_eq!(kodi_said(b"\x00\x01"), None);
        assert_eq!(kodi_said(&[0xc0; 600]), None);
    }

    #[test]
    fn only_machines_at_home_count() {
        let check = |ip: &str, expect: bool| assert_eq!(is_home(ip.parse().unwrap()), expect, "{ip}");
        check("192.168.1.20", true);
        check("127.0.0.1", true);
        check("169.254.3.4", true);
        check("8.8.8.8", false);
        check("fe80::1", true);
        check("2001:db8::1", false);
    }
}
