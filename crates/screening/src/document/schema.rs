//! What a document is for, and in which version of the format.

use std::fmt;
use std::str::FromStr;

/// What a document is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// An evening with a film.
    Screening,
    /// The text that the household writes about it.
    Recap,
    /// Something that a newer version knows by this name; empty when nothing is said (yet).
    Unknown(String),
}

/// The version of the format that a document names.
///
/// ```
/// # use screening::Schema;
/// let found: Schema = "1.9".parse().unwrap();
/// assert!(found.is_writable() && found > Schema::OURS);
/// assert!(!"2.0".parse::<Schema>().unwrap().is_writable());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Schema {
    /// Breaks: a newer one than ours is read-only.
    pub major: u32,
    /// Adds: of a newer one than ours we keep what we do not know.
    pub minor: u32,
}

impl Schema {
    /// The version that this code writes.
    pub const OURS: Schema = Schema { major: 1, minor: 0 };

    /// Tells whether this code may write into a document of that version.
    pub fn is_writable(self) -> bool {
        self.major <= Schema::OURS.major
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A text that names no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a version such as 1.0")]
pub struct NotAVersion(pub String);

impl FromStr for Schema {
    type Err = NotAVersion;
    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let numbers = text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let (major, minor) = numbers.ok_or_else(|| NotAVersion(text.chars().take(64).collect()))?;
        Ok(Schema { major, minor })
    }
}
