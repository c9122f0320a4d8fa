//! The one task that knows who is connected: orders of the caller and reports of its own tasks come in one after the other.
//!
//! It never waits for a peer or for the caller, so nobody can hold it up: whatever takes time is a task of its own
//! that reports back.

use crate::{
    Config, PeerEvent, Peers, Why,
    acquaintance::Acquaintance,
    address::device_of,
    config::Timebase,
    greet::{CONNECT_LIMIT, Greeted, JOIN, close},
    join,
    lines::Lines,
    link::Leave,
    neighbours::{self, Neighbour, Neighbourhood},
};
use iroh::{Endpoint, endpoint::Connection};
use replica::DeviceId;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::Arc,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::{Duration, Instant, sleep_until, timeout},
};

/// How many handshakes may be under way at once; more are refused before they cost anything.
const HANDSHAKES_MAX: usize = 32;
/// How many guests may be at the door at once.
const GUESTS_MAX: usize = 4;
/// How many neighbours that are no acquaintances are kept for a knock.
const PASSERS_BY_MAX: usize = 64;
/// How long a device that was sent away is left alone.
const REST: Duration = Duration::from_secs(15);
/// With nothing to dial, the clock is looked at this often.
const IDLE: Duration = Duration::from_secs(3600);

/// What a caller asks for.
#[derive(Debug)]
pub(crate) enum Order {
    Allow(BTreeSet<DeviceId>),
    Remember(DeviceId, Vec<SocketAddr>),
    Door(bool),
    Partition(bool),
    Disconnect(DeviceId),
    /// Where a device was seen; None while working offline.
    Whereabouts(DeviceId, oneshot::Sender<Option<Vec<SocketAddr>>>),
    Close(oneshot::Sender<()>),
}

/// What a task of this room found out.
#[derive(Debug)]
pub(crate) enum Report {
    Arrived(Connection),
    Heard { device: DeviceId, greeted: Option<Greeted> },
    Dialled { device: DeviceId, number: u32, greeted: Option<Greeted> },
    LinkOver { device: DeviceId, number: u64 },
}

pub(crate) struct Switchboard {
    pub(crate) me: DeviceId,
    pub(crate) endpoint: Endpoint,
    pub(crate) run: [u8; 8],
    pub(crate) timebase: Timebase,
    pub(crate) lines: Arc<Lines>,
    pub(crate) events: mpsc::Sender<PeerEvent>,
    pub(crate) reports: mpsc::UnboundedSender<Report>,
    pub(crate) acquaintances: BTreeMap<DeviceId, Acquaintance>,
    pub(crate) allowed: BTreeSet<DeviceId>,
    pub(crate) offline: bool,
    pub(crate) links: u64,
    door_open: bool,
    guests: Arc<Semaphore>,
    passers_by: BTreeMap<DeviceId, Vec<SocketAddr>>,
    mdns: bool,
    found: mpsc::Sender<Neighbour>,
    neighbourhood: Option<Neighbourhood>,
}

/// Starts the room on an open endpoint.
pub(crate) fn start(endpoint: Endpoint, config: &Config, events: mpsc::Sender<PeerEvent>) -> Peers {
    let (orders, ordered) = mpsc::unbounded_channel();
    let (reports, reported) = mpsc::unbounded_channel();
    let (found, finds) = mpsc::channel(PASSERS_BY_MAX);
    let lines = Arc::new(Lines::default());
    let me = device_of(endpoint.id());
    let switchboard = Switchboard {
        me,
        endpoint: endpoint.clone(),
        run: random().to_be_bytes(),
        timebase: Timebase::of(config),
        lines: lines.clone(),
        events,
        reports: reports.clone(),
        acquaintances: BTreeMap::new(),
        allowed: BTreeSet::new(),
        offline: false,
        links: 0,
        door_open: false,
        guests: Arc::new(Semaphore::new(GUESTS_MAX)),
        passers_by: BTreeMap::new(),
        mdns: config.mdns,
        found,
        neighbourhood: None,
    };
    tokio::spawn(answer_the_door(endpoint.clone(), reports));
    tokio::spawn(switchboard.run(ordered, reported, finds));
    Peers::new(me, endpoint, lines, orders)
}

