//! Who sees what of whom, over many small evenings.

use std::collections::{BTreeMap, BTreeSet};

use library::Tally;
use screening::{Attendance, Given, Grade, Kind, Letter, MemberId, Note, Pulse, Seal, State, Viewing, ViewingId, When};

use super::{Lights, Reach, Sight, Viewer};

const HOUR_MS: i64 = 3_600_000;

fn who(name: char) -> MemberId {
    MemberId::from_bytes([name as u8; 10])
}

fn viewing(number: u64) -> ViewingId {
    ViewingId::new(0, number)
}

/// A note by one of the members at a film time.
fn note(by: char, film_ms: i64, kind: &str, seal: &str) -> Note {
    serde_json::from_value(serde_json::json!({
        "id": format!("{film_ms:024x}"), "by": who(by), "kind": kind, "reaction": null, "film_ms": film_ms, "text": "…",
        "tags": [], "seal": seal, "stamp": null, "made_ms": 0, "edited": false, "taken_back": false,
        "after_echo": false, "actor": "",
    }))
    .unwrap()
}

/// A screening of one film of an hour: the couch's viewing is 0, and others may be 1, 2 …
#[derive(Default)]
struct Evening {
    attendance: Vec<Attendance>,
    viewings: Vec<Viewing>,
    clocks: BTreeMap<ViewingId, i64>,
}

impl Evening {
    /// A viewing that began at an hour, ended at another or goes on, and whose clock is here.
    fn viewing(mut self, number: u64, began_h: i64, ended_h: Option<i64>, clock_ms: Option<i64>) -> Self {
        let id = viewing(number);
        self.clocks.extend(clock_ms.map(|clock_ms| (id.clone(), clock_ms)));
        self.viewings.push(Viewing {
            id,
            label: String::new(),
            by: who('m'),
            cut: None,
            started_ms: began_h * HOUR_MS,
            ended_ms: ended_h.map(|hour| hour * HOUR_MS),
        });
        self
    }

    fn has(mut self, name: char, number: u64, state: State, frontier_ms: i64) -> Self {
        self.attendance.push(Attendance { member: who(name), viewing: Some(viewing(number)), state, frontier_ms });
        self
    }

    /// What a device knows at which somebody sits.
    fn reach(&self, name: char) -> Reach<'_> {
        let own = self.attendance.iter().find(|row| row.member == who(name)).and_then(|row| row.viewing.clone());
        Reach {
            attendance: &self.attendance,
            viewings: &self.viewings,
            noted_ms: BTreeMap::new(),
            clocks_ms: self.clocks.clone(),
            watching: own.map(|viewing| (who(name), viewing)),
        }
    }

    fn lights(&self) -> Lights {
        Lights::of(&self.reach('m'))
    }

    fn viewer(&self, name: char) -> Viewer {
        Viewer::place(who(name), &self.reach(name), &self.lights())
    }
}

/// Mara and Theo have seen the end at nine; Jonas fell asleep at 1,000 ms of film.
fn asleep() -> Evening {
    Evening::default()
        .viewing(0, 8, Some(9), Some(HOUR_MS))
        .has('m', 0, State::Finished, HOUR_MS)
        .has('t', 0, State::Finished, HOUR_MS)
        .has('j', 0, State::Slept { at_ms: 1_000 }, 1_000)
}

