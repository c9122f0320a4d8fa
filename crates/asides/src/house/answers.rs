//! Queries, answered beside the core from the library's rows and from what is true only now.

use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};

use library::Reader;
use replica::{DeviceId, Household, HouseholdId};
use screening::{MemberId, ScreeningId};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::core::library_problem;
use super::notes::id;
use super::{Live, Message};
use crate::api::view::{Done, HouseholdName, JoinView, Me, MemberView};
use crate::api::{Call, Problem};
use crate::going::Exports;
use crate::time::Timebase;
use crate::view;

/// Everything that a query needs.
pub(crate) struct Answers {
    pub live: Arc<RwLock<Live>>,
    pub timebase: Timebase,
    pub inbox: mpsc::Sender<Message>,
    pub readers: Readers,
    pub exports: Exports,
}

/// A few connections that read; who finds none waits for the next to come back.
pub(crate) struct Readers {
    waiting: Mutex<Vec<Reader>>,
    came_back: Condvar,
}

impl Readers {
    /// Takes in the connections.
    pub fn new(readers: Vec<Reader>) -> Self {
        Self { waiting: Mutex::new(readers), came_back: Condvar::new() }
    }

    fn take(&self) -> Lent<'_> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match waiting.pop() {
                Some(reader) => return Lent { reader: Some(reader), home: self },
                None => waiting = self.came_back.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// A connection that goes home when its query ends, however it ends.
struct Lent<'a> {
    reader: Option<Reader>,
    home: &'a Readers,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.home.waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(self.reader.take());
        self.home.came_back.notify_one();
    }
}

/// One query under way: a member who asks, and rows to answer from.
pub(crate) struct Asked<'a> {
    pub reader: &'a Reader,
    pub live: Live,
    pub timebase: &'a Timebase,
    pub inbox: &'a mpsc::Sender<Message>,
}

impl Answers {
    /// Answers one query.
    pub fn answer(&self, call: Call) -> Result<Value, Problem> {
        // What stops others waits for nobody.
        if let Call::StopExportCall(ask) = &call {
            self.exports.stop(&ask.export);
            return json(Ok(Done {}));
        }
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner).clone();
        let lent = self.readers.take();
        let reader = lent.reader.as_ref().ok_or_else(super::closed)?;
        let asked = Asked { reader, live, timebase: &self.timebase, inbox: &self.inbox };
        match call {
            Call::MeCall(_) => json(Ok(me(&self.live))),
            Call::LibraryCall(_) => json(view::library::library(&asked)),
            Call::SearchCall(ask) => json(view::search::search(&asked, &ask)),
            Call::DoctorCall(_) => json(asked.look(Message::Doctor)?),
            Call::HouseholdCall(_) => json(view::household::household(&asked)),
            Call::JoiningCall(_) => json(Ok(joining(&asked.live))),
            Call::ScreeningCall(ask) => json(view::screening::screening(&asked, &id(&ask.screening)?)),
            Call::EchoesCall(ask) => json(view::echoes::echoes(&asked, &id(&ask.screening)?)),
            Call::HabitsCall(_) => json(view::habits::habits(&asked)),
            Call::ProposeCopyCall(ask) => json(Ok(view::copy::propose(&ask))),
            Call::ClockCall(ask) => json(view::screening::clock(&asked, &id(&ask.screening)?)),
            Call::PlayersCall(ask) => json(view::players::players(&asked, &ask.screening)),
            Call::NotesCall(ask) => json(view::notes::notes(&asked, &ask)),
            Call::MyLastCall(ask) => json(view::notes::my_last(&asked, &id(&ask.screening)?)),
            Call::DiscussionCall(ask) => json(view::discussion::discussion(&asked, &id(&ask.screening)?)),
            Call::TalkingRoundCall(ask) => json(view::round::talking_round(&asked, &ask)),
            Call::RecapCall(ask) => json(view::recap::recap(&asked, &id(&ask.screening)?)),
            Call::FollowRecapCall(ask) => json(asked.look(|answer| Message::FollowRecap { ask, answer })?),
            Call::RecapVersionsCall(ask) => {
                json(asked.look(|answer| Message::RecapVersions { screening: ask.screening, answer })?)
            }
            Call::RecapVersionCall(ask) => json(asked.look(|answer| Message::RecapVersion { ask, answer })?),
            Call::ExportCall(ask) => {
                json(self.exports.run(ask.export.as_deref(), |going| view::export::export(&asked, &ask, going)))
            }
            command => Err(Problem::new(
                "not-a-query",
                format!("“{}” changes something and is answered elsewhere.", command.name()),
            )),
        }
    }
}

