//! What a caller asked for.

use crate::{
    Why,
    link::Leave,
    switchboard::{Order, Switchboard},
};
use replica::DeviceId;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::Instant;

/// How long a device that was sent away is left alone.
const REST: Duration = Duration::from_secs(15);

impl Switchboard {
    /// Does it, without waiting for anybody.
    pub(crate) fn obey(&mut self, order: Order) {
        match order {
            Order::Allow(devices) => self.allow(devices),
            Order::Remember(device, addresses) => {
                let known = self.acquaintances.entry(device).or_default();
                if known.addresses.learn(addresses) {
                    self.hope(device);
                }
            }
            Order::Door(open) => self.door_open = open,
            Order::Partition(cut) => self.partition(cut),
            Order::Disconnect(device) => {
                if let Some(known) = self.acquaintances.get_mut(&device) {
                    known.rests_until = Some(Instant::now() + REST);
                    known.give_up_dials(Why::Leaving);
                    known.leave(Leave::InGoodOrder(Why::Leaving));
                    self.settle(device);
                }
            }
            Order::Whereabouts(device, answer) => {
                let known = self.acquaintances.get(&device).map(|known| known.everywhere()).unwrap_or_default();
                let passed = self.passers_by.get(&device).into_iter().flatten().copied();
                let seen = known.iter().chain(passed).collect();
                answer.send((!self.is_offline()).then(|| (seen, self.offline.subscribe()))).ok();
            }
            // The loop takes it.
            Order::Close(_) => {}
        }
    }

    fn allow(&mut self, devices: BTreeSet<DeviceId>) {
        for (_, known) in self.acquaintances.iter_mut().filter(|(device, _)| !devices.contains(device)) {
            known.give_up_dials(Why::Stranger);
            known.leave(Leave::AtOnce(Why::Stranger));
        }
        let new: Vec<DeviceId> =
            devices.difference(&self.allowed).copied().filter(|device| *device != self.me).collect();
        self.allowed = devices;
        for device in new {
            let passed = self.passers_by.remove(&device);
            self.acquaintances.entry(device).or_default().announced.learn(passed.into_iter().flatten());
            self.hope(device);
        }
    }

    fn partition(&mut self, cut: bool) {
        self.offline.send_replace(cut);
        if cut {
            self.neighbourhood = None;
            for known in self.acquaintances.values_mut() {
                known.give_up_dials(Why::Offline);
                known.leave(Leave::AtOnce(Why::Offline));
            }
        } else {
            self.announce();
            let devices: Vec<DeviceId> = self.acquaintances.keys().copied().collect();
            for device in devices {
                self.hope(device);
            }
        }
    }
}
