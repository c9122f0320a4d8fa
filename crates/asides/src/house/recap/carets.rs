//! Where the others are writing: said from device to device, kept for a moment, stored nowhere.
//!
//! A caret goes as a murmur of the network, not as a frame: it overtakes what is synced, may be lost, and an older program
//! passes it over. It names the letter that it stands before, so it is right whatever has arrived; one whose letter has
//! not come yet is not shown until it has. On the wire: 1, the document (16 bytes), the caret as Automerge writes it.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use replica::{DeviceId, DocumentId};
use screening::{recap_caret, recap_caret_at};

use super::super::core::Core;
use super::super::turn::Turn;
use super::small;
use crate::api::say::Say;
use crate::api::view::CaretView;

/// For how long after somebody's last keystroke their caret is shown, in milliseconds.
const SHOWN_MS: i64 = 8_000;
const VERSION: u8 = 1;

/// The carets of other devices.
#[derive(Debug, Default)]
pub(crate) struct Carets(BTreeMap<(DocumentId, DeviceId), Caret>);

#[derive(Debug)]
struct Caret {
    stands: Vec<u8>,
    heard_ms: i64,
}

impl Core {
    /// Tells the others where somebody at this device writes.
    pub(super) fn write_here(&self, recap: DocumentId, heads: &[ChangeHash], at: usize) {
        let (Some(held), Some(peers)) = (self.held.get(&recap), &self.peers) else { return };
        let Some(caret) = recap_caret(&held.document, heads, at) else { return };
        let murmur = [&[VERSION], recap.0.as_slice(), &caret].concat();
        let Some(household) = self.replica.household(&held.household) else { return };
        for device in peers.connected() {
            if household.is_in(&device) {
                peers.murmur(device, murmur.clone());
            }
        }
    }

    /// Hears where somebody writes. Only a device of the recap's own household is listened to.
    pub(in super::super) fn murmured(&mut self, device: DeviceId, bytes: &[u8], turn: &mut Turn) {
        let Some((document, caret)) = read(bytes) else { return };
        let Some(household) = self.places.get(&document).and_then(|household| self.replica.household(household)) else {
            return;
        };
        if !household.is_in(&device) {
            return;
        }
        let caret = Caret { stands: caret.to_vec(), heard_ms: self.running_ms() };
        self.carets.0.insert((document, device), caret);
        self.say_carets(document, turn);
    }

    /// Forgets carets of whoever has stopped writing, or is gone.
    pub(in super::super) fn forget_carets(&mut self, gone: Option<DeviceId>, turn: &mut Turn) {
        let now_ms = self.running_ms();
        let is_over = |device: DeviceId, caret: &Caret| now_ms - caret.heard_ms > SHOWN_MS || gone == Some(device);
        let over: Vec<_> =
            self.carets.0.iter().filter(|((_, device), caret)| is_over(*device, caret)).map(|(key, _)| *key).collect();
        for key in over {
            self.carets.0.remove(&key);
            self.say_carets(key.0, turn);
        }
    }

    /// The carets in a text, as they are sent: one a device.
    pub(super) fn carets_in(&self, recap: DocumentId) -> Vec<CaretView> {
        let Some(held) = self.held.get(&recap) else { return Vec::new() };
        let Some(household) = self.replica.household(&held.household) else { return Vec::new() };
        let of_this = self.carets.0.iter().filter(|((document, _), _)| *document == recap);
        let shown = of_this.filter_map(|((_, device), caret)| {
            let member = household.device(device)?.member.to_string();
            Some(CaretView { member, at: small(recap_caret_at(&held.document, &caret.stands)?) })
        });
        shown.collect()
    }

    fn say_carets(&self, recap: DocumentId, turn: &mut Turn) {
        let of = self.held.get(&recap).and_then(|held| held.document.of_screening());
        if let Some(screening) = of {
            turn.say(Say::Screening { screening: screening.to_string(), what: vec!["carets".to_owned()] });
        }
    }
}

fn read(bytes: &[u8]) -> Option<(DocumentId, &[u8])> {
    let (version, rest) = bytes.split_first()?;
    let (document, caret) = rest.split_first_chunk::<16>()?;
    (*version == VERSION).then_some((DocumentId(*document), caret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_is_read_and_anything_else_is_passed_over() {
        let said = [&[1][..], &[7; 16], b"caret"].concat();
        assert_eq!(read(&said), Some((DocumentId([7; 16]), b"caret".as_slice())));
        assert_eq!(read(&said[..17]), Some((DocumentId([7; 16]), b"".as_slice())));
        for nonsense in [&said[..16], &[], &[2; 40]] {
            assert_eq!(read(nonsense), None);
        }
    }
}
