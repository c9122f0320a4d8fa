//! Checking what people write before it goes into a document.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::limits;
use crate::read::is_timebase;
use crate::refused::Refused;

/// Checks a text of several lines: composed (NFC), plain line ends, no other control characters, at most 4,000 graphemes
/// and 16 KiB.
pub(crate) fn text(what: &'static str, raw: &str) -> Result<String, Refused> {
    let lines = raw.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let text: String = lines.trim_matches(['\n', ' ']).nfc().collect();
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Refused::ControlCharacter { what });
    }
    let fits = text.len() <= limits::TEXT_BYTES && graphemes(&text, limits::TEXT_GRAPHEMES);
    if fits { Ok(text) } else { Err(Refused::TooLong { what, limit: limits::TEXT_GRAPHEMES }) }
}

/// Checks a text as [`text`] does, and that it says something.
pub(crate) fn some_text(what: &'static str, raw: &str) -> Result<String, Refused> {
    let text = text(what, raw)?;
    if says_something(&text) { Ok(text) } else { Err(Refused::Empty { what }) }
}

/// Checks a sentence: one line that says something, at most 400 graphemes.
pub(crate) fn sentence(what: &'static str, raw: &str) -> Result<String, Refused> {
    let sentence = line(what, &raw.replace(['\r', '\n', '\t'], " "), limits::SENTENCE_GRAPHEMES)?;
    if says_something(&sentence) { Ok(sentence) } else { Err(Refused::Empty { what }) }
}

/// Checks a title: one line, 1 to 200 graphemes.
pub(crate) fn title(what: &'static str, raw: &str) -> Result<String, Refused> {
    let title = line(what, raw, limits::TITLE_GRAPHEMES)?;
    if says_something(&title) { Ok(title) } else { Err(Refused::Empty { what }) }
}

/// Checks a label, which may be empty: one line of at most 80 graphemes.
pub(crate) fn label(what: &'static str, raw: &str) -> Result<String, Refused> {
    line(what, raw, limits::LABEL_GRAPHEMES)
}

/// Checks a list of labels; the same one twice counts once, empty ones not at all.
pub(crate) fn labels(what: &'static str, many: &'static str, raw: &[String]) -> Result<Vec<String>, Refused> {
    let mut labels = Vec::new();
    for text in raw {
        let text = label(what, text)?;
        if says_something(&text) && !labels.contains(&text) {
            labels.push(text);
        }
    }
    let limit = limits::LIST_ITEMS;
    if labels.len() > limit { Err(Refused::TooMany { what: many, limit }) } else { Ok(labels) }
}

fn line(what: &'static str, raw: &str, limit: usize) -> Result<String, Refused> {
    let line: String = raw.trim_matches(['\r', '\n', '\t', ' ']).nfc().collect();
    // What turns the direction of the text around it can make one name look like another.
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if line.chars().any(|c| c.is_control() || turns(c)) {
        return Err(Refused::ControlCharacter { what });
    }
    if line.len() <= limits::LABEL_BYTES && graphemes(&line, limit) {
        Ok(line)
    } else {
        Err(Refused::TooLong { what, limit })
    }
}

fn graphemes(text: &str, limit: usize) -> bool {
    text.graphemes(true).nth(limit).is_none()
}

fn says_something(text: &str) -> bool {
    let unseen = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    !text.chars().all(unseen)
}

/// Checks a film time in milliseconds.
pub(crate) fn film_ms(what: &'static str, film_ms: i64) -> Result<i64, Refused> {
    let range = "0:00:00 to 48:00:00";
    if (0..=limits::FILM_MS).contains(&film_ms) { Ok(film_ms) } else { Err(Refused::OutOfRange { what, range }) }
}

/// Checks the name of a timebase.
pub(crate) fn timebase(name: &str) -> Result<String, Refused> {
    let range = "1 to 64 letters, digits and . _ : + -";
    if is_timebase(name) { Ok(name.to_owned()) } else { Err(Refused::OutOfRange { what: "timebase", range }) }
}

/// Checks a short word, such as the name of a source.
pub(crate) fn word(what: &'static str, word: &str) -> Result<String, Refused> {
    if word.chars().any(char::is_control) {
        return Err(Refused::ControlCharacter { what });
    }
    let limit = limits::WORD_CHARS;
    if word.chars().count() <= limit { Ok(word.to_owned()) } else { Err(Refused::TooLong { what, limit }) }
}
