//! A key from anywhere that opens the jot bar, for whoever wants it.
//!
//! It is taken only on request: a key that is taken from every other program is not ours to assume. On Wayland no program
//! may listen to keys that are not meant for it, and another program may have the key already; both are said, and nothing
//! else depends on it.

use serde::Serialize;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcut, GlobalShortcutExt as _, ShortcutState};

use crate::jot;

/// As the system takes it.
const ACCELERATOR: &str = "CommandOrControl+Alt+J";
const NEIGHBOUR: &str = "CommandOrControl+Alt+Shift+J";
/// As it is written on keys.
pub const KEYS: &str = if cfg!(target_os = "macos") { "⌥⌘J" } else { "Ctrl Alt J" };

/// Why it cannot work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Hindered {
    /// Programs hear only their own keys here.
    Wayland,
    /// Another program has it, a second Asides perhaps.
    Taken,
}

/// Whether this session lets no program have such a key.
pub fn hindered_here() -> Option<Hindered> {
    let says = |name: &str| std::env::var_os(name).unwrap_or_default();
    on_wayland(&says("XDG_SESSION_TYPE").to_string_lossy(), &says("WAYLAND_DISPLAY").to_string_lossy())
        .then_some(Hindered::Wayland)
}

fn on_wayland(session: &str, display: &str) -> bool {
    cfg!(target_os = "linux") && (session == "wayland" || !display.is_empty())
}

/// Takes the key.
///
/// # Errors
/// What stands in the way.
pub fn take(app: &AppHandle) -> Result<(), Hindered> {
    if let Some(hindered) = hindered_here() {
        return Err(hindered);
    }
    // Only now: whoever does not want the key has no listener for it either.
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() && app.plugin(Builder::new().build()).is_err() {
        return Err(Hindered::Taken);
    }
    if app.global_shortcut().is_registered(ACCELERATOR) {
        return Ok(());
    }
    app.global_shortcut()
        .on_shortcut(ACCELERATOR, |app, _keys, event| {
            if event.state == ShortcutState::Pressed
                && let Err(error) = jot::toggle(app)
            {
                tracing::warn!("the jot bar could not be opened: {error}");
            }
        })
        .map_err(|error| {
            tracing::info!("{ACCELERATOR}: {error}");
            Hindered::Taken
        })
}

/// Gives the key back to the others; nothing hinders that.
pub fn give_back(app: &AppHandle) -> Option<Hindered> {
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_some() {
        let keys = app.global_shortcut();
        // On X11 giving back waits in a buffer until the next request that has an answer: asking for a neighbour sends it.
        let given = keys
            .unregister(ACCELERATOR)
            .and_then(|()| keys.register(NEIGHBOUR))
            .and_then(|()| keys.unregister(NEIGHBOUR));
        if let Err(error) = given {
            tracing::info!("{ACCELERATOR}: {error}");
        }
    }
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn wayland_is_known_by_its_session_or_its_display() {
        fn check(session: &str, display: &str, expect: bool) {
            assert_eq!(on_wayland(session, display), expect, "{session} {display}");
        }
        check("wayland", "wayland-0", true);
        check("", "wayland-1", true);
        check("wayland", "", true);
        check("x11", "", false);
        check("", "", false);
    }
}
