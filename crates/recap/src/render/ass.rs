//! Advanced SubStation: subtitles with a look of their own, in the upper third, so that the film's own stay readable.
//!
//! Braces open commands and a backslash opens an escape; there is no way to write either that every player agrees on, so
//! they are replaced as in SubRip. The name of the speaker stands in the name's own column too, where no comma may be.

use std::fmt::Write as _;

use super::cues::{Cue, parts};
use super::srt::quiet;
use super::text::one_line;
use crate::review::Review;
use crate::source::Spoilers;

/// Writes cues as Advanced SubStation.
pub(super) fn ass(review: &Review, cues: &[Cue]) -> String {
    let version = match review.spoilers {
        Spoilers::Full => "with spoilers",
        Spoilers::Free => "free of spoilers",
    };
    let title = quiet(&one_line(&review.film.title));
    let mut text = format!(
        "[Script Info]\nTitle: {title}, asides {version}\nScriptType: v4.00+\nWrapStyle: 0\nScaledBorderAndShadow: yes\n\
         PlayResX: 1280\nPlayResY: 720\n\n\
         [V4+ Styles]\n{STYLE_FIELDS}\n{STYLE}\n\n\
         [Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    );
    for cue in cues {
        let names: Vec<String> = cue.lines.iter().map(|line| name(&line.who)).collect();
        let lines: Vec<String> =
            cue.lines.iter().map(|line| format!("{}: {}", quiet(&line.who), line.shown(quiet))).collect();
        let (from, to) = (time(cue.from_ms), time(cue.to_ms));
        let _ = writeln!(text, "Dialogue: 0,{from},{to},Aside,{},0,0,0,,{}", names.join("; "), lines.join("\\N"));
    }
    text
}

const STYLE_FIELDS: &str = "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
    Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, \
    MarginL, MarginR, MarginV, Encoding";

/// An aside is italic in a script; alignment 8 is the middle of the upper edge.
const STYLE: &str = "Style: Aside,Newsreader,34,&H00D8EAF5,&H00D8EAF5,&H00101418,&H80000000,0,-1,0,0,100,100,0,0,1,2,0,8,\
    60,60,30,1";

/// Hundredths of a second, rounded down.
fn time(ms: i64) -> String {
    let (hours, minutes, seconds, ms) = parts(ms);
    format!("{hours}:{minutes:02}:{seconds:02}.{:02}", ms / 10)
}

fn name(text: &str) -> String {
    quiet(text).replace([',', ';'], " ")
}
