//! SubRip: the subtitles that every player reads, and the least that all of them agree on.
//!
//! Players differ in what they take for markup (`<i>`, `{\an8}`, `\N`), so no character of it is left: angle brackets
//! become single guillemets, braces become round ones, a backslash a slash. A blank line would end the cue and an arrow
//! could begin another, so there is neither.

use std::fmt::Write as _;

use super::cues::{Cue, parts};
use super::text::set_apart;

/// Writes cues as SubRip.
pub(super) fn srt(cues: &[Cue]) -> String {
    let mut text = String::new();
    for (place, cue) in cues.iter().enumerate() {
        let _ = write!(text, "{}\n{} --> {}\n", place + 1, time(cue.from_ms), time(cue.to_ms));
        for line in &cue.lines {
            let _ = writeln!(text, "{}: {}", quiet(&line.who), line.shown(quiet));
        }
        text.push('\n');
    }
    text
}

fn time(ms: i64) -> String {
    let (hours, minutes, seconds, ms) = parts(ms);
    format!("{hours:02}:{minutes:02}:{seconds:02},{ms:03}")
}

/// People's text on one line with nothing in it that any player takes for markup.
pub(super) fn quiet(text: &str) -> String {
    let text = text.replace("-->", "→");
    let text = text.chars().map(|letter| match letter {
        '<' => '‹',
        '>' => '›',
        '{' => '(',
        '}' => ')',
        '\\' => '/',
        other => other,
    });
    set_apart(&text.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_a_player_obeys() {
        assert_eq!(quiet(r"<i>a</i> {\an8}b\Nc --> d"), "‹i›a‹/i› (/an8)b/Nc → d");
        assert_eq!(time(4_359_042), "01:12:39,042");
    }
}
