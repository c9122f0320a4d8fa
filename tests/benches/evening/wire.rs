//! The frames of one catch-up, counted: two replicas with the houses' own files, and no network between them.

use std::collections::VecDeque;
use std::path::Path;

use asides::profile::Profile;
use library::Library;
use replica::{DeviceKey, Effect, HouseholdId, Replica};

/// Told time between two looks at the clock.
const STEP_MS: i64 = 100;
/// When it is given up.
const END_MS: i64 = 600_000;

/// What went each way.
#[derive(Debug, Default)]
pub struct Frames {
    pub to_guest: usize,
    pub to_guest_bytes: usize,
    pub to_host_bytes: usize,
}

struct End {
    replica: Replica,
    library: Library,
    taken: usize,
}

/// Lets a device that knows the household, and nothing else, take in everything that another holds.
pub fn catch_up(host: &Path, guest: &Path, household: &HouseholdId) -> anyhow::Result<Frames> {
    let mut host = End::of(host, true)?;
    let mut guest = End::of(guest, false)?;
    let (host_id, guest_id) = (host.replica.id(), guest.replica.id());
    let mut wanted = 0;
    for (document, _) in host.replica.documents(household) {
        wanted += host.library.metas(&document)?.len();
    }
    let (mut frames, mut now_ms) = (Frames::default(), 0);
    let mut to_guest = host.connected_to(guest_id, now_ms)?;
    let mut to_host = guest.connected_to(host_id, now_ms)?;
    while guest.taken < wanted {
        anyhow::ensure!(now_ms < END_MS, "{} of {wanted} changes arrived", guest.taken);
        while let Some(frame) = to_guest.pop_front() {
            frames.to_guest += 1;
            frames.to_guest_bytes += frame.len();
            let effects = guest.replica.received(&host_id, &frame, now_ms);
            to_host.extend(guest.follow(effects, now_ms)?);
        }
        while let Some(frame) = to_host.pop_front() {
            frames.to_host_bytes += frame.len();
            let effects = host.replica.received(&guest_id, &frame, now_ms);
            to_guest.extend(host.follow(effects, now_ms)?);
        }
        if to_guest.is_empty() {
            now_ms += STEP_MS;
            let effects = guest.replica.tick(now_ms);
            to_host.extend(guest.follow(effects, now_ms)?);
            let effects = host.replica.tick(now_ms);
            to_guest.extend(host.follow(effects, now_ms)?);
        }
    }
    Ok(frames)
}

impl End {
    fn of(profile: &Path, with_documents: bool) -> anyhow::Result<Self> {
        let profile = Profile::at(profile)?;
        let library = Library::open(&profile.database())?.library;
        let tables = if with_documents { library.tables()? } else { Vec::new() };
        let replica = Replica::new(DeviceKey::from_seed(profile.device_seed()?), library.records()?, tables);
        Ok(Self { replica, library, taken: 0 })
    }

    fn connected_to(&mut self, peer: replica::DeviceId, now_ms: i64) -> anyhow::Result<VecDeque<Vec<u8>>> {
        let effects = self.replica.connected(peer, now_ms);
        self.follow(effects, now_ms)
    }

    /// Does what the replica asks for, as a house does, and gives the frames to be sent.
    fn follow(&mut self, effects: Vec<Effect>, now_ms: i64) -> anyhow::Result<VecDeque<Vec<u8>>> {
        let mut frames = VecDeque::new();
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Send { frame, .. } => frames.push_back(frame),
                Effect::Take { changes, .. } => self.taken += changes.len(),
                Effect::Open { document } => {
                    let metas = self.library.metas(&document)?;
                    waiting.extend(self.replica.opened(&document, metas));
                }
                Effect::Fetch { peer, document, wants, bytes_max } => {
                    let changes = self.library.changes_after(&document, &wants, bytes_max)?;
                    waiting.extend(self.replica.fetched(&peer, &document, changes, now_ms));
                }
                Effect::KeepRecord(_) | Effect::HouseholdChanged(_) => {}
                other => anyhow::bail!("two honest devices came to {other:?}"),
            }
        }
        Ok(frames)
    }
}
