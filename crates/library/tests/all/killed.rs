//! `kill -9` while notes are being saved: every acknowledged one is there afterwards.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use library::Library;

use crate::common::{child_folder, child_for};

const ROUNDS: usize = 5;
const ACKNOWLEDGED: usize = 60;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for _ in 0..ROUNDS {
        let mut child = child_for(folder.path(), "killed::child").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The harness prints the test's name without a line's end, so an id may follow it.
        let ids = lines.map_while(Result::ok).filter_map(|line| line.split("saved ").nth(1).map(str::to_owned));
        acknowledged.extend(ids.take(ACKNOWLEDGED));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(acknowledged.len(), ROUNDS * ACKNOWLEDGED);
    let library = Library::open(&folder.path().join("asides.library")).unwrap().library;
    let lost: Vec<&String> = acknowledged.iter().filter(|id| library.setting(id).unwrap().is_none()).collect();
    assert_eq!(lost, Vec::<&String>::new());
}

#[test]
#[ignore = "run by the test above, which kills it"]
fn child() {
    let Some(folder) = child_folder() else { return };
    let mut library = Library::open(&folder.join("asides.library")).unwrap().library;
    let begun = library.settings("note/").unwrap().len();
    let mut out = std::io::stdout();
    for number in begun.. {
        let id = format!("note/{number:08}");
        let turn = library.turn().unwrap();
        turn.put_setting(&id, Some(id.as_bytes())).unwrap();
        turn.commit().unwrap();
        writeln!(out, "saved {id}").unwrap();
        out.flush().unwrap();
    }
}
