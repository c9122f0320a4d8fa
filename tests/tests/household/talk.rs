//! Lights up and the talk after it: what is sealed before, what opens together, boards, a round, and bad input.

use asides::Caller;
use asides::api::view::{DiscussionView, GradeView};
use asides::api::{ask, list};
use household::Household;
use serde_json::json;

struct Evening {
    household: Household,
    screening: String,
}

impl Evening {
    /// Three at a film that runs since 0:00:00.
    async fn begins(names: &[&str]) -> anyhow::Result<Self> {
        let (first, others) = names.split_first().expect("somebody");
        let mut household = Household::founded_by(first).await?;
        for name in others {
            household.joins(name).await?;
        }
        household.run_until_quiet().await?;
        let new =
            ask::NewScreening { title: "The Tide".into(), year: None, length_ms: Some(7_200_000), household: None };
        let screening = household.ask(first, list::NewScreeningCall(new)).await?.screening;
        household.run_until_quiet().await?;
        let evening = Self { household, screening };
        Ok(evening)
    }

    /// Asks a call by its name; the screening is added.
    async fn call(
        &self,
        who: &str,
        name: &str,
        mut argument: serde_json::Value,
    ) -> Result<serde_json::Value, asides::api::Problem> {
        argument["screening"] = json!(self.screening);
        self.household.house(who).ask_json(Caller::Window, name, argument).await
    }

    async fn refused(&self, who: &str, name: &str, argument: serde_json::Value, code: &str) {
        let refused = self.call(who, name, argument.clone()).await.unwrap_err();
        assert_eq!(refused.code, code, "{name} {argument}: {}", refused.says);
        let safe = refused.says.contains("othing was") || refused.says.contains("stays as it was");
        assert!(safe, "it says what is safe: {}", refused.says);
    }

    async fn quiet(&self) -> anyhow::Result<()> {
        self.household.run_until_quiet().await
    }

    async fn talk(&self, who: &str) -> anyhow::Result<DiscussionView> {
        let of = ask::OfScreening { screening: self.screening.clone() };
        Ok(self.household.ask(who, list::DiscussionCall(of)).await?)
    }

    async fn member(&self, name: &str) -> anyhow::Result<String> {
        Ok(self.household.member(name).await?.id)
    }

    async fn jot(&self, who: &str, kind: &str, text: &str, sealed: bool) -> anyhow::Result<String> {
        let jot = json!({"kind": kind, "text": text, "sealed": sealed});
        Ok(self.call(who, "jot", jot).await?["id"].as_str().unwrap_or_default().to_owned())
    }
}