impl Asked<'_> {
    /// Asks the core for something that only it has.
    pub fn look<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<T, Problem>>) -> Message,
    ) -> Result<Result<T, Problem>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.inbox.blocking_send(message(answer)).map_err(|_| super::closed())?;
        answered.blocking_recv().map_err(|_| super::closed())
    }

    /// Tells the core that somebody looks at a screening, so that a long one is in memory before they write. A full inbox
    /// needs no further hint.
    pub fn will_write_in(&self, screening: &ScreeningId) {
        if let Ok(document) = screening.as_str().parse() {
            let _ = self.inbox.try_send(Message::Wanted(document));
        }
    }

    /// Finds the household that a screening belongs to.
    pub fn household(&self, household: &HouseholdId) -> Option<&Household> {
        self.live.households.iter().find(|known| known.id() == *household).map(Arc::as_ref)
    }

    /// Finds who asks, in a household.
    pub fn me_in(&self, household: &HouseholdId) -> Result<MemberId, Problem> {
        self.household(household)
            .and_then(|household| household.device(&self.live.device?))
            .map(|device| MemberId::from_bytes(device.member.0))
            .ok_or_else(super::household::not_started)
    }

    /// Finds a screening's row.
    pub fn row(&self, screening: &ScreeningId) -> Result<library::ScreeningRow, Problem> {
        self.reader.screening(screening).map_err(library_problem)?.ok_or_else(|| {
            Problem::new(
                "unknown-screening",
                "This screening is not here. Nothing was changed. It may still be on its way from another device.",
            )
        })
    }
}

/// Who sits at this device.
pub(crate) fn me(live: &RwLock<Live>) -> Me {
    let live = live.read().unwrap_or_else(PoisonError::into_inner).clone();
    let mut households: Vec<HouseholdName> = live
        .households
        .iter()
        .filter_map(|household| {
            let me = household.device(&live.device?)?.member;
            let name = household.member(&me).map(|member| member.name.clone()).unwrap_or_default();
            Some((name, household_name(&live, household, &me.to_string())))
        })
        .map(|(_, household)| household)
        .collect();
    households.sort_by_key(|household| std::cmp::Reverse(household.members.len()));
    let first = households.first();
    let me = first.and_then(|first| first.members.iter().find(|member| member.me));
    Me {
        started: me.is_some(),
        name: me.map(|me| me.name.clone()).unwrap_or_default(),
        member: me.map(|me| me.id.clone()).unwrap_or_default(),
        device: live.device.map(|device| device.to_string()).unwrap_or_default(),
        device_name: live.device_name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        key_warning: live.key_warning.clone(),
        households,
    }
}

fn household_name(live: &Live, household: &Household, me: &str) -> HouseholdName {
    let members = members(live, household);
    let name = name_of(&members);
    HouseholdName { id: household.id().to_string(), name, members, me: me.to_owned() }
}

/// What a household is called: after the first few who belong to it.
pub(crate) fn name_of(members: &[MemberView]) -> String {
    let inside = members.iter().filter(|member| member.presence != "out");
    inside.map(|member| member.name.as_str()).take(4).collect::<Vec<_>>().join(", ")
}

/// The people of a household.
pub(crate) fn people(live: &RwLock<Live>, household: &HouseholdId) -> Vec<MemberView> {
    let live = live.read().unwrap_or_else(PoisonError::into_inner);
    live.households
        .iter()
        .find(|known| known.id() == *household)
        .map(|household| members(&live, household))
        .unwrap_or_default()
}

/// The people of a household, in the order in which they came, each with a colour that every device gives alike.
pub(crate) fn members(live: &Live, household: &Household) -> Vec<MemberView> {
    let here = |device: &DeviceId| live.device.as_ref() == Some(device) || live.here.contains(device);
    let me = live.device.and_then(|device| household.device(&device)).map(|device| device.member);
    let mut members: Vec<_> = household.members().collect();
    members.sort_by_key(|member| (member.added_ms, member.key));
    members
        .into_iter()
        .enumerate()
        .map(|(place, member)| MemberView {
            id: member.key.to_string(),
            name: member.name.clone(),
            colour: u8::try_from(place % 8).unwrap_or(0) + 1,
            me: me == Some(member.key),
            presence: match member.devices.is_empty() {
                true if household.is_out(&member.key) => "out".to_owned(),
                true => "none".to_owned(),
                false if member.devices.iter().any(here) => "here".to_owned(),
                false => "away".to_owned(),
            },
        })
        .collect()
}

fn joining(live: &Live) -> JoinView {
    live.joining.clone().unwrap_or(JoinView { state: "none".to_owned(), words: String::new(), problem: None })
}

fn json<T: serde::Serialize>(answer: Result<T, Problem>) -> Result<Value, Problem> {
    answer
        .and_then(|answer| serde_json::to_value(answer).map_err(|error| Problem::new("bad-answer", error.to_string())))
}
