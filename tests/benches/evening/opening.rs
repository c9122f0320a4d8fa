//! Opening a house on a very long screening, its first rows, and what each question costs there.

use std::time::Instant;

use asides::api::{Ask, ask, list};
use asides::profile::Profile;
use household::Household;
use household::prepared::{LENGTH_MS, Plan, evening};
use library::{Library, NotesPage};
use screening::ScreeningId;

use crate::couple::{jot, page};
use crate::table::{Times, print, time};

/// How often a page is asked for.
const PAGES: usize = 50;
/// How often a question is asked that may read everything.
const QUESTIONS: usize = 5;
const ROWS: usize = 50;

/// Measures a screening of so many notes with replies and reactions, seen to the end.
pub async fn measure(notes: usize) -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.closes("Mara").await;
    let since = Instant::now();
    household.opens("Mara").await?;
    let empty = since.elapsed();
    household.closes("Mara").await;
    let since = Instant::now();
    let prepared = evening(&household.profile("Mara"), Plan { notes, talk: true, over: true })?;
    println!("\n{notes} notes, {} changes, prepared in {}", prepared.changes.len(), time(since.elapsed()));
    let plain = library_rows(&household, &prepared.screening)?;

    let since = Instant::now();
    household.opens("Mara").await?;
    let full = since.elapsed();
    let screening = prepared.screening.to_string();
    let since = Instant::now();
    asked(&household, list::NotesCall(page(&screening, None, ROWS as u32)), 1).await?;
    let to_rows = full + since.elapsed();
    let first = asked(&household, list::NotesCall(page(&screening, None, ROWS as u32)), PAGES).await?;
    let later = asked(&household, list::NotesCall(page(&screening, Some(LENGTH_MS / 2), ROWS as u32)), PAGES).await?;
    let rows = [
        ("house opened, nothing in it", vec![time(empty), String::new()]),
        ("house opened on it", vec![time(full), String::new()]),
        ("opened to the first 50 rows", vec![time(to_rows), String::new()]),
        ("a page of 50 at the start", first.cells()),
        ("a page of 50 in the middle", later.cells()),
        ("the same 50 rows from a library reader", plain.cells()),
        ("first page, times as long", first.ratios(&plain)),
    ];
    print(&format!("A screening of {notes} notes, to its first rows"), &["p50", "p99"], &rows);
    questions(&household, &screening, notes).await?;
    closed_evening(&mut household, &prepared.screening).await?;
    household.ends().await;
    Ok(())
}

/// The same as it rests after it was closed.
async fn closed_evening(household: &mut Household, id: &ScreeningId) -> anyhow::Result<()> {
    household.closes("Mara").await;
    let mut library = Library::open(&Profile::at(household.profile("Mara"))?.database())?.library;
    let since = Instant::now();
    library.compact(&id.as_str().parse()?)?;
    let compacting = since.elapsed();
    drop(library);
    household.opens("Mara").await?;
    let first_jot = asked(household, list::JotCall(jot(id.as_str())), 1).await?;
    println!(
        "  compacted in {}; then the first jot after opening takes {}",
        time(compacting),
        time(first_jot.median())
    );
    Ok(())
}

/// The floor: rows without a house around them.
fn library_rows(household: &Household, id: &ScreeningId) -> anyhow::Result<Times> {
    let database = Profile::at(household.profile("Mara"))?.database();
    let library = Library::open(&database)?.library;
    let reader = library.reader()?;
    let page = NotesPage { limit: ROWS, ..NotesPage::default() };
    let mut times = Times::default();
    for _ in 0..PAGES {
        let since = Instant::now();
        anyhow::ensure!(reader.notes(id, &page)?.len() == ROWS, "the page is full");
        times.add(since.elapsed());
    }
    Ok(times)
}

async fn questions(household: &Household, screening: &str, notes: usize) -> anyhow::Result<()> {
    let of = || ask::OfScreening { screening: screening.to_owned() };
    // The first jot waits for the document to be read from its changes.
    let first_jot = asked(household, list::JotCall(jot(screening)), 1).await?;
    let jots = asked(household, list::JotCall(jot(screening)), 20).await?;
    let search = ask::Search { text: "lamp".into(), limit: Some(50) };
    let rows = [
        ("first jot after opening", first_jot.cells()),
        ("further jots", jots.cells()),
        ("my_last: three notes", asked(household, list::MyLastCall(of()), QUESTIONS).await?.cells()),
        ("screening: one head", asked(household, list::ScreeningCall(of()), QUESTIONS).await?.cells()),
        ("clock", asked(household, list::ClockCall(of()), QUESTIONS).await?.cells()),
        (
            "library: one row a screening",
            asked(household, list::LibraryCall(ask::Nothing {}), QUESTIONS).await?.cells(),
        ),
        ("search: a word of a few notes", asked(household, list::SearchCall(search), QUESTIONS).await?.cells()),
        ("discussion", asked(household, list::DiscussionCall(of()), QUESTIONS).await?.cells()),
        ("recap with its first draft", asked(household, list::RecapCall(of()), QUESTIONS).await?.cells()),
    ];
    print(&format!("What is asked of a screening of {notes} notes"), &["p50", "p99"], &rows);
    Ok(())
}

async fn asked<A: Ask + Clone>(household: &Household, ask: A, times: usize) -> anyhow::Result<Times> {
    let mut taken = Times::default();
    for _ in 0..times {
        let ask = ask.clone();
        let since = Instant::now();
        household.ask("Mara", ask).await?;
        taken.add(since.elapsed());
    }
    Ok(taken)
}
