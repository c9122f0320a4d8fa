//! A track of subtitles of our own in mpv, beside the film's: taken as the secondary one, which mpv writes at the upper
//! edge and without any look of its own.
//!
//! A track cannot be changed, only replaced: the new one is added, chosen, and the old one goes, so that nothing flashes.
//! What was chosen there before is chosen again at the end, and whoever chooses another track while ours is there keeps
//! theirs. mpv's own key for the secondary subtitles (Alt+v) hides it.

use serde_json::{Value, json};
use tokio::io::AsyncWrite;
use tokio::sync::oneshot;

use super::{NAME, Says};
use crate::PlayerError;
use crate::caption::{Caption, subtitles};

/// By this title our tracks are known again, also those that an earlier run left behind.
const TITLE: &str = "Asides";
/// Tracks of ours come from memory; a file of somebody's that is called like them does not.
const MEMORY: &str = "memory://";

/// What is shown over the picture of one mpv.
#[derive(Debug, Default)]
pub(super) struct Picture {
    wanted: Vec<Caption>,
    /// The secondary track that was chosen before ours; none while there is none of ours.
    before: Option<Value>,
    step: Step,
    /// Something else is wanted since.
    again: bool,
    waits: Vec<oneshot::Sender<Result<(), PlayerError>>>,
}

/// What was asked last and is not answered yet, by the number of the question.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    #[default]
    Rests,
    /// Which track is chosen.
    Chosen(u64),
    /// To take the new one.
    Added(u64),
    /// Which tracks there are.
    Tracks(u64),
}

impl Picture {
    /// Shows these from now on, in place of those before; none takes the track away.
    pub async fn show<W: AsyncWrite + Unpin>(
        &mut self,
        captions: Vec<Caption>,
        done: oneshot::Sender<Result<(), PlayerError>>,
        says: &mut Says<W>,
    ) -> Result<(), PlayerError> {
        self.wanted = captions;
        self.waits.push(done);
        self.begin(says).await
    }

    /// Another film was opened: mpv has thrown away what belonged to the one before.
    pub async fn film_changed<W: AsyncWrite + Unpin>(&mut self, says: &mut Says<W>) -> Result<(), PlayerError> {
        if self.before.take().is_none() && self.wanted.is_empty() {
            return Ok(());
        }
        self.begin(says).await
    }

    /// Takes the track away without waiting for what becomes of it: nobody will hear.
    pub async fn leave<W: AsyncWrite + Unpin>(&mut self, says: &mut Says<W>) -> Result<(), PlayerError> {
        self.wanted.clear();
        self.step = Step::Rests;
        self.begin(says).await
    }

    /// Tells whether ours is still in mpv.
    pub fn is_there(&self) -> bool {
        self.before.is_some() || self.step != Step::Rests
    }

    /// Takes an answer of mpv's, if it is one to a question of ours.
    pub async fn answered<W: AsyncWrite + Unpin>(
        &mut self,
        id: u64,
        message: &Value,
        says: &mut Says<W>,
    ) -> Result<(), PlayerError> {
        let data = message.get("data").unwrap_or(&Value::Null);
        let error = message.get("error").and_then(Value::as_str).unwrap_or("no answer");
        match self.step {
            Step::Chosen(asked) if asked == id => {
                // Left from an earlier run, ours is nothing to go back to; which one it is the tracks tell later.
                self.before = Some(if data.is_i64() { data.clone() } else { json!("no") });
                self.add(says).await
            }
            Step::Added(asked) if asked == id && error != "success" => {
                let refused = PlayerError::Refused { player: NAME, says: error.chars().take(80).collect() };
                self.ends(&Err(refused), says).await
            }
            Step::Added(asked) if asked == id => {
                self.step = Step::Tracks(says.ask(&json!(["get_property", "track-list"])).await?);
                Ok(())
            }
            Step::Tracks(asked) if asked == id => {
                self.choose(&ours(data), says).await?;
                self.ends(&Ok(()), says).await
            }
            Step::Rests | Step::Chosen(_) | Step::Added(_) | Step::Tracks(_) => Ok(()),
        }
    }

