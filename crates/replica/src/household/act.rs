//! What a member may record from here: the checks that a person meets. What others recorded is never refused for a
//! name; it is only shown so that nobody is mistaken.

use super::{Household, NameError, Standing, name, skeleton};
use crate::{DeviceId, MemberKey, What};
use std::collections::BTreeSet;

/// Says why a membership act was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The household is not held here.
    #[error("this household is not on this device; nothing was changed")]
    NoSuchHousehold,
    /// This device is not in.
    #[error("this device does not belong to the household any more; nothing was changed, ask a member to admit it")]
    NotIn,
    /// Nobody has this key.
    #[error("there is no such member; nothing was changed")]
    NoSuchMember,
    /// No such device.
    #[error("there is no such device; nothing was changed")]
    NoSuchDevice,
    /// The member or device is there already.
    #[error("that is in the household already; nothing was changed")]
    AlreadyIn,
    /// A removal cannot be undone for that key.
    #[error("this device was removed for good; reset the app on it, so that it has a new key, and admit that")]
    RemovedForGood,
    /// A member cannot be removed by a device of their own.
    #[error("that is you; nothing was changed. Remove your other devices one by one, or let another member remove you")]
    Yourself,
    /// A member without a device has nothing that could be removed.
    #[error("they have no device in the household, so nothing goes to them; nothing was changed")]
    WithoutDevice,
    /// Only a device of theirs may say that.
    #[error("only they can say that, on a device of their own; nothing was changed")]
    NotTheirs,
    /// The name cannot be taken.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A founding record cannot be added to a household.
    #[error("a household is founded once; nothing was changed")]
    FoundedOnce,
    /// The log is full.
    #[error("this device has written as many membership records as a household takes; let another device do it")]
    Full,
}

impl Household {
    /// Checks an act of one of this household's devices and returns it with its names as they are recorded.
    pub fn may(&self, signer: &DeviceId, what: What) -> Result<What, Refused> {
        if !self.is_in(signer) {
            return Err(Refused::NotIn);
        }
        match what {
            What::Found { .. } => Err(Refused::FoundedOnce),
            What::AddMember { member, name } => {
                if self.members.contains_key(&member) {
                    return Err(Refused::AlreadyIn);
                }
                Ok(What::AddMember { member, name: self.free_name(&member, &name)? })
            }
            What::AddDevice { device, member, device_name } => {
                self.known(&member)?;
                match self.device(&device).map(|device| &device.standing) {
                    Some(Standing::In) => Err(Refused::AlreadyIn),
                    Some(Standing::Removed { .. }) => Err(Refused::RemovedForGood),
                    None => Ok(What::AddDevice { device, member, device_name: name::check(&device_name)? }),
                }
            }
            What::SpeakFor { device, member } => {
                let added_by = self.known(&member)?.added_by;
                let own = self.device(signer).is_some_and(|device| device.member == member);
                match self.device(&device) {
                    None => Err(Refused::NoSuchDevice),
                    Some(target) if target.speaks_for.contains(&member) => Err(Refused::AlreadyIn),
                    Some(_) if own || added_by == *signer => Ok(What::SpeakFor { device, member }),
                    Some(_) => Err(Refused::NotTheirs),
                }
            }
            What::Remove { device, .. } if self.device(&device).is_none() => Err(Refused::NoSuchDevice),
            What::Rename { member, name } => {
                self.known(&member)?;
                if !self.speaks(signer, &member) {
                    return Err(Refused::NotTheirs);
                }
                Ok(What::Rename { member, name: self.free_name(&member, &name)? })
            }
            What::RenameDevice { device, name } => {
                let owner = self.device(signer).map(|device| device.member);
                let target = self.device(&device).ok_or(Refused::NoSuchDevice)?;
                if Some(target.member) != owner {
                    return Err(Refused::NotTheirs);
                }
                Ok(What::RenameDevice { device, name: name::check(&name)? })
            }
            what @ (What::Remove { .. } | What::Newer(_)) => Ok(what),
        }
    }

    /// Lists the devices with which a member would be out: all of theirs that are in.
    pub fn removable(&self, signer: &DeviceId, member: &MemberKey) -> Result<BTreeSet<DeviceId>, Refused> {
        if !self.is_in(signer) {
            return Err(Refused::NotIn);
        }
        let known = self.known(member)?;
        if self.device(signer).is_some_and(|own| own.member == *member) {
            return Err(Refused::Yourself);
        }
        if known.devices.is_empty() { Err(Refused::WithoutDevice) } else { Ok(known.devices.clone()) }
    }

    fn known(&self, member: &MemberKey) -> Result<&super::Member, Refused> {
        self.members.get(member).ok_or(Refused::NoSuchMember)
    }

    fn free_name(&self, member: &MemberKey, typed: &str) -> Result<String, NameError> {
        let typed = name::check(typed)?;
        let look = skeleton(&typed);
        let other = self.members.values().find(|other| other.key != *member && skeleton(&other.given) == look);
        match other {
            Some(other) => Err(NameError::Confusable { with: other.given.clone() }),
            None => Ok(typed),
        }
    }
}

/// Checks the names of a founding record.
pub(crate) fn founding(name: &str, device_name: &str) -> Result<(String, String), NameError> {
    Ok((name::check(name)?, name::check(device_name)?))
}
