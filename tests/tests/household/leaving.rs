//! What leaves the house: by whose choice, in which version, where to, and what keeps it at home.

use std::path::Path;

use crate::said::remark_at;
use asides::api::view::ExportView;
use asides::api::{Problem, ask, list};
use household::Household;

const LENGTH_MS: i64 = 6_360_000;
const TEXTS: [&str; 8] = ["markdown", "html", "letterboxd", "srt", "vtt", "ass", "csv", "json"];
/// What is no text, with the first bytes of such a file.
const PRINTS: [(&str, &[u8]); 2] = [("pdf", b"%PDF-"), ("card", b"\x89PNG")];

/// Mara alone with one film, its lights up, and a few notes.
struct Evening {
    household: Household,
    screening: String,
}

impl Evening {
    async fn over() -> anyhow::Result<Self> {
        Self::over_in(Household::founded_by("Mara").await?, 2016).await
    }

    /// The same with the film of some year, in a household that is there.
    async fn over_in(household: Household, year: i32) -> anyhow::Result<Self> {
        let new = ask::NewScreening {
            title: "The Lamplighter’s Daughter".into(),
            year: Some(year),
            length_ms: Some(LENGTH_MS),
            household: None,
        };
        let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
        let evening = Self { household, screening };
        let start = ask::SetClock { screening: evening.screening.clone(), act: ask::ClockAct::Start };
        evening.household.ask("Mara", list::SetClockCall(start)).await?;
        evening.jots("remark", 252_000, "The clock has no hands.").await?;
        evening.jots("remark", 5_491_000, "The train whistle becomes the foghorn.").await?;
        evening.jots("personal", 2_780_000, "That shoe quarrel is my sister and me.").await?;
        evening.household.time.pass(LENGTH_MS);
        let over = ask::LightsUp { screening: evening.screening.clone() };
        evening.household.ask("Mara", list::LightsUpCall(over)).await?;
        Ok(evening)
    }

    async fn jots(&self, kind: &str, film_ms: i64, text: &str) -> anyhow::Result<String> {
        let list::JotCall(said) = remark_at(&self.screening, film_ms, text);
        let jot = ask::Jot { kind: kind.into(), ..said };
        Ok(self.household.ask("Mara", list::JotCall(jot)).await?.id)
    }

    async fn writes(&self, text: &str) -> anyhow::Result<()> {
        let of = ask::OfScreening { screening: self.screening.clone() };
        let base = self.household.ask("Mara", list::RecapCall(of)).await?.version;
        let write = ask::WriteRecap { screening: self.screening.clone(), text: text.into(), base };
        self.household.ask("Mara", list::WriteRecapCall(write)).await?;
        Ok(())
    }

    async fn exports(
        &self,
        format: &str,
        spoiler_free: bool,
        path: Option<&Path>,
        replace: bool,
    ) -> Result<ExportView, Problem> {
        let export = ask::Export {
            screening: self.screening.clone(),
            format: format.into(),
            spoiler_free,
            path: path.map(|path| path.display().to_string()),
            replace,
            scale: None,
            shift_ms: None,
            export: Some("test".into()),
        };
        self.household.ask("Mara", list::ExportCall(export)).await
    }

