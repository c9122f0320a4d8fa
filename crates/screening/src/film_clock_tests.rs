//! The film clock of an evening in which everything goes wrong.

use super::*;
use crate::id::{EntryId, MemberId, ViewingId};
use crate::note::Source;

/// (lamport, id, timebase, at, film, rate, cause)
type Row<'a> = (i64, u64, &'a str, i64, i64, f64, Cause);

fn entries(rows: &[Row<'_>]) -> Vec<ClockEntry> {
    let entry = |&(lamport, id, timebase, at_ms, film_ms, rate, cause): &Row<'_>| ClockEntry {
        id: EntryId::new(0, id),
        viewing: ViewingId::new(0, 0),
        lamport,
        timebase: timebase.into(),
        at_ms,
        film_ms,
        rate,
        cause,
        source: Source::Hand,
        copy: None,
        by: MemberId::from_bytes([1; 10]),
    };
    rows.iter().map(entry).collect()
}

fn edges(rows: &[(&str, &str, i64, i64)]) -> Vec<Edge> {
    let edge =
        |&(a, b, offset_ms, err_ms): &(&str, &str, i64, i64)| Edge { a: a.into(), b: b.into(), offset_ms, err_ms };
    rows.iter().map(edge).collect()
}

fn now(entries: &[ClockEntry], edges: &[Edge], timebase: &str, now_ms: i64) -> Option<Position> {
    FilmClock::on(timebase, entries, edges, &[]).now(now_ms)
}

