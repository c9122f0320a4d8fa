//! Text that wants to be more than text, through every format.

use pulldown_cmark::{Event, Options, Parser, Tag};
use recap::{Format, Source, Spoilers, compose, render};

use crate::letterboxd::{backslash_reader, rfc_reader};
use crate::source;

pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](https://evil.example/p.png) [a]: javascript:x",
    "<javascript:alert(1)> <a@b.example> &lt;b&gt; &#60;script&#62;",
    "# heading\n## two\n\n- item\n1. one\n> quote\n```\ncode\n```\n    indented\n---\n===\n***",
    "| a | b |\n| - | - |\n~~gone~~ **bold** _em_ `code` \\",
    "=HYPERLINK(\"https://evil.example\")",
    "+1 -1 @SUM(1) \t=1\r=2",
    "a\",\"b\"\r\n\"c\\\",\\\\",
    "שלום <b>עולם</b> \u{202e}txet desrever\u{202c} \u{2066}x\u{2069}",
    "👩‍👩‍👧 🏳️‍🌈 e\u{301} ﷽ Z͑ͫa͉l͎g͞o",
    "nul \0 bell \u{7} escape \u{1b}[31m bom \u{feff} separators \u{2028}\u{2029}\u{85}",
    "https://example.org/a_b?c=<x>&d=[y](z) http://x.example\\ javascript://x.example",
    "]]> --> {{x}} ${x} <%= x %> %n",
    "",
    "   ",
];

/// The evening with this text in every place where people write.
pub fn everywhere(text: &str) -> Source {
    let mut source = source();
    source.film.title = format!("{text} film");
    source.film.directors = vec![text.to_owned(), text.to_owned()];
    for person in &mut source.people {
        person.name = format!("{text} {}", person.name);
        person.tags = vec![text.to_owned()];
    }
    for note in source.notes.iter_mut().filter(|note| note.kind.reaction().is_none()) {
        note.text = text.to_owned();
        note.tags = vec![text.to_owned()];
    }
    for answer in &mut source.answers {
        answer.stance.position = text.to_owned();
        answer.stance.reason = text.to_owned();
    }
    source.recap = format!("# {text}\n\n- {text}\n\n{text}\n\n=={text}==\n\nend");
    source
}

/// What a Markdown reader with every extension makes of it: no HTML, no pictures, no code, links to the web only.
fn check_markdown(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML: {html}\n{markdown}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://") || dest_url.starts_with("http://"), "{dest_url}\n{markdown}");
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("picture: {dest_url}\n{markdown}"),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_)) => {
                panic!("block\n{markdown}")
            }
            Event::Code(code) => panic!("code: {code}\n{markdown}"),
            Event::InlineMath(math) | Event::DisplayMath(math) => panic!("formula: {math}\n{markdown}"),
            Event::Rule => panic!("rule\n{markdown}"),
            _ => {}
        }
    }
}

/// How many headings of each level a Markdown reader sees.
fn headings(markdown: &str) -> usize {
    Parser::new(markdown).filter(|event| matches!(event, Event::Start(Tag::Heading { .. }))).count()
}

#[test]
fn text_stays_text_in_markdown() {
    for text in HOSTILE {
        for spoilers in [Spoilers::Full, Spoilers::Free] {
            let Ok(review) = compose(&everywhere(text), spoilers) else { continue };
            let markdown = crate::text(&review, Format::Markdown);
            check_markdown(&markdown);
            let ours = markdown.lines().filter(|line| line.starts_with('#')).count();
            assert_eq!(headings(&markdown), ours, "{markdown}");
            assert!(!markdown.contains(['\0', '\u{1b}', '\u{202e}', '\r']), "{markdown:?}");
        }
    }
}

#[test]
fn the_words_themselves_arrive_in_markdown() {
    for text in ["<b>*bold* [x](y) | `z` \\ _a_ #1</b>", "1. one", "- x", "a_b & c~d $1"] {
        let markdown = recap::markdown_line(text);
        let read: String = Parser::new_ext(&markdown, Options::all())
            .filter_map(|event| if let Event::Text(text) = event { Some(text.into_string()) } else { None })
            .collect();
        assert_eq!(read, text, "{markdown}");
    }
}

#[test]
fn text_stays_text_in_letterboxd_s_table() {
    for text in HOSTILE {
        for spoilers in [Spoilers::Full, Spoilers::Free] {
            let Ok(review) = compose(&everywhere(text), spoilers) else { continue };
            for file in render(&review, Format::Letterboxd).unwrap().files {
                let table = String::from_utf8(file.bytes).unwrap();
                let rows = rfc_reader(&table);
                assert_eq!(rows, backslash_reader(&table));
                assert_eq!(rows.len(), 2);
                assert_eq!(rows[1].len(), 12);
                for field in &rows[1] {
                    assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field:?}");
                    assert!(!field.contains(['"', '\\', '\0', '\u{1b}', '\u{202e}']), "{field:?}");
                }
                assert!(!rows[1][11].contains(['<', '>']));
            }
        }
    }
}

