//! Files that leave the house: written beside, synced, and only then given their names.
//!
//! Several files are one export: all of them lie beside their places, whole and synced, before the first one gets its
//! name, so that a full disk or a change of mind in the middle leaves everything as it was. What stands there already is
//! replaced only when a person said so; without that word a name is given in a way that the system itself refuses when
//! somebody else took it meanwhile.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::going::Going;

/// How much is written between two looks at whether somebody wants to stop, in bytes.
const CHUNK_BYTES: usize = 256 * 1024;

/// Why nothing was written. In every case what was there is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPut {
    /// A file of that name is there, and nobody said that it may be replaced.
    #[error("There is a file {0} already. It was left as it is. Choose another name, or say that it may be replaced.")]
    FileExists(String),
    /// The folder is missing.
    #[error("There is no folder {0}. Nothing was written. Make it first, or choose another one.")]
    NoSuchFolder(String),
    /// Something that is no folder stands where one was expected, or the other way round.
    #[error("{0} cannot hold a file of this name. Nothing was written. Choose a folder, or another name.")]
    NoFolder(String),
    /// This person may not write there.
    #[error("You may not write in {0}. Nothing was written. Choose a folder of your own.")]
    NoRights(String),
    /// The disk is full, or what this person may use of it.
    #[error(
        "There is no room for {0}. What was there is as it was, and nothing is half written. Free some space, or choose another disk."
    )]
    DiskFull(String),
    /// The disk takes nothing.
    #[error("The disk of {0} can only be read. Nothing was written. Choose another one.")]
    ReadOnly(String),
    /// The name is longer than the system bears.
    #[error("The name {0} is too long for this system. Nothing was written. Choose a shorter one.")]
    NameTooLong(String),
    /// Several files, and one name.
    #[error("These are {files} files, and {path} is no folder. Nothing was written. Choose a folder.")]
    OneNameForMany {
        /// How many.
        files: usize,
        /// The name.
        path: String,
    },
    /// Somebody stopped it.
    #[error("The export was stopped. Nothing was written, and what was there is as it was.")]
    Stopped,
    /// The system said something else.
    #[error("{path} could not be written ({says}). What was there is as it was. Choose another folder.")]
    NotWritten {
        /// Where to.
        path: String,
        /// What the system said.
        says: String,
    },
}

/// Where each file goes: a single file may be named outright, several go into a folder.
pub(crate) fn places(path: &Path, names: &[&str]) -> Result<Vec<PathBuf>, NotPut> {
    if path.is_dir() {
        return Ok(names.iter().map(|name| path.join(name)).collect());
    }
    match names {
        [_] => Ok(vec![path.to_path_buf()]),
        _ => Err(NotPut::OneNameForMany { files: names.len(), path: path.display().to_string() }),
    }
}

/// Writes files whole, all of them or none.
pub(crate) fn put(files: &[(PathBuf, &[u8])], replace: bool, going: &Going) -> Result<(), NotPut> {
    for (path, _) in files {
        check(path, replace)?;
    }
    let whole = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut written = 0;
    let mut beside = Vec::new();
    for (path, bytes) in files {
        beside.push(Beside::write(path, bytes, |more| {
            written += more;
            going.written(written, whole)
        })?);
    }
    if going.is_stopped() {
        return Err(NotPut::Stopped);
    }
    let mut named: Vec<PathBuf> = Vec::new();
    for (one, (path, _)) in beside.into_iter().zip(files) {
        if let Err(refused) = one.take_its_place(path, replace) {
            // Only what this export made; whatever was replaced was replaced whole.
            let made = if replace { [].iter() } else { named.iter() };
            for path in made {
                let _ = fs::remove_file(path);
            }
            return Err(refused);
        }
        named.push(path.clone());
    }
    if let Some(folder) = files.first().and_then(|(path, _)| path.parent()) {
        sync_folder(folder);
    }
    Ok(())
}

