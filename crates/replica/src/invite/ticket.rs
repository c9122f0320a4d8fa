//! What is shown as a QR code, sent as a link or read out: where to knock, and the secret.

use crate::{DeviceId, HouseholdId};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// An invite as it is handed over.
///
/// ```
/// use replica::{DeviceId, HouseholdId, invite::Ticket};
/// let ticket = Ticket {
///     address: vec![1, 2, 3],
///     household: HouseholdId([4; 32]),
///     inviter: DeviceId([5; 32]),
///     secret: [6; 16],
///     expires_ms: 1_800_000,
/// };
/// assert!(ticket.to_string().starts_with("asides1"));
/// assert_eq!(Ticket::parse(&ticket.to_string())?, ticket);
/// assert_eq!(Ticket::parse(&ticket.link())?, ticket);
/// # Ok::<(), replica::invite::TicketError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Where the inviter listens, as the network part wrote it; opaque here.
    pub address: Vec<u8>,
    /// Which household.
    pub household: HouseholdId,
    /// Whose device to knock at.
    pub inviter: DeviceId,
    /// What the guest must prove to know.
    pub secret: [u8; 16],
    /// When it ends by the inviter's wall clock, in milliseconds: a hint for the guest, the inviter's own clock rules.
    pub expires_ms: i64,
}

/// Says why a text is not a usable ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It does not begin like a ticket.
    #[error("this is no invite of Asides; nothing was sent, copy the text that begins with asides1")]
    NotATicket,
    /// Its end is missing.
    #[error("the end of this invite is missing; nothing was sent, copy it whole")]
    Truncated,
    /// A character is wrong or missing in the middle.
    #[error("a letter of this invite is wrong; nothing was sent, copy it again instead of typing it")]
    Mistyped,
    /// A newer version made it.
    #[error("a newer version of Asides made this invite; nothing was sent, update this app")]
    Newer,
    /// Far too long to be one.
    #[error("this text is too long to be an invite; nothing was sent, copy only the line that begins with asides1")]
    TooLong,
    /// Its time is over.
    #[error("this invite has expired; nothing was sent, ask for a new one")]
    Expired,
}

const SCHEME: &str = "asides";
const LINK: &str = "asides://join/";
const CHARS_MAX: usize = 2_000;
const CHECK_BYTES: usize = 4;

impl Ticket {
    /// Returns the link that opens the app with this invite.
    pub fn link(&self) -> String {
        format!("{LINK}{self}")
    }

    /// Reads a ticket from its text or its link; letter case and white space do not matter.
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        if text.len() > 4 * CHARS_MAX {
            return Err(TicketError::TooLong);
        }
        let text: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect();
        let text = text.strip_prefix(LINK).or_else(|| text.strip_prefix("asides://join#")).unwrap_or(&text);
        let rest = text.strip_prefix(SCHEME).ok_or(TicketError::NotATicket)?;
        let code = match (rest.strip_prefix('1'), rest.chars().next()) {
            (Some(code), _) => code,
            (None, Some('2'..='9')) => return Err(TicketError::Newer),
            (None, None) => return Err(TicketError::Truncated),
            (None, Some(_)) => return Err(TicketError::NotATicket),
        };
        if code.len() > CHARS_MAX {
            return Err(TicketError::TooLong);
        }
        let bytes = decode(code)?;
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(TicketError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let missing = if length + CHECK_BYTES > CHARS_MAX { TicketError::Mistyped } else { TicketError::Truncated };
        let (body, check) = rest.split_at_checked(length).ok_or(missing)?;
        match check.len() {
            0..CHECK_BYTES => return Err(TicketError::Truncated),
            CHECK_BYTES if check == self::check(body) => {}
            _ => return Err(TicketError::Mistyped),
        }
        postcard::from_bytes(body).map_err(|_| TicketError::Mistyped)
    }

    /// Says whether the ticket can still be worth a knock, by a wall clock in milliseconds.
    pub fn check(&self, wall_ms: i64) -> Result<(), TicketError> {
        if wall_ms >= self.expires_ms { Err(TicketError::Expired) } else { Ok(()) }
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = postcard::to_stdvec(self).map_err(|_| fmt::Error)?;
        let length = u16::try_from(body.len()).map_err(|_| fmt::Error)?.to_be_bytes();
        let bytes = [&length[..], &body, &check(&body)].concat();
        write!(f, "{SCHEME}1{}", BASE32_NOPAD.encode(&bytes).to_lowercase())
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret stays out of every log.
        write!(
            f,
            "Ticket(to {:?}, {} address bytes {}...)",
            self.inviter,
            self.address.len(),
            HEXLOWER.encode(self.address.get(..4).unwrap_or_default())
        )
    }
}

/// Base32 whose last group may have been cut anywhere.
fn decode(code: &str) -> Result<Vec<u8>, TicketError> {
    let whole = match code.len() % 8 {
        1 | 3 | 6 => code.get(..code.len() - 1).unwrap_or_default(),
        _ => code,
    };
    let upper = whole.to_uppercase();
    match BASE32_NOPAD.decode(upper.as_bytes()) {
        Ok(bytes) => Ok(bytes),
        // A cut leaves bits behind that a whole text never has.
        Err(error) if error.kind == data_encoding::DecodeKind::Trailing => Err(TicketError::Truncated),
        Err(_) => Err(TicketError::Mistyped),
    }
}

fn check(body: &[u8]) -> [u8; CHECK_BYTES] {
    let hash: [u8; 32] = Sha256::new().chain_update(b"asides/ticket/1").chain_update(body).finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(address: usize) -> Ticket {
        let household = HouseholdId([4; 32]);
        Ticket { address: vec![7; address], household, inviter: DeviceId([5; 32]), secret: [6; 16], expires_ms: 9 }
    }

    #[test]
    fn what_a_person_can_do_to_it() {
        let text = ticket(40).to_string();
        let check =
            |input: &str, expect: Result<Ticket, TicketError>| assert_eq!(Ticket::parse(input), expect, "{input}");
        check(&text.to_uppercase(), Ok(ticket(40)));
        check(&format!("  {}\n{} ", &text[..30], &text[30..]), Ok(ticket(40)));
        check(&ticket(0).link(), Ok(ticket(0)));
        check("", Err(TicketError::NotATicket));
        check("https://example.org", Err(TicketError::NotATicket));
        check(&text.replacen('1', "2", 1), Err(TicketError::Newer));
        check(&"asides1a".repeat(9_000), Err(TicketError::TooLong));
        check(&format!("{text}aa"), Err(TicketError::Mistyped));
        assert_eq!(ticket(1).check(8), Ok(()));
        assert_eq!(ticket(1).check(9), Err(TicketError::Expired));
        assert!(!format!("{:?}", ticket(40)).contains("0606"));
    }

    #[test]
    fn every_cut_is_told_from_every_slip() {
        let text = ticket(40).to_string();
        for cut in SCHEME.len()..text.len() {
            assert_eq!(Ticket::parse(&text[..cut]), Err(TicketError::Truncated), "cut at {cut}");
        }
        for at in SCHEME.len() + 5..text.len() {
            let other = if &text[at..=at] == "a" { "b" } else { "a" };
            let slip = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(Ticket::parse(&slip), Err(TicketError::Mistyped), "slip at {at}");
        }
    }
}
