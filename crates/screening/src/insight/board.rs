//! Boards: the notes on a character, a theme, a craft, by the tags that people gave them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{MemberId, NoteId};
use crate::note::Note;

use super::moment::is_in_play;

/// All notes with one tag. A note may be on several boards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The tag, as it was first written.
    pub tag: String,
    /// What it is about.
    pub about: About,
    /// Its notes by (film time, id).
    pub notes: Vec<NoteId>,
    /// Whose notes these are.
    pub members: BTreeSet<MemberId>,
}

/// What a board is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Somebody in the film: the tag begins with a capital letter.
    Character,
    /// How it was made.
    Craft,
    /// Anything else.
    Theme,
}

/// The crafts of film making, folded, in the languages of the app.
const CRAFTS: [&str; 45] = [
    "acting",
    "animation",
    "camera",
    "casting",
    "cinematography",
    "color",
    "colour",
    "costume",
    "costumes",
    "cut",
    "dialogue",
    "directing",
    "direction",
    "editing",
    "effects",
    "framing",
    "light",
    "lighting",
    "makeup",
    "music",
    "score",
    "script",
    "set",
    "sets",
    "sound",
    "stunts",
    "vfx",
    "writing",
    "besetzung",
    "bild",
    "drehbuch",
    "effekte",
    "farbe",
    "kamera",
    "kostüm",
    "kostüme",
    "licht",
    "maske",
    "musik",
    "regie",
    "schauspiel",
    "schnitt",
    "szenenbild",
    "ton",
    "dialoge",
];

/// Sorts notes onto boards: the fullest first, then by name. Upper and lower case are one tag.
///
/// ```
/// # use screening::insight::{About, boards};
/// # let note = |film_ms: i64, tags: &[&str]| -> screening::Note { serde_json::from_value(serde_json::json!({
/// #     "id": format!("{film_ms:024x}"), "by": "ab".repeat(10), "kind": "remark", "film_ms": film_ms, "text": "…",
/// #     "tags": tags, "seal": "open", "stamp": null, "made_ms": 0, "edited": false, "taken_back": false,
/// #     "after_echo": false, "actor": "",
/// # })).unwrap() };
/// let found = boards(&[note(2, &["editing", "Ada"]), note(1, &["Editing"])]);
/// let told: Vec<_> = found.iter().map(|board| (board.tag.as_str(), board.about, board.notes.len())).collect();
/// assert_eq!(told, [("Editing", About::Craft, 2), ("Ada", About::Character, 1)]);
/// ```
pub fn boards(notes: &[Note]) -> Vec<Board> {
    let mut in_play: Vec<&Note> = notes.iter().filter(|note| is_in_play(note)).collect();
    in_play.sort_by_key(|note| (note.film_ms, &note.id));
    let mut by_tag: BTreeMap<String, Board> = BTreeMap::new();
    for note in in_play {
        for tag in &note.tags {
            let folded = tag.to_lowercase();
            let about = about(tag, &folded);
            let board = by_tag.entry(folded).or_insert_with(|| Board {
                tag: tag.clone(),
                about,
                notes: Vec::new(),
                members: BTreeSet::new(),
            });
            if board.notes.last() != Some(&note.id) {
                board.notes.push(note.id.clone());
                board.members.insert(note.by.clone());
            }
        }
    }
    let mut found: Vec<(String, Board)> = by_tag.into_iter().collect();
    found.sort_by(|(a, one), (b, other)| (Reverse(one.notes.len()), a).cmp(&(Reverse(other.notes.len()), b)));
    found.into_iter().map(|(_, board)| board).collect()
}

fn about(tag: &str, folded: &str) -> About {
    if CRAFTS.contains(&folded) {
        About::Craft
    } else if tag.chars().next().is_some_and(char::is_uppercase) {
        About::Character
    } else {
        About::Theme
    }
}
