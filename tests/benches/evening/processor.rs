//! CPU time by thread, where the system tells it (Linux): two houses in one process are told apart by their threads.

use std::collections::BTreeSet;
use std::time::Duration;

/// The name of the thread that writes in every house.
const CORE: &str = "asides-core";
/// What `/proc` counts in: hundredths of a second on every Linux.
const TICK_MS: u64 = 10;

/// The threads that write, of all houses that are open.
pub fn cores() -> BTreeSet<u64> {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return BTreeSet::new() };
    let ids = threads.flatten().filter_map(|thread| thread.file_name().to_str()?.parse().ok());
    let is_core =
        |id: &u64| std::fs::read_to_string(format!("/proc/self/task/{id}/comm")).is_ok_and(|name| name.trim() == CORE);
    ids.filter(is_core).collect()
}

/// What one thread has spent since it began.
pub fn of_thread(id: Option<u64>) -> Option<Duration> {
    spent(&format!("/proc/self/task/{}/stat", id?))
}

/// What the whole process has spent: all houses, and who asks them.
pub fn of_process() -> Option<Duration> {
    spent("/proc/self/stat")
}

fn spent(stat: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(stat).ok()?;
    // The name before it may hold spaces; after its bracket user and system time are the 12th and 13th words.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * TICK_MS))
}
