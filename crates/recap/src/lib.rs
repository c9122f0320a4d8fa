//! A screening turned into pages: what the evening said, without what must not leave the house.
//!
//! The road is `Source -> compose -> Review -> render -> files`. Whatever spoils or is private is left behind in
//! [`compose()`], once, so that no format can let it out: a format sees a [`Review`] and nothing else. The leak check
//! belongs to composing, so that no road goes round it.
//!
//! Nothing here reads a file, a clock or a network: the house hands a [`Source`] in and writes the bytes that come back.

mod brief;
mod compose;
mod draft;
mod error;
mod file_name;
mod leak;
mod marks;
mod notation;
mod outcome;
mod passage;
mod pool;
mod render;
mod review;
mod source;
mod words;

pub use brief::BRIEF_WORDS;
pub use compose::compose;
pub use draft::draft;
pub use error::{ExportError, Leak};
pub use file_name::{FILE_NAME_CHARS, file_name};
pub use notation::{notated, tidied};
pub use passage::{Block, Mark, Sentence, Shape, blocks};
pub use render::{
    File, Format, OtherCopy, PART_BYTES, Rendered, Row, Table, clean, facts, feelings, hms, letterboxd, listed,
    markdown_line, one_line, owed, render, render_for, spoken,
};
pub use review::{
    Credit, Earlier, GradeLine, Line, Lone, Page, PageShape, Position, Predicted, Question, Review, Scene, Text, Turn,
};
pub use source::{EarlierEvening, Person, Source, Spoilers};
pub use words::{RUN_WORDS, fold};
