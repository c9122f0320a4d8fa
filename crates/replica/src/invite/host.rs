//! The side that opens the door.

use super::message::{BY_GUEST, BY_HOST, Message, Refusal, Transcript, invite_id};
use super::{INVITE_MS, MESSAGE_BYTES, Ticket, WAITING_GUESTS, WRONG_TRIES};
use crate::{DeviceId, HouseholdId, SignedRecord, household};
use std::collections::BTreeMap;

/// What the host's house does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostEffect {
    /// Send this to the guest.
    Send {
        /// The guest's device.
        to: DeviceId,
        /// The message.
        bytes: Vec<u8>,
    },
    /// Ask a person: these names, and the words that the guest's screen shows too. Answer by admit or decline.
    Ask {
        /// The guest's device.
        guest: DeviceId,
        /// Which household they want to join.
        household: HouseholdId,
        /// What they call themselves, safe to show.
        name: String,
        /// What they call their device, safe to show.
        device_name: String,
        /// The words, equal on both screens.
        words: [&'static str; 3],
    },
    /// Close the connection after what was sent.
    Close {
        /// The guest's device.
        guest: DeviceId,
    },
}

/// What became of an invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteState {
    /// It can still be used.
    Open,
    /// Somebody was admitted with it.
    Used,
    /// It was taken back, or its guest declined.
    Revoked,
    /// Its time is over.
    Expired,
}

/// An invite as it is listed to whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvite {
    /// Its name, which tells nothing about the secret.
    pub id: [u8; 16],
    /// To which household.
    pub household: HouseholdId,
    /// How long it still lives, in milliseconds.
    pub left_ms: i64,
    /// What became of it.
    pub state: InviteState,
}

#[derive(Debug)]
struct Invite {
    household: HouseholdId,
    secret: [u8; 16],
    made_ms: i64,
    state: InviteState,
}

#[derive(Debug)]
struct Visit {
    invite: [u8; 16],
    transcript: Transcript,
    asked: bool,
}

/// All invites of this device, and the guests at its door. Kept in memory only: a restart closes every invite.
#[derive(Debug)]
pub struct Host {
    own: DeviceId,
    invites: BTreeMap<[u8; 16], Invite>,
    visits: BTreeMap<DeviceId, Visit>,
    wrong: u32,
    now_ms: i64,
}

impl Host {
    /// Starts with a closed door.
    pub fn new(own: DeviceId) -> Self {
        Self { own, invites: BTreeMap::new(), visits: BTreeMap::new(), wrong: 0, now_ms: i64::MIN }
    }

    /// Makes an invite. `now_ms` runs since the app's start and counts sleep; `wall_ms` is only told to the guest.
    pub fn invite(
        &mut self,
        household: HouseholdId,
        secret: [u8; 16],
        address: Vec<u8>,
        now_ms: i64,
        wall_ms: i64,
    ) -> Ticket {
        let made_ms = self.clock(now_ms);
        self.wrong = 0;
        self.invites.insert(invite_id(&secret), Invite { household, secret, made_ms, state: InviteState::Open });
        Ticket { address, household, inviter: self.own, secret, expires_ms: wall_ms.saturating_add(INVITE_MS) }
    }

    /// Takes an invite back; false if there is no open one of that name.
    pub fn revoke(&mut self, invite: &[u8; 16]) -> bool {
        let invite = self.invites.get_mut(invite).filter(|invite| invite.state == InviteState::Open);
        invite.map(|invite| invite.state = InviteState::Revoked).is_some()
    }

    /// Lists the invites made since the app's start.
    pub fn list(&mut self, now_ms: i64) -> Vec<OpenInvite> {
        let now_ms = self.clock(now_ms);
        let show = |(id, invite): (&[u8; 16], &Invite)| {
            let left_ms = (INVITE_MS - now_ms.saturating_sub(invite.made_ms)).max(0);
            OpenInvite { id: *id, household: invite.household, left_ms, state: invite.state }
        };
        self.invites.iter().map(show).collect()
    }

    /// Says whether anybody needs to be listened to at all.
    pub fn is_open(&mut self, now_ms: i64) -> bool {
        self.clock(now_ms);
        !self.visits.is_empty() || self.invites.values().any(|invite| invite.state == InviteState::Open)
    }

    /// Takes a message of a guest, whose device the connection proved. The nonce is fresh randomness.
    pub fn received(&mut self, guest: DeviceId, bytes: &[u8], nonce: [u8; 16], now_ms: i64) -> Vec<HostEffect> {
        self.clock(now_ms);
        let answer = match Message::decode(bytes) {
            Ok(Message::Knock { invite, nonce: guest_nonce }) => self.knock(guest, invite, guest_nonce, nonce),
            Ok(Message::Proof { proof, name, device_name }) => self.proof(guest, &proof, &name, &device_name),
            Ok(_) => Err(Refusal::Broken),
            Err(refusal) => Err(refusal),
        };
        answer.unwrap_or_else(|refusal| self.turn_away(guest, refusal))
    }

