//! Somebody falls asleep before the end and watches on the next day, alone, with the others' notes as echoes.

use crate::said::remark;
use asides::api::{ask, list};
use household::Household;

const SLEPT_MS: i64 = 3_500_000;
const GLASS_MS: i64 = 3_730_000;

struct Weekend {
    household: Household,
    screening: String,
}

impl Weekend {
    fn of(&self) -> ask::OfScreening {
        ask::OfScreening { screening: self.screening.clone() }
    }

    async fn jots(&self, name: &str, text: &str) -> anyhow::Result<i64> {
        Ok(self.household.ask(name, remark(&self.screening, text)).await?.film_ms)
    }

    async fn echoes(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let heard = self.household.ask(name, list::EchoesCall(self.of())).await?;
        Ok(heard.notes.into_iter().map(|note| note.text).collect())
    }

    async fn clock(&self, name: &str) -> anyhow::Result<asides::api::view::ClockView> {
        Ok(self.household.ask(name, list::ClockCall(self.of())).await?)
    }

    async fn set(&self, name: &str, act: ask::ClockAct) -> anyhow::Result<()> {
        let set = ask::SetClock { screening: self.screening.clone(), act };
        self.household.ask(name, list::SetClockCall(set)).await?;
        Ok(())
    }

    async fn lights_up(&self, name: &str) -> anyhow::Result<()> {
        let lights = ask::LightsUp { screening: self.screening.clone() };
        self.household.ask(name, list::LightsUpCall(lights)).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sleeper_goes_on_next_day_and_their_own_comes_first() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Jonas").await?;
    household.run_until_quiet().await?;
    let new = ask::NewScreening {
        title: "The Lamplighter\u{2019}s Daughter".into(),
        year: Some(2016),
        length_ms: Some(6_360_000),
        household: None,
    };
    let screening = household.ask("Mara", list::NewScreeningCall(new)).await?.screening;
    household.run_until_quiet().await?;
    let mut weekend = Weekend { household, screening };
    weekend.set("Mara", ask::ClockAct::Start).await?;
    weekend.household.run_until_quiet().await?;
    let attend = |state: &str, film_ms| {
        list::AttendCall(ask::Attend {
            screening: weekend.screening.clone(),
            state: state.into(),
            film_ms,
            for_member: None,
        })
    };
    weekend.household.ask("Jonas", attend("watching", None)).await?;

    weekend.household.section("0:58:20 Jonas sleeps");
    weekend.household.time.pass(SLEPT_MS);
    weekend.household.ask("Jonas", attend("slept", None)).await?;
    weekend.household.run_until_quiet().await?;
    let jonas = weekend.household.member("Jonas").await?.id;
    let seen = weekend.household.ask("Mara", list::ScreeningCall(weekend.of())).await?;
    let standing = seen.standing.iter().find(|one| one.member == jonas).expect("he was there");
    assert_eq!((standing.state.as_str(), standing.film_ms), ("slept", Some(SLEPT_MS)));
    assert!(weekend.echoes("Mara").await?.is_empty(), "who watches with the others hears no echoes");

    weekend.household.section("Mara notes what he does not see");
    weekend.household.time.pass(GLASS_MS - SLEPT_MS + 2_000);
    assert_eq!(weekend.jots("Mara", "Glass, and no sound before.").await?, GLASS_MS);
    weekend.household.time.pass(6_290_000 - GLASS_MS);
    weekend.jots("Mara", "The light turns twice.").await?;
    weekend.household.time.pass(68_000);
    weekend.household.run_until_quiet().await?;
    weekend.household.closes("Jonas").await;
    weekend.lights_up("Mara").await?;

    weekend.household.section("Sunday: he opens his lid, and goes on where he fell asleep");
    weekend.household.time.pass(11 * 3_600_000);
    weekend.household.opens("Jonas").await?;
    weekend.household.run_until_quiet().await?;
    let mara =
        (weekend.clock("Mara").await?, weekend.household.ask("Mara", list::ScreeningCall(weekend.of())).await?.state);
    let sunday = weekend.household.ask("Jonas", list::ScreeningCall(weekend.of())).await?;
    assert_eq!((sunday.my_state.as_str(), sunday.frontier_ms, sunday.folded), ("slept", SLEPT_MS, 0));
    let alone = ask::WatchAlone { screening: weekend.screening.clone(), film_ms: None };
    weekend.household.ask("Jonas", list::WatchAloneCall(alone)).await?;
    let stands = weekend.clock("Jonas").await?;
    assert_eq!((stands.running, stands.film_ms), (false, SLEPT_MS), "it waits for his player");
    weekend.set("Jonas", ask::ClockAct::Start).await?;

    weekend.household.section("Mara's note comes up 15 s after its moment");
    weekend.household.time.pass(GLASS_MS - SLEPT_MS + 6_000);
    assert!(weekend.echoes("Jonas").await?.is_empty());
    weekend.jots("Jonas", "Glass again.").await?; // 4 s after hers, before its echo
    weekend.household.time.pass(8_999);
    assert!(weekend.echoes("Jonas").await?.is_empty());
    weekend.household.time.pass(1);
    assert_eq!(weekend.echoes("Jonas").await?, ["Glass, and no sound before."]);
    weekend.household.time.pass(2_000);
    weekend.jots("Jonas", "Ah, she heard it too.").await?;
    weekend.household.time.pass(6_360_000 - GLASS_MS - 17_000);
    weekend.lights_up("Jonas").await?;
    weekend.household.run_until_quiet().await?;

    weekend.household.section("the boards know both, and nothing else of Mara's evening has changed");
    for name in ["Mara", "Jonas"] {
        let talk = weekend.household.ask(name, list::DiscussionCall(weekend.of())).await?;
        let glass = talk.moments.iter().find(|moment| moment.start_ms == GLASS_MS).expect("their moment");
        assert_eq!((glass.members.len(), glass.rank), (2, 1), "{name}: independent of each other");
        assert_eq!(glass.notes.len(), 3, "{name}: with his answer beside them");
        let lone: Vec<i64> = talk.only_one.iter().map(|lone| lone.start_ms).collect();
        assert_eq!(lone, [6_290_000], "{name}: he has passed the light and did not note it");
    }
    let after = weekend.household.ask("Mara", list::ScreeningCall(weekend.of())).await?;
    assert_eq!((weekend.clock("Mara").await?, after.state), mara);
    let standing = after.standing.iter().find(|one| one.member == jonas).expect("he was there");
    assert_eq!(standing.state, "finished");

    weekend.household.section("his answer was made in knowledge of hers, his first note was not");
    let (profiles, _folder) = weekend.household.ends().await;
    let opened = library::Library::open(&profiles["Mara"].join("asides.db"))?;
    let rows = opened.library.reader()?.whole(&weekend.screening.parse()?)?.expect("it is there");
    let mut his: Vec<_> = rows.notes.iter().filter(|note| note.by.as_str() == jonas).collect();
    his.sort_by_key(|note| note.film_ms);
    assert_eq!(his.iter().map(|note| note.after_echo).collect::<Vec<_>>(), [false, true]);
    Ok(())
}
