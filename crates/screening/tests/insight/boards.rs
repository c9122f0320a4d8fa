//! The nitpick pile, afterthoughts, and the talking round, over small evenings.

use std::collections::{BTreeMap, BTreeSet};

use screening::insight::{Pile, Table, Why, draw, moments, nitpicks, only_one_noticed};
use screening::{Answer, Judged, Kind, MemberId, Note, NoteId, Seal, Stance};

use crate::evening::START_MS;
use crate::remark;

fn who(name: char) -> MemberId {
    remark(0, name, 0).by
}

fn of_kind(kind: Kind, note: Note) -> Note {
    Note { kind, ..note }
}

fn judged(note: &Note, by: char, judged: Judged, made_ms: i64) -> Answer {
    let stance = Stance { judged: Some(judged), ..Stance::default() };
    Answer { question: note.id.clone(), member: who(by), stance, rivals: vec![], made_ms: START_MS + made_ms }
}

#[test]
fn a_nitpick_is_open_until_somebody_agrees_and_explained_from_then_on() {
    let pick = of_kind(Kind::Nitpick, remark(1, 'a', 5_000));
    let at = |film_ms| Judged::Explained { film_ms };
    let check = |words: &[Answer], expect: Pile| {
        let found = nitpicks(std::slice::from_ref(&pick), words);
        assert_eq!(found.iter().map(|one| one.pile).collect::<Vec<_>>(), [expect], "{words:?}");
    };
    check(&[], Pile::Open);
    check(&[judged(&pick, 'b', Judged::Agreed, 0)], Pile::Agreed);
    // Nobody needs to agree with themselves.
    check(&[judged(&pick, 'a', Judged::Agreed, 0)], Pile::Open);
    check(&[judged(&pick, 'b', Judged::Agreed, 0), judged(&pick, 'c', at(9_000), 0)], Pile::Explained(9_000));
    check(&[judged(&pick, 'b', at(9_000), 0), judged(&pick, 'c', at(7_000), 0)], Pile::Explained(7_000));
    check(&[judged(&pick, 'a', at(7_000), 0)], Pile::Explained(7_000));
    // The later word of one member counts.
    check(&[judged(&pick, 'b', at(9_000), 0), judged(&pick, 'b', Judged::Agreed, 1)], Pile::Agreed);
    // A position is no word on a nitpick.
    let position = Answer {
        stance: Stance { position: "no".into(), ..Stance::default() },
        ..judged(&pick, 'b', Judged::Agreed, 0)
    };
    check(&[position], Pile::Open);
    let sealed = Note { seal: Seal::Sealed, ..pick.clone() };
    assert!(nitpicks(&[sealed], &[]).is_empty());
}

#[test]
fn what_came_to_mind_later_answers_and_changes_nothing() {
    let noticed = remark(1, 'a', 50_000);
    let frontiers = BTreeMap::from([(who('a'), i64::MAX), (who('b'), i64::MAX)]);
    for kind in [Kind::Afterthought, Kind::FromOutside] {
        let later = of_kind(kind.clone(), remark(2, 'b', 52_000));
        let whole = of_kind(kind, remark(3, 'b', 0));
        let notes = [noticed.clone(), later.clone(), whole];
        let found = moments(&notes);
        assert_eq!(found.len(), 1, "what is about the whole film is in no moment");
        assert_eq!((found[0].is_hot(), found[0].answers.clone()), (false, vec![later.id]));
        assert_eq!(only_one_noticed(&notes, &frontiers).len(), 1);
    }
}

/// Plays a round to its end and tells whose turns they were and why.
fn check_round(notes: &[Note], present: &[(char, i64)], expect: &[(char, i64, Why)]) {
    let present: BTreeMap<MemberId, i64> = present.iter().map(|(name, film_ms)| (who(*name), *film_ms)).collect();
    let mut turns: Vec<(MemberId, NoteId)> = Vec::new();
    let mut found = Vec::new();
    while let Some(drawn) = draw(Table {
        notes,
        present: &present,
        frontiers: &present,
        said: &BTreeMap::new(),
        answered: &BTreeSet::new(),
        turns: &turns,
    }) {
        let film_ms = notes.iter().find(|note| note.id == drawn.note).unwrap().film_ms;
        found.push((drawn.member.clone(), film_ms, drawn.why));
        turns.push((drawn.member, drawn.note));
        assert!(turns.len() <= notes.len(), "nothing is drawn twice");
    }
    let expect: Vec<_> = expect.iter().map(|(name, film_ms, why)| (who(*name), *film_ms, *why)).collect();
    assert_eq!(found, expect);
}

#[test]
fn the_round_goes_in_turn_and_whoever_said_least_begins() {
    let end = i64::MAX;
    let question = of_kind(Kind::Question, remark(4, 'b', 90_000));
    let notes = [remark(1, 'a', 10_000), remark(2, 'a', 50_000), remark(3, 'b', 130_000), question.clone()];
    let two = [('a', 10_000, Why::OnlyYou), ('b', 130_000, Why::OnlyYou)];
    // Both said two things: the smaller id begins; what only one noticed comes before what they asked.
    let rest = [('a', 50_000, Why::OnlyYou), ('b', 90_000, Why::YouAsked)];
    check_round(&notes, &[('a', end), ('b', end)], &[two, rest].concat());
    // Who wrote nothing begins, and is asked what the others left open.
    let third = [('c', 90_000, Why::NotAnsweredYet), ('a', 10_000, Why::OnlyYou), ('b', 130_000, Why::OnlyYou)];
    check_round(&notes, &[('a', end), ('b', end), ('c', end)], &[&third[..], &[('a', 50_000, Why::OnlyYou)]].concat());
    // Nothing from beyond the nearest frontier, whoever sits there.
    check_round(&notes, &[('a', end), ('b', 60_000)], &[('a', 10_000, Why::OnlyYou), ('a', 50_000, Why::OnlyYou)]);
    check_round(&notes, &[], &[]);
}

#[test]
fn what_is_for_the_family_needs_its_author_and_what_is_kept_stays_kept() {
    let personal = of_kind(Kind::Personal, remark(1, 'a', 10_000));
    let sealed = Note { seal: Seal::Sealed, ..remark(2, 'a', 50_000) };
    let back = Note { taken_back: true, text: String::new(), ..remark(3, 'a', 90_000) };
    let felt =
        Note { text: String::new(), ..of_kind(Kind::Reaction(screening::Reaction::Laugh), remark(4, 'a', 130_000)) };
    let notes = [personal, sealed, back, felt, remark(5, 'a', 170_000)];
    check_round(&notes, &[('b', i64::MAX)], &[('b', 170_000, Why::Said)]);
    check_round(&notes, &[('a', i64::MAX)], &[('a', 10_000, Why::YouSaid), ('a', 170_000, Why::YouSaid)]);
}
