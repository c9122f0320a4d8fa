//! Letting somebody in, and getting in.
//!
//! The exchange itself is the replica's ([`replica::invite`]); here it meets the network and the two people: the guest
//! who waits, and the inviter who compares three words and clicks Admit. A scan alone never admits.

use std::collections::BTreeMap;

use peers::{JoinChannel, KnockError};
use replica::invite::{Guest, GuestEffect, Host, HostEffect, InviteState, Ticket};
use replica::{DeviceId, HouseholdId, MemberKey, What};
use tokio::sync::mpsc;

use super::Message;
use super::core::Core;
use super::notes::id;
use super::turn::Turn;
use crate::api::view::{Done, InviteView, JoinView, KnockView};
use crate::api::{Problem, ask, say::Say};

/// What came from the other end of an exchange, with the number of the exchange: a device can knock again while the end
/// of its last exchange is still on its way, and that end is not the end of the new one.
pub(crate) struct Heard {
    exchange: u64,
    news: News,
}

enum News {
    /// A guest's message.
    Guest { device: DeviceId, bytes: Vec<u8> },
    /// A guest's connection ended.
    GuestGone { device: DeviceId },
    /// The inviter answers the door.
    Reached { outbox: mpsc::UnboundedSender<Vec<u8>> },
    /// Nobody opened.
    Unreached(KnockError),
    /// The inviter's message.
    Inviter { bytes: Vec<u8> },
    /// The inviter's connection ended.
    InviterGone,
}

/// Somebody who proved their ticket and waits for a person.
struct Asking {
    household: HouseholdId,
    name: String,
    device_name: String,
    words: String,
}

/// A guest's exchange that goes on.
struct Inside {
    exchange: u64,
    outbox: mpsc::UnboundedSender<Vec<u8>>,
}

/// One's own knocking.
struct Knocking {
    exchange: u64,
    guest: Guest,
    first: Vec<GuestEffect>,
    outbox: Option<mpsc::UnboundedSender<Vec<u8>>>,
    ticket: Ticket,
}

/// Both sides of the door.
pub(crate) struct Hosting {
    host: Host,
    tickets: BTreeMap<[u8; 16], Ticket>,
    guests: BTreeMap<DeviceId, Inside>,
    asking: BTreeMap<DeviceId, Asking>,
    knocking: Option<Knocking>,
    exchanges: u64,
}

impl Hosting {
    /// Begins with a shut door.
    pub fn new(device: DeviceId) -> Self {
        Self {
            host: Host::new(device),
            tickets: BTreeMap::new(),
            guests: BTreeMap::new(),
            asking: BTreeMap::new(),
            knocking: None,
            exchanges: 0,
        }
    }

    fn next_exchange(&mut self) -> u64 {
        self.exchanges += 1;
        self.exchanges
    }
}

impl Core {
    pub(super) fn invite(&mut self, ask: ask::Invite) -> Result<InviteView, Problem> {
        let household = self.household(ask.household.as_deref())?;
        let peers = self.peers.as_ref().ok_or_else(no_network)?;
        let address = self.runtime.block_on(peers.addresses());
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
        let (now_ms, wall_ms) = (self.timebase.now_ms(), self.timebase.wall_ms());
        let known: Vec<[u8; 16]> = self.hosting.host.list(now_ms).into_iter().map(|invite| invite.id).collect();
        let ticket = self.hosting.host.invite(household, secret, address, now_ms, wall_ms);
        let made = self
            .hosting
            .host
            .list(now_ms)
            .into_iter()
            .find(|invite| !known.contains(&invite.id))
            .ok_or_else(no_network)?;
        self.hosting.tickets.insert(made.id, ticket);
        self.show_invites();
        self.live
            .read()
            .ok()
            .and_then(|live| live.invites.iter().find(|shown| shown.id == hex(&made.id)).cloned())
            .ok_or_else(no_network)
    }

    pub(super) fn revoke(&mut self, ask: ask::Revoke) -> Result<Done, Problem> {
        let invite = unhex(&ask.invite)?;
        if !self.hosting.host.revoke(&invite) {
            return Err(Problem::new(
                "invite-not-open",
                "This invite is not open any more, so nobody can come in with it. Nothing was changed.",
            ));
        }
        self.show_invites();
        Ok(Done {})
    }

