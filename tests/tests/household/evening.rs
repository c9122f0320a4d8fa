//! One evening: four people, one film, one of them cut off for a while, one asleep before the end.

use std::collections::BTreeMap;

use asides::Caller;
use asides::api::view::DiscussionView;
use asides::api::{ask, list};
use household::Household;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sunday;

/// The evening's notes, in film order.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    pub id: String,
    pub member: String,
    pub film_time: String,
    pub kind: String,
    pub text: String,
    pub seal: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

/// How long the film runs.
pub const LENGTH_MS: i64 = 6_360_000;
/// A sentence is felt this long before its first key, a reaction this long before its own.
const LAG_MS: [i64; 2] = [2_000, 1_000];

/// A film time as it is shown, in milliseconds.
pub fn ms(time: &str) -> i64 {
    time.split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap()) * 1_000
}

fn notes() -> Vec<Line> {
    serde_json::from_str(include_str!("../../evening/notes.json")).unwrap()
}

/// The four around one screening, its film at 0:00:00 and running.
pub struct Evening {
    pub household: Household,
    pub screening: String,
    pub film_ms: i64,
    names: BTreeMap<String, String>,
}

impl Evening {
    async fn begins() -> anyhow::Result<Self> {
        let mut household = Household::founded_by("Mara").await?;
        for name in ["Theo", "Ruth", "Jonas"] {
            household.joins(name).await?;
        }
        household.run_until_quiet().await?;
        let mut names = BTreeMap::new();
        for name in ["Mara", "Theo", "Ruth", "Jonas"] {
            names.insert(household.member(name).await?.id, name.to_owned());
        }
        let new = ask::NewScreening {
            title: "The Lamplighter’s Daughter".into(),
            year: Some(2016),
            length_ms: Some(LENGTH_MS),
            household: None,
        };
        let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
        household.run_until_quiet().await?;
        let evening = Self { household, screening, film_ms: 0, names };
        evening.household.section("19:50 hopes, sealed; Ruth passes");
        for (who, letter) in [("Mara", Some("B")), ("Jonas", Some("B+")), ("Theo", Some("A-")), ("Ruth", None)] {
            evening.call(who, "give_grade", json!({"when": "before", "letter": letter})).await?;
        }
        evening.household.run_until_quiet().await?;
        for (who, expect) in [("Mara", "B"), ("Jonas", "B+"), ("Theo", "A-"), ("Ruth", "pass")] {
            let seen = evening.discussion(who).await?.screening.grades;
            let given: Vec<&str> =
                seen.iter().map(|grade| grade.given.as_str()).filter(|given| !given.is_empty()).collect();
            assert_eq!(given, [expect], "{who} sees no letter but their own");
        }
        evening
            .household
            .ask(
                "Mara",
                list::SetClockCall(ask::SetClock { screening: evening.screening.clone(), act: ask::ClockAct::Start }),
            )
            .await?;
        evening.household.run_until_quiet().await?;
        Ok(evening)
    }

    /// Lets the film run on to a film time.
    pub fn runs_to(&mut self, film_ms: i64) {
        self.household.time.pass(film_ms - self.film_ms);
        self.film_ms = film_ms;
    }

    /// Somebody jots: the key comes a little after the feeling, and the note stands where the feeling was.
    pub async fn jots(&mut self, line: &Line) -> anyhow::Result<()> {
        let felt_ms = ms(&line.film_time);
        let reaction = (line.kind == "reaction").then(|| line.text.clone());
        self.runs_to(self.film_ms.max(felt_ms));
        let lag_ms = LAG_MS[usize::from(reaction.is_some())];
        // Whoever reacts together reacts within the lag of the others: the first key is told as that much ago.
        self.runs_to(self.film_ms.max(felt_ms + lag_ms));
        let ago_ms = self.film_ms - felt_ms - lag_ms;
        let jot = ask::Jot {
            screening: self.screening.clone(),
            kind: if line.id == "n14" { "personal".into() } else { line.kind.clone() },
            text: if reaction.is_some() { String::new() } else { line.text.clone() },
            reaction,
            tags: line.tags.clone(),
            ago_ms: Some(ago_ms),
            film_ms: None,
            sealed: line.seal.is_some(),
            for_member: None,
        };
        let kept = self.household.ask(&line.member, list::JotCall(jot)).await?;
        assert_eq!(kept.film_ms, felt_ms, "{} stands where it was felt", line.id);
        Ok(())
    }

    pub async fn discussion(&self, name: &str) -> anyhow::Result<DiscussionView> {
        let of = ask::OfScreening { screening: self.screening.clone() };
        Ok(self.household.ask(name, list::DiscussionCall(of)).await?)
    }

    /// Asks a call by its name; the screening is added.
    pub async fn call(&self, who: &str, name: &str, mut argument: Value) -> anyhow::Result<Value> {
        argument["screening"] = json!(self.screening);
        Ok(self.household.house(who).ask_json(Caller::Window, name, argument).await?)
    }

