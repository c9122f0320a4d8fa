//! A film of ten minutes that costs nothing to play: small pictures that count, made once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What the film is called.
pub const TITLE: &str = "The Lamplighter’s Daughter";
/// How long it runs, in milliseconds.
pub const LENGTH_MS: i64 = 600_000;

/// Gives the film, making it when it is not there yet.
///
/// # Panics
/// Without ffmpeg.
pub fn film() -> &'static Path {
    static FILM: OnceLock<PathBuf> = OnceLock::new();
    FILM.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("asides-test-film-{}", user()));
        let film = folder.join("lamplighter-sound.webm");
        if film.exists() {
            return film;
        }
        std::fs::create_dir_all(&folder).unwrap();
        let mine = |name: &str| folder.join(format!("{}-{name}.webm", std::process::id()));
        let (reel, begun) = (mine("reel"), mine("begun"));
        ffmpeg(|command| {
            // A browser gives a film without sound no place on the message bus.
            command.args(["-f", "lavfi", "-i", "testsrc=size=64x36:rate=25:duration=10"]);
            command.args(["-f", "lavfi", "-i", "sine=frequency=220:duration=10", "-c:a", "libopus", "-b:a", "12k"]);
            command.args(["-c:v", "libvpx", "-b:v", "60k"]);
            command.args(["-deadline", "realtime", "-cpu-used", "8", "-g", "50"]).arg(&reel)
        });
        // One reel, sixty times: copying costs nothing.
        ffmpeg(|command| {
            command.args(["-stream_loop", "59", "-i"]).arg(&reel).args(["-c", "copy"]);
            command.args(["-metadata", &format!("title={TITLE}")]).arg(&begun)
        });
        std::fs::remove_file(&reel).unwrap();
        std::fs::rename(&begun, &film).unwrap();
        film
    })
}

fn ffmpeg(words: impl FnOnce(&mut Command) -> &mut Command) {
    let mut command = Command::new("ffmpeg");
    command.args(["-loglevel", "error", "-y"]);
    let made = words(&mut command).status();
    assert!(made.is_ok_and(|ended| ended.success()), "ffmpeg makes the test film");
}

fn user() -> String {
    std::env::var("USER").unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect()
}
