//! How long each format takes, from a review's sources to the bytes of its files.

use std::time::Instant;

use press::Sheet;
use recap::{Format, Person, Review, Source, Spoilers, compose, draft, render};
use screening::{Film, Kind, MemberId, Note, NoteId, Reaction, Seal, Stamp, ViewingId};

const MEMBERS: u8 = 8;
const LENGTH_MS: i64 = 7_200_000;

/// Measures every format at each number of notes.
pub fn measure(sizes: &[i64]) -> anyhow::Result<()> {
    println!("\nexports: milliseconds from the notes to the files, full version\n");
    println!("| notes | compose and check | {} |", Format::ALL.map(Format::name).join(" | "));
    println!("| ---: {}|", "| ---: ".repeat(Format::ALL.len() + 1));
    for size in sizes {
        let mut source = source(*size);
        source.recap = draft(&source);
        let begun = Instant::now();
        let review = compose(&source, Spoilers::Full)?;
        print!("| {size} | {:.1} |", begun.elapsed().as_secs_f64() * 1e3);
        for format in Format::ALL {
            let begun = Instant::now();
            let bytes = match format {
                Format::Pdf => printed(&review, Sheet::Pages)?,
                Format::Card => printed(&review, Sheet::Card)?,
                _ => render(&review, format)?.files.iter().map(|file| file.bytes.len()).sum(),
            };
            print!(" {:.1} ({} kB) |", begun.elapsed().as_secs_f64() * 1e3, bytes / 1000);
        }
        println!();
    }
    Ok(())
}

fn printed(review: &Review, sheet: Sheet) -> anyhow::Result<usize> {
    Ok(press::print(review, sheet, false, &|| false)?.bytes.len())
}

/// An evening of eight people who note something every few seconds.
pub fn source(notes: i64) -> Source {
    let member = |place: u8| MemberId::from_bytes([place + 1; 10]);
    let person = |place| Person {
        id: member(place),
        name: format!("Member {place}"),
        watched: "2026-11-21".parse().ok(),
        seen_before: false,
        tags: Vec::new(),
    };
    let kinds =
        [Kind::Remark, Kind::Reaction(Reaction::Laugh), Kind::Question, Kind::Quote, Kind::Reaction(Reaction::Tears)];
    let note = |number: i64| {
        let kind = kinds[usize::try_from(number * 7 % 5).unwrap()].clone();
        let film_ms = LENGTH_MS / notes.max(1) * number;
        Note {
            id: NoteId::new(number, u64::try_from(number).unwrap()),
            by: member(u8::try_from(number * 3 % i64::from(MEMBERS)).unwrap()),
            text: if kind.reaction().is_some() {
                String::new()
            } else {
                format!("What number {number} says of the lamp.")
            },
            kind,
            film_ms,
            tags: Vec::new(),
            seal: Seal::Open,
            stamp: Some(Stamp {
                viewing: Some(ViewingId::new(0, 0)),
                timebase: "couch".to_owned(),
                at_ms: film_ms,
                lag_ms: 0,
                shift_ms: 0,
                source: screening::Source::Hand,
                err_ms: None,
            }),
            made_ms: number,
            edited: false,
            taken_back: false,
            after_echo: false,
            exportable: false,
            actor: vec![1],
        }
    };
    Source {
        film: Film { title: "The Lamplighter's Daughter".to_owned(), length_ms: Some(LENGTH_MS), ..Film::default() },
        people: (0..MEMBERS).map(person).collect(),
        notes: (0..notes).map(note).collect(),
        frontiers: (0..MEMBERS).map(|place| (member(place), LENGTH_MS)).collect(),
        lights_up: true,
        ..Source::default()
    }
}
