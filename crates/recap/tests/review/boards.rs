//! The boards below the household's text.

use recap::{Format, Source, Spoilers, compose, draft};

use crate::{source, text};

/// What the household's text says already is not said again by the board of that name.
#[test]
fn a_drafted_section_stands_for_its_board() {
    let drafted = Source { recap: draft(&source()), ..source() };
    for (spoilers, format) in
        [Spoilers::Full, Spoilers::Free].into_iter().flat_map(|one| [(one, Format::Markdown), (one, Format::Html)])
    {
        let written = text(&compose(&drafted, spoilers).unwrap(), format);
        for board in ["What moved several of us", "Only one of us noticed", "Still open", "Predictions", "Grades"] {
            let headings =
                written.matches(&format!("## {board}\n")).count() + written.matches(&format!(">{board}</h2>")).count();
            let there = !(spoilers == Spoilers::Free && board == "Predictions");
            assert_eq!(headings, usize::from(there), "{board}, {format:?}, {spoilers:?}:\n{written}");
        }
        assert!(written.contains("after it A-"), "{written}");
    }
    let own = Source { recap: "## Grades of ours\n\nA, all of us.".into(), ..source() };
    let written = text(&compose(&own, Spoilers::Full).unwrap(), Format::Markdown);
    assert!(written.contains("## Grades\n\n| | Hoped for"), "{written}");
}