#[test]
fn very_long_text_is_borne() {
    let long = "a".repeat(20_000);
    let review = compose(&everywhere(&long), Spoilers::Full).unwrap();
    check_markdown(&crate::text(&review, Format::Markdown));
    let words = "word ".repeat(50_000);
    let review = compose(&Source { recap: words, ..source() }, Spoilers::Full).unwrap();
    assert_eq!(render(&review, Format::Letterboxd).unwrap().files.len(), 4);
}

/// What an HTML reader makes of it: our elements only, no attribute of anybody else's, nothing to fetch or to run.
fn check_html(page: &str) {
    let read = dom_query::Document::from(page);
    let mut seen = std::collections::BTreeSet::new();
    for node in read.select("*").nodes() {
        seen.insert(node.node_name().unwrap().to_string());
        for attribute in node.attrs() {
            let name = attribute.name.local.to_string();
            let ours =
                ["lang", "charset", "http-equiv", "content", "name", "class", "dir", "datetime", "scope", "aria-label"];
            assert!(ours.contains(&name.as_str()), "{name}=\"{}\"\n{page}", attribute.value);
        }
    }
    let ours = [
        "html", "head", "meta", "title", "style", "body", "main", "header", "section", "aside", "h1", "h2", "h3", "p",
        "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "bdi", "span", "strong", "time", "br",
    ];
    let foreign: Vec<&String> = seen.iter().filter(|name| !ours.contains(&name.as_str())).collect();
    assert!(foreign.is_empty(), "{foreign:?}\n{page}");
}

#[test]
fn text_stays_text_in_html() {
    for text in HOSTILE.iter().chain(&["\"><svg onload=alert(1)>", "</title><script>", "</style><script>", "'--><!--"])
    {
        for spoilers in [Spoilers::Full, Spoilers::Free] {
            let Ok(review) = compose(&everywhere(text), spoilers) else { continue };
            let page = crate::text(&review, Format::Html);
            check_html(&page);
            assert!(!page.contains(['\0', '\u{1b}', '\u{202e}', '\r']), "{page:?}");
        }
    }
    let said = "<b>&amp; \"bold\"</b> 'x'";
    let page = crate::text(&compose(&everywhere(said), Spoilers::Full).unwrap(), Format::Html);
    let read = dom_query::Document::from(page.as_str());
    assert!(read.select(".moments").text().contains(said), "the words themselves arrive");
}

#[test]
fn text_stays_text_in_subtitles() {
    let more = [
        r"{\an8\fs300}big",
        r"{\p1}m 0 0 l 9 9",
        "1\n00:00:00,000 --> 99:00:00,000\nmine",
        "<v Mallory>I",
        "NOTE x\n\nSTYLE\n::cue{}",
    ];
    for text in HOSTILE.iter().chain(&more) {
        for spoilers in [Spoilers::Full, Spoilers::Free] {
            let Ok(review) = compose(&everywhere(text), spoilers) else { continue };
            let srt = crate::text(&review, Format::Srt);
            let cues = srt.lines().filter(|line| line.contains(" --> ")).count();
            assert_eq!(srt.split("\n\n").filter(|cue| !cue.trim().is_empty()).count(), cues, "{srt}");
            assert!(!srt.contains(['<', '{', '}', '\\', '\0', '\r']), "{srt}");
            let vtt = crate::text(&review, Format::Vtt);
            assert_eq!(vtt.matches("-->").count(), cues, "{vtt}");
            assert_eq!(vtt.matches('<').count(), vtt.matches("<v ").count() + vtt.matches("</v>").count(), "{vtt}");
            let ass = crate::text(&review, Format::Ass);
            assert_eq!(ass.lines().filter(|line| line.starts_with("Dialogue: ")).count(), cues, "{ass}");
            assert!(!ass.contains(['{', '}', '\0', '\r']), "{ass}");
            assert_eq!(ass.matches('\\').count(), ass.matches("\\N").count(), "{ass}");
            for line in ass.lines().filter(|line| line.starts_with("Dialogue: ")) {
                assert_eq!(line.split(',').nth(3), Some("Aside"), "{line}");
                assert_eq!(line.split(',').nth(5), Some("0"), "the name holds no comma: {line}");
            }
        }
    }
}

#[test]
fn text_stays_text_in_the_table_of_notes() {
    for text in HOSTILE {
        for spoilers in [Spoilers::Full, Spoilers::Free] {
            let Ok(review) = compose(&everywhere(text), spoilers) else { continue };
            let table = crate::text(&review, Format::Csv);
            let rows = rfc_reader(&table);
            assert_eq!(rows, backslash_reader(&table));
            assert_eq!(rows.len(), review.notes.len() + 1);
            for field in rows.iter().flatten() {
                assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field:?}");
                assert!(!field.contains(['"', '\\', '\0', '\u{1b}', '\u{202e}']), "{field:?}");
            }
        }
    }
}

#[test]
fn json_gives_back_what_was_typed() {
    for text in HOSTILE {
        let Ok(review) = compose(&everywhere(text), Spoilers::Full) else { continue };
        let json = crate::text(&review, Format::Json);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["film"]["title"], format!("{text} film"));
        assert!(!json.contains(['<', '\u{202e}', '\0', '\u{1b}', '\u{feff}']), "{json}");
    }
}