/// The letters that somebody sees, in the order of the list.
fn letters<'a>(grades: &'a [GradeView], when: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = grades
        .iter()
        .filter(|grade| grade.when == when && !grade.given.is_empty())
        .map(|grade| grade.given.as_str())
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_opens_in_one_change_when_all_have_given() -> anyhow::Result<()> {
    let evening = Evening::begins(&["Mara", "Theo", "Ruth"]).await?;
    evening.household.section("19:50 expectations, sealed; Ruth passes");
    for (who, letter) in [("Mara", json!("B")), ("Theo", json!("A-")), ("Ruth", json!(null))] {
        evening.call(who, "give_grade", json!({"when": "before", "letter": letter})).await?;
    }
    evening.quiet().await?;
    assert_eq!(letters(&evening.talk("Theo").await?.screening.grades, "before"), ["A-"]);

    evening.household.section("20:00 the film runs; at half an hour a pulse, and Mara keeps something");
    evening.call("Mara", "set_clock", json!({"act": {"do": "start"}})).await?;
    evening.quiet().await?;
    for who in ["Theo", "Ruth"] {
        evening.call(who, "attend", json!({"state": "watching"})).await?;
    }
    evening.household.time.pass(1_800_000);
    evening.refused("Mara", "give_grade", json!({"when": "before", "letter": "F"}), "too-late-to-hope").await;
    for (who, pulse) in [("Mara", 2), ("Theo", 4), ("Ruth", 3)] {
        evening.call(who, "give_pulse", json!({"pulse": pulse})).await?;
    }
    evening.jot("Mara", "feeling", "It is slow so far.", true).await?;
    let bet = evening.jot("Theo", "prediction", "She burns the letters.", true).await?;
    let ask = evening.jot("Ruth", "question", "Is the voice on the radio real?", false).await?;
    let pick = evening.jot("Theo", "nitpick", "How can she hear him?", false).await?;
    evening.household.time.pass(60_000);
    evening.quiet().await?;
    let theo = evening.talk("Theo").await?;
    let kept: Vec<_> = theo.screening.kept.iter().map(|kept| (kept.member.clone(), kept.notes)).collect();
    assert_eq!(kept, [(evening.member("Mara").await?, 1)], "that Mara keeps one, and nothing else of it");
    assert_eq!(letters(&theo.screening.grades, "pulse"), ["4"]);
    assert!(!serde_json::to_string(&theo)?.contains("slow so far"));

    evening.household.section("21:52 lights up: the letters come when the third is in");
    evening.household.time.pass(5_340_000);
    for who in ["Mara", "Theo", "Ruth"] {
        evening.call(who, "lights_up", json!({})).await?;
        evening.quiet().await?;
    }
    for (who, letter, others_see) in [("Mara", "A-", 0), ("Theo", "A+", 0), ("Ruth", "A", 3)] {
        evening.call(who, "give_grade", json!({"when": "after", "letter": letter})).await?;
        evening.quiet().await?;
        let seen = evening.talk("Ruth").await?;
        let expect = if who == "Ruth" { others_see } else { 0 };
        assert_eq!(letters(&seen.screening.grades, "after").len(), expect, "Ruth sees after {who} gave");
        assert_eq!(seen.turn.is_some(), who == "Ruth");
    }
    let talk = evening.talk("Theo").await?;
    assert_eq!(letters(&talk.screening.grades, "after"), ["A", "A+", "A-"]);
    assert_eq!(letters(&talk.screening.grades, "before"), ["A-", "B", "pass"]);
    let turn = talk.turn.expect("somebody turned");
    assert_eq!((turn.member, turn.pulse, turn.to), (evening.member("Mara").await?, Some(2), "A-".to_owned()));

    evening.household.section("predictions: their author says, anybody contests with one tap");
    evening.refused("Mara", "settle", json!({"note": bet, "outcome": "wrong"}), "not-yours").await;
    evening.call("Theo", "settle", json!({"note": bet, "outcome": "wrong"})).await?;
    evening.quiet().await?;
    evening.call("Mara", "contest", json!({"note": bet, "on": true})).await?;
    evening.quiet().await?;
    let prediction = evening.talk("Ruth").await?.predictions.remove(0);
    assert_eq!((prediction.outcome.as_deref(), prediction.contested_by.len()), (Some("wrong"), 1));

    evening.household.section("n15: three positions, still open; answered twice it is the later word");
    for (who, position, open) in [
        ("Ruth", "real", false),
        ("Theo", "real", false),
        ("Mara", "both", true),
        ("Theo", "made up, unplugged", false),
    ] {
        evening.call(who, "take_position", json!({"note": ask, "position": position, "still_open": open})).await?;
    }
    evening.refused("Theo", "take_position", json!({"note": pick, "position": "x"}), "wrong-kind").await;
    evening.quiet().await?;
    let question = evening.talk("Mara").await?.questions.remove(0);
    assert!(question.still_open && question.answers.len() == 3, "{question:?}");
    assert!(question.answers.iter().any(|answer| answer.position == "made up, unplugged"));

    evening.household.section("a nitpick: agreed, then explained");
    evening.call("Ruth", "judge", json!({"note": pick, "judged": "agreed"})).await?;
    evening.quiet().await?;
    assert_eq!(evening.talk("Theo").await?.nitpicks[0].state, "agreed");
    evening.call("Mara", "judge", json!({"note": pick, "judged": "explained", "film_ms": 1_900_000})).await?;
    evening.quiet().await?;
    let nitpick = evening.talk("Theo").await?.nitpicks.remove(0);
    assert_eq!((nitpick.state.as_str(), nitpick.explained_ms), ("explained", Some(1_900_000)));
    evening.refused("Mara", "judge", json!({"note": pick, "judged": "explained"}), "bad-argument").await;
    evening.refused("Mara", "judge", json!({"note": pick, "judged": "silly"}), "bad-argument").await;
    evening.refused("Mara", "judge", json!({"note": ask, "judged": "agreed"}), "wrong-kind").await;

    evening.household.section("in one sentence: shut until the third has passed");
    evening.call("Mara", "say_sentence", json!({"text": "A house begins to see."})).await?;
    evening.call("Theo", "say_sentence", json!({"text": "A lamp goes out."})).await?;
    evening.quiet().await?;
    let shut = evening.talk("Mara").await?.sentences;
    assert_eq!((shut.said.len(), shut.closed.len(), shut.awaited.len(), shut.open), (1, 1, 1, false));
    evening.call("Ruth", "say_sentence", json!({})).await?;
    evening.quiet().await?;
    let open = evening.talk("Mara").await?.sentences;
    assert_eq!((open.said.len(), open.awaited.len(), open.open), (3, 0, true));
    evening.refused("Mara", "say_sentence", json!({"text": " "}), "empty").await;
    evening.refused("Mara", "say_sentence", json!({"text": "x".repeat(401)}), "too-long").await;

    evening.household.section("an afterthought changes no board");
    let before = evening.talk("Mara").await?;
    evening.household.time.pass(86_400_000);
    evening.jot("Mara", "afterthought", "The tide was the clock.", false).await?;
    let after = evening.talk("Mara").await?;
    assert_eq!(after.afterthoughts.len(), 1);
    assert_eq!((before.only_one.len(), before.moments.len()), (after.only_one.len(), after.moments.len()));

    evening.household.section("bad input leaves everything as it was");
    evening.refused("Mara", "give_grade", json!({"when": "after", "letter": "G"}), "bad-argument").await;
    evening.refused("Mara", "give_pulse", json!({"pulse": 6}), "out-of-range").await;
    evening
        .refused(
            "Mara",
            "give_grade",
            json!({"when": "after", "letter": "A", "for_member": "nobody"}),
            "unknown-member",
        )
        .await;
    let theo_id = evening.member("Theo").await?;
    evening
        .refused("Mara", "give_grade", json!({"when": "after", "letter": "A", "for_member": theo_id}), "not-a-voice")
        .await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_gives_each_a_turn_and_grandpa_is_written_for() -> anyhow::Result<()> {
    let evening = Evening::begins(&["Mara", "Theo"]).await?;
    let add = ask::AddMember { name: "Grandpa".into(), household: None };
    let grandpa = evening.household.ask("Mara", list::AddMemberCall(add)).await?.id;
    evening.call("Mara", "set_clock", json!({"act": {"do": "start"}})).await?;
    evening.quiet().await?;
    evening.household.time.pass(60_000);
    evening.call("Theo", "attend", json!({"state": "watching"})).await?;
    evening.jot("Theo", "remark", "The clock has no hands.", false).await?;
    evening.household.time.pass(120_000);
    evening.jot("Mara", "remark", "It is the first shot.", false).await?;
    evening.household.time.pass(120_000);
    evening.jot("Theo", "personal", "That is my sister and me.", false).await?;
    evening.household.time.pass(120_000);
    let spoken = json!({"kind": "remark", "text": "We had such a lamp.", "for_member": grandpa});
    evening.call("Mara", "jot", spoken).await?;
    evening.household.time.pass(120_000);
    evening.quiet().await?;
    evening.call("Mara", "lights_up", json!({})).await?;
    evening.quiet().await?;
    evening.call("Theo", "lights_up", json!({})).await?;
    evening.call("Mara", "give_grade", json!({"when": "after", "letter": "B"})).await?;
    evening.call("Theo", "give_grade", json!({"when": "after", "letter": "C"})).await?;
    evening.quiet().await?;
    let talk = evening.talk("Theo").await?;
    assert_eq!(talk.screening.awaited, [grandpa.clone()], "Grandpa saw the end beside Mara, and his word is awaited");
    evening.call("Mara", "give_grade", json!({"when": "after", "letter": "A", "for_member": grandpa})).await?;
    evening.quiet().await?;
    let talk = evening.talk("Theo").await?;
    assert_eq!(letters(&talk.screening.grades, "after"), ["A", "B", "C"]);
    let lamp = talk.moments.iter().flat_map(|moment| &moment.notes).find(|note| note.by == grandpa).expect("his note");
    assert_eq!(lamp.entered_by, "Mara");

    evening.household.section("the round: each once, whoever said least first, then again");
    let (mara, theo) = (evening.member("Mara").await?, evening.member("Theo").await?);
    let mut turns = Vec::new();
    let mut order = Vec::new();
    let present = [mara.clone(), theo.clone(), grandpa.clone()];
    loop {
        let round = evening.call("Mara", "talking_round", json!({"present": present, "turns": turns})).await?;
        let Some(next) = round["next"].as_object() else { break };
        order.push((
            next["member"].as_str().unwrap_or_default().to_owned(),
            next["note"]["text"].as_str().unwrap_or_default().to_owned(),
        ));
        turns.push(json!({"member": next["member"], "note": next["note"]["id"]}));
    }
    let whose: Vec<&str> = order.iter().map(|(member, _)| member.as_str()).collect();
    assert_eq!(whose.len(), 4, "{order:?}");
    assert!(
        whose[..3].contains(&mara.as_str()) && whose[..3].contains(&grandpa.as_str()),
        "each of the three once before anybody twice"
    );
    assert_eq!((whose[2], whose[3]), (theo.as_str(), theo.as_str()), "who wrote most comes last");

    evening.household.section("without Theo nothing of his family's is drawn, and nobody is drawn who is not there");
    let round = evening.call("Mara", "talking_round", json!({"present": [mara], "turns": turns[..2]})).await?;
    assert_eq!(round["next"]["why"], "said");
    assert!(!round.to_string().contains("sister"), "{round}");
    let none = evening.call("Mara", "talking_round", json!({"present": []})).await?;
    assert!(none["next"].is_null());
    evening.refused("Mara", "talking_round", json!({"present": ["00112233445566778899"]}), "unknown-member").await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_grades_of_one_member_are_settled_by_one_tap() -> anyhow::Result<()> {
    let mut evening = Evening::begins(&["Mara", "Theo"]).await?;
    let mara = evening.member("Mara").await?;
    evening.household.joins_as("Mara's phone", Some(&mara)).await?;
    evening.quiet().await?;
    evening.call("Mara", "lights_up", json!({})).await?;
    evening.quiet().await?;
    evening.call("Theo", "lights_up", json!({})).await?;
    evening.call("Theo", "give_grade", json!({"when": "after", "letter": "C"})).await?;
    evening.quiet().await?;
    evening.household.cut("Mara's phone", true).await?;
    evening.call("Mara", "give_grade", json!({"when": "after", "letter": "A"})).await?;
    evening.call("Mara's phone", "give_grade", json!({"when": "after", "letter": "B"})).await?;
    evening.household.cut("Mara's phone", false).await?;
    evening.quiet().await?;
    let own = |talk: &DiscussionView| {
        let grade = talk.screening.grades.iter().find(|grade| grade.member == mara && grade.when == "after").cloned();
        grade.map(|grade| (grade.given, grade.rivals))
    };
    for device in ["Mara", "Mara's phone"] {
        let (given, rivals) = own(&evening.talk(device).await?).expect("it is there");
        let mut both = rivals.clone();
        both.push(given);
        both.sort();
        assert_eq!(both, ["A", "B"], "{device} shows both");
    }
    assert_eq!(own(&evening.talk("Theo").await?), Some((String::new(), vec![])), "Theo is told neither");
    for device in ["Mara", "Mara's phone"] {
        // Picked on one device and, a moment later, on the other: the second tap changes nothing.
        evening.call(device, "give_grade", json!({"when": "after", "letter": "B"})).await?;
        evening.quiet().await?;
        assert_eq!(own(&evening.talk("Theo").await?), Some(("B".to_owned(), vec![])), "after {device}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_member_takes_no_position_any_more() -> anyhow::Result<()> {
    let mut evening = Evening::begins(&["Mara", "Theo"]).await?;
    evening.call("Mara", "set_clock", json!({"act": {"do": "start"}})).await?;
    evening.quiet().await?;
    let question = evening.jot("Mara", "question", "Who has the key?", false).await?;
    evening.quiet().await?;
    evening.call("Mara", "lights_up", json!({})).await?;
    evening.quiet().await?;
    let view = evening.household.seen_by("Mara").await?;
    let theos =
        view.members.iter().flat_map(|member| &member.devices).find(|device| !device.this).expect("Theo's").id.clone();
    let remove = ask::RemoveDevice { device: theos, household: None };
    evening.household.ask("Mara", list::RemoveDeviceCall(remove)).await?;
    // Whether Theo's device has heard of it yet or not, what it writes now reaches nobody.
    let _ = evening.call("Theo", "take_position", json!({"note": question, "position": "the mother"})).await;
    evening.household.closes("Theo").await;
    evening.quiet().await?;
    let talk = evening.talk("Mara").await?;
    assert!(talk.questions[0].answers.is_empty(), "{:?}", talk.questions[0].answers);
    Ok(())
}
