//! The project's own commands: `cargo xtask run`, `test`, `ui`, `e2e`, `pictures` and `bench`.
//!
//! A checkout with Rust and Node is enough to begin: each command looks for what else it needs, says what is missing
//! and why, and on Debian and Ubuntu installs it. Whatever is built is built in one form, `--workspace`, since another
//! choice of packages is another choice of features and would compile the same crates a second time.

mod need;
mod page;
mod run;
mod stage;
mod step;
mod test;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};

const HELP: &str = "\
The commands of this project:

  cargo xtask run [--profile DIR]  builds Asides and opens its window; without a display, serves it to a browser
  cargo xtask test                 everything: format, UI, builds, `cargo test`, real windows, the UI in a browser
  cargo xtask ui                   brings ui/dist up to date
  cargo xtask e2e                  only the real windows, and the UI in a browser
  cargo xtask pictures             takes the README's pictures anew, of the program as it is now
  cargo xtask bench [window]       the benchmarks; with “window”, of what a person sees
";

fn main() -> ExitCode {
    match obey() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\n{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey() -> Result<()> {
    std::env::set_current_dir(root()?).context("The project's folder cannot be entered.")?;
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::everything(),
        "e2e" => test::end_to_end(),
        "ui" => page::fresh(&mut step::Steps::default()),
        "pictures" => run::pictures(),
        "bench" => test::bench(&rest),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("There is no command named “{other}”.\n\n{HELP}"),
    }
}

/// The folder with the workspace's Cargo.toml: cargo tells where this crate lies, wherever it is called from.
fn root() -> Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").context("Please start this as `cargo xtask`.")?;
    let root = PathBuf::from(here).join("../..");
    root.canonicalize().with_context(|| format!("{} is not there.", root.display()))
}