/// Takes connections in until the endpoint is closed.
async fn answer_the_door(endpoint: Endpoint, reports: mpsc::UnboundedSender<Report>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Some(incoming) = endpoint.accept().await {
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let reports = reports.clone();
        tokio::spawn(async move {
            if let Ok(Ok(connection)) = timeout(CONNECT_LIMIT, incoming).await {
                reports.send(Report::Arrived(connection)).ok();
            }
            drop(permit);
        });
    }
}

impl Switchboard {
    async fn run(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Order>,
        mut reports: mpsc::UnboundedReceiver<Report>,
        mut finds: mpsc::Receiver<Neighbour>,
    ) {
        self.announce();
        let closed = loop {
            let due = self.acquaintances.values().filter_map(|known| known.due).min();
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Close(closed)) => break Some(closed),
                    Some(order) => self.obey(order),
                    None => break None,
                },
                Some(report) = reports.recv() => self.hear(report),
                Some(neighbour) = finds.recv() => self.meet_neighbour(neighbour),
                () = sleep_until(due.unwrap_or_else(|| Instant::now() + IDLE)) => self.dial_due(),
            }
        };
        self.neighbourhood = None;
        let farewells: Vec<_> = self
            .acquaintances
            .values_mut()
            .filter_map(|known| {
                known.give_up_dials(Why::Leaving);
                known.leave(Leave::InGoodOrder(Why::Leaving))
            })
            .collect();
        // A caller that reads no events any more must not keep the port from being given back.
        let all = async {
            for over in farewells {
                over.await.ok();
            }
        };
        timeout(Duration::from_millis(1_200), all).await.ok();
        self.endpoint.close().await;
        if let Some(closed) = closed {
            closed.send(()).ok();
        }
    }

    fn obey(&mut self, order: Order) {
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
                let seen = self.acquaintances.get(&device).into_iter().flat_map(|known| known.addresses.iter());
                let passed = self.passers_by.get(&device).into_iter().flatten().copied();
                answer.send((!self.offline).then(|| seen.chain(passed).collect())).ok();
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
            self.acquaintances.entry(device).or_default().addresses.learn(passed.into_iter().flatten());
            self.hope(device);
        }
    }

    fn partition(&mut self, cut: bool) {
        self.offline = cut;
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

    fn announce(&mut self) {
        if !self.mdns || self.neighbourhood.is_some() {
            return;
        }
        match neighbours::start(&self.endpoint, self.found.clone()) {
            Ok(neighbourhood) => self.neighbourhood = Some(neighbourhood),
            Err(words) => self.tell(PeerEvent::Degraded(words)),
        }
    }

    fn meet_neighbour(&mut self, Neighbour { device, addresses }: Neighbour) {
        if self.allowed.contains(&device) {
            let known = self.acquaintances.entry(device).or_default();
            known.addresses.learn(addresses);
            let address = known.addresses.encode(device);
            self.tell(PeerEvent::Neighbour { device, address });
            self.hope(device);
        } else if self.passers_by.len() < PASSERS_BY_MAX || self.passers_by.contains_key(&device) {
            self.passers_by.insert(device, addresses);
        }
    }

    fn hear(&mut self, report: Report) {
        match report {
            Report::Arrived(connection) => self.arrived(connection),
            Report::Heard { device, greeted } => self.heard(device, greeted),
            Report::Dialled { device, number, greeted } => self.dialled(device, number, greeted),
            Report::LinkOver { device, number } => {
                if self.acquaintances.get_mut(&device).is_some_and(|known| known.link_over(number)) {
                    self.settle(device);
                }
            }
        }
    }

    fn arrived(&mut self, connection: Connection) {
        let device = device_of(connection.remote_id());
        if self.offline {
            close(&connection, Why::Offline);
        } else if connection.alpn() == JOIN {
            match (self.door_open, self.guests.clone().try_acquire_owned()) {
                (false, _) => close(&connection, Why::DoorShut),
                (true, Err(_)) => close(&connection, Why::Busy),
                (true, Ok(place)) => {
                    tokio::spawn(join::host(device, connection, place, self.events.clone()));
                }
            }
        } else if self.allowed.contains(&device) {
            self.listen_to(device, connection);
        } else {
            close(&connection, Why::Stranger);
        }
    }

    /// Tells the caller without waiting for it.
    fn tell(&self, event: PeerEvent) {
        let events = self.events.clone();
        tokio::spawn(async move { events.send(event).await });
    }
}

/// A number nobody can guess; where the system has none, a fixed one only makes two devices dial in step.
pub(crate) fn random() -> u64 {
    getrandom::u64().unwrap_or_default()
}