    async fn begin<W: AsyncWrite + Unpin>(&mut self, says: &mut Says<W>) -> Result<(), PlayerError> {
        if self.step != Step::Rests {
            self.again = true;
            return Ok(());
        }
        match (self.wanted.is_empty(), &self.before) {
            (true, _) => {
                self.step = Step::Tracks(says.ask(&json!(["get_property", "track-list"])).await?);
                Ok(())
            }
            (false, None) => {
                self.step = Step::Chosen(says.ask(&json!(["get_property", "secondary-sid"])).await?);
                Ok(())
            }
            (false, Some(_)) => self.add(says).await,
        }
    }

    async fn add<W: AsyncWrite + Unpin>(&mut self, says: &mut Says<W>) -> Result<(), PlayerError> {
        let text = format!("{MEMORY}{}", subtitles(&self.wanted));
        self.step = Step::Added(says.ask(&json!(["sub-add", text, "auto", TITLE])).await?);
        Ok(())
    }

    /// Chooses the newest of our tracks and removes the others; all of them when nothing is wanted.
    async fn choose<W: AsyncWrite + Unpin>(&mut self, ours: &[Ours], says: &mut Says<W>) -> Result<(), PlayerError> {
        let newest = ours.iter().max_by_key(|track| track.id).filter(|_| !self.wanted.is_empty());
        let old: Vec<&Ours> = ours.iter().filter(|track| newest.is_none_or(|newest| newest.id != track.id)).collect();
        let held = old.iter().any(|track| track.chosen);
        if let Some(before) = &self.before
            && let Some(left) = before.as_i64()
            && ours.iter().any(|track| track.id == left)
        {
            self.before = Some(json!("no"));
        }
        match (newest, &self.before) {
            // Whoever chose another one than ours keeps it.
            (Some(newest), _) if old.is_empty() || held => {
                says.ask(&json!(["set_property", "secondary-sid", newest.id])).await?;
            }
            (None, Some(before)) if held => {
                says.ask(&json!(["set_property", "secondary-sid", before])).await?;
            }
            _ => {}
        }
        for track in old {
            says.ask(&json!(["sub-remove", track.id])).await?;
        }
        if newest.is_none() {
            self.before = None;
        }
        Ok(())
    }

    async fn ends<W: AsyncWrite + Unpin>(
        &mut self,
        became: &Result<(), PlayerError>,
        says: &mut Says<W>,
    ) -> Result<(), PlayerError> {
        self.step = Step::Rests;
        if std::mem::take(&mut self.again) {
            return Box::pin(self.begin(says)).await;
        }
        for done in self.waits.drain(..) {
            let _ = done.send(became.clone());
        }
        Ok(())
    }
}

/// A track of ours.
#[derive(Debug, PartialEq, Eq)]
struct Ours {
    id: i64,
    chosen: bool,
}

fn ours(tracks: &Value) -> Vec<Ours> {
    let text = |track: &Value, name: &str| track.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let of = |track: &Value| {
        let is = text(track, "type") == "sub" && text(track, "title") == TITLE;
        let id = track.get("id").and_then(Value::as_i64)?;
        let chosen = track.get("selected").and_then(Value::as_bool).unwrap_or(false);
        (is && text(track, "external-filename").starts_with(MEMORY)).then_some(Ours { id, chosen })
    };
    tracks.as_array().into_iter().flatten().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_of_ours_is_known_by_where_it_comes_from() {
        let track = |id: i64, title: &str, from: &str| json!({ "id": id, "type": "sub", "title": title, "external-filename": from, "selected": id == 3 });
        let tracks = json!([
            { "id": 1, "type": "video" }, track(1, "Asides", "/films/asides.srt"), track(2, "English", "memory://x"),
            track(3, "Asides", "memory://x"), { "id": "four", "type": "sub", "title": "Asides" },
        ]);
        assert_eq!(ours(&tracks), [Ours { id: 3, chosen: true }]);
        assert_eq!(ours(&json!("none")), []);
    }
}
