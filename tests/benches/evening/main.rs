//! The figures of the whole program, each beside what it is compared with in the same run.
//!
//! `cargo xtask bench`, or a part of it: `cargo xtask bench -- jots opening join rest recap clock boards exports players`.
//!
//! Machines differ and are noisy, so read ratios first, then bytes and CPU time, then milliseconds. Nothing is
//! asserted here. Everything runs against real files and, between two houses, real QUIC on loopback; only time is told.

#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod boards;
mod clock;
mod couple;
mod exports;
mod floor;
mod join;
mod jots;
mod opening;
#[cfg(target_os = "linux")]
mod players;
mod processor;
mod recap;
mod rest;
mod table;
mod wire;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Cargo adds words of its own that begin with dashes.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    println!("{} processors; files in {}", std::thread::available_parallelism()?, std::env::temp_dir().display());
    if is_wanted("jots") {
        jots::measure(&[0, 2_000, 20_000]).await?;
    }
    if is_wanted("opening") {
        opening::measure(50_000).await?;
    }
    if is_wanted("join") {
        join::measure(&[0, 2_000, 10_000]).await?;
    }
    if is_wanted("clock") {
        clock::measure().await?;
    }
    // Real players need minutes and programs that not everybody has: only when they are asked for.
    #[cfg(target_os = "linux")]
    if wanted.iter().any(|word| word == "players") {
        players::measure(400).await?;
    }
    if is_wanted("rest") {
        rest::measure(2_000).await?;
    }
    if is_wanted("boards") {
        boards::measure(&[300, 5_000, 50_000])?;
    }
    if is_wanted("recap") {
        recap::measure(&[0, 2_000, 20_000]).await?;
    }
    if is_wanted("exports") {
        exports::measure(&[300, 5_000])?;
    }
    Ok(())
}
