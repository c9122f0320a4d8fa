//! A very long screening: nobody waits for it but who writes in it, and nothing of it is lost on the way.

use crate::said::remark_at;
use asides::api::{ask, list};
use asides::profile::Profile;
use household::Household;
use household::prepared::{Plan, evening};
use library::{Library, NotesPage};

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_waits_in_line_and_it_is_compacted_meanwhile() -> anyhow::Result<()> {
    const NOTES: usize = 4_200;
    let mut household = Household::founded_by("Mara").await?;
    household.closes("Mara").await;
    let long = evening(&household.profile("Mara"), Plan { notes: NOTES, talk: false, over: true })?;
    household.opens("Mara").await?;
    let screening = long.screening.to_string();

    household.section("ten notes come before the document is in memory");
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..10 {
        let (house, remark) =
            (household.house("Mara").clone(), remark_at(&screening, 60_000, &format!("number {number}")));
        asked.spawn(async move { house.ask(remark).await });
    }
    let kept: Vec<String> =
        asked.join_all().await.into_iter().map(|kept| kept.map(|kept| kept.id)).collect::<Result<_, _>>()?;
    let mine = household.ask("Mara", list::MyLastCall(ask::OfScreening { screening: screening.clone() })).await?;
    assert_eq!(mine.notes.len(), 3);
    assert!(mine.notes.iter().all(|note| kept.contains(&note.id)), "{mine:?}");

    household.section("Theo, who has nothing, gets all of it");
    household.joins("Theo").await?;
    household.run_until_quiet().await?;

    household.section("closed, most of it rests compacted, and every note is there on both sides");
    let (profiles, _folder) = household.ends().await;
    let open = |name: &str| -> anyhow::Result<Library> {
        Ok(Library::open(&Profile::at(profiles[name].clone())?.database())?.library)
    };
    let (mara, theo) = (open("Mara")?, open("Theo")?);
    let document = long.screening.as_str().parse()?;
    let (rows, compacted) = mara.change_counts(&document)?;
    assert!(rows < 1_500 && compacted > 3_000, "{rows} single changes, {compacted} compacted");
    let all = NotesPage { limit: usize::MAX, ..NotesPage::default() };
    let notes = mara.reader()?.notes(&long.screening, &all)?;
    assert_eq!(notes.len(), NOTES + 10);
    assert_eq!(theo.reader()?.notes(&long.screening, &all)?, notes);
    assert_eq!(theo.document(&document)?.document.heads(), mara.document(&document)?.document.heads());
    Ok(())
}
