//! Whoever has not come that far meets nothing of it, in no answer of the list of calls: many small evenings, every
//! query asked, and its JSON searched for what must not be in it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use asides::Caller;
use asides::api::{Ways, ask, list};
use household::Household;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// The film runs a quarter of an hour.
const LENGTH_MS: i64 = 900_000;
const KINDS: [&str; 8] =
    ["remark", "question", "prediction", "quote", "nitpick", "feeling", "personal", "afterthought"];

/// One note of a small evening.
#[derive(Debug, Clone)]
struct Line {
    /// 0 is whoever looks.
    by: usize,
    at_s: i64,
    kind: usize,
    sealed: bool,
    /// What its author did with it later: nothing, took it back, dropped it, showed it.
    then: u8,
    /// Somebody answered it.
    reply_by: Option<usize>,
}

/// One small evening.
#[derive(Debug, Clone)]
struct Evening {
    notes: Vec<Line>,
    frontier_s: i64,
    finished: [bool; 3],
}

fn evenings() -> impl Strategy<Value = Evening> {
    let line = (0..3_usize, 1..880_i64, 0..KINDS.len(), any::<bool>(), 0..6_u8, proptest::option::of(0..3_usize));
    let line =
        line.prop_map(|(by, at_s, kind, sealed, then, reply_by)| Line { by, at_s, kind, sealed, then, reply_by });
    (proptest::collection::vec(line, 1..9), 0..900_i64, any::<[bool; 3]>())
        .prop_map(|(notes, frontier_s, finished)| Evening { notes, frontier_s, finished })
}

/// What a note may be to whoever looks, told once more and without looking at the gate.
fn is_seen(line: &Line, film_ms: i64, evening: &Evening) -> bool {
    let finished = evening.finished[0];
    let own = line.by == 0;
    let kind = KINDS[line.kind];
    let sealed = if line.sealed { line.then != 3 } else { line.then == 5 };
    if line.then == 1 || line.then == 2 {
        return false;
    }
    match kind {
        _ if own => true,
        _ if !finished && (film_ms > evening.frontier_s * 1_000 || kind == "afterthought") => false,
        "prediction" => finished && evening.finished[line.by],
        _ => !sealed,
    }
}

/// All words and all numbers of an answer.
fn gather(value: &Value, words: &mut Vec<String>, numbers: &mut BTreeSet<i64>) {
    match value {
        Value::String(word) => words.push(word.clone()),
        Value::Number(number) => numbers.extend(number.as_i64()),
        Value::Array(values) => values.iter().for_each(|value| gather(value, words, numbers)),
        Value::Object(fields) => fields.values().for_each(|value| gather(value, words, numbers)),
        Value::Null | Value::Bool(_) => {}
    }
}

struct House {
    household: Household,
    members: Vec<String>,
    /// How many evenings there were: each has a word of its own.
    evenings: AtomicUsize,
}

impl House {
    async fn opens() -> anyhow::Result<Self> {
        let household = Household::founded_by("Mara").await?;
        let mut members = vec![household.member("Mara").await?.id];
        for name in ["Theo", "Ruth"] {
            let add = ask::AddMember { name: name.into(), household: None };
            members.push(household.ask("Mara", list::AddMemberCall(add)).await?.id);
        }
        Ok(Self { household, members, evenings: AtomicUsize::new(0) })
    }

    async fn call(&self, name: &str, argument: Value) -> Result<Value, asides::api::Problem> {
        self.household.house("Mara").ask_json(Caller::Window, name, argument).await
    }

    fn name_of(&self, who: usize) -> Value {
        if who == 0 { Value::Null } else { json!(self.members[who]) }
    }

