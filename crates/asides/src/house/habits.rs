//! How somebody at this device likes to watch: settings of the profile, never shared.

use serde::{Deserialize, Serialize};

use super::core::Core;
use super::turn::Turn;
use crate::api::view::Done;
use crate::api::{Problem, ask};

/// Under this name they stand among the profile's settings.
pub(super) const KEPT_AS: &str = "habits";
/// The longest lag that can be set, in milliseconds.
const LAG_MS_MAX: i64 = 15_000;

/// What is set, or the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// From feeling something to the first key of a sentence, in milliseconds.
    pub text_lag_ms: i64,
    /// From feeling something to one of the nine keys, in milliseconds.
    pub key_lag_ms: i64,
    /// How long the film is and how much is left is not to be seen while it runs.
    pub hide_length: bool,
    /// The household's notes stand on the picture of one's own player, where it can show them.
    pub on_picture: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self { text_lag_ms: 2_000, key_lag_ms: 1_000, hide_length: false, on_picture: false }
    }
}

impl Habits {
    /// Reads what was kept; what cannot be read is the usual.
    pub fn read(kept: Option<&[u8]>) -> Self {
        kept.and_then(|kept| serde_json::from_slice(kept).ok()).unwrap_or_default()
    }
}

impl Core {
    pub(super) fn set_habits(&mut self, ask: ask::SetHabits, turn: &mut Turn) -> Result<Done, Problem> {
        let before = self.habits();
        let habits = Habits {
            text_lag_ms: lag(ask.text_lag_ms, before.text_lag_ms)?,
            key_lag_ms: lag(ask.key_lag_ms, before.key_lag_ms)?,
            hide_length: ask.hide_length.unwrap_or(before.hide_length),
            on_picture: ask.on_picture.unwrap_or(before.on_picture),
        };
        let kept = serde_json::to_vec(&habits).map_err(|error| Problem::new("bad-argument", error.to_string()))?;
        turn.settings.push((KEPT_AS.to_owned(), Some(kept)));
        self.present(|live| live.habits = habits);
        self.keep_pictures();
        turn.say(crate::api::say::Say::Library {});
        Ok(Done {})
    }

    /// What is set now.
    pub(super) fn habits(&self) -> Habits {
        self.live.read().map(|live| live.habits).unwrap_or_default()
    }
}

fn lag(asked: Option<i64>, before: i64) -> Result<i64, Problem> {
    match asked {
        None => Ok(before),
        Some(ms) if (0..=LAG_MS_MAX).contains(&ms) => Ok(ms),
        Some(_) => Err(Problem::new(
            "bad-argument",
            "Nobody takes less than nothing or more than 15 seconds to begin. Nothing was changed. Choose a time between.",
        )),
    }
}
