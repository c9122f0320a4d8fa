//! One jot: saved at its author, shown on the other device, and what that costs as the evening grows.

use std::time::Duration;

use asides::api::list;

use crate::couple::{Couple, page};
use crate::floor::Floor;
use crate::processor::{of_process, of_thread};
use crate::table::{Times, print, spent, time};

/// How many are timed.
const JOTS: u32 = 200;
/// How long an idle house is watched.
const IDLE: Duration = Duration::from_secs(3);

/// What one size gave.
#[derive(Default)]
struct Figures {
    durable: Times,
    visible: Times,
    insert: Times,
    arrival: Times,
    /// CPU time of Mara's core, Theo's core, and the whole process.
    spent: [Option<Duration>; 3],
    idle: Option<Duration>,
    unseen: Times,
}

/// Measures with so many notes there before.
pub async fn measure(sizes: &[usize]) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for size in sizes {
        let figures = one_size(*size).await?;
        latencies(*size, &figures);
        all.push((*size, figures));
    }
    let heads: Vec<String> = all.iter().map(|(size, _)| format!("{size} notes")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let row = |of: &dyn Fn(&Figures) -> String| all.iter().map(|(_, figures)| of(figures)).collect::<Vec<String>>();
    let rows = [
        ("jot saved, p50", row(&|figures| time(figures.durable.median()))),
        ("jot shown there, p50", row(&|figures| time(figures.visible.median()))),
        ("synced insert, p50", row(&|figures| time(figures.insert.median()))),
        ("CPU a jot: author's core", row(&|figures| spent(figures.spent[0], JOTS))),
        ("CPU a jot: receiver's core", row(&|figures| spent(figures.spent[1], JOTS))),
        ("CPU a jot: all, the asking included", row(&|figures| spent(figures.spent[2], JOTS))),
        ("CPU of two idle houses, a second", row(&|figures| spent(figures.idle, IDLE.as_secs() as u32))),
        ("a page for who has seen nothing yet, p50", row(&|figures| time(figures.unseen.median()))),
    ];
    print("As the evening grows (taking in a note must not grow more than 3 x)", &heads, &rows);
    Ok(())
}

async fn one_size(notes: usize) -> anyhow::Result<Figures> {
    let mut couple = Couple::with(notes).await?;
    let mut figures = Figures::default();
    let mut floor = Floor::open(&couple.household.profile("Mara"))?;
    for _ in 0..20 {
        let since = std::time::Instant::now();
        couple.household.ask("Theo", list::NotesCall(page(&couple.screening, None, 50))).await?;
        figures.unseen.add(since.elapsed());
    }
    couple.starts().await?;
    let before = of_process();
    tokio::time::sleep(IDLE).await;
    figures.idle = between(before, of_process());
    for _ in 0..5 {
        couple.jot().await?;
    }
    let [author, receiver, all] = [of_thread(couple.author), of_thread(couple.receiver), of_process()];
    let mut floors = Duration::ZERO;
    for _ in 0..JOTS {
        let before = of_process();
        let insert = floor.insert()?;
        figures.insert.add(insert);
        figures.arrival.add(insert + floor.round_trip()?);
        floors += between(before, of_process()).unwrap_or_default();
        let (durable, visible) = couple.jot().await?;
        figures.durable.add(durable);
        figures.visible.add(visible);
    }
    let all = between(all, of_process()).map(|all| all.saturating_sub(floors));
    figures.spent = [between(author, of_thread(couple.author)), between(receiver, of_thread(couple.receiver)), all];
    couple.ends().await;
    Ok(figures)
}

fn latencies(notes: usize, figures: &Figures) {
    let rows = [
        ("jot saved at its author", figures.durable.cells()),
        ("one synced insert of 200 B in the same folder", figures.insert.cells()),
        ("times as long", figures.durable.ratios(&figures.insert)),
        ("jot shown on the other device", figures.visible.cells()),
        ("synced insert + TCP round trip of 200 B", figures.arrival.cells()),
        ("times as long", figures.visible.ratios(&figures.arrival)),
    ];
    print(&format!("One jot after {notes} notes, {JOTS} of them"), &["p50", "p99"], &rows);
}

fn between(before: Option<Duration>, after: Option<Duration>) -> Option<Duration> {
    Some(after?.saturating_sub(before?))
}
