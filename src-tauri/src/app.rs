//! From the command line to a window, and from the closed window to the end.

use asides::{House, Options, api::Problem};
use tauri::{App, AppHandle, RunEvent};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::{CANNOT, house, wanted::Wanted, window};

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
                .callback(|app, _words, _folder| window::show(app))
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(window_state.to_string_lossy())
                .with_state_flags(
                    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN,
                )
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![house::call])
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
            house::move_in(app.handle(), house);
            window::open(app.handle(), &wanted.profile)?;
            end_when_told(app.handle());
        }
        Err(problem) => turn_away(app.handle(), &problem),
    }
    Ok(())
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
        app.exit(0);
    });
}

#[cfg(not(unix))]
fn end_when_told(_app: &AppHandle) {}
