//! First start, names, members, devices, and what follows when they change.

use std::collections::BTreeSet;

use replica::{Delivery, DeviceId, HouseholdId, MemberKey, Misdeed, What};
use screening::MemberId;

use super::core::Core;
use super::turn::Turn;
use crate::api::view::{Done, Me, MemberView};
use crate::api::{Problem, ask, say::Say};

impl Core {
    pub(super) fn begin(&mut self, ask: ask::Begin, turn: &mut Turn) -> Result<Me, Problem> {
        if let Some(device_name) = ask.device_name.filter(|name| !name.trim().is_empty()) {
            self.device_name = device_name;
        }
        if self.household(None).is_err() {
            let mut member = [0; 10];
            getrandom::fill(&mut member).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
            let wall_ms = self.timebase.wall_ms();
            let founded = self.replica.found(MemberKey(member), &ask.name, &self.device_name, wall_ms);
            self.signed(founded, turn)?;
        }
        self.share_people();
        Ok(super::answers::me(&self.live))
    }

    pub(super) fn rename(&mut self, ask: ask::Rename, turn: &mut Turn) -> Result<Me, Problem> {
        let households: Vec<HouseholdId> = self.replica.households().map(replica::Household::id).collect();
        for household in households {
            let Some(member) = self.member_in(&household) else { continue };
            self.record(&household, What::Rename { member, name: ask.name.clone() }, turn)?;
        }
        self.share_people();
        Ok(super::answers::me(&self.live))
    }

    pub(super) fn add_member(&mut self, ask: ask::AddMember, turn: &mut Turn) -> Result<MemberView, Problem> {
        let household = self.household(ask.household.as_deref())?;
        let mut bytes = [0; 10];
        getrandom::fill(&mut bytes).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
        let member = MemberKey(bytes);
        self.record(&household, What::AddMember { member, name: ask.name }, turn)?;
        self.record(&household, What::SpeakFor { device: self.device, member }, turn)?;
        self.share_people();
        let people = super::answers::people(&self.live, &household);
        people.into_iter().find(|person| person.id == member.to_string()).ok_or_else(not_started)
    }

    pub(super) fn remove_device(&mut self, ask: ask::RemoveDevice, turn: &mut Turn) -> Result<Done, Problem> {
        let household = self.household(ask.household.as_deref())?;
        let device: DeviceId = super::notes::id(&ask.device)?;
        let removed = self.replica.remove_device(&household, &device, self.timebase.wall_ms());
        self.signed(removed, turn)?;
        Ok(Done {})
    }

    pub(super) fn remove_member(&mut self, ask: ask::RemoveMember, turn: &mut Turn) -> Result<Done, Problem> {
        let household = self.household(ask.household.as_deref())?;
        let member: MemberKey = super::notes::id(&ask.member)?;
        let removed = self.replica.remove_member(&household, &member, self.timebase.wall_ms());
        self.signed(removed, turn)?;
        Ok(Done {})
    }

    pub(super) fn work_offline(&mut self, ask: ask::WorkOffline, turn: &mut Turn) -> Result<Done, Problem> {
        if let Some(peers) = &self.peers {
            peers.partition(ask.offline);
        }
        self.present(|live| live.offline = ask.offline);
        turn.say(Say::Household {});
        Ok(Done {})
    }

    /// Signs and stages one membership record.
    pub(super) fn record(&mut self, household: &HouseholdId, what: What, turn: &mut Turn) -> Result<(), Problem> {
        let record = self.replica.sign_record(household, what, self.timebase.wall_ms());
        self.signed(record, turn)
    }

    /// Lets what was signed take effect, or says why it was refused.
    fn signed<T>(
        &mut self,
        signed: Result<(T, Vec<replica::Effect>), replica::Refused>,
        turn: &mut Turn,
    ) -> Result<(), Problem> {
        let (_, effects) = signed.map_err(|refused| refused_by_household(&refused))?;
        self.follow(effects, turn);
        Ok(())
    }

