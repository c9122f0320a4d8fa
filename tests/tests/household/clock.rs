//! The film clock between houses: who has come how far, and how the clocks of two machines stand to each other.

use asides::api::{ask, list};
use household::Household;

/// Two at one film that runs since 0:00:00.
async fn couple() -> anyhow::Result<(Household, String)> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    let new = ask::NewScreening { title: "The Tide".into(), year: None, length_ms: Some(7_200_000), household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    household.run_until_quiet().await?;
    household.ask("Mara", set(&screening, ask::ClockAct::Start)).await?;
    household.run_until_quiet().await?;
    Ok((household, screening))
}

fn set(screening: &str, act: ask::ClockAct) -> list::SetClockCall {
    list::SetClockCall(ask::SetClock { screening: screening.into(), act })
}

fn remark(screening: &str, text: &str) -> list::JotCall {
    list::JotCall(ask::Jot {
        screening: screening.into(),
        kind: "remark".into(),
        reaction: None,
        text: text.into(),
        tags: Vec::new(),
        ago_ms: None,
        film_ms: None,
        sealed: false,
        for_member: None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jot_is_one_change_and_carries_its_author() -> anyhow::Result<()> {
    let (household, screening) = couple().await?;
    household.time.pass(20_000);
    household.ask("Mara", remark(&screening, "The clock has no hands.")).await?;
    household.section("Theo jots five times within a minute");
    household.time.pass(25_000);
    for text in ["one", "two", "three", "four", "five"] {
        household.time.pass(1_000);
        household.ask("Theo", remark(&screening, text)).await?;
    }
    household.run_until_quiet().await?;
    let of = ask::OfScreening { screening: screening.clone() };
    let seen = household.ask("Mara", list::DiscussionCall(of)).await?;
    let lone: Vec<_> = seen.only_one.iter().map(|lone| (lone.start_ms, lone.passed, lone.others)).collect();
    assert_eq!(lone[0], (18_000, 1, 1), "Theo's notes say that he has passed it, with nothing else written yet");

    household.section("what Theo's device wrote: that he is there, five notes, and at the end how far he came");
    let (profiles, _folder) = household.ends().await;
    let opened = library::Library::open(&profiles["Theo"].join("asides.db"))?;
    let id: screening::ScreeningId = screening.parse()?;
    let rows = opened.library.reader()?.whole(&id)?.expect("it is there");
    let theo = &rows.notes.iter().find(|note| note.text == "one").expect("it is kept").actor;
    let changes = opened.library.document(&document_of(&id))?.document.changes();
    // Besides, each of the two may have written how their clocks stand to each other.
    let edges = changes.iter().filter(|change| change.actor_id().to_bytes() == theo).count() - 7;
    assert!(edges <= 1, "{edges} more");
    let reached = rows.attendance.iter().map(|row| row.frontier_ms).collect::<Vec<_>>();
    assert_eq!(reached, [50_000, 50_000], "closing wrote down how far both came");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_three_minutes_wrong_shows_the_right_film_time() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.clock_wrong_by("Ruth", -180_000);
    household.joins("Ruth").await?;
    household.run_until_quiet().await?;
    household.section("the film begins long after their clocks were compared");
    household.time.pass(600_000);
    let new = ask::NewScreening { title: "The Tide".into(), year: None, length_ms: Some(7_200_000), household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    household.ask("Mara", set(&screening, ask::ClockAct::Start)).await?;
    household.run_until_quiet().await?;
    household.time.pass(600_000);
    let shown = clock(&household, "Ruth", &screening).await?;
    assert!(shown.compared && (shown.film_ms - 600_000).abs() < 1_000, "{shown:?}");
    let kept = household.ask("Ruth", remark(&screening, "It is late there.")).await?;
    assert!((kept.film_ms - 598_000).abs() < 1_000, "{kept:?}");

    household.section("she presses pause, and it stands everywhere at the same place");
    household.ask("Ruth", set(&screening, ask::ClockAct::Pause)).await?;
    household.run_until_quiet().await?;
    household.time.pass(240_000);
    for name in ["Mara", "Ruth"] {
        let shown = clock(&household, name, &screening).await?;
        assert!(!shown.running && (shown.film_ms - 600_000).abs() < 1_000, "{name}: {shown:?}");
    }
    Ok(())
}

async fn clock(household: &Household, name: &str, screening: &str) -> anyhow::Result<asides::api::view::ClockView> {
    Ok(household.ask(name, list::ClockCall(ask::OfScreening { screening: screening.into() })).await?)
}

fn document_of(id: &screening::ScreeningId) -> replica::DocumentId {
    let byte = |at: usize| u8::from_str_radix(&id.as_str()[at..at + 2], 16).unwrap();
    replica::DocumentId(std::array::from_fn(|place| byte(place * 2)))
}
