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
        by: MemberId::from_bytes([1; 10]),
    };
    rows.iter().map(entry).collect()
}

fn edges(rows: &[(&str, &str, i64, i64)]) -> Vec<Edge> {
    let edge =
        |&(a, b, offset_ms, err_ms): &(&str, &str, i64, i64)| Edge { a: a.into(), b: b.into(), offset_ms, err_ms };
    rows.iter().map(edge).collect()
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
        assert_eq!(position(&entries, &edges, timebase, now_ms).unwrap().film_ms, expect_ms);
    }
}

use Cause::*;

#[test]
fn nothing_was_written() {
    assert_eq!(position(&[], &[], "couch", 0), None);
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
    let unknown = position(&entries(&start), &[], "stairs", 420_000).unwrap();
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
    check(&rows, &[], "a", 2_399_000, 2_465_000); // within the grace of a comparison
    check(&rows, &[], "a", 1_000_000, 1_000_000); // what was noted earlier keeps its time
}

#[test]
fn the_path_of_least_error() {
    let rows = [(1, 1, "a", 0, 0, 1.0, Start)];
    let apart = [("a", "b", 50, 4), ("b", "c", -20, 6), ("a", "c", 500, 400)];
    let there = position(&entries(&rows), &edges(&apart), "c", 1_030).unwrap();
    assert_eq!((there.film_ms, there.err_ms), (1_000, Some(10)));
}

#[test]
fn absurd_numbers_saturate() {
    let rows = [(1, 1, "a", i64::MIN, i64::MAX, 16.0, Start), (2, 2, "b", i64::MAX, 0, 0.0, Seek)];
    let apart = [("a", "b", i64::MIN, i64::MAX), ("b", "a", i64::MAX, i64::MAX), ("b", "c", i64::MIN, -5)];
    for timebase in ["a", "b", "c", "d"] {
        let found = position(&entries(&rows), &edges(&apart), timebase, i64::MAX).unwrap();
        assert!((0..=limits::FILM_MS).contains(&found.film_ms));
    }
}
