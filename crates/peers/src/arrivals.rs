//! Who comes to this device, and what becomes of them after the handshake has proven who they are.

use crate::{
    Why,
    address::device_of,
    exchange,
    greet::{CONNECT_LIMIT, JOIN, close},
    switchboard::{Report, Switchboard},
};
use iroh::{Endpoint, endpoint::Connection};
use std::sync::Arc;
use tokio::{
    sync::{Semaphore, mpsc},
    time::timeout,
};

/// How many handshakes may be under way at once; more are refused before they cost anything.
const HANDSHAKES_MAX: usize = 32;

/// Takes connections in until the endpoint is closed.
pub(crate) async fn answer_the_door(endpoint: Endpoint, reports: mpsc::UnboundedSender<Report>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Some(incoming) = endpoint.accept().await {
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let reports = reports.clone();
        tokio::spawn(async move {
            if let Ok(Ok(connection)) = timeout(CONNECT_LIMIT, incoming).await {
                reports.send(Report::Arrived(connection)).ok();
            }
            drop(permit);
        });
    }
}

impl Switchboard {
    /// Closes strangers before a stream exists, and hands everyone else on.
    pub(crate) fn arrived(&mut self, connection: Connection) {
        let device = device_of(connection.remote_id());
        if self.is_offline() {
            close(&connection, Why::Offline);
        } else if connection.alpn() == JOIN {
            match (self.door_open, self.guests.clone().try_acquire_owned()) {
                (false, _) => close(&connection, Why::DoorShut),
                (true, Err(_)) => close(&connection, Why::Busy),
                (true, Ok(place)) => {
                    tokio::spawn(exchange::host(
                        device,
                        connection,
                        place,
                        self.offline.subscribe(),
                        self.events.clone(),
                    ));
                }
            }
        } else if self.allowed.contains(&device) {
            self.listen_to(device, connection);
        } else {
            close(&connection, Why::Stranger);
        }
    }
}
