//! From the command line to a window, and from the closed window to the end.

use asides::{House, Options, api::Problem};
use tauri::{App, AppHandle, Emitter as _, Manager as _, RunEvent, Window, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::{
    CANNOT,
    desk::{self, Desk},
    house, jot,
    leave::{self, By, Leaving},
    link::Link,
    tray,
    wanted::Wanted,
    window,
};

/// Runs until the window is closed.
pub fn run(wanted: Wanted) -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    let identifier = wanted.identifier(&context.config().identifier);
    // Where there is no message bus, a second start is recognised by this name. With one it is left alone, since it also
    // names a folder outside the profile.
    if !cfg!(target_os = "linux") {
        context.config_mut().identifier.clone_from(&identifier);
    }
    let window_state = wanted.profile.dir().join("window-state.json");

    tauri::Builder::default()
        // First, so that a second start ends before anything else begins.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(identifier)
                .callback(|app, words, _folder| started_again(app, &words))
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(window_state.to_string_lossy())
                .with_denylist(&[jot::LABEL])
                .with_state_flags(
                    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN,
                )
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_deep_link::init())
        .invoke_handler(tauri::generate_handler![
            house::call,
            desk::desk,
            desk::wish,
            desk::take_links,
            desk::taken_link,
            desk::jot_bar,
            leave::leave
        ])
        .on_window_event(window_event)
        .setup(move |app| begin(app, &wanted))
        .build(context)?
        .run(|app, event| {
            if let RunEvent::ExitRequested { code, api, .. } = event
                && !house::may_leave(app, code.unwrap_or(0))
            {
                api.prevent_exit();
            }
        });
    Ok(())
}

/// The house first, then a window to look into it.
fn begin(app: &mut App, wanted: &Wanted) -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::of(wanted.profile.dir()).network(wanted.network);
    match tauri::async_runtime::block_on(House::open(options)) {
        Ok(house) => {
            app.manage(wanted.profile.clone());
            app.manage(Desk::of(wanted.profile.dir(), wanted.link.clone()));
            app.manage(Leaving::default());
            house::move_in(app.handle(), house);
            window::open(app.handle(), &wanted.profile)?;
            app.state::<Desk>().heed_shortcut(app.handle());
            listen_for_links(app.handle());
            end_when_told(app.handle());
        }
        Err(problem) => turn_away(app.handle(), &problem),
    }
    Ok(())
}

/// Somebody started the program a second time, or followed a link: the window comes forward, and goes where the link leads.
fn started_again(app: &AppHandle, words: &[String]) {
    if let Some(link) = Link::among(words) {
        follow(app, link);
    }
    window::show(app);
}

/// Keeps the link for the page, and tells it to ask.
fn follow(app: &AppHandle, link: Link) {
    if let Some(desk) = app.try_state::<Desk>() {
        desk.lead(link);
    }
    if let Err(error) = app.emit_to(window::LABEL, "link", ()) {
        tracing::warn!("the page did not hear of a link: {error}");
    }
}

/// On a Mac links come as events; elsewhere as the words of a start, which the plugin would tell a second time.
fn listen_for_links(app: &AppHandle) {
    if cfg!(target_os = "macos") {
        let app = app.clone();
        app.clone().deep_link().on_open_url(move |event| {
            let words: Vec<String> = event.urls().iter().map(ToString::to_string).collect();
            started_again(&app, &words);
        });
    }
}

/// Closing the window is asking to leave, or, for whoever wants that, leaves the icon in the panel.
fn window_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let app = window.app_handle();
    if window.label() == jot::LABEL {
        api.prevent_close();
        if let Err(error) = jot::put_away(app) {
            tracing::warn!("the jot bar could not be put away: {error}");
        }
        return;
    }
    // Without a house there is nothing to save: the dialog that says why ends the program.
    if app.try_state::<Leaving>().is_none() {
        return;
    }
    api.prevent_close();
    let stays = tray::is_there(app) && app.state::<Desk>().wishes().stay;
    if stays && window.hide().is_ok() {
        return;
    }
    leave::ask(app, By::Person);
}

/// Says why there is no window, on the terminal at once and in a dialog; ends when that was read.
fn turn_away(app: &AppHandle, problem: &Problem) {
    eprintln!("{}", problem.says);
    let ended = app.clone();
    app.dialog()
        .message(&problem.says)
        .title("Asides cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| ended.exit(i32::from(CANNOT)));
}

/// A terminal's Ctrl+C and a system that shuts down end the program as closing the window does.
#[cfg(unix)]
fn end_when_told(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        leave::ask(&app, By::System);
    });
}

#[cfg(not(unix))]
fn end_when_told(_app: &AppHandle) {}
