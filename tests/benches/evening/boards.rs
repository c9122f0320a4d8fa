//! How long the boards and the first draft take, and how that grows: beside n log n of the same run's smallest evening.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use recap::{Source, draft};
use screening::insight::{self, Table};

use crate::exports::source;
use crate::table::{self, Times};

/// How often each is timed.
const TIMES: usize = 7;

type Board = (&'static str, fn(&Source));

const BOARDS: [Board; 8] = [
    ("hot moments", |source| drop(black_box(insight::hot(&insight::moments(&source.notes))))),
    ("only one noticed", |source| drop(black_box(insight::only_one_noticed(&source.notes, &source.frontiers)))),
    ("both noticed", |source| drop(black_box(insight::both_noticed(&source.notes)))),
    ("open questions", |source| drop(black_box(insight::open_questions(&source.notes, &source.answers)))),
    ("nitpicks", |source| drop(black_box(insight::nitpicks(&source.notes, &source.answers)))),
    ("characters, themes, craft", |source| drop(black_box(insight::boards(&source.notes)))),
    ("a turn of the round", turn),
    ("first draft", |source| drop(black_box(draft(source)))),
];

/// Measures every board at each number of notes; the first is what the others are compared with.
pub fn measure(sizes: &[i64]) -> anyhow::Result<()> {
    let evenings: Vec<Source> = sizes.iter().map(|size| source(*size)).collect();
    let mut rows = Vec::new();
    for (name, board) in BOARDS {
        let medians: Vec<Duration> = evenings.iter().map(|evening| timed(|| board(evening)).median()).collect();
        let mut cells: Vec<String> = medians.iter().copied().map(table::time).collect();
        if let (Some(least), Some(most)) = (medians.first(), medians.last()) {
            let grown = most.as_secs_f64() / least.as_secs_f64();
            cells.push(table::ratio(grown, n_log_n(sizes.last()) / n_log_n(sizes.first())));
        }
        rows.push((name, cells));
    }
    let mut heads: Vec<String> = sizes.iter().map(|size| format!("{size} notes")).collect();
    heads.push("of n log n".to_owned());
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    table::print("boards: median, and growth from the first to the last as a share of n log n", &heads, &rows);
    Ok(())
}

fn timed(work: impl Fn()) -> Times {
    let time = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    (0..TIMES).map(time).collect()
}

fn n_log_n(notes: Option<&i64>) -> f64 {
    let notes = notes.copied().unwrap_or(1) as f64;
    notes * notes.log2()
}

/// The tenth turn, when something has been spoken of already.
fn turn(source: &Source) {
    let turns: Vec<_> = source.notes.iter().take(9).map(|note| (note.by.clone(), note.id.clone())).collect();
    black_box(insight::draw(Table {
        notes: &source.notes,
        present: &source.frontiers,
        frontiers: &source.frontiers,
        said: &BTreeMap::new(),
        answered: &BTreeSet::new(),
        turns: &turns,
    }));
}
