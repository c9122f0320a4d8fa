//! A review: what leaves the app, already without what must stay. Every format is a view of this.
//!
//! All text in here is as people typed it: each format escapes it in its own way.

use chrono::NaiveDate;
use screening::insight::Standing;
use screening::{Film, Given, Kind, Letter, MemberId, NoteId, Outcome};

use crate::brief;
use crate::file_name;
use crate::render::Format;
use crate::source::{Person, Spoilers};

/// One screening, ready to leave. Only [`compose()`](crate::compose()) makes one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Review {
    /// Which version this is.
    pub spoilers: Spoilers,
    /// The film.
    pub film: Film,
    /// Who was there.
    pub people: Vec<Person>,
    /// The household's text.
    pub pages: Vec<Page>,
    /// Hope, pulse and grade of each.
    pub grades: Vec<GradeLine>,
    /// The biggest change of mind.
    pub turn: Option<Turn>,
    /// Every moment, in the order of the film.
    pub moments: Vec<Scene>,
    /// The hot moments, hottest first.
    pub hot: Vec<Scene>,
    /// What only one noticed, in the order of the film.
    pub lone: Vec<Lone>,
    /// What several noticed independently, in the order of the film.
    pub both: Vec<Scene>,
    /// The open questions, in the order of the film.
    pub questions: Vec<Question>,
    /// The predictions and what became of them, in the order of the film; none in the spoiler-free version.
    pub predictions: Vec<Predicted>,
    /// Every note that may leave, in the order of the film.
    pub notes: Vec<Line>,
    /// Earlier evenings with the same film, the last one first.
    pub earlier: Vec<Earlier>,
}

/// An earlier evening with the same film, in the one line that stays true when its review is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The day on which the film was seen.
    pub watched: NaiveDate,
    /// The names of those who graded it then, with their grades.
    pub grades: Vec<(String, Letter)>,
    /// One sentence of what was written then; empty where none may leave.
    pub line: String,
}

/// One heading, item or paragraph of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How it stands on the page.
    pub shape: PageShape,
    /// Its sentences.
    pub texts: Vec<Text>,
}

/// How a piece of the text stands on the page.
pub use crate::passage::Shape as PageShape;

/// One sentence of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its words, with the white space that follows.
    pub text: String,
    /// Whose ideas it owes itself to.
    pub credits: Vec<Credit>,
}

/// Whose idea something was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The member's name.
    pub by: String,
    /// The kind of the note: who asked is thanked for asking.
    pub kind: Kind,
    /// The film time of the note, in milliseconds; kept back where it would spoil.
    pub film_ms: Option<i64>,
}

/// One note.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The note.
    pub note: NoteId,
    /// Its film time, in milliseconds.
    pub film_ms: i64,
    /// The name of its author.
    pub by: String,
    /// Its kind.
    pub kind: Kind,
    /// Its words; empty for a reaction.
    pub text: String,
    /// The boards it is on.
    pub tags: Vec<String>,
}

/// One moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Its film time, in milliseconds.
    pub film_ms: i64,
    /// The names of those in it.
    pub who: Vec<String>,
    /// Its notes.
    pub lines: Vec<Line>,
}

/// What only one noticed.
#[derive(Clone, Debug, PartialEq)]
pub struct Lone {
    /// The moment.
    pub scene: Scene,
    /// How many others have passed it.
    pub passed: usize,
    /// How many others there are.
    pub others: usize,
}

/// An open question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The note that asks.
    pub line: Line,
    /// How it stands.
    pub standing: Standing,
    /// Who holds what; none in the spoiler-free version.
    pub positions: Vec<Position>,
}

/// What one member holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The member's name.
    pub by: String,
    /// The answer.
    pub position: String,
    /// Why.
    pub reason: String,
}

/// A prediction with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    /// The note.
    pub line: Line,
    /// Its author's word, if given.
    pub outcome: Option<Outcome>,
    /// The names of those who contest it.
    pub contested_by: Vec<String>,
}

/// One member's way through the evening.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeLine {
    /// Whose it is.
    pub member: MemberId,
    /// The member's name.
    pub name: String,
    /// What the member expected.
    pub hope: Option<Given>,
    /// The tap at half an hour, 1 to 5.
    pub pulse: Option<u8>,
    /// What the member found.
    pub after: Option<Given>,
}

/// The biggest change of mind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The member's name.
    pub by: String,
    /// The earlier word: a letter, or "2 of 5 at half an hour".
    pub from: String,
    /// The grade after.
    pub to: Letter,
}

impl Review {
    /// Tells whether there is nothing in it that anybody would want to read.
    pub fn is_empty(&self) -> bool {
        let graded = self.grades.iter().any(|grade| grade.hope.is_some() || grade.after.is_some());
        self.pages.is_empty() && self.notes.is_empty() && !graded
    }

    /// Tells whether the household's text has a section of this name, as a first draft gives it one: its words then stand
    /// for the board of that name, which would say the same a second time.
    pub(crate) fn tells(&self, board: &str) -> bool {
        let headings = self.pages.iter().filter(|page| matches!(page.shape, PageShape::Heading(_)));
        headings
            .map(|page| page.texts.iter().map(|text| text.text.as_str()).collect::<String>())
            .any(|heading| heading.trim() == board)
    }

    /// The short version of at most 60 words; empty where nobody wrote or noticed anything.
    pub fn brief(&self) -> String {
        brief::brief(self)
    }

    /// The short version, where the text says more than it.
    pub fn brief_beside(&self) -> Option<String> {
        let text = self.pages.iter().filter(|page| !matches!(page.shape, PageShape::Heading(_)));
        let words: usize = text.flat_map(|page| &page.texts).map(|text| brief::words_in(&text.text)).sum();
        (words > brief::BRIEF_WORDS).then(|| self.brief())
    }

    /// How long it takes to read, in whole minutes, at least one.
    pub fn reading_min(&self) -> usize {
        brief::reading_min(self)
    }

    /// The name of its file in a format that comes as one file.
    pub fn file_name(&self, format: Format) -> String {
        file_name::of_review(self, &[self.spoilers.name()], format)
    }

    /// The file name of the other version in the same format.
    pub fn other_name(&self, format: Format) -> String {
        file_name::of_review(self, &[self.spoilers.other().name()], format)
    }
}
