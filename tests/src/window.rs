//! A member's real window, driven as a person would: by what is written on its buttons, and by keys.
//!
//! WebKit's own driver (Debian: webkit2gtk-driver) starts the program and speaks WebDriver with us. Each window has a
//! driver, a profile and a home of its own, and the driver leads a process group, so that nothing outlives its test: the
//! program is the driver's child and would stay when only the driver ended.

mod find;

use std::{
    io::Write as _,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::{Client, ClientBuilder, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::{
    process::{Child, Command},
    sync::{Mutex, MutexGuard},
};

/// How long a window may take until it shows what is waited for. Generous: only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(40);

/// The screen, for one test at a time: windows that come up together take the focus from each other.
static SCREEN: Mutex<()> = Mutex::const_new(());

/// Takes the screen, or says why no window can be opened here, where `cargo test` does not hide it.
///
/// # Errors
/// When none can be opened and `ASIDES_REQUIRE_WINDOWS` is set, as `cargo xtask test` does.
pub async fn screen() -> Result<Option<MutexGuard<'static, ()>>> {
    let on_path = |name: &str| {
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(name).is_file()))
    };
    let mut missing: Vec<&str> = ["WebKitWebDriver", "xdotool"].into_iter().filter(|name| !on_path(name)).collect();
    if std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty()) {
        missing.push("a DISPLAY");
    }
    if missing.is_empty() {
        return Ok(Some(SCREEN.lock().await));
    }
    let missing = missing.join(", ");
    ensure!(std::env::var_os("ASIDES_REQUIRE_WINDOWS").is_none(), "No window can be tested without {missing}.");
    // Straight to the handle: what goes through eprintln! is not shown for a test that passes.
    writeln!(
        std::io::stderr(),
        "\n*** SKIPPED: a real window is not tested without {missing}. `cargo xtask test` sees to that. ***\n"
    )?;
    Ok(None)
}

/// What the UI says in English under this key of its catalogue, up to the first gap that it fills in.
///
/// # Panics
/// When the catalogue has no such key: then the test asks for something that no screen can show.
pub fn say(key: &str) -> String {
    const CATALOGUE: &str = "../ui/src/strings/en.ts";
    let catalogue = text_of(Path::new(CATALOGUE));
    let line = catalogue
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(key)?.strip_prefix(": \""))
        .unwrap_or_default();
    let words = line.split(['"', '{']).next().unwrap_or_default().trim();
    assert!(!words.is_empty(), "ui/src/strings/en.ts says nothing under {key}");
    words.to_owned()
}

/// The program that was built beside this test.
pub fn program() -> Result<PathBuf> {
    let me = std::env::current_exe()?;
    let built = me.parent().and_then(Path::parent).context("a test lies in target/debug/deps")?.join("asides-desktop");
    ensure!(built.is_file(), "{} is not built: cargo build --workspace", built.display());
    Ok(built)
}

