//! When something is wrong: each has its own words, and nothing is lost.

use crate::said::remark_at;
use asides::api::{ask, list};
use asides::{House, Network, Options};
use household::Household;

fn new(title: &str) -> list::NewScreeningCall {
    list::NewScreeningCall(ask::NewScreening { title: title.into(), year: None, length_ms: None, household: None })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_in_words() -> anyhow::Result<()> {
    let household = Household::founded_by("Mara").await?;
    let screening = household.ask("Mara", new("A film")).await?.screening;

    for (title, code) in
        [("", "empty"), ("   ", "empty"), ("a\u{7}b", "control-character"), (&"x".repeat(300), "too-long")]
    {
        let refused = household.ask("Mara", new(title)).await.unwrap_err();
        assert_eq!(refused.code, code, "{title:?}: {refused}");
    }
    for (text, code) in [("", "empty"), ("bell \u{7}", "control-character"), (&"x".repeat(20_000), "too-long")] {
        let refused = household.ask("Mara", remark_at(&screening, 60_000, text)).await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let nowhere = household.ask("Mara", remark_at(&"0".repeat(32), 60_000, "Hello?")).await.unwrap_err();
    assert_eq!(nowhere.code, "unknown-screening");
    let no_id = household.ask("Mara", remark_at("../../etc", 60_000, "Hello?")).await.unwrap_err();
    assert_eq!(no_id.code, "bad-id");
    let remove = ask::RemoveMember { member: "beef".into(), household: None };
    let no_member = household.ask("Mara", list::RemoveMemberCall(remove)).await.unwrap_err();
    assert_eq!(no_member.code, "bad-id");
    assert_eq!(no_member.says.to_lowercase().matches("nothing was changed").count(), 1, "{no_member}");
    let no_grade = ask::GiveGrade {
        screening: screening.clone(),
        when: "after".into(),
        letter: Some("Z".into()),
        for_member: None,
    };
    assert_eq!(household.ask("Mara", list::GiveGradeCall(no_grade)).await.unwrap_err().code, "bad-argument");

    household.section("nothing came of all that");
    let library = household.ask("Mara", list::LibraryCall(ask::Nothing {})).await?;
    assert_eq!(library.screenings.len(), 1);
    assert_eq!(library.screenings[0].notes, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_control_characters_founds_nothing() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let house = House::open(Options::of(folder.path()).network(Network::Off)).await?;
    for name in ["", " ", "\u{1}\u{2}", "\u{202e}araM", &"x".repeat(41)] {
        let begin = list::BeginCall(ask::Begin { name: name.into(), device_name: Some("laptop".into()) });
        let refused = house.ask(begin).await.unwrap_err();
        assert!(refused.says.len() > 20, "{name:?}: {refused}");
        assert!(!house.ask(list::MeCall(ask::Nothing {})).await?.started, "{name:?}");
    }
    assert_eq!(house.ask(new("A film")).await.unwrap_err().code, "not-started");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_ours_is_left_as_it_was() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("asides.db");
    let shopping = "milk, bread, eggs\n".repeat(100);
    std::fs::write(&file, &shopping)?;
    let refused = House::open(Options::of(folder.path()).network(Network::Off)).await.err().expect("it is no database");
    assert_eq!(refused.code, "library-not-a-database", "{refused}");
    assert_eq!(std::fs::read_to_string(&file)?, shopping);
    Ok(())
}

/// A real full disk: a small tmpfs, where this machine lets us mount one.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_says_not_saved_and_goes_on_when_there_is_room() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mount = |arguments: &[&str]| {
        std::process::Command::new("mount").args(arguments).status().is_ok_and(|status| status.success())
    };
    let at = folder.path().display().to_string();
    if !mount(&["-t", "tmpfs", "-o", "size=3m", "tmpfs", &at]) {
        use std::io::Write as _;
        writeln!(std::io::stderr(), "\n*** SKIPPED: a full disk is not tested where no tmpfs may be mounted. ***\n")?;
        return Ok(());
    }
    let done = fills_up(folder.path()).await;
    let unmounted = std::process::Command::new("umount").arg(&at).status()?.success();
    done?;
    assert!(unmounted, "nothing holds the disk any more");
    Ok(())
}

#[cfg(target_os = "linux")]
async fn fills_up(folder: &std::path::Path) -> anyhow::Result<()> {
    let house = House::open(Options::of(folder).network(Network::Off)).await?;
    house.ask(list::BeginCall(ask::Begin { name: "Mara".into(), device_name: None })).await?;
    let screening = house.ask(new("A film")).await?.screening;
    let mut kept = 0;
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![0; 1 << 20])?;
    let refused = loop {
        match house.ask(remark_at(&screening, 60_000, &"words ".repeat(500))).await {
            Ok(_) => kept += 1,
            Err(refused) => break refused,
        }
        anyhow::ensure!(kept < 10_000, "the disk never filled up");
    };
    assert_eq!(refused.code, "not-saved", "{refused}");
    assert!(refused.says.starts_with("Not saved"), "{refused}");
    let count = || async { anyhow::Ok(house.ask(list::LibraryCall(ask::Nothing {})).await?.screenings[0].notes) };
    assert_eq!(count().await?, kept, "what was shown as saved is there, what was not is not");

    std::fs::remove_file(&ballast)?;
    house.ask(remark_at(&screening, 60_000, "There is room again.")).await?;
    assert_eq!(count().await?, kept + 1);
    house.close().await;

    let house = House::open(Options::of(folder).network(Network::Off)).await?;
    let notes = house.ask(list::LibraryCall(ask::Nothing {})).await?.screenings[0].notes;
    assert_eq!(notes, kept + 1, "after a new start too");
    house.close().await;
    Ok(())
}
