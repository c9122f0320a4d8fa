//! Declares our commands, so that a window may call one only when its capability says so.
//!
//! The page in `ui/dist` is made by `cargo xtask ui`; when it is missing the `asides` crate puts a stub there first.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The page and the icons are compiled in: a change to either is a change to this program.
    println!("cargo::rerun-if-changed=../ui/dist");
    println!("cargo::rerun-if-changed=../icons");
    let commands = tauri_build::AppManifest::new().commands(&[
        "call",
        "desk",
        "wish",
        "take_links",
        "taken_link",
        "jot_bar",
        "leave",
    ]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)).map_err(Into::into)
}
