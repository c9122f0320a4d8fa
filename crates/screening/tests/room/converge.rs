//! Devices that hold the same changes show the same thing, in whatever order those came.

use proptest::prelude::*;

use crate::evening::*;
use crate::touching::{refresh, things};
use screening::*;

/// Two devices of member 1, one of member 2, one of member 3.
const DEVICES: [u8; 4] = [0x11, 0x21, 0x12, 0x13];

#[derive(Debug, Clone)]
enum Step {
    Write { device: usize, what: u8, which: usize, words: String },
    Exchange { from: usize, to: usize, turn: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let device = || 0..DEVICES.len();
    prop_oneof![
        4 => (device(), 0u8..18, 0usize..8, "[a-c\u{5d0}\u{1f3ee}\n]{0,6}")
            .prop_map(|(device, what, which, words)| Step::Write { device, what, which, words }),
        1 => (device(), device(), 0usize..50).prop_map(|(from, to, turn)| Step::Exchange { from, to, turn }),
    ]
}

/// Turns numbers into an edit of something that is there.
fn edit(doc: &Document, what: u8, which: usize, words: &str) -> Edit {
    let known = read(doc, &Household).screening.notes;
    let kinds = [Kind::Remark, Kind::Prediction, Kind::Question, Kind::Reaction(Reaction::Look)];
    let kind = kinds[which % 4].clone();
    let film_ms = i64::try_from(which).unwrap() * 10_000;
    let Some(note) = known.get(which % known.len().max(1)).map(|note| note.id.clone()) else {
        return Edit::Jot(NewNote { film_ms, kind, ..remark(words) });
    };
    let text = words.to_owned();
    let clock = |cause| {
        let (viewing, timebase, source) = (viewing(), "run".to_owned(), Source::Hand);
        Edit::Clock(NewEntry { viewing, timebase, at_ms: film_ms, film_ms, rate: 1.0, cause, source, copy: None })
    };
    match what {
        0..=3 => Edit::Jot(NewNote { film_ms, kind, ..remark(words) }),
        4 => Edit::SetText { note, text },
        5 => Edit::SetKind { note, kind },
        6 => Edit::SetTags { note, tags: words.split('a').map(str::to_owned).collect() },
        7 => Edit::MoveNote { note, film_ms },
        8 => Edit::SetSeal { note, seal: [Seal::Sealed, Seal::Shown, Seal::Dropped][which % 3] },
        9 => Edit::TakeBack { note },
        10 => Edit::Reply { on: On::Note(note), text },
        11 => Edit::Mark { note, reaction: Reaction::ALL[which], on: words.len().is_multiple_of(2) },
        12 => Edit::Grade { when: When::After, given: Given::Letter(Letter::ALL[which]), sealed: false },
        13 => Edit::Outcome { note, outcome: [None, Some(Outcome::Right), Some(Outcome::Wrong)][which % 3] },
        14 => Edit::Contest { note, on: words.len().is_multiple_of(2) },
        15 => {
            Edit::Answer { question: note, position: text.clone(), reason: text, still_open: which.is_multiple_of(2) }
        }
        16 => clock(if which.is_multiple_of(2) { Cause::Pause } else { Cause::Resume }),
        _ => Edit::Attend { viewing: Some(viewing()), state: State::Watching, frontier_ms: film_ms },
    }
}

struct Replica {
    doc: Document,
    model: Screening,
}

impl Replica {
    /// Takes what it lacks, starting anywhere and going round, and reads again what was touched.
    fn take(&mut self, from: &Document, turn: usize) {
        let mut changes: Vec<_> = from.changes().into_iter().filter(|change| !self.doc.has(&change.hash())).collect();
        if changes.is_empty() {
            return;
        }
        let turn = turn % changes.len();
        changes.rotate_left(turn);
        self.doc.apply(changes.clone()).unwrap();
        for change in &changes {
            refresh(&mut self.model, &self.doc, &touched(&self.doc, change));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn same_changes_same_reading(steps in prop::collection::vec(step(), 1..60), turn in 0usize..50) {
        let first = evening();
        let fresh = |device: &u8| {
            let doc = on(&first, *device);
            Replica { model: read(&doc, &Household).screening, doc }
        };
        let mut replicas: Vec<Replica> = DEVICES.iter().map(fresh).collect();
        let mut written = 0;
        for (number, step) in (1u64..).zip(steps) {
            match step {
                Step::Write { device, what, which, words } => {
                    let replica = &mut replicas[device];
                    let edit = edit(&replica.doc, what, which, &words);
                    // What is refused must leave everything as it was.
                    if let Ok(Written { change: Some(change), .. }) = try_at(&mut replica.doc, number, edit) {
                        refresh(&mut replica.model, &replica.doc, &touched(&replica.doc, &change));
                        written += 1;
                    }
                }
                Step::Exchange { from, to, turn } => {
                    let from = replicas[from].doc.clone();
                    replicas[to].take(&from, turn);
                }
            }
        }
        for round in 0..2 {
            for to in 0..replicas.len() {
                for from in 0..replicas.len() {
                    let from = replicas[(from + to + round) % DEVICES.len()].doc.clone();
                    replicas[to].take(&from, turn);
                }
            }
        }
        let expect = reading(&replicas[0].doc);
        prop_assert_eq!(&expect.oddities, &vec![]);
        prop_assert_eq!(replicas[0].doc.change_count(), 1 + written);
        for replica in &replicas {
            prop_assert_eq!(&reading(&replica.doc), &expect);
            prop_assert_eq!(things(&replica.model), things(&expect.screening));
            let reopened = Document::load(&replica.doc.save()).unwrap();
            prop_assert_eq!(&reading(&reopened), &expect);
        }
    }
}
