//! The leak check stops the export and names the sentence.

use recap::{ExportError, Leak, Source, Spoilers, compose};

use crate::source;

fn check(added: &str, spoilers: Spoilers, expect: Option<(&str, Leak)>) {
    let mut source = source();
    source.recap.push_str(&format!("\n\n{added}"));
    let found = match compose(&source, spoilers) {
        Ok(_) => None,
        Err(ExportError::Leak { sentence, leak }) => Some((sentence, leak)),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(found, expect.map(|(sentence, leak)| (sentence.to_owned(), leak)), "{added}");
}

#[test]
fn the_evening_itself_leaks_nothing() {
    check("", Spoilers::Free, None);
    check("", Spoilers::Full, None);
}

#[test]
fn a_sentence_that_repeats_a_spoiler_is_named() {
    let sentence = "It is a whistle that took him away, comes BACK as the end.";
    check(&format!("==A fine evening. {sentence}=="), Spoilers::Free, Some((sentence, Leak::Spoiler)));
    check(&format!("==A fine evening. {sentence}=="), Spoilers::Full, None);
    // Five words are no run, and an unmarked sentence does not leave at all.
    check("==That whistle that took him away, we know.==", Spoilers::Free, None);
    check(sentence, Spoilers::Free, None);
}

#[test]
fn full_stops_accents_and_dashes_hide_nothing() {
    let leaked = "Whistle—that tóok. HIM away, comes, back!";
    check(&format!("=={leaked}=="), Spoilers::Free, Some((leaked, Leak::Spoiler)));
    let split = "The whistle that took. ==Nothing.== him";
    check(split, Spoilers::Free, None);
    check(
        "==Whistle that took== x ==him away comes.==",
        Spoilers::Free,
        Some(("Whistle that took him away comes.", Leak::Spoiler)),
    );
}

#[test]
fn a_short_passage_counts_whole() {
    check(
        "||He comes home.||\n\n==At last, he comes home, and so did we.==",
        Spoilers::Free,
        Some(("At last, he comes home, and so did we.", Leak::Spoiler)),
    );
    check("||He comes home.||\n\n==He comes and goes.==", Spoilers::Free, None);
}

#[test]
fn a_later_note_is_a_spoiler_too() {
    let sentence = "Listen how the train whistle becomes the foghorn.";
    check(&format!("=={sentence}=="), Spoilers::Free, Some((sentence, Leak::LaterNote)));
    check(sentence, Spoilers::Full, None);
}

#[test]
fn what_is_also_said_early_is_no_secret() {
    let mut twice = source();
    let mut early = twice.notes[24].clone();
    assert!(early.text.starts_with("The train whistle"));
    early.id = screening::NoteId::new(0, 99);
    early.film_ms = 60_000;
    twice.notes.push(early);
    twice.recap.push_str("\n\n==The train whistle becomes the foghorn.==");
    assert!(compose(&twice, Spoilers::Free).is_ok());
}

#[test]
fn predictions_and_their_outcomes_are_not_told() {
    for sentence in [
        "Tobias is not her real father.",
        "So Tobias is no father at all.",
        "Jonas was right about the father.",
        "Theo had guessed wrong.",
        "The mother wrote the letters.",
    ] {
        check(&format!("=={sentence}=="), Spoilers::Free, Some((sentence, Leak::Prediction)));
        check(sentence, Spoilers::Full, None);
    }
    check("==Theo was right to bring a blanket.==", Spoilers::Free, None);
}

#[test]
fn an_early_question_may_ask_what_somebody_predicted() {
    let mut source = source();
    source.notes[6].text = "Is Tobias her real father?".to_owned();
    source.recap = recap::draft(&source);
    assert!(source.recap.contains("==0:17:20 Is Tobias her real father?"), "{}", source.recap);
    assert!(compose(&source, Spoilers::Free).is_ok());
    let answered = "Is Tobias her real father? No, Tobias is not her real father.";
    source.recap = format!("=={answered}==");
    assert!(matches!(compose(&source, Spoilers::Free), Err(ExportError::Leak { leak: Leak::Prediction, .. })));
}

#[test]
fn private_notes_leave_in_no_version() {
    let sentence = "She says: that shoe quarrel is my sister and me.";
    check(sentence, Spoilers::Full, Some((sentence, Leak::Private)));
    check(&format!("=={sentence}=="), Spoilers::Free, Some((sentence, Leak::Private)));
    let let_out = Source {
        exportable: source()
            .notes
            .iter()
            .filter(|note| note.text.contains("shoe"))
            .map(|note| note.id.clone())
            .collect(),
        recap: sentence.to_owned(),
        ..source()
    };
    assert!(compose(&let_out, Spoilers::Full).is_ok());
}

#[test]
fn an_early_note_that_somebody_marked_as_a_spoiler_stops_it() {
    let mut notes = source();
    notes.notes[0].text = "The clock has no hands because it is painted.".to_owned();
    notes.recap.push_str("\n\n||has no hands because it is painted||");
    let found = compose(&notes, Spoilers::Free).unwrap_err();
    assert_eq!(
        found.to_string(),
        "This sentence repeats a passage that is marked as a spoiler: “The clock has no hands because it is painted.” \
         Nothing was exported and your text is as it was. Change or unmark the sentence, then export again."
    );
}
