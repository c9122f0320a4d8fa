//! The real program in real windows, with the real network between them.
#![cfg(target_os = "linux")]

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use household::window::{self, Window, say};
use serde_json::json;

/// An evening, as two people see it who share nothing but the network of one machine.
#[tokio::test]
async fn two_members_watch_a_film_and_talk_about_it() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let (ann, ben) = tokio::try_join!(Window::open("Ann"), Window::open("Ben"))?;
    let evening = evening(&ann, &ben).await;
    if evening.is_err() {
        eprintln!("{}{}", ann.account().await, ben.account().await);
    }
    evening
}

async fn evening(ann: &Window, ben: &Window) -> Result<()> {
    // Ann starts for the first time, with a name and a title.
    ann.fill(&say("whats_your_name"), "Ann").await?;
    ann.click("button", &say("begin")).await?;
    ann.sees(&say("library_empty")).await?;
    ann.keep_picture("library-empty").await?;
    ann.fill(&say("new_title"), "The Long Take").await?;
    ann.press("\u{E007}").await?;
    ann.wait_for("heading", "The Long Take").await?;

    // Her invite takes Ben to the door; the words are the same on both screens, and she lets him in.
    ann.click("button", &say("make_invite")).await?;
    let ticket = ann.value("textbox", &say("invite_address")).await?;
    ben.fill(&say("whats_your_name"), "Ben").await?;
    ben.click("button", &say("have_invite")).await?;
    ben.paste(&say("your_invite"), &ticket).await?;
    ben.click("button", &say("knock")).await?;
    let his = ben.text_at(".words").await?;
    let hers = ann.text_at(".words").await?;
    assert_eq!(his, hers, "the words to compare");
    ann.keep_picture("somebody-knocks").await?;
    ann.click("button", &say("admit")).await?;

    // What was there before he came is his too.
    ben.click("link", "The Long Take").await?;
    ben.wait_for("heading", "The Long Take").await?;
    ann.sees("Ben").await?;
    ann.keep_picture("lobby").await?;

    // The film runs. Each notes for themselves: nobody reads the other's notes in the dark.
    ann.click("button", &say("enter_without")).await?;
    ann.wait_for("textbox", &say("jot")).await?;
    ann.click("button", &say("start")).await?;
    ben.click("button", &say("enter_dark")).await?;
    ann.fill(&say("jot"), "that sky").await?;
    ann.press("\u{E007}").await?;
    ann.sees("that sky").await?;
    ben.fill(&say("jot"), "the clouds again ☁️🎬").await?;
    ben.press("\u{E007}").await?;
    ben.press("1").await?;
    ben.sees("the clouds again").await?;
    until_notes(ann, 3).await?;
    until_notes(ben, 3).await?;
    ensure!(!ann.reads().await?.contains("clouds") && !ben.reads().await?.contains("sky"), "somebody read ahead");
    ann.keep_picture("dark-room").await?;

    // Lights up: what both felt in the same minute is one moment, on both screens.
    ann.click("button", &say("lights_up")).await?;
    ann.click("button", &say("lights_up")).await?;
    ben.click("button", &say("to_talk")).await?;
    for one in [ann, ben] {
        let seen = one.sees("the clouds again ☁️🎬").await?;
        ensure!(seen.contains("that sky"), "{seen}");
        one.wait_for("heading", "3 notes").await?;
    }
    ann.keep_picture("discussion").await?;

    // One recap belongs to both: each reads the other's words as they come, and takes back only what is their own.
    for one in [ann, ben] {
        one.click("link", &say("tab_recap")).await?;
    }
    ann.write(&say("recap"), "We stayed for the sky.").await?;
    ben.sees("We stayed for the sky.").await?;
    ben.write(&say("recap"), " Ben counted the clouds ☁️.").await?;
    ann.sees("Ben counted the clouds ☁️.").await?;
    ann.keep_picture("recap").await?;
    ann.press_with_control("z").await?;
    window::until("what Ann took back to be gone for both", async || {
        let (hers, his) = (ann.text_at("#recap").await?, ben.text_at("#recap").await?);
        Ok((hers == his && !his.contains("We stayed")).then_some(ensure!(his.contains("clouds"), "{his}")))
    })
    .await?;

    // And it can leave the house as a review, seen before it is written.
    ben.press_with_control("e").await?;
    ben.wait_for("dialog", &say("export_review")).await?;
    ben.click("button", &say("full")).await?;
    ben.sees("# The Long Take").await?;
    ben.keep_picture("export").await?;
    Ok(())
}

/// Waits until a window's house holds as many notes, seen or not.
async fn until_notes(of: &Window, notes: u64) -> Result<()> {
    window::until("the notes of both to arrive", async || {
        let library = of.ask("library", json!({})).await?;
        let row = library["screenings"][0].clone();
        let view = of.ask("screening", json!({ "screening": row["id"] })).await?;
        let known = view["mine"].as_u64().unwrap_or(0) + view["folded"].as_u64().unwrap_or(0);
        Ok((known >= notes).then_some(()))
    })
    .await
}

