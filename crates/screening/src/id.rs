//! Names of things. Two sorts: names drawn at random (members, screenings), and **newest-first** names, made of a moment
//! and randomness.
//!
//! Automerge keeps a map's keys sorted, and taking in one change costs more the further back its key sorts: 74 us in
//! front, 3.4 ms at the end of 20,000. Whatever grows with an evening is therefore named so that the newest sorts first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The largest wall time that a newest-first id can hold, in milliseconds since 1970 (the year 10889).
const WALL_MAX_MS: i64 = (1 << 48) - 1;

/// What keeps a text from being an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not the id of a {what}: {expected} lowercase hexadecimal digits were expected")]
pub struct NotAnId {
    /// The noun that the id should have named.
    pub what: &'static str,
    /// How many digits it should have had.
    pub expected: usize,
    /// What stood there, cut to 64 characters.
    pub found: String,
}

fn checked(what: &'static str, expected: usize, text: &str) -> Result<String, NotAnId> {
    let hexadecimal = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if text.len() == expected && hexadecimal {
        Ok(text.to_owned())
    } else {
        Err(NotAnId { what, expected, found: text.chars().take(64).collect() })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $digits:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Gives the id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                checked($what, $digits, text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! newest_first_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        id!($(#[$doc])* $name, $what, 24);

        impl $name {
            /// Makes the id of something made at `wall_ms` (milliseconds since 1970, cut to 0 ..= 2^48-1) with the low
            /// 48 bits of `random`.
            pub fn new(wall_ms: i64, random: u64) -> Self {
                let inverted = WALL_MAX_MS - wall_ms.clamp(0, WALL_MAX_MS);
                Self(format!("{inverted:012x}{:012x}", random & 0xffff_ffff_ffff))
            }

            /// Gives the wall time that the maker put into the id, in milliseconds since 1970.
            pub fn made_ms(&self) -> i64 {
                let inverted = self.0.get(..12).and_then(|digits| i64::from_str_radix(digits, 16).ok());
                WALL_MAX_MS - inverted.unwrap_or(WALL_MAX_MS)
            }
        }
    };
}

id!(
    /// Names a person of the household: 80 random bits.
    MemberId, "member", 20
);

impl MemberId {
    /// Makes the name of the member with these 80 bits.
    ///
    /// ```
    /// # use screening::MemberId;
    /// assert_eq!(MemberId::from_bytes([0xab; 10]).as_str(), "abababababababababab");
    /// ```
    pub fn from_bytes(bytes: [u8; 10]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&bytes))
    }
}

id!(
    /// Names an evening with a film: the 16 bytes of its document's id.
    ScreeningId, "screening", 32
);

impl ScreeningId {
    /// Makes the name of the screening whose document has this id.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&bytes))
    }
}

newest_first_id!(
    /// Names a note; a later one sorts before an earlier one.
    ///
    /// ```
    /// # use screening::NoteId;
    /// let (first, second) = (NoteId::new(1_763_755_200_000, 7), NoteId::new(1_763_755_200_001, 7));
    /// assert!(second < first);
    /// assert_eq!(first.made_ms(), 1_763_755_200_000);
    /// assert!("not an id".parse::<NoteId>().is_err());
    /// ```
    NoteId, "note"
);
newest_first_id!(
    /// Names a reply in a thread.
    ReplyId, "reply"
);
newest_first_id!(
    /// Names an entry of the film clock.
    EntryId, "clock entry"
);
newest_first_id!(
    /// Names one pass through the film.
    ViewingId, "viewing"
);
newest_first_id!(
    /// Names one copy of the film.
    CutId, "cut"
);
