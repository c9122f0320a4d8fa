//! WebVTT: subtitles for players in browsers, with each speaker's voice named.

use std::fmt::Write as _;

use super::cues::{Cue, parts};
use super::text::{one_line, set_apart};
use crate::review::Review;
use crate::source::Spoilers;

/// Writes cues as WebVTT.
pub(super) fn vtt(review: &Review, cues: &[Cue]) -> String {
    let version = match review.spoilers {
        Spoilers::Full => "This gives away the whole film.",
        Spoilers::Free => "Free of spoilers.",
    };
    // Neither a header nor a comment may hold an arrow.
    let title = escape(&one_line(&review.film.title));
    let mut text = format!("WEBVTT\n\nNOTE {title}. {version}\n");
    for (place, cue) in cues.iter().enumerate() {
        let _ = write!(text, "\n{}\n{} --> {}\n", place + 1, time(cue.from_ms), time(cue.to_ms));
        for line in &cue.lines {
            let who = escape(&line.who);
            let _ = writeln!(text, "<v {who}>{who}: {}</v>", line.shown(escape));
        }
    }
    text
}

fn time(ms: i64) -> String {
    let (hours, minutes, seconds, ms) = parts(ms);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{ms:03}")
}

/// The three characters that mean something in a cue; escaped, no arrow is left either.
fn escape(text: &str) -> String {
    set_apart(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<c.red>a</c> & --> b"), "&lt;c.red&gt;a&lt;/c&gt; &amp; --&gt; b");
        assert_eq!(time(4_359_042), "01:12:39.042");
    }
}
