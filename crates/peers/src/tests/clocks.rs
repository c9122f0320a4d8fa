//! Two timebases that are three minutes apart are found to be.

use super::*;
use std::time::Instant;

fn running(seed: u8, ahead_ms: i64, started: Instant) -> Config {
    let now_ms = Arc::new(move || ahead_ms + i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX));
    Config { now_ms, ..config(seed) }
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_measure_the_offset_of_two_timebases() {
    let started = Instant::now();
    let mut one = sit_with(running(1, 0, started)).await;
    let mut two = sit_with(running(2, 180_000, started)).await;
    two.allow(&[&one]);
    one.allow(&[&two]);
    one.knows(&two).await;
    let check = |event, who: DeviceId, name: &str, expect: i64| match event {
        PeerEvent::Ping { device, timebase, offset_ms, err_ms } => {
            assert_eq!((device, timebase.as_str()), (who, name));
            assert!((offset_ms - expect).abs() <= err_ms, "{offset_ms} ± {err_ms}");
            // A busy machine may take long for the first ones; the best of eight is told as soon as it is better.
            (err_ms <= 150).then_some(())
        }
        _ => None,
    };
    let (first, second) = (one.id(), two.id());
    one.until("Ping", |event| check(event, second, "run of 2", 180_000)).await;
    two.until("Ping", |event| check(event, first, "run of 1", -180_000)).await;
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_a_timebase_has_a_limit() {
    let refused = open(Config { timebase: "x".repeat(129), ..config(1) }).await;
    assert!(matches!(refused, Err(crate::PeersError::TimebaseTooLong { bytes: 129 })));
}
