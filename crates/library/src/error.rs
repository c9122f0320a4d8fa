//! Everything the library refuses, one variant a refusal.
//!
//! A refusal is read by a person on an evening, so each sentence says what happened, what is safe and
//! what to do. Refusals at opening name the file; later ones do not, since one profile has one library.

use std::path::{Path, PathBuf};

use replica::DocumentId;
use rusqlite::ErrorCode;

/// Names why the library did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// The file is there and is no SQLite database.
    #[error("{} is not a library of Asides. The file was not touched. Move it away, or start with another --profile.", path.display())]
    NotADatabase {
        /// The file that was opened.
        path: PathBuf,
    },
    /// The file is a SQLite database of another program.
    #[error("{} belongs to another program. The file was not touched. Start with another --profile.", path.display())]
    NotOurs {
        /// The file that was opened.
        path: PathBuf,
        /// Its `application_id`; 0 when the other program set none.
        application_id: i32,
    },
    /// A later version of Asides wrote this file.
    #[error("{} was written by a newer Asides (its format is {found}, this one knows {known}). Nothing was changed and everything in it is safe. Install the newer Asides and start again.", path.display())]
    Newer {
        /// The file that was opened.
        path: PathBuf,
        /// The format found in the file.
        found: i32,
        /// The newest format that this program knows.
        known: i32,
    },
    /// The file or its folder may not be written to.
    #[error("{} cannot be written to, so no note could be saved. Everything in it is safe. Allow writing to it, or start with another --profile.", path.display())]
    ReadOnly {
        /// The file or the folder that refused.
        path: PathBuf,
    },
    /// The folder of the library is missing and cannot be made.
    #[error("The folder {} cannot be used: {why}. Nothing was changed. Start with another --profile.", path.display())]
    NoFolder {
        /// The folder that was wanted.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Another running Asides has this library open.
    #[error("{} is already open in another Asides. Nothing was changed. Use the window that is open, or close it first.", path.display())]
    AlreadyOpen {
        /// The file that was opened.
        path: PathBuf,
    },
    /// Another program holds a lock on the database, for longer than we wait (one second).
    #[error(
        "Another program is using the library's file, so nothing was written. Everything saved before is safe. Close that program (a backup or a database viewer) and try again."
    )]
    Busy,
    /// The disk has no room left.
    #[error("The disk is full, so this was not saved. Everything saved before is safe. Free some space and try again.")]
    Full,
    /// SQLite found its file damaged.
    #[error(
        "The library's file is damaged ({what}). Nothing was deleted. Make a copy of the file, then run `asides doctor`."
    )]
    Damaged {
        /// What SQLite said.
        what: String,
    },
    /// The library holds no such document.
    #[error("The library holds no document {}. Nothing was changed.", hex(&document.0))]
    NoSuchDocument {
        /// The document that was asked for.
        document: DocumentId,
    },
    /// What is stored of the document does not come together to a document.
    #[error("The screening {} could not be read ({why}). Its changes are kept as they are. Connect with another member, whose copy can replace them.", hex(&document.0))]
    Unreadable {
        /// The document that was asked for.
        document: DocumentId,
        /// Why it could not be read.
        why: String,
    },
    /// The document cannot be compacted before it is whole.
    #[error("The screening {} was not compacted: {why}. Its changes are kept as they are. It is tried again after the missing ones were fetched.", hex(&document.0))]
    NotWhole {
        /// The document that was to be compacted.
        document: DocumentId,
        /// What is missing.
        why: String,
    },
    /// The disk answered with an error that is none of the above.
    #[error(
        "The disk reported an error ({0}), so this was not saved. Everything saved before is safe. Check the disk, then try again."
    )]
    Disk(#[source] std::io::Error),
    /// SQLite answered with an error that is none of the above.
    #[error(
        "The library's file reported an error ({0}), so this was not saved. Everything saved before is safe. Try again, then run `asides doctor`."
    )]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        let extended = error.sqlite_extended_error_code().unwrap_or(0);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => LibraryError::Full,
            // The shared memory file beside a WAL database has to grow too.
            _ if extended == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => LibraryError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LibraryError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                LibraryError::Damaged { what: error.to_string() }
            }
            _ => LibraryError::Sqlite(error),
        }
    }
}

impl LibraryError {
    /// Names the refusal of the file at `path` while it was being opened.
    pub(crate) fn at_opening(path: &Path, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => LibraryError::NotADatabase { path: path.to_owned() },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                LibraryError::ReadOnly { path: path.to_owned() }
            }
            _ => error.into(),
        }
    }

    /// Names the refusal of a file or folder by the operating system.
    pub(crate) fn by_system(path: &Path, error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                LibraryError::ReadOnly { path: path.to_owned() }
            }
            ErrorKind::NotADirectory | ErrorKind::NotFound | ErrorKind::AlreadyExists => {
                LibraryError::NoFolder { path: path.to_owned(), why: error.to_string() }
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => LibraryError::Full,
            _ => LibraryError::Disk(error),
        }
    }
}

/// Writes bytes as lowercase hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
