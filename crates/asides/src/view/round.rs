//! The talking round: whose turn it is, and what about.

use std::collections::{BTreeMap, BTreeSet};

use screening::insight::{Table, Why, draw};
use screening::{MemberId, NoteId};

use super::notes::Hanging;
use super::screening::look;
use crate::api::view::{RoundView, TurnOfView};
use crate::api::{Problem, ask};
use crate::gate::Sight;
use crate::house::{Asked, id, library_problem};

/// The most turns that are looked back on: a round of an evening is tens.
const TURNS_MAX: usize = 2_000;

/// Answers `talking_round`.
pub(crate) fn talking_round(asked: &Asked<'_>, ask: &ask::TalkingRound) -> Result<RoundView, Problem> {
    let screening = id(&ask.screening)?;
    let looked = look(asked, &screening)?;
    if ask.turns.len() > TURNS_MAX {
        return Err(Problem::new(
            "too-many-turns",
            format!("A talking round has at most {TURNS_MAX} turns. Nothing is lost. Begin a new round."),
        ));
    }
    let mut present: BTreeMap<MemberId, i64> = BTreeMap::new();
    for member in &ask.present {
        let member: MemberId = id(member)?;
        if !looked.members.iter().any(|known| known.id == member.as_str()) {
            return Err(Problem::new(
                "unknown-member",
                "Somebody in this round is not in the household any more. Nothing was changed. Choose again who is here.",
            ));
        }
        // Who never watched has reached nothing, and nothing is drawn over their head.
        let reached_ms = looked.frontiers.get(&member).copied().unwrap_or(0);
        present.insert(member, reached_ms);
    }
    let turns = ask.turns.iter().map(|turn| Ok((id(&turn.member)?, id(&turn.note)?)));
    let turns: Vec<(MemberId, NoteId)> = turns.collect::<Result<_, Problem>>()?;
    let through = looked.viewer.let_through(asked.reader.all_notes(&screening).map_err(library_problem)?);
    let mut said: BTreeMap<MemberId, usize> = BTreeMap::new();
    for reply in asked.reader.replies(&screening).map_err(library_problem)? {
        if looked.viewer.sight_of_talk(&reply.by) == Sight::Clear && !reply.taken_back {
            *said.entry(reply.by).or_default() += 1;
        }
    }
    let mut answered = BTreeSet::new();
    for answer in asked.reader.answers(&screening).map_err(library_problem)? {
        if looked.viewer.sight_of_talk(&answer.member) == Sight::Clear {
            *said.entry(answer.member.clone()).or_default() += 1;
            answered.insert((answer.member, answer.question));
        }
    }
    let drawn = draw(Table {
        notes: &through.notes,
        present: &present,
        frontiers: &looked.frontiers,
        said: &said,
        answered: &answered,
        turns: &turns,
    });
    let Some(drawn) = drawn else { return Ok(RoundView { next: None, left: 0 }) };
    let note = through.notes.iter().find(|note| note.id == drawn.note);
    let hanging = Hanging::of(asked, &looked)?;
    let next = note.map(|note| TurnOfView {
        member: drawn.member.to_string(),
        note: hanging.view(asked, &looked, note),
        why: why(drawn.why).to_owned(),
    });
    Ok(RoundView { next, left: u32::try_from(drawn.left).unwrap_or(u32::MAX) })
}

fn why(why: Why) -> &'static str {
    match why {
        Why::OnlyYou => "only-you",
        Why::YouAsked => "you-asked",
        Why::YouPicked => "you-picked",
        Why::YouPredicted => "you-predicted",
        Why::YouSaid => "you-said",
        Why::NotAnsweredYet => "not-answered-yet",
        Why::Said => "said",
    }
}