    /// The text of the one file of an export.
    async fn text(&self, spoiler_free: bool) -> anyhow::Result<String> {
        Ok(self.exports("json", spoiler_free, None, false).await?.files.remove(0).text)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_review_is_linked_by_its_day_its_grade_and_one_line() -> anyhow::Result<()> {
    let then = Evening::over().await?;
    then.writes("# A year ago\n\nThe lamp goes out. We talked for hours.\n").await?;
    let grade = ask::GiveGrade {
        screening: then.screening.clone(),
        when: "after".into(),
        letter: Some("A-".into()),
        for_member: None,
    };
    then.household.ask("Mara", list::GiveGradeCall(grade)).await?;
    let first = then.screening;
    then.household.time.pass(365 * 24 * 3_600_000);
    let again = Evening::over_in(then.household, 2016).await?;

    let of = |screening: &str| list::RecapCall(ask::OfScreening { screening: screening.to_owned() });
    let recap = again.household.ask("Mara", of(&again.screening)).await?;
    let [link] = recap.earlier.as_slice() else { panic!("one earlier evening: {:?}", recap.earlier) };
    let grades: Vec<_> = link.grades.iter().map(|of| (of.name.as_str(), of.letter.as_str())).collect();
    assert_eq!((link.line.as_str(), grades.as_slice()), ("The lamp goes out.", [("Mara", "A-")].as_slice()));
    let opened = again.household.ask("Mara", of(&link.screening)).await?;
    assert!(opened.text.contains("We talked for hours."), "the link opens the text of then: {}", opened.text);
    assert_eq!((link.screening.as_str(), opened.earlier.len()), (first.as_str(), 0), "nothing came before the first");

    let line = format!("## Seen before\n\n- **{}** Mara A-: The lamp goes out.", link.day);
    let full = again.exports("markdown", false, None, false).await?.files.remove(0).text;
    assert!(full.contains(&line), "{line} is in {full}");
    let page = again.exports("html", false, None, false).await?.files.remove(0).text;
    assert!(page.contains(&link.day) && page.contains("The lamp goes out."), "{page}");
    // Nobody has said of that line that it spoils nothing.
    let free = again.exports("markdown", true, None, false).await?.files.remove(0).text;
    assert!(free.contains(&link.day) && !free.contains("The lamp goes out."), "{free}");

    let other = Evening::over_in(again.household, 1961).await?;
    let recap = other.household.ask("Mara", of(&other.screening)).await?;
    assert!(recap.earlier.is_empty(), "another film of that name: {:?}", recap.earlier);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_personal_note_leaves_by_its_author_s_choice_alone() -> anyhow::Result<()> {
    let evening = Evening::over().await?;
    assert!(!evening.text(false).await?.contains("shoe quarrel"));
    let notes =
        ask::Notes { screening: evening.screening.clone(), by: None, after_ms: None, after_id: None, limit: None };
    let notes = evening.household.ask("Mara", list::NotesCall(notes)).await?.notes;
    let shoe = notes.iter().find(|note| note.kind == "personal").expect("it is there");
    assert!(!shoe.exportable);
    let choose = |exportable| ask::EditNote {
        screening: evening.screening.clone(),
        note: shoe.id.clone(),
        text: None,
        kind: None,
        tags: None,
        film_ms: None,
        seal: None,
        exportable: Some(exportable),
    };
    evening.household.ask("Mara", list::EditNoteCall(choose(true))).await?;
    assert!(evening.text(false).await?.contains("shoe quarrel"));
    assert!(!evening.text(true).await?.contains("shoe quarrel"), "in the free version it never is");
    evening.household.ask("Mara", list::EditNoteCall(choose(false))).await?;
    assert!(!evening.text(false).await?.contains("shoe quarrel"));
    evening.household.ends().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_free_part_is_a_quarter_unless_the_household_says_otherwise() -> anyhow::Result<()> {
    let evening = Evening::over().await?;
    let view = evening.exports("json", true, None, false).await?;
    assert_eq!(view.free_until_ms, LENGTH_MS / 4);
    assert!(view.files[0].text.contains("The clock has no hands."));
    let until = |film_ms| ask::SetFreeUntil { screening: evening.screening.clone(), film_ms };
    evening.household.ask("Mara", list::SetFreeUntilCall(until(Some(60_000)))).await?;
    // Nothing of the notes is free any more, and nobody wrote or graded anything.
    assert_eq!(evening.exports("markdown", true, None, false).await.unwrap_err().code, "export-nothing-to-export");
    evening.household.ask("Mara", list::SetFreeUntilCall(until(Some(LENGTH_MS)))).await?;
    assert!(evening.text(true).await?.contains("foghorn"));
    evening.household.ask("Mara", list::SetFreeUntilCall(until(None))).await?;
    assert!(!evening.text(true).await?.contains("foghorn"));
    let refused = evening.household.ask("Mara", list::SetFreeUntilCall(until(Some(-1)))).await.unwrap_err();
    assert_eq!(refused.code, "out-of-range");
    evening.household.ends().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spoiler_in_the_free_version_stops_the_export_and_is_named() -> anyhow::Result<()> {
    let evening = Evening::over().await?;
    evening.writes("==A quiet film.== ==Listen how the train whistle becomes the foghorn.==").await?;
    let folder = tempfile::tempdir()?;
    for format in TEXTS.into_iter().chain(PRINTS.map(|(format, _)| format)) {
        let refused = evening.exports(format, true, Some(folder.path()), false).await.unwrap_err();
        assert_eq!(refused.code, "export-leak", "{format}");
        assert!(refused.says.contains("“Listen how the train whistle becomes the foghorn.”"), "{}", refused.says);
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0, "nothing was written");
    assert!(evening.exports("markdown", false, None, false).await.is_ok(), "the full version may tell it");
    evening.household.ends().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_is_written_and_nothing_is_overwritten_unasked() -> anyhow::Result<()> {
    let evening = Evening::over().await?;
    evening.writes("==A quiet film.==").await?;
    let folder = tempfile::tempdir()?;
    for spoiler_free in [true, false] {
        for format in TEXTS {
            let view = evening.exports(format, spoiler_free, Some(folder.path()), false).await?;
            for file in view.files {
                let path = file.path.expect("it was written");
                assert_eq!(std::fs::read_to_string(&path)?, file.text, "{path}");
            }
        }
    }
    for (format, begins) in PRINTS {
        let before = evening.exports(format, true, None, false).await?.files.remove(0);
        assert!(!before.pictures.is_empty() && before.base64.is_some(), "{format} can be looked at before");
        let file = evening.exports(format, true, Some(folder.path()), false).await?.files.remove(0);
        assert!(std::fs::read(file.path.expect("it was written"))?.starts_with(begins), "{format}");
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 18, "and nothing is left beside");
    for (path, code) in [
        (folder.path().to_path_buf(), "file-exists"),
        (folder.path().join("gone/review.md"), "no-such-folder"),
        (folder.path().join("The Lamplighters Daughter full.md/review.md"), "no-folder"),
    ] {
        let refused = evening.exports("markdown", false, Some(&path), false).await.unwrap_err();
        assert_eq!(refused.code, code, "{}", path.display());
    }
    evening.exports("markdown", false, Some(folder.path()), true).await?;
    let none = evening.exports("doc", false, None, false).await.unwrap_err();
    assert_eq!(none.code, "unknown-format");
    evening.household.ends().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_outside_the_scale_is_refused_and_leaves_nowhere() -> anyhow::Result<()> {
    let evening = Evening::over().await?;
    for letter in ["Z", "A++", "", "11", "a", "passed"] {
        let give = ask::GiveGrade {
            screening: evening.screening.clone(),
            when: "after".into(),
            letter: Some(letter.into()),
            for_member: None,
        };
        assert!(evening.household.ask("Mara", list::GiveGradeCall(give)).await.is_err(), "{letter}");
    }
    let table = evening.exports("letterboxd", false, None, false).await?.files.remove(0).text;
    let row = table.lines().nth(1).expect("a row");
    assert!(row.contains(",2016,,,,"), "no rating: {row}");
    evening.household.ends().await;
    Ok(())
}
