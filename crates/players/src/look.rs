//! Looking for players on this machine and around it.

use std::path::PathBuf;
use std::time::Duration;

use crate::{Address, Film, Kind, mpris, mpv};

/// A player that was found and could be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Where it is.
    pub address: Address,
    /// What it is.
    pub kind: Kind,
    /// What it is called where it was found, when that says more than its kind: "Living room".
    pub place: Option<String>,
    /// What it has open.
    pub film: Film,
    /// Whether it plays right now.
    pub playing: bool,
    /// It says nothing before it is told a password or a key.
    pub locked: bool,
}

/// How long one player may take to say what it plays.
const ANSWER: Duration = Duration::from_millis(1_500);
/// How many sockets are tried at most.
const SOCKETS_MAX: usize = 16;

/// Looks for players for about two seconds. None of them notices more than a question.
pub async fn look() -> Vec<Offer> {
    look_at(None).await
}

/// The same with another message bus than the session's.
pub async fn look_at(bus: Option<&str>) -> Vec<Offer> {
    let (own, on_bus) = tokio::join!(mpvs(sockets()), mpris::look(bus));
    // An mpv with a plugin is on the bus too; its own socket tells more.
    let twice = |offer: &Offer| offer.kind == Kind::Mpv && own.iter().any(|one| one.film.title == offer.film.title);
    let on_bus: Vec<Offer> = on_bus.into_iter().filter(|offer| !twice(offer)).collect();
    own.into_iter().chain(on_bus).collect()
}

/// Asks each socket whether mpv is there and what it plays.
pub(crate) async fn mpvs(sockets: Vec<PathBuf>) -> Vec<Offer> {
    let asked: Vec<_> = sockets
        .into_iter()
        .take(SOCKETS_MAX)
        .map(|socket| {
            tokio::spawn(async move {
                let (film, playing) = tokio::time::timeout(ANSWER, mpv::ask(&socket)).await.ok()?.ok()?;
                Some(Offer {
                    address: Address::Mpv { socket },
                    kind: Kind::Mpv,
                    place: None,
                    film,
                    playing,
                    locked: false,
                })
            })
        })
        .collect();
    let mut offers = Vec::new();
    for one in asked {
        offers.extend(one.await.ok().flatten());
    }
    offers
}

/// Lists where mpv may listen: sockets with its name in their path, and the one that its settings name.
fn sockets() -> Vec<PathBuf> {
    let mut found = Vec::new();
    #[cfg(target_os = "linux")]
    if let Ok(table) = std::fs::read_to_string("/proc/net/unix") {
        found.extend(listening(&table));
    }
    #[cfg(windows)]
    if let Ok(pipes) = std::fs::read_dir(r"\\.\pipe\") {
        found.extend(pipes.flatten().map(|pipe| pipe.path()).filter(|path| is_mpvs(path)));
    }
    if let Some(settings) = settings_file().and_then(|file| std::fs::read_to_string(file).ok()) {
        found.extend(named(&settings));
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(any(target_os = "linux", windows, test))]
fn is_mpvs(path: &std::path::Path) -> bool {
    path.to_string_lossy().to_lowercase().contains("mpv")
}

/// The sockets of mpv among those that the system lists.
#[cfg(any(target_os = "linux", test))]
fn listening(table: &str) -> impl Iterator<Item = PathBuf> {
    // The path is the eighth column; flags 00010000 say that somebody listens.
    table
        .lines()
        .filter(|line| line.split_whitespace().nth(3) == Some("00010000"))
        .filter_map(|line| line.splitn(2, " /").nth(1))
        .map(|path| PathBuf::from(format!("/{path}")))
        .filter(|path| is_mpvs(path))
}

fn settings_file() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(windows) {
        from("APPDATA")?.join("mpv")
    } else {
        from("XDG_CONFIG_HOME").or_else(|| from("HOME").map(|home| home.join(".config")))?.join("mpv")
    };
    Some(folder.join("mpv.conf"))
}

/// The socket that mpv's settings name.
fn named(settings: &str) -> Option<PathBuf> {
    let value =
        settings.lines().find_map(|line| line.trim().strip_prefix("input-ipc-server")?.trim().strip_prefix('='))?;
    let value = value.trim().trim_matches(['"', '\'']);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (value.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Some(home.join(rest)),
        _ => (!value.is_empty()).then(|| PathBuf::from(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_mpvs_by_its_name_and_open_by_its_flags() {
        let table = "\
Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 42 /tmp/mpv socket
0000000000000000: 00000003 00000000 00000000 0001 03 43 /tmp/mpv socket
0000000000000000: 00000002 00000000 00010000 0001 01 44 /run/dbus/system_bus_socket
0000000000000000: 00000002 00000000 00010000 0001 01 45 @/tmp/mpv-abstract
0000000000000000: 00000002 00000000 00010000 0001 01 46";
        assert_eq!(listening(table).collect::<Vec<_>>(), [PathBuf::from("/tmp/mpv socket")]);
    }

    #[test]
    fn the_settings_name_a_socket() {
        let check = |settings: &str, expect: Option<&str>| assert_eq!(named(settings), expect.map(PathBuf::from));
        check("# nothing", None);
        check("volume=50\n  input-ipc-server = /tmp/mpvsocket\n", Some("/tmp/mpvsocket"));
        check("input-ipc-server=\"\\\\.\\pipe\\mpv\"", Some("\\\\.\\pipe\\mpv"));
        check("input-ipc-server=", None);
    }
}
