//! The leak check: the last look at a review before any format sees it.
//!
//! People mark sentences as free by hand, quote each other and move text about, so what composing let through is compared
//! once more with everything that it kept back. A hit stops the export and names the sentence. It is meant to stop too
//! often rather than too seldom: rewording one sentence is cheap, an ending cannot be untold.

use std::collections::{BTreeMap, BTreeSet};

use screening::Kind;

use crate::error::{ExportError, Leak};
use crate::outcome::Outcomes;
use crate::passage::{Mark, blocks};
use crate::pool::{Reach, reach};
use crate::review::Review;
use crate::source::{Source, Spoilers};
use crate::words::{RUN_WORDS, fold, runs};

/// A marked passage shorter than a run still counts when it is repeated whole, from this many words on.
const SHORT_PASSAGE_WORDS: usize = 3;

/// Stops at the first sentence that gives away what it must not.
pub(crate) fn check(source: &Source, review: &Review) -> Result<(), ExportError> {
    let kept = KeptBack::new(source, review.spoilers);
    for page in &review.pages {
        kept.check(page.texts.iter().map(|text| text.text.as_str()), Told::InTheText)?;
    }
    for position in review.questions.iter().flat_map(|question| &question.positions) {
        kept.check([position.position.as_str()], Told::InTheText)?;
        kept.check([position.reason.as_str()], Told::InTheText)?;
    }
    for earlier in &review.earlier {
        kept.check([earlier.line.as_str()], Told::InTheText)?;
    }
    for line in &review.notes {
        kept.check([line.text.as_str()], Told::InANote)?;
    }
    Ok(())
}

/// Where a sentence stands. A note that leaves is no copy of a kept one: it may share words with it by right, and an early
/// question may ask what somebody predicted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    InTheText,
    InANote,
}

/// Everything that composing kept back, in folded runs.
struct KeptBack {
    marked: BTreeSet<String>,
    /// Marked passages of fewer words than a run, whole; and how many words they have.
    short: Vec<Vec<String>>,
    later: BTreeSet<String>,
    private: BTreeSet<String>,
    outcomes: Option<Outcomes>,
    /// The words of the notes that spoil nothing, by their first word.
    early: BTreeMap<String, Vec<Vec<String>>>,
}

impl KeptBack {
    fn new(source: &Source, spoilers: Spoilers) -> Self {
        let free = spoilers == Spoilers::Free;
        let (mut leaving, mut later, mut private) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut early: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for note in &source.notes {
            let reach = reach(source, note);
            let words = fold(&note.text);
            if let Some(first) = words.first().filter(|_| reach == Reach::Free) {
                early.entry(first.clone()).or_default().push(words.clone());
            }
            let runs = runs(&words, RUN_WORDS);
            if reach.goes_into(spoilers) {
                leaving.extend(runs);
            } else if reach == Reach::Home {
                private.extend(runs);
            } else if note.kind != Kind::Prediction {
                later.extend(runs);
            }
        }
        // What a note says that leaves anyway is no secret: a family may quote one line twice.
        let kept_back = |set: BTreeSet<String>| set.difference(&leaving).cloned().collect();
        let mut kept = Self {
            marked: BTreeSet::new(),
            short: Vec::new(),
            later: kept_back(later),
            private: kept_back(private),
            outcomes: free.then(|| Outcomes::new(source)),
            early,
        };
        if free {
            for passage in spoiler_passages(&source.recap) {
                kept.marked.extend(runs(&passage, RUN_WORDS));
                if (SHORT_PASSAGE_WORDS..RUN_WORDS).contains(&passage.len()) {
                    kept.short.push(passage);
                }
            }
        }
        kept
    }

    /// Looks at sentences that follow each other, since a full stop in the middle does not hide a run.
    fn check<'t>(&self, sentences: impl IntoIterator<Item = &'t str>, told: Told) -> Result<(), ExportError> {
        let sentences: Vec<&str> = sentences.into_iter().collect();
        let mut words = Vec::new();
        let mut from = Vec::new();
        for (place, sentence) in sentences.iter().enumerate() {
            let folded = fold(sentence);
            if let Some(outcomes) = &self.outcomes
                && (outcomes.told_in(&folded, true)
                    || told == Told::InTheText && outcomes.told_in(&self.beyond_early_notes(&folded), false))
            {
                return Err(leak(sentence, Leak::Prediction));
            }
            from.extend(std::iter::repeat_n(place, folded.len()));
            words.extend(folded);
        }
        let named = |at: usize, length: usize| {
            let first = from.get(at).copied().unwrap_or_default();
            let last = from.get(at + length - 1).copied().unwrap_or_default();
            sentences.get(first..=last).unwrap_or_default().concat()
        };
        for (at, run) in runs(&words, RUN_WORDS).enumerate() {
            let found = if self.marked.contains(&run) {
                Leak::Spoiler
            } else if told == Told::InANote {
                continue;
            } else if self.private.contains(&run) {
                Leak::Private
            } else if self.later.contains(&run) {
                Leak::LaterNote
            } else {
                continue;
            };
            return Err(leak(&named(at, RUN_WORDS), found));
        }
        for passage in &self.short {
            if let Some(at) = words.windows(passage.len()).position(|window| window == passage.as_slice()) {
                return Err(leak(&named(at, passage.len()), Leak::Spoiler));
            }
        }
        Ok(())
    }

    /// A sentence without the early notes that it quotes: to repeat what was asked in the first minutes tells no outcome.
    fn beyond_early_notes(&self, words: &[String]) -> Vec<String> {
        let mut beyond = Vec::new();
        let mut rest = words;
        while let [first, more @ ..] = rest {
            let quoted =
                self.early.get(first).into_iter().flatten().filter(|note| rest.starts_with(note)).map(Vec::len).max();
            rest = match quoted {
                Some(length) => rest.get(length..).unwrap_or_default(),
                None => {
                    beyond.push(first.clone());
                    more
                }
            };
        }
        beyond
    }
}

/// The words of each passage that is marked as a spoiler; neighbouring sentences are one passage.
fn spoiler_passages(recap: &str) -> Vec<Vec<String>> {
    let mut passages = Vec::new();
    for block in blocks(recap) {
        for passage in block.sentences.chunk_by(|a, b| a.mark == b.mark) {
            if passage.first().is_some_and(|sentence| sentence.mark == Mark::Spoiler) {
                let text: String = passage.iter().map(|sentence| sentence.text.as_str()).collect();
                passages.push(fold(&text));
            }
        }
    }
    passages
}

fn leak(sentence: &str, leak: Leak) -> ExportError {
    ExportError::Leak { sentence: sentence.trim().to_owned(), leak }
}
