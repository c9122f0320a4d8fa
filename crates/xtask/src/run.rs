//! `cargo xtask run` and `pictures`: from a fresh checkout to an open window, and to pictures of it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    need, page,
    step::{Steps, cargo, npm},
};

/// Builds what is out of date and starts Asides; every word after `run` is handed on to it.
pub fn run(words: &[String]) -> Result<()> {
    need::provide(&[need::WINDOW])?;
    let mut steps = Steps::default();
    page::fresh(&mut steps)?;
    steps.run("build Asides", cargo().args(["build", "--workspace", "--bin", "asides", "--bin", "asides-desktop"]))?;

    let mut asides = if has_display() {
        Command::new(built("asides-desktop")?)
    } else {
        println!(
            "\nThere is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Asides is served to a browser instead."
        );
        let mut serve = Command::new(built("asides")?);
        serve.arg("serve");
        serve
    };
    let ended =
        asides.args(words).status().with_context(|| format!("{:?} could not be started.", asides.get_program()))?;
    std::process::exit(ended.code().unwrap_or(1));
}

/// Takes the pictures in `docs/pictures`, so that what the README shows is the program as it is.
pub fn pictures() -> Result<()> {
    need::provide(&[need::WINDOW, need::TESTS])?;
    let mut steps = Steps::default();
    page::fresh(&mut steps)?;
    steps.run("build Asides", cargo().args(["build", "--workspace", "--bin", "asides", "--bin", "asides-desktop"]))?;
    steps.run("take the pictures", npm().args(["run", "pictures"]).env("ASIDES_BIN", built("asides")?))
}

fn has_display() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Where a program of ours lies: beside this one, since all of them are built into one folder.
fn built(name: &str) -> Result<PathBuf> {
    let me = env::current_exe().context("This program does not know where it lies.")?;
    Ok(me.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Where a released program of ours lies: in the folder beside the one of this program.
pub fn released(name: &str) -> Result<PathBuf> {
    let beside = built(name)?;
    let folder = beside.parent().and_then(Path::parent).context("This program does not lie in a target folder.")?;
    Ok(folder.join("release").join(beside.file_name().unwrap_or_default()))
}
