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
    let profile = ann.folder().join("profile");

    // A second start on the same profile brings the first one's window forward, or says that the profile is open.
    let second = Command::new(window::program()?)
        .arg("--profile")
        .arg(&profile)
        .args(["--network", "off"])
        .stdin(Stdio::null())
        .output()?;
    ensure!(second.status.code() == Some(0), "{}: {}", second.status, String::from_utf8_lossy(&second.stderr));
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
