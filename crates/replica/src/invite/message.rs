//! The messages of the exchange, and what both sides compute from them.

use super::{MESSAGE_BYTES, words};
use crate::{DeviceId, HouseholdId};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version this program speaks; the first byte of every message.
pub(super) const VERSION: u8 = 1;

/// Why a guest is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// More than 30 minutes old.
    #[error("this invite has expired; ask for a new one")]
    Expired,
    /// Somebody was admitted with it.
    #[error("this invite was used already; ask for a new one")]
    Used,
    /// Whoever made it took it back.
    #[error("this invite was taken back; ask for a new one")]
    Revoked,
    /// The code is not one of theirs, or the app there was started again since.
    #[error("this invite is not known there; ask for a new one")]
    Wrong,
    /// A person clicked Decline.
    #[error("they declined; nothing of yours was kept there")]
    Declined,
    /// Too many wrong codes: every invite there is closed.
    #[error("too many wrong codes were tried there, so all invites were closed; ask for a new one")]
    TooMany,
    /// Several others are waiting.
    #[error("several others are waiting to be admitted; try again in a moment")]
    Busy,
    /// One side speaks a newer version.
    #[error("the other device speaks a newer version; update the older one of the two")]
    Newer,
    /// A message made no sense.
    #[error("the exchange broke off; try again with the same invite")]
    Broken,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Message {
    /// Guest: I have a ticket whose secret hashes to this.
    Knock { invite: [u8; 16], nonce: [u8; 16] },
    /// Host: prove it.
    Challenge { nonce: [u8; 16] },
    /// Guest: here, and this is who I am.
    Proof { proof: [u8; 32], name: String, device_name: String },
    /// Host: so do I. Now a person decides.
    Asked { proof: [u8; 32] },
    /// Host: you are in; the household's records, in as many messages as it takes.
    Welcome { records: Vec<Vec<u8>>, last: bool },
    /// Host: no.
    Refused(Refusal),
}

impl Message {
    pub(super) fn encode(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![VERSION]).unwrap_or_default()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        match bytes.split_first() {
            Some((&VERSION, body)) if bytes.len() <= MESSAGE_BYTES => match postcard::take_from_bytes(body) {
                Ok((message, [])) => Ok(message),
                _ => Err(Refusal::Broken),
            },
            Some((&version, _)) if version > VERSION => Err(Refusal::Newer),
            _ => Err(Refusal::Broken),
        }
    }
}

/// Returns the name of an invite, which tells nothing about its secret.
pub(super) fn invite_id(secret: &[u8; 16]) -> [u8; 16] {
    let hash: [u8; 32] = Sha256::new().chain_update(b"asides/invite/1").chain_update(secret).finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

/// What both sides have seen when a proof is made.
#[derive(Debug, Clone)]
pub(super) struct Transcript {
    pub(super) household: HouseholdId,
    pub(super) host: DeviceId,
    pub(super) guest: DeviceId,
    pub(super) host_nonce: [u8; 16],
    pub(super) guest_nonce: [u8; 16],
}

impl Transcript {
    fn bytes(&self, purpose: &[u8], name: &str, device_name: &str) -> Vec<u8> {
        let mut bytes = purpose.to_vec();
        for part in [&self.household.0[..], &self.host.0, &self.guest.0, &self.host_nonce, &self.guest_nonce] {
            bytes.extend_from_slice(part);
        }
        for part in [name, device_name] {
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }

    fn mac(&self, secret: &[u8; 16], purpose: &[u8], name: &str, device_name: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(&self.bytes(purpose, name, device_name));
        Some(mac)
    }

    /// Makes a proof; the purpose tells the guest's from the host's.
    pub(super) fn prove(&self, secret: &[u8; 16], purpose: &[u8], name: &str, device_name: &str) -> [u8; 32] {
        self.mac(secret, purpose, name, device_name).map(|mac| mac.finalize().into_bytes().into()).unwrap_or_default()
    }

    /// Checks a proof in constant time.
    pub(super) fn proves(
        &self,
        secret: &[u8; 16],
        purpose: &[u8],
        name: &str,
        device_name: &str,
        proof: &[u8; 32],
    ) -> bool {
        self.mac(secret, purpose, name, device_name).is_some_and(|mac| mac.verify_slice(proof).is_ok())
    }

    /// The three words both screens show.
    pub(super) fn words(&self, name: &str, device_name: &str) -> [&'static str; 3] {
        let hash: [u8; 32] = Sha256::digest(self.bytes(b"asides/join/words/1", name, device_name)).into();
        words::three(&hash)
    }
}

pub(super) const BY_GUEST: &[u8] = b"asides/join/guest/1";
pub(super) const BY_HOST: &[u8] = b"asides/join/host/1";