/// Asks for the film time, with the entries in every rotation and reversed.
#[track_caller]
fn check(rows: &[Row<'_>], apart: &[(&str, &str, i64, i64)], timebase: &str, now_ms: i64, expect_ms: i64) {
    let (mut entries, edges) = (entries(rows), edges(apart));
    for turn in 0..2 * rows.len() {
        entries.rotate_left(1);
        if turn == rows.len() {
            entries.reverse();
        }
        assert_eq!(now(&entries, &edges, timebase, now_ms).unwrap().film_ms, expect_ms);
    }
}

use Cause::*;

#[test]
fn nothing_was_written() {
    assert_eq!(now(&[], &[], "couch", 0), None);
}

#[test]
fn two_press_start_and_the_earlier_counts() {
    let both = [(1, 1, "couch", 1_000, 0, 1.0, Start), (1, 2, "stairs", 1_350, 0, 1.0, Start)];
    let apart = [("couch", "stairs", 0, 5)];
    check(&both, &apart, "couch", 61_000, 60_000);
    check(&both, &apart, "stairs", 61_000, 60_000);
}

#[test]
fn a_machine_whose_clock_is_three_minutes_wrong() {
    let start = [(1, 1, "couch", 0, 0, 1.0, Start)];
    check(&start, &[("couch", "stairs", -180_000, 8)], "stairs", 420_000, 600_000);
    // Not compared yet: 0 apart is assumed, and said.
    let unknown = now(&entries(&start), &[], "stairs", 420_000).unwrap();
    assert_eq!((unknown.film_ms, unknown.err_ms), (420_000, None));
    // It presses pause.
    let paused = [start[0], (2, 2, "stairs", 420_000, 600_000, 0.0, Pause)];
    check(&paused, &[("couch", "stairs", -180_000, 8)], "couch", 900_000, 600_000);
    check(&paused, &[("couch", "stairs", -180_000, 8)], "couch", 500_000, 500_000);
}

#[test]
fn of_concurrent_ones() {
    let start = (1, 1, "a", 0, 0, 1.0, Start);
    let pause = (2, 2, "b", 100_100, 100_100, 0.0, Pause);
    let seek = (2, 3, "a", 100_000, 500_000, 1.0, Seek);
    let later_seek = (2, 4, "b", 100_050, 900_000, 1.0, Seek);
    let resume = (2, 5, "a", 99_000, 99_000, 1.0, Resume);
    let apart = [("a", "b", 0, 1)];
    check(&[start, seek, pause], &apart, "a", 200_000, 100_100);
    check(&[start, resume, pause, later_seek], &apart, "b", 200_000, 100_100);
    check(&[start, seek, later_seek], &apart, "a", 200_050, 1_000_000);
    check(&[start, seek, resume], &apart, "a", 200_000, 600_000);
}

#[test]
fn it_says_0_41_05_now() {
    let rows = [(1, 1, "a", 0, 0, 1.0, Start), (2, 2, "a", 2_400_000, 2_465_000, 1.0, Anchor)];
    check(&rows, &[], "a", 2_400_000, 2_465_000);
    check(&rows, &[("a", "b", 0, 5)], "b", 2_399_000, 2_465_000); // within the grace of a comparison
    check(&rows, &[], "a", 2_399_000, 2_399_000); // on its own timebase there is none
    check(&rows, &[], "a", 1_000_000, 1_000_000); // what was noted earlier keeps its time
}

#[test]
fn the_path_of_least_error() {
    let rows = [(1, 1, "a", 0, 0, 1.0, Start)];
    let apart = [("a", "b", 50, 4), ("b", "c", -20, 6), ("a", "c", 500, 400)];
    let there = now(&entries(&rows), &edges(&apart), "c", 1_030).unwrap();
    assert_eq!((there.film_ms, there.err_ms), (1_000, Some(10)));
}

#[test]
fn absurd_numbers_saturate() {
    let rows = [(1, 1, "a", i64::MIN, i64::MAX, 16.0, Start), (2, 2, "b", i64::MAX, 0, 0.0, Seek)];
    let apart = [("a", "b", i64::MIN, i64::MAX), ("b", "a", i64::MAX, i64::MAX), ("b", "c", i64::MIN, -5)];
    for timebase in ["a", "b", "c", "d"] {
        let found = now(&entries(&rows), &edges(&apart), timebase, i64::MAX).unwrap();
        assert!((0..=limits::FILM_MS).contains(&found.film_ms));
    }
}

#[test]
fn popcorn_is_fetched_by_one_and_the_film_started_by_another() {
    let rows = [
        (1, 1, "couch", 0, 0, 1.0, Start),
        (2, 2, "couch", 600_000, 600_000, 0.0, Pause),
        (2, 3, "stairs", 599_300, 599_200, 0.0, Pause), // both press: the earlier counts
        (3, 4, "stairs", 839_900, 599_200, 1.0, Resume),
    ];
    let apart = [("couch", "stairs", -100, 5)];
    check(&rows, &apart, "couch", 700_000, 599_200);
    check(&rows, &apart, "couch", 900_000, 659_200);
}

#[test]
fn sleep_ads_and_rewinds() {
    let rows = [
        (1, 1, "a", 0, 0, 1.0, Start),
        (2, 2, "a", 1_800_000, 1_800_000, 1.0, Ad), // whatever rate is told, an advertisement stands
        (3, 3, "a", 1_860_000, 1_800_000, 1.0, Resume),
        (4, 4, "a", 3_000_000, 2_910_000, 1.0, Seek), // half a minute back
        // The lid was closed for an hour: a timebase counts sleep, and the player paused by itself.
        (5, 5, "a", 3_600_000, 3_510_000, 0.0, Pause),
        (6, 6, "a", 7_200_000, 3_510_000, 1.0, Resume),
    ];
    let mut rows = rows;
    rows[1].5 = 0.0; // as writing makes it
    check(&rows, &[], "a", 1_830_000, 1_800_000);
    check(&rows, &[], "a", 1_870_000, 1_810_000);
    check(&rows, &[], "a", 3_010_000, 2_920_000);
    check(&rows, &[], "a", 5_000_000, 3_510_000);
    check(&rows, &[], "a", 7_210_000, 3_520_000);
}

#[test]
fn what_is_written_later_about_later_moments_moves_no_earlier_one() {
    let rows = [(1, 1, "a", 0, 0, 1.0, Start), (2, 2, "a", 600_000, 900_000, 1.0, Seek)];
    let entries = entries(&rows);
    let edges = edges(&[("a", "b", 0, 5)]);
    let clock = FilmClock::on("b", &entries, &edges, &[]);
    assert_eq!(clock.then(599_000).unwrap().film_ms, 599_000, "felt a second before the jump");
    let mut anchored = entries.clone();
    anchored[1].cause = Anchor;
    let clock_then = |at_ms| FilmClock::on("b", &anchored, &edges, &[]).then(at_ms).unwrap().film_ms;
    assert_eq!(clock_then(599_000), 899_000, "an anchor says that the clock had been off");
    assert_eq!(clock_then(580_000), 580_000, "but not for how long");
    assert_eq!(clock.now(599_000).unwrap().film_ms, 900_000, "shown now: the newest may lie a little ahead");
}

/// A disc that runs at `ratio`, with these known places.
fn cut(ratio: f64, knots: Vec<crate::film::Knot>) -> Cut {
    let id = crate::id::CutId::new(0, 7);
    Cut { id, by: MemberId::from_bytes([1; 10]), label: String::new(), length_ms: None, ratio, knots }
}

#[test]
fn a_pal_disc_is_right_at_the_end_and_what_is_learned_of_it_later_corrects_the_beginning() {
    let mut started = entries(&[(1, 1, "a", 0, 0, 1.0, Start)]);
    let disc = |knots| cut(25.0 / 23.976, knots);
    started[0].copy = Some(crate::clock::OnCopy { cut: disc(vec![]).id, cut_ms: 0, speed: 1.0 });
    let at = |cuts: &[Cut], at_ms| FilmClock::on("a", &started, &[], cuts).now(at_ms).unwrap();
    let tapped = [disc(crate::copy::tapped(&[], 25.0 / 23.976, 12_000, 0))];
    // 1:41:51.5 on the disc is 1:46:00 in the film.
    for (disc_ms, film_ms) in [(2_885_000, 2_995_500), (6_111_500, 6_360_000)] {
        let found = at(&tapped, disc_ms);
        assert!((found.film_ms - film_ms).abs() <= 500, "{found:?}");
        assert!(
            (at(&[cut(1.0, tapped[0].knots.clone())], 6_111_500).film_ms - 6_360_000).abs() > 260_000,
            "offset only"
        );
    }
    assert!((at(&[disc(vec![])], 6_111_500).film_ms - at(&tapped, 6_111_500).film_ms - 12_512).abs() < 5);
    // A copy that is not here yet: what the entry itself says.
    assert_eq!(at(&[], 60_000).film_ms, 60_000);
}

#[test]
fn an_extended_cut_stands_while_it_shows_what_the_film_has_not() {
    let mut started = entries(&[(1, 1, "a", 0, 0, 1.0, Start)]);
    let longer = [cut(1.0, crate::copy::knots(1.0, 0, &[(1_000_000, 1_180_000), (3_000_000, 3_060_000)]).unwrap())];
    started[0].copy = Some(crate::clock::OnCopy { cut: longer[0].id.clone(), cut_ms: 0, speed: 1.0 });
    let at = |at_ms| FilmClock::on("a", &started, &[], &longer).now(at_ms).unwrap();
    for (copy_ms, film_ms) in
        [(900_000, 900_000), (1_090_000, 1_000_000), (2_180_000, 2_000_000), (9_240_000, 9_000_000)]
    {
        assert_eq!(at(copy_ms).film_ms, film_ms, "at {copy_ms}");
    }
    assert!(at(1_090_000).speed == 1.0 && at(1_090_000).rate == 0.0);
    assert_eq!(longer[0].cut_ms(2_000_000), 2_180_000);
    assert_eq!(longer[0].even_for_ms(1_090_000), Some(90_000));
}

#[test]
fn a_later_edge_and_a_later_pause_repair_earlier_notes_and_what_was_shifted_stays_shifted() {
    let mut rows = vec![(1, 1, "a", 0, 0, 1.0, Start)];
    let note = |film_ms: i64, at_ms: i64, shift_ms: i64| -> crate::note::Note {
        serde_json::from_value(serde_json::json!({
            "id": format!("{at_ms:024x}"), "by": "ab".repeat(10), "kind": "remark", "film_ms": film_ms, "text": "x",
            "tags": [], "seal": "open", "made_ms": 0, "edited": false, "taken_back": false, "after_echo": false,
            "actor": "", "stamp": { "viewing": ViewingId::new(0, 0), "timebase": "b", "at_ms": at_ms, "lag_ms": 2_000,
            "shift_ms": shift_ms },
        }))
        .unwrap()
    };
    let notes = [note(420_000, 422_000, 0), note(408_000, 422_001, -12_000)];
    let found = |rows: &[Row<'_>], apart: &[(&str, &str, i64, i64)]| -> Vec<i64> {
        let found = crate::retimed::retimed(&notes, &entries(rows), &edges(apart), &[]);
        found.into_iter().map(|one| one.film_ms).collect()
    };
    assert_eq!(found(&rows, &[]), [408_001], "not compared: 0 apart is assumed, and only what is off by it moves");
    assert_eq!(found(&rows, &[("a", "b", -180_000, 8)]), [600_000, 588_001]);
    rows.push((2, 2, "a", 590_000, 590_000, 0.0, Pause)); // had been under way
    assert_eq!(found(&rows, &[("a", "b", -180_000, 8)]), [590_000, 578_000]);
}

proptest::proptest! {
    /// Whatever was written by whom, the order in which it arrives changes nothing.
    #[test]
    fn any_order_of_arrival_gives_the_same_film_time(
        rows in proptest::collection::vec(
            (1i64..6, 0usize..4, -5_000i64..900_000, 0i64..7_200_000, 0usize..7), 1..12),
        apart in proptest::collection::vec((0usize..4, 0usize..4, -200_000i64..200_000, 0i64..300), 0..6),
        turns in proptest::collection::vec(0usize..1_000, 24),
        now_ms in 0i64..2_000_000,
    ) {
        let names = ["a", "b", "c", "d"];
        let causes = [Start, Pause, Resume, Seek, Rate, Anchor, Ad];
        let rows: Vec<Row<'_>> = rows
            .iter()
            .zip(0..)
            .map(|(&(lamport, base, at_ms, film_ms, cause), id)| {
                let rate = if matches!(causes[cause], Pause | Ad) { 0.0 } else { 1.0 };
                (lamport, id, names[base], at_ms, film_ms, rate, causes[cause])
            })
            .collect();
        let apart: Vec<_> =
            apart.iter().filter(|one| one.0 != one.1).map(|one| (names[one.0], names[one.1], one.2, one.3)).collect();
        let (mut entries, mut edges) = (entries(&rows), edges(&apart));
        let expect: Vec<_> = names.iter().map(|name| now(&entries, &edges, name, now_ms)).collect();
        for (place, turn) in turns.iter().enumerate() {
            let length = entries.len();
            entries.swap(place % length, turn % length);
            if !edges.is_empty() {
                let length = edges.len();
                edges.swap(place % length, turn % length);
            }
        }
        let found: Vec<_> = names.iter().map(|name| now(&entries, &edges, name, now_ms)).collect();
        proptest::prop_assert_eq!(expect, found);
    }
}
