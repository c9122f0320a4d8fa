//! Neighbours on the same network, found by multicast DNS, and this device announced to them.
//!
//! What is announced is a device key and its addresses under a service name of our own: no person, film or host. It is
//! an addition: where there is no multicast the addresses in tickets and of earlier connections do the same.

use crate::{
    PeerEvent,
    address::{Addresses, device_of},
    switchboard::{PASSERS_BY_MAX, Switchboard},
};
use futures_util::StreamExt;
use iroh::{
    Endpoint,
    address_lookup::{AddressLookup, EndpointData},
};
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use replica::DeviceId;
use std::net::SocketAddr;
use tokio::{sync::mpsc, task::AbortHandle};

/// The service type on the network is `_asides-1._udp.local`.
const SERVICE_NAME: &str = "asides-1";

/// A device that announced itself.
#[derive(Debug)]
pub(crate) struct Neighbour {
    pub(crate) device: DeviceId,
    pub(crate) addresses: Vec<SocketAddr>,
}

/// The running announcement; dropping it takes it back.
#[derive(Debug)]
pub(crate) struct Neighbourhood {
    endpoint: Endpoint,
    listening: AbortHandle,
}

/// The endpoint is to publish here and never to ask: what is heard comes to us first, and we dial.
#[derive(Debug)]
struct Announce(MdnsAddressLookup);

impl AddressLookup for Announce {
    fn publish(&self, data: &EndpointData) {
        self.0.publish(data);
    }
}

/// Starts to announce and to listen.
///
/// # Errors
/// When the network does not allow it; the words are for a person.
fn start(endpoint: &Endpoint, found: mpsc::Sender<Neighbour>) -> Result<Neighbourhood, String> {
    let words = |error: String| {
        format!(
            "devices on this network do not find each other by themselves ({error}); invites and known addresses work as before"
        )
    };
    let mdns = MdnsAddressLookup::builder()
        .service_name(SERVICE_NAME)
        .build(endpoint.id())
        .map_err(|error| words(error.to_string()))?;
    endpoint.address_lookup().map_err(|error| words(error.to_string()))?.add(Announce(mdns.clone()));
    let listening = tokio::spawn(listen(mdns, found)).abort_handle();
    Ok(Neighbourhood { endpoint: endpoint.clone(), listening })
}

async fn listen(mdns: MdnsAddressLookup, found: mpsc::Sender<Neighbour>) {
    let mut discovered = mdns.subscribe().await;
    while let Some(event) = discovered.next().await {
        if let DiscoveryEvent::Discovered { endpoint_info, .. } = event {
            let neighbour = Neighbour {
                device: device_of(endpoint_info.endpoint_id),
                addresses: endpoint_info.data.ip_addrs().copied().collect(),
            };
            if found.send(neighbour).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Neighbourhood {
    fn drop(&mut self) {
        self.listening.abort();
        if let Ok(lookup) = self.endpoint.address_lookup() {
            lookup.clear();
        }
    }
}

impl Switchboard {
    /// Announces this device, if that is wanted and not done yet.
    pub(crate) fn announce(&mut self) {
        if !self.mdns || self.neighbourhood.is_some() {
            return;
        }
        match start(&self.endpoint, self.found.clone()) {
            Ok(neighbourhood) => self.neighbourhood = Some(neighbourhood),
            Err(words) => self.tell(PeerEvent::Degraded(words)),
        }
    }

    /// Dials a neighbour of the household, and keeps where a few others are for a knock.
    pub(crate) fn meet_neighbour(&mut self, Neighbour { device, addresses }: Neighbour) {
        if self.allowed.contains(&device) {
            let known = self.acquaintances.entry(device).or_default();
            known.announced = Addresses::default();
            known.announced.learn(addresses);
            let address = known.announced.encode(device);
            self.tell(PeerEvent::Neighbour { device, address });
            self.hope(device);
        } else if self.passers_by.len() < PASSERS_BY_MAX || self.passers_by.contains_key(&device) {
            self.passers_by.insert(device, addresses);
        }
    }
}
