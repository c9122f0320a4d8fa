//! From marks beside the letters to marks between them, and back.
//!
//! In a recap's document what spoils and what is free is marked on the letters. Reviews are made of one run of characters
//! in which `||…||` and `==…==` say the same ([`blocks`](crate::blocks)), and so were recaps before; people who know
//! Markdown type them too. [`notated`] writes the marks in, [`tidied`] takes typed ones out.
//!
//! Both keep to the rule that every doubt is decided towards saying less: where a spoiler and something free meet, it
//! spoils, and what was never closed spoils to the end of its block or frees nothing.

use std::ops::Range;

use screening::{Marking, Passage, RecapEdit, Splice};

use crate::passage::{is_line_end, shape_prefix};

/// Stands between a mark and a letter that would be read as part of it. It has no width and counts for no word.
const JOINER: char = '\u{2060}';
const CREDIT_CHARS: usize = 27;

/// Writes the marked passages into the text; what was typed as a mark is read as one too.
///
/// ```
/// use screening::{Marking, Passage};
/// let spoils = Passage { from: 9, to: 17, marking: Marking::Spoiler };
/// assert_eq!(recap::notated("She goes. He knows.", &[spoils]), "She goes.|| He know||s.");
/// ```
pub fn notated(text: &str, passages: &[Passage]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let found = Found::in_text(&letters);
    let says = classes(&letters, &found, passages);
    let mut written = Written::default();
    let mut cuts = found.closed.iter().chain(&found.open).flat_map(Range::clone).collect::<Vec<_>>();
    cuts.sort_unstable();
    for (place, letter) in letters.iter().enumerate() {
        if cuts.binary_search(&place).is_ok() {
            continue;
        }
        let follows = place > 0 && letters.get(place - 1) == Some(letter) && cuts.binary_search(&(place - 1)).is_err();
        if is_line_end(*letter) {
            written.becomes(None);
            written.text.push(*letter);
        } else {
            written.becomes(says.get(place).copied().flatten());
            written.letter(*letter, follows);
        }
    }
    written.becomes(None);
    written.text
}