    pub(super) fn admit(&mut self, ask: ask::Admit, turn: &mut Turn) -> Result<Done, Problem> {
        let guest: DeviceId = id(&ask.knock)?;
        let asking = self.hosting.asking.remove(&guest).ok_or_else(nobody_knocks)?;
        let household = asking.household;
        let member = match &ask.as_member {
            Some(member) => id(member)?,
            None => {
                let mut bytes = [0; 10];
                getrandom::fill(&mut bytes).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
                let member = MemberKey(bytes);
                let name = self.free_name(&household, &asking.name);
                self.record(&household, What::AddMember { member, name }, turn)?;
                member
            }
        };
        let device_name = asking.device_name.clone();
        self.record(&household, What::AddDevice { device: guest, member, device_name }, turn)?;
        let records = self.replica.records(&household).cloned().collect::<Vec<_>>();
        let now_ms = self.timebase.now_ms();
        let effects =
            self.hosting.host.admit(guest, &records, now_ms).map_err(|refusal| Problem::about("invite", &refusal))?;
        self.host_effects(effects, turn);
        self.show_knocks();
        self.show_invites();
        Ok(Done {})
    }

    pub(super) fn decline(&mut self, ask: ask::Decline) -> Result<Done, Problem> {
        let guest: DeviceId = id(&ask.knock)?;
        self.hosting.asking.remove(&guest).ok_or_else(nobody_knocks)?;
        let effects = self.hosting.host.decline(guest);
        let mut turn = Turn::default();
        self.host_effects(effects, &mut turn);
        turn.let_go_of_guests();
        self.show_knocks();
        self.show_invites();
        Ok(Done {})
    }

