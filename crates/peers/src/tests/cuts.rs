//! Links that are cut, by somebody or by nobody, are noticed and come back.

use super::*;
use crate::{Ended, Why};

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_cuts_and_healing_dials_at_once() {
    let (mut one, mut two) = pair(1, 2).await;
    for _ in 0..2 {
        one.peers.partition(true);
        assert_eq!(one.gone().await, Ended::ByUs(Why::Offline));
        assert_eq!(two.gone().await, Ended::ByThem(Why::Offline));
        assert!(!one.peers.send(two.id(), vec![0]));
        one.peers.partition(false);
        one.connected().await;
        two.connected().await;
        assert!(one.peers.send(two.id(), vec![1]));
        assert!(two.peers.send(one.id(), vec![2]));
        assert_eq!(two.frame().await, [1]);
        assert_eq!(one.frame().await, [2]);
    }
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_reads_late_still_hears_gone_before_connected() {
    let (mut one, mut two) = pair(1, 2).await;
    // Nobody reads, so the old link is held up with a frame in its hands when the next one is there.
    for _ in 0..100 {
        assert!(two.peers.send(one.id(), vec![0]));
    }
    let full = async {
        while one.events.len() < one.events.max_capacity() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, full).await.expect("the frames wait for the caller");
    one.peers.partition(true);
    two.gone().await;
    one.peers.partition(false);
    one.until("Gone first", |event| match event {
        PeerEvent::Gone { .. } => Some(()),
        PeerEvent::Connected { .. } => panic!("Connected before Gone"),
        _ => None,
    })
    .await;
    one.connected().await;
    two.connected().await;
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn working_offline_lets_nobody_in() {
    let (mut one, two) = (sit(1).await, sit(2).await);
    two.peers.door(true);
    two.allow(&[&one]);
    two.peers.partition(true);
    one.allow(&[&two]);
    one.knows(&two).await;
    let address = two.peers.addresses().await;
    assert_eq!(one.peers.knock(&address, two.id()).await.unwrap_err(), crate::KnockError::Offline);
    assert_eq!(two.peers.knock(&one.peers.addresses().await, one.id()).await.unwrap_err(), crate::KnockError::Offline);
    assert_eq!(one.peers.connected(), BTreeSet::new());
    two.peers.partition(false);
    one.connected().await;
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_queued_before_leaving_still_arrives() {
    let (one, mut two) = pair(1, 2).await;
    for number in 0..100 {
        assert!(one.peers.send(two.id(), vec![number; 1_000]));
    }
    one.peers.close().await;
    for number in 0..100 {
        assert_eq!(two.frame().await, vec![number; 1_000]);
    }
    assert_eq!(two.gone().await, Ended::ByThem(Why::Leaving));
    leave([two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_away_is_told_so() {
    let (mut one, mut two) = pair(1, 2).await;
    one.peers.disconnect(two.id());
    assert_eq!(one.gone().await, Ended::ByUs(Why::Leaving));
    assert_eq!(two.gone().await, Ended::ByThem(Why::Leaving));
    leave([one, two]).await;
}

/// A runtime that is no longer driven is a lid that was closed: the socket is there and nobody answers, not even to say goodbye.
#[test]
fn a_peer_that_vanished_is_noticed() {
    let driven = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let lid = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut seat = driven.block_on(sit(1));
    let laptop = lid.block_on(async {
        let mut laptop = sit(2).await;
        laptop.allow(&[&seat]);
        seat.allow(&[&laptop]);
        laptop.knows(&seat).await;
        laptop.connected().await;
        laptop
    });
    driven.block_on(async {
        seat.connected().await;
        assert_eq!(seat.gone().await, Ended::Vanished);
        leave([seat]).await;
    });
    // The lid opens, and all is given back.
    lid.block_on(leave([laptop]));
}
