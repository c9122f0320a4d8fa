//! The pages in the root promise tests, name files and show pictures: here they are held to it.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // tests may fail loudly

use std::{fs, path::PathBuf};

const PAGES: &[&str] = &["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/protocol.md"];
/// Folders from which the pages name files, so that a road of a note stays readable.
const FROM: &[&str] = &["", "crates", "crates/asides/src", "crates/replica/src"];
/// A page that takes long to load is not looked at.
const PICTURE_BYTES_MAX: u64 = 200_000;

/// The project's folder, from that of this package, where cargo starts its tests. No path is compiled in: several checkouts
/// share one build folder, and each must find its own files.
fn root() -> PathBuf {
    "..".into()
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands between backticks, code blocks left out.
fn spans(text: &str) -> Vec<String> {
    let plain: String = text.split("```").step_by(2).collect();
    plain.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Where links and pictures lead.
fn links(text: &str) -> Vec<String> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(to, _)| to.to_owned()).collect()
}

/// The text of every source with tests in it.
fn sources() -> String {
    let mut text = String::new();
    let mut folders: Vec<PathBuf> =
        ["crates", "src-tauri", "tests", "ui/src", "ui/e2e"].map(|folder| root().join(folder)).into();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if ["rs", "ts", "mjs"].contains(&ending.as_str()) {
                text += &fs::read_to_string(path).unwrap();
            }
        }
    }
    text
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let readme = page("README.md");
    let promises = readme.split("\n## ").find(|part| part.starts_with("What it promises")).expect("there are promises");
    let sources = sources();
    let mut missing = Vec::new();
    let mut rows = 0;
    for row in promises.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")).skip(1) {
        let shown_by = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let tests = spans(shown_by);
        assert!(!tests.is_empty(), "a promise without a test: {row}");
        missing.extend(tests.into_iter().filter(|test| {
            !sources.contains(&format!("fn {test}(")) && !sources.contains(&format!("test(\"{test}\""))
        }));
        rows += 1;
    }
    assert_eq!(missing, Vec::<String>::new(), "promised tests that are not there");
    assert!(rows > 10, "only {rows} promises were found: has the table changed?");
}

#[test]
fn every_file_that_is_named_is_there() {
    let is_there = |name: &str| FROM.iter().any(|from| root().join(from).join(name).exists());
    // Not files of this repository: what runs, what is built, what lies in somebody's home.
    let elsewhere = |name: &str| {
        name.contains(char::is_whitespace)
            || ["http", "~", "/", "$", "%", "#", "target/", "asides/", "src/{"]
                .iter()
                .any(|begin| name.starts_with(begin))
    };
    let mut missing = Vec::new();
    for name in PAGES {
        let text = page(name);
        let named = spans(&text).into_iter().filter(|span| span.contains('/') && !elsewhere(span));
        let linked = links(&text).into_iter().filter(|link| !elsewhere(link));
        missing.extend(named.chain(linked).filter(|path| !is_there(path)).map(|path| format!("{path} in {name}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn pictures_are_small() {
    let pictures = links(&page("README.md")).into_iter().filter(|link| link.ends_with(".png"));
    let heavy: Vec<String> =
        pictures.filter(|picture| fs::metadata(root().join(picture)).unwrap().len() > PICTURE_BYTES_MAX).collect();
    assert_eq!(heavy, Vec::<String>::new());
}
