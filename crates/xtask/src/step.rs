//! One program after another, with the time that each of them took.

use std::{
    fmt,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// What was done so far, and how long it took.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs a program to its end; its output is shown as it comes. An exit code other than 0 ends the whole command.
    pub fn run(&mut self, name: &str, command: &mut Command) -> Result<()> {
        let line = words(command);
        println!("\n── {name}: {line}");
        let begun = Instant::now();
        let ended = command.status().with_context(|| format!("`{line}` could not be started."))?;
        self.done.push((name.to_owned(), begun.elapsed()));
        if !ended.success() {
            println!("\n{self}");
            bail!("“{name}” failed ({ended}): {line}");
        }
        Ok(())
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Duration::ZERO;
        for (name, took) in &self.done {
            all += *took;
            writeln!(to, "{:>8.1} s  {name}", took.as_secs_f64())?;
        }
        write!(to, "{:>8.1} s  together", all.as_secs_f64())
    }
}

/// The program's name for this system: npm is a script on Windows.
pub fn npm() -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir("ui");
    npm
}

/// The cargo that started us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn words(command: &Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let name = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
    command.get_args().fold(name, |line, word| line + " " + &word.to_string_lossy())
}
