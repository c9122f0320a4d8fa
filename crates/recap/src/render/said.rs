//! Moments put into words, alike in every format that is read by people.

use screening::{Kind, Reaction};

use crate::review::{Credit, Line, Scene};

/// The feelings of a moment with the names of those who had them, in the order of the keys.
pub fn feelings(scene: &Scene) -> Vec<(&'static str, Vec<&str>)> {
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
pub fn spoken(scene: &Scene) -> impl Iterator<Item = &Line> {
    scene.lines.iter().filter(|line| line.kind.reaction().is_none() && !line.text.trim().is_empty())
}

/// Whom ideas are owed to: "noticed by", "asked by" …, and each credit of that sort once.
pub fn owed(credits: &[Credit]) -> Vec<(&'static str, Vec<&Credit>)> {
    let mut owed: Vec<(&'static str, Vec<&Credit>)> = Vec::new();
    for credit in credits {
        let how = match credit.kind {
            Kind::Question => "asked by",
            Kind::Prediction => "predicted by",
            Kind::Reaction(_) | Kind::Feeling => "felt by",
            Kind::Afterthought | Kind::FromOutside | Kind::Newer(_) => "added by",
            Kind::Remark | Kind::Quote | Kind::Nitpick | Kind::Personal => "noticed by",
        };
        match owed.iter_mut().find(|(other, _)| *other == how) {
            Some((_, credits)) if credits.contains(&credit) => {}
            Some((_, credits)) => credits.push(credit),
            None => owed.push((how, vec![credit])),
        }
    }
    owed
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
