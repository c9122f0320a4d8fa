//! A start that cannot succeed says so in a sentence, with exit code 2.
#![cfg(target_os = "linux")]

use std::process::{Command, Output, Stdio};

fn start(words: &[&str], display: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_asides-desktop"));
    program.args(words).env_remove("WAYLAND_DISPLAY").env("DISPLAY", display).env("GDK_BACKEND", "x11");
    program.stdin(Stdio::null()).output().unwrap()
}

fn check(words: &[&str], display: &str, expect: &str) {
    let ended = start(words, display);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains(expect) && !said.contains("panicked"), "{said}");
    assert_eq!(ended.status.code(), Some(2), "{said}");
}

#[test]
fn without_a_display_it_names_what_works_without_one() {
    let profile = tempfile::tempdir().unwrap();
    let words = ["--profile", profile.path().to_str().unwrap()];
    check(&words, "", "asides serve");
    check(&words, ":54321", "asides serve");
    assert_eq!(profile.path().read_dir().unwrap().count(), 0, "nothing was begun");
}

#[test]
fn a_profile_that_cannot_be_a_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("film");
    std::fs::write(&file, "").unwrap();
    check(&["--profile", file.join("profile").to_str().unwrap()], "", "film/profile cannot be made");
}

#[test]
fn an_unknown_word_is_answered_with_the_known_ones() {
    check(&["--profil"], "", "--profile DIR");
}
