//! Every version of the recap: who wrote when, how it read, and going back to it.

use std::collections::BTreeSet;

use screening::{recap_passages_at, recap_text_at, recap_versions, restore_recap};

use super::super::core::Core;
use super::super::notes::refusal;
use super::super::turn::Turn;
use super::{Stopped, heads, marks, version};
use crate::api::view::{Done, RecapOpen, VersionView, VersionsView};
use crate::api::{Problem, ask};

/// The most versions that are listed, the newest.
const VERSIONS_MAX: usize = 200;

impl Core {
    pub(in super::super) fn versions_of_recap(&mut self, screening: &str) -> Result<VersionsView, Problem> {
        let (recap, _) = self.recap_to_write(screening)?;
        self.open(recap)?;
        let Some(held) = self.held.get(&recap) else { return Ok(VersionsView { versions: Vec::new() }) };
        let household = self.replica.household(&held.household);
        let by = |actor: &Vec<u8>| Some(household?.device_of(actor)?.member.to_string());
        let listed = recap_versions(&held.document).into_iter().take(VERSIONS_MAX).map(|stretch| VersionView {
            version: version(&stretch.heads),
            members: stretch.actors.iter().filter_map(by).collect::<BTreeSet<_>>().into_iter().collect(),
            from_ms: stretch.from_ms,
            until_ms: stretch.until_ms,
        });
        Ok(VersionsView { versions: listed.collect() })
    }

    pub(in super::super) fn version_of_recap(&mut self, ask: &ask::OfVersion) -> Result<RecapOpen, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        let heads = heads(&ask.version)?;
        let document = &self.open(recap)?.document;
        let text = recap_text_at(document, &heads).map_err(|refused| refusal(&refused))?;
        let marks = marks(recap_passages_at(document, &heads));
        Ok(RecapOpen { text, version: version(&heads), marks, carets: Vec::new() })
    }

    /// Writes an earlier version on top of everything.
    pub(in super::super) fn restore_recap(&mut self, ask: &ask::OfVersion, turn: &mut Turn) -> Result<Done, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        let heads = heads(&ask.version)?;
        self.write_in_recap(recap, turn, |document, wall_ms| {
            restore_recap(document, &heads, wall_ms).map_err(Stopped::Refused)
        })?;
        Ok(Done {})
    }
}
