//! Somebody who listens where a player should be, and says what the test tells it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A listener on a socket.
pub struct Impostor {
    heard: Arc<Mutex<Vec<String>>>,
    lines: Arc<Mutex<Vec<UnixStream>>>,
}

impl Impostor {
    /// Listens, and answers every line with whatever `answers` gives for it; whoever comes gets `greeting` first.
    pub fn listens(
        socket: &Path,
        greeting: &'static [u8],
        answers: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let listener = UnixListener::bind(socket).unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (keeps, opens) = (Arc::clone(&heard), Arc::clone(&lines));
        let answers = Arc::new(answers);
        std::thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let (keeps, answers) = (Arc::clone(&keeps), Arc::clone(&answers));
                opens.lock().unwrap().push(line.try_clone().unwrap());
                std::thread::spawn(move || {
                    let mut to = line.try_clone().unwrap();
                    let _ = to.write_all(greeting);
                    for said in BufReader::new(line).lines().map_while(Result::ok) {
                        if let Some(answer) = answers(&said) {
                            let _ = to.write_all(answer.as_bytes());
                        }
                        keeps.lock().unwrap().push(said);
                    }
                });
            }
        });
        Self { heard, lines }
    }

    /// One that passes for an mpv: it says that it is one, and that its film runs from a minute on.
    pub fn mpv(socket: &Path) -> Self {
        Self::listens(socket, b"", |said| {
            if said.contains("mpv-version") {
                return Some("{\"data\":\"mpv 0.35.1\",\"request_id\":1,\"error\":\"success\"}\n".to_owned());
            }
            let is = |name: &str, data: &str| {
                format!("{{\"event\":\"property-change\",\"id\":1,\"name\":\"{name}\",\"data\":{data}}}\n")
            };
            said.contains("media-title").then(|| {
                [("pause", "false"), ("speed", "1.0"), ("core-idle", "false"), ("time-pos", "60.0")]
                    .map(|(name, data)| is(name, data))
                    .concat()
            })
        })
    }

    /// Says something to whoever is there.
    pub fn says(&self, bytes: &[u8]) {
        for mut line in self.lines.lock().unwrap().iter() {
            let _ = line.write_all(bytes);
        }
    }

    /// Everything that was said to it.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}
