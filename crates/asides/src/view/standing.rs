//! Where everybody is in the film: watching with the viewer or behind, asleep, gone, through.

use std::collections::BTreeMap;

use screening::{MemberId, State, ViewingId};

use super::screening::Looked;
use crate::api::view::StandingView;

/// Says of a row that nothing has been heard since: a lid was closed, or the lights went up without them.
const STOPPED: &str = "stopped";

/// How much of the film may run without a word from somebody who watches it, in milliseconds.
const SILENT_MS: i64 = 150_000;

/// Places everybody who is or was there. `clocks_ms` is where each viewing's clock stands.
pub(crate) fn standing(looked: &Looked, clocks_ms: &BTreeMap<ViewingId, i64>) -> Vec<StandingView> {
    let mut members: Vec<&MemberId> = looked.pace.attendance.iter().map(|row| &row.member).collect();
    members.sort();
    members.dedup();
    let mine = looked.now.map(|now| now.film_ms);
    members.into_iter().filter_map(|member| one(looked, clocks_ms, member, mine)).collect()
}

fn one(
    looked: &Looked,
    clocks_ms: &BTreeMap<ViewingId, i64>,
    member: &MemberId,
    mine: Option<i64>,
) -> Option<StandingView> {
    let is_me = *member == looked.me;
    let viewing = looked.pace.viewing_of(member)?;
    let row = looked.pace.attends(member, &viewing.id)?;
    let view = |state: &str, film_ms, behind_ms| {
        Some(StandingView { member: member.to_string(), state: state.to_owned(), film_ms, behind_ms })
    };
    if looked.has_finished(member) {
        return view(State::Finished.name(), None, None);
    }
    if let Some(at_ms) = row.state.at_ms() {
        return view(row.state.name(), Some(at_ms), None);
    }
    let is_away = looked.members.iter().any(|one| one.id == member.as_str() && one.presence == "away");
    let reached_ms = looked.frontiers.get(member).copied();
    let film_ms = clocks_ms.get(&viewing.id).copied();
    // Whoever is reached through others only is away as well, but says every minute how far they have come.
    let silent = || film_ms.zip(reached_ms).is_none_or(|(film_ms, reached_ms)| film_ms - reached_ms > SILENT_MS);
    if viewing.ended_ms.is_some() || (!is_me && is_away && silent()) {
        return view(STOPPED, reached_ms, None);
    }
    let behind_ms = if is_me { None } else { mine.zip(film_ms).map(|(mine, theirs)| mine - theirs) };
    view(row.state.name(), film_ms.or(reached_ms), behind_ms)
}
