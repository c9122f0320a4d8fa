//! Real players for the tests: started without a screen or a speaker, ended with the test.

mod apart;
mod browser;
mod bus;
mod film;
mod impostor;
mod mpv;
mod running;
mod syncplay;
mod vlc;

pub use apart::Apart;
pub use browser::Browser;
pub use bus::Bus;
pub use film::{LENGTH_MS, TITLE, film};
pub use impostor::Impostor;
pub use mpv::Mpv;
pub use running::Running;
pub use syncplay::{PASSWORD, SyncplayFriend, SyncplayServer};
pub use vlc::Vlc;

use std::time::Duration;

use players::{Event, Link, PlayerError, Sample};

/// Longer than anything here takes on a slow machine; reaching it is a failure.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until a player is somewhere, and tells where.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn until(link: &mut Link, what: &str, is: impl Fn(&Sample) -> bool) -> Sample {
    let waited = tokio::time::timeout(PATIENCE, link.now.wait_for(|now| now.as_ref().is_some_and(&is)))
        .await
        .map(|now| *now.unwrap());
    waited.unwrap_or_else(|_| panic!("not {what} after {PATIENCE:?}: {:?}", *link.now.borrow())).unwrap()
}

/// Waits until a player says something.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn hears(link: &mut Link, what: &str, is: impl Fn(&Event) -> bool) -> Event {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            let event = link.events.recv().await.unwrap();
            if is(&event) {
                return event;
            }
        }
    });
    waited.await.unwrap_or_else(|_| panic!("{what} was not heard in {PATIENCE:?}"))
}

/// Waits until a player is lost, and tells why.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn lost(link: &mut Link) -> PlayerError {
    match hears(link, "that it is lost", |event| matches!(event, Event::Lost(_))).await {
        Event::Lost(error) => error,
        _ => unreachable!(),
    }
}
