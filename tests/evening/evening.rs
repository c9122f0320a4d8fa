//! The evening of `notes.json` as values: who watched, what they jotted, how far they came.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing)] // a fixture: each test takes what it needs

use std::collections::BTreeMap;
use std::sync::LazyLock;

use screening::{
    Film, Given, Grade, Kind, MemberId, Note, NoteId, Outcome, Pulse, Seal, Source, Stamp, Verdict, ViewingId, When,
};
use serde::Deserialize;

/// The four, in the order of their ids.
pub const MEMBERS: [&str; 4] = ["Mara", "Theo", "Ruth", "Jonas"];
/// How long the film runs, in milliseconds.
pub const LENGTH_MS: i64 = 6_360_000;
/// Where Jonas fell asleep.
pub const ASLEEP_MS: i64 = 3_500_000;
/// Saturday 21 November 2026, 20:00 UTC, in milliseconds since 1970.
pub const START_MS: i64 = 1_795_291_200_000;

#[derive(Deserialize)]
struct Line {
    id: String,
    member: String,
    film_time: String,
    kind: String,
    text: String,
    seal: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Saturday's 26 notes after lights up: Mara has dropped n09, the predictions are as sealed as they were written.
pub fn saturday() -> Vec<Note> {
    all().into_iter().filter(|note| name(&note.id).as_str() <= "n26").collect()
}

/// All 29, with Jonas through.
pub fn sunday() -> Vec<Note> {
    all()
}

fn all() -> Vec<Note> {
    static ALL: LazyLock<Vec<Note>> = LazyLock::new(|| {
        let lines: Vec<Line> = serde_json::from_str(include_str!("notes.json")).unwrap();
        lines.into_iter().map(Note::from).collect()
    });
    ALL.clone()
}

impl From<Line> for Note {
    fn from(line: Line) -> Note {
        let film_ms = ms(&line.film_time);
        let sunday = line.id.as_str() > "n26";
        let made_ms = START_MS + film_ms + if sunday { 12 * 3_600_000 } else { 0 };
        let kind = Kind::of(&line.kind, Some(&line.text));
        Note {
            id: NoteId::new(made_ms, line.id[1..].parse().unwrap()),
            by: member(&line.member),
            text: if kind.reaction().is_some() { String::new() } else { line.text },
            kind,
            film_ms,
            tags: line.tags,
            seal: match line.seal {
                Some(_) if line.id == "n09" => Seal::Dropped,
                Some(_) => Seal::Sealed,
                None => Seal::Open,
            },
            stamp: Some(Stamp {
                viewing: Some(ViewingId::new(START_MS, u64::from(sunday))),
                timebase: "couch".to_owned(),
                at_ms: film_ms,
                lag_ms: 2_000,
                source: Source::Hand,
                err_ms: None,
                shift_ms: 0,
            }),
            made_ms,
            edited: false,
            taken_back: false,
            after_echo: false,
            exportable: false,
            actor: vec![1],
        }
    }
}

/// How far each has come: Jonas asleep on Saturday, everybody through on Sunday.
pub fn frontiers(jonas_ms: i64) -> BTreeMap<MemberId, i64> {
    MEMBERS.iter().map(|name| (member(name), if *name == "Jonas" { jonas_ms } else { LENGTH_MS })).collect()
}

/// The film.
pub fn film() -> Film {
    Film {
        title: "The Lamplighter's Daughter".to_owned(),
        year: Some(2016),
        length_ms: Some(LENGTH_MS),
        directors: vec!["Ines Okafor".to_owned()],
        ..Film::default()
    }
}

/// Hopes and grades; Jonas's last one is Sunday's.
pub fn grades() -> Vec<Grade> {
    let given = [
        ("Mara", When::Before, "B"),
        ("Jonas", When::Before, "B+"),
        ("Theo", When::Before, "A-"),
        ("Ruth", When::Before, "passed"),
        ("Mara", When::After, "A-"),
        ("Theo", When::After, "A+"),
        ("Ruth", When::After, "A"),
        ("Jonas", When::After, "A-"),
    ];
    let grade = |(name, when, word): (&str, When, &str)| Grade {
        member: member(name),
        when,
        given: word.parse::<Given>().unwrap(),
        rivals: Vec::new(),
        sealed: false,
        made_ms: START_MS,
    };
    given.into_iter().map(grade).collect()
}

/// The taps at half an hour.
pub fn pulses() -> Vec<Pulse> {
    let taps = [("Mara", 2), ("Theo", 4), ("Ruth", 3), ("Jonas", 3)];
    taps.into_iter().map(|(name, tap)| Pulse { member: member(name), tap, made_ms: START_MS + 1_800_000 }).collect()
}

/// What became of the three predictions.
pub fn verdicts() -> Vec<Verdict> {
    let outcomes = [("n04", Outcome::Right), ("n08", Outcome::Wrong), ("n22", Outcome::Right)];
    let verdict = |(note, outcome)| Verdict {
        note: id(note),
        outcome: Some(outcome),
        contested_by: Default::default(),
        made_ms: START_MS + LENGTH_MS,
    };
    outcomes.into_iter().map(verdict).collect()
}

/// The member of this name.
pub fn member(name: &str) -> MemberId {
    let place = MEMBERS.iter().position(|member| *member == name).unwrap();
    MemberId::from_bytes([u8::try_from(place + 1).unwrap(); 10])
}

/// The name of this member.
pub fn who(member_id: &MemberId) -> &'static str {
    MEMBERS.iter().find(|name| member(name) == *member_id).unwrap()
}

/// The id of the note that the story calls `n01`.
pub fn id(name_in_story: &str) -> NoteId {
    all().into_iter().find(|note| name(&note.id) == name_in_story).unwrap().id
}

/// What the story calls the note with this id.
pub fn name(id: &NoteId) -> String {
    format!("n{:02}", u64::from_str_radix(&id.as_str()[12..], 16).unwrap())
}

/// Reads `h:mm:ss` as milliseconds.
pub fn ms(time: &str) -> i64 {
    time.split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap()) * 1000
}

/// Writes milliseconds as `h:mm:ss`.
pub fn hms(film_ms: i64) -> String {
    let seconds = film_ms / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