/// A start without any screen of ours: what the shell alone promises.
#[tokio::test]
async fn a_page_reaches_the_house_by_one_door_and_nothing_else() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    let me = ann.ask("me", json!({})).await?;
    assert_eq!(me["started"], false, "{me}");
    let refused = ann.ask("read_everything", json!({})).await.unwrap_err().to_string();
    assert!(refused.contains("unknown-call"), "{refused}");

    // Commands of the shell that no capability allows, and places that no page may go to.
    for command in
        ["plugin:dialog|open", "plugin:opener|open_url", "plugin:window|create", "plugin:webview|create_webview"]
    {
        let said =
            ann.invoke(command, json!({ "url": "https://example.org", "options": {} })).await.unwrap_err().to_string();
        assert!(said.contains("not allowed"), "{command}: {said}");
    }
    let before = ann.run("return location.href").await?;
    ann.run("location.href = 'https://example.org/'").await?;
    ann.run("window.open('https://example.org/')").await?;
    let loaded = ann
        .run_later(
            "const done = arguments[0]; const image = new Image(); image.onload = () => done('loaded'); image.onerror = () => done('refused');
             image.src = 'http://127.0.0.1:9/x.png';",
        )
        .await?;
    assert_eq!(loaded, "refused");
    assert_eq!(ann.run("return location.href").await?, before);
    assert_eq!(ann.run("return typeof window.__TAURI__").await?, "undefined");
    Ok(())
}

#[tokio::test]
async fn a_profile_has_one_window_and_is_there_again_after_an_end() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    ann.ask("begin", json!({ "name": "Ann" })).await?;

    // A second start on the same profile brings the first one's window forward, or says that the profile is open.
    ann.start_again(&["--network", "off"])?;
    assert_eq!(ann.ask("me", json!({})).await?["name"], "Ann");

    let folder = ann.end().await?;
    let ann = Window::open_in("Ann", folder).await?;
    assert_eq!(ann.ask("me", json!({})).await?["name"], "Ann");
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_library_is_named_in_a_dialog_and_left_alone() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let profile = tempfile::tempdir()?;
    let file = profile.path().join("asides.db");
    std::fs::write(&file, "a shopping list, and a long one, so that it could be a database as well as anything else")?;
    let mut program = Command::new(window::program()?)
        .arg("--profile")
        .arg(profile.path())
        .args(["--network", "off"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;

    let (tell, told) = mpsc::channel();
    let says = BufReader::new(program.stderr.take().context("piped")?);
    std::thread::spawn(move || says.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let sentence = std::iter::from_fn(|| told.recv_timeout(Duration::from_secs(30)).ok())
        .find(|line| line.contains("is not a library of Asides"));
    let pressed = Command::new("timeout")
        .args([
            "30",
            "xdotool",
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            "Asides cannot start",
            "windowfocus",
            "--sync",
            "key",
            "Return",
        ])
        .status()?;
    if sentence.is_none() || !pressed.success() {
        program.kill()?;
    }
    let ended = program.wait()?;

    ensure!(sentence.is_some() && pressed.success(), "said {sentence:?}, and the dialog: {pressed}");
    assert_eq!(ended.code(), Some(2));
    assert!(std::fs::read_to_string(&file)?.starts_with("a shopping list"));
    Ok(())
}

/// The jot bar takes real keys, from a window of its own, and Esc puts it away.
#[tokio::test]
async fn a_note_goes_in_through_the_bar_above_other_windows() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    ann.ask("begin", json!({ "name": "Ann" })).await?;
    let screening = ann.ask("new_screening", json!({ "title": "The Long Take" })).await?["screening"].clone();
    ann.ask("set_clock", json!({ "screening": screening, "act": { "do": "start" } })).await?;

    ann.invoke("jot_bar", json!({ "open": true })).await?;
    let bar = window::until("the bar", async || Ok(smallest_window()?)).await?;
    let newest = async |kind: &str| {
        let notes = ann.ask("my_last", json!({ "screening": screening })).await?["notes"].clone();
        Ok(notes.as_array().and_then(|notes| notes.iter().find(|note| note["kind"] == kind)).cloned())
    };
    // A key that comes before the bar is drawn is nobody's: it is pressed until the bar hears it.
    let felt = window::until("a key in the bar", async || {
        keys(&bar, &["key", "2"])?;
        newest("reaction").await
    })
    .await?;
    assert_eq!(felt["reaction"], "shock");
    keys(&bar, &["type", "--delay", "30", "that sky"])?;
    keys(&bar, &["key", "Return"])?;
    let kept = window::until("the note from the bar", async || newest("remark").await).await?;
    assert_eq!(kept["text"], "that sky");

    keys(&bar, &["key", "Escape"])?;
    window::until("the bar to be put away", async || Ok(smallest_window()?.is_none().then_some(()))).await?;
    // What the bar's page may not ask for, it does not get: it has a capability of its own.
    ann.invoke("jot_bar", json!({ "open": true })).await?;
    window::until("the bar to come back", async || Ok(smallest_window()?)).await?;
    Ok(())
}

/// The window of ours that is low enough to be the bar.
fn smallest_window() -> Result<Option<String>> {
    let said = Command::new("xdotool").args(["search", "--onlyvisible", "--name", "^Asides$"]).output()?;
    for id in String::from_utf8_lossy(&said.stdout).lines() {
        let shape = Command::new("xdotool").args(["getwindowgeometry", "--shell", id]).output()?;
        let shape = String::from_utf8_lossy(&shape.stdout).into_owned();
        let height = shape.lines().find_map(|line| line.strip_prefix("HEIGHT=")).and_then(|text| text.parse().ok());
        if height.is_some_and(|height: u32| (100..200).contains(&height)) {
            return Ok(Some(id.to_owned()));
        }
    }
    Ok(None)
}

fn keys(to: &str, words: &[&str]) -> Result<()> {
    let pressed = Command::new("timeout").args(["20", "xdotool", "windowfocus", "--sync", to]).args(words).status()?;
    ensure!(pressed.success(), "xdotool {words:?}: {pressed}");
    Ok(())
}

/// A link that is followed while the program runs fills in the form; nobody has knocked yet.
#[tokio::test]
async fn a_link_leads_the_window_that_is_open() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    ann.wait_for("heading", &say("whats_your_name")).await?;
    ann.start_again(&["asides://join#asides1qpzry9x8"])?;
    window::until("the invite in its field", async || {
        Ok((ann.value("textbox", &say("your_invite")).await? == "asides1qpzry9x8").then_some(()))
    })
    .await?;

    ann.ask("begin", json!({ "name": "Ann" })).await?;
    let screening = ann.ask("new_screening", json!({ "title": "The Long Take" })).await?["screening"].clone();
    ann.wait_for("heading", &say("library")).await?;
    ann.start_again(&[&format!("asides://s/{}/lobby", screening.as_str().unwrap_or_default())])?;
    ann.wait_for("heading", "The Long Take").await?;
    Ok(())
}

