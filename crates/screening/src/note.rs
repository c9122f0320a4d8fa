//! A note: one jot by one member at one film time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId, ViewingId};
use crate::kind::Kind;

/// Whether a note or its text is hidden until lights up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seal {
    /// Never was hidden.
    #[default]
    Open,
    /// Hidden until lights up.
    Sealed,
    /// Was hidden, and its author chose to show it.
    Shown,
    /// Was hidden, and its author dropped it: in no view, search or export.
    Dropped,
}

impl Seal {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Seal::Open => "open",
            Seal::Sealed => "sealed",
            Seal::Shown => "shown",
            Seal::Dropped => "dropped",
        }
    }

    /// Finds the seal of a word.
    pub fn of(word: &str) -> Option<Seal> {
        [Seal::Open, Seal::Sealed, Seal::Shown, Seal::Dropped].into_iter().find(|seal| seal.name() == word)
    }
}

/// Where a film time came from. In JSON and in documents one word: `hand`, `given`, `player:mpv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Source {
    /// The film clock as set by hand.
    #[default]
    Hand,
    /// A player that was followed, by its name.
    Player(String),
    /// Typed in by a person or brought along by an import.
    Given,
    /// A source that a newer version knows by this name.
    Newer(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Hand => f.write_str("hand"),
            Source::Given => f.write_str("given"),
            Source::Player(name) => write!(f, "player:{name}"),
            Source::Newer(name) => f.write_str(name),
        }
    }
}

impl From<String> for Source {
    fn from(word: String) -> Source {
        match word.strip_prefix("player:") {
            Some(name) => Source::Player(name.to_owned()),
            None if word == "hand" => Source::Hand,
            None if word == "given" => Source::Given,
            None => Source::Newer(word),
        }
    }
}

impl From<Source> for String {
    fn from(source: Source) -> String {
        source.to_string()
    }
}

impl FromStr for Source {
    type Err = std::convert::Infallible;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(Source::from(word.to_owned()))
    }
}

/// When a note was begun, as raw as it was measured: a better edge between two timebases can repair `film_ms` later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The pass through the film in which it was jotted.
    #[serde(default)]
    pub viewing: Option<ViewingId>,
    /// The run of the app whose clock was read.
    pub timebase: String,
    /// That clock at the first key, in milliseconds.
    pub at_ms: i64,
    /// How far before the first key the author began to react, in milliseconds.
    #[serde(default)]
    pub lag_ms: i64,
    /// What told the film time.
    #[serde(default)]
    pub source: Source,
    /// How wrong the source may be, in milliseconds, when it says so.
    #[serde(default)]
    pub err_ms: Option<i64>,
    /// By how much its author moved the note on the film's scale, in milliseconds; kept when the clock is learned better.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shift_ms: i64,
}

fn is_zero(ms: &i64) -> bool {
    *ms == 0
}

/// One jot. What was taken back or dropped comes without its text and tags.
///
/// ```
/// # use screening::Note;
/// let note: Note = serde_json::from_str(r#"{
///     "id": "fffffffffc18000000000007", "by": "abababababababababab", "kind": "reaction", "reaction": "love",
///     "film_ms": 252000, "text": "", "tags": [], "seal": "open", "stamp": null, "made_ms": 999,
///     "edited": false, "taken_back": false, "after_echo": false, "actor": "0102"
/// }"#).unwrap();
/// assert_eq!(note.kind.reaction().unwrap().key(), 4);
/// assert!(note.is_shown());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its name; holds when it was made.
    pub id: NoteId,
    /// Its author.
    pub by: MemberId,
    /// Its kind; in JSON the two fields `kind` and `reaction`.
    #[serde(flatten)]
    pub kind: Kind,
    /// Film time at which the author began to react, in milliseconds.
    pub film_ms: i64,
    /// The words; empty for a reaction.
    pub text: String,
    /// The boards it is on, sorted.
    pub tags: Vec<String>,
    /// Whether it is hidden until lights up.
    pub seal: Seal,
    /// The raw measurement behind `film_ms`.
    pub stamp: Option<Stamp>,
    /// Wall time at which it was made, by its author's device, in milliseconds since 1970.
    pub made_ms: i64,
    /// Whether its text was changed later.
    pub edited: bool,
    /// Whether its author took it back.
    pub taken_back: bool,
    /// Whether its author had been shown what others noted here.
    pub after_echo: bool,
    /// Whether its author lets it out of the household though it is personal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exportable: bool,
    /// The actor that wrote it, in JSON as hexadecimal digits: tells who entered it for whom.
    #[serde(with = "crate::json::hex")]
    pub actor: Vec<u8>,
}

impl Note {
    /// Tells whether there is anything to show: neither taken back nor dropped.
    pub fn is_shown(&self) -> bool {
        !self.taken_back && self.seal != Seal::Dropped
    }
}
