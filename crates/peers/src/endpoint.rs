//! The iroh endpoint as this program wants it: no relay, no name service, no port mapping, few streams, short patience.

use crate::{
    Bind, Config, PeersError,
    address::{Addresses, device_of},
    greet::{JOIN, SYNC},
};
use iroh::{
    Endpoint, RelayMode, SecretKey, Watcher,
    endpoint::{IdleTimeout, PortmapperConfig, QuicTransportConfig, VarInt, presets},
};
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;

/// Silence for this long means that the other side is gone.
const SILENCE_LIMIT_MS: u32 = 8_000;
/// Three chances to be heard within that time.
const KEEP_ALIVE: Duration = Duration::from_millis(2_500);
/// How long a fresh endpoint may take to list its interfaces.
const ADDRESSES_LIMIT: Duration = Duration::from_secs(1);

/// Opens the socket.
pub(crate) async fn bind(config: &Config) -> Result<Endpoint, PeersError> {
    let transport = QuicTransportConfig::builder()
        .max_idle_timeout(Some(IdleTimeout::from(VarInt::from_u32(SILENCE_LIMIT_MS))))
        .keep_alive_interval(KEEP_ALIVE)
        .default_path_max_idle_timeout(Duration::from_millis(SILENCE_LIMIT_MS.into()))
        .default_path_keep_alive_interval(KEEP_ALIVE)
        // One stream a connection; its windows are what a peer can make us hold for it.
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(1024 * 1024))
        .receive_window(VarInt::from_u32(1024 * 1024))
        .send_window(1024 * 1024)
        .datagram_receive_buffer_size(Some(16 * 1024))
        .datagram_send_buffer_size(16 * 1024)
        .build();
    let builder = Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&config.secret))
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .alpns(vec![SYNC.to_vec(), JOIN.to_vec()])
        .transport_config(transport);
    let builder = match config.bind {
        Bind::Everywhere => builder,
        Bind::Loopback => builder
            .clear_ip_transports()
            .bind_addr("127.0.0.1:0")
            .map_err(|error| PeersError::CannotListen(error.to_string()))?,
    };
    builder.bind().await.map_err(|error| PeersError::CannotListen(error.to_string()))
}

/// Lists where this device can be reached now.
pub(crate) async fn addresses(endpoint: &Endpoint) -> Addresses {
    let mut interfaces = endpoint.watch_addr();
    let listed = async {
        while interfaces.get().ip_addrs().next().is_none() {
            if interfaces.updated().await.is_err() {
                return;
            }
        }
    };
    timeout(ADDRESSES_LIMIT, listed).await.ok();
    let mut addresses = Addresses::default();
    addresses.learn(endpoint.bound_sockets().into_iter().filter(|socket| !socket.ip().is_unspecified()));
    addresses.learn(endpoint.addr().ip_addrs().copied().collect::<Vec<SocketAddr>>());
    addresses
}

/// The same, as it is written into a ticket.
pub(crate) async fn ticket_address(endpoint: &Endpoint) -> Vec<u8> {
    addresses(endpoint).await.encode(device_of(endpoint.id()))
}
