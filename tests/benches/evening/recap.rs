//! The recap under two writers' hands: one keystroke, from Mara's screen into the text, and onto Theo's screen.
//!
//! Both write at once, so hers always comes to a text that has moved on, and his screen shows hers between his own.

use std::time::{Duration, Instant};

use asides::api::view::RecapStep;
use asides::api::{ask, list, say::Say};
use household::Household;

use crate::couple::Couple;
use crate::floor::Floor;
use crate::table::{Times, print};

/// How many keystrokes are timed.
const KEYSTROKES: u32 = 200;
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// Measures at each length of the text, in characters.
pub async fn measure(lengths: &[usize]) -> anyhow::Result<()> {
    let mut couple = Couple::with(0).await?;
    couple.starts().await?;
    let screening = couple.screening.clone();
    couple.household.ask("Mara", list::LightsUpCall(ask::LightsUp { screening: screening.clone() })).await?;
    couple.household.run_until_quiet().await?;
    for length in lengths {
        one_length(&couple.household, &screening, *length).await?;
    }
    couple.ends().await;
    Ok(())
}

async fn one_length(household: &Household, screening: &str, length: usize) -> anyhow::Result<()> {
    let mut mara = Writer::opens(household, screening, "Mara").await?;
    let sentence = "She never looks at the lamp while he is in the room. ";
    while mara.length < length {
        let text: String = sentence.chars().cycle().take((length - mara.length).min(1_000)).collect();
        mara.types(mara.length, &text).await?;
    }
    household.run_until_quiet().await?;
    let length = mara.length;
    let mut theo = Writer::opens(household, screening, "Theo").await?;
    let mut floor = Floor::open(&household.profile("Mara"))?;
    let (mut written, mut shown, mut insert, mut arrival) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    let mut events = household.house("Theo").events();
    for number in 0..KEYSTROKES {
        let synced = floor.insert()?;
        insert.add(synced);
        arrival.add(synced + floor.round_trip()?);
        // He types somewhere in his own text, which does not hold hers yet.
        theo.types(theo.length / 3, "t").await?;
        let at = mara.length / 2 + usize::try_from(number)?;
        let since = Instant::now();
        mara.types(at, "m").await?;
        written.add(since.elapsed());
        loop {
            theo.follows().await?;
            if theo.length == length + 2 * (usize::try_from(number)? + 1) {
                break;
            }
            while !matches!(tokio::time::timeout(PATIENCE, events.recv()).await?, Ok(Say::Screening { what, .. }) if what.iter().any(|what| what == "recap"))
            {
            }
        }
        shown.add(since.elapsed());
    }
    let rows = [
        ("keystroke in the text, saved and answered", written.cells()),
        ("one synced insert of 200 B in the same folder", insert.cells()),
        ("times as long", written.ratios(&insert)),
        ("keystroke on the other screen", shown.cells()),
        ("synced insert + TCP round trip of 200 B", arrival.cells()),
        ("times as long", shown.ratios(&arrival)),
    ];
    print(&format!("The recap at {length} characters, two writers, {KEYSTROKES} keystrokes"), &["p50", "p99"], &rows);
    Ok(())
}

/// One screen in front of one house.
struct Writer<'a> {
    household: &'a Household,
    screening: String,
    name: &'static str,
    version: String,
    length: usize,
    number: u32,
}

impl<'a> Writer<'a> {
    async fn opens(household: &'a Household, screening: &str, name: &'static str) -> anyhow::Result<Writer<'a>> {
        let of = ask::OfScreening { screening: screening.to_owned() };
        let open = household.ask(name, list::OpenRecapCall(of)).await?;
        let length = open.text.encode_utf16().count();
        Ok(Writer { household, screening: screening.to_owned(), name, version: open.version, length, number: 0 })
    }

    /// Types at a place of its text.
    async fn types(&mut self, at: usize, text: &str) -> anyhow::Result<()> {
        self.number += 1;
        let typed = ask::EditRecap {
            screening: self.screening.clone(),
            base: self.version.clone(),
            editor: format!("{} {}", self.name, self.length),
            number: self.number,
            splices: vec![ask::RecapSplice { at: u32::try_from(at)?, delete: 0, insert: text.to_owned() }],
            marks: vec![],
            caret: Some(u32::try_from(at)?),
        };
        self.length += text.encode_utf16().count();
        let step = self.household.ask(self.name, list::EditRecapCall(typed)).await?;
        self.takes(&step);
        Ok(())
    }

    async fn follows(&mut self) -> anyhow::Result<()> {
        let follow = ask::FollowRecap { screening: self.screening.clone(), base: self.version.clone() };
        let step = self.household.ask(self.name, list::FollowRecapCall(follow)).await?;
        self.takes(&step);
        Ok(())
    }

    fn takes(&mut self, step: &RecapStep) {
        self.version.clone_from(&step.version);
        for splice in &step.splices {
            self.length = self.length + splice.insert.encode_utf16().count() - splice.delete as usize;
        }
    }
}
