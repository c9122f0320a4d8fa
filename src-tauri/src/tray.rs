//! An icon in the panel, where there is a panel that shows icons.
//!
//! On Linux that takes a library, whose absence makes the icon's own crate panic, and a panel that listens on the message
//! bus. Both are looked for before anything is made: without them there is no icon, and nothing that counts on one.

use tauri::{
    AppHandle, Manager as _,
    menu::{Menu, MenuItem},
    tray::TrayIconBuilder,
};

use crate::{desk::Words, jot, leave, window};

const ID: &str = "asides";
const SHOW: &str = "show";
const JOT: &str = "jot";
const QUIT: &str = "quit";

/// Whether our icon is in a panel.
pub fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Names what the icon offers; makes the icon first when there is none and there can be one.
pub fn name(app: &AppHandle, words: &Words) {
    if !can_be() {
        return;
    }
    let named = menu(app, words).and_then(|menu| match app.tray_by_id(ID) {
        Some(icon) => icon.set_menu(Some(menu)),
        None => make(app, &menu),
    });
    if let Err(error) = named {
        tracing::warn!("there is no icon in the panel: {error}");
    }
}

fn menu(app: &AppHandle, words: &Words) -> tauri::Result<Menu<tauri::Wry>> {
    let item = |id: &str, label: &str| MenuItem::with_id(app, id, label, true, None::<&str>);
    Menu::with_items(app, &[&item(SHOW, &words.show)?, &item(JOT, &words.jot)?, &item(QUIT, &words.quit)?])
}

fn make(app: &AppHandle, menu: &Menu<tauri::Wry>) -> tauri::Result<()> {
    let mut icon = TrayIconBuilder::with_id(ID).tooltip("Asides").menu(menu).on_menu_event(|app, event| {
        match event.id().as_ref() {
            SHOW => window::show(app),
            JOT => {
                if let Err(error) = jot::open(app) {
                    tracing::warn!("the jot bar could not be opened: {error}");
                }
            }
            QUIT => leave::ask(app, leave::By::Person),
            _ => {}
        }
    });
    if let Some(image) = app.default_window_icon() {
        icon = icon.icon(image.clone());
    }
    // Linux hands the picture over as a file; ours lies with everything else of this profile.
    icon = icon.temp_dir_path(app.state::<asides::profile::Profile>().webview());
    icon.build(app).map(drop)
}

#[cfg(not(target_os = "linux"))]
fn can_be() -> bool {
    true
}

#[cfg(target_os = "linux")]
fn can_be() -> bool {
    has_library() && has_panel()
}

/// Whether the loader knows the library: its cache lists every name that it finds by itself.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    std::fs::read("/etc/ld.so.cache").is_ok_and(|cache| knows_indicator(&cache))
}

#[cfg(target_os = "linux")]
fn knows_indicator(cache: &[u8]) -> bool {
    const NAMES: [&[u8]; 2] = [b"libayatana-appindicator3.so.1\0", b"libappindicator3.so.1\0"];
    NAMES.iter().any(|name| cache.windows(name.len()).any(|at| at == *name))
}

/// Whether a panel listens for icons.
#[cfg(target_os = "linux")]
fn has_panel() -> bool {
    use gtk::{gio, glib::prelude::ToVariant as _};

    const BRIEF_MS: i32 = 500;
    let Ok(bus) = gio::bus_get_sync(gio::BusType::Session, None::<&gio::Cancellable>) else { return false };
    let named = ("org.kde.StatusNotifierWatcher",).to_variant();
    let answer = bus.call_sync(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "NameHasOwner",
        Some(&named),
        None,
        gio::DBusCallFlags::NONE,
        BRIEF_MS,
        None::<&gio::Cancellable>,
    );
    answer.ok().and_then(|answer| answer.get::<(bool,)>()).is_some_and(|(owned,)| owned)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_known_by_its_whole_name() {
        assert!(knows_indicator(b"\0libz.so.1\0libayatana-appindicator3.so.1\0/usr/lib\0"));
        assert!(knows_indicator(b"libappindicator3.so.1\0"));
        assert!(!knows_indicator(b"libayatana-appindicator3.so.10\0"));
        assert!(!knows_indicator(b""));
    }
}
