//! How long writing, taking in, naming what was touched and reading take, at 2,000 and at 20,000 notes.
//!
//! `cargo run --profile bench -p screening --example measure`; without optimisation Automerge checks the whole document
//! after each change it takes in, and the figures say nothing.

use std::error::Error;
use std::time::{Duration, Instant};

use screening::{
    AnyVoice, Document, Edit, Film, Kind, MemberId, NewNote, NoteId, Opening, Pen, Seal, Stamp, WrittenId,
};
use screening::{read, read_note, touched, write};

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:>7}  {:>12} {:>12} {:>12} {:>12} {:>12}",
        "notes", "write", "take in", "touched", "read one", "read all"
    );
    for notes in [2_000, 20_000] {
        measure(notes)?;
    }
    Ok(())
}

fn new_note(number: i64) -> NewNote {
    let film_ms = number * 360;
    let timebase = "run-0123456789abcdef".to_owned();
    let stamp = Stamp {
        viewing: None,
        timebase,
        at_ms: film_ms,
        lag_ms: 2_000,
        source: Default::default(),
        err_ms: None,
        shift_ms: 0,
    };
    NewNote {
        kind: Kind::Remark,
        film_ms,
        text: format!("She never looks at the door number {number} again."),
        tags: vec![],
        seal: Seal::Open,
        stamp: Some(stamp),
        after_echo: false,
    }
}

fn measure(notes: i64) -> Result<(), Box<dyn Error>> {
    let me = MemberId::from_bytes([1; 10]);
    let film = Film { title: "The Lamplighter's Daughter".into(), ..Film::default() };
    let opening = Opening { film, cut: None, viewing: String::new() };
    let (mut here, _) = Document::new_screening(&[1; 24], &opening, &me, None, 0, 1)?;
    let pen = |number: i64| Pen { member: &me, wall_ms: number * 1_000, random: 7, voices: &AnyVoice };
    let mut ids: Vec<NoteId> = Vec::new();
    for number in 0..notes {
        if let Some(WrittenId::Note(id)) = write(&mut here, &Edit::Jot(new_note(number)), &pen(number))?.id {
            ids.push(id);
        }
    }
    let mut there = Document::load(&here.save())?;
    let (mut writing, mut taking, mut touching, mut reading) = (vec![], vec![], vec![], vec![]);
    for number in 0..200 {
        // By turns a new note and an edit of an old one anywhere in the document.
        let old = ids.get(usize::try_from(number * notes / 200)?).cloned().ok_or("no such note")?;
        let edit = match number % 2 {
            0 => Edit::Jot(new_note(notes + number)),
            _ => Edit::SetText { note: old, text: format!("Better said, {number}.") },
        };
        let written = timed(&mut writing, || write(&mut here, &edit, &pen(notes + number)))?;
        let change = written.change.ok_or("nothing was written")?;
        timed(&mut taking, || there.apply(vec![change.clone()]))?;
        let found = timed(&mut touching, || touched(&there, &change));
        let id = found.notes.first().ok_or("nothing was touched")?;
        timed(&mut reading, || read_note(&there, id, &AnyVoice)).ok_or("it cannot be read")?;
    }
    let mut whole = vec![];
    let found = timed(&mut whole, || read(&there, &AnyVoice));
    let (a, b, c, d, e) = (middle(writing), middle(taking), middle(touching), middle(reading), middle(whole));
    println!("{:>7}  {a:>12?} {b:>12?} {c:>12?} {d:>12?} {e:>12?}", found.screening.notes.len());
    Ok(())
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    times.push(start.elapsed());
    made
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
