//! The door: open it lets messages through, shut it lets nothing through, and a guest has little room.

use super::*;
use crate::{JoinChannel, JoinError, KnockError};

async fn joining(seat: &mut Seat) -> JoinChannel {
    seat.until("Joining", |event| match event {
        PeerEvent::Joining { device, channel } => {
            assert_eq!(device, channel.device());
            Some(channel)
        }
        _ => None,
    })
    .await
}

/// An inviter with an open door and a guest inside.
async fn visit() -> (Seat, Seat, JoinChannel, JoinChannel) {
    let (mut inviter, guest) = (sit(1).await, sit(2).await);
    inviter.peers.door(true);
    let address = inviter.peers.addresses().await;
    let inside = guest.peers.knock(&address, inviter.id()).await.unwrap();
    let host = joining(&mut inviter).await;
    assert_eq!((inside.device(), host.device()), (inviter.id(), guest.id()));
    (inviter, guest, host, inside)
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_both_ways_and_the_last_one_arrives() {
    let (inviter, guest, mut host, mut inside) = visit().await;
    inside.send(b"knock".to_vec()).unwrap();
    assert_eq!(host.recv().await.unwrap(), b"knock");
    host.send(b"who is there".to_vec()).unwrap();
    assert_eq!(inside.recv().await.unwrap(), b"who is there");
    inside.send(vec![7; 16 * 1024]).unwrap();
    inside.send(b"and goodbye".to_vec()).unwrap();
    drop(inside);
    assert_eq!(host.recv().await.unwrap().len(), 16 * 1024);
    assert_eq!(host.recv().await.unwrap(), b"and goodbye");
    assert_eq!(host.recv().await, None);
    leave([inviter, guest]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shut_door_is_named_and_the_caller_is_not_bothered() {
    let (mut inviter, guest) = (sit(1).await, sit(2).await);
    let address = inviter.peers.addresses().await;
    assert_eq!(guest.peers.knock(&address, inviter.id()).await.unwrap_err(), KnockError::DoorShut);
    inviter.peers.door(true);
    inviter.peers.door(false);
    assert_eq!(guest.peers.knock(&address, inviter.id()).await.unwrap_err(), KnockError::DoorShut);
    assert_eq!(guest.peers.knock(b"", inviter.id()).await.unwrap_err(), KnockError::NoAddress);
    inviter.peers.clone().close().await;
    assert!(inviter.events.recv().await.is_none());
    leave([inviter, guest]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fifth_guest_waits_until_one_has_left() {
    let mut inviter = sit(1).await;
    inviter.peers.door(true);
    let address = inviter.peers.addresses().await;
    let mut inside = Vec::new();
    for seed in 2..6 {
        let guest = sit(seed).await;
        let at_door = guest.peers.knock(&address, inviter.id()).await.unwrap();
        inside.push((guest, at_door, joining(&mut inviter).await));
    }
    let fifth = sit(6).await;
    assert_eq!(fifth.peers.knock(&address, inviter.id()).await.unwrap_err(), KnockError::Busy);
    let (guest, mut at_door, host) = inside.pop().unwrap();
    drop(host);
    assert_eq!(at_door.recv().await, None, "the inviter turned it away");
    assert!(fifth.peers.knock(&address, inviter.id()).await.is_ok());
    leave(inside.into_iter().map(|(guest, ..)| guest).chain([guest, fifth, inviter])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn going_offline_ends_a_visit_for_both() {
    let (inviter, guest, mut host, mut inside) = visit().await;
    guest.peers.partition(true);
    assert_eq!(inside.recv().await, None);
    assert_eq!(host.recv().await, None);
    leave([inviter, guest]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_has_little_room() {
    let (inviter, guest, mut host, mut inside) = visit().await;
    assert_eq!(inside.send(vec![0; 16 * 1024 + 1]), Err(JoinError::TooLong { bytes: 16 * 1024 + 1 }));
    for number in 0..32 {
        inside.send(vec![number]).unwrap();
    }
    assert_eq!(inside.send(vec![32]), Err(JoinError::Over));
    for number in 0..32 {
        assert_eq!(host.recv().await, Some(vec![number]));
    }
    leave([inviter, guest]).await;
}
