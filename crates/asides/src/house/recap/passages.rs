//! Marked passages as they are sent and as they come.

use screening::{Document, Marking, Passage, recap_passages};

use super::{Stopped, small};
use crate::api::{Problem, ask, view::MarkedPassage};

/// The passages of a text, as they are sent.
pub(super) fn shown(document: &Document) -> Vec<MarkedPassage> {
    marks(recap_passages(document))
}

pub(super) fn marks(passages: Vec<Passage>) -> Vec<MarkedPassage> {
    let marked = passages.into_iter().map(|passage| MarkedPassage {
        from: small(passage.from),
        to: small(passage.to),
        marking: passage.marking.name().to_owned(),
    });
    marked.collect()
}

/// Reads the marks of an edit.
pub(super) fn marked(marks: &[ask::RecapMark]) -> Result<Vec<(Passage, bool)>, Stopped> {
    let read = |mark: &ask::RecapMark| {
        let marking = Marking::of(&mark.marking).ok_or_else(|| {
            Stopped::Problem(Problem::new(
                "unknown-marking",
                "A passage is marked as a spoiler or as free. Nothing was changed; your text is still here.",
            ))
        })?;
        Ok((Passage { from: mark.from as usize, to: mark.to as usize, marking }, mark.on))
    };
    marks.iter().map(read).collect()
}
