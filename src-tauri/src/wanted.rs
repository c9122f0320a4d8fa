//! What the command line asks for.

use std::{ffi::OsString, path::PathBuf};

use asides::{Network, profile::Profile};

use crate::link::Link;

const HELP: &str = "\
Asides: notes during a film, and the conversation after it.

  --profile DIR      the folder with everything; two people on one machine use two
  --network WHERE    lan (the usual), loopback (this machine alone) or off
  --version, --help

A link is opened: asides://join#... an invite, asides://s/SCREENING/talk a place.
";

/// A start of the window.
#[derive(Debug)]
pub struct Wanted {
    /// The folder with everything, existing, by its full path.
    pub profile: Profile,
    /// Whether it is the system's usual folder.
    pub usual: bool,
    /// Where the device listens.
    pub network: Network,
    /// Where a link leads that it was started with.
    pub link: Option<Link>,
}

impl Wanted {
    /// Reads the words after the program's name, and makes the profile's folder. None when they were answered here.
    ///
    /// # Errors
    /// A sentence, for a word that is not understood or a folder that cannot be made.
    pub fn read(words: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (mut folder, mut network, mut link) = (None, Network::Lan, None);
        let mut words = words;
        while let Some(word) = words.next() {
            let word = word.to_string_lossy().into_owned();
            match word.as_str() {
                "--profile" => folder = Some(PathBuf::from(words.next().ok_or("--profile needs a folder.")?)),
                "--network" => network = read_network(&words.next().unwrap_or_default().to_string_lossy())?,
                "--help" | "-h" => {
                    print!("{HELP}");
                    return Ok(None);
                }
                "--version" | "-V" => {
                    println!("asides {}", env!("CARGO_PKG_VERSION"));
                    return Ok(None);
                }
                // One that this version does not know opens the window all the same: its sender meant well.
                word if word.starts_with("asides:") => link = Link::read(word),
                other => return Err(format!("“{other}” is not understood.\n\n{HELP}")),
            }
        }
        let usual = folder.is_none();
        let folder = match folder {
            Some(folder) => folder,
            None => Profile::default_dir().map_err(|error| error.to_string())?,
        };
        let made = Profile::at(&folder).map_err(|error| error.to_string())?;
        // The full path: the folder names this program on the message bus, however it was written.
        let full = made
            .dir()
            .canonicalize()
            .map_err(|error| format!("The folder {} cannot be read ({error}).", folder.display()))?;
        Ok(Some(Self { profile: Profile::at(full).map_err(|error| error.to_string())?, usual, network, link }))
    }

    /// A name for this profile that no other has, made for message buses: letters, digits and dots.
    ///
    /// FNV-1a over the full path; it names, and guards nothing.
    pub fn identifier(&self, program: &str) -> String {
        if self.usual {
            return program.to_owned();
        }
        let path = self.profile.dir().as_os_str().as_encoded_bytes();
        let hash = path
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{program}.p{hash:016x}")
    }
}

fn read_network(word: &str) -> Result<Network, String> {
    match word {
        "lan" => Ok(Network::Lan),
        "loopback" => Ok(Network::Loopback),
        "off" => Ok(Network::Off),
        other => Err(format!("--network is lan, loopback or off, not “{other}”.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Option<Wanted>, String> {
        Wanted::read(words.iter().map(OsString::from))
    }

    #[test]
    fn two_profiles_have_two_names_and_one_profile_has_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| {
            let path = folder.path().join(name);
            read(&["--profile", path.to_str().unwrap()]).unwrap().unwrap().identifier("io.github.asides")
        };
        assert_ne!(at("ann"), at("ben"));
        assert_eq!(at("ann"), at("./ann/../ann"));
    }

    #[test]
    fn a_link_is_taken_along_and_an_unknown_one_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let check = |word: &str, expect: Option<Link>| {
            let wanted = read(&["--profile", folder.path().to_str().unwrap(), word]).unwrap().unwrap();
            assert_eq!(wanted.link, expect, "{word}");
        };
        check("asides://join#asides1qpz", Some(Link::Join { ticket: "asides1qpz".to_owned() }));
        check("asides://moon", None);
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        assert!(read(&["--profil", "x"]).unwrap_err().contains("--profile DIR"));
        assert!(read(&["--profile"]).unwrap_err().contains("folder"));
        assert!(read(&["--network", "moon"]).unwrap_err().contains("moon"));
    }
}
