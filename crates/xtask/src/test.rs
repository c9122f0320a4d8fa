//! `cargo xtask test`, `e2e` and `bench`.

use std::{process::Command, thread::available_parallelism};

use anyhow::Result;

use crate::{
    need, page, run,
    stage::Stage,
    step::{Steps, cargo, npm},
};

/// Checks everything that there is to check, the quick things first. The UI's own tests run beside the build and what comes
/// after it, the UI in a browser beside Rust's tests: each of them waits often for something.
pub fn everything() -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS, need::PLAYERS])?;
    let mut steps = Steps::default();
    steps.run("format", cargo().args(["fmt", "--all", "--check"]))?;
    page::fresh(&mut steps)?;
    let mut beside = Vec::new();
    if page::installed(&mut steps)? {
        beside.push(steps.beside("test the UI", npm().args(["run", "test"]))?);
    }
    let tested = build(&mut steps).and_then(|()| {
        if let Some(mut command) = browser() {
            beside.push(steps.beside("the UI in a browser", &mut command)?);
        }
        windows(&mut steps, &[])
    });
    // Whatever fails, what runs beside it is waited for: nothing is left behind, and every result is seen.
    let beside: Vec<Result<()>> = beside.into_iter().map(|one| steps.joined(one)).collect();
    tested?;
    beside.into_iter().collect::<Result<()>>()?;
    println!("\nEverything passed.\n{steps}");
    Ok(())
}

/// Only what runs the whole program: the real windows, and the UI in a browser.
pub fn end_to_end() -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS])?;
    let mut steps = Steps::default();
    page::fresh(&mut steps)?;
    build(&mut steps)?;
    if let Some(mut browser) = browser() {
        steps.run("the UI in a browser", &mut browser)?;
    }
    windows(&mut steps, &["--test", "windows"])?;
    println!("\n{steps}");
    Ok(())
}

/// Runs the benchmarks: `window` is what a person sees, all other words are handed on to cargo.
pub fn bench(words: &[String]) -> Result<()> {
    let mut steps = Steps::default();
    page::fresh(&mut steps)?;
    if words.iter().any(|word| word == "window") {
        return window_figures(&mut steps);
    }
    steps.run("measure", cargo().args(["bench", "-p", "household"]).args(words))
}

/// First paint, keys, scrolling, bundle, and the window's start and memory, of release builds on a screen in memory.
fn window_figures(steps: &mut Steps) -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS])?;
    // As the other benchmarks are built: they share what is compiled, and lie beside a release in its folder.
    let build = ["build", "--workspace", "--profile", "bench", "--bin", "asides", "--bin", "asides-desktop"];
    steps.run("build with optimisations", cargo().args(build))?;
    let (asides, desktop) = (run::released("asides")?, run::released("asides-desktop")?);
    if !cfg!(target_os = "linux") {
        return steps.run("measure", npm().args(["run", "bench"]).env("ASIDES_BIN", asides));
    }
    let stage = Stage::set()?;
    let mut measure = stage.command(npm().get_program());
    measure.args(["run", "bench"]).current_dir("ui");
    steps.run("measure", measure.env("ASIDES_BIN", asides).env("ASIDES_DESKTOP", desktop))
}

/// Programs and tests in one go: what `cargo test` then finds is ready, the desktop's program among it.
fn build(steps: &mut Steps) -> Result<()> {
    steps.run("build", cargo().args(["build", "--workspace", "--bins", "--tests", "--examples"]))
}

fn windows(steps: &mut Steps, only: &[&str]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("The tests with real windows run on Linux only.");
        return steps.run("test", cargo().args(["test", "--workspace"]).args(only));
    }
    let stage = Stage::set()?;
    let mut test = stage.cargo();
    test.args(["test", "--workspace"]).args(only);
    // Whole houses wait for each other more than they compute: one more at a time than there are cores.
    if let (None, Ok(cores)) = (std::env::var_os("RUST_TEST_THREADS"), available_parallelism()) {
        test.env("RUST_TEST_THREADS", (cores.get() + 1).to_string());
    }
    steps.run("test", &mut test)
}

/// What plays the UI in a browser; none when this checkout has no such tests.
fn browser() -> Option<Command> {
    page::has_script("e2e").then(|| {
        let mut command = npm();
        command.args(["run", "e2e"]);
        command
    })
}
