//! `asides`: the house without a window, for scripts, for machines without a display, and for one in the cupboard.

use std::path::PathBuf;
use std::process::ExitCode;

use asides::api::{Problem, ask, list};
use asides::profile::Profile;
use asides::serve::Serving;
use asides::{House, Network, Options};
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use recap::Format;
use serde::Serialize;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Notes on films that people watch together.
#[derive(Parser)]
#[command(name = "asides", version, about)]
struct Arguments {
    /// The folder with everything; this system's usual place when left out.
    #[arg(long, global = true, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// Answers as JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows everything in a browser on this machine; prints the address.
    Serve {
        /// The port; any free one when left out.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Reaches only houses on this machine.
        #[arg(long)]
        loopback: bool,
        /// Stays off the network.
        #[arg(long)]
        offline: bool,
    },
    /// Receives and passes on, without a screen: for a machine that is always on.
    Keep {
        /// First start: the name of whoever it belongs to.
        #[arg(long)]
        name: Option<String>,
        /// Knocks with this ticket and waits to be admitted.
        #[arg(long)]
        join: Option<String>,
        /// Reaches only houses on this machine.
        #[arg(long)]
        loopback: bool,
    },
    /// Writes a screening's review; lists the screenings when none is named.
    Export {
        /// The screening's id, or the beginning of its title.
        screening: Option<String>,
        /// What it becomes.
        #[arg(long, default_value = "markdown", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
        format: String,
        /// Everything, spoilers too; the spoiler-free version is the usual one.
        #[arg(long)]
        full: bool,
        /// A folder, or a single file's path; printed when left out.
        #[arg(long, short)]
        out: Option<PathBuf>,
        /// Replaces a file of that name.
        #[arg(long)]
        replace: bool,
        /// Subtitles for another copy: how much longer it runs, 0.95904 for a disc at 25 frames a second.
        #[arg(long)]
        scale: Option<f64>,
        /// Subtitles for another copy: how many milliseconds later it begins.
        #[arg(long, allow_negative_numbers = true)]
        shift_ms: Option<i64>,
    },
    /// Looks for words in everything watched together.
    Search {
        /// What to look for.
        words: Vec<String>,
    },
    /// Checks the file and says what it finds.
    Doctor {
        /// Drops what can be rebuilt and rebuilds it.
        #[arg(long)]
        rebuild: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("ASIDES_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The system gives Asides no threads ({error}). Nothing was changed.");
            return ExitCode::from(2);
        }
    };
    let json = arguments.json;
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(problem) => {
            if json {
                println!("{}", serde_json::json!({ "problem": problem }));
            } else {
                eprintln!("{}", problem.says);
            }
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Problem> {
    let Arguments { profile, json, command } = arguments;
    let profile = match profile {
        Some(profile) => profile,
        None => Profile::default_dir().map_err(|error| Problem::about("profile", &error))?,
    };
    let off = Options::of(&profile).network(Network::Off);
    match command {
        Command::Serve { port, loopback, offline } => {
            let network = if offline { Network::Off } else { reach(loopback) };
            let house = House::open(Options::of(&profile).network(network)).await?;
            let serving = match Serving::begin(house.clone(), port).await {
                Ok(serving) => serving,
                Err(error) => {
                    house.close().await;
                    let says = format!(
                        "Port {port} cannot be used ({error}). Nothing was changed. Choose another with --port."
                    );
                    return Err(Problem::new("no-port", says));
                }
            };
            say(json, &serde_json::json!({ "address": serving.address }), &format!("Asides is at {}", serving.address));
            until_interrupted().await;
            serving.stop();
            house.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Keep { name, join, loopback } => {
            keep(Options::of(&profile).network(reach(loopback)), name, join, json).await
        }
        Command::Export { screening, format, full, out, replace, scale, shift_ms } => {
            let house = House::open(off).await?;
            let wanted = ask::Export {
                screening: screening.unwrap_or_default(),
                format,
                spoiler_free: !full,
                path: out.map(|out| out.display().to_string()),
                replace,
                scale,
                shift_ms,
                export: Some("asides export".to_owned()),
            };
            let done = export(&house, wanted, json).await;
            house.close().await;
            done
        }
        Command::Search { words } => {
            let house = House::open(off).await?;
            let found = house.ask(list::SearchCall(ask::Search { text: words.join(" "), limit: None })).await;
            house.close().await;
            let found = found?;
            let line = |hit: &asides::api::view::HitView| {
                let tags: String = hit.tags.iter().map(|tag| format!("  #{tag}")).collect();
                format!("{}  {}  {}{tags}", hit.title, time(hit.film_ms), hit.text)
            };
            let lines: Vec<String> = found.hits.iter().map(line).collect();
            say(json, &found, &if lines.is_empty() { "Nothing found.".to_owned() } else { lines.join("\n") });
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor { rebuild } => {
            if rebuild {
                asides::house::forget_read_model(&profile)?;
            }
            let house = House::open(off).await?;
            let found = house.ask(list::DoctorCall(ask::Nothing {})).await;
            house.close().await;
            let found = found?;
            let bad = found.findings.iter().any(|finding| finding.level == "bad");
            let lines: Vec<String> =
                found.findings.iter().map(|finding| format!("{:<5} {}", finding.level, finding.says)).collect();
            say(json, &found, &lines.join("\n"));
            Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

fn reach(loopback: bool) -> Network {
    if loopback { Network::Loopback } else { Network::Lan }
}

/// Runs a house that nobody sits at.
async fn keep(options: Options, name: Option<String>, join: Option<String>, json: bool) -> Result<ExitCode, Problem> {
    let house = House::open(options).await?;
    let kept = get_in_and_keep(&house, name, join, json).await;
    house.close().await;
    kept
}

async fn get_in_and_keep(
    house: &House,
    name: Option<String>,
    join: Option<String>,
    json: bool,
) -> Result<ExitCode, Problem> {
    let mut says = house.events();
    if let Some(ticket) = join {
        let name = name.clone().unwrap_or_else(|| "Keeper".to_owned());
        let mut state = house.ask(list::JoinCall(ask::Join { ticket, name })).await?;
        let mut told = String::new();
        while state.state != "admitted" {
            if let Some(problem) = state.problem {
                return Err(problem);
            }
            if state.words != told {
                told.clone_from(&state.words);
                say(
                    json,
                    &state,
                    &format!("Waiting to be admitted. The other screen must show the same words: {}", state.words),
                );
            }
            // Whatever is said next, the state is asked again; a missed event costs a second at most.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(1), says.recv()).await;
            state = house.ask(list::JoiningCall(ask::Nothing {})).await?;
        }
        say(json, &state, "Admitted.");
    } else if let Some(name) = name {
        house.ask(list::BeginCall(ask::Begin { name, device_name: None })).await?;
    }
    let me = house.ask(list::MeCall(ask::Nothing {})).await?;
    if !me.started {
        return Err(Problem::new(
            "not-started",
            "This profile belongs to nobody yet. Nothing was changed. Start it with --join TICKET, or with --name NAME.",
        ));
    }
    say(json, &me, &format!("Keeping {} for {}. Stop with Ctrl+C.", me.device_name, me.name));
    until_interrupted().await;
    Ok(ExitCode::SUCCESS)
}

async fn export(house: &House, mut wanted: ask::Export, json: bool) -> Result<ExitCode, Problem> {
    let library = house.ask(list::LibraryCall(ask::Nothing {})).await?;
    if wanted.screening.is_empty() {
        let lines: Vec<String> = library.screenings.iter().map(|row| format!("{}  {}", row.id, row.title)).collect();
        say(
            json,
            &library,
            &if lines.is_empty() { "Nothing watched together yet.".to_owned() } else { lines.join("\n") },
        );
        return Ok(ExitCode::SUCCESS);
    };
    let lower = wanted.screening.to_lowercase();
    let fitting: Vec<_> = library
        .screenings
        .iter()
        .filter(|row| row.id == wanted.screening || row.title.to_lowercase().starts_with(&lower))
        .collect();
    let [row] = fitting.as_slice() else {
        return Err(Problem::new(
            "which-screening",
            format!(
                "{} screenings fit “{}”. Nothing was exported. `asides export` lists them with their ids.",
                fitting.len(),
                wanted.screening
            ),
        ));
    };
    wanted.screening.clone_from(&row.id);
    let printed = wanted.path.is_none();
    let under_way = wanted.export.clone().unwrap_or_default();
    let asked = house.ask(list::ExportCall(wanted));
    tokio::pin!(asked);
    let done = tokio::select! {
        done = &mut asked => done?,
        // Ctrl+C stops it where nothing is half written, and its answer says so.
        () = until_interrupted() => {
            house.ask(list::StopExportCall(ask::StopExport { export: under_way })).await?;
            asked.await?
        }
    };
    for warning in &done.warnings {
        eprintln!("{warning}");
    }
    // What is no text goes out as it is, for a pipe or a file; nothing else may be printed beside it.
    if printed
        && !json
        && let Some(bytes) = done.files.first().and_then(|file| file.base64.as_ref())
    {
        let bytes = data_encoding::BASE64.decode(bytes.as_bytes()).unwrap_or_default();
        use std::io::Write as _;
        return match std::io::stdout().write_all(&bytes) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => Err(Problem::new(
                "not-printed",
                format!("It could not be printed ({error}). Choose a place with --out."),
            )),
        };
    }
    let texts: Vec<&str> = done
        .files
        .iter()
        .map(|file| if printed { file.text.as_str() } else { file.path.as_deref().unwrap_or_default() })
        .collect();
    say(json, &done, &texts.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn say(json: bool, value: &impl Serialize, words: &str) {
    if json {
        println!("{}", serde_json::to_string(value).unwrap_or_default());
    } else {
        println!("{words}");
    }
}

/// h:mm:ss
fn time(film_ms: i64) -> String {
    let s = film_ms / 1_000;
    format!("{}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
}

async fn until_interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
