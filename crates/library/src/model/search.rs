//! Search over the words of notes, replies, titles and recaps, newest first.
//!
//! Accents are folded (`amelie` finds Amélie) and beginnings of words are found from two letters on. The
//! index keeps no copy of the words (external content) and no lengths (`columnsize=0`): those would serve
//! ranking, and by rank takes fifty times as long as newest first. What was taken back or dropped has
//! neither text nor tags in its row, so it is in no index either.
//!
//! A note is found by the words of its tags as well: `sound` finds what says it and what is tagged with it,
//! `#sound` only the latter. Nothing but a note has tags.

use std::cell::RefCell;
use std::collections::BTreeMap;

use replica::DocumentId;
use rusqlite::Connection;
use screening::{Note, Reply, ScreeningId};

use crate::LibraryError;
use crate::model::name::Names;
use crate::model::{note, reply};

/// One index with the triggers that keep it equal to the rows it stands for.
const INDEX: &str = "
    CREATE VIRTUAL TABLE $words USING fts5(
        $text, content='$rows', content_rowid='$no', columnsize=0, prefix='2 3',
        tokenize='unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER $words_in AFTER INSERT ON $rows WHEN new.$text <> '' BEGIN
        INSERT INTO $words (rowid, $text) VALUES (new.$no, new.$text);
    END;
    CREATE TRIGGER $words_out AFTER DELETE ON $rows WHEN old.$text <> '' BEGIN
        INSERT INTO $words ($words, rowid, $text) VALUES ('delete', old.$no, old.$text);
    END;
    CREATE TRIGGER $words_over AFTER UPDATE ON $rows WHEN old.$text <> new.$text BEGIN
        INSERT INTO $words ($words, rowid, $text) SELECT 'delete', old.$no, old.$text WHERE old.$text <> '';
        INSERT INTO $words (rowid, $text) SELECT new.$no, new.$text WHERE new.$text <> '';
    END;";

/// The same for notes, whose tags are words too. A row holds them as a number, so the index is told them by a view.
const NOTE_INDEX: &str = "
    CREATE VIEW read_note_said AS
        SELECT n.no, n.text, coalesce(t.name, '') AS tags FROM read_note n LEFT JOIN read_name t ON t.no = n.tags;
    CREATE VIRTUAL TABLE read_note_words USING fts5(
        text, tags, content='read_note_said', content_rowid='no', columnsize=0, prefix='2 3',
        tokenize='unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER read_note_words_in AFTER INSERT ON read_note WHEN new.text <> '' OR new.tags <> 0 BEGIN
        INSERT INTO read_note_words (rowid, text, tags)
            VALUES (new.no, new.text, coalesce((SELECT name FROM read_name WHERE no = new.tags), ''));
    END;
    CREATE TRIGGER read_note_words_out AFTER DELETE ON read_note WHEN old.text <> '' OR old.tags <> 0 BEGIN
        INSERT INTO read_note_words (read_note_words, rowid, text, tags)
            VALUES ('delete', old.no, old.text, coalesce((SELECT name FROM read_name WHERE no = old.tags), ''));
    END;
    CREATE TRIGGER read_note_words_over AFTER UPDATE ON read_note
    WHEN old.text <> new.text OR old.tags <> new.tags BEGIN
        INSERT INTO read_note_words (read_note_words, rowid, text, tags)
            SELECT 'delete', old.no, old.text, coalesce((SELECT name FROM read_name WHERE no = old.tags), '')
            WHERE old.text <> '' OR old.tags <> 0;
        INSERT INTO read_note_words (rowid, text, tags)
            SELECT new.no, new.text, coalesce((SELECT name FROM read_name WHERE no = new.tags), '')
            WHERE new.text <> '' OR new.tags <> 0;
    END;";

/// The four indexes.
pub(crate) const INDEXES: &[&str] = &["read_note_words", "read_reply_words", "read_title_words", "read_recap_words"];

pub(crate) fn tables() -> String {
    let index = |words: &str, rows: &str, no: &str, text: &str| {
        INDEX.replace("$words", words).replace("$rows", rows).replace("$no", no).replace("$text", text)
    };
    [
        NOTE_INDEX.to_owned(),
        index("read_reply_words", "read_reply", "no", "text"),
        index("read_title_words", "read_screening", "document", "title"),
        index("read_recap_words", "read_recap", "document", "text"),
    ]
    .concat()
}

/// Something that a search found.
#[derive(Debug, Clone, PartialEq)]
pub enum Hit {
    /// A screening, by its title.
    Title {
        /// The screening.
        screening: ScreeningId,
    },
    /// A recap.
    Recap {
        /// The recap's own document.
        document: DocumentId,
        /// The screening that it is about, when that is here.
        screening: Option<ScreeningId>,
    },
    /// A note.
    Note {
        /// The screening it belongs to.
        screening: ScreeningId,
        /// The note.
        note: Note,
    },
    /// A reply.
    Reply {
        /// The screening it belongs to.
        screening: ScreeningId,
        /// The reply.
        reply: Reply,
    },
}

/// What was typed, as FTS5 is asked for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Query {
    match_words: String,
    /// It asks for a tag, which nothing but a note has.
    by_tag: bool,
}

/// Reads what was typed, or `None` when it holds no word.
///
/// Quoted runs are phrases; a word after a number sign is a tag; the last word, unless quoted, is a beginning.
pub(crate) fn query(typed: &str) -> Option<Query> {
    let mut terms: Vec<String> = Vec::new();
    let mut by_tag = false;
    for (place, part) in typed.split('"').enumerate() {
        let quoted = place % 2 == 1;
        let words: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
        for word in words.into_iter().filter(|word| word.chars().any(char::is_alphanumeric)) {
            let tag = word.strip_prefix('#').filter(|_| !quoted);
            by_tag |= tag.is_some();
            terms.push(tag.map_or_else(|| format!("\"{word}\""), |tag| format!("tags : \"{tag}\"")));
        }
    }
    let begins = !typed.ends_with('"') && !typed.ends_with(char::is_whitespace);
    match terms.last_mut() {
        Some(last) if begins => last.push('*'),
        Some(_) => {}
        None => return None,
    }
    Some(Query { match_words: terms.join(" "), by_tag })
}

/// Gives hits to `wanted`, titles and recaps first, then notes and replies, newest first, until it wants no more.
pub(crate) fn run(c: &Connection, typed: &str, mut wanted: impl FnMut(Hit) -> bool) -> Result<(), LibraryError> {
    let Some(Query { match_words: query, by_tag }) = query(typed) else { return Ok(()) };
    let names = Names::new(c);
    if !by_tag {
        for hit in titles(c, &query)?.into_iter().chain(recaps(c, &query)?) {
            if !wanted(hit) {
                return Ok(());
            }
        }
    }
    let mut notes = c.prepare_cached(&note::found_in("read_note_words"))?;
    let mut replies = c.prepare_cached(&reply::found_in("read_reply_words"))?;
    // A question of no word finds nothing.
    let in_replies = if by_tag { "\"\"" } else { query.as_str() };
    let screenings = Screenings { connection: c, known: RefCell::default() };
    let mut notes = notes
        .query_map([&query], |row| {
            let screening = screenings.get(row.get("screening")?)?;
            Ok((row.get::<_, i64>("no")?, Hit::Note { screening, note: note::read(row, &names)? }))
        })?
        .peekable();
    let mut replies = replies
        .query_map([in_replies], |row| {
            let screening = screenings.get(row.get("screening")?)?;
            Ok((row.get::<_, i64>("no")?, Hit::Reply { screening, reply: reply::read(row, &names)? }))
        })?
        .peekable();
    // Both streams fall, since row numbers follow the time of making: a merge. A row that cannot be read
    // comes first, so that it is reported.
    let at =
        |next: Option<&rusqlite::Result<(i64, Hit)>>| next.map(|next| next.as_ref().map_or(i64::MAX, |(no, _)| *no));
    loop {
        let note_first = at(notes.peek()) >= at(replies.peek());
        let Some(next) = (if note_first { notes.next() } else { replies.next() }) else { return Ok(()) };
        if !wanted(next?.1) {
            return Ok(());
        }
    }
}

/// The screenings behind document numbers, each looked up once for an answer.
struct Screenings<'a> {
    connection: &'a Connection,
    known: RefCell<BTreeMap<i64, ScreeningId>>,
}

