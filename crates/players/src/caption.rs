//! Words over the picture: cues on the scale of the player's own copy, and the subtitles that are made of them.
//!
//! They go to the player as one text in memory, never as a file: what a household wrote stays off the disk. Subtitles
//! know no way to quote that all players agree on (mpv takes a brace for a command even behind a backslash), so the few
//! letters that mean something are replaced by others that look alike.

use std::fmt::Write as _;

/// The most characters of one caption, wide ones counted twice: three lines of mpv's large type, a quarter of the picture.
pub const CAPTION_CHARS_MAX: usize = 120;

/// Words that stand over the picture for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// When it comes, in milliseconds of the player's own copy.
    pub from_ms: i64,
    /// When it goes.
    pub to_ms: i64,
    /// Who says it.
    pub who: String,
    /// What: any text; it is put on one line and cut to [`CAPTION_CHARS_MAX`].
    pub text: String,
}

/// Writes captions as Advanced SubStation, at the upper edge.
pub(crate) fn subtitles(captions: &[Caption]) -> String {
    let mut text = HEAD.to_owned();
    for caption in captions {
        let (from, to) = (time(caption.from_ms), time(caption.to_ms));
        let words = line(&format!("{}: {}", caption.who, caption.text));
        let _ = writeln!(text, "Dialogue: 0,{from},{to},Aside,,0,0,0,,{words}");
    }
    text
}

const HEAD: &str = "[Script Info]\nTitle: asides\nScriptType: v4.00+\nWrapStyle: 0\nPlayResX: 1280\nPlayResY: 720\n\n\
    [V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
    Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, \
    Encoding\nStyle: Aside,Newsreader,34,&H00D8EAF5,&H00D8EAF5,&H00101418,&H80000000,0,-1,0,0,100,100,0,0,1,2,0,8,60,60,30,1\
    \n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

/// Hundredths of a second, rounded down.
fn time(ms: i64) -> String {
    let ms = ms.max(0);
    let (seconds, rest) = (ms / 1_000, ms % 1_000);
    format!("{}:{:02}:{:02}.{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60, rest / 10)
}

/// People's text on one line, with nothing in it that a player takes for a command, and set apart where it runs the other
/// way.
fn line(text: &str) -> String {
    let turned = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let blank = |letter: char| if letter.is_control() { ' ' } else { letter };
    let plain: String = text.chars().filter(|letter| !turned(letter)).map(blank).map(quiet).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wide = 0;
    let beyond = plain.char_indices().find(|(_, letter)| {
        wide += if *letter >= '\u{2e80}' { 2 } else { 1 };
        wide > CAPTION_CHARS_MAX
    });
    let cut = match beyond {
        Some((at, _)) => format!("{}…", plain.get(..at).unwrap_or_default().trim_end()),
        None => plain,
    };
    let turns = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' | '\u{200f}');
    if cut.contains(turns) { format!("\u{2068}{cut}\u{2069}") } else { cut }
}

fn quiet(letter: char) -> char {
    match letter {
        '{' => '(',
        '}' => ')',
        '\\' => '/',
        '<' => '‹',
        '>' => '›',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_text() {
        let check = |text: &str, expect: &str| assert_eq!(line(text), expect, "{text:?}");
        check("that coat again", "that coat again");
        check("{\\pos(0,0)\\fs400}boo", "(/pos(0,0)/fs400)boo");
        check("a\\Nb\\hc", "a/Nb/hc");
        check(
            "one\r\ntwo\n\nDialogue: 0,0:00:00.00,9:00:00.00,Aside,,0,0,0,,three",
            "one two Dialogue: 0,0:00:00.00,9:00:00.00,Aside,,0,0,0,,three",
        );
        check("<i>no</i>\u{0}\u{7}", "‹i›no‹/i›");
        check("\u{202e}turned\u{202c}", "turned");
        check("שלום", "\u{2068}שלום\u{2069}");
        check(&"灯".repeat(300), &format!("{}…", "灯".repeat(60)));
        check(&"word ".repeat(60), &format!("{}…", "word ".repeat(24).trim_end()));
    }

    #[test]
    fn a_caption_is_one_line_of_the_file() {
        let caption = Caption { from_ms: 3_723_456, to_ms: 3_727_000, who: "Theo".into(), text: "so\nthat".into() };
        let text = subtitles(&[caption]);
        let last = text.lines().last().unwrap();
        assert_eq!(last, "Dialogue: 0,1:02:03.45,1:02:07.00,Aside,,0,0,0,,Theo: so that");
        assert_eq!(subtitles(&[]).matches("Dialogue").count(), 0);
    }
}
