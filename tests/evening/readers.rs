//! Other programs that read what leaves the house.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)] // a fixture: each test takes what it needs

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs a program over bytes and gives what it says. None, with a word about it, where it is not installed; under
/// `cargo xtask test` all of them are (`ASIDES_REQUIRE_WINDOWS`), and a missing one fails the test.
pub fn reader(program: &str, arguments: &[&str], input: Option<&[u8]>) -> Option<String> {
    let spawned = Command::new(program)
        .args(arguments)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            assert!(std::env::var_os("ASIDES_REQUIRE_WINDOWS").is_none(), "{program}: {error}");
            eprintln!("NOT RUN: {program} is not here ({error})");
            return None;
        }
    };
    let mut pipe = child.stdin.take();
    let input = input.map(<[u8]>::to_vec);
    let feeding = std::thread::spawn(move || {
        if let (Some(pipe), Some(input)) = (&mut pipe, input) {
            let _ = pipe.write_all(&input);
        }
    });
    let said = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    assert!(said.status.success(), "{program}: {}", String::from_utf8_lossy(&said.stderr));
    Some(String::from_utf8_lossy(&said.stdout).into_owned())
}
