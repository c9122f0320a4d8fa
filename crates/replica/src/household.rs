//! Who belongs: members, their devices, and for whom a device may speak.
//!
//! [`Household::of`] is a pure function of a set of records, whatever their order; which of them count when devices
//! remove each other is decided in `verdict.rs`.

mod act;
mod name;
mod verdict;

pub use act::Refused;
pub(crate) use act::founding;
pub use name::{NameError, skeleton};

use crate::{CutOff, DeviceId, DocumentId, HouseholdId, MemberKey, SignedRecord, What, key};
use std::collections::{BTreeMap, BTreeSet};

/// A household as its records make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    id: HouseholdId,
    members: BTreeMap<MemberKey, Member>,
    devices: BTreeMap<DeviceId, Device>,
    by_prefix: BTreeMap<[u8; 16], DeviceId>,
}

/// A person of the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The member.
    pub key: MemberKey,
    /// The name to show: safe to show, and never equal to another member's.
    pub name: String,
    /// The name as recorded, made safe to show.
    pub given: String,
    /// Their own devices that are in.
    pub devices: BTreeSet<DeviceId>,
    /// The device that added them; it may grant others to speak for them.
    pub added_by: DeviceId,
    /// When, by that device's clock, in milliseconds.
    pub added_ms: i64,
}

/// A machine of the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The device.
    pub id: DeviceId,
    /// Whose it is.
    pub member: MemberKey,
    /// What they call it, safe to show.
    pub name: String,
    /// Everybody it may speak for, its own member included.
    pub speaks_for: BTreeSet<MemberKey>,
    /// The device that added it; the founding device added itself.
    pub added_by: DeviceId,
    /// When, by that device's clock, in milliseconds.
    pub added_ms: i64,
    /// Whether it is in.
    pub standing: Standing,
}

/// Whether a device is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It may read and write.
    In,
    /// It is out for good.
    Removed {
        /// By which devices.
        by: BTreeSet<DeviceId>,
        /// What of it still counts, for each document: each cut-off and its actor's changes before it.
        cut_offs: BTreeMap<DocumentId, Vec<CutOff>>,
    },
}