    pub(super) fn join(&mut self, ask: ask::Join) -> Result<JoinView, Problem> {
        let ticket = Ticket::parse(&ask.ticket).map_err(|error| Problem::about("ticket", &error))?;
        ticket.check(self.timebase.wall_ms()).map_err(|error| Problem::about("ticket", &error))?;
        let name = ask.name.trim().to_owned();
        if name.is_empty() {
            return Err(Problem::new(
                "empty",
                "A name is missing. Nothing was sent. Write the name that the others know you by.",
            ));
        }
        if ticket.inviter == self.device {
            return Err(Problem::new(
                "own-invite",
                "This invite was made on this very device. Nothing was sent. Open it on the other one.",
            ));
        }
        if self.replica.household(&ticket.household).is_some_and(|household| household.is_in(&self.device)) {
            return Err(Problem::new("already-in", "This device belongs to that household already. Nothing was sent."));
        }
        let peers = self.peers.clone().ok_or_else(no_network)?;
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|error| Problem::new("no-randomness", error.to_string()))?;
        let (guest, first) = Guest::knock(ticket.clone(), self.device, name, self.device_name.clone(), nonce);
        let (address, inviter) = (ticket.address.clone(), ticket.inviter);
        let exchange = self.hosting.next_exchange();
        self.hosting.knocking = Some(Knocking { exchange, guest, first, outbox: None, ticket });
        let Some(inbox) = self.inbox.upgrade() else { return Err(super::closed()) };
        self.runtime.spawn(async move {
            let heard = |news| Message::Joining(Heard { exchange, news });
            match peers.knock(&address, inviter).await {
                Err(error) => {
                    let _ = inbox.send(heard(News::Unreached(error))).await;
                }
                Ok(channel) => {
                    let (outbox, out) = mpsc::unbounded_channel();
                    let _ = inbox.send(heard(News::Reached { outbox })).await;
                    carry(channel, out, &inbox, |bytes| heard(News::Inviter { bytes })).await;
                    let _ = inbox.send(heard(News::InviterGone)).await;
                }
            }
        });
        Ok(self.show_joining("knocking", "", None))
    }

    /// A stranger came to the open door.
    pub(super) fn guest_came(&mut self, device: DeviceId, channel: JoinChannel) {
        let Some(inbox) = self.inbox.upgrade() else { return };
        let (outbox, out) = mpsc::unbounded_channel();
        let exchange = self.hosting.next_exchange();
        if self.hosting.guests.insert(device, Inside { exchange, outbox }).is_some() {
            self.hosting.host.gone(&device);
            if self.hosting.asking.remove(&device).is_some() {
                self.show_knocks();
            }
        }
        self.runtime.spawn(async move {
            let heard = |news| Message::Joining(Heard { exchange, news });
            carry(channel, out, &inbox, |bytes| heard(News::Guest { device, bytes })).await;
            let _ = inbox.send(heard(News::GuestGone { device })).await;
        });
    }

    pub(super) fn join_heard(&mut self, Heard { exchange, news }: Heard, turn: &mut Turn) {
        let from = match &news {
            News::Guest { device, .. } | News::GuestGone { device } => {
                self.hosting.guests.get(device).map(|inside| inside.exchange)
            }
            News::Reached { .. } | News::Unreached(_) | News::Inviter { .. } | News::InviterGone => {
                self.hosting.knocking.as_ref().map(|knocking| knocking.exchange)
            }
        };
        if from != Some(exchange) {
            return;
        }
        match news {
            News::Guest { device, bytes } => {
                let now_ms = self.timebase.now_ms();
                let mut nonce = [0; 16];
                if getrandom::fill(&mut nonce).is_ok() {
                    let effects = self.hosting.host.received(device, &bytes, nonce, now_ms);
                    self.host_effects(effects, turn);
                    self.show_knocks();
                    self.show_invites();
                }
            }
            News::GuestGone { device } => {
                self.hosting.host.gone(&device);
                self.hosting.guests.remove(&device);
                if self.hosting.asking.remove(&device).is_some() {
                    self.show_knocks();
                    turn.say(Say::Household {});
                }
            }
            News::Reached { outbox } => {
                let Some(knocking) = &mut self.hosting.knocking else { return };
                knocking.outbox = Some(outbox);
                let first = std::mem::take(&mut knocking.first);
                self.guest_effects(first, turn);
            }
            News::Unreached(error) => {
                self.hosting.knocking = None;
                self.show_joining("refused", "", Some(Problem::about("invite", &error)));
            }
            News::Inviter { bytes } => {
                let Some(knocking) = &mut self.hosting.knocking else { return };
                let effects = knocking.guest.received(&bytes);
                self.guest_effects(effects, turn);
            }
            News::InviterGone => {
                self.hosting.knocking = None;
                let problem = Problem::new(
                    "invite-broken-off",
                    "The other device went away before it let this one in. Nothing was changed. Knock again with the same invite.",
                );
                self.show_joining("refused", "", Some(problem));
            }
        }
    }

    fn guest_effects(&mut self, effects: Vec<GuestEffect>, turn: &mut Turn) {
        for effect in effects {
            match effect {
                GuestEffect::Send(bytes) => {
                    if let Some(outbox) = self.hosting.knocking.as_ref().and_then(|knocking| knocking.outbox.as_ref()) {
                        let _ = outbox.send(bytes);
                    }
                }
                GuestEffect::Show { words } => {
                    self.show_joining("waiting", &words.join(" "), None);
                }
                GuestEffect::Welcome(records) => {
                    let effects = self.replica.take_records(records);
                    self.follow(effects, turn);
                    if let Some(knocking) = self.hosting.knocking.take() {
                        let ticket = knocking.ticket;
                        if let Some(peers) = &self.peers {
                            peers.remember(ticket.inviter, &ticket.address);
                        }
                        turn.addresses.push((ticket.inviter, ticket.address));
                    }
                    // Said when the records are stored and everybody can see who belongs.
                    turn.joined = true;
                }
                GuestEffect::Refused(refusal) => {
                    self.hosting.knocking = None;
                    self.show_joining("refused", "", Some(Problem::about("invite", &refusal)));
                }
            }
        }
    }

    fn host_effects(&mut self, effects: Vec<HostEffect>, turn: &mut Turn) {
        for effect in effects {
            match effect {
                HostEffect::Send { to, bytes } => {
                    if let Some(inside) = self.hosting.guests.get(&to) {
                        // A welcome goes out only when the record that admits is stored.
                        turn.guests.push((inside.outbox.clone(), bytes));
                    }
                }
                HostEffect::Ask { guest, household, name, device_name, words } => {
                    let words = words.join(" ");
                    let knock = KnockView {
                        id: guest.to_string(),
                        name: name.clone(),
                        device_name: device_name.clone(),
                        words: words.clone(),
                    };
                    self.hosting.asking.insert(guest, Asking { household, name, device_name, words });
                    turn.say(Say::Knock { knock });
                }
                HostEffect::Close { guest } => {
                    // Dropping the outbox ends the exchange once what is in it was sent.
                    self.hosting.guests.remove(&guest);
                    self.hosting.asking.remove(&guest);
                }
            }
        }
    }

    /// Invites that are over are shown as over, and the door is shut when nobody can come.
    pub(super) fn expire_invites(&mut self, turn: &mut Turn) {
        if self.show_invites() {
            turn.say(Say::Household {});
        }
    }

    fn show_invites(&mut self) -> bool {
        let now_ms = self.timebase.now_ms();
        let wall_ms = self.timebase.wall_ms();
        let open = self.hosting.host.is_open(now_ms);
        if let Some(peers) = &self.peers {
            peers.door(open);
        }
        let mut shown: Vec<InviteView> = Vec::new();
        for invite in self.hosting.host.list(now_ms) {
            let Some(ticket) = self.hosting.tickets.get(&invite.id) else { continue };
            let is_open = invite.state == InviteState::Open;
            shown.push(InviteView {
                id: hex(&invite.id),
                ticket: if is_open { ticket.to_string() } else { String::new() },
                link: if is_open { ticket.link() } else { String::new() },
                expires_ms: ticket.expires_ms,
                state: match invite.state {
                    InviteState::Open => "open",
                    InviteState::Used => "used",
                    InviteState::Revoked => "revoked",
                    InviteState::Expired => "expired",
                }
                .to_owned(),
            });
        }
        shown.sort_by_key(|invite| {
            std::cmp::Reverse(invite.expires_ms.min(wall_ms.saturating_add(i64::from(u32::MAX))))
        });
        self.present(|live| {
            let changed = live
                .invites
                .iter()
                .map(|invite| (&invite.id, &invite.state))
                .ne(shown.iter().map(|invite| (&invite.id, &invite.state)));
            live.invites = shown;
            changed
        })
    }

    fn show_knocks(&mut self) {
        let knocks = self
            .hosting
            .asking
            .iter()
            .map(|(guest, asking)| KnockView {
                id: guest.to_string(),
                name: asking.name.clone(),
                device_name: asking.device_name.clone(),
                words: asking.words.clone(),
            })
            .collect();
        self.present(|live| live.knocks = knocks);
    }

    pub(super) fn show_joining(&self, state: &str, words: &str, problem: Option<Problem>) -> JoinView {
        let join = JoinView { state: state.to_owned(), words: words.to_owned(), problem };
        self.present(|live| live.joining = Some(join.clone()));
        let _ = self.says.send(Say::Joining { join: join.clone() });
        join
    }

    /// A name that nobody in the household has yet: the guest's own, else with a number.
    fn free_name(&self, household: &HouseholdId, name: &str) -> String {
        let taken = |name: &str| {
            self.replica.household(household).is_some_and(|household| {
                household.members().any(|member| replica::skeleton(&member.given) == replica::skeleton(name))
            })
        };
        if !taken(name) {
            return name.to_owned();
        }
        (2..100).map(|number| format!("{name} {number}")).find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
    }
}

