//! `asides://` links: an invite, or a place in an evening.
//!
//! A link comes from outside, from a chat or a web page, so it can do nothing but lead somewhere: an invite fills in the
//! form that a person then sends, a place is opened as a click would open it. What does not fit exactly is no link.

use serde::Serialize;

/// Longer than any ticket.
const LENGTH_MAX: usize = 4_096;
const SCREENS: [&str; 4] = ["lobby", "dark", "talk", "recap"];

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum Link {
    /// To the form of somebody who was invited.
    Join {
        /// The invite as text.
        ticket: String,
    },
    /// To a screen.
    Place {
        /// The page's own address of it, from its `#` on.
        hash: String,
    },
}

impl Link {
    /// Reads a link; none when it is not one that this version knows.
    pub fn read(word: &str) -> Option<Self> {
        if word.len() > LENGTH_MAX {
            return None;
        }
        let rest = word.strip_prefix("asides://")?;
        if let Some(ticket) = rest.strip_prefix("join#").or_else(|| rest.strip_prefix("join/#")) {
            let fits = !ticket.is_empty() && ticket.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return fits.then(|| Self::Join { ticket: ticket.to_owned() });
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (id, screen) = path.strip_prefix("s/")?.split_once('/')?;
        let id_fits = id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !id_fits || !SCREENS.contains(&screen) {
            return None;
        }
        let at = query.strip_prefix("at=").filter(|at| at.len() < 10 && at.bytes().all(|byte| byte.is_ascii_digit()));
        match (query, at) {
            ("", _) => Some(Self::Place { hash: format!("#/s/{id}/{screen}") }),
            (_, Some(at)) => Some(Self::Place { hash: format!("#/s/{id}/{screen}?at={at}") }),
            (_, None) => None,
        }
    }

    /// The first link among the words of a start: a desktop hands one over as the only word, a person may add others.
    pub fn among(words: &[String]) -> Option<Self> {
        words.iter().find_map(|word| Self::read(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_form_or_a_screen_and_nowhere_else() {
        fn check(word: &str, expect: Option<&str>) {
            let led = Link::read(word).map(|link| match link {
                Link::Join { ticket } => format!("join {ticket}"),
                Link::Place { hash } => hash,
            });
            assert_eq!(led.as_deref(), expect, "{word}");
        }
        let id = "0123456789abcdef0123456789abcdef";
        check("asides://join#asides1qpz", Some("join asides1qpz"));
        check("asides://join/#asides1qpz", Some("join asides1qpz"));
        check(&format!("asides://s/{id}/talk"), Some(&format!("#/s/{id}/talk")));
        check(&format!("asides://s/{id}/talk?at=3858000"), Some(&format!("#/s/{id}/talk?at=3858000")));
        check("asides://join#", None);
        check("asides://join#<script>", None);
        check("asides://join#a b", None);
        check(&format!("asides://join#{}", "a".repeat(5_000)), None);
        check(&format!("asides://s/{id}/dark?count"), None);
        check(&format!("asides://s/{id}/settings"), None);
        check(&format!("asides://s/{id}/talk?at=-1"), None);
        check("asides://s/../../etc/talk", None);
        check("https://example.org/", None);
        check("asides:join#x", None);
    }

    #[test]
    fn a_link_is_found_among_other_words() {
        let words = ["asides-desktop", "--profile", "/tmp/x", "asides://join#asides1q"].map(str::to_owned);
        assert_eq!(Link::among(&words), Some(Link::Join { ticket: "asides1q".to_owned() }));
        assert_eq!(Link::among(&words[..3]), None);
    }
}