impl Household {
    /// Computes the household from its records; order and repetition make no difference.
    ///
    /// `None` without a founding record. Records of another household are passed over.
    ///
    /// ```
    /// use replica::*;
    /// use std::collections::BTreeSet;
    /// let key = DeviceKey::from_seed([7; 32]);
    /// let what = What::Found { member: MemberKey([1; 10]), name: "Mara".into(), device_name: "laptop".into() };
    /// let record = Record { household: HouseholdId([0; 32]), signer: key.id(), seq: 1, wall_ms: 0, what };
    /// let records = BTreeSet::from([SignedRecord::sign(&key, record)?]);
    /// let household = Household::of(&records).ok_or("not founded")?;
    /// assert!(household.is_in(&key.id()));
    /// assert_eq!(household.member(&MemberKey([1; 10])).map(|m| m.name.as_str()), Some("Mara"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(records: &BTreeSet<SignedRecord>) -> Option<Self> {
        let founding = records.iter().filter(|r| matches!(r.record().what, What::Found { .. }));
        let id = founding.map(SignedRecord::household).min()?;
        let verdict = verdict::decide(records.iter().filter(|r| r.household() == id));
        let mut standing = verdict.standing;
        // Elders first, so that whoever was nearest to the founder named a thing first.
        standing.sort_by_key(|record| {
            let signer = &record.record().signer;
            (verdict.depths.get(signer).copied(), *signer, record.record().seq)
        });
        let mut household = Self { id, members: BTreeMap::new(), devices: BTreeMap::new(), by_prefix: BTreeMap::new() };
        for record in &standing {
            household.enter(record);
        }
        for record in &standing {
            household.grant(record);
        }
        for record in &standing {
            household.remove(record);
        }
        for record in &standing {
            household.rename(record);
        }
        household.list_devices();
        household.tell_apart();
        Some(household)
    }

    fn enter(&mut self, signed: &SignedRecord) {
        let record = signed.record();
        let (by, ms) = (record.signer, record.wall_ms);
        match &record.what {
            What::Found { member, name, device_name } => {
                self.enter_member(*member, name, by, ms);
                self.enter_device(by, *member, device_name, by, ms);
            }
            What::AddMember { member, name } => self.enter_member(*member, name, by, ms),
            What::AddDevice { device, member, device_name } => {
                self.enter_device(*device, *member, device_name, by, ms);
            }
            _ => {}
        }
    }

    fn enter_member(&mut self, key: MemberKey, name: &str, added_by: DeviceId, added_ms: i64) {
        let name = shown(name, &key.to_string());
        let member = || Member { key, given: name.clone(), name, devices: BTreeSet::new(), added_by, added_ms };
        self.members.entry(key).or_insert_with(member);
    }

    fn enter_device(&mut self, id: DeviceId, member: MemberKey, name: &str, added_by: DeviceId, added_ms: i64) {
        let (speaks_for, standing) = (BTreeSet::new(), Standing::In);
        let name = shown(name, &id.to_string());
        let device = || Device { id, member, name, speaks_for, added_by, added_ms, standing };
        self.devices.entry(id).or_insert_with(device).speaks_for.insert(member);
        self.by_prefix.entry(key::prefix_of(&id)).or_insert(id);
    }

    fn grant(&mut self, signed: &SignedRecord) {
        if let What::SpeakFor { device, member } = &signed.record().what {
            let signer = &signed.record().signer;
            let own = self.devices.get(signer).is_some_and(|d| d.member == *member);
            let added = self.members.get(member).is_some_and(|m| m.added_by == *signer);
            if let Some(device) = self.devices.get_mut(device).filter(|_| own || added) {
                device.speaks_for.insert(*member);
            }
        }
    }

    fn remove(&mut self, signed: &SignedRecord) {
        let What::Remove { device, cut_offs, .. } = &signed.record().what else { return };
        let Some(device) = self.devices.get_mut(device) else { return };
        if device.standing == Standing::In {
            device.standing = Standing::Removed { by: BTreeSet::new(), cut_offs: BTreeMap::new() };
        }
        if let Standing::Removed { by, cut_offs: all } = &mut device.standing {
            by.insert(signed.record().signer);
            for cut_off in cut_offs {
                let of_document = all.entry(cut_off.document).or_default();
                if !of_document.contains(cut_off) {
                    of_document.push(cut_off.clone());
                }
            }
        }
    }

    fn rename(&mut self, signed: &SignedRecord) {
        let signer = &signed.record().signer;
        match &signed.record().what {
            What::Rename { member, name } if self.speaks(signer, member) => {
                if let (Some(member), Some(name)) = (self.members.get_mut(member), name::shown(name)) {
                    member.given = name;
                }
            }
            What::RenameDevice { device, name } => {
                let owner = self.devices.get(signer).map(|d| d.member);
                let device = self.devices.get_mut(device).filter(|device| Some(device.member) == owner);
                if let (Some(device), Some(name)) = (device, name::shown(name)) {
                    device.name = name;
                }
            }
            _ => {}
        }
    }

    fn list_devices(&mut self) {
        for device in self.devices.values().filter(|device| device.standing == Standing::In) {
            if let Some(member) = self.members.get_mut(&device.member) {
                member.devices.insert(device.id);
            }
        }
    }

    /// Gives everyone of several members with look-alike names four digits of their key.
    fn tell_apart(&mut self) {
        let mut alike: BTreeMap<String, usize> = BTreeMap::new();
        for member in self.members.values() {
            *alike.entry(skeleton(&member.given)).or_default() += 1;
        }
        for member in self.members.values_mut() {
            let alone = alike.get(&skeleton(&member.given)) == Some(&1);
            let digits = member.key.to_string();
            let digits = digits.get(..4).unwrap_or_default();
            member.name = if alone { member.given.clone() } else { format!("{} #{digits}", member.given) };
        }
    }

    /// Returns the household's id.
    pub fn id(&self) -> HouseholdId {
        self.id
    }

    /// Iterates over the members, by key.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// Returns a member.
    pub fn member(&self, member: &MemberKey) -> Option<&Member> {
        self.members.get(member)
    }

    /// Iterates over all devices, those removed included, by id.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.values()
    }

    /// Returns a device, also a removed one.
    pub fn device(&self, device: &DeviceId) -> Option<&Device> {
        self.devices.get(device)
    }

    /// Says whether a device may read and write.
    pub fn is_in(&self, device: &DeviceId) -> bool {
        self.devices.get(device).is_some_and(|device| device.standing == Standing::In)
    }

    /// Says whether a member is out: they had devices, and none of them is in.
    pub fn is_out(&self, member: &MemberKey) -> bool {
        let mut own = self.devices.values().filter(|device| device.member == *member).peekable();
        own.peek().is_some() && own.all(|device| device.standing != Standing::In)
    }

    /// Returns the device behind an actor, also a removed one; `None` for a stranger.
    pub fn device_of(&self, actor: &[u8]) -> Option<&Device> {
        self.devices.get(self.by_prefix.get(&key::device_prefix(actor)?)?)
    }

    /// Says whether a device may speak for a member.
    pub fn speaks(&self, device: &DeviceId, member: &MemberKey) -> bool {
        self.devices.get(device).is_some_and(|device| device.speaks_for.contains(member))
    }

    /// Says whether whoever wrote under this actor may speak for a member. What a removed device wrote before its
    /// cut-off keeps its voice.
    pub fn voice(&self, actor: &[u8], member: &MemberKey) -> bool {
        self.device_of(actor).is_some_and(|device| device.speaks_for.contains(member))
    }

    /// Returns how far a removed device's changes in a document count; `None` if the device is in.
    pub fn cut_offs(&self, device: &DeviceId, document: &DocumentId) -> Option<&[CutOff]> {
        match &self.devices.get(device)?.standing {
            Standing::In => None,
            Standing::Removed { cut_offs, .. } => Some(cut_offs.get(document).map_or(&[], Vec::as_slice)),
        }
    }
}

fn shown(name: &str, otherwise: &str) -> String {
    name::shown(name).unwrap_or_else(|| otherwise.get(..8).unwrap_or(otherwise).to_owned())
}

/// Makes a guest's names safe to show; `None` if nothing visible is left of the name.
pub(crate) fn shown_names(name: &str, device_name: &str) -> Option<(String, String)> {
    let name = name::shown(name)?;
    Some((name, name::shown(device_name).unwrap_or_else(|| "device".to_owned())))
}
