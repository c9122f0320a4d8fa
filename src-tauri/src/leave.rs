//! The way out: the page saves what is under way, then the house closes, then the program ends.
//!
//! A page that does not answer holds nobody: what was shown as saved is on the disk already. A page that could not save
//! something says so and stays, unless the system itself is going down.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tauri::{AppHandle, Emitter as _, Manager as _, State};

use crate::window;

/// How long the page may take to save.
const SAVING_MAX: Duration = Duration::from_secs(4);

/// Who wants the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Somebody who can still change their mind.
    Person,
    /// The system, which waits for nobody.
    System,
}

/// Counts the wishes to leave, so that an answer to an older one does not count for a newer.
#[derive(Default)]
pub struct Leaving {
    asked: AtomicU64,
    answered: AtomicU64,
}

/// Asks the page to save; ends the program when it has, or when it does not answer.
pub fn ask(app: &AppHandle, by: By) {
    let Some(leaving) = app.try_state::<Leaving>() else { return app.exit(0) };
    let turn = leaving.asked.fetch_add(1, Ordering::SeqCst) + 1;
    if app.emit_to(window::LABEL, "leave", ()).is_err() || app.get_webview_window(window::LABEL).is_none() {
        return app.exit(0);
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SAVING_MAX).await;
        let stays = by == By::Person
            && app.try_state::<Leaving>().is_some_and(|leaving| leaving.answered.load(Ordering::SeqCst) >= turn);
        if !stays {
            app.exit(0);
        }
    });
}

/// The page's answer: everything is saved, or something is not and the person is asked.
#[tauri::command]
pub async fn leave(app: AppHandle, leaving: State<'_, Leaving>, ready: bool) -> Result<(), String> {
    leaving.answered.store(leaving.asked.load(Ordering::SeqCst), Ordering::SeqCst);
    if ready {
        app.exit(0);
    }
    Ok(())
}
