//! The household's people, machines and open invites.

use replica::{DeviceId, Household};

use crate::api::Problem;
use crate::api::view::{DeviceView, HouseholdView, MemberDevices};
use crate::house::{Asked, members, name_of, not_started};

/// Answers `household`: the one with the most people.
pub(crate) fn household(asked: &Asked<'_>) -> Result<HouseholdView, Problem> {
    let device = asked.live.device.ok_or_else(not_started)?;
    let home = asked.live.households.iter().filter(|household| household.is_in(&device));
    let home = home
        .max_by_key(|household| (household.members().count(), std::cmp::Reverse(household.id())))
        .ok_or_else(not_started)?;
    let people = members(&asked.live, home);
    let name = name_of(&people);
    let members = people
        .into_iter()
        .map(|member| {
            let devices = home
                .devices()
                .filter(|device| device.member.to_string() == member.id)
                .map(|of| device_view(asked, home, &device, &of.id))
                .collect();
            MemberDevices { member, devices }
        })
        .collect();
    Ok(HouseholdView {
        id: home.id().to_string(),
        name,
        members,
        invites: asked.live.invites.clone(),
        knocks: asked.live.knocks.clone(),
        network: asked.live.network.clone(),
        offline: asked.live.offline,
    })
}

fn device_view(asked: &Asked<'_>, household: &Household, this: &DeviceId, device: &DeviceId) -> DeviceView {
    let own = this == device;
    DeviceView {
        id: device.to_string(),
        name: household.device(device).map(|device| device.name.clone()).unwrap_or_default(),
        this: own,
        here: own || asked.live.here.contains(device),
        removed: !household.is_in(device),
        has: if own {
            "everything".to_owned()
        } else {
            asked.live.has.get(device).cloned().unwrap_or_else(|| "not known".to_owned())
        },
    }
}
