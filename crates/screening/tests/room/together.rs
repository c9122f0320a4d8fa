//! Several screens over one core, and several cores: whoever types whatever, whenever, all end with one text.
//!
//! Each screen is what it is in the program: a text at some heads, and letters typed on it. It sends them at these heads,
//! late, and takes what the others wrote meanwhile as splices. `ASIDES_SEED=7` replays a run.

use crate::evening::*;
use screening::*;

const WORDS: [&str; 9] = [
    "a",
    "the ",
    "\u{1f3ee}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} ",
    "e\u{301}",
    "\n",
    "[^",
    "\u{202e}",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// A text field over a core: what it shows, and the heads at which that was so.
struct Screen {
    core: usize,
    text: Vec<u16>,
    heads: Vec<automerge::ChangeHash>,
}

impl Screen {
    /// Takes in what was written since.
    fn follow(&mut self, cores: &[Document]) {
        let core = &cores[self.core];
        for Splice { at, delete, insert } in recap_since(core, &self.heads).unwrap() {
            self.text.splice(at..at + delete, insert.encode_utf16());
        }
        self.heads = core.heads();
        assert_eq!(String::from_utf16(&self.text).unwrap(), recap_text(core));
    }

    /// Types somewhere, on what it shows, however long others have gone on.
    fn types(&mut self, cores: &mut [Document], dice: &mut Dice) {
        let between = |text: &[u16], at: usize| {
            let inside = text.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            if inside { at - 1 } else { at }
        };
        let mut edit = RecapEdit::default();
        for _ in 0..=dice.below(2) {
            let at = between(&self.text, dice.below(self.text.len() + 1));
            let delete = if dice.below(3) == 0 { dice.below(9).min(self.text.len() - at) } else { 0 };
            let delete = between(&self.text, at + delete) - at;
            let insert = WORDS[dice.below(WORDS.len())].to_owned();
            self.text.splice(at..at + delete, insert.encode_utf16());
            edit.splices.push(Splice { at, delete, insert });
        }
        if dice.below(4) == 0 {
            let (a, b) = (dice.below(self.text.len() + 1), dice.below(self.text.len() + 1));
            let (from, to) = (between(&self.text, a.min(b)), between(&self.text, a.max(b)));
            let marking = Marking::ALL[dice.below(2)];
            edit.marks.push((Passage { from, to, marking }, dice.below(3) > 0));
        }
        let core = &mut cores[self.core];
        let changes = edit_recap(core, &self.heads, &edit, WALL_MS).unwrap();
        // What is shown now is what it showed and what it typed, and no more: the others' comes when it follows.
        if let Some(tip) = changes.last() {
            self.heads = vec![tip.hash()];
            assert_eq!(recap_text_at(core, &self.heads).unwrap(), String::from_utf16(&self.text).unwrap());
        }
    }
}

fn run(seed: u64, steps: usize) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut first, _) = Document::new_recap(&[0x11; 24], &ScreeningId::from_bytes([7; 16]), WALL_MS).unwrap();
    set_recap(&mut first, "It begins with rain. \u{1f3ee} And a door.", WALL_MS).unwrap();
    let mut cores: Vec<Document> = (0..3).map(|core| on(&first, 0x21 + core)).collect();
    let screen = |core: usize| Screen { core, text: recap_text(&first).encode_utf16().collect(), heads: first.heads() };
    // Two windows on the first device, one on each other.
    let mut screens: Vec<Screen> = [0, 0, 1, 2].into_iter().map(screen).collect();
    for _ in 0..steps {
        let place = dice.below(screens.len());
        match dice.below(10) {
            0..=5 => screens[place].types(&mut cores, &mut dice),
            6..=7 => screens[place].follow(&cores),
            _ => {
                let (from, to) = (dice.below(3), dice.below(3));
                if from != to {
                    let there = cores[from].clone();
                    exchange(&there, &mut cores[to]);
                }
            }
        }
    }
    for _ in 0..2 {
        for from in 0..3 {
            for to in 0..3 {
                let there = cores[from].clone();
                exchange(&there, &mut cores[to]);
            }
        }
    }
    for screen in &mut screens {
        screen.follow(&cores);
    }
    let passages: Vec<_> = cores.iter().map(recap_passages).collect();
    assert!(screens.iter().all(|screen| screen.text == screens[0].text), "seed {seed}");
    assert!(passages.iter().all(|marks| *marks == passages[0]), "seed {seed}");
    let again = Document::load(&cores[0].save()).unwrap();
    assert_eq!(
        (recap_text(&again), recap_passages(&again)),
        (recap_text(&cores[0]), passages[0].clone()),
        "seed {seed}"
    );
}

#[test]
fn whoever_types_whatever_all_end_with_one_text() {
    let seed: Option<u64> = std::env::var("ASIDES_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in seed.map_or(1..=24, |seed| seed..=seed) {
        println!("seed {seed}");
        run(seed, 120);
    }
}
