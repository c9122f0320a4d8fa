//! The desktop window: a shell around the house (`asides`), which does everything.
//!
//! What cannot go on is said in a sentence, on the terminal and in a dialog where there is a display, and ends with exit
//! code 2. Nothing in here is allowed to panic on the way to a window.

// No console beside the window on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod app;
mod desk;
mod house;
mod jot;
mod leave;
mod link;
mod notice;
mod shortcut;
mod tray;
mod wanted;
mod window;

use std::process::ExitCode;

use wanted::Wanted;

/// glibc keeps about three times the memory under the same load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code of a start that did not succeed.
const CANNOT: u8 = 2;

fn main() -> ExitCode {
    let wanted = match Wanted::read(std::env::args_os().skip(1)) {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return ExitCode::SUCCESS,
        Err(says) => return cannot(&says),
    };
    if !can_show() {
        return cannot(
            "No display can be reached here (see DISPLAY and WAYLAND_DISPLAY), so no window can be opened. \
             Nothing was changed. `asides serve` offers the same screens to a browser.",
        );
    }
    match app::run(wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cannot(&format!(
            "The window could not be opened: {error}. Your notes are safe. `asides serve` offers the same screens to a browser."
        )),
    }
}

/// Whether a window can be opened. Asked first, since the window's own start would end with a panic.
#[cfg(target_os = "linux")]
fn can_show() -> bool {
    gtk::init().is_ok()
}

#[cfg(not(target_os = "linux"))]
fn can_show() -> bool {
    true
}

fn cannot(says: &str) -> ExitCode {
    eprintln!("{says}");
    ExitCode::from(CANNOT)
}
