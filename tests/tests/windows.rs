//! The real program in real windows, with the real network between them.
#![cfg(target_os = "linux")]

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use household::window::{self, Window};
use serde_json::json;

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
