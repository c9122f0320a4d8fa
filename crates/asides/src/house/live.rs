//! What is true only now and stands in no file: who is here, who knocks, which invites are out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use replica::{DeviceId, Household};

use super::PlayersNow;
use super::habits::Habits;
use crate::api::view::{InviteView, JoinView, KnockView};

/// The present, as the core last saw it; queries read it.
#[derive(Debug, Default, Clone)]
pub struct Live {
    /// This device, once it has a household.
    pub device: Option<DeviceId>,
    /// What this device is called.
    pub device_name: String,
    /// How the device's key is kept, when that is worth a warning.
    pub key_warning: String,
    /// Who belongs together.
    pub households: Vec<Arc<Household>>,
    /// Devices with an open connection.
    pub here: BTreeSet<DeviceId>,
    /// What each device has of ours, in words.
    pub has: BTreeMap<DeviceId, String>,
    /// Open and spent invites of this run, the newest first.
    pub invites: Vec<InviteView>,
    /// Guests who proved their ticket and wait for a person.
    pub knocks: Vec<KnockView>,
    /// One's own knocking.
    pub joining: Option<JoinView>,
    /// The state of the network, in words.
    pub network: String,
    /// How the person here likes to watch.
    pub habits: Habits,
    /// Cut off by hand.
    pub offline: bool,
    /// Players on this machine and the one that is followed.
    pub players: PlayersNow,
}
