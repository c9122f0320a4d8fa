//! Who is dialled when, and which of two links stays.

use crate::{
    Why,
    acquaintance::{Dialling, Held},
    frame::Hello,
    greet::{self, Greeted, close},
    link::{Leave, Link},
    meeting::{Meeting, Standing, meet},
    switchboard::{Report, Switchboard, random},
};
use iroh::{TransportAddr, endpoint::Connection};
use replica::DeviceId;
use tokio::{sync::oneshot, time::Instant};

/// How many connections of one device may be open without a hello.
const HEARING_MAX: u32 = 4;

impl Switchboard {
    /// There is a new reason to hope that a device is there: dials it at once.
    pub(crate) fn hope(&mut self, device: DeviceId) {
        if let Some(known) = self.acquaintances.get_mut(&device) {
            known.backoff.reset();
            known.due = None;
        }
        self.plan(device, true);
    }

    /// Plans the next dial, if there is anything to dial.
    pub(crate) fn settle(&mut self, device: DeviceId) {
        self.plan(device, false);
    }

    fn plan(&mut self, device: DeviceId, at_once: bool) {
        let wanted = !self.is_offline() && device != self.me && self.allowed.contains(&device);
        let Some(known) = self.acquaintances.get_mut(&device) else { return };
        if !wanted || known.link.is_some() || known.dialling.is_some() || known.everywhere().is_empty() {
            known.due = None;
            return;
        }
        let pause = if at_once { Default::default() } else { known.backoff.next(random()) };
        let due = Instant::now() + pause;
        known.due = Some(known.rests_until.map_or(due, |until| due.max(until)));
    }

    /// Dials everyone whose time has come.
    pub(crate) fn dial_due(&mut self) {
        let now = Instant::now();
        let due: Vec<DeviceId> = self
            .acquaintances
            .iter()
            .filter(|(_, known)| known.due.is_some_and(|due| due <= now))
            .map(|(device, _)| *device)
            .collect();
        for device in due {
            self.dial(device);
        }
    }

    fn dial(&mut self, device: DeviceId) {
        let Some(known) = self.acquaintances.get_mut(&device) else { return };
        known.due = None;
        // An id that is no key on the curve can never be dialled.
        let Some(address) = known.everywhere().of(device) else { return };
        known.dials = known.dials.saturating_add(1);
        let number = known.dials;
        let (endpoint, reports) = (self.endpoint.clone(), self.reports.clone());
        let task = tokio::spawn(async move {
            let connection = greet::dial(&endpoint, address).await;
            reports.send(Report::Reached { device, number, connection }).ok();
        });
        known.dialling = Some(Dialling { number, task: task.abort_handle(), said_hello: false });
    }

    /// A dial reached the other side, or did not. Only now, if it is still wanted, hello is said.
    pub(crate) fn reached(&mut self, device: DeviceId, number: u32, connection: Option<Connection>) {
        let Some(connection) = connection else { return self.dialled(device, number, None) };
        let hello = Hello { run: self.run, dials: number, timebase: self.timebase.name.clone() };
        let Some(dialling) = self
            .acquaintances
            .get_mut(&device)
            .and_then(|known| known.dialling.as_mut())
            .filter(|dialling| dialling.number == number)
        else {
            return close(&connection, Why::Duplicate);
        };
        let reports = self.reports.clone();
        let task = tokio::spawn(async move {
            let greeted = greet::greet(connection, &hello).await;
            reports.send(Report::Dialled { device, number, greeted }).ok();
        });
        dialling.task = task.abort_handle();
        dialling.said_hello = true;
    }

    /// A dial came to its end. A newcomer that waited for it takes its place if it failed.
    pub(crate) fn dialled(&mut self, device: DeviceId, number: u32, greeted: Option<Greeted>) {
        let Some(known) = self
            .acquaintances
            .get_mut(&device)
            .filter(|known| known.dialling.as_ref().is_some_and(|dialling| dialling.number == number))
        else {
            if let Some(greeted) = greeted {
                close(&greeted.connection, Why::Duplicate);
            }
            return;
        };
        known.dialling = None;
        let waiting = known.waiting.take();
        match (greeted, waiting) {
            (Some(ours), newcomer) => {
                if let Some(newcomer) = newcomer {
                    close(&newcomer.connection, Why::Duplicate);
                }
                self.link(device, ours, false);
            }
            (None, Some(newcomer)) => self.link(device, newcomer, true),
            (None, None) => self.settle(device),
        }
    }

    /// Waits for the hello of an allowed device that dialled us.
    pub(crate) fn listen_to(&mut self, device: DeviceId, connection: Connection) {
        let known = self.acquaintances.entry(device).or_default();
        if known.rests() || known.hearing >= HEARING_MAX {
            close(&connection, Why::Busy);
            return;
        }
        known.hearing += 1;
        let reports = self.reports.clone();
        tokio::spawn(async move {
            let greeted = greet::hear(connection).await;
            reports.send(Report::Heard { device, greeted }).ok();
        });
    }

    /// A device that dialled us said hello.
    pub(crate) fn heard(&mut self, device: DeviceId, greeted: Option<Greeted>) {
        let offline = self.is_offline();
        let Some(known) = self.acquaintances.get_mut(&device) else { return };
        known.hearing = known.hearing.saturating_sub(1);
        let Some(newcomer) = greeted else { return };
        // Both may have changed while it was about to speak.
        if offline || !self.allowed.contains(&device) {
            close(&newcomer.connection, if offline { Why::Offline } else { Why::Stranger });
            return;
        }
        let standing = known.link.as_ref().map(|held| held.standing);
        let said_hello = known.dialling.as_ref().is_some_and(|dialling| dialling.said_hello);
        match meet(self.me < device, said_hello, standing, &newcomer.hello) {
            Meeting::Welcome | Meeting::Replace => self.link(device, newcomer, true),
            Meeting::Refuse => close(&newcomer.connection, Why::Duplicate),
            Meeting::Wait => {
                if let Some(earlier) = known.waiting.replace(newcomer) {
                    close(&earlier.connection, Why::Duplicate);
                }
            }
        }
    }

    /// Makes this the link to a device, in the place of any other.
    fn link(&mut self, device: DeviceId, greeted: Greeted, they_dialled: bool) {
        let Some(known) = self.acquaintances.get_mut(&device) else { return };
        known.give_up_dials(Why::Duplicate);
        known.leave(Leave::AtOnce(Why::Replaced));
        known.addresses.learn(greeted.connection.paths().iter().filter_map(|path| match path.remote_addr() {
            TransportAddr::Ip(address) => Some(*address),
            _ => None,
        }));
        self.links += 1;
        let number = self.links;
        let (leave, leaving) = oneshot::channel();
        let (ending, over) = oneshot::channel();
        known.link = Some(Held {
            number,
            standing: Standing { run: greeted.hello.run, dials: greeted.hello.dials },
            connection: greeted.connection.clone(),
            leave,
            over,
            since: Instant::now(),
        });
        let link = Link {
            number,
            device,
            answer: they_dialled.then(|| Hello {
                run: self.run,
                dials: known.dials,
                timebase: self.timebase.name.clone(),
            }),
            greeted,
            address: known.addresses.encode(device),
            timebase: self.timebase.clone(),
            lines: self.lines.clone(),
            events: self.events.clone(),
            leave: leaving,
            before: known.ending.take(),
        };
        let reports = self.reports.clone();
        tokio::spawn(async move {
            link.run().await;
            ending.send(()).ok();
            reports.send(Report::LinkOver { device, number }).ok();
        });
    }
}
