//! The talking round: one thing of each who is in the room, in turn, whoever has said least first.
//!
//! It is for the quiet ones. So the turns go round and nobody is skipped, each is asked about something of their own as
//! long as there is something, and passing counts as a turn like any other.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};
use crate::kind::Kind;
use crate::note::{Note, Seal};

use super::lone::only_one_noticed;

/// What the round draws from.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The notes that may be spoken of by whoever holds the round.
    pub notes: &'a [Note],
    /// Who sits there, with the film time that each has reached, in milliseconds.
    pub present: &'a BTreeMap<MemberId, i64>,
    /// How far every member has come, present or not: for what only one noticed.
    pub frontiers: &'a BTreeMap<MemberId, i64>,
    /// How many replies and positions each has given.
    pub said: &'a BTreeMap<MemberId, usize>,
    /// The questions that a member has a position on already.
    pub answered: &'a BTreeSet<(MemberId, NoteId)>,
    /// The turns so far, passes too: who, and what about.
    pub turns: &'a [(MemberId, NoteId)],
}

/// Whose turn it is, and what about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Whose turn it is.
    pub member: MemberId,
    /// What about.
    pub note: NoteId,
    /// Why this.
    pub why: Why,
    /// How many things are left after it.
    pub left: usize,
}

/// Why something is drawn, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Only they noticed it.
    OnlyYou,
    /// They asked it.
    YouAsked,
    /// They picked it.
    YouPicked,
    /// They bet on it.
    YouPredicted,
    /// They said it.
    YouSaid,
    /// Somebody else asked it, and they have not said what they think.
    NotAnsweredYet,
    /// Somebody else said it.
    Said,
}

/// Draws the next turn; none when nothing is left or nobody is there.
///
/// Nothing from beyond the frontier of anybody present, nothing sealed, and nothing for the family alone by somebody who
/// is not there to tell it. The next is whoever had the fewest turns; of those who said least, in notes and replies; of
/// those the smaller id.
pub fn draw(table: Table<'_>) -> Option<Drawn> {
    let nearest_ms = table.present.values().min().copied()?;
    let done: BTreeSet<&NoteId> = table.turns.iter().map(|(_, note)| note).collect();
    let mut left: Vec<&Note> = table
        .notes
        .iter()
        .filter(|note| note.film_ms <= nearest_ms && is_for_the_table(note, table.present) && !done.contains(&note.id))
        .collect();
    left.sort_by_key(|note| (note.film_ms, &note.id));
    let lone: BTreeSet<NoteId> =
        only_one_noticed(table.notes, table.frontiers).into_iter().flat_map(|lone| lone.moment.notes).collect();
    let mut order: Vec<&MemberId> = table.present.keys().collect();
    order.sort_by_cached_key(|member| (turns_of(&table, member), spoken_by(&table, member), (*member).clone()));
    order.into_iter().find_map(|member| {
        let of = |note: &&Note| Some((why(&table, &lone, member, note)?, note.film_ms, note.id.clone()));
        let (why, _, note) = left.iter().filter_map(of).min()?;
        Some(Drawn { member: member.clone(), note, why, left: left.len() - 1 })
    })
}

/// Whether a note is something to talk about, at this table.
fn is_for_the_table(note: &Note, present: &BTreeMap<MemberId, i64>) -> bool {
    let told_here = note.kind != Kind::Personal || present.contains_key(&note.by);
    note.is_shown() && note.seal != Seal::Sealed && !note.text.trim().is_empty() && told_here
}

fn turns_of(table: &Table<'_>, member: &MemberId) -> usize {
    table.turns.iter().filter(|(by, _)| by == member).count()
}

fn spoken_by(table: &Table<'_>, member: &MemberId) -> usize {
    let notes = table.notes.iter().filter(|note| note.by == *member && !note.text.trim().is_empty()).count();
    notes + table.said.get(member).copied().unwrap_or(0)
}

/// Why a member would be asked about a note; none when there is no reason.
fn why(table: &Table<'_>, lone: &BTreeSet<NoteId>, member: &MemberId, note: &Note) -> Option<Why> {
    let own = note.by == *member;
    match &note.kind {
        _ if own && lone.contains(&note.id) => Some(Why::OnlyYou),
        Kind::Question if own => Some(Why::YouAsked),
        Kind::Nitpick if own => Some(Why::YouPicked),
        Kind::Prediction if own => Some(Why::YouPredicted),
        _ if own => Some(Why::YouSaid),
        Kind::Question => {
            let answered = table.answered.contains(&(member.clone(), note.id.clone()));
            (!answered).then_some(Why::NotAnsweredYet)
        }
        // What somebody else at the table noted is theirs to be asked about; of the absent anybody may speak.
        _ => (!table.present.contains_key(&note.by)).then_some(Why::Said),
    }
}
