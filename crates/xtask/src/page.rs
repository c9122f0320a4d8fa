//! The UI's page: `ui/dist`, built only when something changed.
//!
//! Two small files in `ui/node_modules` remember what was done: a copy of the lock file that was installed, and the list
//! of sources (with size and time) that the page was built from. A list and not just the newest time, so that a file
//! that was taken away is noticed too.

use std::{fmt::Write as _, fs, path::Path, time::UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::step::{Steps, npm};

const INSTALLED: &str = "ui/node_modules/.installed-lock.json";
const BUILT_FROM: &str = "ui/node_modules/.built-from";
const PAGE: &str = "ui/dist/index.html";

/// Installs the UI's packages and builds its page, each only when it is out of date.
pub fn fresh(steps: &mut Steps) -> Result<()> {
    if !installed(steps)? {
        return Ok(());
    }
    let sources = sources()?;
    let built = fs::read_to_string(PAGE).is_ok_and(|page| page.contains("<script"));
    if built && fs::read_to_string(BUILT_FROM).is_ok_and(|from| from == sources) {
        return Ok(());
    }
    steps.run("build the UI", npm().args(["run", "build"]))?;
    fs::write(BUILT_FROM, sources).context(BUILT_FROM)
}

/// Installs the UI's packages when the lock file changed. False when there is no UI in this checkout.
pub fn installed(steps: &mut Steps) -> Result<bool> {
    if !Path::new("ui/package.json").exists() {
        println!("There is no ui/package.json: the window will show a stub page.");
        return Ok(false);
    }
    node()?;
    let lock = fs::read("ui/package-lock.json").context("ui/package-lock.json")?;
    if fs::read(INSTALLED).is_ok_and(|installed| installed == lock) {
        return Ok(true);
    }
    steps.run("install the UI's packages", npm().args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]))?;
    fs::write(INSTALLED, lock).context(INSTALLED)?;
    Ok(true)
}

/// Whether the UI has a script of this name in its package.json.
pub fn has_script(name: &str) -> bool {
    fs::read_to_string("ui/package.json").is_ok_and(|text| text.contains(&format!("\"{name}\":")))
}

fn node() -> Result<()> {
    const WANTED: &str =
        "The UI is built with Node 20.19 or newer, with its npm: https://nodejs.org, or your system's package.";
    let Ok(said) = std::process::Command::new("node").arg("--version").output() else {
        bail!("Node is not installed. {WANTED}")
    };
    let version = String::from_utf8_lossy(&said.stdout).trim().trim_start_matches('v').to_owned();
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if (major, minor) < (20, 19) {
        bail!("Node {version} is too old. {WANTED}");
    }
    Ok(())
}

/// Everything the page is built from, a line each: time, size, path.
fn sources() -> Result<String> {
    let mut list = Vec::new();
    let mut folders = vec!["ui".into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("{folder:?}"))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                // What is not a source: packages, the page itself, and what tests leave behind.
                if !name.starts_with('.')
                    && !["node_modules", "dist", "test-results", "playwright-report", "e2e"].contains(&name.as_str())
                {
                    folders.push(path);
                }
            } else {
                let known = path.metadata()?;
                let changed = known.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
                list.push((path, known.len(), changed));
            }
        }
    }
    list.sort();
    let mut text = String::new();
    for (path, bytes, changed) in list {
        writeln!(text, "{changed} {bytes} {}", path.display())?;
    }
    Ok(text)
}
