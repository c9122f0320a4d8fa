//! `cargo xtask test`, `e2e` and `bench`.

use anyhow::Result;

use crate::{
    need, page, run,
    stage::Stage,
    step::{Steps, cargo, npm},
};

/// Checks everything that there is to check. The quick things come first, and Rust's own tests last: what is on the
/// screen when it ends is their result, and how long each step took.
pub fn everything() -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS, need::PLAYERS])?;
    let mut steps = Steps::default();
    steps.run("format", cargo().args(["fmt", "--all", "--check"]))?;
    if page::installed(&mut steps)? {
        steps.run("test the UI", npm().args(["run", "test"]))?;
    }
    page::fresh(&mut steps)?;
    build(&mut steps)?;
    browser(&mut steps)?;
    windows(&mut steps, &[])?;
    println!("\nEverything passed.\n{steps}");
    Ok(())
}

/// Only what runs the whole program: the real windows, and the UI in a browser.
pub fn end_to_end() -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS])?;
    let mut steps = Steps::default();
    page::fresh(&mut steps)?;
    build(&mut steps)?;
    browser(&mut steps)?;
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
    let build = ["build", "--workspace", "--release", "--bin", "asides", "--bin", "asides-desktop"];
    steps.run("build releases", cargo().args(build))?;
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
    steps.run("test", stage.cargo().args(["test", "--workspace"]).args(only))
}

fn browser(steps: &mut Steps) -> Result<()> {
    if !page::has_script("e2e") {
        return Ok(());
    }
    steps.run("the UI in a browser", npm().args(["run", "e2e"]))
}
