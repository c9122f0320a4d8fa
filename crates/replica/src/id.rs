//! The names of things: fixed bytes, shown as lowercase hex.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Says why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is too short or too long.
    #[error("an id of {expected} hex digits was expected, this one has {found}; copy it whole")]
    Length {
        /// Hex digits a valid id has.
        expected: usize,
        /// Characters found.
        found: usize,
    },
    /// A character is not a lowercase hex digit.
    #[error("an id holds only the digits 0-9 and a-f; copy it again")]
    Digit,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let hex = data_encoding::HEXLOWER.encode(&self.0);
                write!(f, "{}({})", stringify!($name), hex.get(..8).unwrap_or(&hex))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.len() != 2 * $bytes {
                    return Err(IdError::Length { expected: 2 * $bytes, found: text.chars().count() });
                }
                let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| IdError::Digit)?;
                Ok(Self(bytes.try_into().map_err(|_| IdError::Digit)?))
            }
        }
    };
}

id!(
    /// A machine: its ed25519 public key, which is also the name its connections prove.
    ///
    /// ```
    /// let device: replica::DeviceId = "07".repeat(32).parse()?;
    /// assert_eq!(device, replica::DeviceId([7; 32]));
    /// assert!("07".parse::<replica::DeviceId>().is_err());
    /// # Ok::<(), replica::IdError>(())
    /// ```
    DeviceId, 32
);
id!(
    /// One document: 16 random bytes, known only inside its household.
    DocumentId, 16
);
id!(
    /// A household: the SHA-256 of the record that founded it.
    HouseholdId, 32
);
id!(
    /// A person in a household; its hex is the member id that notes carry.
    MemberKey, 10
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        let id = MemberKey([0xab; 10]);
        assert_eq!(id.to_string(), "ab".repeat(10));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("AB".repeat(10).parse::<MemberKey>(), Err(IdError::Digit));
        assert_eq!("ab".parse::<MemberKey>(), Err(IdError::Length { expected: 20, found: 2 }));
        assert_eq!(format!("{id:?}"), "MemberKey(abababab)");
    }
}
