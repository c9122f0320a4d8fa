//! A profile: the folder in which one person's Asides lives on one machine.
//!
//! Every path comes from here, so that two people can share a laptop, each with their own folder, and so that a test
//! never meets a real evening.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder with everything that Asides keeps.
///
/// ```
/// let folder = tempfile::tempdir().unwrap();
/// let profile = asides::profile::Profile::at(folder.path()).unwrap();
/// let first = profile.device_seed().unwrap();
/// assert_eq!(profile.device_seed().unwrap(), first, "a device keeps its key");
/// ```
#[derive(Debug, Clone)]
pub struct Profile {
    dir: PathBuf,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The folder cannot be made.
    #[error("The folder {} cannot be made ({cause}). Nothing was changed. Choose another with --profile.", dir.display())]
    NoFolder {
        /// Which.
        dir: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The key cannot be read or written.
    #[error("The device's key in {} cannot be used ({cause}). Your notes are safe in the same folder. Check who may read and write it.", file.display())]
    NoKey {
        /// Which.
        file: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The key file holds something else.
    #[error("{} does not hold a device key. Your notes are safe. Put the right file back, or move this one away to start as a new device that must be invited again.", file.display())]
    BadKey {
        /// Which.
        file: PathBuf,
    },
    /// No home folder is known.
    #[error("This system names no folder for a program's data. Nothing was changed. Choose one with --profile.")]
    Homeless,
}

impl Profile {
    /// Opens a folder, making it when it is missing; on Unix nobody else may look into a new one.
    ///
    /// # Errors
    /// [`ProfileError::NoFolder`] when it cannot be made.
    pub fn at(dir: impl AsRef<Path>) -> Result<Self, ProfileError> {
        let dir = dir.as_ref().to_path_buf();
        let no_folder = |cause| ProfileError::NoFolder { dir: dir.clone(), cause };
        if !dir.is_dir() {
            fs::create_dir_all(&dir).map_err(no_folder)?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).map_err(no_folder)?;
            }
        }
        Ok(Self { dir })
    }

    /// Names the folder used without `--profile`.
    ///
    /// # Errors
    /// [`ProfileError::Homeless`] when the system names none.
    pub fn default_dir() -> Result<PathBuf, ProfileError> {
        let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let data = if cfg!(windows) {
            from("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            from("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
        };
        data.map(|data| data.join("asides")).ok_or(ProfileError::Homeless)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The one SQLite file.
    pub fn database(&self) -> PathBuf {
        self.dir.join("asides.db")
    }

    /// Where the window keeps its cookies and caches.
    pub fn webview(&self) -> PathBuf {
        self.dir.join("webview")
    }

    /// Reads this device's secret, or draws one at the first start; only its owner may read the file.
    ///
    /// # Errors
    /// When the file cannot be read, written, or holds something else.
    pub fn device_seed(&self) -> Result<[u8; 32], ProfileError> {
        let file = self.dir.join("device.key");
        let no_key = |cause| ProfileError::NoKey { file: file.clone(), cause };
        match fs::read(&file) {
            Ok(text) => data_encoding::HEXLOWER
                .decode(text.trim_ascii())
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| ProfileError::BadKey { file: file.clone() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed).map_err(|error| no_key(std::io::Error::other(error.to_string())))?;
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                {
                    use std::os::unix::fs::OpenOptionsExt as _;
                    options.mode(0o600);
                }
                let mut written = options.open(&file).map_err(no_key)?;
                written.write_all(data_encoding::HEXLOWER.encode(&seed).as_bytes()).map_err(no_key)?;
                written.sync_all().map_err(no_key)?;
                Ok(seed)
            }
            Err(error) => Err(no_key(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_with_other_words_is_left_alone_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path()).unwrap();
        fs::write(folder.path().join("device.key"), "a shopping list").unwrap();
        assert!(matches!(profile.device_seed(), Err(ProfileError::BadKey { .. })));
        assert_eq!(fs::read_to_string(folder.path().join("device.key")).unwrap(), "a shopping list");
    }

    #[test]
    fn a_file_in_the_way_is_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("film");
        fs::write(&file, "").unwrap();
        assert!(matches!(Profile::at(file.join("profile")), Err(ProfileError::NoFolder { .. })));
    }
}
