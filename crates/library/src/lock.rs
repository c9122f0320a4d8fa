//! The lock file that lets one program in.
//!
//! Two programs with one library would both believe that they alone number this device's changes. SQLite
//! itself lets many in, so the door is a file beside it, `<library>.lock`, held by a lock of the operating
//! system: a killed program leaves the file behind but never the lock.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::LibraryError;

/// Keeps every other program out for as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    held: File,
}

impl Drop for Lock {
    /// Let go by name: closing alone would leave it to a program that was started in this very moment and has not yet
    /// dropped what it was born with.
    fn drop(&mut self) {
        let _ = self.held.unlock();
    }
}

impl Lock {
    /// Takes the lock of the library at `path`, making its folder where that is missing.
    pub(crate) fn take(path: &Path) -> Result<Lock, LibraryError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| LibraryError::by_system(folder, e))?;
        }
        let beside = lock_path(path);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&beside)
            .map_err(|e| LibraryError::by_system(&beside, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { held: file }),
            Err(TryLockError::WouldBlock) => Err(LibraryError::AlreadyOpen { path: path.to_owned() }),
            Err(TryLockError::Error(e)) => Err(LibraryError::by_system(&beside, e)),
        }
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
