//! A real mpv.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{PATIENCE, Running, film};

/// An mpv with the test film, without a screen or a speaker.
pub struct Mpv {
    /// Its process.
    pub running: Running,
    socket: PathBuf,
}

impl Mpv {
    /// Starts it and waits until its socket answers. It stands at the beginning.
    pub fn stands(socket: &Path) -> Self {
        let _ = std::fs::remove_file(socket);
        let running = Running::start(
            Command::new("mpv")
                .args(["--no-config", "--load-scripts=no", "--vo=null", "--ao=null", "--no-terminal", "--pause"])
                .args(["--keep-open=yes", "--hr-seek=yes"])
                .arg(format!("--input-ipc-server={}", socket.display()))
                .arg(film()),
        );
        let mpv = Self { running, socket: socket.to_owned() };
        let since = Instant::now();
        while mpv.get("time-pos").as_f64().is_none() {
            assert!(since.elapsed() < PATIENCE, "mpv has no film after {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        mpv
    }

    /// Asks for a property; null when it is not there.
    pub fn get(&self, name: &str) -> Value {
        self.ask(json!(["get_property", name])).unwrap_or(Value::Null)
    }

    /// Sets a property, as a person at the player would.
    pub fn set(&self, name: &str, value: Value) {
        assert!(self.ask(json!(["set_property", name, value])).is_some(), "{name} is set");
    }

    /// Waits until a property says this; nothing at all counts as no words.
    ///
    /// # Panics
    /// After [`PATIENCE`].
    pub fn is(&self, name: &str, expect: &str) {
        let since = Instant::now();
        loop {
            let found = self.get(name);
            let found = found.as_str().unwrap_or_default().trim();
            if found == expect {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{name} is {found:?}, not {expect:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until so many tracks of subtitles have a title.
    ///
    /// # Panics
    /// After [`PATIENCE`].
    pub fn keeps(&self, title: &str, tracks: usize) {
        let since = Instant::now();
        while self.tracks(title) != tracks {
            assert!(since.elapsed() < PATIENCE, "{tracks} of {title:?}: {}", self.get("track-list"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How many tracks of subtitles have a title.
    pub fn tracks(&self, title: &str) -> usize {
        self.titled(title).count()
    }

    /// The number of the track of subtitles with a title.
    pub fn track(&self, title: &str) -> Option<i64> {
        self.titled(title).next()?["id"].as_i64()
    }

    fn titled(&self, title: &str) -> impl Iterator<Item = Value> {
        let tracks = self.get("track-list").as_array().cloned().unwrap_or_default();
        tracks.into_iter().filter(move |track| track["type"] == "sub" && track["title"] == title)
    }

    /// Goes somewhere, as a person at the player would.
    pub fn goes_to(&self, film_ms: i64) {
        assert!(self.ask(json!(["seek", film_ms as f64 / 1e3, "absolute+exact"])).is_some(), "it goes to {film_ms}");
    }

    /// Where it is, asked outright, and when that was: the middle between question and answer.
    pub fn truth(&self) -> Option<(Instant, f64)> {
        let mut line = UnixStream::connect(&self.socket).ok()?;
        let asked = Instant::now();
        let place = Self::ask_on(&mut line, json!(["get_property", "time-pos"]))?.as_f64()?;
        let took = asked.elapsed();
        // An answer that was long under way says little about when it was true.
        (took < Duration::from_millis(30)).then_some((asked + took / 2, place * 1e3))
    }

    /// Sends a command; none when it is refused.
    pub fn ask(&self, command: Value) -> Option<Value> {
        let mut line = UnixStream::connect(&self.socket).ok()?;
        Self::ask_on(&mut line, command)
    }

    fn ask_on(line: &mut UnixStream, command: Value) -> Option<Value> {
        line.set_read_timeout(Some(PATIENCE)).ok()?;
        writeln!(line, "{}", json!({ "command": command, "request_id": 77 })).ok()?;
        for answer in BufReader::new(line).lines() {
            let answer: Value = serde_json::from_str(&answer.ok()?).ok()?;
            if answer["request_id"] == 77 {
                return (answer["error"] == "success").then(|| answer["data"].clone());
            }
        }
        None
    }
}
