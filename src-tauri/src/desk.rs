//! What this desk offers beside the window, and what its person wants of that: a line above other windows, a key for it
//! from anywhere, an icon in the panel, one quiet sentence a day, links that open here.
//!
//! Everything here is off until somebody turns it on, is kept in `desk.json` in the profile, and says plainly when the
//! system cannot do it. The page names it in its own language: no sentence of the desk stands in here.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::{jot, link::Link, shortcut, tray};

const SCHEME: &str = "asides";

/// What the person wants; everything is off at first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// A key from anywhere that opens the jot bar.
    pub shortcut: bool,
    /// One sentence a day and screening when the others wrote.
    pub notify: bool,
    /// Closing the window leaves the icon in the panel.
    pub stay: bool,
    /// On which day a screening was last told of, by its id.
    pub told: BTreeMap<String, String>,
}

/// The words that stand outside the page, in the page's language.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Words {
    /// In the panel: opens the window.
    pub show: String,
    /// In the panel: opens the jot bar.
    pub jot: String,
    /// In the panel: ends the program.
    pub quit: String,
    /// The one sentence a day; `{title}` is the film's.
    pub news: String,
}

/// One thing that can be wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wish {
    /// See [`Wishes::shortcut`].
    Shortcut,
    /// See [`Wishes::notify`].
    Notify,
    /// See [`Wishes::stay`].
    Stay,
}

/// How things stand, for the page.
#[derive(Debug, Serialize)]
pub struct DeskView {
    shortcut: bool,
    /// As it is written on keys.
    shortcut_keys: &'static str,
    /// Why the key cannot work: `wayland` or `taken`; none when it can.
    shortcut_hindered: Option<shortcut::Hindered>,
    notify: bool,
    /// Whether there is a panel that shows our icon.
    tray: bool,
    stay: bool,
    /// Whether `asides://` links open here; none when the system does not say.
    links: Option<bool>,
}

/// The desk of this profile, as the program's state.
pub struct Desk {
    file: PathBuf,
    wishes: Mutex<Wishes>,
    words: Mutex<Words>,
    link: Mutex<Option<Link>>,
    hindered: Mutex<Option<shortcut::Hindered>>,
}

impl Desk {
    /// Reads what was wanted last time. A file that says nothing sensible is a desk where nothing was asked for.
    pub fn of(profile: &Path, link: Option<Link>) -> Self {
        let file = profile.join("desk.json");
        let wishes = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self {
            file,
            wishes: Mutex::new(wishes),
            words: Mutex::default(),
            link: Mutex::new(link),
            hindered: Mutex::default(),
        }
    }

    /// What is wanted now.
    pub fn wishes(&self) -> Wishes {
        held(&self.wishes).clone()
    }

    /// The words as the page gave them last.
    pub fn words(&self) -> Words {
        held(&self.words).clone()
    }

    /// Changes what is wanted and keeps it; a disk that refuses means that it holds until the program ends.
    pub fn want(&self, change: impl FnOnce(&mut Wishes)) {
        let mut wishes = held(&self.wishes);
        change(&mut wishes);
        let aside = self.file.with_extension("json.new");
        let kept = serde_json::to_vec_pretty(&*wishes)
            .map_err(std::io::Error::from)
            .and_then(|text| fs::write(&aside, text))
            .and_then(|()| fs::rename(&aside, &self.file));
        if let Err(error) = kept {
            tracing::warn!("{} could not be written: {error}", self.file.display());
        }
    }

    /// Keeps a link until the page asks for it.
    pub fn lead(&self, link: Link) {
        *held(&self.link) = Some(link);
    }

    fn view(&self, app: &AppHandle) -> DeskView {
        let wishes = self.wishes();
        DeskView {
            shortcut: wishes.shortcut,
            shortcut_keys: shortcut::KEYS,
            shortcut_hindered: shortcut::hindered_here().or(*held(&self.hindered)),
            notify: wishes.notify,
            tray: tray::is_there(app),
            stay: wishes.stay,
            links: app.deep_link().is_registered(SCHEME).ok(),
        }
    }

    /// Does what the shortcut's switch says, and remembers what stood in the way.
    pub fn heed_shortcut(&self, app: &AppHandle) {
        let refused = if self.wishes().shortcut { shortcut::take(app).err() } else { shortcut::give_back(app) };
        *held(&self.hindered) = refused;
    }
}

/// A poisoned lock still holds what was last written: nothing in here is done by halves.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells how the desk stands, and takes the page's words for what lies outside it.
#[tauri::command]
pub async fn desk(app: AppHandle, desk: State<'_, Desk>, words: Words) -> Result<DeskView, String> {
    *held(&desk.words) = words;
    tray::name(&app, &desk.words());
    Ok(desk.view(&app))
}

/// Turns one thing on or off.
#[tauri::command]
pub async fn wish(app: AppHandle, desk: State<'_, Desk>, what: Wish, on: bool) -> Result<DeskView, String> {
    desk.want(|wishes| match what {
        Wish::Shortcut => wishes.shortcut = on,
        Wish::Notify => wishes.notify = on,
        Wish::Stay => wishes.stay = on,
    });
    if what == Wish::Shortcut {
        desk.heed_shortcut(&app);
    }
    Ok(desk.view(&app))
}

/// Opens `asides://` links here from now on.
///
/// # Errors
/// What the system said when it would not.
#[tauri::command]
pub async fn take_links(app: AppHandle, desk: State<'_, Desk>) -> Result<DeskView, String> {
    app.deep_link().register(SCHEME).map_err(|error| error.to_string())?;
    Ok(desk.view(&app))
}

/// Hands over the link that this start, or a later one, came with; once.
#[tauri::command]
pub async fn taken_link(desk: State<'_, Desk>) -> Result<Option<Link>, String> {
    Ok(held(&desk.link).take())
}

/// Opens the jot bar above the other windows, or puts it away.
///
/// # Errors
/// What the system said when there can be no second window.
#[tauri::command]
pub async fn jot_bar(app: AppHandle, open: bool) -> Result<(), String> {
    if open { jot::open(&app) } else { jot::put_away(&app) }.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wanted_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Desk::of(folder.path(), None).wishes(), Wishes::default());
        Desk::of(folder.path(), None).want(|wishes| wishes.notify = true);
        assert_eq!(Desk::of(folder.path(), None).wishes(), Wishes { notify: true, ..Wishes::default() });
    }

    #[test]
    fn a_damaged_file_is_a_desk_where_nothing_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.json"), "{ \"shortcut\": ").unwrap();
        assert_eq!(Desk::of(folder.path(), None).wishes(), Wishes::default());
    }

    #[test]
    fn what_a_later_version_adds_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.json"), "{ \"shortcut\": true, \"lamp\": 3 }").unwrap();
        assert!(Desk::of(folder.path(), None).wishes().shortcut);
    }
}
