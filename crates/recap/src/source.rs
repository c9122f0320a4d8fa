//! What a recap is made of: plain values, gathered by the house.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use screening::{Answer, Film, Grade, Letter, MemberId, Note, NoteId, Pulse, Verdict};

/// Which of the two versions of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spoilers {
    /// Everything that may leave the house.
    Full,
    /// Only what spoils nothing.
    Free,
}

impl Spoilers {
    /// The word that stands in file names.
    pub fn name(self) -> &'static str {
        match self {
            Spoilers::Full => "full",
            Spoilers::Free => "spoiler-free",
        }
    }

    /// The other of the two versions.
    pub fn other(self) -> Spoilers {
        match self {
            Spoilers::Full => Spoilers::Free,
            Spoilers::Free => Spoilers::Full,
        }
    }
}

/// One screening as its exporter may see it: the house has left out what lies beyond that member's frontier.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The film.
    pub film: Film,
    /// Who was there, in the order in which they are to be named.
    pub people: Vec<Person>,
    /// The notes, in any order.
    pub notes: Vec<Note>,
    /// The film time that each member has reached, in milliseconds.
    pub frontiers: BTreeMap<MemberId, i64>,
    /// Grades before and after.
    pub grades: Vec<Grade>,
    /// Taps at half an hour.
    pub pulses: Vec<Pulse>,
    /// Positions on the questions.
    pub answers: Vec<Answer>,
    /// What became of the predictions.
    pub verdicts: Vec<Verdict>,
    /// The film in one sentence by member, once these lie open.
    pub sentences: Vec<(MemberId, String)>,
    /// The household's text with its marks: see [`blocks`](crate::blocks).
    pub recap: String,
    /// Whether the lights are up for whoever exports: predictions, grades and taps are theirs to see then.
    pub lights_up: bool,
    /// Film time before which notes spoil nothing, in milliseconds; a quarter of the film unless set.
    pub free_until_ms: Option<i64>,
    /// Personal notes whose author let them out.
    pub exportable: BTreeSet<NoteId>,
    /// Earlier evenings with the same film that whoever exports has seen to the end, in any order.
    pub earlier: Vec<EarlierEvening>,
}

/// An earlier evening with the same film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierEvening {
    /// The day on which the film was seen.
    pub watched: NaiveDate,
    /// Who graded it then, by name.
    pub grades: Vec<(String, Letter)>,
    /// What was written then, with its marks.
    pub recap: String,
}

/// One member as the export needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// The name under which the household knows them.
    pub name: String,
    /// The day on which they saw the end, if they did.
    pub watched: Option<NaiveDate>,
    /// Whether their own history says that they had seen the film before that day.
    pub seen_before: bool,
    /// What they file the film under.
    pub tags: Vec<String>,
}

impl Source {
    /// The film time before which notes spoil nothing, in milliseconds: as set, else a quarter of the film, and 0 while
    /// nobody knows how long it runs.
    pub fn free_limit_ms(&self) -> i64 {
        self.free_until_ms.unwrap_or_else(|| self.film.length_ms.unwrap_or(0) / 4)
    }

    /// The name of a member; somebody whom the household no longer knows is "someone".
    pub(crate) fn name(&self, member: &MemberId) -> String {
        let person = self.people.iter().find(|person| person.id == *member);
        person.map_or_else(|| "someone".to_owned(), |person| person.name.clone())
    }
}