/// Keeps what goes wrong in the page, for [`Window::account`].
const LISTEN: &str = "window.complaints = [];
    const keep = what => window.complaints.push(what?.stack ? `${what.message}\\n${what.stack}` : String(what));
    addEventListener('error', event => keep(event.error ?? event.message));
    addEventListener('unhandledrejection', event => keep(event.reason));
    addEventListener('securitypolicyviolation', event => keep(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
    const was = console.error; console.error = (...all) => { keep(all.map(one => one?.message ?? one).join(' ')); was(...all); };";

/// A window, and whose it is.
pub struct Window {
    who: String,
    page: Client,
    // Ends before its folder goes.
    _driver: Driver,
    folder: tempfile::TempDir,
}

impl Window {
    /// Starts Asides on an empty profile, listening on this machine alone.
    pub async fn open(who: &str) -> Result<Self> {
        Self::open_in(who, tempfile::tempdir()?).await
    }

    /// Starts Asides on the profile in this folder.
    pub async fn open_in(who: &str, folder: tempfile::TempDir) -> Result<Self> {
        let profile = folder.path().join("profile");
        let wanted = json!({ "webkitgtk:browserOptions": {
            "binary": program()?,
            "args": ["--profile", profile, "--network", "loopback"],
        }});
        let wanted = wanted.as_object().cloned().unwrap_or_default();
        let (driver, address) = Driver::start(folder.path()).await?;
        let page =
            ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&address).await.with_context(
                || format!("{who}'s window did not open: {}", text_of(&folder.path().join("driver.log"))),
            )?;
        page.execute(LISTEN, vec![]).await?;
        Ok(Self { who: who.to_owned(), page, _driver: driver, folder })
    }

    /// Waits for a control by its role and the name that is written on it, and presses it.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("{}: {role} “{name}” that can be pressed", self.who), async || {
            let Some(found) = self.find(role, name).await? else { return Ok(None) };
            Ok(found.click().await.ok())
        })
        .await
    }

    /// Waits for a field by its label, and types into it; the field holds the text when this is done.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let field = self.wait_for("textbox", label).await?;
        field.click().await?;
        self.type_into(&field, text).await?;
        self.holds(&field, label, text).await
    }

    /// Waits for a field by its label, and puts a long text in all at once, as somebody does who copied it.
    pub async fn paste(&self, label: &str, text: &str) -> Result<()> {
        let field = self.wait_for("textbox", label).await?;
        self.put_into(&field, text).await?;
        self.holds(&field, label, text).await
    }

    /// Waits for a text that several write, goes to its end, and writes on there; the text ends so when this is done.
    pub async fn write(&self, label: &str, text: &str) -> Result<()> {
        let field = self.wait_for("textbox", label).await?;
        field.click().await?;
        self.press("\u{E009}\u{E010}\u{E000}").await?;
        self.type_into(&field, text).await?;
        until(&format!("{}: “{label}” to end with “{text}”", self.who), async || {
            Ok(field.text().await?.trim_end().ends_with(text.trim()).then_some(()))
        })
        .await
    }

    /// Presses keys as they come, wherever the focus is; [`fantoccini::key::Key`] has those without a letter.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let focus = self.page.active_element().await?;
        self.type_into(&focus, keys).await
    }

    /// Waits for a field by its role and label, and reads what stands in it.
    pub async fn value(&self, role: &str, label: &str) -> Result<String> {
        until(&format!("{}: something in {role} “{label}”", self.who), async || {
            match self.find(role, label).await? {
                Some(field) => Ok(field.prop("value").await?.filter(|value| !value.is_empty())),
                None => Ok(None),
            }
        })
        .await
    }

    /// Waits for text in the first element that a CSS selector finds.
    pub async fn text_at(&self, selector: &str) -> Result<String> {
        const READ: &str = "return document.querySelector(arguments[0])?.innerText ?? ''";
        until(&format!("{}: text in {selector}", self.who), async || {
            let text = self.page.execute(READ, vec![json!(selector)]).await?;
            Ok(text.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned))
        })
        .await
    }

    /// Presses a key while Control is held.
    pub async fn press_with_control(&self, key: &str) -> Result<()> {
        self.press(&format!("\u{E009}{key}\u{E000}")).await
    }

    /// Waits until something of this role and name is there.
    pub async fn wait_for(&self, role: &str, name: &str) -> Result<Element> {
        until(&format!("{}: {role} “{name}”", self.who), async || self.find(role, name).await).await
    }

    /// Waits until this text can be read anywhere in the window; gives all that can be read there.
    pub async fn sees(&self, text: &str) -> Result<String> {
        until(&format!("{} to see “{text}”", self.who), async || {
            let seen = self.reads().await?;
            Ok(seen.contains(text).then_some(seen))
        })
        .await
    }

    /// All that can be read in the window now.
    pub async fn reads(&self) -> Result<String> {
        let text = self.page.execute("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Asks the house behind the window, as the page itself does.
    ///
    /// # Errors
    /// The refusal, as text.
    pub async fn ask(&self, name: &str, argument: Value) -> Result<Value> {
        self.invoke("call", json!({ "name": name, "argument": argument })).await
    }

    /// Asks the shell for one of its commands, as a page could.
    ///
    /// # Errors
    /// The refusal, as text.
    pub async fn invoke(&self, command: &str, argument: Value) -> Result<Value> {
        const ASK: &str = "const [command, argument, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, argument).then(answer => done({ answer }), refusal => done({ refusal }));";
        let said = self.page.execute_async(ASK, vec![json!(command), argument]).await?;
        match said.get("refusal") {
            Some(refusal) => bail!("{command} was refused: {refusal}"),
            None => Ok(said.get("answer").cloned().unwrap_or_default()),
        }
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.page.execute(script, vec![]).await?)
    }

    /// Runs a script that calls its last argument when it is done, with its answer.
    pub async fn run_later(&self, script: &str) -> Result<Value> {
        Ok(self.page.execute_async(script, vec![]).await?)
    }

    /// What the page does wrong by axe's rules, a line each.
    pub async fn wrongs(&self) -> Result<Vec<String>> {
        const AXE: &str = "../ui/node_modules/axe-core/axe.min.js";
        const LOOK: &str = "const done = arguments[0];
            axe.run(document, { resultTypes: ['violations'] }).then(
                (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}`))),
                (thrown) => done([String(thrown)]),
            );";
        self.run(&std::fs::read_to_string(AXE)?).await?;
        Ok(serde_json::from_value(self.run_later(LOOK).await?)?)
    }

    /// A picture of the window as it is now, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        // The driver gives the last frame that was painted: two more, and it is the present.
        const TWO_FRAMES: &str =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)));";
        self.page.execute_async(TWO_FRAMES, vec![]).await?;
        Ok(self.page.screenshot().await?)
    }

    /// Writes a picture into the folder `ASIDES_PICTURES`, when there is one.
    pub async fn keep_picture(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os("ASIDES_PICTURES") else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), self.picture().await?)?;
        Ok(())
    }

    /// The folder with this person's profile, home and driver's log.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the program once more on this profile, as a desktop does for a link; waits until that start has ended.
    pub fn start_again(&self, words: &[&str]) -> Result<()> {
        let ended = std::process::Command::new(program()?)
            .arg("--profile")
            .arg(self.folder.path().join("profile"))
            .args(words)
            .stdin(Stdio::null())
            .output()?;
        ensure!(ended.status.success(), "{}: {}", ended.status, String::from_utf8_lossy(&ended.stderr));
        Ok(())
    }

    /// Closes the window as its frame's button does: by the key that window managers have for it.
    pub fn close_by_its_frame(&self) -> Result<()> {
        let closed = std::process::Command::new("timeout")
            .args(["20", "xdotool", "search", "--onlyvisible", "--name", "^Asides$"])
            .args(["windowfocus", "--sync", "key", "alt+F4"])
            .status()?;
        ensure!(closed.success(), "the window could not be closed: {closed}");
        Ok(())
    }

    /// Waits until the program has ended by itself, and gives its folder back.
    pub async fn ended(self) -> Result<tempfile::TempDir> {
        let profile = self.folder.path().join("profile");
        until(&format!("{}'s program to end", self.who), async || Ok(running(&profile)?.is_none().then_some(())))
            .await?;
        Ok(self.folder)
    }

    /// Tells the program to end, as a system does that shuts down; waits until it has, and gives its folder back.
    pub async fn end(self) -> Result<tempfile::TempDir> {
        let profile = self.folder.path().join("profile");
        let program = running(&profile)?.with_context(|| format!("{}'s program is not running", self.who))?;
        signal("TERM", &program);
        until(&format!("{}'s program to end", self.who), async || Ok(running(&profile)?.is_none().then_some(())))
            .await?;
        Ok(self.folder)
    }

    /// What is to be known when a test failed: what the window showed, and what the program said.
    pub async fn account(&self) -> String {
        let reads = self.reads().await.unwrap_or_else(|error| format!("(the page does not answer: {error})"));
        let complaints = self.run("return (window.complaints ?? []).join('\\n')").await.unwrap_or_default();
        let complaints = complaints.as_str().unwrap_or_default();
        let log = text_of(&self.folder.path().join("driver.log"));
        let kept = std::env::temp_dir().join(format!("asides-{}.png", self.who));
        let picture = match self.picture().await.and_then(|png| Ok(std::fs::write(&kept, png)?)) {
            Ok(()) => format!("A picture is in {}.", kept.display()),
            Err(error) => format!("There is no picture: {error}"),
        };
        format!(
            "── {}'s window reads:\n{reads}\n── the page complained:\n{complaints}\n── the program said:\n{log}\n{picture}\n",
            self.who
        )
    }

    async fn find(&self, role: &str, name: &str) -> Result<Option<Element>> {
        find::by_role(&self.page, role, name).await
    }

    /// The driver drops characters beyond the first plane, emoji among them: those are put in by script.
    async fn type_into(&self, field: &Element, text: &str) -> Result<()> {
        if text.chars().all(|one| (one as u32) < 0x1_0000) {
            return Ok(field.send_keys(text).await?);
        }
        self.put_into(field, text).await
    }

    async fn put_into(&self, field: &Element, text: &str) -> Result<()> {
        const PUT_IN: &str =
            "const [field, text] = arguments; field.focus(); document.execCommand('insertText', false, text);";
        self.page.execute(PUT_IN, vec![serde_json::to_value(field)?, json!(text)]).await?;
        Ok(())
    }

    /// Waits until all that was typed has arrived: the page works it off after the driver has answered.
    async fn holds(&self, field: &Element, label: &str, text: &str) -> Result<()> {
        until(&format!("{}: “{label}” to hold “{text}”", self.who), async || {
            Ok(field.prop("value").await?.is_some_and(|value| value.ends_with(text)).then_some(()))
        })
        .await
    }
}

/// WebKit's driver and everything that it started.
struct Driver {
    child: Child,
}

impl Driver {
    async fn start(folder: &Path) -> Result<(Self, String)> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(folder.join("driver.log"))?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANGUAGE", "en");
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            let home = folder.join(name.to_lowercase());
            std::fs::create_dir_all(&home)?;
            command.env(name, home);
        }
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("WebKitWebDriver could not be started")?;
        let driver = Self { child };
        until("the driver to listen", async || Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()))
            .await?;
        Ok((driver, format!("http://127.0.0.1:{port}")))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(leader) = self.child.id() {
            signal("KILL", &format!("-{leader}"));
        }
    }
}

/// The number of the process that runs on this profile.
fn running(profile: &Path) -> Result<Option<String>> {
    let profile = profile.to_string_lossy();
    for process in std::fs::read_dir("/proc")? {
        let process = process?;
        let words = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        if words.next().is_some_and(|program| program.ends_with("asides-desktop")) && words.any(|word| word == profile)
        {
            return Ok(Some(process.file_name().to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

fn signal(name: &str, process: &str) {
    let _ =
        std::process::Command::new("kill").args([&format!("-{name}"), "--", process]).stderr(Stdio::null()).status();
}

fn text_of(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

/// Looks again and again until there is something.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        ensure!(begun.elapsed() < PATIENCE, "{} s went by waiting for {what}", PATIENCE.as_secs());
        tokio::time::sleep(GLANCE).await;
    }
}
