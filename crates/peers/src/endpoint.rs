//! The iroh endpoint as this program wants it: no relay, no name service, no port mapping, few streams, short patience.

use crate::{
    Bind, Config, PeersError,
    address::{Addresses, device_of},
    greet::{JOIN, SYNC},
};
use iroh::{
    Endpoint, EndpointId, RelayMode, SecretKey, Watcher,
    endpoint::{BindOpts, Builder, IdleTimeout, PortmapperConfig, QuicTransportConfig, VarInt, presets},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::time::timeout;

/// Silence for this long means that the other side is gone.
const SILENCE_LIMIT_MS: u32 = 8_000;
/// Three chances to be heard within that time.
const KEEP_ALIVE: Duration = Duration::from_millis(2_500);
/// How long a fresh endpoint may take to list its interfaces.
const ADDRESSES_LIMIT: Duration = Duration::from_secs(1);

/// Opens the socket.
///
/// Everywhere, the port is one of ten thousand, chosen by the device's key, so that an address that was kept yesterday
/// still holds today; where another program has that port, any free one does.
pub(crate) async fn bind(config: &Config) -> Result<Endpoint, PeersError> {
    let builder = || {
        Endpoint::builder(presets::Minimal)
            .secret_key(SecretKey::from_bytes(&config.secret))
            .relay_mode(RelayMode::Disabled)
            .portmapper_config(PortmapperConfig::Disabled)
            .alpns(vec![SYNC.to_vec(), JOIN.to_vec()])
            .transport_config(transport())
    };
    let bound = match config.bind {
        Bind::Loopback => at(builder().clear_ip_transports(), Ipv4Addr::LOCALHOST.into(), 0)?.bind().await,
        Bind::Everywhere => {
            let usual = usual_port(&SecretKey::from_bytes(&config.secret).public());
            let both = at(builder(), Ipv4Addr::UNSPECIFIED.into(), usual)?;
            match at(both, Ipv6Addr::UNSPECIFIED.into(), usual)?.bind().await {
                Ok(endpoint) => Ok(endpoint),
                Err(_) => builder().bind().await,
            }
        }
    };
    bound.map_err(|error| PeersError::CannotListen(error.to_string()))
}

fn at(builder: Builder, ip: IpAddr, port: u16) -> Result<Builder, PeersError> {
    // A machine without IPv6 is no reason to stay silent.
    let opts = BindOpts::default().set_is_required(ip.is_ipv4()).set_is_default_route(true);
    builder
        .bind_addr_with_opts(SocketAddr::new(ip, port), opts)
        .map_err(|error| PeersError::CannotListen(error.to_string()))
}

/// Below every system's range of ports for passing use, so that it is rarely taken.
fn usual_port(key: &EndpointId) -> u16 {
    let [a, b, ..] = *key.as_bytes();
    20_000 + u16::from_be_bytes([a, b]) % 10_000
}

fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
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
        .build()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_device_keeps_its_port_and_a_second_run_beside_it_takes_another() {
        // A key of its own for every run: the port belongs to the whole machine, and other runs of this test with it.
        let config = Config {
            secret: [[0; 24].as_slice(), &crate::switchboard::random().to_be_bytes()].concat().try_into().unwrap(),
            bind: Bind::Everywhere,
            mdns: false,
            timebase: String::new(),
            now_ms: Arc::new(|| 0),
        };
        let port = |endpoint: &Endpoint| endpoint.bound_sockets().iter().map(SocketAddr::port).next().unwrap();
        let first = bind(&config).await.unwrap();
        let beside = bind(&config).await.unwrap();
        assert_ne!(port(&first), port(&beside));
        assert!(addresses(&beside).await.iter().all(|address| !address.ip().is_unspecified()));
        let kept = port(&first);
        first.close().await;
        drop(first);
        let again = bind(&config).await.unwrap();
        assert_eq!(port(&again), kept);
        again.close().await;
        beside.close().await;
    }
}
