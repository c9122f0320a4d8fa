//! The film clock between houses: who has come how far, and how the clocks of two machines stand to each other.

use crate::said::remark;
use asides::api::{ask, list};
use household::Household;

/// Two at one film that runs since 0:00:00.
async fn couple() -> anyhow::Result<(Household, String)> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    household.run_until_quiet().await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_pal_disc_has_its_own_clock_and_a_late_tap_corrects_what_was_noted() -> anyhow::Result<()> {
    let (household, screening) = couple().await?;
    household.section("Theo watches on a disc with 25 frames, and does not know of its logos yet");
    household.time.pass(1_000);
    let copy = |begins_ms| {
        list::SetCopyCall(ask::SetCopy {
            screening: screening.clone(),
            label: "disc, 25 fps".into(),
            ratio: 25.0 / 23.976,
            begins_ms,
            extras: Vec::new(),
            length_ms: None,
        })
    };
    household.ask("Theo", copy(0)).await?;
    household.run_until_quiet().await?;
    let couch = clock(&household, "Mara", &screening).await?;
    assert!(couch.running && couch.film_ms == 1_000, "nobody else's clock changes: {couch:?}");
    household.ask("Theo", set(&screening, ask::ClockAct::Seek { film_ms: 0 })).await?;
    household.time.pass(600_000);
    let kept = household.ask("Theo", remark(&screening, "No hands on it.")).await?;
    assert_eq!(kept.film_ms, 623_540, "10 minutes less his lag, on a disc that runs faster");

    household.time.pass(60_000);
    household.section("at 12 s into the film his disc shows 0:00:24: a tap tells the logos");
    household.ask("Theo", set(&screening, ask::ClockAct::ItSays { film_ms: 24_000 })).await?;
    let before = clock(&household, "Theo", &screening).await?.film_ms;
    household.ask("Theo", set(&screening, ask::ClockAct::Tap { film_ms: before - 12_512 })).await?;
    let after = clock(&household, "Theo", &screening).await?;
    assert!((after.film_ms - (before - 12_512)).abs() <= 1, "{after:?}");
    let of = || list::MyLastCall(ask::OfScreening { screening: screening.clone() });
    let corrected = loop {
        let note = household.ask("Theo", of()).await?.notes.remove(0);
        if note.film_ms != kept.film_ms {
            break note.film_ms;
        }
        tokio::task::yield_now().await;
    };
    assert!((corrected - (kept.film_ms - 12_512)).abs() <= 2, "{corrected}");

    household.section("at the end of the disc");
    household.ask("Theo", set(&screening, ask::ClockAct::ItSays { film_ms: 0 })).await?;
    household.time.pass(6_111_500);
    let end = clock(&household, "Theo", &screening).await?;
    assert!((end.film_ms - 6_360_000).abs() <= 500, "{end:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_ran_under_a_closed_lid_was_not_seen() -> anyhow::Result<()> {
    let household = Household::founded_by("Mara").await?;
    let new = ask::NewScreening { title: "The Tide".into(), year: None, length_ms: None, household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    let mut heard = household.house("Mara").events();
    household.ask("Mara", set(&screening, ask::ClockAct::Start)).await?;
    attendance_written(&mut heard).await;
    household.time.pass(600_000);
    attendance_written(&mut heard).await;
    household.section("the lid is closed for the night");
    household.time.sleep(8 * 3_600_000);
    attendance_written(&mut heard).await;
    let of = ask::OfScreening { screening };
    let seen = household.ask("Mara", list::ScreeningCall(of)).await?;
    assert_eq!((seen.my_state.as_str(), seen.frontier_ms), ("left", 600_000));
    Ok(())
}

async fn attendance_written(heard: &mut tokio::sync::broadcast::Receiver<asides::api::say::Say>) {
    loop {
        let said = heard.recv().await.unwrap();
        if matches!(said, asides::api::say::Say::Screening { what, .. } if what.iter().any(|what| what == "attendance"))
        {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_joiner_changes_nothing_for_anybody() -> anyhow::Result<()> {
    let (mut household, screening) = couple().await?;
    household.time.pass(1_200_000);
    household.joins("Ruth").await?;
    household.run_until_quiet().await?;
    let of = || ask::OfScreening { screening: screening.clone() };
    let mut before = Vec::new();
    for name in ["Mara", "Theo"] {
        let seen = household.ask(name, list::ScreeningCall(of())).await?;
        before.push((seen.clock, seen.state, seen.my_state, seen.frontier_ms, seen.folded));
    }
    let watch = ask::Attend { screening: screening.clone(), state: "watching".into(), film_ms: None, for_member: None };
    household.ask("Ruth", list::AttendCall(watch)).await?;
    household.run_until_quiet().await?;
    let theirs = clock(&household, "Ruth", &screening).await?;
    assert!(theirs.running && (theirs.film_ms - 1_200_000).abs() < 2_000, "{theirs:?}");
    for (name, before) in ["Mara", "Theo"].iter().zip(before) {
        let seen = household.ask(name, list::ScreeningCall(of())).await?;
        assert_eq!((seen.clock, seen.state, seen.my_state, seen.frontier_ms, seen.folded), before, "for {name}");
        let ruth = household.member("Ruth").await?.id;
        let standing = seen.standing.iter().find(|one| one.member == ruth).expect("she is seen to watch");
        assert_eq!(standing.state, "watching");
    }
    let (profiles, _folder) = household.ends().await;
    let opened = library::Library::open(&profiles["Mara"].join("asides.db"))?;
    let rows = opened.library.reader()?.whole(&screening.parse()?)?.expect("it is there");
    assert_eq!(rows.clock.len(), 1, "the clock is as Mara started it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_shifted_all_at_once_and_the_lag_is_a_setting() -> anyhow::Result<()> {
    let (household, screening) = couple().await?;
    household.time.pass(60_000);
    household.ask("Mara", remark(&screening, "one")).await?;
    let habits =
        ask::SetHabits { text_lag_ms: Some(4_000), key_lag_ms: None, hide_length: Some(true), on_picture: None };
    household.ask("Mara", list::SetHabitsCall(habits)).await?;
    household.time.pass(30_000);
    household.ask("Mara", remark(&screening, "two")).await?;
    let shift = ask::ShiftNotes { screening: screening.clone(), by_ms: -12_000 };
    assert_eq!(household.ask("Mara", list::ShiftNotesCall(shift)).await?.notes, 2);
    let of = || ask::OfScreening { screening: screening.clone() };
    let notes = household.ask("Mara", list::MyLastCall(of())).await?.notes;
    assert_eq!(notes.iter().map(|note| note.film_ms).collect::<Vec<_>>(), [74_000, 46_000]);
    let seen = household.ask("Mara", list::ScreeningCall(of())).await?;
    assert!(seen.length_hidden && seen.length_ms.is_none());
    let wrong = ask::SetHabits { text_lag_ms: Some(-1), key_lag_ms: None, hide_length: None, on_picture: None };
    assert_eq!(household.ask("Mara", list::SetHabitsCall(wrong)).await.unwrap_err().code, "bad-argument");

    household.section("correcting the title does not take the length away that she does not wish to see");
    let film = ask::SetFilm { screening: screening.clone(), title: "The Low Tide".into(), year: None, length_ms: None };
    household.ask("Mara", list::SetFilmCall(film)).await?;
    household.run_until_quiet().await?;
    assert_eq!(household.ask("Theo", list::ScreeningCall(of())).await?.length_ms, Some(7_200_000));
    Ok(())
}

async fn clock(household: &Household, name: &str, screening: &str) -> anyhow::Result<asides::api::view::ClockView> {
    Ok(household.ask(name, list::ClockCall(ask::OfScreening { screening: screening.into() })).await?)
}

fn document_of(id: &screening::ScreeningId) -> replica::DocumentId {
    let byte = |at: usize| u8::from_str_radix(&id.as_str()[at..at + 2], 16).unwrap();
    replica::DocumentId(std::array::from_fn(|place| byte(place * 2)))
}

/// The name of a cut is there for everybody, changes no clock and no viewing, and can be put right.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_has_a_name_and_the_clock_does_not_care() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    let new = ask::NewScreening { title: "The Tide".into(), year: None, length_ms: None, household: None };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    let named = |label: &str| {
        list::SetCopyCall(ask::SetCopy {
            screening: screening.clone(),
            label: label.into(),
            ratio: 1.0,
            begins_ms: 0,
            extras: Vec::new(),
            length_ms: None,
        })
    };
    household.ask("Mara", named("Director’s cut")).await?;
    household.run_until_quiet().await?;
    let of = || ask::OfScreening { screening: screening.clone() };
    for name in ["Mara", "Theo"] {
        let watching =
            ask::Attend { screening: screening.clone(), state: "watching".into(), film_ms: None, for_member: None };
        household.ask(name, list::AttendCall(watching)).await?;
        let copy = household.ask(name, list::ScreeningCall(of())).await?.copy.expect("it has a name");
        assert_eq!((copy.label.as_str(), copy.ratio, copy.begins_ms), ("Director’s cut", 1.0, 0), "{name}");
    }
    household.run_until_quiet().await?;
    let start = ask::SetClock { screening: screening.clone(), act: ask::ClockAct::Start };
    household.ask("Mara", list::SetClockCall(start)).await?;
    household.run_until_quiet().await?;
    let began_ms = household.ask("Mara", list::ClockCall(of())).await?.film_ms;
    household.time.pass(60_000);

    // Somebody else is in this viewing: a name divides nobody from it.
    household.ask("Mara", named("Final cut")).await?;
    household.run_until_quiet().await?;
    for name in ["Mara", "Theo"] {
        let copy = household.ask(name, list::ScreeningCall(of())).await?.copy.map(|copy| copy.label);
        assert_eq!(copy.as_deref(), Some("Final cut"), "{name}");
    }
    assert_eq!(household.ask("Mara", list::ClockCall(of())).await?.film_ms, began_ms + 60_000);
    household.ask("Mara", named(" ")).await?;
    assert_eq!(household.ask("Mara", list::ScreeningCall(of())).await?.copy, None);
    assert_eq!(household.ask("Mara", list::ClockCall(of())).await?.film_ms, began_ms + 60_000);
    let refused = household.ask("Mara", named(&"long ".repeat(40))).await.unwrap_err();
    assert_eq!(refused.code, "too-long");
    household.ends().await;
    Ok(())
}
