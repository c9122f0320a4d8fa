//! Who is connected, about which households there is something to say, and who else is near.

use super::Session;
use super::frame::Frame;
use crate::{DeviceId, Effect, HouseholdId, Replica, Standing, Why, limits};

impl Replica {
    pub(crate) fn greet(&mut self, peer: DeviceId, out: &mut Vec<Effect>) {
        self.sessions.insert(peer, Session::new(self.now_ms));
        if self.barred.get(&peer).is_some_and(|until_ms| *until_ms > self.now_ms) {
            return self.close(&peer, Why::Misbehaved, out);
        }
        self.meet(&peer, out);
        let session = self.sessions.get(&peer);
        if session.is_some_and(|session| session.houses.is_empty()) {
            let removed = |device: &crate::Device| matches!(device.standing, Standing::Removed { .. });
            let was_in = self.households().any(|household| household.device(&peer).is_some_and(removed));
            self.close(&peer, if was_in { Why::Removed } else { Why::Stranger }, out);
        }
    }

    pub(crate) fn part(&mut self, peer: &DeviceId, out: &mut Vec<Effect>) {
        let Some(session) = self.sessions.remove(peer) else { return };
        self.drop_empty_documents();
        for household in session.houses.into_keys() {
            self.tell_neighbours(&household, out);
        }
    }

    /// Opens the talk about every household that is shared now and was not before, and ends it where it is over.
    pub(crate) fn meet(&mut self, peer: &DeviceId, out: &mut Vec<Effect>) {
        let shared: Vec<HouseholdId> = self.houses.keys().copied().filter(|id| self.shares(peer, id)).collect();
        let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closed) else { return };
        let had_any = !session.houses.is_empty();
        session.houses.retain(|household, _| shared.contains(household));
        let new: Vec<HouseholdId> = shared.into_iter().filter(|id| !session.houses.contains_key(id)).collect();
        for household in &new {
            session.houses.entry(*household).or_default().pulse_ms = self.now_ms;
        }
        let over = had_any && session.houses.is_empty();
        for household in new {
            self.say_hello(peer, &household, out);
            self.tell_neighbours(&household, out);
        }
        if over {
            self.close(peer, Why::Removed, out);
        }
    }

    pub(crate) fn neighbours(&self, household: &HouseholdId) -> Vec<DeviceId> {
        let near =
            self.sessions.iter().filter(|(_, session)| !session.closed && session.houses.contains_key(household));
        near.map(|(peer, _)| *peer).collect()
    }

    pub(crate) fn tell_neighbours(&mut self, household: &HouseholdId, out: &mut Vec<Effect>) {
        let devices = self.neighbours(household);
        let frame = Frame::Neighbours { household: *household, devices: devices.clone() };
        for peer in devices {
            self.send(&peer, &frame, out);
        }
    }

    pub(crate) fn hear_neighbours(&mut self, peer: &DeviceId, household: HouseholdId, devices: Vec<DeviceId>) {
        if let Some(house) = self.sessions.get_mut(peer).and_then(|session| session.houses.get_mut(&household)) {
            house.neighbours = devices.into_iter().take(limits::HOUSEHOLD_RECORDS).collect();
        }
    }
}
