//! Lets every cargo command run on a checkout where the UI was not built yet.

use std::path::Path;

fn main() {
    let dist = Path::new("../../ui/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let page = dist.join("index.html");
    if !page.exists() {
        let stub = "<!doctype html><title>Asides</title><p>The screens are not built yet: run <code>cargo xtask run</code>.</p>\n";
        if let Err(error) = std::fs::create_dir_all(&dist).and_then(|()| std::fs::write(&page, stub)) {
            println!("cargo::warning=no page to show: {error}");
        }
    }
}