    pub async fn lights_up(&self, name: &str) -> anyhow::Result<()> {
        let of = ask::LightsUp { screening: self.screening.clone() };
        self.household.ask(name, list::LightsUpCall(of)).await?;
        Ok(())
    }

    fn who(&self, member: &str) -> &str {
        &self.names[member]
    }

    /// The hot moments of somebody's discussion as (film time, how many members), hottest first.
    pub fn hot(discussion: &DiscussionView) -> Vec<(i64, usize)> {
        let mut hot: Vec<_> = discussion.moments.iter().filter(|moment| moment.rank > 0).collect();
        hot.sort_by_key(|moment| moment.rank);
        hot.into_iter().map(|moment| (moment.start_ms, moment.members.len())).collect()
    }

    pub fn lone(&self, discussion: &DiscussionView) -> Vec<(i64, String, String)> {
        let passed = |lone: &asides::api::view::LoneView| format!("{} of {}", lone.passed, lone.others);
        discussion
            .only_one
            .iter()
            .map(|lone| (lone.start_ms, self.who(&lone.member).to_owned(), passed(lone)))
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_people_hold_one_screening() -> anyhow::Result<()> {
    let mut evening = Evening::begins().await?;
    let lines: Vec<Line> = notes();
    let saturday: Vec<&Line> = lines.iter().filter(|line| line.id.as_str() <= "n26").collect();
    let mut cut = false;
    let mut asleep = false;
    let mut tapped = false;

    evening.household.section("the film runs");
    for line in saturday {
        let felt_ms = ms(&line.film_time);
        if !tapped && felt_ms >= ms("0:30:00") {
            evening.household.section("0:30:00 each says silently how it is so far");
            evening.runs_to(ms("0:30:00"));
            for (who, pulse) in [("Mara", 2), ("Theo", 4), ("Ruth", 3), ("Jonas", 3)] {
                evening.call(who, "give_pulse", json!({ "pulse": pulse })).await?;
            }
            evening.household.run_until_quiet().await?;
            let seen = evening.discussion("Theo").await?.screening.grades;
            let taps: Vec<&str> = seen.iter().filter(|tap| tap.when == "pulse").map(|tap| tap.given.as_str()).collect();
            assert_eq!(taps, ["4"], "Theo sees no tap but his own");
            tapped = true;
        }
        if !cut && felt_ms >= ms("0:44:00") && felt_ms < ms("0:52:30") {
            evening.household.section("0:44:00 Ruth's line is cut");
            evening.runs_to(ms("0:44:00"));
            evening.household.cut("Ruth", true).await?;
            cut = true;
        }
        if cut && felt_ms >= ms("0:52:30") {
            evening.household.section("0:52:30 Ruth is back");
            evening.runs_to(ms("0:52:30"));
            evening.household.cut("Ruth", false).await?;
            evening.household.run_until_quiet().await?;
            cut = false;
        }
        if !asleep && felt_ms > ms("0:58:20") {
            evening.household.section("0:58:20 Jonas sleeps and his lid closes");
            evening.runs_to(ms("0:58:20"));
            let slept = ask::Attend {
                screening: evening.screening.clone(),
                state: "slept".into(),
                film_ms: Some(ms("0:58:20")),
                for_member: None,
            };
            evening.household.ask("Jonas", list::AttendCall(slept)).await?;
            evening.household.run_until_quiet().await?;
            evening.household.closes("Jonas").await;
            asleep = true;
        }
        evening.jots(line).await?;
    }
    evening.runs_to(LENGTH_MS);
    evening.household.run_until_quiet().await?;

    evening.household.section("lights up");
    for name in ["Mara", "Theo", "Ruth"] {
        evening.lights_up(name).await?;
    }
    evening.household.run_until_quiet().await?;

    evening.household.section("Mara drops what she had sealed");
    let mara = evening.discussion("Mara").await?;
    let [slow] = mara.keeping.as_slice() else { panic!("Mara keeps one note: {:?}", mara.keeping) };
    assert_eq!(slow.text, "It is slow so far.");
    let drop = ask::EditNote {
        screening: evening.screening.clone(),
        note: slow.id.clone(),
        text: None,
        kind: None,
        tags: None,
        film_ms: None,
        seal: Some("dropped".into()),
        exportable: None,
    };
    evening.household.ask("Mara", list::EditNoteCall(drop)).await?;
    evening.household.run_until_quiet().await?;

    evening.household.section("grades: they open when the third is in");
    for (who, letter) in [("Mara", "A-"), ("Theo", "A+"), ("Ruth", "A")] {
        assert!(evening.discussion("Ruth").await?.turn.is_none(), "before {who} gave");
        evening.call(who, "give_grade", json!({"when": "after", "letter": letter})).await?;
        evening.household.run_until_quiet().await?;
    }
    let turn = evening.discussion("Theo").await?.turn.expect("Mara turned from a B");
    assert_eq!((evening.who(&turn.member), turn.to.as_str()), ("Mara", "A-"));

    evening.household.section("the board is the same for the three");
    for name in ["Mara", "Theo", "Ruth"] {
        let discussion = evening.discussion(name).await?;
        assert_eq!(
            Evening::hot(&discussion),
            [("0:41:05", 3), ("1:12:39", 3), ("1:31:30", 3), ("0:06:40", 2), ("0:12:30", 2), ("0:49:55", 2)]
                .map(|(time, members)| (ms(time), members)),
            "hot moments as {name} sees them"
        );
        let lone = evening.lone(&discussion);
        let expected = [
            ("0:04:12", "Theo", "3 of 3"),
            ("0:38:15", "Ruth", "3 of 3"),
            ("0:46:20", "Ruth", "3 of 3"),
            ("1:02:10", "Theo", "2 of 3"),
            ("1:44:50", "Mara", "2 of 3"),
        ];
        assert_eq!(
            lone,
            expected.map(|(time, who, passed)| (ms(time), who.to_owned(), passed.to_owned())),
            "as {name} sees it"
        );
        let open: Vec<i64> = discussion
            .questions
            .iter()
            .filter(|question| question.still_open)
            .map(|question| question.note.film_ms)
            .collect();
        assert_eq!(open, [ms("0:17:20"), ms("0:49:55")], "open questions as {name} sees them");
        assert!(
            !serde_json::to_string(&discussion)?.contains("slow so far"),
            "what was dropped is nowhere, for {name}"
        );
    }

    evening.household.section("the recap holds the hot moments, and leaves in two versions");
    let export = |spoiler_free| ask::Export {
        screening: evening.screening.clone(),
        format: "markdown".into(),
        spoiler_free,
        path: None,
        replace: false,
        scale: None,
        shift_ms: None,
        export: None,
    };
    let full = evening.household.ask("Ruth", list::ExportCall(export(false))).await?.files.remove(0).text;
    for time in ["0:41:05", "1:12:39", "1:31:30", "0:06:40", "0:12:30", "0:49:55"] {
        assert!(full.contains(time), "{time} is missing in\n{full}");
    }
    assert!(
        !full.contains("shoe quarrel") && !full.contains("slow so far"),
        "private and dropped notes stay at home:\n{full}"
    );
    let free = evening.household.ask("Ruth", list::ExportCall(export(true))).await?.files.remove(0).text;
    assert!(free.contains("0:06:40") && !free.contains("1:12:39") && !free.contains("foghorn"), "{free}");

    evening.household.section("Sunday: Jonas opens his lid and sees no further than he came");
    evening.household.opens("Jonas").await?;
    evening.household.run_until_quiet().await?;
    let discussion = evening.discussion("Jonas").await?;
    let shown: usize = discussion.moments.iter().map(|moment| moment.notes.len()).sum();
    let predictions = discussion.predictions.len();
    assert_eq!(shown + predictions, 15, "what Jonas may see: his own three and what came before 0:58:20");
    let all = serde_json::to_string(&discussion)?;
    for later in ["foghorn", "mother wrote", "glass", "You were the lamp"] {
        assert!(!all.contains(later), "{later} lies beyond 0:58:20");
        let search = ask::Search { text: later.into(), limit: None };
        assert!(evening.household.ask("Jonas", list::SearchCall(search)).await?.hits.is_empty(), "{later}");
    }
    let refused = evening.household.ask("Jonas", list::ExportCall(export(false))).await.unwrap_err();
    assert_eq!(refused.code, "not-finished");

    sunday::jonas_watches_the_rest(&mut evening, &lines).await?;
    sunday::the_board_of_all_four(&evening).await?;
    sunday::the_review_leaves_in_every_format(&evening).await?;

    evening.household.section("all four files hold the same");
    let screening: screening::ScreeningId = evening.screening.parse()?;
    let (profiles, _folder) = evening.household.ends().await;
    let mut first = None;
    for (name, profile) in profiles {
        let opened = library::Library::open(&profile.join("asides.db"))?;
        let document = opened.library.document(&replica::DocumentId(hex(screening.as_str())))?;
        assert!(document.damaged.is_empty(), "{name}");
        let mut heads = document.document.heads();
        heads.sort();
        let rows = opened.library.reader()?.whole(&screening)?.expect("it is there");
        assert_eq!(rows.notes.len(), 29, "{name}");
        let (heads, rows) = (format!("{heads:?}"), format!("{rows:#?}"));
        match &first {
            None => first = Some((heads, rows)),
            Some((first_heads, first_rows)) => {
                assert_eq!(*first_heads, heads, "{name}'s document");
                assert_eq!(*first_rows, rows, "{name}'s rows");
            }
        }
    }
    Ok(())
}

fn hex(text: &str) -> [u8; 16] {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    std::array::from_fn(|place| byte(place * 2))
}
