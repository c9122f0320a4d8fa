//! The short version that stands beside the whole text, and how long the whole takes to read.
//!
//! The short version is made of the text's own sentences and never of new ones, so it says nothing that the text does
//! not, and it has passed the same leak check. The first sentence of each paragraph comes first, since that is where
//! people put what the paragraph is about; what room remains is filled with the sentences after them.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::passage::Shape;
use crate::render::text::{hms, listed, one_line};
use crate::review::Review;

/// The most words of the short version.
pub const BRIEF_WORDS: usize = 60;

/// How fast grown-ups read to themselves, in words a minute.
/// Source: M. Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109 (2019): 238.
const WORDS_A_MINUTE: usize = 238;

/// Makes the short version of at most [`BRIEF_WORDS`] words; empty where nobody wrote or noticed anything.
pub(crate) fn brief(review: &Review) -> String {
    let paragraphs = paragraphs(review);
    let mut taken: Vec<Vec<bool>> = paragraphs.iter().map(|sentences| vec![false; sentences.len()]).collect();
    let mut room = BRIEF_WORDS;
    let longest = paragraphs.iter().map(Vec::len).max().unwrap_or(0);
    'filled: for place in 0..longest {
        for (sentences, taken) in paragraphs.iter().zip(&mut taken) {
            let (Some(sentence), Some(taken)) = (sentences.get(place), taken.get_mut(place)) else { continue };
            let words = words_in(sentence);
            if words > room {
                break 'filled;
            }
            room -= words;
            *taken = true;
        }
    }
    let kept = paragraphs.iter().zip(&taken).flat_map(|(sentences, taken)| sentences.iter().zip(taken));
    let kept: Vec<&str> = kept.filter(|(_, taken)| **taken).map(|(sentence, _)| sentence.as_str()).collect();
    match (kept.is_empty(), paragraphs.first().and_then(|first| first.first())) {
        (true, Some(long)) => cut(long),
        _ => kept.join(" "),
    }
}

/// How long a review takes to read, in whole minutes, at least one.
pub(crate) fn reading_min(review: &Review) -> usize {
    let pages = review.pages.iter().flat_map(|page| &page.texts).map(|text| text.text.as_str());
    let held = review.questions.iter().flat_map(|question| &question.positions);
    let held = held.flat_map(|held| [held.position.as_str(), held.reason.as_str()]);
    let words: usize = pages.chain(held).chain(review.notes.iter().map(|line| line.text.as_str())).map(words_in).sum();
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// Counts words; in scripts without spaces every character that stands alone is one.
pub(crate) fn words_in(text: &str) -> usize {
    text.unicode_words().count()
}

/// The text's paragraphs in sentences, headings left out; without a text, what only one noticed.
fn paragraphs(review: &Review) -> Vec<Vec<String>> {
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    for page in review.pages.iter().filter(|page| !matches!(page.shape, Shape::Heading(_))) {
        let whole: String = page.texts.iter().map(|text| text.text.as_str()).collect();
        paragraphs.push(whole.unicode_sentences().map(one_line).filter(|sentence| !sentence.is_empty()).collect());
    }
    if paragraphs.is_empty() {
        paragraphs.extend(review.lone.iter().flat_map(|lone| {
            let said = crate::render::spoken(&lone.scene).map(|line| one_line(&line.text));
            let who = listed(&lone.scene.who);
            said.map(|said| vec![format!("Only {who} noticed, at {}: {said}", hms(lone.scene.film_ms))])
                .collect::<Vec<_>>()
        }));
    }
    paragraphs.retain(|sentences| !sentences.is_empty());
    paragraphs
}

/// A sentence that is longer than the whole short version may be.
fn cut(sentence: &str) -> String {
    let end = sentence.unicode_word_indices().nth(BRIEF_WORDS - 1).map_or(sentence.len(), |(at, word)| at + word.len());
    format!("{} …", sentence.get(..end).unwrap_or(sentence).trim_end())
}
