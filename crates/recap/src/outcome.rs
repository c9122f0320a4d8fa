//! Whether a sentence tells what somebody predicted, or what became of it.

use std::collections::BTreeSet;

use screening::Kind;

use crate::source::Source;
use crate::words::fold;

/// Words that judge a prediction, folded; in the languages of the app.
const JUDGING: [&str; 20] = [
    "right",
    "wrong",
    "partly",
    "true",
    "false",
    "correct",
    "correctly",
    "mistaken",
    "fulfilled",
    "richtig",
    "falsch",
    "recht",
    "unrecht",
    "teilweise",
    "teils",
    "stimmt",
    "stimmte",
    "gestimmt",
    "wahr",
    "bewahrheitet",
];

/// Beginnings of words that speak of predicting, folded.
const PREDICTING: [&str; 13] = [
    "predict",
    "prophec",
    "foresaw",
    "foreseen",
    "foretold",
    "guess",
    "vorhersag",
    "vorherges",
    "vorausges",
    "prophez",
    "vermutung",
    "geahnt",
    "getippt",
];

/// Words that say too little to give a prediction away, folded; shorter ones than [`TELLING_CHARS`] do not count anyway.
const EMPTY: [&str; 44] = [
    "about", "after", "again", "aber", "auch", "back", "because", "been", "before", "dann", "dass", "does", "doch",
    "eine", "einen", "einer", "from", "have", "haben", "into", "nicht", "noch", "oder", "only", "really", "sein",
    "seine", "sich", "sind", "that", "their", "them", "then", "there", "they", "this", "turns", "were", "what", "when",
    "will", "wird", "with", "would",
];

/// How long a word must be to count, in characters.
const TELLING_CHARS: usize = 4;

/// The predictions of a screening, ready to be compared.
pub(crate) struct Outcomes {
    predictions: Vec<Prediction>,
}

struct Prediction {
    /// The author's name, folded.
    by: Vec<String>,
    /// The words that tell something.
    telling: BTreeSet<String>,
}

impl Outcomes {
    pub(crate) fn new(source: &Source) -> Self {
        let predictions = source.notes.iter().filter(|note| note.kind == Kind::Prediction);
        let predictions = predictions.map(|note| Prediction {
            by: fold(&source.name(&note.by)),
            telling: fold(&note.text).into_iter().filter(|word| is_telling(word)).collect(),
        });
        Self { predictions: predictions.collect() }
    }

    /// Tells whether these words tell a prediction or its outcome. Two thirds of what a prediction says (two words at
    /// least) are the prediction; a judging word with its author and one of its words, or with talk of predicting, is its
    /// outcome. In a note from the free part of the film the prediction alone is no outcome yet.
    pub(crate) fn told_in(&self, words: &[String], in_a_note: bool) -> bool {
        let judges = words.iter().any(|word| JUDGING.contains(&word.as_str()));
        let predicts = words.iter().any(|word| PREDICTING.iter().any(|start| word.starts_with(start)));
        self.predictions.iter().any(|prediction| {
            let shared = prediction.telling.iter().filter(|word| words.contains(word)).count();
            let told = shared >= 2 && 3 * shared >= 2 * prediction.telling.len();
            let named =
                shared >= 1 && !prediction.by.is_empty() && prediction.by.iter().all(|word| words.contains(word));
            (told && !in_a_note) || (judges && (told || named || predicts))
        })
    }
}

fn is_telling(word: &str) -> bool {
    word.chars().count() >= TELLING_CHARS && !EMPTY.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes() -> Outcomes {
        let prediction = |by: &str, text: &str| Prediction {
            by: fold(by),
            telling: fold(text).into_iter().filter(|word| is_telling(word)).collect(),
        };
        Outcomes {
            predictions: vec![
                prediction("Jonas", "Tobias is not her real father."),
                prediction("Theo", "She burns the letters."),
            ],
        }
    }

    fn check(sentence: &str, in_text: bool, in_a_note: bool) {
        assert_eq!(outcomes().told_in(&fold(sentence), false), in_text, "{sentence}");
        assert_eq!(outcomes().told_in(&fold(sentence), true), in_a_note, "{sentence} (note)");
    }

    #[test]
    fn an_outcome_is_told_in_many_ways() {
        check("TOBIAS is—not—her real father.", true, false);
        check("In the end Tobias is no father of hers.", true, false);
        check("Jonas was right about Tobias.", true, true);
        check("Theo hatte mit den letters unrecht.", true, true);
        check("One of our predictions was wrong.", true, true);
        check("It is true that she burns the letters.", true, true);
    }

    #[test]
    fn other_sentences_pass() {
        check("A quiet film about light.", false, false);
        check("Theo was right about the clock.", false, false);
        check("Tobias plays the piano.", false, false);
        check("We made three predictions.", false, false);
        check("She writes letters.", false, false);
        check("Is Tobias her real father?", true, false);
    }
}