fn check(path: &Path, replace: bool) -> Result<(), NotPut> {
    let folder = folder_of(path);
    let says = || folder.display().to_string();
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(NotPut::NoFolder(says())),
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(NotPut::NoSuchFolder(says())),
        Err(error) => return Err(refusal(path, &error)),
    }
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Err(NotPut::NoFolder(path.display().to_string())),
        Ok(_) if !replace => Err(NotPut::FileExists(path.display().to_string())),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// A file that has no name yet which anybody would look for; gone when it never gets one.
struct Beside {
    path: PathBuf,
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Beside {
    fn write(to: &Path, bytes: &[u8], mut more: impl FnMut(usize) -> bool) -> Result<Self, NotPut> {
        let says = |error: io::Error| refusal(to, &error);
        let (mut file, beside) = Self::open(to).map_err(says)?;
        for chunk in bytes.chunks(CHUNK_BYTES) {
            file.write_all(chunk).map_err(says)?;
            if !more(chunk.len()) {
                return Err(NotPut::Stopped);
            }
        }
        file.sync_all().map_err(says)?;
        Ok(beside)
    }

    /// A name beside that nobody has: never a file of somebody else, never through a link.
    fn open(to: &Path) -> io::Result<(File, Self)> {
        let mut last = io::Error::from(ErrorKind::AlreadyExists);
        for number in 0..100 {
            let path = folder_of(to).join(format!(".asides-{}-{number}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((file, Self { path })),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn take_its_place(self, path: &Path, replace: bool) -> Result<(), NotPut> {
        let says = |error: io::Error| refusal(path, &error);
        if replace {
            return fs::rename(&self.path, path).map_err(says);
        }
        match fs::hard_link(&self.path, path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(says(error)),
            // A file system without links, as on many sticks: looked at once more, and renamed.
            Err(_) if path.exists() => Err(NotPut::FileExists(path.display().to_string())),
            Err(_) => fs::rename(&self.path, path).map_err(says),
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// So that the name too is there after a power cut, as far as the system can promise that.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

fn refusal(path: &Path, error: &io::Error) -> NotPut {
    let shown = path.display().to_string();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => NotPut::DiskFull(shown),
        ErrorKind::PermissionDenied => NotPut::NoRights(folder_of(path).display().to_string()),
        ErrorKind::ReadOnlyFilesystem => NotPut::ReadOnly(shown),
        ErrorKind::NotFound => NotPut::NoSuchFolder(folder_of(path).display().to_string()),
        ErrorKind::NotADirectory | ErrorKind::IsADirectory => NotPut::NoFolder(shown),
        ErrorKind::InvalidFilename => NotPut::NameTooLong(shown),
        ErrorKind::AlreadyExists => NotPut::FileExists(shown),
        _ => NotPut::NotWritten { path: shown, says: error.to_string() },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // tests say what they expect in the shortest words
mod tests {
    use super::*;

    /// Everything in a folder, hidden files too, with its content.
    fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap_or_default()))
            .collect();
        all.sort();
        all
    }

    fn write(folder: &Path, names: &[&str], bytes: &[u8], replace: bool) -> Result<(), NotPut> {
        let files: Vec<(PathBuf, &[u8])> = names.iter().map(|name| (folder.join(name), bytes)).collect();
        put(&files, replace, &Going::alone())
    }

    #[test]
    fn a_file_is_replaced_by_choice_alone() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a.md"], b"one", false).unwrap();
        let there = folder.path().join("a.md").display().to_string();
        assert_eq!(write(folder.path(), &["a.md"], b"two", false), Err(NotPut::FileExists(there.clone())));
        // One that is there keeps all of them from being written.
        assert_eq!(write(folder.path(), &["b.md", "a.md"], b"two", false), Err(NotPut::FileExists(there)));
        assert_eq!(all(folder.path()), [("a.md".to_owned(), b"one".to_vec())]);
        write(folder.path(), &["a.md", "b.md"], b"two", true).unwrap();
        assert_eq!(all(folder.path()), ["a.md", "b.md"].map(|name| (name.to_owned(), b"two".to_vec())));
    }

    #[test]
    fn folders_that_are_none_are_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        fs::create_dir(folder.path().join("there")).unwrap();
        let shown = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(write(folder.path(), &["gone/a.md"], b"", false), Err(NotPut::NoSuchFolder(shown("gone"))));
        assert_eq!(write(folder.path(), &["file/a.md"], b"", false), Err(NotPut::NoFolder(shown("file"))));
        assert_eq!(write(folder.path(), &["there"], b"", true), Err(NotPut::NoFolder(shown("there"))));
        let long = "x".repeat(300);
        assert_eq!(write(folder.path(), &[&long], b"", true), Err(NotPut::NameTooLong(shown(&long))));
        let many = places(&folder.path().join("file"), &["a", "b"]).unwrap_err();
        assert_eq!(many, NotPut::OneNameForMany { files: 2, path: shown("file") });
        assert_eq!(all(folder.path()).len(), 2);
    }

    #[test]
    fn stopped_in_the_middle_nothing_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let going = Going::alone();
        going.stop();
        let files: Vec<(PathBuf, &[u8])> = vec![(folder.path().join("a"), b"x"), (folder.path().join("b"), b"y")];
        assert_eq!(put(&files, false, &going), Err(NotPut::Stopped));
        assert!(all(folder.path()).is_empty());
    }

    /// A disk of 256 KiB, where this test may mount one (root on Linux); says so where it may not.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_takes_nothing_and_loses_nothing() {
        use std::process::Command;
        let folder = tempfile::tempdir().unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(folder.path()).output();
        if !mounted.is_ok_and(|said| said.status.success()) {
            eprintln!("NOT RUN: no permission to mount a small tmpfs");
            return;
        }
        write(folder.path(), &["a.md"], b"old", false).unwrap();
        let large = vec![b'x'; 200 * 1024];
        let there = |name: &str| folder.path().join(name).display().to_string();
        // The first fits, the second does not: neither is there, and what was there is as it was.
        let full = write(folder.path(), &["a.md", "b.md"], &large, true);
        let left = all(folder.path());
        let unmounted = Command::new("umount").arg("-l").arg(folder.path()).status();
        assert!(unmounted.is_ok_and(|ended| ended.success()));
        assert_eq!(full, Err(NotPut::DiskFull(there("b.md"))));
        assert_eq!(left, [("a.md".to_owned(), b"old".to_vec())]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_without_rights_is_said() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        // Root may write everywhere but in the kernel's own folders.
        let mine =
            if fs::write(folder.path().join("probe"), "").is_err() { folder.path() } else { Path::new("/sys/kernel") };
        let refused = write(mine, &["a.md"], b"x", false).unwrap_err();
        let said =
            [NotPut::NoRights(mine.display().to_string()), NotPut::ReadOnly(mine.join("a.md").display().to_string())];
        assert!(said.contains(&refused), "{refused}");
        assert!(!mine.join("a.md").exists());
    }

    #[test]
    fn what_the_system_says_is_put_into_words() {
        let path = Path::new("/somewhere/a.md");
        let check = |kind: ErrorKind, expect: NotPut| assert_eq!(refusal(path, &io::Error::from(kind)), expect);
        check(ErrorKind::PermissionDenied, NotPut::NoRights("/somewhere".to_owned()));
        check(ErrorKind::ReadOnlyFilesystem, NotPut::ReadOnly("/somewhere/a.md".to_owned()));
        check(ErrorKind::StorageFull, NotPut::DiskFull("/somewhere/a.md".to_owned()));
        check(ErrorKind::QuotaExceeded, NotPut::DiskFull("/somewhere/a.md".to_owned()));
    }
}