    /// Finds whose this device is in a household.
    pub(super) fn member_in(&self, household: &HouseholdId) -> Option<MemberKey> {
        self.replica.household(household)?.device(&self.device).map(|device| device.member)
    }

    /// Finds who one is in a household.
    pub(super) fn me_in(&self, household: &HouseholdId) -> Result<MemberId, Problem> {
        self.member_in(household).map(|member| MemberId::from_bytes(member.0)).ok_or_else(not_started)
    }

    /// What follows once changed records are stored: who may connect, and what screens show.
    ///
    /// Only a new voice can change what is read from a document that is here: before a device's own record nothing of
    /// it passes the replica's gate, and a removal comes as a rebuild.
    pub(super) fn households_changed(&mut self, new_voices: &BTreeSet<HouseholdId>) {
        self.share_people();
        self.allow_members();
        let documents: Vec<_> = self
            .places
            .iter()
            .filter(|(_, household)| new_voices.contains(household))
            .map(|(document, _)| *document)
            .collect();
        for document in documents {
            let was_held = self.held.contains_key(&document);
            let mut turn = Turn::default();
            if self.open(document).is_ok() {
                turn.anew.insert(document);
            }
            self.settle(turn);
            self.pace_from_rows(document);
            if !was_held {
                self.put_away(document);
            }
        }
        let _ = self.says.send(Say::Household {});
        let _ = self.says.send(Say::Library {});
    }

    /// Tells the network whose connections are welcome.
    pub(super) fn allow_members(&self) {
        let allowed = self
            .replica
            .households()
            .flat_map(|household| {
                household.devices().filter(|device| household.is_in(&device.id)).map(|device| device.id)
            })
            .filter(|device| *device != self.device)
            .collect();
        if let Some(peers) = &self.peers {
            peers.allow(allowed);
        }
    }

    /// Lets queries see who belongs to which household.
    pub(super) fn share_people(&self) {
        let households: Vec<_> = self.replica.households().cloned().map(std::sync::Arc::new).collect();
        self.present(|live| {
            live.households = households;
            live.device = Some(self.device);
            live.device_name.clone_from(&self.device_name);
        });
    }

    /// Says, from what they acknowledged, what the other devices have.
    pub(super) fn measure_delivery(&self, turn: &mut Turn) {
        let mut has = std::collections::BTreeMap::new();
        for household in self.replica.households() {
            for (device, delivery) in self.replica.delivery(&household.id()) {
                let words = match delivery {
                    Delivery::Everything => "everything".to_owned(),
                    Delivery::Lacks(changes) => format!("lacks {changes}"),
                    Delivery::Unknown => "not known".to_owned(),
                };
                has.insert(device, words);
            }
        }
        let changed = self.present(|live| {
            let changed = live.has != has;
            live.has = has;
            changed
        });
        if changed {
            turn.say(Say::Presence {});
        }
    }
}

/// Puts a misdeed into words.
pub(crate) fn misdeed(device: &DeviceId, what: &Misdeed) -> Problem {
    let name: String = device.to_string().chars().take(8).collect();
    match what {
        Misdeed::Equivocated { .. } => Problem::new(
            "equivocated",
            format!(
                "The device {name} wrote two different things as one. Both are kept and everybody sees the same. It may have been restored from a backup; if it was not, remove it."
            ),
        ),
        Misdeed::Noise { .. } => Problem::new(
            "noise",
            format!(
                "The device {name} sent what no Asides sends. Nothing of it was taken in. Update it; if it goes on, remove it."
            ),
        ),
    }
}

pub(crate) fn not_started() -> Problem {
    Problem::new(
        "not-started",
        "Asides does not know your name yet. Nothing was changed. Start with your name, or with an invite.",
    )
}

pub(super) fn refused_by_household(refused: &replica::Refused) -> Problem {
    Problem::of(refused)
}
