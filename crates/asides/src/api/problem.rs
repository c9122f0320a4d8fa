//! A refusal, as a person gets to read it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says what happened, what is safe and what to do, with a code that programs can tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{says}")]
pub struct Problem {
    /// The refusal's name, in kebab case: `empty-text`, `not-saved`, `invite-expired`.
    pub code: String,
    /// Whole sentences.
    pub says: String,
}

impl Problem {
    /// Names a problem.
    pub fn new(code: impl Into<String>, says: impl Into<String>) -> Self {
        Self { code: code.into(), says: says.into() }
    }

    /// Puts an error of one of the rooms into words: its code is the name of its variant, its text a whole sentence.
    pub fn of(error: &(impl std::fmt::Debug + std::fmt::Display)) -> Self {
        Self::new(kebab(&format!("{error:?}")), sentence(&error.to_string()))
    }

    /// The same with a word before the code: `invite-expired`.
    pub fn about(what: &str, error: &(impl std::fmt::Debug + std::fmt::Display)) -> Self {
        Self::new(format!("{what}-{}", kebab(&format!("{error:?}"))), sentence(&error.to_string()))
    }
}

/// Turns the name of a variant, as `Debug` writes it, into a code.
fn kebab(debug: &str) -> String {
    let name = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut code = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            code.push('-');
        }
        code.extend(letter.to_lowercase());
    }
    code
}

/// Begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut says: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !says.ends_with(['.', '!', '?', '”']) {
        says.push('.');
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_becomes_a_code_and_a_sentence() {
        let refused = screening::Refused::Empty { what: "title" };
        let problem = Problem::about("film", &refused);
        assert_eq!(problem.code, "film-empty");
        assert_eq!(problem.says, "The title is empty; nothing was written. Write at least one letter.");
        assert_eq!(Problem::of(&screening::Refused::NotAVoice).code, "not-a-voice");
    }
}
