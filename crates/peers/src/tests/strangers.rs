//! Who is not allowed gets nothing, and who is no longer allowed is let go.

use super::*;
use crate::{Ended, Why, frame::Hello, frame::write_hello, greet::SYNC};
use iroh::{Endpoint, EndpointAddr, RelayMode, endpoint::presets};

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_key_is_closed_and_sees_no_byte() {
    let mut seat = sit(1).await;
    let stranger = Endpoint::builder(presets::Minimal).relay_mode(RelayMode::Disabled).bind().await.unwrap();
    let address: EndpointAddr = postcard::from_bytes(&seat.peers.addresses().await).unwrap();
    let connection = stranger.connect(address, SYNC).await.unwrap();
    // It speaks first and correctly, and still hears nothing.
    if let Ok((mut send, mut recv)) = connection.open_bi().await {
        write_hello(&mut send, &Hello { run: [1; 8], dials: 1, timebase: String::new() }).await.ok();
        assert!(recv.read(&mut [0; 64]).await.is_err(), "not one byte comes back");
    }
    assert_eq!(crate::greet::reason(&connection.closed().await), Some(Why::Stranger));
    assert_eq!(connection.stats().frame_rx.stream, 0, "not one frame of a stream came");
    stranger.close().await;
    assert_eq!(seat.peers.connected(), BTreeSet::new());
    seat.peers.close().await;
    assert!(seat.events.recv().await.is_none(), "and the caller never heard of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_is_let_go_and_who_is_admitted_comes_in() {
    let (mut one, mut two) = pair(1, 2).await;
    two.peers.allow(BTreeSet::new());
    assert_eq!(one.gone().await, Ended::ByThem(Why::Stranger));
    assert_eq!(two.gone().await, Ended::ByUs(Why::Stranger));
    two.allow(&[&one]);
    // The other side dials on, with growing pauses, and is let in.
    assert_eq!(two.connected().await, one.id());
    one.connected().await;
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_tells_where_the_other_side_may_be_found_again() {
    let (one, mut two) = (sit(1).await, sit(2).await);
    two.allow(&[&one]);
    one.allow(&[&two]);
    one.knows(&two).await;
    let address = two
        .until("Connected", |event| match event {
            PeerEvent::Connected { address, .. } => Some(address),
            _ => None,
        })
        .await;
    assert_eq!(address, one.peers.addresses().await);
    leave([one, two]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_somebody_else_is_not_kept() {
    let (one, two) = (sit(1).await, sit(2).await);
    assert!(!one.peers.remember(DeviceId([5; 32]), &two.peers.addresses().await));
    assert!(!one.peers.remember(two.id(), b"nowhere"));
    leave([one, two]).await;
}
