//! How far apart the film times of two profiles are whose timebases differ: pings over real QUIC on loopback, with the delay
//! of a network added at both ends, compared with the truth, which one process knows.
//!
//! The delay is added where a device looks at its clock: a stamp that is taken later is a datagram that came later. A
//! forwarder between the two would not do, since iroh finds the direct way past it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use asides::api::{ask, list};
use household::Household;
use peers::{Bind, Config, PeerEvent, Peers};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::table::print;

/// How often each network is measured, with fresh endpoints.
const ROUNDS: u64 = 12;
/// How many of them at once: waiting costs nothing, but more would disturb each other.
const AT_ONCE: usize = 4;
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

static NETWORKS: [Network; 5] = [
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
        for first in (0..ROUNDS).step_by(AT_ONCE) {
            let mut rounds: JoinSet<_> = (first..first + AT_ONCE as u64).map(|round| compare(network, round)).collect();
            while let Some(found) = rounds.join_next().await {
                let (error_ms, err_ms) = found??;
                errors.push(error_ms.abs());
                said.push(err_ms);
            }
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
async fn compare(network: &'static Network, round: u64) -> anyhow::Result<(i64, i64)> {
    let started = Instant::now();
    let (one, mut heard) = device([1, round], 0, [network.back_ms, network.more_ms], started).await?;
    let (two, mut theirs) = device([2, round], APART_MS, [network.there_ms, network.more_ms], started).await?;
    // A device that nobody listens to would stop at a full channel.
    let listener = tokio::spawn(async move { while theirs.recv().await.is_some() {} });
    two.allow(BTreeSet::from([one.id()]));
    one.allow(BTreeSet::from([two.id()]));
    anyhow::ensure!(one.remember(two.id(), &two.addresses().await), "the address was not taken");
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
    best.ok_or_else(|| anyhow::anyhow!("{}: never compared", network.name))
}

/// A device whose clock is `ahead_ms` ahead, and that hears everything some milliseconds late: at least, and how much more.
async fn device(
    names: [u64; 2],
    ahead_ms: i64,
    late_ms: [u64; 2],
    started: Instant,
) -> anyhow::Result<(Peers, mpsc::Receiver<PeerEvent>)> {
    let mut secret = [7; 32];
    for (place, name) in secret.chunks_mut(8).zip(names) {
        place.copy_from_slice(&name.to_le_bytes());
    }
    let random = AtomicU64::new(names[0] << 32 | names[1]);
    let now_ms = Arc::new(move || {
        let step =
            |random: u64| Some(random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(0x9e37_79b9_7f4a_7c15));
        let drawn = random.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or_default() >> 33;
        let late = Duration::from_millis(late_ms[0] + drawn % (late_ms[1] + 1));
        tokio::task::block_in_place(|| std::thread::sleep(late));
        ahead_ms + i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX)
    });
    let config = Config { secret, bind: Bind::Loopback, mdns: false, timebase: format!("run of {}", names[0]), now_ms };
    Ok(peers::open(config).await?)
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