/// Finds the edit that turns typed marks into marks on the letters; none when no pair is closed.
///
/// ```
/// use screening::{Marking, Passage, Splice};
/// let edit = recap::tidied("A ==quiet== film.").unwrap();
/// assert_eq!(edit.marks, [(Passage { from: 2, to: 7, marking: Marking::Free }, true)]);
/// assert_eq!(edit.splices.len(), 2);
/// assert!(recap::tidied("a || b").is_none());
/// ```
pub fn tidied(text: &str) -> Option<RecapEdit> {
    if !text.contains("||") && !text.contains("==") {
        return None;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut found = Found::in_text(&letters);
    if found.closed.is_empty() {
        return None;
    }
    found.closed.sort_unstable_by_key(|cut| cut.start);
    let mut units: Vec<usize> = vec![0];
    for letter in &letters {
        units.push(units.last().copied().unwrap_or(0) + letter.len_utf16());
    }
    let unit = |place: usize| units.get(place).copied().unwrap_or(0);
    let gone = |place: usize| -> usize {
        found
            .closed
            .iter()
            .take_while(|cut| cut.start < place)
            .map(|cut| unit(cut.end.min(place)) - unit(cut.start))
            .sum()
    };
    let splices = found.closed.iter().map(|cut| {
        let delete = unit(cut.end) - unit(cut.start);
        Splice { at: unit(cut.start) - gone(cut.start), delete, insert: String::new() }
    });
    let lies = |range: &Range<usize>, marking| {
        let (from, to) = (unit(range.start) - gone(range.start), unit(range.end) - gone(range.end));
        (from < to).then_some((Passage { from, to, marking }, true))
    };
    let spoilers = found.spoilers.iter().filter_map(|range| lies(range, Marking::Spoiler));
    let free = found.free.iter().filter_map(|range| lies(range, Marking::Free));
    Some(RecapEdit { splices: splices.collect(), marks: spoilers.chain(free).collect() })
}

/// The marks that were typed between the letters, by the places of these.
#[derive(Default)]
struct Found {
    /// The signs of pairs, and of what nobody closed.
    closed: Vec<Range<usize>>,
    open: Vec<Range<usize>>,
    spoilers: Vec<Range<usize>>,
    free: Vec<Range<usize>>,
    /// From an unclosed sign to the end of its block.
    open_spoilers: Vec<Range<usize>>,
}

impl Found {
    fn in_text(letters: &[char]) -> Found {
        let mut found = Found::default();
        let (mut from, mut is_paragraph) = (0, false);
        let mut at = 0;
        while at <= letters.len() {
            let rest = letters.get(at..).unwrap_or_default();
            let end = at + rest.iter().position(|letter| is_line_end(*letter)).unwrap_or(rest.len());
            let line: String = letters.get(at..end).unwrap_or_default().iter().collect();
            let plain = shape_prefix(&line) == 0 && !line.trim().is_empty();
            if !(plain && is_paragraph) {
                found.in_block(letters, from..at);
                from = at;
            }
            is_paragraph = plain;
            at = end + 1;
        }
        found.in_block(letters, from..letters.len());
        found
    }

    fn in_block(&mut self, letters: &[char], block: Range<usize>) {
        let (mut spoiler, mut free): (Option<Range<usize>>, Option<Range<usize>>) = (None, None);
        let mut at = block.start;
        while at < block.end {
            let sign = letters.get(at).copied().unwrap_or_default();
            let same =
                letters.get(at..block.end).unwrap_or_default().iter().take_while(|letter| **letter == sign).count();
            let mark = at..at + same;
            match sign {
                '|' if same >= 2 => pair(&mut spoiler, mark, &mut self.closed, &mut self.spoilers),
                '=' if same == 2 => pair(&mut free, mark, &mut self.closed, &mut self.free),
                _ => {}
            }
            at += same.max(1);
        }
        if let Some(begun) = spoiler {
            self.open_spoilers.push(begun.end..block.end);
            self.open.push(begun);
        }
        self.open.extend(free);
    }
}

fn pair(
    begun: &mut Option<Range<usize>>,
    mark: Range<usize>,
    signs: &mut Vec<Range<usize>>,
    passages: &mut Vec<Range<usize>>,
) {
    match begun.take() {
        Some(before) => {
            passages.push(before.end..mark.start);
            signs.extend([before, mark]);
        }
        None => *begun = Some(mark),
    }
}

/// What is said of each letter. Letters that are read together, a row of one sign or a credit, are not torn apart.
fn classes(letters: &[char], found: &Found, passages: &[Passage]) -> Vec<Option<Marking>> {
    let mut spoils = vec![false; letters.len()];
    let mut free = vec![false; letters.len()];
    let lay = |on: &mut Vec<bool>, range: &Range<usize>| {
        on.get_mut(range.start.min(letters.len())..range.end.min(letters.len()))
            .into_iter()
            .flatten()
            .for_each(|one| *one = true);
    };
    found.spoilers.iter().chain(&found.open_spoilers).for_each(|range| lay(&mut spoils, range));
    found.free.iter().for_each(|range| lay(&mut free, range));
    let mut places = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        places.extend(std::iter::repeat_n(place, letter.len_utf16()));
    }
    for passage in passages {
        let from = places.get(passage.from).copied().unwrap_or(letters.len());
        let to = places.get(passage.to).copied().unwrap_or(letters.len());
        lay(if passage.marking == Marking::Spoiler { &mut spoils } else { &mut free }, &(from..to));
    }
    for together in runs(letters) {
        let spoiled = together.clone().any(|place| spoils.get(place) == Some(&true));
        let freed = together.clone().all(|place| free.get(place) == Some(&true));
        for place in together {
            if let (Some(spoils), Some(free)) = (spoils.get_mut(place), free.get_mut(place)) {
                (*spoils, *free) = (spoiled, freed);
            }
        }
    }
    let said = |(spoils, free)| {
        if spoils {
            Some(Marking::Spoiler)
        } else if free {
            Some(Marking::Free)
        } else {
            None
        }
    };
    let mut says: Vec<Option<Marking>> = spoils.into_iter().zip(free).map(said).collect();
    // What makes a line a heading or an item stands before its words, and before their marks.
    let mut at = 0;
    for line in letters.split_inclusive(|letter| is_line_end(*letter)) {
        let prefix = shape_prefix(&line.iter().collect::<String>());
        says.iter_mut().skip(at).take(prefix).for_each(|says| *says = None);
        at += line.len();
    }
    says
}

