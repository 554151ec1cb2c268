//! What driving a browser needs, for the tests and the benchmark of the pages.

use std::env;
use std::path::PathBuf;

/// Where the build has the scripts and their tools.
pub const WEB: &str = env!("RAPPORTEUR_WEB");

/// What Chromium is called by those who package it.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Where Chromium is, which runs beside Node.js and the scripts of the pages.
///
/// # Errors
/// With what is missing.
pub fn chromium() -> Result<PathBuf, &'static str> {
    if !cfg!(feature = "web") {
        return Err("the program was built without scripts");
    }
    if on_path("node").is_none() {
        return Err("there is no Node.js");
    }
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    named
        .or_else(|| BROWSERS.iter().find_map(|name| on_path(name)))
        .ok_or("there is no Chromium, which CHROMIUM may name")
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file())
}
