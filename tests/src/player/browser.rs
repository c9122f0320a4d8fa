//! A real Chromium with the film in a tab. The page itself says where it is: that is the truth beside MPRIS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Bus, PATIENCE, Running, film};

/// The page: plays, says where it is ten times a second, and does what the answer tells it.
const PAGE: &str = r#"<!doctype html><title>The Lamplighter’s Daughter</title><video id="v" src="/film" autoplay loop></video>
<script>
const v = document.getElementById("v");
setInterval(async () => {
  const place = v.currentTime, at = performance.timeOrigin + performance.now();
  const answer = await fetch("/at?" + place * 1000 + "&" + at + "&" + v.paused).then((a) => a.text());
  if (answer === "pause") v.pause();
  if (answer === "play") v.play();
  if (answer.startsWith("to ")) v.currentTime = Number(answer.slice(3)) / 1000;
}, 100);
</script>"#;

#[derive(Default)]
struct Told {
    /// When and where, by the page.
    truth: Option<(Instant, f64)>,
    /// What the page is to do next.
    order: Option<String>,
}

/// A browser that plays.
pub struct Browser {
    /// Its process.
    pub running: Running,
    told: Arc<Mutex<Told>>,
}

impl Browser {
    /// Starts it and waits until the film runs.
    pub fn plays(bus: &Bus, folder: &Path) -> Self {
        let told = Arc::new(Mutex::new(Told::default()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = Arc::clone(&told);
        std::thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let told = Arc::clone(&serving);
                std::thread::spawn(move || serve(line, &told));
            }
        });
        let running = Running::start(
            Command::new("chromium")
                .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
                .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio", "--no-first-run"])
                .args(["--autoplay-policy=no-user-gesture-required", "--disable-background-networking"])
                .args(["--disable-component-update", "--disable-sync", "--disable-background-timer-throttling"])
                .args(["--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"])
                .arg(format!("--user-data-dir={}", folder.join("browser").display()))
                .arg(format!("http://127.0.0.1:{port}/")),
        );
        let browser = Self { running, told };
        let since = Instant::now();
        while browser.truth().is_none_or(|(_, film_ms)| film_ms < 100.0) {
            assert!(since.elapsed() < PATIENCE, "the film in the tab does not run after {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        browser
    }

    /// Where the page last said that it is.
    pub fn truth(&self) -> Option<(Instant, f64)> {
        self.told.lock().unwrap().truth
    }

    /// Tells the page to `pause`, to `play`, or to go `to 300000`.
    pub fn does(&self, order: &str) {
        self.told.lock().unwrap().order = Some(order.to_owned());
    }
}

fn serve(line: TcpStream, told: &Mutex<Told>) -> Option<()> {
    let mut to = line.try_clone().ok()?;
    let mut from = BufReader::new(line);
    loop {
        let mut request = String::new();
        from.read_line(&mut request).ok()?;
        let path = request.split(' ').nth(1)?.to_owned();
        let mut range = 0;
        loop {
            let mut header = String::new();
            from.read_line(&mut header).ok()?;
            if let Some(bytes) = header.to_ascii_lowercase().strip_prefix("range: bytes=") {
                range = bytes.split('-').next()?.trim().parse().ok()?;
            }
            if header.trim().is_empty() {
                break;
            }
        }
        let answer = if path == "/film" {
            whole(&mut to, range)?;
            continue;
        } else if let Some(words) = path.strip_prefix("/at?") {
            at(words, told)?
        } else {
            PAGE.to_owned()
        };
        let kind = "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store";
        write!(to, "HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()).ok()?;
    }
}

/// Takes what the page says, and gives its next order.
fn at(words: &str, told: &Mutex<Told>) -> Option<String> {
    let mut words = words.split('&');
    let place: f64 = words.next()?.parse().ok()?;
    let wall_ms: f64 = words.next()?.parse().ok()?;
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs_f64() * 1e3;
    let then = Instant::now().checked_sub(Duration::from_secs_f64((now_ms - wall_ms).max(0.0) / 1e3))?;
    let mut told = told.lock().unwrap();
    told.truth = Some((then, place));
    Some(told.order.take().unwrap_or_default())
}

fn whole(to: &mut TcpStream, from: u64) -> Option<()> {
    let mut file = std::fs::File::open(film()).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let part = bytes.get(usize::try_from(from).ok()?..)?;
    write!(
        to,
        "HTTP/1.1 206 Partial Content\r\nContent-Type: video/webm\r\nAccept-Ranges: bytes\r\nContent-Range: bytes {from}-{}/{}\r\nContent-Length: {}\r\n\r\n",
        bytes.len() - 1,
        bytes.len(),
        part.len()
    )
    .ok()?;
    to.write_all(part).ok()
}