/// Rows of two or more of one sign, and credits.
fn runs(letters: &[char]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        let long = match letter {
            '|' | '=' => rest.iter().take_while(|next| *next == letter).count(),
            '[' if rest.get(1) == Some(&'^') && rest.get(CREDIT_CHARS - 1) == Some(&']') => CREDIT_CHARS,
            _ => 1,
        };
        if long > 1 {
            runs.push(at..at + long);
        }
        at += long;
    }
    runs
}

/// The text with its marks, as far as it is written.
#[derive(Default)]
struct Written {
    text: String,
    now: Option<Marking>,
    /// The last that was written is a mark.
    is_mark_last: bool,
}

impl Written {
    fn becomes(&mut self, says: Option<Marking>) {
        if self.now == says {
            return;
        }
        self.mark(self.now);
        self.mark(says);
        self.now = says;
    }

    fn mark(&mut self, marking: Option<Marking>) {
        let (sign, mark) = match marking {
            None => return,
            Some(Marking::Spoiler) => ('|', "||"),
            Some(Marking::Free) => ('=', "=="),
        };
        if self.text.ends_with(sign) {
            self.text.push(JOINER);
        }
        self.text.push_str(mark);
        self.is_mark_last = true;
    }

    fn letter(&mut self, letter: char, follows: bool) {
        let is_sign = matches!(letter, '|' | '=');
        if is_sign && self.text.ends_with(letter) && (self.is_mark_last || !follows) {
            self.text.push(JOINER);
        }
        self.text.push(letter);
        self.is_mark_last = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mark, blocks};

    /// Every letter with what is said of it, as a review reads the text.
    fn read(text: &str) -> String {
        let mut said = String::new();
        for block in blocks(text) {
            for sentence in block.sentences {
                let sign = match sentence.mark {
                    Mark::Plain => '.',
                    Mark::Free => 'f',
                    Mark::Spoiler => 's',
                };
                for letter in sentence.text.chars().filter(|letter| !letter.is_whitespace() && *letter != JOINER) {
                    said.extend([letter, sign]);
                }
            }
        }
        said
    }

    #[track_caller]
    fn check(text: &str, marks: &[(usize, usize, Marking)], expect: &str) {
        let passages: Vec<Passage> =
            marks.iter().map(|(from, to, marking)| Passage { from: *from, to: *to, marking: *marking }).collect();
        assert_eq!(notated(text, &passages), expect);
    }

    #[test]
    fn marks_are_written_in_line_by_line() {
        use Marking::{Free, Spoiler};
        check("She goes.", &[], "She goes.");
        check("She goes.", &[(0, 9, Spoiler)], "||She goes.||");
        check("one\ntwo", &[(1, 5, Free)], "o==ne==\n==t==wo");
        check("## Title\n- item", &[(0, 15, Free)], "## ==Title==\n- ==item==");
        check("abc", &[(0, 2, Free), (1, 3, Spoiler)], "==a==||bc||");
        check("\u{1f3ee}ab", &[(2, 3, Spoiler)], "\u{1f3ee}||a||b");
        check("ab", &[(0, 99, Spoiler)], "||ab||");
        // What was typed between the letters counts too, and what nobody closed spoils to the end of its block.
        check("||a|| b ==c==", &[(6, 7, Free)], "||a|| ==b== ==c==");
        check("a || b c\n\nd", &[], "a ||\u{20}b c||\n\nd");
        check("a == b", &[], "a  b");
        // Signs beside marks stay signs.
        check("a=b", &[(2, 3, Free)], "a=\u{2060}==b==");
        check("=|==|=", &[(0, 1, Free)], "==\u{2060}=\u{2060}==|\u{2060}|=");
    }