/// Carries messages between a channel and the core until either ends.
async fn carry(
    mut channel: JoinChannel,
    mut out: mpsc::UnboundedReceiver<Vec<u8>>,
    inbox: &mpsc::Sender<Message>,
    heard: impl Fn(Vec<u8>) -> Message,
) {
    loop {
        tokio::select! {
            // What is to be said is said before the end is noticed.
            biased;
            bytes = out.recv() => match bytes {
                Some(bytes) => if channel.send(bytes).is_err() { return },
                // What is queued is still sent; the exchange ends with it.
                None => return,
            },
            bytes = channel.recv() => match bytes {
                Some(bytes) => if inbox.send(heard(bytes)).await.is_err() { return },
                None => return,
            },
        }
    }
}

fn hex(bytes: &[u8; 16]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn unhex(text: &str) -> Result<[u8; 16], Problem> {
    data_encoding::HEXLOWER
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Problem::new("bad-id", "This is no invite's id. Nothing was changed."))
}

fn nobody_knocks() -> Problem {
    Problem::new(
        "nobody-knocks",
        "They are not at the door any more. Nobody was let in. They can knock again with the same invite.",
    )
}

fn no_network() -> Problem {
    Problem::new(
        "no-network",
        "This device is not on a network now. Your notes are kept here. Connect it and try again.",
    )
}
