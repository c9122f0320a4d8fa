//! Two houses around one screening: Mara's, who wrote an evening of some length, and Theo's, who came later.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use asides::api::say::Say;
use asides::api::{ask, list};
use household::Household;
use household::prepared::{self, LENGTH_MS, Plan, Prepared};
use tokio::sync::broadcast;

use crate::processor;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(300);
/// With Mara and Theo an evening of eight; these have no device here, and hers writes for them.
const OTHERS: [&str; 6] = ["Ruth", "Jonas", "Ada", "Ben", "Cleo", "Dov"];

/// Mara and Theo.
pub struct Couple {
    pub household: Household,
    pub screening: String,
    /// What Mara's file held before Theo came.
    pub prepared: Option<Prepared>,
    /// From knocking until Mara's house knows that Theo's holds everything.
    pub joined_in: Duration,
    /// The threads that write.
    pub author: Option<u64>,
    pub receiver: Option<u64>,
    heard: broadcast::Receiver<Say>,
}

/// Founds a household whose profile holds an evening; its house is open.
pub async fn alone(plan: Plan) -> anyhow::Result<(Household, Option<Prepared>)> {
    let mut household = Household::founded_by("Mara").await?;
    for name in OTHERS {
        household.ask("Mara", list::AddMemberCall(ask::AddMember { name: name.into(), household: None })).await?;
    }
    if plan.notes == 0 {
        return Ok((household, None));
    }
    household.closes("Mara").await;
    let prepared = prepared::evening(&household.profile("Mara"), plan)?;
    household.opens("Mara").await?;
    Ok((household, Some(prepared)))
}

impl Couple {
    /// An evening of so many notes is there when Theo comes.
    pub async fn with(notes: usize) -> anyhow::Result<Self> {
        let (mut household, prepared) = alone(Plan { notes, talk: false, over: false }).await?;
        let screening = match &prepared {
            Some(prepared) => prepared.screening.to_string(),
            None => {
                let new = ask::NewScreening {
                    title: "Marathon".into(),
                    year: None,
                    length_ms: Some(LENGTH_MS),
                    household: None,
                };
                household.ask("Mara", list::NewScreeningCall(new)).await?.screening
            }
        };
        // A thread of the house that was closed may still be there; the newest is the open one.
        let author = processor::cores();
        let since = Instant::now();
        household.joins("Theo").await?;
        let receiver = processor::cores().difference(&author).next().copied();
        everything_arrived(&household).await?;
        let joined_in = since.elapsed();
        let heard = household.house("Theo").events();
        Ok(Self { author: author.last().copied(), receiver, household, screening, prepared, joined_in, heard })
    }

    /// The film runs for Mara; Theo has seen the end, so the gate keeps nothing of hers from him.
    pub async fn starts(&mut self) -> anyhow::Result<()> {
        let seen = ask::Attend {
            screening: self.screening.clone(),
            state: "finished".into(),
            film_ms: None,
            for_member: None,
        };
        self.household.ask("Theo", list::AttendCall(seen)).await?;
        let start = ask::SetClock { screening: self.screening.clone(), act: ask::ClockAct::Start };
        self.household.ask("Mara", list::SetClockCall(start)).await?;
        self.household.time.pass(10_000);
        self.household.run_until_quiet().await
    }

    /// Mara jots: how long until it is saved, and until Theo is told and his next question shows it.
    pub async fn jot(&mut self) -> anyhow::Result<(Duration, Duration)> {
        self.household.time.pass(3_000);
        let jot = jot(&self.screening);
        let since = Instant::now();
        let kept = self.household.ask("Mara", list::JotCall(jot)).await?;
        let durable = since.elapsed();
        let page = page(&self.screening, Some(kept.film_ms - 1), 20);
        loop {
            let said = tokio::time::timeout(PATIENCE, self.heard.recv()).await?;
            if !matches!(said, Ok(Say::Screening { what, .. }) if what.iter().any(|what| what == "notes")) {
                continue;
            }
            let shown = self.household.ask("Theo", list::NotesCall(page.clone())).await?;
            if shown.notes.iter().any(|note| note.id == kept.id) {
                return Ok((durable, since.elapsed()));
            }
        }
    }

    /// Closes both and says where their profiles lie.
    pub async fn ends(self) -> (PathBuf, PathBuf, Option<Prepared>, tempfile::TempDir) {
        let (profiles, folder) = self.household.ends().await;
        (profiles["Mara"].clone(), profiles["Theo"].clone(), self.prepared, folder)
    }
}

/// A remark as people type them.
pub fn jot(screening: &str) -> ask::Jot {
    ask::Jot {
        screening: screening.to_owned(),
        kind: "remark".into(),
        reaction: None,
        text: "she never looks at the lamp when he is in the room".into(),
        tags: vec![],
        ago_ms: Some(2_000),
        film_ms: None,
        sealed: false,
        for_member: None,
    }
}

/// A page of notes from a film time on.
pub fn page(screening: &str, after_ms: Option<i64>, limit: u32) -> ask::Notes {
    ask::Notes { screening: screening.to_owned(), by: None, after_ms, after_id: None, limit: Some(limit) }
}

/// Waits until Mara's house knows that the only other device holds everything; it looks four times a second.
async fn everything_arrived(household: &Household) -> anyhow::Result<()> {
    let since = Instant::now();
    loop {
        let view = household.seen_by("Mara").await?;
        let mut others = view.members.iter().flat_map(|member| &member.devices).filter(|device| !device.this);
        if others.any(|device| device.has == "everything") {
            return Ok(());
        }
        anyhow::ensure!(since.elapsed() < PATIENCE, "not everything arrived within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
