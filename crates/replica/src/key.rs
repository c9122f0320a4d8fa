//! A device's key, what it signs, and the actor names it may write under.

use crate::{DeviceId, DocumentId, HouseholdId};
use automerge::ChangeHash;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use std::fmt;

/// An ed25519 signature as bytes.
pub type Signature = [u8; 64];

/// The bytes automerge puts before an actor that writes at earlier heads (its "isolated" form).
const ISOLATED: [u8; 4] = [0x13, 0xb2, 0x23, 0x09];
/// Device bytes at the start of an actor.
const DEVICE_BYTES: usize = 16;
/// Random bytes that follow: fresh at every start, so that no number is ever used twice.
const NONCE_BYTES: usize = 8;

/// A device's signing key.
///
/// ```
/// use replica::{DeviceKey, DocumentId, HouseholdId, vouches};
/// let key = DeviceKey::from_seed([7; 32]);
/// let (household, document, hash) = (HouseholdId([1; 32]), DocumentId([2; 16]), automerge::ChangeHash([3; 32]));
/// let signature = key.sign_change(&household, &document, &hash);
/// assert!(vouches(&key.id(), &household, &document, &hash, &signature));
/// assert!(!vouches(&key.id(), &household, &DocumentId([4; 16]), &hash, &signature));
/// ```
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// Makes the key that these 32 secret random bytes stand for.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// Returns the device's public name.
    pub fn id(&self) -> DeviceId {
        DeviceId(self.0.verifying_key().to_bytes())
    }

    /// Signs a change of a document; this vouches for its ancestors by the same device too.
    pub fn sign_change(&self, household: &HouseholdId, document: &DocumentId, hash: &ChangeHash) -> Signature {
        self.sign(&change_message(household, document, hash))
    }

    /// Signs a message that already names its purpose in its first bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey(of {:?})", self.id())
    }
}

/// Returns the actor under which a device writes in one run of the app: 16 bytes of the device, 8 of the nonce.
pub fn actor(device: &DeviceId, nonce: [u8; 8]) -> Vec<u8> {
    let mut bytes = device.0.get(..DEVICE_BYTES).unwrap_or_default().to_vec();
    bytes.extend_from_slice(&nonce);
    bytes
}

/// Returns the 24 bytes of an actor without automerge's isolated prefix, or `None` if it has neither form.
pub fn bare_actor(actor: &[u8]) -> Option<&[u8]> {
    let bare = match actor.strip_prefix(&ISOLATED) {
        Some(rest) if actor.len() != DEVICE_BYTES + NONCE_BYTES => {
            let end = rest.iter().position(|byte| byte & 0x80 == 0)?;
            if end > 4 {
                return None;
            }
            rest.get(end + 1..)?
        }
        _ => actor,
    };
    (bare.len() == DEVICE_BYTES + NONCE_BYTES).then_some(bare)
}

/// Returns the device part of an actor.
pub(crate) fn device_prefix(actor: &[u8]) -> Option<[u8; DEVICE_BYTES]> {
    bare_actor(actor)?.get(..DEVICE_BYTES)?.try_into().ok()
}

/// Returns the device part of a device's own name.
pub(crate) fn prefix_of(device: &DeviceId) -> [u8; DEVICE_BYTES] {
    device.0.first_chunk().copied().unwrap_or_default()
}

/// Says whether a signature by this device on this change of this document is genuine.
pub fn vouches(
    device: &DeviceId,
    household: &HouseholdId,
    document: &DocumentId,
    hash: &ChangeHash,
    signature: &Signature,
) -> bool {
    verify(device, &change_message(household, document, hash), signature)
}

/// Checks strictly: no weak keys, no second encoding of one signature.
pub(crate) fn verify(device: &DeviceId, message: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    VerifyingKey::from_bytes(&device.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

fn change_message(household: &HouseholdId, document: &DocumentId, hash: &ChangeHash) -> Vec<u8> {
    [&b"asides/change/1"[..], &household.0, &document.0, &hash.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_actor_name_their_device() {
        let device = DeviceKey::from_seed([1; 32]).id();
        let plain = actor(&device, [9; 8]);
        let check = |bytes: &[u8], expect: bool| {
            assert_eq!(device_prefix(bytes).is_some_and(|p| p == prefix_of(&device)), expect, "{bytes:02x?}");
        };
        check(&plain, true);
        check(&[&ISOLATED[..], &[1], &plain].concat(), true);
        check(&[&ISOLATED[..], &[0x80, 0x01], &plain].concat(), true);
        check(&[&ISOLATED[..], &[0xff; 9], &plain].concat(), false);
        check(&[&ISOLATED[..], &[1], &ISOLATED, &[1], &plain].concat(), false);
        check(&plain[..23], false);
        check(&[], false);
        check(&actor(&DeviceKey::from_seed([2; 32]).id(), [9; 8]), false);
    }
}
