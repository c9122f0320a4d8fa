//! The main window.

use asides::profile::Profile;
use tauri::{
    AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::{Color, NewWindowResponse},
};

/// Its label, as its capability names it.
pub const LABEL: &str = "main";
/// The page's own ground before it is drawn (`ui/public/ground.css`): opening Asides in a dark room flashes nobody.
pub const GROUND: Color = Color(0x0d, 0x06, 0x05, 0xff);

/// Opens it.
pub fn open(app: &AppHandle, profile: &Profile) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Asides")
        .inner_size(1180.0, 800.0)
        .min_inner_size(360.0, 480.0)
        .background_color(GROUND)
        // Folders that go by the program's name would be shared by two people on one machine.
        .data_directory(profile.webview())
        .zoom_hotkeys_enabled(true)
        .on_navigation(stays_here)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Whether an address is the page itself: a window goes nowhere else.
pub fn stays_here(to: &Url) -> bool {
    to.scheme() == "tauri" || to.host_str() == Some("tauri.localhost")
}

/// Brings it to the front: somebody started the program a second time.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!("the window could not be brought to the front: {error}");
        }
    }
}
