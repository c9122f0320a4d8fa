//! How each member's grade went: the hope before, the pulse at half an hour, the grade after.
//!
//! There is no average here: a family is not a jury.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::grade::{Given, Grade, Letter, Pulse, When};
use crate::id::MemberId;

/// One member's way through the evening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradePath {
    /// Whose it is.
    pub member: MemberId,
    /// What the member expected.
    pub hope: Option<Given>,
    /// The tap at half an hour, 1 to 5.
    pub pulse: Option<u8>,
    /// What the member found.
    pub after: Option<Given>,
}

/// The biggest change of mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnaround {
    /// Whose it is.
    pub member: MemberId,
    /// The earlier word that lies furthest from the grade.
    pub from: Earlier,
    /// The grade after.
    pub to: Letter,
    /// The way between them in half stars; negative when the film disappointed.
    pub half_stars: i16,
}

/// What a member said before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Earlier {
    /// The expectation.
    Hope(Letter),
    /// The tap at half an hour.
    Pulse(u8),
}

/// A member who stands alone with a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// Who.
    pub member: MemberId,
    /// The grade after.
    pub after: Letter,
    /// The way to the nearest grade of somebody else, in half stars.
    pub half_stars: i16,
}

/// Lays out everybody's way, by member; who said nothing at all has none.
pub fn grade_paths(grades: &[Grade], pulses: &[Pulse]) -> Vec<GradePath> {
    let mut newest: BTreeMap<(&MemberId, When), &Grade> = BTreeMap::new();
    for grade in grades {
        let slot = newest.entry((&grade.member, grade.when)).or_insert(grade);
        if (grade.made_ms, grade.given) > (slot.made_ms, slot.given) {
            *slot = grade;
        }
    }
    let mut taps: BTreeMap<&MemberId, &Pulse> = BTreeMap::new();
    for pulse in pulses {
        let slot = taps.entry(&pulse.member).or_insert(pulse);
        if (pulse.made_ms, pulse.tap) > (slot.made_ms, slot.tap) {
            *slot = pulse;
        }
    }
    let mut paths: BTreeMap<&MemberId, GradePath> = BTreeMap::new();
    for member in newest.keys().map(|(member, _)| *member).chain(taps.keys().copied()) {
        let given = |when| newest.get(&(member, when)).map(|grade| grade.given);
        paths.entry(member).or_insert_with(|| GradePath {
            member: member.clone(),
            hope: given(When::Before),
            pulse: taps.get(member).map(|pulse| pulse.tap),
            after: given(When::After),
        });
    }
    paths.into_values().collect()
}

/// Names the biggest change of mind, measured in half stars from whichever of hope and pulse lies further from the grade.
/// Between equals the one whose hope and pulse together lie further wins, then the smaller member id. None when nobody
/// moved.
pub fn turnaround(paths: &[GradePath]) -> Option<Turnaround> {
    let turns = paths.iter().filter_map(|path| {
        let to = letter(path.after)?;
        let way = |half_stars: i16| half_stars_of(to) - half_stars;
        let hope = letter(path.hope).map(|hope| (way(half_stars_of(hope)), Earlier::Hope(hope)));
        let pulse = path.pulse.map(|tap| (way(i16::from(tap) * 2), Earlier::Pulse(tap)));
        let together: i16 = [hope, pulse].iter().flatten().map(|(way, _)| way.abs()).sum();
        // An equally far hope is named before the pulse: it is the stronger word.
        let (half_stars, from) = [pulse, hope].into_iter().flatten().max_by_key(|(way, _)| way.abs())?;
        Some((together, Turnaround { member: path.member.clone(), from, to, half_stars }))
    });
    turns
        .filter(|(_, turn)| turn.half_stars != 0)
        .max_by(|(a_together, a), (b_together, b)| {
            let key = |together: &i16, turn: &Turnaround| (turn.half_stars.abs(), *together);
            key(a_together, a).cmp(&key(b_together, b)).then_with(|| b.member.cmp(&a.member))
        })
        .map(|(_, turn)| turn)
}

/// Names the member whose grade stands alone: at least a whole star from every other, among three grades or more, and
/// nobody else as far off.
pub fn alone(paths: &[GradePath]) -> Option<Alone> {
    let after: Vec<(&MemberId, Letter)> =
        paths.iter().filter_map(|path| Some((&path.member, letter(path.after)?))).collect();
    if after.len() < 3 {
        return None;
    }
    let nearest = |member: &MemberId, grade: Letter| {
        let others = after.iter().filter(|(other, _)| *other != member);
        others.map(|(_, other)| (half_stars_of(*other) - half_stars_of(grade)).abs()).min().unwrap_or(0)
    };
    let furthest = after.iter().map(|(member, grade)| nearest(member, *grade)).max()?;
    let mut off = after.iter().filter(|(member, grade)| nearest(member, *grade) == furthest);
    match (off.next(), off.next()) {
        (Some((member, grade)), None) if furthest >= 2 => {
            Some(Alone { member: (*member).clone(), after: *grade, half_stars: furthest })
        }
        _ => None,
    }
}

fn letter(given: Option<Given>) -> Option<Letter> {
    match given? {
        Given::Letter(letter) => Some(letter),
        Given::Passed => None,
    }
}

fn half_stars_of(letter: Letter) -> i16 {
    i16::from(letter.half_stars())
}
