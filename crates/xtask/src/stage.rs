//! A screen in memory with a window manager, for the tests with real windows.
//!
//! The X server chooses a free display itself and tells its number, so two runs on one machine do not meet. The tests
//! never open a window on the screen of whoever runs them.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A running X server and window manager; both end when it goes.
pub struct Stage {
    display: String,
    server: Child,
    manager: Option<Child>,
}

impl Stage {
    /// Starts both.
    pub fn set() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started.")?;
        let mut number = String::new();
        if let Some(says) = server.stdout.take() {
            BufReader::new(says).read_line(&mut number)?;
        }
        let mut stage = Self { display: format!(":{}", number.trim()), server, manager: None };
        if number.trim().is_empty() {
            bail!("Xvfb ended before it had a display.");
        }
        let manager = Command::new("openbox")
            .env("DISPLAY", &stage.display)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("openbox could not be started.")?;
        stage.manager = Some(manager);
        Ok(stage)
    }

    /// The cargo that runs tests here: on this screen, with a message bus of its own, and with no way to skip windows.
    pub fn cargo(&self) -> Command {
        let mut cargo = self.command(crate::step::cargo().get_program());
        crate::step::forget_package(&mut cargo);
        cargo
    }

    /// Any program, on this screen and with a message bus of its own.
    pub fn command(&self, program: &OsStr) -> Command {
        let mut command = Command::new("dbus-run-session");
        command
            .arg("--")
            .arg(program)
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("ASIDES_REQUIRE_WINDOWS", "1")
            .env_remove("WAYLAND_DISPLAY");
        command
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for child in self.manager.iter_mut().chain([&mut self.server]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
