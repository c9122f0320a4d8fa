//! Moments put into words, alike in every format that is read by people.

use screening::{Kind, Reaction};

use crate::review::{Line, Scene};

/// The feelings of a moment with the names of those who had them, in the order of the keys.
pub(crate) fn feelings(scene: &Scene) -> Vec<(&'static str, Vec<&str>)> {
    let of = |reaction: Reaction| -> Vec<&str> {
        let felt = scene.lines.iter().filter(|line| line.kind == Kind::Reaction(reaction));
        let mut names: Vec<&str> = Vec::new();
        for line in felt {
            if !names.contains(&line.by.as_str()) {
                names.push(&line.by);
            }
        }
        names
    };
    let felt = Reaction::ALL.into_iter().map(|reaction| (noun(reaction), of(reaction)));
    felt.filter(|(_, names)| !names.is_empty()).collect()
}

/// The notes of a moment that have words.
pub(crate) fn spoken(scene: &Scene) -> impl Iterator<Item = &Line> {
    scene.lines.iter().filter(|line| line.kind.reaction().is_none() && !line.text.trim().is_empty())
}

/// What a feeling is called in a sentence.
fn noun(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Laugh => "laughter",
        Reaction::Shock => "shock",
        Reaction::Tears => "tears",
        Reaction::Love => "love",
        Reaction::Great => "great",
        Reaction::Hm => "hm",
        Reaction::Bravo => "bravo",
        Reaction::Slow => "slow",
        Reaction::Look => "look",
    }
}
