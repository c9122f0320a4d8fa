//! Pages and cards of the evening, read back by other programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // tests say what they expect in the shortest words

#[path = "../../../tests/evening/evening.rs"]
mod evening;
#[path = "../../../tests/evening/readers.rs"]
mod readers;

use press::{PressError, Printed, Sheet, print};
use recap::{Person, Review, Source, Spoilers, compose};
use screening::Film;

use evening::{LENGTH_MS, MEMBERS, film, frontiers, grades, member, pulses, sunday, verdicts};
use readers::reader;

/// What wants to be more than text, in typst's eyes first.
const HOSTILE: &str = "#import \"/etc/passwd\" #panic(\"x\") #read(\"review.json\") $x^2$ *bold* _em_ `raw` @ref <label> \\ = no heading \
    #link(\"https://evil.example\")[x] <script>alert(1)</script> \u{202e}txet\u{202c} {\\an8} =1+1";

fn source() -> Source {
    let person = |name: &&str| Person {
        id: member(name),
        name: (*name).to_owned(),
        watched: "2026-11-21".parse().ok(),
        seen_before: false,
        tags: Vec::new(),
    };
    Source {
        film: film(),
        people: MEMBERS.iter().map(person).collect(),
        notes: sunday(),
        frontiers: frontiers(LENGTH_MS),
        grades: grades(),
        pulses: pulses(),
        verdicts: verdicts(),
        recap: "# ==A film about light==\n\n==The first half hour is slow.== ==We stayed.==\n\n- One lamp.\n- Two houses.\n\nThe \
                whistle that took him away comes back as the sound that calls him home.\n"
            .to_owned(),
        lights_up: true,
        ..Source::default()
    }
}

fn review(source: &Source, spoilers: Spoilers) -> Review {
    compose(source, spoilers).unwrap()
}

fn printed(review: &Review, sheet: Sheet) -> Printed {
    print(review, sheet, true, &|| false).unwrap()
}

/// What poppler reads; none where it is not installed.
fn pdf_text(pdf: &[u8]) -> Option<String> {
    Some(reader("pdftotext", &["-", "-"], Some(pdf))?)
}

#[test]
fn pages_have_text_a_title_and_headings() {
    let pages = printed(&review(&source(), Spoilers::Full), Sheet::Pages);
    keep("pages.pdf", &pages.bytes);
    for (number, picture) in pages.pictures.iter().enumerate() {
        keep(&format!("page-{number}.png"), picture);
        assert!(picture.starts_with(b"\x89PNG"));
    }
    assert_eq!(pages.pictures.len(), pages.pages.min(4));
    let Some(text) = pdf_text(&pages.bytes) else { return };
    for words in
        ["A film about light", "The Lamplighter's Daughter", "What moved several of us", "1:31:30", "Two houses."]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let info = reader("pdfinfo", &["-"], Some(&pages.bytes)).unwrap();
    for line in
        ["Title:           The Lamplighter's Daughter (2016)", "Creator:         Asides", "Tagged:          yes", "A4"]
    {
        assert!(info.contains(line), "{line}: {info}");
    }
    assert!(info.contains("Mara") && info.contains("review, full"), "{info}");
    let outline = reader("pdfinfo", &["-struct-text", "-"], Some(&pages.bytes)).unwrap();
    assert!(outline.contains("H1") && outline.contains("H2"), "{outline}");
}

#[test]
fn the_free_version_tells_nothing() {
    let pages = printed(&review(&source(), Spoilers::Free), Sheet::Pages);
    let Some(text) = pdf_text(&pages.bytes) else { return };
    assert!(text.contains("Free of spoilers."), "{text}");
    for spoiler in ["foghorn", "whistle", "glass", "shoe", "slow so far", "1:31:30"] {
        assert!(!text.contains(spoiler), "{spoiler}: {text}");
    }
}

#[test]
fn a_card_is_a_picture_of_its_size() {
    for spoilers in [Spoilers::Full, Spoilers::Free] {
        let card = printed(&review(&source(), spoilers), Sheet::Card);
        keep(&format!("card-{}.png", spoilers.name()), &card.bytes);
        assert_eq!(size(&card.bytes), (1200, 630));
    }
}

/// Width and height of a PNG, from its head.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// The evening with one text wherever people write.
fn everywhere(text: &str) -> Source {
    let mut source = source();
    source.film = Film { title: text.to_owned(), directors: vec![text.to_owned()], ..source.film };
    for person in &mut source.people {
        person.name = format!("{text} {}", person.name);
    }
    for note in source.notes.iter_mut().filter(|note| note.kind.reaction().is_none()) {
        note.text = text.to_owned();
    }
    source.recap = format!("# {text}\n\n- {text}\n\n{text}\n\n=={text}==\n\nend");
    source
}

#[test]
fn text_stays_text_on_paper() {
    for text in [
        HOSTILE,
        "",
        "\0\u{1b}[31m\u{feff}",
        "שלום עולם 你好 مرحبا 👩‍👩‍👧 Łódź ﷽ e\u{301}",
        &"long".repeat(120),
        &"word ".repeat(60),
    ] {
        let Ok(review) = compose(&everywhere(text), Spoilers::Full) else { continue };
        let print = |sheet| print(&review, sheet, false, &|| false).unwrap();
        let pages = print(Sheet::Pages);
        assert_eq!(size(&print(Sheet::Card).bytes), (1200, 630));
        let Some(read) = pdf_text(&pages.bytes) else { continue };
        assert!(!read.contains("root:"), "{read}");
        if text == HOSTILE {
            let read = read.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(read.contains("#import \"/etc/passwd\" #panic(\"x\")"), "{read}");
            assert!(read.contains("*bold* _em_ `raw` @ref <label>"), "{read}");
        }
    }
}

#[test]
fn whoever_walks_away_waits_for_nothing() {
    let stopped = print(&review(&source(), Spoilers::Full), Sheet::Pages, false, &|| true);
    assert!(matches!(stopped, Err(PressError::Stopped) | Ok(_)), "{stopped:?}");
}

/// Keeps what was printed where `ASIDES_PICTURES` says, to be looked at.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("ASIDES_PICTURES") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}
