//! What a person should hear about the opening of a library that went well.

use std::fmt;

/// Tells what opening did beyond opening.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum News {
    /// There was no library; an empty one was made.
    Created,
    /// The file was brought from an older format to this one.
    Migrated {
        /// The format before.
        from: i32,
        /// The format now.
        to: i32,
    },
    /// The read model was unknown or damaged and was dropped; it has to be rebuilt from the documents.
    ReadModelDropped {
        /// Why it was not used.
        why: String,
    },
    /// The file was damaged: what could be read was copied into a new one, the old one stands aside.
    Salvaged {
        /// Where the damaged file is now.
        aside: std::path::PathBuf,
        /// Rows of truth that came across.
        rows: u64,
        /// Tables of which a part could not be read.
        torn: Vec<String>,
    },
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            News::Created => write!(f, "A new, empty library was made."),
            News::Migrated { from, to } => {
                write!(f, "The library was brought from format {from} to {to}. Nothing was lost.")
            }
            News::ReadModelDropped { why } => write!(
                f,
                "The lists and the search were made anew from the notes themselves ({why}). No note was lost."
            ),
            News::Salvaged { aside, rows, torn } if torn.is_empty() => write!(
                f,
                "The library's file was damaged. All {rows} rows were carried over into a new one; the old one is kept as {}.",
                aside.display()
            ),
            News::Salvaged { aside, rows, torn } => write!(
                f,
                "The library's file was damaged. {rows} rows were carried over into a new one; parts of {} could not be read and are fetched from other members. The old file is kept as {}.",
                torn.join(", "),
                aside.display()
            ),
        }
    }
}
