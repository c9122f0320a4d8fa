//! One program after another, or one beside another, with the time that each of them took.

use std::{
    fmt, io,
    process::{Command, ExitStatus, Output, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// What was done so far, and how long it took.
pub struct Steps {
    begun: Instant,
    done: Vec<(String, Duration)>,
}

/// A program that runs beside the others; what it says is kept until it has ended.
pub struct Beside {
    name: String,
    line: String,
    running: JoinHandle<io::Result<(Output, Duration)>>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { begun: Instant::now(), done: Vec::new() }
    }
}

impl Steps {
    /// Runs a program to its end; its output is shown as it comes. An exit code other than 0 ends the whole command.
    pub fn run(&mut self, name: &str, command: &mut Command) -> Result<()> {
        let line = words(command);
        println!("\n── {name}: {line}");
        let begun = Instant::now();
        let ended = command.status().with_context(|| format!("`{line}` could not be started."))?;
        self.ended(name, &line, begun.elapsed(), ended)
    }

    /// Starts a program beside what comes next: most of what it does is waiting.
    pub fn beside(&self, name: &str, command: &mut Command) -> Result<Beside> {
        let line = words(command);
        println!("\n── {name}, beside the next: {line}");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().with_context(|| format!("`{line}` could not be started."))?;
        let begun = Instant::now();
        let running = thread::spawn(move || child.wait_with_output().map(|output| (output, begun.elapsed())));
        Ok(Beside { name: name.to_owned(), line, running })
    }

    /// Waits for a program that was started beside the others and shows what it said.
    pub fn joined(&mut self, Beside { name, line, running }: Beside) -> Result<()> {
        let Ok(ended) = running.join() else { bail!("Whoever waited for “{name}” broke down.") };
        let (output, took) = ended.with_context(|| format!("`{line}` was lost."))?;
        println!("\n── {name}: {line}");
        print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        self.ended(&name, &line, took, output.status)
    }

    fn ended(&mut self, name: &str, line: &str, took: Duration, ended: ExitStatus) -> Result<()> {
        self.done.push((name.to_owned(), took));
        if !ended.success() {
            println!("\n{self}");
            bail!("“{name}” failed ({ended}): {line}");
        }
        Ok(())
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, took) in &self.done {
            writeln!(to, "{:>8.1} s  {name}", took.as_secs_f64())?;
        }
        write!(to, "{:>8.1} s  in all", self.begun.elapsed().as_secs_f64())
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
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_package(&mut cargo);
    cargo
}

/// Takes out of a program's environment what cargo says there about this crate. Build scripts that ask for it (ring's)
/// would find another folder in every checkout, and everything above them would be compiled anew.
pub fn forget_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy();
        if known.starts_with("CARGO_PKG_") || known.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

fn words(command: &Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let name = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
    command.get_args().fold(name, |line, word| line + " " + &word.to_string_lossy())
}
