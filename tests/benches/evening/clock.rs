//! How far apart the film times of two profiles are whose timebases differ: measured over real QUIC on loopback, with the
//! delay of a network added by a forwarder between them, and compared with the truth, which one process knows.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use asides::api::{ask, list};
use household::Household;
use peers::{Bind, Config, PeerEvent, Peers};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use crate::table::print;

/// How often each network is measured, with fresh endpoints.
const ROUNDS: u64 = 12;
/// The eight pings of the beginning go out within two seconds.
const PINGS: Duration = Duration::from_millis(3_500);
/// The other laptop's clock shows three minutes less.
const APART_MS: i64 = -180_000;
/// A film of this length is asked for at its end.
const FILM_MS: i64 = 6_360_000;

/// A network: how long a datagram is under way each way, and by how much more at most, in milliseconds.
struct Network {
    name: &'static str,
    there_ms: u64,
    back_ms: u64,
    more_ms: u64,
}

const NETWORKS: [Network; 5] = [
    Network { name: "loopback", there_ms: 0, back_ms: 0, more_ms: 0 },
    Network { name: "Wi-Fi, 2 + 2 ms, up to 8 more", there_ms: 2, back_ms: 2, more_ms: 8 },
    Network { name: "another house, 20 + 20 ms, up to 15 more", there_ms: 20, back_ms: 20, more_ms: 15 },
    Network { name: "a relay, 60 + 60 ms, up to 40 more", there_ms: 60, back_ms: 60, more_ms: 40 },
    Network { name: "a full uplink, 60 + 15 ms, up to 60 more", there_ms: 60, back_ms: 15, more_ms: 60 },
];

/// Measures every network, then two whole houses.
pub async fn measure() -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for network in &NETWORKS {
        let (mut errors, mut said) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (error_ms, err_ms) = compare(network, round).await?;
            errors.push(error_ms.abs());
            said.push(err_ms);
        }
        rows.push((network.name, [spread(errors), spread(said)].concat()));
    }
    let heads = ["wrong p50", "p95", "max", "said p50", "p95", "max"];
    print(
        &format!("Two timebases compared by pings, {ROUNDS} times each: how wrong, and how wrong it says"),
        &heads,
        &rows,
    );
    let houses = houses().await?;
    print(
        "Film time at 1:46:00 in two houses, one clock three minutes wrong",
        &["apart"],
        &[("loopback", vec![format!("{houses} ms")])],
    );
    Ok(())
}

/// The middle one, the one that 95 in a hundred do not exceed, and the greatest.
fn spread(mut found: Vec<i64>) -> Vec<String> {
    found.sort_unstable();
    let at = |percent: usize| found[((found.len() * percent).div_ceil(100).max(1) - 1).min(found.len() - 1)];
    [50, 95, 100].map(|percent| format!("{} ms", at(percent))).to_vec()
}

/// Lets two devices compare their timebases: how wrong the best comparison is, and how wrong it says it may be.
async fn compare(network: &Network, round: u64) -> anyhow::Result<(i64, i64)> {
    let started = Instant::now();
    let (one, mut heard) = device(1, round, 0, started).await?;
    let (two, mut theirs) = device(2, round, APART_MS, started).await?;
    // A device of the other end that is not listened to would stop at a full channel.
    let listener = tokio::spawn(async move { while theirs.recv().await.is_some() {} });
    two.allow(BTreeSet::from([one.id()]));
    one.allow(BTreeSet::from([two.id()]));
    let bytes = two.addresses().await;
    let (bytes, forwarder) = match network.there_ms + network.back_ms {
        0 => (bytes, None),
        _ => forwarded(&bytes, network).await?,
    };
    anyhow::ensure!(one.remember(two.id(), &bytes), "the address was not taken");
    let mut best = None;
    let until = tokio::time::Instant::now() + PINGS;
    while let Ok(Some(event)) = tokio::time::timeout_at(until, heard.recv()).await {
        if let PeerEvent::Ping { offset_ms, err_ms, .. } = event {
            best = Some((offset_ms - APART_MS, err_ms));
        }
    }
    one.close().await;
    two.close().await;
    listener.abort();
    if let Some(forwarder) = forwarder {
        forwarder.abort();
    }
    best.ok_or_else(|| anyhow::anyhow!("{}: never compared", network.name))
}

