//! A real VLC: as another user when the tests run as root, which it refuses.

use std::collections::VecDeque;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{Bus, PATIENCE, Running, film};

/// Long enough for two of the steps in which VLC renews its place.
const STEPS: Duration = Duration::from_millis(700);

/// A VLC with the test film, without a screen or a speaker.
pub struct Vlc {
    /// Its process.
    pub running: Running,
    bus: String,
    /// Its answers of the last moments: when, and what to add to the milliseconds since `since`.
    answers: Mutex<VecDeque<(Instant, f64)>>,
    since: Instant,
}

impl Vlc {
    /// Starts it and waits until it plays; `more` are further words for it.
    pub fn plays(bus: &Bus, folder: &Path, more: &[&str]) -> Self {
        // Whoever plays the film must get at it, and at the bus.
        std::fs::set_permissions(folder, PermissionsExt::from_mode(0o777)).unwrap();
        let mut command = as_somebody();
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
            .env("HOME", folder)
            .args(["--intf", "dummy", "--control", "dbus", "--vout", "dummy", "--no-audio", "--no-video-title-show"])
            .args(["--no-metadata-network-access", "--no-one-instance", "--input-repeat", "0"])
            .args(more)
            .arg(film());
        let (running, answers) = (Running::start(&mut command), Mutex::default());
        let vlc = Self { running, bus: bus.address.clone(), answers, since: Instant::now() };
        let since = Instant::now();
        while vlc.truth().is_none_or(|(_, film_ms)| film_ms < 100.0) {
            assert!(since.elapsed() < PATIENCE, "VLC does not play after {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        vlc
    }

    /// Does what a person at the player would: `pause`, `play`, `position 300`.
    pub fn does(&self, words: &[&str]) {
        assert!(self.playerctl(words).is_some(), "playerctl {words:?}");
    }

    /// Where it is, asked outright by another program, and when that was. VLC renews its place every 280 ms, so of the last
    /// answers the one that leads furthest counts; only while it plays on.
    pub fn truth(&self) -> Option<(Instant, f64)> {
        let asked = Instant::now();
        let seconds: f64 = self.playerctl(&["position"])?.trim().parse().ok()?;
        let took = asked.elapsed();
        // An answer that was long under way says little about when it was true.
        if took >= Duration::from_millis(60) {
            return None;
        }
        let then = asked + took / 2;
        let then_ms = then.duration_since(self.since).as_secs_f64() * 1e3;
        let mut answers = self.answers.lock().unwrap();
        answers.push_back((then, seconds * 1e3 - then_ms));
        answers.retain(|(earlier, _)| then.duration_since(*earlier) <= STEPS);
        Some((then, then_ms + answers.iter().map(|(_, add_ms)| *add_ms).fold(f64::MIN, f64::max)))
    }

    fn playerctl(&self, words: &[&str]) -> Option<String> {
        let said = Command::new("playerctl")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .args(["--player", "vlc"])
            .args(words)
            .output();
        let said = said.expect("playerctl is installed");
        said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
    }
}

fn as_somebody() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.trim_ascii() == b"0");
    if !root {
        return Command::new("vlc");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--", "vlc"]);
    command
}
