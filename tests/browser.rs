//! The explorer in a browser: the scripts under `tests/browser/` drive Chromium through the pages of a service over the five sample reports. They pass over,
//! and say so, where there is no Chromium or no Node.js, or where the program was built without scripts. Screenshots stay in the target folder under
//! `tmp/screenshots`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use support::browser::{WEB, chromium};
use support::generator;
use support::served::Server;
use support::{ingest_all, said, samples};

/// The scripts, made ready to run beside the libraries that they use.
fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser"), Path::new(WEB).join("tests"));
        std::fs::remove_dir_all(&to).or_else(|error| if to.exists() { Err(error) } else { Ok(()) }).unwrap();
        std::fs::create_dir(&to).unwrap();
        let mut sources = BTreeSet::new();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            sources.insert(to.join(entry.file_name()));
        }
        let mut bundle = Command::new("node_modules/.bin/esbuild");
        bundle.args(sources).args([
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--packages=external",
            "--outdir=tests",
        ]);
        succeeded("esbuild", &bundle.current_dir(WEB).output().unwrap());
        to
    })
}

fn succeeded(what: &str, output: &Output) {
    assert!(output.status.success(), "{what}:\n{}{}", String::from_utf8_lossy(&output.stdout), said(output));
}

/// Runs the tests of one script in a browser, over the sample reports.
fn run(script: &str) {
    run_over(script, &samples());
}

/// Runs the tests of one script in a browser, over a report or a folder of them.
fn run_over(script: &str, reports: &Path) {
    let browser = match chromium() {
        Ok(browser) => browser,
        Err(why) => {
            eprintln!("passed over: {why}");
            return;
        }
    };
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[reports]);
    let server = Server::over(folder.path(), &[]);
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    std::fs::create_dir_all(&screenshots).unwrap();
    let mut tests = Command::new("node");
    tests.arg("--test").arg(prepared().join(script).with_extension("js")).current_dir(WEB);
    tests
        .env("RAPPORTEUR", format!("http://{}", server.address))
        .env("CHROMIUM", browser)
        .env("SCREENSHOTS", screenshots);
    succeeded(script, &tests.output().unwrap());
}

#[test]
fn scripts_are_of_the_types_that_they_say() {
    if let Err(why) = chromium() {
        eprintln!("passed over: {why}");
        return;
    }
    prepared();
    let check = Command::new("node_modules/.bin/tsc").arg("--noEmit").current_dir(WEB).output().unwrap();
    succeeded("tsc", &check);
}

#[test]
fn newcomers_find_their_way() {
    run("walks");
}

#[test]
fn pictures_show_their_data() {
    run("pictures");
}

#[test]
fn the_query_editor_asks_and_shows() {
    run("editor");
}

#[test]
fn no_page_keeps_anybody_out() {
    run("axe");
}

#[test]
fn names_are_text_and_pages_fit_a_phone() {
    let names = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile-names.txt");
    run_over("layout", &names);
}

#[test]
fn the_graph_is_seen_searched_and_kept() {
    run("graph");
}

#[test]
fn hundreds_of_reports_stay_readable() {
    let folder = tempfile::tempdir().unwrap();
    for path in generator::write(generator::SEED, 240, folder.path()) {
        // The meetings are invented and know no process: here they speak of one.
        let text = std::fs::read_to_string(&path).unwrap();
        let text =
            ["numbering guide", "glossary", "register of buoys", "charter of the archive", "budget for translation"]
                .iter()
                .fold(text, |text, thing| text.replace(thing, "Global Digital Compact"));
        std::fs::write(&path, text).unwrap();
    }
    run_over("scale", folder.path());
}

#[test]
fn feeds_load_into_the_programs_that_they_are_for() {
    run("feeds");
}
