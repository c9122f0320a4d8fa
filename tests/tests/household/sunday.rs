//! The day after: whoever slept watches the rest alone, the boards know all four, and the review leaves.

use std::collections::BTreeMap;

use serde_json::json;

use crate::evening::{Evening, LENGTH_MS, Line, ms};

const ALL: [&str; 4] = ["Mara", "Theo", "Ruth", "Jonas"];
const NIGHT_MS: i64 = 11 * 3_600_000;
/// Words of the personal note that its author lets nobody export, and of the note that was dropped.
const STAYS_HOME: [&str; 2] = ["shoe quarrel", "slow so far"];

/// From 0:58:20 to the end, with the others' notes as echoes.
pub async fn jonas_watches_the_rest(evening: &mut Evening, lines: &[Line]) -> anyhow::Result<()> {
    evening.household.section("Sunday 9:00: Jonas watches the rest alone");
    evening.household.time.pass(NIGHT_MS);
    evening.call("Jonas", "watch_alone", json!({})).await?;
    evening.call("Jonas", "set_clock", json!({"act": {"do": "start"}})).await?;
    evening.film_ms = ms("0:58:20");
    for line in lines.iter().filter(|line| line.id.as_str() > "n26") {
        evening.jots(line).await?;
    }
    evening.runs_to(LENGTH_MS);
    evening.lights_up("Jonas").await?;
    evening.call("Jonas", "give_grade", json!({"when": "after", "letter": "A-"})).await?;
    evening.household.run_until_quiet().await?;

    evening.household.section("what they bet is settled by those who bet");
    for (who, begins, outcome) in
        [("Jonas", "Tobias", "right"), ("Theo", "She burns", "wrong"), ("Mara", "The mother", "right")]
    {
        let bets = evening.discussion(who).await?.predictions;
        let bet = bets.into_iter().find(|bet| bet.note.text.starts_with(begins)).expect("it lies open now");
        evening.call(who, "settle", json!({"note": bet.note.id, "outcome": outcome})).await?;
    }
    evening.household.run_until_quiet().await
}

/// The same on every device.
pub async fn the_board_of_all_four(evening: &Evening) -> anyhow::Result<()> {
    evening.household.section("the board knows all four");
    let hot = [
        ("1:31:30", 4),
        ("0:41:05", 3),
        ("1:12:39", 3),
        ("0:06:40", 2),
        ("0:12:30", 2),
        ("0:49:55", 2),
        ("1:02:10", 2),
        ("1:44:50", 2),
    ];
    for name in ALL {
        let talk = evening.discussion(name).await?;
        assert_eq!(Evening::hot(&talk), hot.map(|(time, members)| (ms(time), members)), "as {name} sees it");
        let lone: Vec<(i64, u32, u32)> =
            talk.only_one.iter().map(|lone| (lone.start_ms, lone.passed, lone.others)).collect();
        assert_eq!(lone, ["0:04:12", "0:38:15", "0:46:20"].map(|time| (ms(time), 3, 3)), "as {name} sees it");
        let both: Vec<i64> = talk.both.iter().map(|both| both.start_ms).collect();
        assert_eq!(both, ["1:02:10", "1:44:50"].map(ms), "as {name} sees it");
        let outcomes: Vec<_> = talk.predictions.iter().map(|bet| bet.outcome.as_deref().unwrap_or("open")).collect();
        assert_eq!(outcomes, ["right", "wrong", "right"], "as {name} sees it");
    }
    Ok(())
}

/// 27 notes leave: not the personal one, and not the one that was dropped.
pub async fn the_review_leaves_in_every_format(evening: &Evening) -> anyhow::Result<()> {
    evening.household.section("the review leaves");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for format in ["markdown", "html", "srt", "vtt", "ass", "csv", "json", "letterboxd"] {
        for spoiler_free in [false, true] {
            let asks = json!({"format": format, "spoiler_free": spoiler_free});
            let answer = match evening.call("Mara", "export", asks).await {
                Ok(answer) => answer,
                Err(problem) => panic!("{format}, spoiler_free {spoiler_free}: {problem}"),
            };
            for file in answer["files"].as_array().into_iter().flatten() {
                let text = file["text"].as_str().unwrap_or_default().to_owned();
                for home in STAYS_HOME {
                    assert!(!text.contains(home), "{home} in {}", file["name"]);
                }
                files.insert(format!("{format} {spoiler_free} {}", file["name"].as_str().unwrap_or_default()), text);
            }
        }
    }
    let of = |format: &str, spoiler_free: bool| -> Vec<&String> {
        let begins = format!("{format} {spoiler_free} ");
        files.iter().filter(|(name, _)| name.starts_with(&begins)).map(|(_, text)| text).collect()
    };
    let one = |format: &str, spoiler_free| of(format, spoiler_free).into_iter().next().expect("a file");
    let mut rows = csv::Reader::from_reader(one("csv", false).as_bytes());
    assert_eq!(rows.records().count(), 27, "what may leave");
    assert_eq!(one("srt", false).matches(" --> ").count(), 15, "one cue a moment");
    let free = one("markdown", true);
    for early in ["The clock has no hands", "A light is only a promise", "Why does she keep the third key?"] {
        assert!(free.contains(early), "{early} lies before 0:26:30: {free}");
    }
    for late in ["hums", "unplugged", "foghorn", "first shot", "burns the letters", "Tobias"] {
        assert!(!free.contains(late), "{late} is in the version without spoilers: {free}");
    }
    let mut ratings: Vec<(String, String)> = Vec::new();
    for text in of("letterboxd", false) {
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let heads = table.headers()?.clone();
        for row in table.records() {
            let row = row?;
            let field = |name: &str| {
                let place = heads.iter().position(|head| head == name).expect("a column");
                row.get(place).unwrap_or_default().to_owned()
            };
            ratings.push((field("Rating"), field("WatchedDate")));
        }
    }
    ratings.sort();
    let expected = [("4", "2026-11-21"), ("4", "2026-11-22"), ("4.5", "2026-11-21"), ("5", "2026-11-21")];
    assert_eq!(ratings, expected.map(|(stars, day)| (stars.to_owned(), day.to_owned())));
    Ok(())
}
