//! A real server of Syncplay, and somebody in a room there who plays a film that is only reckoned.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{LENGTH_MS, PATIENCE, Running, TITLE};

/// The server's password, and the sum of it that clients send.
pub const PASSWORD: &str = "lamp";
const SUM: &str = "263addb7611158a2c3db7c164a20cc2f";

/// A running server.
pub struct SyncplayServer {
    /// Where it listens on this machine.
    pub port: u16,
    /// Its process.
    pub running: Running,
}

impl SyncplayServer {
    /// Starts one and waits until it listens.
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let running = Running::start(Command::new("syncplay-server").args([
            "--port",
            &port.to_string(),
            "--password",
            PASSWORD,
            "--salt",
            "ASIDES",
            "--disable-chat",
        ]));
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < PATIENCE, "Syncplay's server does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { port, running }
    }
}

/// Where somebody's film is, by their own reckoning.
#[derive(Debug, Clone, Copy)]
struct Reckoned {
    at: Instant,
    film_ms: f64,
    paused: bool,
}

impl Reckoned {
    fn now_ms(self) -> f64 {
        self.film_ms + if self.paused { 0.0 } else { self.at.elapsed().as_secs_f64() * 1e3 }
    }
}

/// Somebody in a room, with a film.
pub struct SyncplayFriend {
    line: TcpStream,
    reckoned: Arc<Mutex<Reckoned>>,
    acts: Arc<Mutex<u64>>,
}

impl SyncplayFriend {
    /// Joins a room with the test film, standing at the beginning.
    pub fn joins(server: &SyncplayServer, room: &str) -> Self {
        let line = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        line.set_nodelay(true).unwrap();
        let reckoned = Arc::new(Mutex::new(Reckoned { at: Instant::now(), film_ms: 0.0, paused: true }));
        let friend = Self { line, reckoned, acts: Arc::new(Mutex::new(0)) };
        friend.says(&json!({ "Hello": { "username": "Theo", "password": SUM, "room": { "name": room },
            "version": "1.2.255", "realversion": "1.7.0", "features": {} } }));
        friend.says(
            &json!({ "Set": { "file": { "name": TITLE, "duration": LENGTH_MS as f64 / 1e3, "size": 3_000_000 } } }),
        );
        let (reader, writer) = (friend.line.try_clone().unwrap(), friend.line.try_clone().unwrap());
        let (reckoned, acts) = (Arc::clone(&friend.reckoned), Arc::clone(&friend.acts));
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
                if let Some(state) = message.get("State") {
                    answer(&writer, state, &reckoned, &acts);
                }
            }
        });
        friend
    }

    /// Plays, stands, or goes somewhere; gives nothing back.
    pub fn does(&self, paused: bool, to_ms: Option<f64>) {
        let now = {
            let mut reckoned = self.reckoned.lock().unwrap();
            let film_ms = to_ms.unwrap_or_else(|| reckoned.now_ms());
            *reckoned = Reckoned { at: Instant::now(), film_ms, paused };
            *reckoned
        };
        let mut acts = self.acts.lock().unwrap();
        *acts += 1;
        self.says(&json!({ "State": {
            "playstate": { "position": now.now_ms() / 1e3, "paused": paused, "doSeek": to_ms.is_some() },
            "ping": { "clientLatencyCalculation": 0.001, "clientRtt": 0.0 },
            "ignoringOnTheFly": { "client": *acts } } }));
    }

    /// Where the film is, and when: the truth itself.
    pub fn truth(&self) -> Option<(Instant, f64)> {
        let reckoned = *self.reckoned.lock().unwrap();
        Some((Instant::now(), reckoned.now_ms()))
    }

    /// Goes from the room.
    pub fn leaves(self) {
        let _ = self.line.shutdown(std::net::Shutdown::Both);
    }

    fn says(&self, message: &Value) {
        write!(&self.line, "{message}\r\n").unwrap();
    }
}

fn answer(mut to: &TcpStream, state: &Value, reckoned: &Mutex<Reckoned>, acts: &Mutex<u64>) {
    let ignoring = state.get("ignoringOnTheFly");
    let mut answer = json!({ "ping": {
        "latencyCalculation": state.pointer("/ping/latencyCalculation").cloned().unwrap_or(Value::Null),
        "clientLatencyCalculation": 0.001, "clientRtt": 0.0 } });
    let mut acts = acts.lock().unwrap();
    if let Some(server) = ignoring.and_then(|ignoring| ignoring.get("server")) {
        answer["ignoringOnTheFly"] = json!({ "server": server });
        *acts = 0;
    } else if ignoring.and_then(|ignoring| ignoring.get("client")).and_then(Value::as_u64) == Some(*acts) {
        *acts = 0;
    }
    if *acts == 0 {
        let now = *reckoned.lock().unwrap();
        answer["playstate"] = json!({ "position": now.now_ms() / 1e3, "paused": now.paused });
    }
    let _ = write!(to, "{}\r\n", json!({ "State": answer }));
}
