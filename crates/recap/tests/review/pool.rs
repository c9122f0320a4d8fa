//! Which notes leave, in which version.

use std::collections::BTreeSet;

use recap::{ExportError, Source, Spoilers, compose};
use screening::{Note, Seal};

use crate::evening::{ASLEEP_MS, frontiers, hms, id, name, saturday};
use crate::{review, source};

fn leaving(source: &Source, spoilers: Spoilers) -> BTreeSet<String> {
    compose(source, spoilers).unwrap().notes.iter().map(|line| name(&line.note)).collect()
}

#[test]
fn twenty_seven_of_twenty_nine_leave() {
    let leaving = leaving(&source(), Spoilers::Full);
    assert_eq!(leaving.len(), 27);
    assert!(!leaving.contains("n09") && !leaving.contains("n14"));
}

#[test]
fn six_spoil_nothing() {
    let expect = ["n01", "n02", "n03", "n05", "n06", "n07"].map(str::to_owned);
    assert_eq!(leaving(&source(), Spoilers::Free), BTreeSet::from(expect));
}

#[test]
fn the_free_limit_may_be_set_and_is_nothing_while_the_length_is_unknown() {
    let set = Source { free_until_ms: Some(252_001), ..source() };
    assert_eq!(leaving(&set, Spoilers::Free), BTreeSet::from(["n01".to_owned()]));
    let mut unknown = source();
    unknown.film.length_ms = None;
    assert!(leaving(&unknown, Spoilers::Free).is_empty());
}

#[test]
fn a_personal_note_leaves_when_its_author_lets_it_and_never_without_spoilers() {
    let let_out = Source { exportable: BTreeSet::from([id("n14")]), free_until_ms: Some(i64::MAX), ..source() };
    assert!(leaving(&let_out, Spoilers::Full).contains("n14"));
    assert!(!leaving(&let_out, Spoilers::Free).contains("n14"));
}

#[test]
fn seals_hold_until_they_are_opened() {
    let dark = Source { lights_up: false, recap: String::new(), ..source() };
    let out = compose(&dark, Spoilers::Full).unwrap();
    assert!(out.predictions.is_empty() && out.grades.is_empty() && out.turn.is_none());
    assert_eq!(out.notes.len(), 24);
    let sealed = |seal: Seal| {
        let notes = sunday_with("n10", |note| Note { seal, ..note });
        leaving(&Source { notes, ..source() }, Spoilers::Full).contains("n10")
    };
    assert!(sealed(Seal::Open) && sealed(Seal::Shown));
    assert!(!sealed(Seal::Sealed) && !sealed(Seal::Dropped));
    let notes = sunday_with("n10", |note| Note { taken_back: true, ..note });
    assert!(!leaving(&Source { notes, ..source() }, Spoilers::Full).contains("n10"));
}

#[test]
fn the_boards_are_the_evening_s() {
    let saturday = Source { notes: saturday(), frontiers: frontiers(ASLEEP_MS), ..source() };
    let boards = |source: &Source| {
        let out = compose(source, Spoilers::Full).unwrap();
        let hot: Vec<String> = out.hot.iter().map(|scene| hms(scene.film_ms)).collect();
        let lone: Vec<String> =
            out.lone.iter().map(|lone| format!("{} {}/{}", lone.scene.who[0], lone.passed, lone.others)).collect();
        (hot, lone)
    };
    let (hot, lone) = boards(&saturday);
    assert_eq!(hot, ["0:41:05", "1:12:39", "1:31:30", "0:06:40", "0:12:30", "0:49:55"]);
    // Ruth's personal note is on the family's board and stays there.
    assert_eq!(lone, ["Theo 3/3", "Ruth 3/3", "Theo 2/3", "Mara 2/3"]);
    let (hot, lone) = boards(&source());
    assert_eq!(hot.len(), 8);
    assert_eq!(lone, ["Theo 3/3", "Ruth 3/3"]);
}

#[test]
fn without_spoilers_there_are_no_positions_and_no_outcomes() {
    let free = review(Spoilers::Free);
    assert!(free.predictions.is_empty() && free.both.is_empty());
    assert_eq!(free.questions.len(), 1);
    assert!(free.questions[0].positions.is_empty());
    assert_eq!(review(Spoilers::Full).questions[1].positions.len(), 3);
}

#[test]
fn nothing_to_export_is_said() {
    assert_eq!(compose(&Source::default(), Spoilers::Full), Err(ExportError::NothingToExport));
    let unmarked = Source { recap: "Nobody marked this.".to_owned(), ..Source::default() };
    assert_eq!(compose(&unmarked, Spoilers::Free), Err(ExportError::NothingToExport));
    assert!(compose(&unmarked, Spoilers::Full).is_ok());
}

fn sunday_with(note: &str, change: impl Fn(Note) -> Note) -> Vec<Note> {
    let notes = source().notes.into_iter();
    notes.map(|one| if name(&one.id) == note { change(one) } else { one }).collect()
}

#[test]
fn a_heading_whose_text_stays_behind_stays_behind_too() {
    let mut source = source();
    source.recap =
        "# ==The evening==\n\n## ==What hurt==\n\nShe dies.\n\n## ==What shone==\n\n### ==Light==\n\n==The lamp.=="
            .to_owned();
    let review = compose(&source, Spoilers::Free).unwrap();
    let pages: Vec<String> =
        review.pages.iter().map(|page| page.texts.iter().map(|text| text.text.trim()).collect()).collect();
    assert_eq!(pages, ["The evening", "What shone", "Light", "The lamp."]);
}
