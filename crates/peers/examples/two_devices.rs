//! Two devices on this machine meet, talk and part: `cargo run -p peers --release --example two_devices`.
//!
//! Prints how long each step takes here, so that a change that makes one of them slow is seen.

use peers::{Bind, Config, Ended, FRAME_MAX_BYTES, PeerEvent, Peers};
use std::{collections::BTreeSet, sync::Arc, time::Instant};
use tokio::sync::mpsc::Receiver;

const ROUND_TRIPS: usize = 1_000;
const LONG_FRAMES: usize = 400;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let (anna, mut at_anna) = peers::open(config(1)).await?;
    println!("open              {:>10.2?}", started.elapsed());
    let (bert, mut at_bert) = peers::open(config(2)).await?;

    let started = Instant::now();
    bert.allow(BTreeSet::from([anna.id()]));
    anna.allow(BTreeSet::from([bert.id()]));
    anna.remember(bert.id(), &bert.addresses().await);
    connected(&mut at_anna).await;
    connected(&mut at_bert).await;
    println!("connect           {:>10.2?}", started.elapsed());

    let mut trips = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        let started = Instant::now();
        anna.send(bert.id(), vec![1; 200]);
        let there = frame(&mut at_bert).await;
        bert.send(anna.id(), there);
        frame(&mut at_anna).await;
        trips.push(started.elapsed());
    }
    trips.sort();
    let at = |percent: usize| trips.get(ROUND_TRIPS * percent / 100).copied().unwrap_or_default();
    println!("round trip        {:>10.2?} median, {:.2?} p95", at(50), at(95));

    let started = Instant::now();
    let counted = tokio::spawn(async move {
        for _ in 0..LONG_FRAMES {
            frame(&mut at_bert).await;
        }
        at_bert
    });
    send_all(&anna, &bert).await;
    let mut at_bert = counted.await?;
    let bytes = LONG_FRAMES * FRAME_MAX_BYTES;
    println!("long frames       {:>10.1} MB/s", bytes as f64 / 1e6 / started.elapsed().as_secs_f64());

    let started = Instant::now();
    anna.partition(true);
    while !matches!(at_bert.recv().await, Some(PeerEvent::Gone { ended: Ended::ByThem(_), .. }) | None) {}
    println!("cut, and noticed  {:>10.2?}", started.elapsed());
    let started = Instant::now();
    anna.partition(false);
    connected(&mut at_bert).await;
    println!("healed            {:>10.2?}", started.elapsed());

    let started = Instant::now();
    anna.close().await;
    println!("close             {:>10.2?}", started.elapsed());
    bert.close().await;
    Ok(())
}

fn config(seed: u8) -> Config {
    Config {
        secret: [seed; 32],
        bind: Bind::Loopback,
        mdns: false,
        timebase: format!("run-{seed}"),
        now_ms: Arc::new(|| 0),
    }
}

/// Sends a batch at a time, since a queue holds eight megabytes.
async fn send_all(anna: &Peers, bert: &Peers) {
    let mut sent = 0;
    while sent < LONG_FRAMES {
        if anna.waiting_bytes(bert.id()).is_some_and(|waiting| waiting < 4 * FRAME_MAX_BYTES) {
            anna.send(bert.id(), vec![0; FRAME_MAX_BYTES]);
            sent += 1;
        } else {
            tokio::task::yield_now().await;
        }
    }
}

async fn connected(events: &mut Receiver<PeerEvent>) {
    while !matches!(events.recv().await, Some(PeerEvent::Connected { .. }) | None) {}
}

async fn frame(events: &mut Receiver<PeerEvent>) -> Vec<u8> {
    loop {
        match events.recv().await {
            Some(PeerEvent::Frame { bytes, .. }) => return bytes,
            Some(_) => {}
            None => return Vec::new(),
        }
    }
}
