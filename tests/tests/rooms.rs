//! The rooms of the house and the doors between them.
//!
//! What stands in ARCHITECTURE.md as a table stands here as a test: who may know whom, and which outside crates live in
//! one room only, so that SQL, the network, the window and HTTP can each be understood, and replaced, in one place.
//! Dependencies for tests and for build scripts count too: a door is a door.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Every crate of ours, with the crates of ours that it may know.
const DOORS: &[(&str, &[&str])] = &[
    ("screening", &[]),
    ("recap", &["screening"]),
    ("press", &["screening", "recap"]),
    ("replica", &[]),
    ("library", &["screening", "replica"]),
    ("peers", &["replica"]),
    ("players", &[]),
    ("asides", &["screening", "recap", "press", "replica", "library", "peers", "players"]),
    ("asides-desktop", &["asides"]),
    ("household", &["screening", "recap", "press", "replica", "library", "peers", "players", "asides"]),
    ("xtask", &[]),
];

/// Outside crates, by how their names begin, that one room alone may know.
const HOMES: &[(&str, &str)] = &[
    ("rusqlite", "library"),
    ("iroh", "peers"),
    ("zbus", "players"),
    ("tauri", "asides-desktop"),
    ("axum", "asides"),
    ("typst", "press"),
    ("fantoccini", "household"),
];

/// Rooms without IO: time, ids and bytes come in as arguments, so nothing that waits, opens or dials is known there.
const QUIET: &[&str] = &["screening", "recap", "replica"];
const NOISE: &[&str] =
    &["tokio", "rusqlite", "iroh", "axum", "tauri", "reqwest", "hyper", "async-std", "smol", "mio", "notify"];

#[test]
fn every_door_is_in_the_plan() {
    let rooms: BTreeSet<&str> = DOORS.iter().map(|(room, _)| *room).collect();
    let known = dependencies();
    assert_eq!(
        rooms,
        known.keys().map(String::as_str).collect(),
        "the plan lists every crate of the workspace and no other"
    );
    let unplanned: Vec<String> = known
        .iter()
        .flat_map(|(room, all)| all.iter().map(move |other| (room, other)))
        .filter(|(_, other)| rooms.contains(other.as_str()))
        .filter(|(room, other)| !DOORS.iter().any(|(from, to)| from == room && to.contains(&other.as_str())))
        .map(|(room, other)| format!("{room} knows {other}"))
        .collect();
    assert_eq!(unplanned, Vec::<String>::new(), "a new door is opened in the plan first, with its reason");
}

#[test]
fn guests_stay_in_their_rooms() {
    let strays: Vec<String> = dependencies()
        .into_iter()
        .flat_map(|(room, all)| all.into_iter().map(move |guest| (room.clone(), guest)))
        .filter(|(room, guest)| HOMES.iter().any(|(name, home)| guest.starts_with(name) && room != home))
        .map(|(room, guest)| format!("{guest} in {room}"))
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn the_quiet_rooms_do_no_io() {
    let known = dependencies();
    for room in QUIET {
        let heard: Vec<&String> = known[*room].iter().filter(|name| NOISE.contains(&name.as_str())).collect();
        assert!(heard.is_empty(), "{room} knows {heard:?}");
    }
}

/// What each crate of the workspace names in its Cargo.toml, for every target and every purpose.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let said = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let name = |of: &serde_json::Value| of["name"].as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|one| (name(one), one["dependencies"].as_array().unwrap().iter().map(name).collect())).collect()
}