#[test]
fn nothing_from_beyond_the_frontier_and_no_seal() {
    use Sight::{Clear, Gone, Kept, Later};
    let check = |viewer: char, note: Note, expect: Sight| {
        let sight = asleep().viewer(viewer).sight(&note);
        assert_eq!(sight, expect, "{viewer} looks at {note:?}");
    };
    for (viewer, by, film_ms, kind, seal, expect) in [
        ('j', 't', 1_000, "remark", "open", Clear),
        ('j', 't', 1_001, "remark", "open", Later),
        ('j', 't', 1_001, "remark", "sealed", Later),
        ('j', 't', 1_001, "prediction", "sealed", Later),
        ('j', 't', 900, "remark", "sealed", Kept),
        ('j', 't', 900, "remark", "shown", Clear),
        ('j', 't', 900, "remark", "dropped", Gone),
        ('j', 't', 900, "prediction", "open", Kept),
        ('j', 't', 900, "afterthought", "open", Later),
        ('j', 't', 900, "from-outside", "open", Later),
        ('j', 'j', 5_000, "remark", "sealed", Clear),
        ('j', 'j', 900, "remark", "dropped", Gone),
        ('m', 't', 9_000, "remark", "open", Clear),
        ('m', 't', 9_000, "remark", "sealed", Kept),
        ('m', 't', 9_000, "prediction", "sealed", Clear),
        ('m', 't', 9_000, "afterthought", "open", Clear),
        // Jonas may still drop what he sealed: he has not seen the end.
        ('m', 'j', 900, "prediction", "sealed", Kept),
        ('m', 'j', 900, "prediction", "open", Kept),
        // Somebody who never came has reached nothing.
        ('x', 't', 0, "remark", "open", Clear),
        ('x', 't', 1, "remark", "open", Later),
    ] {
        check(viewer, note(by, film_ms, kind, seal), expect);
    }
}

#[test]
fn what_the_lights_opened_comes_through_as_shown_and_what_is_kept_is_only_counted() {
    let notes = || {
        vec![note('t', 1, "prediction", "sealed"), note('t', 2, "remark", "sealed"), note('t', 3_000, "remark", "open")]
    };
    let mara = asleep().viewer('m').let_through(notes());
    let seals: Vec<_> = mara.notes.iter().map(|note| (note.film_ms, note.seal.name())).collect();
    assert_eq!((seals, mara.hidden, mara.notes.len()), (vec![(1, "shown"), (3_000, "open")], 1, 2));
    let jonas = asleep().viewer('j').let_through(notes());
    assert_eq!((jonas.notes.len(), jonas.hidden, jonas.kept), (0, 3, BTreeMap::from([(who('t'), 2)])));
}

#[test]
fn what_others_said_opens_with_the_lights() {
    let check = |viewer: char, by: char, expect: Sight| {
        assert_eq!(asleep().viewer(viewer).sight_of_talk(&who(by)), expect, "{viewer} hears {by}");
    };
    check('j', 't', Sight::Later);
    check('j', 'j', Sight::Clear);
    check('m', 'j', Sight::Clear);
}

#[test]
fn a_frontier_is_as_far_as_the_own_clock_that_can_be_relied_on() {
    let check = |evening: Evening, expect: &[(char, i64)]| {
        for (name, frontier_ms) in expect {
            assert_eq!(evening.viewer(*name).frontier_ms, *frontier_ms, "{name}");
        }
    };
    let two = |couch_ms: Option<i64>| {
        Evening::default()
            .viewing(0, 8, None, couch_ms)
            .viewing(1, 8, None, Some(700))
            .has('m', 0, State::Watching, 100)
            .has('j', 1, State::Watching, 650)
            .has('r', 0, State::Left { at_ms: 50 }, 50)
    };
    // Jonas upstairs is ahead, and nobody on the couch is with him.
    check(two(Some(400)), &[('m', 400), ('j', 700), ('r', 50)]);
    // A clock that nobody compared says nothing.
    check(two(None), &[('m', 100), ('j', 700)]);
    // Whoever was awake close to the end has seen it; whoever stopped before has not, though the film ran on.
    let over = Evening::default()
        .viewing(0, 8, Some(9), Some(HOUR_MS))
        .has('m', 0, State::Watching, HOUR_MS - 180_000)
        .has('j', 0, State::Watching, HOUR_MS - 180_001);
    check(over, &[('m', i64::MAX), ('j', HOUR_MS - 180_001)]);
    // Somebody at another device has come as far as was written down: they may have fallen asleep since.
    let couch = two(Some(400));
    assert_eq!((couch.reach('j').frontier_ms(&who('m')), couch.reach('m').frontier_ms(&who('j'))), (100, 650));
}

