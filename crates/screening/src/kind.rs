//! What sort of jot a note is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the nine feelings that have a key of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names say it
pub enum Reaction {
    Laugh,
    Shock,
    Tears,
    Love,
    Great,
    Hm,
    Bravo,
    Slow,
    Look,
}

impl Reaction {
    /// All nine in the order of their keys 1 to 9.
    pub const ALL: [Reaction; 9] = [
        Reaction::Laugh,
        Reaction::Shock,
        Reaction::Tears,
        Reaction::Love,
        Reaction::Great,
        Reaction::Hm,
        Reaction::Bravo,
        Reaction::Slow,
        Reaction::Look,
    ];

    /// Gives the word that stands in documents.
    pub fn name(self) -> &'static str {
        match self {
            Reaction::Laugh => "laugh",
            Reaction::Shock => "shock",
            Reaction::Tears => "tears",
            Reaction::Love => "love",
            Reaction::Great => "great",
            Reaction::Hm => "hm",
            Reaction::Bravo => "bravo",
            Reaction::Slow => "slow",
            Reaction::Look => "look",
        }
    }

    /// Gives the number key, 1 to 9.
    pub fn key(self) -> u8 {
        let place = Reaction::ALL.iter().position(|r| *r == self).unwrap_or_default();
        u8::try_from(place + 1).unwrap_or_default()
    }

    /// Finds the reaction of a number key.
    pub fn of_key(key: u8) -> Option<Reaction> {
        Reaction::ALL.get(usize::from(key).checked_sub(1)?).copied()
    }
}

impl fmt::Display for Reaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names none of the nine reactions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of the nine reactions")]
pub struct NotAReaction(pub String);

impl FromStr for Reaction {
    type Err = NotAReaction;

    /// Accepts the nine names and the words that people write for them (gasp, heart, cry, tear, sleepy).
    fn from_str(word: &str) -> Result<Self, NotAReaction> {
        match word {
            "gasp" => Ok(Reaction::Shock),
            "heart" => Ok(Reaction::Love),
            "cry" | "tear" => Ok(Reaction::Tears),
            "sleepy" => Ok(Reaction::Slow),
            _ => Reaction::ALL
                .into_iter()
                .find(|r| r.name() == word)
                .ok_or_else(|| NotAReaction(word.chars().take(64).collect())),
        }
    }
}

/// The sort of a note.
///
/// In JSON and in documents a kind is a plain word, and a reaction says which one in a field beside it, so that nobody
/// has to look into a nested value:
///
/// ```
/// # use screening::{Kind, Reaction};
/// let json = |kind: Kind| serde_json::to_string(&kind).unwrap();
/// assert_eq!(json(Kind::Remark), r#"{"kind":"remark","reaction":null}"#);
/// assert_eq!(json(Kind::Reaction(Reaction::Love)), r#"{"kind":"reaction","reaction":"love"}"#);
/// assert_eq!(Kind::of("haiku", None), Kind::Newer("haiku".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Words", from = "Words")]
pub enum Kind {
    /// A feeling by one key.
    Reaction(Reaction),
    /// A thought in words.
    Remark,
    /// Something to settle afterwards.
    Question,
    /// What the author thinks will happen.
    Prediction,
    /// A line of the film.
    Quote,
    /// A small thing that is wrong.
    Nitpick,
    /// A feeling in words.
    Feeling,
    /// For the family, never for an export.
    Personal,
    /// Thought of after the evening.
    Afterthought,
    /// Brought along from a book, an interview, another film.
    FromOutside,
    /// A kind that a newer version knows by this name.
    Newer(String),
}

impl Kind {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(&self) -> &str {
        match self {
            Kind::Reaction(_) => "reaction",
            Kind::Remark => "remark",
            Kind::Question => "question",
            Kind::Prediction => "prediction",
            Kind::Quote => "quote",
            Kind::Nitpick => "nitpick",
            Kind::Feeling => "feeling",
            Kind::Personal => "personal",
            Kind::Afterthought => "afterthought",
            Kind::FromOutside => "from-outside",
            Kind::Newer(name) => name,
        }
    }

    /// Gives the reaction, when the note is one.
    pub fn reaction(&self) -> Option<Reaction> {
        match self {
            Kind::Reaction(reaction) => Some(*reaction),
            _ => None,
        }
    }

    /// Puts a kind together from its two words; what this version does not know is [`Kind::Newer`], never an error.
    pub fn of(name: &str, reaction: Option<&str>) -> Kind {
        match (name, reaction) {
            ("reaction", Some(word)) => word.parse().map_or_else(|_| Kind::Newer(word.to_owned()), Kind::Reaction),
            ("remark", _) => Kind::Remark,
            ("question", _) => Kind::Question,
            ("prediction", _) => Kind::Prediction,
            ("quote", _) => Kind::Quote,
            ("nitpick", _) => Kind::Nitpick,
            ("feeling", _) => Kind::Feeling,
            ("personal", _) => Kind::Personal,
            ("afterthought", _) => Kind::Afterthought,
            ("from-outside", _) => Kind::FromOutside,
            (other, _) => Kind::Newer(other.to_owned()),
        }
    }

    /// Tells whether a note of this kind may go without a text.
    pub fn may_be_silent(&self) -> bool {
        matches!(self, Kind::Reaction(_) | Kind::Newer(_))
    }

    /// Tells whether a note of this kind counts as noticing something, if it was made during a viewing.
    pub fn is_noticing(&self) -> bool {
        matches!(self, Kind::Remark | Kind::Personal | Kind::Quote | Kind::Nitpick)
    }
}

/// A kind as its two words.
#[derive(Serialize, Deserialize)]
struct Words {
    kind: String,
    #[serde(default)]
    reaction: Option<String>,
}

impl From<Kind> for Words {
    fn from(kind: Kind) -> Words {
        Words { kind: kind.name().to_owned(), reaction: kind.reaction().map(|r| r.name().to_owned()) }
    }
}

impl From<Words> for Kind {
    fn from(words: Words) -> Kind {
        Kind::of(&words.kind, words.reaction.as_deref())
    }
}
