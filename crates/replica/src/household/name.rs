//! Names of people and devices: what may be typed, and how two that look alike are told apart.

use crate::limits;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// Says why a name cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing visible was typed.
    #[error("a name needs at least one letter; nothing was changed")]
    Empty,
    /// More than [`limits::NAME_GRAPHEMES`].
    #[error("a name has at most {} letters; nothing was changed, choose a shorter one", limits::NAME_GRAPHEMES)]
    TooLong,
    /// It holds a line break, another control or a mark that turns the writing direction.
    #[error("a name holds no control or direction marks; nothing was changed, type it instead of pasting it")]
    Control,
    /// It looks like another member's.
    #[error("{with} is here already and would be mistaken for it; nothing was changed, add a letter")]
    Confusable {
        /// The other name.
        with: String,
    },
}

/// Returns a typed name as it is recorded: trimmed and in NFC.
pub(crate) fn check(name: &str) -> Result<String, NameError> {
    let name: String = name.trim().nfc().collect();
    if name.chars().any(forbidden) {
        return Err(NameError::Control);
    }
    if skeleton(&name).is_empty() {
        return Err(NameError::Empty);
    }
    if name.len() > limits::NAME_BYTES || name.graphemes(true).count() > limits::NAME_GRAPHEMES {
        return Err(NameError::TooLong);
    }
    Ok(name)
}

/// Makes a recorded name fit to be shown, whatever program recorded it; `None` if nothing visible is left.
pub(crate) fn shown(name: &str) -> Option<String> {
    let clean: String = name.chars().take(limits::NAME_BYTES).filter(|c| !forbidden(*c)).nfc().collect();
    let mut bytes = 0;
    let fits = |grapheme: &&str| {
        bytes += grapheme.len();
        bytes <= limits::NAME_BYTES
    };
    let short: String = clean.trim().graphemes(true).take(limits::NAME_GRAPHEMES).take_while(fits).collect();
    (!skeleton(&short).is_empty()).then_some(short)
}

fn forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns what is left of a name when everything that looks alike is made equal.
///
/// Compatibility forms, case, accents, spaces and punctuation fall away, and the common look-alikes among Latin,
/// Cyrillic, Greek letters and digits become one. It is a rule of thumb: it errs on the side of alike.
///
/// ```
/// use replica::skeleton;
/// assert_eq!(skeleton("Mara"), skeleton("Мara"));   // the second begins with a Cyrillic letter
/// assert_eq!(skeleton("Bill"), skeleton("B1II"));
/// assert_ne!(skeleton("Mara"), skeleton("Marta"));
/// ```
pub fn skeleton(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !forbidden(*c) && !c.is_whitespace() && !is_mark(*c))
        .map(look)
        .collect();
    plain.replace("rn", "m").replace("vv", "w")
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() && c != '|' && c != '!' && c != '$'
        || matches!(c, '\u{2010}'..='\u{2027}' | '·' | '\u{ad}')
}

fn look(c: char) -> char {
    match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' | 'ß' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'є' => 'e',
        'ɡ' => 'g',
        'һ' | 'н' | 'η' => 'h',
        '0' | 'о' | 'ο' | 'σ' | 'ø' => 'o',
        '1' | 'i' | '|' | '!' | 'і' | 'ı' | 'ι' | 'ӏ' => 'l',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'п' => 'n',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        '5' | '$' | 'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_typed() {
        let check = |input: &str, expect: Result<&str, NameError>| {
            assert_eq!(super::check(input), expect.map(str::to_owned), "{input:?}");
        };
        check("  Mara ", Ok("Mara"));
        check("e\u{301}", Ok("é"));
        check("👨‍👩‍👧".repeat(2).as_str(), Err(NameError::Control));
        check("", Err(NameError::Empty));
        check(" - ", Err(NameError::Empty));
        check(&"ö".repeat(40), Ok(&"ö".repeat(40)));
        check(&"ö".repeat(41), Err(NameError::TooLong));
        check(&format!("a{}", "\u{301}".repeat(500)), Err(NameError::TooLong));
        check("Ma\nra", Err(NameError::Control));
        check("Mara\u{202e}", Err(NameError::Control));
    }

    #[test]
    fn what_others_recorded_is_shown_safely() {
        assert_eq!(shown("Ma\u{202e}ra\u{0}").as_deref(), Some("Mara"));
        assert_eq!(shown("\u{200b}"), None);
        assert_eq!(shown(&"x".repeat(90)).map(|n| n.len()), Some(40));
        assert!(shown(&"a\u{301}\u{302}".repeat(90_000)).is_some_and(|n| n.len() <= limits::NAME_BYTES));
    }
}
