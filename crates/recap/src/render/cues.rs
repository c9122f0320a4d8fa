//! Moments as cues: what every sort of subtitle shows, and when.
//!
//! One cue is one moment. Two moments begin at least twenty seconds apart ([`LINK_MS`]), so a cue that ends before the next
//! one begins still has time to be read, in every copy: none runs more than twice as fast.

use screening::insight::LINK_MS;

use super::said::{feelings, spoken};
use super::text::{listed, one_line};
use crate::error::ExportError;
use crate::review::{Review, Scene};

/// The shortest and the longest time a cue stands, in milliseconds.
const STANDS_MS: std::ops::RangeInclusive<i64> = 2_500..=12_000;
/// How fast a subtitle is read: 17 characters a second.
/// Source: Netflix Timed Text Style Guide, General Requirements, reading speed of adult programmes.
const READ_CHARS_A_SECOND: i64 = 17;
/// A cue ends this long before the next one begins, in milliseconds, so that a player shows the change.
const APART_MS: i64 = 80;
/// The farthest that a copy may be shifted, in milliseconds.
const SHIFT_MS_MAX: u64 = 6 * 3_600_000;

/// Where another copy of the film shows what the household's scale calls `film_ms`: at `film_ms * scale + shift_ms`.
///
/// ```
/// let pal = recap::OtherCopy { scale: 23.976 / 25.0, shift_ms: 12_000 };
/// assert_eq!(pal.copy_ms(2_995_000), 2_884_325);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherCopy {
    /// How much longer it runs, 0.5 to 2: 23.976 / 25 for a disc that runs at 25 frames a second.
    pub scale: f64,
    /// How much later it begins, in milliseconds, at most six hours either way.
    pub shift_ms: i64,
}

impl OtherCopy {
    /// The copy that the household's scale belongs to.
    pub const SAME: OtherCopy = OtherCopy { scale: 1.0, shift_ms: 0 };

    /// The time at which this copy shows a film time, both in milliseconds.
    pub fn copy_ms(self, film_ms: i64) -> i64 {
        // A film is shorter than 2^53 milliseconds by far.
        (film_ms as f64 * self.scale).round() as i64 + self.shift_ms
    }

    fn checked(self) -> Result<Self, ExportError> {
        let possible = (0.5..=2.0).contains(&self.scale) && self.shift_ms.unsigned_abs() <= SHIFT_MS_MAX;
        if possible { Ok(self) } else { Err(ExportError::NoSuchCopy) }
    }
}

/// One moment on the screen, in the time of the copy that it is made for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cue {
    pub from_ms: i64,
    /// After `from_ms`, and before the next cue's.
    pub to_ms: i64,
    /// Its lines; never empty.
    pub lines: Vec<Spoken>,
}

/// One line of a cue, as people typed it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spoken {
    /// The names of those who say or feel it.
    pub who: String,
    /// Their words on one line.
    pub words: String,
    /// Whether these are words of the film.
    pub quoted: bool,
}

/// The cues of a review, sorted and apart.
pub(super) fn cues(review: &Review, copy: OtherCopy, warnings: &mut Vec<String>) -> Result<Vec<Cue>, ExportError> {
    let copy = copy.checked()?;
    let mut cues: Vec<Cue> = Vec::new();
    let mut before_the_beginning = 0;
    for (film_ms, lines) in scenes(review) {
        let from_ms = copy.copy_ms(film_ms);
        if from_ms < 0 {
            before_the_beginning += 1;
            continue;
        }
        let chars: usize = lines.iter().map(|line| line.who.chars().count() + line.words.chars().count() + 2).sum();
        let stands_ms = i64::try_from(chars).unwrap_or(i64::MAX).saturating_mul(1000) / READ_CHARS_A_SECOND;
        let to_ms = from_ms + stands_ms.clamp(*STANDS_MS.start(), *STANDS_MS.end());
        if let Some(before) = cues.last_mut() {
            before.to_ms = before.to_ms.min(from_ms - APART_MS);
        }
        cues.push(Cue { from_ms, to_ms, lines });
    }
    match before_the_beginning {
        0 => {}
        1 => warnings.push("One moment lies before that copy begins and is not in the subtitles.".to_owned()),
        many => warnings.push(format!("{many} moments lie before that copy begins and are not in the subtitles.")),
    }
    if cues.is_empty() { Err(ExportError::NoMoments) } else { Ok(cues) }
}

/// Every moment with what it says, in the order of the film. A prediction belongs to no moment; it stands alone, or with
/// a moment that begins near it.
fn scenes(review: &Review) -> Vec<(i64, Vec<Spoken>)> {
    let predicted = review.predictions.iter().map(|predicted| {
        let line = &predicted.line;
        let who = format!("{} predicts", one_line(&line.by));
        (line.film_ms, vec![Spoken { who, words: one_line(&line.text), quoted: false }])
    });
    let moments = review.moments.iter().map(|scene| (scene.film_ms, lines(scene)));
    let mut all: Vec<_> = moments.chain(predicted).filter(|(_, lines)| !lines.is_empty()).collect();
    all.sort_by_key(|(film_ms, _)| *film_ms);
    let mut apart: Vec<(i64, Vec<Spoken>)> = Vec::new();
    for (film_ms, lines) in all {
        match apart.last_mut() {
            Some((before_ms, before)) if film_ms - *before_ms <= LINK_MS => before.extend(lines),
            _ => apart.push((film_ms, lines)),
        }
    }
    apart
}

/// What a moment says: feelings first, each with the names of those who had it.
fn lines(scene: &Scene) -> Vec<Spoken> {
    let felt = feelings(scene).into_iter().map(|(feeling, who)| Spoken {
        who: listed(&who.iter().map(|name| one_line(name)).collect::<Vec<_>>()),
        words: feeling.to_owned(),
        quoted: false,
    });
    let said = spoken(scene).map(|line| Spoken {
        who: one_line(&line.by),
        words: one_line(&line.text),
        quoted: line.kind == screening::Kind::Quote,
    });
    felt.chain(said).collect()
}

impl Spoken {
    /// The words, quoted where they are the film's, escaped by the format.
    pub fn shown(&self, escape: impl Fn(&str) -> String) -> String {
        let words = escape(&self.words);
        if self.quoted { format!("“{words}”") } else { words }
    }
}

/// A time as its parts: hours, minutes, seconds, milliseconds.
pub(super) fn parts(ms: i64) -> (i64, i64, i64, i64) {
    let ms = ms.max(0);
    (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}
