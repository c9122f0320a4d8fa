//! The short version, the reading time, and the line that an earlier evening leaves behind.

use insta::assert_snapshot;
use recap::{BRIEF_WORDS, EarlierEvening, ExportError, Format, Leak, Source, Spoilers, compose};
use screening::Letter;

use crate::{review, source, text};

fn check(recap: &str, expect: &str) {
    let review = compose(&Source { recap: recap.to_owned(), ..source() }, Spoilers::Full).unwrap();
    assert_eq!(review.brief(), expect, "{recap}");
    assert!(expect.split_whitespace().count() <= BRIEF_WORDS + 1);
}

#[test]
fn the_first_sentence_of_each_paragraph_comes_first() {
    let filler = "This says it once more in other words and takes its time. ".repeat(8);
    check(
        &format!("# Heading\n\nA slow film. {filler}\n\n- Nobody left.\n\nWe stayed for hours. {filler}"),
        "A slow film. This says it once more in other words and takes its time. This says it once more in other words and \
         takes its time. Nobody left. We stayed for hours. This says it once more in other words and takes its time. This \
         says it once more in other words and takes its time.",
    );
    check("Short and whole.", "Short and whole.");
}

#[test]
fn a_sentence_that_never_ends_is_cut() {
    check(&"word ".repeat(500), &format!("{} …", "word ".repeat(BRIEF_WORDS).trim_end()));
}

#[test]
fn without_a_text_it_tells_what_only_one_noticed() {
    check(
        "",
        "Only Theo noticed, at 0:04:12: The clock has no hands. Only Ruth noticed, at 0:38:15: She hums her mother's tune.",
    );
    let nothing = Source { notes: Vec::new(), recap: String::new(), ..source() };
    assert_eq!(compose(&nothing, Spoilers::Full).unwrap().brief(), "");
}

#[test]
fn a_long_text_has_it_beside_it_and_says_how_long_it_takes() {
    let long = format!("The evening was long. {}", "We talked about the lamp and the house. ".repeat(100));
    let review = compose(&Source { recap: long, ..source() }, Spoilers::Full).unwrap();
    let markdown = text(&review, Format::Markdown);
    assert!(markdown.contains("\n*In sixty words:* The evening was long."), "{markdown}");
    assert!(markdown.contains(" 4 minutes to read."), "{markdown}");
    assert_eq!(review.reading_min(), 4);
    assert!(!text(&crate::review(Spoilers::Full), Format::Markdown).contains("In sixty words"));
    assert_eq!(crate::review(Spoilers::Free).reading_min(), 1);
}

fn seen_before(recap: &str) -> Source {
    let evening = |day: &str, recap: &str| EarlierEvening {
        watched: day.parse().unwrap(),
        grades: vec![("Theo".to_owned(), Letter::AMinus)],
        recap: recap.to_owned(),
    };
    Source { earlier: vec![evening("2019-01-02", ""), evening("2025-11-21", recap)], ..source() }
}

#[test]
fn an_earlier_evening_leaves_date_grade_and_one_line() {
    let source = seen_before("# Then\n\nThe lamp goes out. ==We wanted to *see* it again.==");
    let seen = |spoilers| {
        let markdown = text(&compose(&source, spoilers).unwrap(), Format::Markdown);
        markdown.split("## Seen before\n\n").nth(1).unwrap().to_owned()
    };
    assert_snapshot!(seen(Spoilers::Full), @r##"
    - **2025-11-21** Theo A-: The lamp goes out.
    - **2019-01-02** Theo A-
    "##);
    assert_snapshot!(seen(Spoilers::Free), @r##"
    - **2025-11-21** Theo A-: We wanted to \*see\* it again.
    - **2019-01-02** Theo A-
    "##);
}

#[test]
fn an_earlier_line_passes_the_leak_check_too() {
    let source = seen_before("==The train whistle becomes the foghorn.==");
    let found = compose(&source, Spoilers::Free).unwrap_err();
    assert!(matches!(found, ExportError::Leak { leak: Leak::LaterNote, .. }), "{found}");
}

#[test]
fn each_version_names_the_other() {
    for (format, ending) in [(Format::Markdown, "md"), (Format::Html, "html"), (Format::Json, "json")] {
        let full = text(&review(Spoilers::Full), format);
        assert!(full.contains(&format!("The Lamplighters Daughter spoiler-free.{ending}")), "{full}");
        let free = text(&review(Spoilers::Free), format);
        assert!(free.contains(&format!("The Lamplighters Daughter full.{ending}")), "{free}");
    }
}
