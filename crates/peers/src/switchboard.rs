//! The one task that knows who is connected: orders of the caller and reports of its own tasks come in one after the other.
//!
//! It never waits for a peer or for the caller, so nobody can hold it up: whatever takes time is a task of its own
//! that reports back.

use crate::{
    Config, PeerEvent, Peers, Why,
    acquaintance::Acquaintance,
    address::device_of,
    arrivals,
    config::Timebase,
    greet::Greeted,
    lines::Lines,
    link::Leave,
    neighbours::{Neighbour, Neighbourhood},
};
use iroh::{Endpoint, endpoint::Connection};
use replica::DeviceId;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::Arc,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Duration, Instant, sleep_until, timeout},
};

/// How many guests may be at the door at once.
const GUESTS_MAX: usize = 4;
/// How many neighbours that are no acquaintances are kept for a knock.
pub(crate) const PASSERS_BY_MAX: usize = 64;
/// How long a caller waits for the socket to be given back.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);
/// With nothing to dial, the clock is looked at this often.
const IDLE: Duration = Duration::from_secs(3600);

/// Whether this side works offline, for those who must stop when it does.
pub(crate) type Offline = watch::Receiver<bool>;

/// What a caller asks for.
#[derive(Debug)]
pub(crate) enum Order {
    Allow(BTreeSet<DeviceId>),
    Remember(DeviceId, Vec<SocketAddr>),
    Door(bool),
    Partition(bool),
    Disconnect(DeviceId),
    /// Where a device was seen, and what tells when this side goes offline; None while it is.
    Whereabouts(DeviceId, oneshot::Sender<Option<(Vec<SocketAddr>, Offline)>>),
    Close(oneshot::Sender<()>),
}

/// What a task of this room found out.
#[derive(Debug)]
pub(crate) enum Report {
    Arrived(Connection),
    Reached { device: DeviceId, number: u32, connection: Option<Connection> },
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
    pub(crate) offline: watch::Sender<bool>,
    pub(crate) links: u64,
    pub(crate) door_open: bool,
    pub(crate) guests: Arc<Semaphore>,
    pub(crate) passers_by: BTreeMap<DeviceId, Vec<SocketAddr>>,
    pub(crate) mdns: bool,
    pub(crate) found: mpsc::Sender<Neighbour>,
    pub(crate) neighbourhood: Option<Neighbourhood>,
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
        offline: watch::Sender::new(false),
        links: 0,
        door_open: false,
        guests: Arc::new(Semaphore::new(GUESTS_MAX)),
        passers_by: BTreeMap::new(),
        mdns: config.mdns,
        found,
        neighbourhood: None,
    };
    tokio::spawn(arrivals::answer_the_door(endpoint.clone(), reports));
    tokio::spawn(switchboard.run(ordered, reported, finds));
    Peers::new(me, endpoint, lines, orders)
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
                known.leave(Leave::InGoodOrder(Why::Leaving));
                known.ending.take()
            })
            .collect();
        // A caller that reads no events any more must not keep the port from being given back.
        let all = async {
            for over in farewells {
                over.await.ok();
            }
        };
        timeout(Duration::from_millis(1_200), all).await.ok();
        // A dial on its way to nowhere lets iroh wait for seconds; nobody who quits has to. It goes on by itself.
        let endpoint = self.endpoint.clone();
        timeout(CLOSE_LIMIT, tokio::spawn(async move { endpoint.close().await })).await.ok();
        if let Some(closed) = closed {
            closed.send(()).ok();
        }
    }

    fn hear(&mut self, report: Report) {
        match report {
            Report::Arrived(connection) => self.arrived(connection),
            Report::Reached { device, number, connection } => self.reached(device, number, connection),
            Report::Heard { device, greeted } => self.heard(device, greeted),
            Report::Dialled { device, number, greeted } => self.dialled(device, number, greeted),
            Report::LinkOver { device, number } => {
                if self.acquaintances.get_mut(&device).is_some_and(|known| known.link_over(number)) {
                    self.settle(device);
                }
            }
        }
    }

    pub(crate) fn is_offline(&self) -> bool {
        *self.offline.borrow()
    }

    /// Tells the caller without waiting for it.
    pub(crate) fn tell(&self, event: PeerEvent) {
        let events = self.events.clone();
        tokio::spawn(async move { events.send(event).await });
    }
}

/// A number nobody can guess; where the system has none, a fixed one only makes two devices dial in step.
pub(crate) fn random() -> u64 {
    getrandom::u64().unwrap_or_default()
}