fn grade(by: char, when: When, letter: Letter) -> Grade {
    Grade {
        member: who(by),
        when,
        given: Given::Letter(letter),
        rivals: vec![],
        sealed: when == When::Before,
        made_ms: 0,
    }
}

/// What a viewer sees of the grades of those who gave one after the film, as their initials; then who is awaited.
fn check_grades(evening: &Evening, viewer: char, gave: &str, expect: (&str, &str)) {
    let grades = gave.chars().map(|by| grade(by, When::After, Letter::A)).collect();
    let seen = evening.viewer(viewer).grades(grades, vec![], &evening.lights());
    let name = |member: &MemberId| {
        char::from(member.as_str().get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap())
    };
    let shown: String = seen.grades.iter().map(|grade| name(&grade.member)).collect();
    let awaited: String = seen.awaited.iter().map(name).collect();
    assert_eq!((shown.as_str(), awaited.as_str()), expect, "{viewer} looks, {gave} gave");
}

#[test]
fn grades_appear_in_one_change_and_never_one_by_one() {
    let three = asleep().has('r', 0, State::Finished, HOUR_MS);
    check_grades(&three, 'm', "m", ("m", "rt"));
    check_grades(&three, 'm', "mt", ("m", "r"));
    check_grades(&three, 'r', "mt", ("", "r"));
    check_grades(&three, 'r', "mtr", ("mtr", ""));
    // Jonas has not seen the end: nobody waits for him, and he is shown nothing.
    check_grades(&three, 'j', "mtr", ("", ""));
    check_grades(&three, 'j', "mtrj", ("j", ""));
}

#[test]
fn who_finishes_next_morning_closes_nothing_and_sees_the_others_after_giving_their_own() {
    let sunday = asleep().viewing(1, 17, Some(19), Some(HOUR_MS)).has('j', 1, State::Finished, HOUR_MS);
    check_grades(&sunday, 'm', "mt", ("mt", ""));
    check_grades(&sunday, 'j', "mt", ("", "j"));
    check_grades(&sunday, 'j', "mtj", ("mtj", ""));
    check_grades(&sunday, 'm', "mtj", ("mtj", ""));
    // Upstairs, a little ahead, is the same evening.
    let upstairs = asleep().viewing(1, 8, Some(10), Some(HOUR_MS)).has('j', 1, State::Finished, HOUR_MS);
    check_grades(&upstairs, 'j', "mj", ("j", "t"));
    check_grades(&upstairs, 'm', "mtj", ("mtj", ""));
}

#[test]
fn two_grades_of_one_member_are_shown_to_that_member_alone() {
    let torn = || {
        vec![
            Grade { rivals: vec![Given::Passed], ..grade('m', When::After, Letter::A) },
            grade('t', When::After, Letter::B),
        ]
    };
    let evening = asleep();
    let seen = |name: char| evening.viewer(name).grades(torn(), vec![], &evening.lights());
    assert_eq!(seen('m').grades.len(), 2);
    assert_eq!(seen('t').grades, vec![grade('t', When::After, Letter::B)]);
    assert_eq!(seen('t').closed, vec![(who('m'), When::After)]);
}

#[test]
fn hopes_and_pulses_of_others_open_with_the_lights() {
    let evening = asleep();
    let given = || {
        (
            vec![grade('t', When::Before, Letter::B), grade('j', When::Before, Letter::C)],
            vec![Pulse { member: who('t'), tap: 2, made_ms: 0 }],
        )
    };
    let check = |name: char, hopes: usize, pulses: usize| {
        let (grades, taps) = given();
        let seen = evening.viewer(name).grades(grades, taps, &evening.lights());
        assert_eq!((seen.grades.len(), seen.pulses.len()), (hopes, pulses), "{name}");
    };
    check('m', 2, 1);
    check('j', 1, 0);
    check('x', 0, 0);
}

