//! An export under way: how far it is, and whether somebody wants to stop it.
//!
//! Whoever asks for an export may give it a name; under that name it tells how far it has come, and can be stopped. What
//! cannot be interrupted (a page being set) is told to stop at its next step; nothing is written after that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::say::Say;

/// The share of the whole that making the files takes, in percent; the rest is writing them.
const MADE_PERCENT: u32 = 80;

/// One export under way.
#[derive(Clone)]
pub(crate) struct Going {
    name: Option<String>,
    stopped: Arc<AtomicBool>,
    percent: Arc<AtomicU32>,
    tell: Arc<dyn Fn(Say) + Send + Sync>,
}

impl Going {
    /// One that nobody watches.
    #[cfg(test)]
    pub fn alone() -> Self {
        Self { name: None, stopped: Arc::default(), percent: Arc::default(), tell: Arc::new(|_| {}) }
    }

    /// Tells that files are made, up to a share of all that is to be made.
    pub fn made(&self, done: usize, of: usize) -> bool {
        self.told(percent(done, of) * MADE_PERCENT / 100)
    }

    /// Tells how much is written; false when somebody wants to stop.
    pub fn written(&self, done: usize, of: usize) -> bool {
        self.told(MADE_PERCENT + percent(done, of) * (100 - MADE_PERCENT) / 100)
    }

    /// Whether somebody wants to stop it.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Wants it to stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn told(&self, percent: u32) -> bool {
        if let Some(name) = &self.name
            && self.percent.swap(percent, Ordering::Relaxed) != percent
        {
            (self.tell)(Say::Exporting { export: name.clone(), percent });
        }
        !self.is_stopped()
    }
}

fn percent(done: usize, of: usize) -> u32 {
    u32::try_from((done * 100).checked_div(of).unwrap_or(100).min(100)).unwrap_or(100)
}

/// The exports under way that have a name.
pub(crate) struct Exports {
    going: Mutex<BTreeMap<String, Going>>,
    tell: Arc<dyn Fn(Say) + Send + Sync>,
}

impl Exports {
    /// Begins with none; whatever an export tells goes to `tell`.
    pub fn new(tell: impl Fn(Say) + Send + Sync + 'static) -> Self {
        Self { going: Mutex::default(), tell: Arc::new(tell) }
    }

    /// Runs an export under a name, or under none.
    pub fn run<T>(&self, name: Option<&str>, export: impl FnOnce(&Going) -> T) -> T {
        let going = Going {
            name: name.map(|name| name.chars().take(64).collect()),
            stopped: Arc::default(),
            percent: Arc::default(),
            tell: Arc::clone(&self.tell),
        };
        if let Some(name) = &going.name {
            self.lock().insert(name.clone(), going.clone());
        }
        let done = export(&going);
        if let Some(name) = &going.name {
            self.lock().remove(name);
        }
        done
    }

    /// Stops the export of a name. One that is over is over.
    pub fn stop(&self, name: &str) {
        if let Some(going) = self.lock().get(name) {
            going.stop();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Going>> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_tells_how_far_it_is_and_stops_when_told() {
        let told: Arc<Mutex<Vec<u32>>> = Arc::default();
        let heard = Arc::clone(&told);
        let exports = Exports::new(move |say| {
            if let Say::Exporting { percent, .. } = say {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(percent);
            }
        });
        let stopped = exports.run(Some("one"), |going| {
            assert!(going.made(1, 2) && going.made(1, 2) && going.made(2, 2) && going.written(5, 10));
            exports.stop("another");
            assert!(!going.is_stopped());
            exports.stop("one");
            !going.written(10, 10)
        });
        assert!(stopped);
        assert_eq!(*told.lock().unwrap_or_else(PoisonError::into_inner), [40, 80, 90, 100]);
        // The name is free again.
        assert!(exports.run(Some("one"), |going| going.made(0, 0)));
    }
}
