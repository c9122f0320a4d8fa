//! Names for the files that leave the app, safe on every system they may be copied to.

use crate::render::Format;
use crate::review::Review;

/// The longest file name, extension included, in characters.
pub const FILE_NAME_CHARS: usize = 80;
/// And in bytes: many file systems stop at 255, and something may be appended beside ("(2)", ".part").
const FILE_NAME_BYTES: usize = 200;

/// Makes a file name of a title: letters, digits, spaces and `-_` only, at most 80 characters, no reserved names.
///
/// ```
/// use recap::{Format, file_name};
/// assert_eq!(file_name("The Lamplighter's Daughter", Format::Markdown), "The Lamplighters Daughter.md");
/// assert_eq!(file_name("../../etc/passwd", Format::Markdown), "etc passwd.md");
/// assert_eq!(file_name("CON", Format::Letterboxd), "film CON.csv");
/// assert_eq!(file_name("???", Format::Markdown), "screening.md");
/// ```
pub fn file_name(title: &str, format: Format) -> String {
    let mut stem = String::new();
    for letter in title.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_') {
            stem.push(letter);
        } else if !matches!(letter, '\'' | '’') && !stem.ends_with(' ') {
            stem.push(' ');
        }
    }
    // A dash in front would be read as an option by a command line.
    let mut stem = stem.trim_matches(|edge: char| matches!(edge, ' ' | '-')).to_owned();
    if stem.is_empty() {
        stem.push_str("screening");
    }
    if is_reserved(&stem) {
        stem.insert_str(0, "film ");
    }
    let ending = format.extension();
    let room = FILE_NAME_CHARS.saturating_sub(ending.len() + 1);
    let mut name = String::new();
    for letter in stem.chars().take(room) {
        if name.len() + letter.len_utf8() + ending.len() + 1 > FILE_NAME_BYTES {
            break;
        }
        name.push(letter);
    }
    format!("{}.{ending}", name.trim_end())
}

/// The name of one file of a review; long titles and names give way to what tells files apart.
pub(crate) fn of_review(review: &Review, more: &[&str], format: Format) -> String {
    let short = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    let mut stem = short(&review.film.title, 36);
    for part in more {
        stem = format!("{stem} {}", short(part, 20));
    }
    file_name(&stem, format)
}

/// Names that Windows keeps for devices, whatever their extension.
fn is_reserved(stem: &str) -> bool {
    let upper = stem.split(' ').next().unwrap_or_default().to_uppercase();
    let numbered = |device: &str| {
        upper.strip_prefix(device).is_some_and(|rest| {
            let mut digits = rest.chars();
            digits.next().is_some_and(|digit| matches!(digit, '0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
        })
    };
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN" | "CONOUT") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, expect: &str) {
        assert_eq!(file_name(title, Format::Markdown), expect, "{title:?}");
    }

    #[test]
    fn only_allowed_characters_remain() {
        check("Amélie (2001): le/fabuleux\\destin\n*?", "Amélie 2001 le fabuleux destin.md");
        check("..", "screening.md");
        check(" .hidden. ", "hidden.md");
        check("-rf", "rf.md");
        check("\u{202e}gnp.exe", "gnp exe.md");
        check("🎬 七人の侍", "七人の侍.md");
        check("nul", "film nul.md");
        check("Com1", "film Com1.md");
        check("LPT²", "film LPT².md");
        check("Console", "Console.md");
    }

    #[test]
    fn names_have_an_end() {
        for letter in ["x", "侍", "é", "𠀀", "a "] {
            let name = file_name(&letter.repeat(500), Format::Markdown);
            assert!(name.chars().count() <= FILE_NAME_CHARS && name.len() <= FILE_NAME_BYTES, "{name}");
            assert!(name.ends_with(".md") && !name.contains(" .md"), "{name}");
        }
    }
}