impl Screenings<'_> {
    fn get(&self, document: i64) -> rusqlite::Result<ScreeningId> {
        if let Some(id) = self.known.borrow().get(&document) {
            return Ok(id.clone());
        }
        let id = screening_id(self.connection, document)?;
        self.known.borrow_mut().insert(document, id.clone());
        Ok(id)
    }
}

fn titles(c: &Connection, query: &str) -> rusqlite::Result<Vec<Hit>> {
    c.prepare_cached(
        "SELECT d.id FROM read_title_words w JOIN document d ON d.no = w.rowid WHERE read_title_words MATCH ?1
         ORDER BY w.rowid DESC",
    )?
    .query_map([query], |row| Ok(Hit::Title { screening: ScreeningId::from_bytes(row.get(0)?) }))?
    .collect()
}

fn recaps(c: &Connection, query: &str) -> rusqlite::Result<Vec<Hit>> {
    c.prepare_cached(
        "SELECT d.id, (SELECT e.id FROM read_screening s JOIN document e ON e.no = s.document
                       WHERE s.recap = d.id AND length(s.recap) > 0)
         FROM read_recap_words w JOIN document d ON d.no = w.rowid WHERE read_recap_words MATCH ?1 ORDER BY w.rowid DESC",
    )?
    .query_map([query], |row| {
        Ok(Hit::Recap {
            document: DocumentId(row.get(0)?),
            screening: row.get::<_, Option<[u8; 16]>>(1)?.map(ScreeningId::from_bytes),
        })
    })?
    .collect()
}

pub(crate) fn screening_id(c: &Connection, document: i64) -> rusqlite::Result<ScreeningId> {
    c.prepare_cached("SELECT id FROM document WHERE no = ?1")?
        .query_row([document], |row| Ok(ScreeningId::from_bytes(row.get(0)?)))
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn what_is_typed_becomes_a_query() {
        let check = |typed: &str, expect: Option<&str>| {
            assert_eq!(query(typed).map(|query| query.match_words).as_deref(), expect, "{typed:?}");
        };
        check("red sc", Some(r#""red" "sc"*"#));
        check("red scarf ", Some(r#""red" "scarf""#));
        check(r#"the "red scarf" again"#, Some(r#""the" "red scarf" "again"*"#));
        check(r#""red scarf""#, Some(r#""red scarf""#));
        check(r#""red sc"#, Some(r#""red sc"*"#));
        check("don't OR (NOT", Some(r#""don't" "OR" "(NOT"*"#));
        check("#sou", Some(r#"tags : "sou"*"#));
        check("red #sound ", Some(r#""red" tags : "sound""#));
        check(r##""no #tag""##, Some(r##""no #tag""##));
        check("text:red #", Some(r#""text:red"*"#));
        check("  ... -- # ", None);
        check("", None);
    }
}
