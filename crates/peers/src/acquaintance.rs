//! What is known of one device: where it may be, whether it is being dialled, and the link to it.

use crate::{
    Why,
    address::Addresses,
    backoff::Backoff,
    greet::{Greeted, close},
    link::Leave,
    meeting::Standing,
};
use iroh::endpoint::Connection;
use tokio::{
    sync::oneshot,
    task::AbortHandle,
    time::{Duration, Instant},
};

/// A link that lived this long was a good one, and the next dial is not held back.
const GOOD_AFTER: Duration = Duration::from_secs(5);

/// One device, allowed or only remembered.
#[derive(Debug, Default)]
pub(crate) struct Acquaintance {
    /// From tickets and from links: what is proven, or was told by somebody who is trusted.
    pub(crate) addresses: Addresses,
    /// What was last announced in its name on this network. Anybody can say that, so it displaces nothing.
    pub(crate) announced: Addresses,
    pub(crate) backoff: Backoff,
    /// When to dial next; None while there is a link or a dial, or nowhere to dial.
    pub(crate) due: Option<Instant>,
    pub(crate) dialling: Option<Dialling>,
    /// How often this run has dialled it.
    pub(crate) dials: u32,
    /// It has dialled us and waits for the outcome of our own dial.
    pub(crate) waiting: Option<Greeted>,
    /// How many connections of it have not said hello yet.
    pub(crate) hearing: u32,
    /// It was sent away and is left alone until then.
    pub(crate) rests_until: Option<Instant>,
    pub(crate) link: Option<Held>,
    /// The end of a link that was told to leave; the next one waits for it, so that Gone comes before Connected.
    pub(crate) ending: Option<oneshot::Receiver<()>>,
}

/// A dial under way.
#[derive(Debug)]
pub(crate) struct Dialling {
    pub(crate) number: u32,
    pub(crate) task: AbortHandle,
    /// From here on the other side may take it for the link.
    pub(crate) said_hello: bool,
}

/// The hold on a running link.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) number: u64,
    pub(crate) standing: Standing,
    pub(crate) connection: Connection,
    pub(crate) leave: oneshot::Sender<Leave>,
    pub(crate) over: oneshot::Receiver<()>,
    pub(crate) since: Instant,
}

impl Acquaintance {
    /// Gives up a dial under way and a newcomer that waits for it.
    pub(crate) fn give_up_dials(&mut self, why: Why) {
        self.due = None;
        if let Some(dialling) = self.dialling.take() {
            dialling.task.abort();
        }
        if let Some(newcomer) = self.waiting.take() {
            close(&newcomer.connection, why);
        }
    }

    /// Everywhere it may be, what is proven first.
    pub(crate) fn everywhere(&self) -> Addresses {
        let mut everywhere = self.announced.clone();
        everywhere.learn(self.addresses.iter());
        everywhere
    }

    /// Ends the link, if there is one.
    pub(crate) fn leave(&mut self, leave: Leave) {
        let Some(held) = self.link.take() else { return };
        held.leave.send(leave).ok();
        if let Leave::AtOnce(why) = leave {
            // Also where the link's task is waiting for the caller.
            close(&held.connection, why);
        }
        self.ending = Some(held.over);
    }

    /// Notes that a link is over; false when it was not the present one.
    pub(crate) fn link_over(&mut self, number: u64) -> bool {
        let Some(held) = self.link.take_if(|held| held.number == number) else { return false };
        if held.since.elapsed() >= GOOD_AFTER {
            self.backoff.reset();
        }
        true
    }

    pub(crate) fn rests(&self) -> bool {
        self.rests_until.is_some_and(|until| Instant::now() < until)
    }
}
