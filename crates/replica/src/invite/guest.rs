//! The side that knocks.

use super::message::{BY_GUEST, BY_HOST, Message, Refusal, Transcript, invite_id};
use super::ticket::Ticket;
use crate::{DeviceId, Household, SignedRecord, limits};
use std::collections::BTreeSet;

/// What the guest's house does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuestEffect {
    /// Send this to the host.
    Send(Vec<u8>),
    /// Show these three words: a person at the host compares them and decides.
    Show {
        /// The words, equal on both screens.
        words: [&'static str; 3],
    },
    /// In: give these records to the replica.
    Welcome(Vec<SignedRecord>),
    /// Not in; the connection can be closed.
    Refused(Refusal),
}

/// One attempt to get in with a ticket.
#[derive(Debug)]
pub struct Guest {
    ticket: Ticket,
    own: DeviceId,
    name: String,
    device_name: String,
    nonce: [u8; 16],
    stage: Stage,
    records: Vec<SignedRecord>,
}

#[derive(Debug)]
enum Stage {
    Knocked,
    Proved(Transcript),
    Asked,
    Over,
}

impl Guest {
    /// Begins with the first message. The nonce is fresh randomness.
    pub fn knock(
        ticket: Ticket,
        own: DeviceId,
        name: String,
        device_name: String,
        nonce: [u8; 16],
    ) -> (Self, Vec<GuestEffect>) {
        let knock = Message::Knock { invite: invite_id(&ticket.secret), nonce };
        let guest = Self { ticket, own, name, device_name, nonce, stage: Stage::Knocked, records: Vec::new() };
        (guest, vec![GuestEffect::Send(knock.encode())])
    }

    /// Takes a message of the host.
    pub fn received(&mut self, bytes: &[u8]) -> Vec<GuestEffect> {
        let message = match Message::decode(bytes) {
            Ok(message) => message,
            Err(refusal) => return self.end(refusal),
        };
        match (&self.stage, message) {
            (Stage::Over, _) => Vec::new(),
            (_, Message::Refused(refusal)) => self.end(refusal),
            (Stage::Knocked, Message::Challenge { nonce }) => {
                let transcript = Transcript {
                    household: self.ticket.household,
                    host: self.ticket.inviter,
                    guest: self.own,
                    host_nonce: nonce,
                    guest_nonce: self.nonce,
                };
                let proof = transcript.prove(&self.ticket.secret, BY_GUEST, &self.name, &self.device_name);
                self.stage = Stage::Proved(transcript);
                let (name, device_name) = (self.name.clone(), self.device_name.clone());
                vec![GuestEffect::Send(Message::Proof { proof, name, device_name }.encode())]
            }
            (Stage::Proved(transcript), Message::Asked { proof }) => {
                if !transcript.proves(&self.ticket.secret, BY_HOST, &self.name, &self.device_name, &proof) {
                    return self.end(Refusal::Wrong);
                }
                let words = transcript.words(&self.name, &self.device_name);
                self.stage = Stage::Asked;
                vec![GuestEffect::Show { words }]
            }
            (Stage::Asked, Message::Welcome { records, last }) => {
                for record in records {
                    match SignedRecord::from_bytes(&record) {
                        Ok(record) if self.records.len() < limits::HOUSEHOLD_RECORDS => self.records.push(record),
                        _ => return self.end(Refusal::Broken),
                    }
                }
                if last { self.enter() } else { Vec::new() }
            }
            _ => self.end(Refusal::Broken),
        }
    }

    /// The welcome must be of the household that the ticket names, with this device in it.
    fn enter(&mut self) -> Vec<GuestEffect> {
        let records = std::mem::take(&mut self.records);
        let set: BTreeSet<SignedRecord> = records.iter().cloned().collect();
        let admitted = Household::of(&set).is_some_and(|h| h.id() == self.ticket.household && h.is_in(&self.own));
        if !admitted {
            return self.end(Refusal::Broken);
        }
        self.stage = Stage::Over;
        vec![GuestEffect::Welcome(records)]
    }

    fn end(&mut self, refusal: Refusal) -> Vec<GuestEffect> {
        self.stage = Stage::Over;
        vec![GuestEffect::Refused(refusal)]
    }
}