    /// Lets a guest in: these are the household's records with the guest's device among them.
    pub fn admit(
        &mut self,
        guest: DeviceId,
        records: &[SignedRecord],
        now_ms: i64,
    ) -> Result<Vec<HostEffect>, Refusal> {
        self.clock(now_ms);
        let visit = self.visits.get(&guest).filter(|visit| visit.asked).ok_or(Refusal::Broken)?;
        let invite = self.usable(visit.invite)?;
        invite.state = InviteState::Used;
        self.visits.remove(&guest);
        let mut effects = Vec::new();
        let mut batch: Vec<Vec<u8>> = Vec::new();
        let mut send = |records: Vec<Vec<u8>>, last| {
            effects.push(HostEffect::Send { to: guest, bytes: Message::Welcome { records, last }.encode() });
        };
        for record in records {
            let bytes = record.to_bytes();
            if batch.iter().map(|b| b.len() + 8).sum::<usize>() + bytes.len() + 64 > MESSAGE_BYTES {
                send(std::mem::take(&mut batch), false);
            }
            batch.push(bytes);
        }
        send(batch, true);
        effects.push(HostEffect::Close { guest });
        Ok(effects)
    }

    /// Sends a guest away; the invite is closed too, since somebody unwanted has it.
    pub fn decline(&mut self, guest: DeviceId) -> Vec<HostEffect> {
        if let Some(invite) = self.visits.get(&guest).map(|visit| visit.invite) {
            self.revoke(&invite);
        }
        self.turn_away(guest, Refusal::Declined)
    }

    /// Says that a guest's connection ended.
    pub fn gone(&mut self, guest: &DeviceId) {
        self.visits.remove(guest);
    }

    fn knock(
        &mut self,
        guest: DeviceId,
        invite: [u8; 16],
        guest_nonce: [u8; 16],
        host_nonce: [u8; 16],
    ) -> Result<Vec<HostEffect>, Refusal> {
        let household = self.usable(invite)?.household;
        if !self.visits.contains_key(&guest) && self.visits.len() >= WAITING_GUESTS {
            return Err(Refusal::Busy);
        }
        let transcript = Transcript { household, host: self.own, guest, host_nonce, guest_nonce };
        self.visits.insert(guest, Visit { invite, transcript, asked: false });
        Ok(vec![HostEffect::Send { to: guest, bytes: Message::Challenge { nonce: host_nonce }.encode() }])
    }

    fn proof(
        &mut self,
        guest: DeviceId,
        proof: &[u8; 32],
        name: &str,
        device_name: &str,
    ) -> Result<Vec<HostEffect>, Refusal> {
        let visit = self.visits.get(&guest).filter(|visit| !visit.asked).ok_or(Refusal::Broken)?;
        let (id, transcript) = (visit.invite, visit.transcript.clone());
        let invite = self.usable(id)?;
        let (secret, household) = (invite.secret, invite.household);
        if !transcript.proves(&secret, BY_GUEST, name, device_name, proof) {
            return Err(self.wrong());
        }
        let (shown_name, shown_device) = household::shown_names(name, device_name).ok_or(Refusal::Broken)?;
        if let Some(visit) = self.visits.get_mut(&guest) {
            visit.asked = true;
        }
        let back = Message::Asked { proof: transcript.prove(&secret, BY_HOST, name, device_name) };
        let words = transcript.words(name, device_name);
        let ask = HostEffect::Ask { guest, household, name: shown_name, device_name: shown_device, words };
        Ok(vec![HostEffect::Send { to: guest, bytes: back.encode() }, ask])
    }

    fn usable(&mut self, id: [u8; 16]) -> Result<&mut Invite, Refusal> {
        if self.wrong >= WRONG_TRIES {
            return Err(Refusal::TooMany);
        }
        match self.invites.get(&id).map(|invite| invite.state) {
            Some(InviteState::Open) => self.invites.get_mut(&id).ok_or(Refusal::Wrong),
            Some(InviteState::Used) => Err(Refusal::Used),
            Some(InviteState::Revoked) => Err(Refusal::Revoked),
            Some(InviteState::Expired) => Err(Refusal::Expired),
            None => Err(self.wrong()),
        }
    }

    fn wrong(&mut self) -> Refusal {
        self.wrong += 1;
        if self.wrong < WRONG_TRIES {
            return Refusal::Wrong;
        }
        for invite in self.invites.values_mut().filter(|invite| invite.state == InviteState::Open) {
            invite.state = InviteState::Revoked;
        }
        Refusal::TooMany
    }

    fn turn_away(&mut self, guest: DeviceId, refusal: Refusal) -> Vec<HostEffect> {
        self.visits.remove(&guest);
        let bytes = Message::Refused(refusal).encode();
        vec![HostEffect::Send { to: guest, bytes }, HostEffect::Close { guest }]
    }

    /// Moves the clock, never back, and ends what is too old.
    fn clock(&mut self, now_ms: i64) -> i64 {
        self.now_ms = self.now_ms.max(now_ms);
        for invite in self.invites.values_mut().filter(|invite| invite.state == InviteState::Open) {
            if self.now_ms.saturating_sub(invite.made_ms) >= INVITE_MS {
                invite.state = InviteState::Expired;
            }
        }
        self.now_ms
    }
}
