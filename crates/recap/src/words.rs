//! Words as the leak check compares them: without case, accents, punctuation or anything invisible.
//!
//! Whoever retypes a spoiler changes a capital, drops an accent, joins with a dash. None of that may hide it, so both
//! sides are folded the same way first. Scripts that write without spaces count every character as a word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many words in a row make two texts say the same thing.
pub const RUN_WORDS: usize = 6;

/// Splits a text into folded words.
///
/// ```
/// assert_eq!(recap::fold("Café—the MOTHER’s tune!"), ["cafe", "the", "mothers", "tune"]);
/// ```
pub fn fold(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.nfkd() {
        if is_combining_mark(letter) || is_silent(letter) {
            continue;
        }
        if !letter.is_alphanumeric() {
            keep(&mut words, &mut word);
        } else if stands_alone(letter) {
            keep(&mut words, &mut word);
            words.push(letter.to_string());
        } else {
            push_plain(&mut word, letter);
        }
    }
    keep(&mut words, &mut word);
    words
}

/// Every run of `length` words, joined by spaces; none when there are fewer words.
pub(crate) fn runs(words: &[String], length: usize) -> impl Iterator<Item = String> + '_ {
    words.windows(length.max(1)).map(|run| run.join(" "))
}

fn keep(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Letters that no decomposition takes apart, spelt as people do without the right keyboard.
fn push_plain(word: &mut String, letter: char) {
    match letter {
        'ß' | 'ẞ' => word.push_str("ss"),
        'æ' | 'Æ' => word.push_str("ae"),
        'œ' | 'Œ' => word.push_str("oe"),
        'ø' | 'Ø' => word.push('o'),
        'ł' | 'Ł' => word.push('l'),
        'đ' | 'Đ' => word.push('d'),
        'ı' => word.push('i'),
        'ς' => word.push('σ'),
        _ => word.extend(letter.to_lowercase().filter(|lower| !is_combining_mark(*lower))),
    }
}

/// Apostrophes within a word, soft hyphens and everything of no width.
fn is_silent(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Han, kana and the scripts of South-East Asia that put no space between words.
fn stands_alone(letter: char) -> bool {
    matches!(
        letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(fold(text), expect, "{text:?}");
    }

    #[test]
    fn case_accents_and_punctuation_do_not_hide_a_word() {
        check("The CLOCK, has—no “hands”.", &["the", "clock", "has", "no", "hands"]);
        check("e\u{301}tude Étude", &["etude", "etude"]);
        check("Straße STRASSE", &["strasse", "strasse"]);
        check("her mother's / mother’s", &["her", "mothers", "mothers"]);
        check("Smørrebrød, Łódź, İstanbul", &["smorrebrod", "lodz", "istanbul"]);
        check("ﬁnal ｗｉｄｅ ²", &["final", "wide", "2"]);
    }

    #[test]
    fn what_cannot_be_seen_does_not_hide_a_word() {
        check("fog\u{200b}horn fog\u{ad}horn \u{202e}foghorn", &["foghorn", "foghorn", "foghorn"]);
    }

    #[test]
    fn scripts_without_spaces_count_characters() {
        check("灯りは約束", &["灯", "り", "は", "約", "束"]);
        check("", &[]);
        check("?! … 🎬", &[]);
    }

    #[test]
    fn runs_slide_over_the_words() {
        let words = fold("The train whistle becomes the foghorn again");
        let found: Vec<String> = runs(&words, RUN_WORDS).collect();
        assert_eq!(found, ["the train whistle becomes the foghorn", "train whistle becomes the foghorn again"]);
        assert_eq!(runs(&fold("too few"), RUN_WORDS).count(), 0);
    }
}
