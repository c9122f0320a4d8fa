//! The jot bar: one line above the film, in a window of its own, for whoever watches on the same screen.

use asides::profile::Profile;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse};

use crate::window::{GROUND, stays_here};

/// Its label, as its capability names it.
pub const LABEL: &str = "jot";
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 148.0;

/// Opens it, or brings it forward. Wayland does not let a window stay above others; there it is a window as any.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    if let Some(bar) = app.get_webview_window(LABEL) {
        return bar.show().and_then(|()| bar.set_focus());
    }
    let profile = app.state::<Profile>();
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html#/jot".into()))
        .title("Asides")
        .inner_size(WIDTH, HEIGHT)
        // A window that may not change its size at all is made too small by some window managers.
        .min_inner_size(320.0, HEIGHT)
        .max_inner_size(1_200.0, HEIGHT)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .maximizable(false)
        .background_color(GROUND)
        .data_directory(profile.webview())
        .on_navigation(stays_here)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
        .map(drop)
}

/// Puts it away; what was begun in it is there when it comes back.
pub fn put_away(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window(LABEL).map_or(Ok(()), |bar| bar.hide())
}

/// Opens it, or puts it away when it is what the person is looking at.
pub fn toggle(app: &AppHandle) -> tauri::Result<()> {
    let seen = |bar: &WebviewWindow| bar.is_visible().unwrap_or(false) && bar.is_focused().unwrap_or(false);
    if app.get_webview_window(LABEL).as_ref().is_some_and(seen) { put_away(app) } else { open(app) }
}
