//! Grades before and after, and the half-hour pulse.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::MemberId;

macro_rules! letters {
    ($($name:ident $word:literal $half_stars:literal),* $(,)?) => {
        /// One of thirteen letters, best first.
        ///
        /// ```
        /// # use screening::Letter;
        /// assert_eq!(Letter::AMinus.stars(), 4.0);
        /// assert_eq!(Letter::of_half_stars(8), Some(Letter::AMinus));
        /// assert_eq!("A-".parse::<Letter>().unwrap(), Letter::AMinus);
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)] // the letters say it
        pub enum Letter {
            $(#[serde(rename = $word)] $name,)*
        }

        impl Letter {
            /// All thirteen, best first.
            pub const ALL: [Letter; 13] = [$(Letter::$name,)*];

            /// Gives the letter as people write it.
            pub fn name(self) -> &'static str {
                match self { $(Letter::$name => $word,)* }
            }

            /// Gives the half stars it stands for, 1 to 10.
            pub fn half_stars(self) -> u8 {
                match self { $(Letter::$name => $half_stars,)* }
            }
        }
    };
}

letters! {
    APlus "A+" 10, A "A" 9, AMinus "A-" 8,
    BPlus "B+" 7, B "B" 6, BMinus "B-" 5,
    CPlus "C+" 4, C "C" 3, CMinus "C-" 2,
    DPlus "D+" 2, D "D" 1, DMinus "D-" 1, F "F" 1,
}

impl Letter {
    /// Gives the stars it stands for, 0.5 to 5.
    pub fn stars(self) -> f64 {
        f64::from(self.half_stars()) / 2.0
    }

    /// Finds the letter that a number of half stars (1 to 10) came from; where several share it, the household's rule
    /// is 1 star C-, half a star F.
    pub fn of_half_stars(half_stars: u8) -> Option<Letter> {
        if half_stars == 1 {
            return Some(Letter::F);
        }
        Letter::ALL.into_iter().find(|letter| letter.half_stars() == half_stars)
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is none of the thirteen letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a grade from A+ to F")]
pub struct NotALetter(pub String);

impl FromStr for Letter {
    type Err = NotALetter;
    fn from_str(word: &str) -> Result<Self, NotALetter> {
        let found = Letter::ALL.into_iter().find(|letter| letter.name() == word);
        found.ok_or_else(|| NotALetter(word.chars().take(64).collect()))
    }
}

/// The moment a grade is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// What the member expects.
    Before,
    /// What the member found.
    After,
}

impl When {
    /// Gives the word that stands in documents and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            When::Before => "before",
            When::After => "after",
        }
    }

    /// Finds the moment of a word.
    pub fn of(word: &str) -> Option<When> {
        [When::Before, When::After].into_iter().find(|when| when.name() == word)
    }
}

/// A letter, or that the member passed. In JSON and in documents one word: `A-` or `passed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Given {
    /// This letter.
    Letter(Letter),
    /// No letter, and on purpose.
    Passed,
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::Letter(letter) => letter.fmt(f),
            Given::Passed => f.write_str("passed"),
        }
    }
}

impl FromStr for Given {
    type Err = NotALetter;
    fn from_str(word: &str) -> Result<Self, NotALetter> {
        if word == "passed" { Ok(Given::Passed) } else { word.parse().map(Given::Letter) }
    }
}

impl TryFrom<String> for Given {
    type Error = NotALetter;
    fn try_from(word: String) -> Result<Self, NotALetter> {
        word.parse()
    }
}

impl From<Given> for String {
    fn from(given: Given) -> String {
        given.to_string()
    }
}

/// What a member thinks of the film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// Whose it is.
    pub member: MemberId,
    /// Before or after the film.
    pub when: When,
    /// The grade.
    pub given: Given,
    /// Other grades that the same member gave on another device without knowing of this one: the member picks with one
    /// tap, and nobody else is shown them.
    #[serde(default)]
    pub rivals: Vec<Given>,
    /// Whether it is hidden until lights up.
    pub sealed: bool,
    /// Wall time at which it was given, in milliseconds since 1970.
    pub made_ms: i64,
}

/// A 1-5 tap at half an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// Whose it is.
    pub member: MemberId,
    /// 1 (no) to 5 (wonderful).
    pub tap: u8,
    /// Wall time of the tap, in milliseconds since 1970.
    pub made_ms: i64,
}
