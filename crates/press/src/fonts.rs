//! Our own fonts for Latin letters, and for everything else those of the machine.
//!
//! A family writes in more scripts than a program can carry. Where our fonts lack a character the machine's fonts are
//! looked through, once, and those that have it are laid on the desk too.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::text::Font;

/// Newsreader for what people wrote, Instrument Sans for what we say; both under the Open Font License (`fonts/`).
static OURS: [&[u8]; 10] = [
    include_bytes!("../fonts/Newsreader-Regular.ttf"),
    include_bytes!("../fonts/Newsreader-Italic.ttf"),
    include_bytes!("../fonts/Newsreader-SemiBold.ttf"),
    include_bytes!("../fonts/Newsreader-RegularExt.ttf"),
    include_bytes!("../fonts/Newsreader-ItalicExt.ttf"),
    include_bytes!("../fonts/Newsreader-SemiBoldExt.ttf"),
    include_bytes!("../fonts/InstrumentSans-Regular.ttf"),
    include_bytes!("../fonts/InstrumentSans-SemiBold.ttf"),
    include_bytes!("../fonts/InstrumentSans-RegularExt.ttf"),
    include_bytes!("../fonts/InstrumentSans-SemiBoldExt.ttf"),
];

/// The most fonts of the machine that one review may bring to the desk.
const FOREIGN_MAX: usize = 24;

/// The fonts for a text.
pub(crate) fn fonts(text: &str) -> Vec<Font> {
    let mut fonts: Vec<Font> = OURS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
    let has = |font: &Font, letter: char| font.info().coverage.contains(u32::from(letter));
    let letters: BTreeSet<char> =
        text.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    let mut missing: BTreeSet<char> =
        letters.into_iter().filter(|letter| !fonts.iter().any(|font| has(font, *letter))).collect();
    if missing.is_empty() {
        return fonts;
    }
    let mut machine = fontdb::Database::new();
    machine.load_system_fonts();
    // Plain faces first: a script that only a bold italic has is rare.
    let mut faces: Vec<&fontdb::FaceInfo> = machine.faces().collect();
    faces.sort_by_key(|face| {
        (face.style != fontdb::Style::Normal, face.weight.0.abs_diff(400), face.post_script_name.clone())
    });
    let before = fonts.len();
    for face in faces {
        if missing.is_empty() || fonts.len() >= before + FOREIGN_MAX {
            break;
        }
        let read = machine.with_face_data(face.id, |data, index| Font::new(Bytes::new(data.to_vec()), index));
        let Some(font) = read.flatten() else { continue };
        let found: Vec<char> = missing.iter().copied().filter(|letter| has(&font, *letter)).collect();
        if !found.is_empty() {
            missing.retain(|letter| !found.contains(letter));
            fonts.push(font);
        }
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_cover_what_latin_writers_write() {
        let fonts = fonts("");
        assert_eq!(fonts.len(), OURS.len());
        for letter in "AZaz09 äöüßéèñçøåłŁđőűşğİıŽž“”‘’„«»‹›–—…·•×½€".chars()
        {
            let covered = fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)));
            assert!(covered, "{letter}");
        }
    }
}
