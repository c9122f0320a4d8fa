//! One SQLite file a profile: what was signed, the rows that screens show, the search.
//!
//! The file has two groups of tables. **Truth** (records, changes, snapshots, tips, settings) is what was
//! signed or decided; it cannot be computed and is only added to. The **read model** (`read_...`) is a
//! cache of what the documents say, for first screens that do not wait and for search; it can be dropped
//! and rebuilt at any time. A change and the rows that it touches are written in one transaction, and a
//! transaction is on disk (WAL, `synchronous=FULL`) when [`Turn::commit`] returns: that is what "saved" means.
//!
//! This is the only crate with SQL in it.
//!
//! ```
//! use library::{Library, News};
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("asides.library");
//! let mut opened = Library::open(&path)?;
//! assert_eq!(opened.news, [News::Created]);
//!
//! // One transaction, shared by whatever waits.
//! let turn = opened.library.turn()?;
//! turn.put_setting("name", Some(b"Mara"))?;
//! turn.commit()?;
//! assert_eq!(opened.library.setting("name")?.as_deref(), Some(&b"Mara"[..]));
//!
//! // A second start is refused.
//! assert!(matches!(Library::open(&path), Err(library::LibraryError::AlreadyOpen { .. })));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ahead;
mod check;
mod compact;
mod error;
mod history;
mod library;
mod load;
mod lock;
mod model;
mod news;
mod open;
mod reader;
mod refresh;
mod salvage;
mod schema;
mod truth;
mod turn;

pub use ahead::Ahead;
pub use check::{Finding, Space};
pub use compact::Compacted;
pub use error::LibraryError;
pub use library::Library;
pub use load::{Damage, LoadedDocument};
pub use model::screening::ScreeningRow;
pub use model::search::Hit;
pub use news::News;
pub use open::Opened;
pub use reader::{NotesPage, Reader, Tally, UpTo};
pub use truth::change::Put;
pub use truth::document::DocumentRow;
pub use truth::invite::{InviteRow, InviteState};
pub use turn::Turn;
