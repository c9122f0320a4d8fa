//! Bytes at rest: the file of one evening, as it was written and as it rests after it is closed.
//!
//! `cargo bench -p library` compares the same, table by table, with plain SQLite rows that have an index of their own;
//! here the rows of comparison lie in the library's plainest table, since nothing else in this crate speaks SQL.

use std::path::Path;

use asides::profile::Profile;
use household::Household;
use household::prepared::{Plan, evening};
use library::{Library, NotesPage};
use replica::DocumentId;

use crate::table::{print, ratio};

/// Measures an evening of so many notes.
pub async fn measure(notes: usize) -> anyhow::Result<()> {
    let household = Household::founded_by("Mara").await?;
    let (profiles, folder) = household.ends().await;
    let empty = file_bytes(&mut open(&profiles["Mara"])?)?;
    let prepared = evening(&profiles["Mara"], Plan { notes, talk: false, over: true })?;
    let mut library = open(&profiles["Mara"])?;
    let rows = library.reader()?.notes(&prepared.screening, &NotesPage { limit: notes, ..NotesPage::default() })?;
    let written = file_bytes(&mut library)? - empty;
    let document: DocumentId = prepared.screening.as_str().parse()?;
    library.compact(&document)?;
    let closed = file_bytes(&mut library)? - empty;

    let mut plain = Library::open(&folder.path().join("plain.db"))?.library;
    let none = file_bytes(&mut plain)?;
    let turn = plain.turn()?;
    for note in &rows {
        let rest = format!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            prepared.screening,
            note.by,
            note.kind.name(),
            note.film_ms,
            note.made_ms,
            note.text
        );
        turn.put_setting(note.id.as_str(), Some(rest.as_bytes()))?;
    }
    turn.commit()?;
    let plain = file_bytes(&mut plain)? - none;
    let row = |bytes: usize| {
        let a_note = format!("{:.1} B", bytes as f64 / notes as f64);
        vec![a_note, ratio(bytes as f64, plain as f64), ratio(bytes as f64, prepared.text_bytes as f64)]
    };
    let rows = [
        ("as written: changes, signatures, rows, search", row(written)),
        ("closed: compacted, rows, search", row(closed)),
        ("plain rows: id, and the rest as one value", row(plain)),
        ("words alone", row(prepared.text_bytes)),
    ];
    print(&format!("At rest, {notes} notes"), &["a note", "/ plain rows", "/ words"], &rows);
    Ok(())
}

fn open(profile: &Path) -> anyhow::Result<Library> {
    Ok(Library::open(&Profile::at(profile)?.database())?.library)
}

/// The file without gaps.
fn file_bytes(library: &mut Library) -> anyhow::Result<usize> {
    library.vacuum()?;
    Ok(usize::try_from(library.space()?.file_bytes)?)
}
