//! 256 short, friendly words, no two of which are easily taken for each other when read out.

/// The words, one for each byte.
#[rustfmt::skip]
pub const WORDS: [&str; 256] = [
    "acorn", "almond", "amber", "anchor", "apple", "apricot", "arrow", "autumn", "baker", "balloon", "bamboo",
    "banana", "banjo", "barley", "basil", "basket", "beach", "beaver", "bicycle", "biscuit", "blanket", "blossom",
    "bonfire", "border", "bottle", "boulder", "bracelet", "branch", "breeze", "bridge", "brush", "bubble", "bucket",
    "butter", "button", "cabin", "cactus", "camel", "candle", "canoe", "canyon", "caramel", "carpet", "carrot",
    "castle", "cedar", "celery", "chalk", "cherry", "chess", "chestnut", "chimney", "cinnamon", "circle", "circus",
    "citrus", "clarinet", "cloud", "clover", "cobalt", "coconut", "comet", "compass", "copper", "coral", "cotton",
    "cradle", "crayon", "cricket", "crystal", "cushion", "daisy", "dancer", "dawn", "desert", "diamond", "dolphin",
    "domino", "donkey", "dragon", "drawer", "drum", "eagle", "easel", "echo", "elbow", "elephant", "ember", "emerald",
    "engine", "envelope", "evening", "fabric", "falcon", "feather", "fennel", "fiddle", "field", "finch", "fjord",
    "flamingo", "flute", "forest", "fossil", "fountain", "fox", "frost", "galaxy", "garden", "garlic", "gecko",
    "ginger", "giraffe", "glacier", "goblet", "gondola", "granite", "grape", "guitar", "hammock", "harbor", "harvest",
    "hazel", "hedgehog", "helmet", "heron", "hickory", "hill", "honey", "horizon", "hummingbird", "iceberg", "igloo",
    "indigo", "island", "ivory", "jacket", "jaguar", "jasmine", "jelly", "jigsaw", "jungle", "juniper", "kayak",
    "kettle", "kitchen", "kitten", "kiwi", "ladder", "lagoon", "lantern", "lavender", "lemon", "lettuce", "library",
    "lilac", "linen", "lizard", "lobster", "lotus", "lullaby", "magnet", "mango", "maple", "marble", "meadow",
    "melon", "meteor", "mirror", "mitten", "monkey", "mosaic", "mountain", "muffin", "mushroom", "nectar", "needle",
    "nickel", "nutmeg", "oasis", "ocean", "octopus", "olive", "onion", "opera", "orange", "orbit", "orchard",
    "orchid", "otter", "oyster", "paddle", "painter", "palace", "panda", "papaya", "parade", "parrot", "peach",
    "peanut", "pebble", "pelican", "pencil", "penguin", "pepper", "piano", "picnic", "pigeon", "pillow", "pirate",
    "planet", "plum", "pocket", "poppy", "potato", "prairie", "pumpkin", "puzzle", "quartz", "quilt", "rabbit",
    "raccoon", "radish", "rainbow", "raisin", "raven", "ribbon", "river", "robin", "rocket", "saddle", "saffron",
    "salmon", "sandal", "saturn", "scarf", "school", "shadow", "silver", "sparrow", "spinach", "squirrel", "sunset",
    "teapot", "thunder", "tiger", "tomato", "tulip", "turtle", "umbrella", "velvet", "violin", "walnut", "willow",
    "window", "zebra",
];

/// Picks three words by the first three bytes of a hash.
pub(super) fn three(hash: &[u8; 32]) -> [&'static str; 3] {
    let [a, b, c, ..] = *hash;
    [a, b, c].map(|byte| WORDS.get(usize::from(byte)).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_are_short_and_begin_apart() {
        let set: BTreeSet<&str> = WORDS.into_iter().collect();
        assert_eq!(set.len(), 256);
        assert!(WORDS.iter().all(|w| (3..=11).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase())));
        let mut hash = [0; 32];
        hash[..3].copy_from_slice(&[0, 128, 255]);
        assert_eq!(three(&hash), [WORDS[0], WORDS[128], WORDS[255]]);
    }
}