async fn device(
    seed: u8,
    round: u64,
    ahead_ms: i64,
    started: Instant,
) -> anyhow::Result<(Peers, mpsc::Receiver<PeerEvent>)> {
    let mut secret = [seed; 32];
    secret[..8].copy_from_slice(&round.to_le_bytes());
    let now_ms = Arc::new(move || ahead_ms + i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX));
    let config = Config { secret, bind: Bind::Loopback, mdns: false, timebase: format!("run of {seed}"), now_ms };
    Ok(peers::open(config).await?)
}

/// Puts a forwarder before an address, and gives the address with the forwarder's port in it.
async fn forwarded(bytes: &[u8], network: &Network) -> anyhow::Result<(Vec<u8>, Option<tokio::task::JoinHandle<()>>)> {
    // The address is postcard: 127.0.0.1, then the port as seven bits a byte.
    let host = bytes.windows(4).position(|part| part == [127, 0, 0, 1]).map(|at| at + 4);
    let host = host.ok_or_else(|| anyhow::anyhow!("no loopback address in {bytes:?}"))?;
    let length = bytes[host..].iter().position(|byte| byte & 0x80 == 0).map_or(0, |last| last + 1);
    let port = bytes[host..host + length].iter().rev().fold(0_u16, |port, byte| port << 7 | u16::from(byte & 0x7f));
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let mut rest = socket.local_addr()?.port();
    let mut patched = bytes[..host].to_vec();
    while rest > 0x7f {
        patched.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    patched.push(rest as u8);
    patched.extend(&bytes[host + length..]);
    let (there_ms, back_ms, more_ms) = (network.there_ms, network.back_ms, network.more_ms);
    let forwarding = forward(socket, SocketAddr::from(([127, 0, 0, 1], port)), there_ms, back_ms, more_ms);
    Ok((patched, Some(tokio::spawn(forwarding))))
}

/// Hands datagrams on, each after its delay; a later one may overtake an earlier one, as on a real way.
async fn forward(socket: UdpSocket, to: SocketAddr, there_ms: u64, back_ms: u64, more_ms: u64) {
    let socket = Arc::new(socket);
    let mut from = None;
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut buffer = vec![0; 65_536];
    while let Ok((length, sender)) = socket.recv_from(&mut buffer).await {
        let (target, least_ms) = if sender == to { (from, back_ms) } else { (Some(to), there_ms) };
        if sender != to {
            from = Some(sender);
        }
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let delay = Duration::from_millis(least_ms + (random >> 33) % (more_ms + 1));
        let (datagram, socket) = (buffer[..length].to_vec(), Arc::clone(&socket));
        if let Some(target) = target {
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                let _ = socket.send_to(&datagram, target).await;
            });
        }
    }
}

/// Two houses at one film, in a time that is told: what lies between their clocks is the comparison's error alone.
async fn houses() -> anyhow::Result<i64> {
    let mut household = Household::founded_by("Mara").await?;
    household.clock_wrong_by("Ruth", APART_MS);
    household.joins("Ruth").await?;
    household.run_until_quiet().await?;
    let new = ask::NewScreening { title: "Marathon".into(), year: None, length_ms: None, household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    let start = ask::SetClock { screening: screening.clone(), act: ask::ClockAct::Start };
    household.ask("Mara", list::SetClockCall(start)).await?;
    household.run_until_quiet().await?;
    household.time.pass(FILM_MS);
    let of = || list::ClockCall(ask::OfScreening { screening: screening.clone() });
    let apart = household.ask("Ruth", of()).await?.film_ms - household.ask("Mara", of()).await?.film_ms;
    household.ends().await;
    Ok(apart)
}
