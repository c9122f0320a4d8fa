//! Writing the recap's text.

use automerge::ChangeHash;
use replica::DocumentId;
use screening::{ScreeningId, recap_text, set_recap_at};

use super::core::Core;
use super::notes::{id, refusal};
use super::turn::Turn;
use crate::api::view::RecapView;
use crate::api::{Problem, ask};

impl Core {
    pub(super) fn write_recap(&mut self, ask: ask::WriteRecap, turn: &mut Turn) -> Result<RecapView, Problem> {
        let (document, _) = self.screening(&ask.screening)?;
        let recap = self.recap_of(document)?;
        let base = heads(&ask.base)?;
        let actor = self.actor();
        let wall_ms = self.timebase.wall_ms();
        let held = self.open(recap)?;
        let mut document = held.document.clone();
        document.set_actor(&actor);
        // Written at the state that the writer saw: what others wrote meanwhile stays beside it.
        let change = set_recap_at(&mut document, &base, &ask.text, wall_ms).map_err(|refused| refusal(&refused))?;
        held.document = document;
        if let Some(change) = change {
            self.wrote(recap, change, turn);
        }
        let held = self.open(recap)?;
        Ok(RecapView {
            text: recap_text(&held.document),
            version: version(&held.document.heads()),
            unused: Vec::new(),
            draft: String::new(),
        })
    }

    /// Reads the text and names its state.
    pub(super) fn recap_now(&mut self, screening: &ScreeningId) -> Result<(String, String), Problem> {
        let recap = self.recap_of(id(screening.as_str())?)?;
        let held = self.open(recap)?;
        Ok((recap_text(&held.document), version(&held.document.heads())))
    }

    /// Finds the document that holds a screening's recap.
    fn recap_of(&mut self, screening: DocumentId) -> Result<DocumentId, Problem> {
        let held = self.open(screening)?;
        let recap = held
            .document
            .recap()
            .ok_or_else(|| Problem::new("no-recap", "This screening has no recap yet. Nothing was changed."))?;
        let recap: DocumentId = id(recap.as_str())?;
        if !self.places.contains_key(&recap) {
            return Err(Problem::new(
                "no-recap",
                "The recap has not reached this device yet. Nothing was changed. It comes with the next device that has it.",
            ));
        }
        Ok(recap)
    }
}

/// Names a state of a text.
pub(crate) fn version(heads: &[ChangeHash]) -> String {
    let mut names: Vec<String> = heads.iter().map(ToString::to_string).collect();
    names.sort();
    names.join(".")
}

fn heads(version: &str) -> Result<Vec<ChangeHash>, Problem> {
    version.split('.').filter(|name| !name.is_empty()).map(|name| name.parse().map_err(|_| Problem::new("bad-argument", "This is no version of the recap. Nothing was changed; your text is still here. Open the recap again."))).collect()
}
