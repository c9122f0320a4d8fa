//! Removing a member: all their devices at once.
//!
//! A member is a name and the devices that may speak for it, so a member is out when every device of theirs is. Nothing
//! else is recorded: the name stays for what was written, and a new device brings them back as who they were.

use crate::household::Refused;
use crate::{Effect, HouseholdId, MemberKey, Replica, SignedRecord};

impl Replica {
    /// Removes a member: every device of theirs that is in, each as [`Replica::remove_device`] removes it.
    ///
    /// # Errors
    ///
    /// [`Refused::Yourself`] for the member of this device, [`Refused::WithoutDevice`] where there is nothing to remove.
    pub fn remove_member(
        &mut self,
        household: &HouseholdId,
        member: &MemberKey,
        wall_ms: i64,
    ) -> Result<(Vec<SignedRecord>, Vec<Effect>), Refused> {
        let known = self.household(household).ok_or(Refused::NoSuchHousehold)?;
        let devices = known.removable(&self.id(), member)?;
        let (mut records, mut effects) = (Vec::new(), Vec::new());
        for device in devices {
            let (more, follows) = self.remove_device(household, &device, wall_ms)?;
            records.extend(more);
            effects.extend(follows);
        }
        Ok((records, effects))
    }
}