#[test]
fn a_sitting_of_nobody_opens_nothing() {
    let nobody = Evening::default();
    let open = nobody.lights().open_to(&who('m'), &BTreeSet::new());
    assert_eq!(open, BTreeSet::from([who('m')]));
    assert_eq!(nobody.viewer('m').frontier_ms, 0);
}

#[test]
fn counting_lets_through_what_reading_lets_through() {
    let member = |digit: &str| -> MemberId { digit.repeat(20).parse().expect("an id") };
    let mut tallies = Vec::new();
    for by in ["a", "b"] {
        for kind in [Kind::Remark, Kind::Prediction, Kind::Personal] {
            for seal in [Seal::Open, Seal::Sealed, Seal::Shown, Seal::Dropped] {
                for (taken_back, last_ms) in [(false, 10), (false, 90), (true, 10)] {
                    let (by, kind) = (member(by), kind.clone());
                    tallies.push(Tally { by, kind, seal, taken_back, first_ms: 5, last_ms, notes: 1 });
                }
            }
        }
    }
    for (frontier_ms, finished) in [(0, false), (50, false), (i64::MAX, true)] {
        let through = if finished { [member("a"), member("b")].into() } else { BTreeSet::new() };
        let viewer = Viewer { member: member("a"), frontier_ms, finished, through };
        let notes = tallies.iter().map(|tally| {
            let id = screening::NoteId::new(0, tally.last_ms.unsigned_abs());
            Note { kind: tally.kind.clone(), seal: tally.seal, taken_back: tally.taken_back, ..counted(id, tally) }
        });
        let read = viewer.let_through(notes.collect()).counts(&viewer.member);
        assert_eq!(viewer.count_through(tallies.clone()), read, "{frontier_ms}");
        assert_eq!(viewer.clear(tallies.clone()).len() as u64, read.mine + read.others);
    }
}

fn counted(id: screening::NoteId, tally: &Tally) -> Note {
    Note {
        id,
        by: tally.by.clone(),
        kind: Kind::Remark,
        film_ms: tally.last_ms,
        text: String::new(),
        tags: Vec::new(),
        seal: Seal::Open,
        stamp: None,
        made_ms: 0,
        edited: false,
        taken_back: false,
        after_echo: false,
        exportable: false,
        actor: Vec::new(),
    }
}

#[test]
fn the_picture_is_stricter_than_a_page() {
    let viewer = |frontier_ms, finished| Viewer { member: who('m'), frontier_ms, finished, through: [who('t')].into() };
    let check = |by: char, film_ms: i64, kind: &str, seal: &str, expect: Sight| {
        let found = viewer(HOUR_MS, false).sight_on_picture(&note(by, film_ms, kind, seal));
        assert_eq!(found, expect, "{by} {film_ms} {kind} {seal}");
    };
    check('t', HOUR_MS, "remark", "open", Sight::Clear);
    check('t', HOUR_MS, "quote", "shown", Sight::Clear);
    check('t', HOUR_MS + 1, "remark", "open", Sight::Later);
    check('t', 0, "remark", "sealed", Sight::Kept);
    check('t', 0, "remark", "dropped", Sight::Gone);
    check('t', 0, "prediction", "open", Sight::Kept);
    check('t', 0, "personal", "open", Sight::Kept);
    check('t', 0, "afterthought", "open", Sight::Later);
    // One's own are seen by whoever else sits there too.
    check('m', 0, "remark", "sealed", Sight::Kept);
    check('m', HOUR_MS + 1, "remark", "open", Sight::Later);
    check('m', 0, "personal", "open", Sight::Kept);
    let mut free = note('t', 0, "personal", "open");
    free.exportable = true;
    assert_eq!(viewer(0, false).sight_on_picture(&free), Sight::Clear);
    free.text = " \n".into();
    assert_eq!(viewer(0, false).sight_on_picture(&free), Sight::Kept);
    assert_eq!(viewer(i64::MAX, true).sight_on_picture(&note('t', 0, "prediction", "sealed")), Sight::Kept);
}
