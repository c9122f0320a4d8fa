//! Markdown's escapes: text that people typed stays text, whatever it looks like.

use super::text::{clean, one_line};

/// One line of people's text for any place inside a line of Markdown, a table's cell included.
///
/// ```
/// use recap::markdown_line;
/// assert_eq!(markdown_line("<b>*5 stars*</b> [here](javascript:x)"), r"\<b\>\*5 stars\*\</b\> \[here\](javascript:x)");
/// assert_eq!(markdown_line("# no heading"), r"\# no heading");
/// assert_eq!(markdown_line("snake_case, https://example.org/a_b"), "snake_case, <https://example.org/a_b>");
/// ```
pub fn markdown_line(text: &str) -> String {
    one_line(text).split(' ').enumerate().fold(String::new(), |mut line, (at, word)| {
        if at > 0 {
            line.push(' ');
        }
        match link(word) {
            Some((link, rest)) => {
                line.push_str(&format!("<{link}>"));
                push_escaped(&mut line, rest, false);
            }
            None => push_escaped(&mut line, word, at == 0),
        }
        line
    })
}

/// People's text with its line breaks, each a hard one.
pub(crate) fn lines(text: &str) -> String {
    let lines: Vec<String> = clean(text).lines().map(markdown_line).filter(|line| !line.is_empty()).collect();
    lines.join("\\\n")
}

/// A web address at the start of a word and what follows it; other schemes stay text.
fn link(word: &str) -> Option<(&str, &str)> {
    let host = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"))?;
    if !host.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(letter);
    let end = word.find(|letter| !plain(letter)).unwrap_or(word.len());
    let (link, _) = word.split_at_checked(end)?;
    // The full stop behind an address belongs to the sentence.
    let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    word.split_at_checked(link.len())
}

fn push_escaped(line: &mut String, word: &str, first_in_line: bool) {
    let mut before = None;
    let mut letters = word.chars().peekable();
    let mut at_start = true;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let escape = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' => true,
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            // A heading opens with it at the start of a line and closes with it at the end.
            '#' => at_start,
            '!' => next == Some('['),
            // Lists and underlined headings.
            '-' | '+' | '=' => first_in_line && at_start,
            '.' | ')' => first_in_line && before.is_some() && line_is_number(line),
            _ => false,
        };
        if escape {
            line.push('\\');
        }
        line.push(letter);
        at_start = at_start && letter == '#';
        before = Some(letter);
    }
}

fn line_is_number(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(markdown_line(text), expect, "{text:?}");
    }

    #[test]
    fn only_what_would_mean_something_is_escaped() {
        check("1. no list", r"1\. no list");
        check("2016 was good.", "2016 was good.");
        check("- no item, A- stays", r"\- no item, A- stays");
        check("== no rule", r"\== no rule");
        check("C# and #tag ##", r"C# and \#tag \#\#");
        check("![x](y) wow!", r"\!\[x\](y) wow!");
        check("_a_ b_c", r"\_a\_ b_c");
        check("&lt; ~~x~~ | $1$", r"\&lt; \~\~x\~\~ \| \$1\$");
        check("", "");
    }

    #[test]
    fn only_web_addresses_become_links() {
        check("see https://example.org/x?a=1&b=2.", "see <https://example.org/x?a=1&b=2>.");
        check("https://", "https://");
        check("https://-x javascript:alert(1)", "https://-x javascript:alert(1)");
        check("http://a.example/<script>", r"<http://a.example/>\<script\>");
    }

    #[test]
    fn line_breaks_are_kept_hard() {
        assert_eq!(lines("one\n\n# two\r\n  three"), "one\\\n\\# two\\\nthree");
    }
}
