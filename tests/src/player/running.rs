//! A program that ends with its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A program under way; killed when this goes.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts it without a terminal.
    ///
    /// # Panics
    /// When it is not installed: `cargo xtask test` installs what the tests need.
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let name = command.get_program().to_string_lossy().into_owned();
        Self { child: child.unwrap_or_else(|error| panic!("{name} could not be started: {error}")) }
    }

    /// Starts it and gives the first line that it says.
    ///
    /// # Panics
    /// When it is not installed.
    pub fn start_and_hear(command: &mut Command) -> (Self, String) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = child.unwrap_or_else(|error| panic!("{name} could not be started: {error}"));
        let mut line = String::new();
        if let Some(says) = child.stdout.take() {
            let mut says = BufReader::new(says);
            let _ = says.read_line(&mut line);
            // Whatever else it says is heard out, so that it never waits for a reader.
            std::thread::spawn(move || std::io::copy(&mut says, &mut std::io::sink()));
        }
        (Self { child }, line.trim().to_owned())
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends it a signal by name: STOP freezes it, CONT lets it go on.
    ///
    /// # Panics
    /// When there is no `kill`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|ended| ended.success()), "kill -{name}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}
