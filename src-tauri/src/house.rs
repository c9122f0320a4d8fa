//! The house behind the window: one command in, its events out, and a proper goodbye.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use asides::{
    Caller, House,
    api::{Problem, say::Say},
};
use serde_json::Value;
use tauri::{AppHandle, Emitter as _, Manager as _, State};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::notice;

/// How long a goodbye may take: everything that was shown as saved is on the disk already.
const GOODBYE_MAX: Duration = Duration::from_secs(10);

/// The running house, as the window's state.
pub struct Inside {
    house: House,
    leaving: AtomicBool,
}

/// Hands a call from the page to the house.
#[tauri::command]
pub async fn call(inside: State<'_, Inside>, name: String, argument: Value) -> Result<Value, Problem> {
    inside.house.ask_json(Caller::Window, &name, argument).await
}

/// Lets the house speak to the page, as the event `say`.
pub fn move_in(app: &AppHandle, house: House) {
    let says = house.events();
    tauri::async_runtime::spawn(pass_on(app.clone(), house.clone(), says));
    app.manage(Inside { house, leaving: AtomicBool::new(false) });
}

async fn pass_on(app: AppHandle, house: House, mut says: Receiver<Say>) {
    loop {
        let heard = match says.recv().await {
            Ok(say) => vec![say],
            // Something was missed: the page asks again for all that it shows.
            Err(RecvError::Lagged(_)) => vec![Say::Library {}, Say::Household {}, Say::Presence {}],
            Err(RecvError::Closed) => return,
        };
        for say in heard {
            notice::maybe(&app, &house, &say).await;
            if let Err(error) = app.emit("say", say) {
                tracing::warn!("the page did not hear: {error}");
            }
        }
    }
}

/// Closes the house, then the program. True when it is closed already and the program may end now.
pub fn may_leave(app: &AppHandle, exit_code: i32) -> bool {
    let Some(inside) = app.try_state::<Inside>() else { return true };
    if inside.leaving.swap(true, Ordering::SeqCst) {
        return app.try_state::<Left>().is_some();
    }
    let (app, house) = (app.clone(), inside.house.clone());
    tauri::async_runtime::spawn(async move {
        if tokio::time::timeout(GOODBYE_MAX, house.close()).await.is_err() {
            eprintln!(
                "Asides did not close within {} s and was ended. What was shown as saved is saved.",
                GOODBYE_MAX.as_secs()
            );
        }
        app.manage(Left);
        app.exit(exit_code);
    });
    false
}

/// The house is closed.
struct Left;
