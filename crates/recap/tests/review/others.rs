//! What leaves, read back by programs that know nothing of us: ffprobe for subtitles, Chromium without a network for HTML.

use recap::{Format, Spoilers, compose};

use crate::hostile::{HOSTILE, everywhere};
use crate::readers::reader;
use crate::{review, text};

/// What ffprobe finds in a subtitle file: a line for each cue with its beginning, its length and its words.
fn probed(file: &std::path::Path) -> Option<Vec<String>> {
    let path = file.display().to_string();
    let entries = "packet=pts_time,duration_time";
    let said = reader("ffprobe", &["-v", "error", "-show_entries", entries, "-of", "csv=p=0", &path], None)?;
    Some(
        said.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim_end_matches(',').to_owned()).collect(),
    )
}

#[test]
fn ffprobe_reads_every_sort_of_subtitle() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = "";
    let noisy = HOSTILE.iter().copied().chain([nothing]);
    for (number, words) in noisy.enumerate() {
        let source = if words.is_empty() { crate::source() } else { everywhere(words) };
        let Ok(review) = compose(&source, Spoilers::Full) else { continue };
        for format in [Format::Srt, Format::Vtt, Format::Ass] {
            let subtitles = text(&review, format);
            let cues = match format {
                Format::Ass => subtitles.lines().filter(|line| line.starts_with("Dialogue: ")).count(),
                _ => subtitles.matches(" --> ").count(),
            };
            let file = folder.path().join(format!("{number}.{}", format.extension()));
            std::fs::write(&file, &subtitles).unwrap();
            let Some(read) = probed(&file) else { return };
            assert_eq!(read.len(), cues, "{}\n{subtitles}", read.join("\n"));
            if words.is_empty() {
                assert_eq!(read.first().map(String::as_str), Some("252.000000,2.500000"), "{}", format.extension());
            }
        }
    }
}

#[test]
fn chromium_without_a_network_shows_the_page_and_asks_for_nothing() {
    let Some(chromium) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        let found = std::process::Command::new(name).arg("--version").output();
        found.is_ok_and(|said| said.status.success())
    }) else {
        assert!(std::env::var_os("ASIDES_REQUIRE_WINDOWS").is_none(), "no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let nowhere = "--host-resolver-rules=MAP * ~NOTFOUND";
    let hostile = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>";
    for (name, review) in
        [("ours", review(Spoilers::Full)), ("hostile", compose(&everywhere(hostile), Spoilers::Full).unwrap())]
    {
        let page = folder.path().join(format!("{name}.html"));
        std::fs::write(&page, text(&review, Format::Html)).unwrap();
        let address = format!("file://{}", page.display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-sync",
            "--no-first-run",
            nowhere,
            "--proxy-server=127.0.0.1:9",
            &profile,
            "--virtual-time-budget=2000",
            "--dump-dom",
            &address,
        ];
        let shown = reader(chromium, &arguments, None).unwrap();
        assert!(shown.contains("Still open") && shown.contains("1:31:30"), "{shown}");
        assert!(!shown.contains("<title>run"), "a script ran: {shown}");
        assert!(!shown.contains("<img") && !shown.contains("<script"), "{shown}");
    }
}
