//! Chance that falls the same way in every run.

/// The same numbers in every run (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    /// Draws 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below an end.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }

    /// Three to fifteen words of 2,400, the front ones more often.
    pub fn words(&mut self) -> String {
        let count = 3 + self.below(13);
        let words: Vec<String> = (0..count).map(|_| word(self.below(2_400) * self.below(2_400) / 2_400)).collect();
        words.join(" ")
    }
}

/// A word of two to four syllables for a number.
fn word(mut rank: u64) -> String {
    let mut letters = String::new();
    for _ in 0..2 + rank % 3 {
        letters.push(char::from(b"bdfghklmnprstvwz"[(rank % 16) as usize]));
        letters.push(char::from(b"aeiou"[(rank / 16 % 5) as usize]));
        rank = rank / 3 + 7;
    }
    letters
}
