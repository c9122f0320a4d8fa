//! The copy that somebody watches, and what two running times say of one.

use screening::{Cut, extras, proposed_ratio};

use crate::api::ask;
use crate::api::view::{CopyProposal, CopyView, ExtraView};

/// A copy as its viewer sees it.
pub(crate) fn copy(cut: &Cut) -> CopyView {
    CopyView {
        label: cut.label.clone(),
        ratio: cut.ratio,
        begins_ms: cut.cut_ms(0).max(0),
        extras: extras(&cut.knots).into_iter().map(|(from_ms, to_ms)| ExtraView { from_ms, to_ms }).collect(),
        length_ms: cut.length_ms,
    }
}

/// Answers `propose_copy`.
pub(crate) fn propose(ask: &ask::ProposeCopy) -> CopyProposal {
    match proposed_ratio(ask.film_ms, ask.copy_ms) {
        None => CopyProposal { ratio: None, or_ratio: None, left_over_ms: 0 },
        Some(found) => {
            CopyProposal { ratio: Some(found.ratio), or_ratio: found.or_ratio, left_over_ms: found.left_over_ms }
        }
    }
}
