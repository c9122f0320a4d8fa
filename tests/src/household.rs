//! A household in one process: several members, each with a house of their own, over real QUIC on loopback and real
//! SQLite files, in a time that passes when the test says so.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use asides::api::view::{HouseholdView, JoinView, MemberView};
use asides::api::{Ask, Problem, ask, list};
use asides::time::ToldTime;
use asides::{House, Network, Options};
use tempfile::TempDir;

/// Longer than anything here takes on a slow machine; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing may change for a household to be quiet.
const QUIET: Duration = Duration::from_millis(600);

/// Saturday, 21 November 2026, 20:00 in universal time.
pub const SATURDAY_MS: i64 = 1_795_291_200_000;

/// Several members with their houses.
pub struct Household {
    /// The time that they all live in.
    pub time: ToldTime,
    since: Instant,
    folder: TempDir,
    houses: BTreeMap<String, House>,
    order: Vec<String>,
    /// By how much the wall clock of somebody's machine is wrong.
    wrong_ms: BTreeMap<String, i64>,
}

impl Household {
    /// Begins with one member, who founds it.
    pub async fn founded_by(name: &str) -> anyhow::Result<Self> {
        let mut household = Self {
            time: ToldTime::at(SATURDAY_MS),
            since: Instant::now(),
            folder: tempfile::tempdir()?,
            houses: BTreeMap::new(),
            order: Vec::new(),
            wrong_ms: BTreeMap::new(),
        };
        household.opens(name).await?;
        household
            .ask(name, list::BeginCall(ask::Begin { name: name.into(), device_name: Some(format!("{name}'s")) }))
            .await?;
        Ok(household)
    }

    /// Names the part of the story that comes now.
    pub fn section(&self, title: &str) {
        eprintln!("--- {:5.1} s  {title}", self.since.elapsed().as_secs_f32());
    }

    /// Opens somebody's house, again or for the first time.
    pub async fn opens(&mut self, name: &str) -> anyhow::Result<()> {
        let time = self.time.wrong_by(self.wrong_ms.get(name).copied().unwrap_or(0));
        let options = Options::of(self.profile(name)).network(Network::Loopback).time(std::sync::Arc::new(time));
        let house = House::open(options).await?;
        self.houses.insert(name.to_owned(), house);
        if !self.order.iter().any(|known| known == name) {
            self.order.push(name.to_owned());
        }
        Ok(())
    }

    /// The clock of somebody's machine shows this much more than the others', from its next opening on.
    pub fn clock_wrong_by(&mut self, name: &str, ms: i64) {
        self.wrong_ms.insert(name.to_owned(), ms);
    }

    /// Closes somebody's house.
    pub async fn closes(&mut self, name: &str) {
        if let Some(house) = self.houses.remove(name) {
            house.close().await;
        }
    }

    /// Closes all and says where each profile lies.
    pub async fn ends(mut self) -> (BTreeMap<String, PathBuf>, TempDir) {
        for name in self.order.clone() {
            self.closes(&name).await;
        }
        let profiles = self.order.iter().map(|name| (name.clone(), self.profile(name))).collect();
        (profiles, self.folder)
    }

    /// Where somebody's profile lies.
    pub fn profile(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Somebody's house.
    pub fn house(&self, name: &str) -> &House {
        self.houses.get(name).unwrap_or_else(|| panic!("{name}'s house is closed"))
    }

    /// Asks in somebody's house.
    pub async fn ask<A: Ask>(&self, name: &str, ask: A) -> Result<A::Answer, Problem> {
        self.house(name).ask(ask).await
    }

    /// Somebody is invited by the first member, knocks, and is let in after the words were compared.
    pub async fn joins(&mut self, name: &str) -> anyhow::Result<()> {
        self.joins_as(name, None).await
    }

    /// The same, as another device of a member who is in already.
    pub async fn joins_as(&mut self, name: &str, as_member: Option<&str>) -> anyhow::Result<()> {
        self.opens(name).await?;
        let host = self.order.first().cloned().unwrap_or_default();
        let invite = self.ask(&host, list::InviteCall(ask::Invite { household: None })).await?;
        self.ask(name, list::JoinCall(ask::Join { ticket: invite.ticket, name: name.into() })).await?;
        let knock = loop {
            let view = self.ask(&host, list::HouseholdCall(ask::Nothing {})).await?;
            if let Some(knock) = view.knocks.first() {
                break knock.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let shown = self.joining_is(name, "waiting").await?;
        assert_eq!(shown.words, knock.words, "both screens show the same three words");
        assert_eq!(knock.name, name);
        self.ask(&host, list::AdmitCall(ask::Admit { knock: knock.id, as_member: as_member.map(str::to_owned) }))
            .await?;
        self.joining_is(name, "admitted").await?;
        Ok(())
    }

    /// Waits until somebody's own knocking has come to a state.
    pub async fn joining_is(&self, name: &str, state: &str) -> anyhow::Result<JoinView> {
        let since = Instant::now();
        loop {
            let view = self.ask(name, list::JoiningCall(ask::Nothing {})).await?;
            if view.state == state {
                return Ok(view);
            }
            anyhow::ensure!(since.elapsed() < PATIENCE, "{name} is {view:?}, not {state}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Cuts somebody off from the others, or joins them again.
    pub async fn cut(&self, name: &str, offline: bool) -> anyhow::Result<()> {
        self.ask(name, list::WorkOfflineCall(ask::WorkOffline { offline })).await?;
        Ok(())
    }

    /// Somebody's view of the household.
    pub async fn seen_by(&self, name: &str) -> anyhow::Result<HouseholdView> {
        Ok(self.ask(name, list::HouseholdCall(ask::Nothing {})).await?)
    }

    /// The member of a name, as every device names them.
    pub async fn member(&self, name: &str) -> anyhow::Result<MemberView> {
        let me = self.ask(name, list::MeCall(ask::Nothing {})).await?;
        let household = me.households.first().ok_or_else(|| anyhow::anyhow!("{name} has no household"))?;
        household.members.iter().find(|member| member.me).cloned().ok_or_else(|| anyhow::anyhow!("{name} is nobody"))
    }

    /// Waits until every open house that is not cut off has everything of the others, and nothing changes any more.
    pub async fn run_until_quiet(&self) -> anyhow::Result<()> {
        let since = Instant::now();
        let mut quiet_since = Instant::now();
        let mut before = String::new();
        loop {
            let mut settled = true;
            let mut now = String::new();
            let mut online = Vec::new();
            for name in self.houses.keys() {
                let view = self.seen_by(name).await?;
                if !view.offline {
                    online.push((name, view));
                }
            }
            for (name, view) in &online {
                let mut here = 0;
                for device in view
                    .members
                    .iter()
                    .flat_map(|member| &member.devices)
                    .filter(|device| !device.this && !device.removed)
                {
                    if device.here {
                        here += 1;
                        settled &= device.has == "everything";
                    }
                    now.push_str(&format!("{name} {} {} {}\n", device.name, device.here, device.has));
                }
                // Whoever is online reaches somebody who is; what they lack comes through them.
                settled &= here > 0 || online.len() == 1;
            }
            if !settled || now != before {
                quiet_since = Instant::now();
                before = now;
            }
            if quiet_since.elapsed() >= QUIET {
                return Ok(());
            }
            anyhow::ensure!(since.elapsed() < PATIENCE, "not quiet after {PATIENCE:?}:\n{before}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