    /// Plays one evening and looks at every answer.
    async fn check(&self, evening: &Evening) -> anyhow::Result<()> {
        let zebra = format!("zebra{}", self.evenings.fetch_add(1, Ordering::Relaxed));
        let begun = self.call("new_screening", json!({"title": "The Tide", "length_ms": LENGTH_MS})).await?;
        let screening = begun["screening"].as_str().unwrap_or_default().to_owned();
        let at = |act: Value| json!({"screening": screening, "act": act});
        self.call("set_clock", at(json!({"do": "start"}))).await?;
        self.call("set_clock", at(json!({"do": "it-says", "film_ms": evening.frontier_s * 1_000}))).await?;
        let mut shut: Vec<(String, String, i64)> = Vec::new();
        let mut open: BTreeSet<String> = BTreeSet::new();
        let mut said_shut: Vec<String> = Vec::new();
        for (place, line) in evening.notes.iter().enumerate() {
            let film_ms = line.at_s * 1_000 + i64::try_from(place)? + 1;
            let text = format!("{zebra} {place} of {}", line.by);
            let jot = json!({
                "screening": screening, "kind": KINDS[line.kind], "text": text, "film_ms": film_ms,
                "sealed": line.sealed, "for_member": self.name_of(line.by), "tags": [format!("tag {zebra}")],
            });
            let id = self.call("jot", jot).await?["id"].as_str().unwrap_or_default().to_owned();
            let note = json!({"screening": screening, "note": id});
            if let Some(by) = line.reply_by {
                let words = format!("{zebra} answer {place} by {by}");
                let reply = json!({"screening": screening, "note": id, "text": words, "for_member": self.name_of(by)});
                self.call("reply", reply).await?;
                if by != 0 && !evening.finished[0] {
                    said_shut.push(words);
                }
            }
            if KINDS[line.kind] == "question" && line.by != 0 {
                let words = format!("{zebra} position {place}");
                let mut position = note.clone();
                position["position"] = json!(words);
                position["for_member"] = self.name_of(line.by);
                self.call("take_position", position).await?;
                if !evening.finished[0] {
                    said_shut.push(words);
                }
            }
            let seal = |to: &str| json!({"screening": screening, "note": id, "seal": to});
            match line.then {
                1 => drop(self.call("take_back", note).await?),
                2 => drop(self.call("edit_note", seal("dropped")).await?),
                3 => drop(self.call("edit_note", seal("shown")).await?),
                5 => drop(self.call("edit_note", seal("sealed")).await?),
                _ => {}
            }
            if is_seen(line, film_ms, evening) {
                open.insert(id);
            } else {
                shut.push((id, text, film_ms));
            }
        }
        for (who, finished) in evening.finished.iter().enumerate().skip(1) {
            let sentence = format!("{zebra} sentence by {who}");
            let say = json!({"screening": screening, "text": sentence, "for_member": self.name_of(who)});
            self.call("say_sentence", say).await?;
            let grade =
                json!({"screening": screening, "when": "after", "letter": "C-", "for_member": self.name_of(who)});
            self.call("give_grade", grade).await?;
            // Nobody has heard Mara's own yet, so nobody else's is open to her.
            said_shut.push(sentence);
            if *finished {
                let seen = json!({"screening": screening, "state": "finished", "for_member": self.name_of(who)});
                self.call("attend", seen).await?;
            }
        }
        if evening.finished[0] {
            self.call("lights_up", json!({"screening": screening})).await?;
        }
        for (name, answer) in self.every_answer(&screening, &zebra).await {
            let (mut words, mut numbers) = (Vec::new(), BTreeSet::new());
            gather(&answer, &mut words, &mut numbers);
            for (id, text, film_ms) in &shut {
                let told = words.iter().any(|word| word.contains(text.as_str()) || word.contains(id.as_str()));
                anyhow::ensure!(!told && !numbers.contains(film_ms), "{name} tells of “{text}” at {film_ms}: {answer}");
            }
            for text in &said_shut {
                anyhow::ensure!(!words.iter().any(|word| word.contains(text.as_str())), "{name} tells “{text}”");
            }
        }
        self.counts_agree(&screening, &zebra, &open).await
    }

    /// Asks every query of the list, and the exports; a refusal is an answer too.
    async fn every_answer(&self, screening: &str, zebra: &str) -> Vec<(String, Value)> {
        let mut answers = Vec::new();
        for line in list::calls().into_iter().filter(|line| line.ways == Ways::Query) {
            let argument = match line.name {
                "search" => json!({"text": zebra, "limit": 200}),
                "notes" => json!({"screening": screening, "limit": 1_000}),
                "talking_round" => json!({"screening": screening, "present": self.members}),
                _ if line.argument == "Nothing" => json!({}),
                _ => json!({"screening": screening}),
            };
            answers.push((line.name.to_owned(), argument));
        }
        answers.push(("search".into(), json!({"text": format!("#{zebra}"), "limit": 200})));
        for (format, free) in [("markdown", true), ("markdown", false), ("letterboxd", false)] {
            answers.push(("export".into(), json!({"screening": screening, "format": format, "spoiler_free": free})));
        }
        let mut told = Vec::new();
        for (name, argument) in answers {
            let answer = self.call(&name, argument).await;
            told.push((name, answer.unwrap_or_else(|problem| json!({"code": problem.code, "says": problem.says}))));
        }
        told
    }

    /// What may be seen is seen, and every screen counts the same.
    async fn counts_agree(&self, screening: &str, zebra: &str, open: &BTreeSet<String>) -> anyhow::Result<()> {
        let of = json!({"screening": screening});
        let listed = self.call("notes", json!({"screening": screening, "limit": 1_000})).await?;
        let ids: BTreeSet<String> = listed["notes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|note| note["id"].as_str().map(str::to_owned))
            .collect();
        anyhow::ensure!(ids == *open, "listed are {ids:?}, to be seen {open:?}");
        let tagged = self.call("search", json!({"text": format!("#{zebra}"), "limit": 200})).await?;
        let hits = tagged["hits"].as_array().map_or(0, Vec::len);
        anyhow::ensure!(hits == open.len(), "{hits} carry the tag, {} may be seen", open.len());
        let view = self.call("screening", of.clone()).await?;
        let talk = self.call("discussion", of).await?;
        let library = self.call("library", json!({})).await?;
        let row = library["screenings"].as_array().into_iter().flatten().find(|row| row["id"] == screening);
        let counts = [&view["notes"], &talk["screening"]["notes"], &row.cloned().unwrap_or_default()["notes"]]
            .map(Value::as_u64);
        anyhow::ensure!(counts == [Some(open.len() as u64); 3], "{counts:?} are not {}", open.len());
        Ok(())
    }
}

#[test]
fn nothing_from_beyond_the_frontier_and_no_seal_is_in_any_answer() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let house = runtime.block_on(House::opens()).unwrap();
    let mut runner =
        TestRunner::new(Config { cases: 40, max_shrink_iters: 60, failure_persistence: None, ..Config::default() });
    runner
        .run(&evenings(), |evening| {
            runtime.block_on(house.check(&evening)).map_err(|error| TestCaseError::fail(format!("{error:#}")))
        })
        .unwrap();
}
