//! Two devices have one link, however they meet.

use super::*;
use crate::Ended;

#[tokio::test(flavor = "multi_thread")]
async fn when_both_dial_at_once_one_link_is_left() {
    for round in 0..5 {
        let (mut one, mut two) = (sit(10 + round).await, sit(20 + round).await);
        one.allow(&[&two]);
        two.allow(&[&one]);
        let (to_two, to_one) = (two.peers.addresses().await, one.peers.addresses().await);
        one.peers.remember(two.id(), &to_two);
        two.peers.remember(one.id(), &to_one);
        one.connected().await;
        two.connected().await;
        // Both talk over what they have. A second link would show as a Gone, or as a frame lost.
        for number in 0..20_u8 {
            assert!(one.peers.send(two.id(), vec![number]), "round {round}");
            assert!(two.peers.send(one.id(), vec![number]), "round {round}");
        }
        for seat in [&mut one, &mut two] {
            let mut got = Vec::new();
            while got.len() < 20 {
                let frame = |event| match event {
                    PeerEvent::Frame { bytes, .. } => Some(bytes),
                    PeerEvent::Connected { .. } | PeerEvent::Gone { .. } => panic!("round {round}: {event:?}"),
                    _ => None,
                };
                got.extend(seat.until("Frame", frame).await);
            }
            assert_eq!(got, (0..20).collect::<Vec<u8>>());
        }
        leave([one, two]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_started_again_takes_the_place_of_its_old_link() {
    let mut seat = sit(1).await;
    let first = sit(2).await;
    seat.allow(&[&first]);
    first.allow(&[&seat]);
    first.knows(&seat).await;
    seat.connected().await;
    // The same key again, while the first run still stands: as after a crash that nobody has noticed yet.
    let mut second = sit(2).await;
    second.allow(&[&seat]);
    second.knows(&seat).await;
    second.connected().await;
    assert!(matches!(seat.gone().await, Ended::ByUs(crate::Why::Replaced)));
    assert_eq!(seat.connected().await, second.id());
    leave([first]).await;
    leave([second, seat]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_address_holds_nobody_up() {
    let (mut one, mut two) = (sit(1).await, sit(2).await);
    let nobody = sit(3).await;
    let dead = nobody.peers.addresses().await;
    let id = nobody.id();
    leave([nobody]).await;
    one.peers.allow([id, two.id()].into());
    two.allow(&[&one]);
    one.peers.remember(id, &dead);
    one.knows(&two).await;
    // While the dead one is dialled, the living one comes, talks, and a knock at the dead one ends.
    one.connected().await;
    two.connected().await;
    assert!(one.peers.send(two.id(), vec![1]));
    assert_eq!(two.frame().await, [1]);
    let knock = one.peers.knock(&dead, id);
    let answer = tokio::time::timeout(Duration::from_secs(20), knock).await.expect("a knock ends in ten seconds");
    assert_eq!(answer.unwrap_err(), crate::KnockError::NoAnswer);
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_are_an_addition_and_never_a_condition() {
    let with_mdns = |seed| Config { mdns: true, ..config(seed) };
    let (mut one, mut two) = (sit_with(with_mdns(1)).await, sit_with(with_mdns(2)).await);
    one.allow(&[&two]);
    two.allow(&[&one]);
    one.knows(&two).await;
    one.connected().await;
    two.connected().await;
    assert!(one.peers.send(two.id(), vec![1]));
    assert_eq!(two.frame().await, [1]);
    leave([one, two]).await;
}
