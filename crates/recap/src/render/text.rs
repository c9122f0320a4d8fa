//! What every format does with people's words before it escapes them: no control characters, no invisible turns of
//! direction, times as h:mm:ss, names as a sentence would list them.

/// Film time as `h:mm:ss`, rounded down to the second; negative times are shown as 0:00:00.
///
/// ```
/// assert_eq!(recap::hms(4_359_999), "1:12:39");
/// ```
pub fn hms(film_ms: i64) -> String {
    let seconds = film_ms.max(0) / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Joins names as a sentence does: "Theo", "Theo and Mara", "Theo, Mara and Jonas".
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// People's text with its line breaks as `\n`, without control characters and without characters that turn the
/// direction of what follows them.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut after_return = false;
    for letter in text.chars() {
        match letter {
            '\n' if after_return => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}' | '\u{feff}' => {}
            _ if letter.is_control() || is_noncharacter(letter) => {}
            _ => clean.push(letter),
        }
        after_return = letter == '\r';
    }
    clean.trim().to_owned()
}

/// The same on one line: every run of white space becomes one space.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// People's text within a line of ours: a right-to-left one is set apart, so that it does not turn its surroundings.
pub(crate) fn set_apart(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' | '\u{200f}');
    if text.contains(turns) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

fn is_noncharacter(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_players_show_them() {
        for (film_ms, expect) in
            [(0, "0:00:00"), (252_000, "0:04:12"), (6_359_999, "1:45:59"), (-1, "0:00:00"), (36_000_000, "10:00:00")]
        {
            assert_eq!(hms(film_ms), expect);
        }
    }

    #[test]
    fn names_are_listed_as_spoken() {
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!(listed(&["Theo"]), "Theo");
        assert_eq!(listed(&["Theo", "Mara", "Jonas"]), "Theo, Mara and Jonas");
    }

    #[test]
    fn nothing_invisible_leaves() {
        assert_eq!(clean("a\r\nb\rc\u{2028}d\te\0\u{1b}[31m\u{202e}f\u{feff}"), "a\nb\nc\nd e[31mf");
        assert_eq!(one_line("  a \n\n b\u{a0}c "), "a b c");
        assert_eq!(clean("👩‍👩‍👧 שלום"), "👩‍👩‍👧 שלום");
    }
}
