//! Where a device may be found: a few socket addresses, those that worked last first.
//!
//! Addresses come from tickets, neighbours and connections, some of them from strangers, so they are few and only
//! IP addresses are kept: a relay is somebody's decision and is never taken out of a ticket unseen.

use iroh::{EndpointAddr, EndpointId, TransportAddr};
use replica::DeviceId;
use std::net::SocketAddr;

/// The longest address in bytes: an id and sixteen IPv6 addresses fit well.
const ADDRESS_MAX_BYTES: usize = 1024;
/// How many addresses of one device are kept.
const ADDRESSES_MAX: usize = 16;

/// The addresses of one device, the most promising first.
#[derive(Debug, Default, Clone)]
pub(crate) struct Addresses(Vec<SocketAddr>);

impl Addresses {
    /// Puts these first and says whether any of them is new; forgets the last ones beyond sixteen.
    pub(crate) fn learn(&mut self, found: impl IntoIterator<Item = SocketAddr>) -> bool {
        let found: Vec<SocketAddr> = found.into_iter().filter(is_dialable).take(ADDRESSES_MAX).collect();
        let new = found.iter().any(|address| !self.0.contains(address));
        self.0.retain(|address| !found.contains(address));
        self.0.splice(0..0, found);
        self.0.truncate(ADDRESSES_MAX);
        new
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().copied()
    }

    /// Gives them as iroh dials them; None when the device's id is no key.
    pub(crate) fn of(&self, device: DeviceId) -> Option<EndpointAddr> {
        let id = EndpointId::from_bytes(&device.0).ok()?;
        Some(EndpointAddr::from_parts(id, self.iter().map(TransportAddr::Ip)))
    }

    /// Gives them as they are stored and written into tickets: a postcard `EndpointAddr`.
    pub(crate) fn encode(&self, device: DeviceId) -> Vec<u8> {
        self.of(device).and_then(|address| postcard::to_stdvec(&address).ok()).unwrap_or_default()
    }
}

/// Reads what [`Addresses::encode`] wrote; None when it is not readable or of another device.
pub(crate) fn decode(bytes: &[u8], device: DeviceId) -> Option<Vec<SocketAddr>> {
    if bytes.len() > ADDRESS_MAX_BYTES {
        return None;
    }
    let address: EndpointAddr = postcard::from_bytes(bytes).ok()?;
    if device_of(address.id) != device {
        return None;
    }
    Some(address.ip_addrs().copied().collect())
}

pub(crate) fn device_of(id: EndpointId) -> DeviceId {
    DeviceId(*id.as_bytes())
}

/// A port of 0 or an unspecified or multicast address reaches nobody, and comes from a mistake or from malice.
fn is_dialable(address: &SocketAddr) -> bool {
    address.port() != 0 && !address.ip().is_unspecified() && !address.ip().is_multicast()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> DeviceId {
        device_of(iroh::SecretKey::from_bytes(&[7; 32]).public())
    }

    #[test]
    fn what_worked_last_is_first_and_the_list_stays_short() {
        let at = |port: u16| SocketAddr::from(([10, 0, 0, 1], port));
        let mut addresses = Addresses::default();
        assert!(addresses.learn((1..=20).map(at)));
        assert!(!addresses.learn([at(3)]), "known before");
        assert!(addresses.learn([at(30)]));
        assert_eq!(addresses.iter().count(), ADDRESSES_MAX);
        assert_eq!(addresses.iter().take(3).collect::<Vec<_>>(), [at(30), at(3), at(1)]);
        assert!(!addresses.learn([SocketAddr::from(([0, 0, 0, 0], 5)), at(0)]), "nobody is there");
    }

    #[test]
    fn only_an_address_of_that_device_is_read() {
        let mut addresses = Addresses::default();
        addresses.learn([SocketAddr::from(([127, 0, 0, 1], 4242))]);
        let bytes = addresses.encode(device());
        assert_eq!(decode(&bytes, device()), Some(addresses.iter().collect()));
        assert_eq!(decode(&bytes, DeviceId([1; 32])), None);
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut], device()), None, "cut at {cut}");
        }
        assert_eq!(decode(&vec![0; ADDRESS_MAX_BYTES + 1], device()), None);
    }
}
