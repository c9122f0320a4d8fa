//! Frames arrive whole and in order, and what is too much ends the link and is named.

use super::*;
use crate::{
    Ended, FRAME_MAX_BYTES, SendError, Why,
    frame::{Hello, read_hello, write_hello},
    greet::SYNC,
};
use iroh::{Endpoint, EndpointAddr, RelayMode, SecretKey, endpoint::Connection, endpoint::presets};

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_frames_each_way_arrive_in_order() {
    let (mut one, mut two) = pair(1, 2).await;
    let numbered = |number: u32| [number.to_be_bytes().as_slice(), &vec![0; (number % 300) as usize]].concat();
    for number in 0..1_000 {
        assert!(one.peers.send(two.id(), numbered(number)));
        assert!(two.peers.send(one.id(), numbered(number)));
    }
    for number in 0..1_000 {
        assert_eq!(two.frame().await, numbered(number));
        assert_eq!(one.frame().await, numbered(number));
    }
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_frame_arrives_and_a_longer_one_is_not_taken() {
    let (one, mut two) = pair(1, 2).await;
    let too_long = vec![7; FRAME_MAX_BYTES + 1];
    assert_eq!(one.peers.try_send(two.id(), too_long), Err(SendError::TooLong { bytes: FRAME_MAX_BYTES + 1 }));
    assert!(one.peers.send(two.id(), vec![7; FRAME_MAX_BYTES]));
    assert!(one.peers.send(two.id(), vec![]));
    assert_eq!(two.frame().await.len(), FRAME_MAX_BYTES);
    assert_eq!(two.frame().await, Vec::<u8>::new());
    leave([one, two]).await;
}

/// An endpoint that speaks the protocol by hand and keeps to no rule.
async fn by_hand(seed: u8, to: &Seat) -> (Endpoint, Connection) {
    let endpoint = Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&[seed; 32]))
        .relay_mode(RelayMode::Disabled)
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .unwrap()
        .bind()
        .await
        .unwrap();
    to.peers.allow(only(crate::address::device_of(endpoint.id())));
    // Orders are obeyed one after the other, so after an answer the set is in force.
    assert!(to.peers.knock(&[], DeviceId([0; 32])).await.is_err());
    let address: EndpointAddr = postcard::from_bytes(&to.peers.addresses().await).unwrap();
    let connection = endpoint.connect(address, SYNC).await.unwrap();
    (endpoint, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_frame_beyond_the_limit_ends_the_link_and_is_named() {
    let mut seat = sit(1).await;
    let (endpoint, connection) = by_hand(9, &seat).await;
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    write_hello(&mut send, &Hello { run: [1; 8], dials: 1, timebase: "by hand".into() }).await.unwrap();
    read_hello(&mut recv).await.unwrap();
    // A kind of a later version is passed over; then three hundred thousand bytes are announced and never sent.
    send.write_all(&[0, 0, 0, 3, 99, 1, 2]).await.unwrap();
    send.write_all(&[&300_001_u32.to_be_bytes()[..], &[1]].concat()).await.unwrap();
    let ended = seat.gone().await;
    assert_eq!(ended, Ended::FrameTooLong { bytes: 300_000 });
    assert!(ended.to_string().contains("300000"), "{ended}");
    let closed = connection.closed().await;
    assert_eq!(crate::greet::reason(&closed), Some(Why::TooLong));
    endpoint.close().await;
    leave([seat]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeting_that_is_none_is_closed_unanswered() {
    let seat = sit(1).await;
    let (endpoint, connection) = by_hand(9, &seat).await;
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    send.write_all(&[0, 0, 0, 4, 0, 255, 255, 255]).await.unwrap();
    assert!(recv.read(&mut [0; 64]).await.is_err(), "not one byte comes back");
    assert_eq!(crate::greet::reason(&connection.closed().await), Some(Why::Garbled));
    endpoint.close().await;
    leave([seat]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_takes_nothing_overflows_its_queue_and_is_let_go() {
    let mut seat = sit(1).await;
    let (endpoint, connection) = by_hand(9, &seat).await;
    let (mut send, _never_read) = connection.open_bi().await.unwrap();
    write_hello(&mut send, &Hello { run: [1; 8], dials: 1, timebase: "by hand".into() }).await.unwrap();
    let device = seat.connected().await;
    let refusal = loop {
        if let Err(refusal) = seat.peers.try_send(device, vec![0; FRAME_MAX_BYTES]) {
            break refusal;
        }
    };
    assert_eq!(refusal, SendError::Overflow);
    assert_eq!(seat.peers.try_send(device, vec![]), Err(SendError::NotConnected));
    assert_eq!(seat.gone().await, Ended::ByUs(Why::Overflow));
    endpoint.close().await;
    leave([seat]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_overflow_what_waited_arrives_and_the_link_comes_back() {
    let (mut one, mut two) = pair(1, 2).await;
    let mut taken = 0;
    while one.peers.send(two.id(), vec![0; FRAME_MAX_BYTES]) {
        taken += 1;
    }
    for _ in 0..taken {
        assert_eq!(two.frame().await.len(), FRAME_MAX_BYTES);
    }
    assert_eq!(two.gone().await, Ended::ByThem(Why::Overflow));
    one.connected().await;
    two.connected().await;
    assert!(one.peers.send(two.id(), b"again".to_vec()));
    assert_eq!(two.frame().await, b"again");
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_murmur_arrives_and_one_that_is_too_long_or_for_nobody_is_dropped() {
    let (one, mut two) = pair(1, 2).await;
    assert!(!one.peers.murmur(DeviceId([9; 32]), b"anybody".to_vec()));
    assert!(!one.peers.murmur(two.id(), vec![0; 1_001]));
    // One may be lost, even here; whoever says where they write says it again and again.
    let other = two.id();
    let says = async {
        loop {
            one.peers.murmur(other, b"here".to_vec());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let hears = two.until("Murmur", |event| match event {
        PeerEvent::Murmur { device, bytes } => Some((device, bytes)),
        _ => None,
    });
    tokio::select! {
        () = says => {}
        (device, bytes) = hears => assert_eq!((device, bytes), (one.id(), b"here".to_vec())),
    }
    leave([one, two]).await;
}