/// Whoever closes the window over words that nobody saved is told so, and may stay; saved words do not hold anybody.
#[tokio::test]
async fn closing_waits_for_what_is_not_saved() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    ann.ask("begin", json!({ "name": "Ann" })).await?;
    let screening = ann.ask("new_screening", json!({ "title": "The Long Take" })).await?["screening"].clone();
    ann.ask("set_clock", json!({ "screening": screening, "act": { "do": "start" } })).await?;
    ann.wait_for("heading", &say("library")).await?;
    ann.run(&format!("location.hash = '#/s/{}/dark'", screening.as_str().unwrap_or_default())).await?;
    ann.fill(&say("jot"), "that sk").await?;

    ann.close_by_its_frame()?;
    ann.wait_for("dialog", &say("unsaved")).await?;
    ann.keep_picture("unsaved").await?;
    assert_eq!(ann.wrongs().await?, Vec::<String>::new(), "by axe's rules");
    ann.click("button", &say("unsaved_stay")).await?;
    ann.fill(&say("jot"), "y").await?;
    ann.press("\u{E007}").await?;
    ann.sees("that sky").await?;
    ann.close_by_its_frame()?;
    let folder = ann.ended().await?;

    let ann = Window::open_in("Ann", folder).await?;
    let notes = ann.ask("my_last", json!({ "screening": screening })).await?["notes"].clone();
    assert_eq!(notes[0]["text"], "that sky");
    Ok(())
}

/// What the desk offers is off until somebody wants it, and is wanted still at the next start. Without a panel there is no
/// icon, and no promise that rests on one.
#[tokio::test]
async fn the_desk_is_quiet_until_asked() -> Result<()> {
    let Some(_screen) = window::screen().await? else { return Ok(()) };
    let ann = Window::open("Ann").await?;
    let words = json!({ "words": { "show": "Show", "jot": "Jot", "quit": "Quit", "news": "New in {title}" } });
    let desk = ann.invoke("desk", words.clone()).await?;
    assert_eq!((&desk["shortcut"], &desk["notify"], &desk["stay"]), (&json!(false), &json!(false), &json!(false)));
    assert_eq!(desk["tray"], json!(false), "no panel listens on the tests' own message bus");

    let on = ann.invoke("wish", json!({ "what": "shortcut", "on": true })).await?;
    assert_eq!((&on["shortcut"], &on["shortcut_hindered"]), (&json!(true), &json!(null)));
    // A second person on this machine is told that the key is taken.
    let ben = Window::open("Ben").await?;
    let taken = ben.invoke("wish", json!({ "what": "shortcut", "on": true })).await?;
    assert_eq!((&taken["shortcut"], &taken["shortcut_hindered"]), (&json!(true), &json!("taken")));
    ann.invoke("wish", json!({ "what": "shortcut", "on": false })).await?;
    let free = ben.invoke("wish", json!({ "what": "shortcut", "on": true })).await?;
    assert_eq!(free["shortcut_hindered"], json!(null));

    let folder = ben.end().await?;
    let ben = Window::open_in("Ben", folder).await?;
    assert_eq!(ben.invoke("desk", words).await?["shortcut"], json!(true));
    Ok(())
}
