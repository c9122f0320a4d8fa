//! What has to be on the machine, why, and how it gets there.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// One thing that a command cannot do without.
pub struct Need {
    /// Its package on Debian and Ubuntu.
    package: &'static str,
    /// How it is found: any one of these is enough.
    found: Found,
    why: &'static str,
}

enum Found {
    /// A program on the PATH.
    Program(&'static [&'static str]),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A file that it brings.
    File(&'static str),
}

/// To compile everything and to open the window.
pub const WINDOW: &[Need] = &[
    Need { package: "build-essential", found: Found::Program(&["cc"]), why: "a C compiler, for SQLite" },
    Need { package: "pkg-config", found: Found::Program(&["pkg-config"]), why: "finds the libraries below" },
    Need {
        package: "libwebkit2gtk-4.1-dev",
        found: Found::Library("webkit2gtk-4.1"),
        why: "shows the page in the window",
    },
    Need {
        package: "librsvg2-dev",
        found: Found::Library("librsvg-2.0"),
        why: "draws the icons of the window's dialogs",
    },
    Need {
        package: "libayatana-appindicator3-dev",
        found: Found::Library("ayatana-appindicator3-0.1"),
        why: "the icon in the panel, in packages",
    },
];

/// To drive real windows and a browser in the tests.
pub const TESTS: &[Need] = &[
    Need {
        package: "webkit2gtk-driver",
        found: Found::Program(&["WebKitWebDriver"]),
        why: "presses keys in the real window",
    },
    Need {
        package: "xvfb",
        found: Found::Program(&["Xvfb"]),
        why: "a screen in memory, so that nothing pops up on yours",
    },
    Need { package: "dbus-x11", found: Found::Program(&["dbus-run-session"]), why: "a message bus of the tests' own" },
    Need { package: "openbox", found: Found::Program(&["openbox"]), why: "gives windows the focus on that screen" },
    Need { package: "xdotool", found: Found::Program(&["xdotool"]), why: "real key presses on that screen" },
    Need {
        package: "imagemagick",
        found: Found::Program(&["convert", "magick"]),
        why: "measures how dark the dark room is",
    },
    Need {
        package: "chromium",
        found: Found::Program(&["chromium", "chromium-browser", "google-chrome"]),
        why: "the UI's tests in a browser",
    },
    Need { package: "poppler-utils", found: Found::Program(&["pdftotext"]), why: "reads the pages that leave" },
    Need { package: "ffmpeg", found: Found::Program(&["ffprobe"]), why: "reads the subtitles that leave" },
    Need {
        package: "fonts-noto-color-emoji",
        found: Found::File("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
        why: "faces that come out as faces",
    },
];

/// To follow real players in the tests; none of them gets a screen or a speaker.
pub const PLAYERS: &[Need] = &[
    Need { package: "mpv", found: Found::Program(&["mpv"]), why: "a player to follow" },
    Need { package: "ffmpeg", found: Found::Program(&["ffmpeg"]), why: "makes the film that they play" },
    Need { package: "vlc-bin", found: Found::Program(&["vlc"]), why: "another player to follow" },
    Need { package: "vlc-plugin-base", found: Found::File("/usr/lib/vlc"), why: "what VLC plays films with" },
    Need { package: "playerctl", found: Found::Program(&["playerctl"]), why: "tells where VLC is, to compare" },
    Need { package: "dbus", found: Found::Program(&["dbus-daemon"]), why: "the message bus that they speak on" },
    Need { package: "syncplay-server", found: Found::Program(&["syncplay-server"]), why: "a room to look into" },
    Need { package: "util-linux", found: Found::Program(&["setpriv"]), why: "VLC does not run as root" },
];

/// Sees to it that all of it is there; installs what is missing on Debian and Ubuntu, and says so before.
///
/// # Errors
/// On any other Linux, without root and sudo, or when apt fails: the list of what to install by hand.
pub fn provide(lists: &[&[Need]]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let missing: Vec<&Need> = lists.iter().copied().flatten().filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  {:<30} {}", need.package, need.why);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if !on_path("apt-get") {
        bail!(
            "Please install them with your system's package manager; the names above are Debian's. \
             https://v2.tauri.app/start/prerequisites has the names for Fedora, Arch and others."
        );
    }
    println!("Installing them with apt-get.");
    apt(&["update"])?;
    let mut words = vec!["install", "--yes", "--no-install-recommends"];
    words.extend(packages);
    apt(&words)
}

impl Need {
    fn is_there(&self) -> bool {
        match self.found {
            Found::Program(names) => names.iter().any(|name| on_path(name)),
            Found::File(path) => Path::new(path).exists() || dpkg_has(self.package),
            Found::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
        }
    }
}

fn apt(words: &[&str]) -> Result<()> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.trim_ascii() == b"0");
    let mut command = match (root, on_path("sudo")) {
        (true, _) => Command::new("apt-get"),
        (false, true) => {
            let mut sudo = Command::new("sudo");
            sudo.arg("apt-get");
            sudo
        }
        (false, false) => bail!("That needs root, and sudo is not here. As root: apt-get {}", words.join(" ")),
    };
    let ended = command
        .args(["-o", "DPkg::Lock::Timeout=500", "-o", "Acquire::Retries=3"])
        .args(words)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .context("apt-get could not be started.")?;
    if !ended.success() {
        bail!("apt-get {} failed ({ended}). Nothing else was done.", words.join(" "));
    }
    Ok(())
}

fn dpkg_has(package: &str) -> bool {
    let said = Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    said.is_ok_and(|said| said.stdout == b"installed")
}

/// Whether a program of this name can be started.
pub fn on_path(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|ended| ended.success())
}