    #[test]
    fn typed_marks_become_marks_on_the_letters() {
        #[track_caller]
        fn check(text: &str, expect: &str, marks: &[&str]) {
            let edit = tidied(text).unwrap();
            let mut units: Vec<u16> = text.encode_utf16().collect();
            for splice in &edit.splices {
                units.splice(splice.at..splice.at + splice.delete, splice.insert.encode_utf16());
            }
            let words = |passage: &Passage| String::from_utf16(&units[passage.from..passage.to]).unwrap();
            let found: Vec<String> = edit
                .marks
                .iter()
                .map(|(passage, _)| format!("{}: {}", passage.marking.name(), words(passage)))
                .collect();
            assert_eq!(
                (String::from_utf16(&units).unwrap().as_str(), found),
                (expect, marks.iter().map(|one| (*one).to_owned()).collect())
            );
            // It reads the same as before.
            let passages: Vec<Passage> = edit.marks.iter().map(|(passage, _)| *passage).collect();
            assert_eq!(read(&notated(expect, &passages)), read(text));
        }
        check(
            "==A \u{1f3ee} film.== ||She goes.||",
            "A \u{1f3ee} film. She goes.",
            &["spoiler: She goes.", "free: A \u{1f3ee} film."],
        );
        check("==a ||b|| c==", "a b c", &["spoiler: b", "free: a b c"]);
        check("||a\nb|| c", "a\nb c", &["spoiler: a\nb"]);
        check("||a|| ||b\n\nc||", "a ||b\n\nc||", &["spoiler: a"]);
        check("|||a|||| ====", "a ====", &["spoiler: a"]);
        check("== ==", " ", &["free:  "]);
        assert_eq!(tidied("||a\n\n==b"), None);
    }

    #[test]
    fn whatever_is_written_and_marked_is_read_as_it_is_marked() {
        let mut seed: u64 = 0x5eed;
        let mut below = |end: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed % u64::try_from(end).unwrap()).unwrap()
        };
        let pieces = [
            "a",
            "b ",
            "|",
            "||",
            "=",
            "==",
            "===",
            "\n",
            "\n\n",
            "# ",
            "- ",
            "\u{1f3ee}",
            "\u{5d0}",
            "[^0123456789abcdef01234567]",
            "[^",
        ];
        for _ in 0..4_000 {
            let text: String = (0..below(14)).map(|_| pieces[below(pieces.len())]).collect();
            let length = text.encode_utf16().count();
            let passages: Vec<Passage> = (0..below(4))
                .map(|_| {
                    let (a, b) = (below(length + 1), below(length + 1));
                    Passage { from: a.min(b), to: a.max(b), marking: Marking::ALL[below(2)] }
                })
                .collect();
            let letters: Vec<char> = text.chars().collect();
            let found = Found::in_text(&letters);
            let says = classes(&letters, &found, &passages);
            let written = notated(&text, &passages);
            // Nothing that spoils is read as anything else, and nothing is read as free that is not.
            let reads = read(&written);
            let shown = |class: Option<Marking>| {
                let cut = |place: &usize| found.closed.iter().chain(&found.open).any(|cut| cut.contains(place));
                (0..letters.len())
                    .filter(|place| says[*place] == class && !cut(place))
                    .filter(|place| !letters[*place].is_whitespace())
                    .map(|place| letters[place])
                    .collect::<String>()
            };
            let told = |sign: char| {
                let letters: Vec<char> = reads.chars().collect();
                letters.chunks(2).filter(|two| two[1] == sign).map(|two| two[0]).collect::<String>()
            };
            let bare = |text: String| text.replace("[^0123456789abcdef01234567]", "");
            assert_eq!(told('s'), bare(shown(Some(Marking::Spoiler))), "{text:?} {passages:?} {written:?}");
            assert_eq!(told('f'), bare(shown(Some(Marking::Free))), "{text:?} {passages:?} {written:?}");
        }
    }
}
