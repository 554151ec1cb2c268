//! The README's answers are those of the program: every block between `<!-- answer: … -->` or `<!-- trace: … -->` and `<!-- end -->` is made anew from
//! the sample reports and compared. `UPDATE_README=1` writes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what goes wrong here fails the test")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// A quoted passage is cut behind this many characters.
const LONGEST_PASSAGE: usize = 240;

#[test]
fn the_answers_in_the_readme_are_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let store = tempfile::tempdir().unwrap();
    run(store.path(), &["ingest", "--quiet", root.join("data/minutes").to_str().unwrap()]);
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let fresh = filled(&readme, |kind, argument| match kind {
        "answer" => Some(format!("```csv\n{}```\n", run(store.path(), &["query", argument, "--format", "csv"]))),
        "trace" => Some(trace(store.path(), argument)),
        _ => None,
    });
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(root.join("README.md"), fresh).unwrap();
        return;
    }
    assert!(readme == fresh, "README.md is behind: run `UPDATE_README=1 cargo test --release --test readme`");
}

fn run(store: &Path, arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(arguments).arg("--store").arg(store).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
}

/// The text with every marked block made anew; blocks of other kinds stay as they are.
fn filled(readme: &str, make: impl Fn(&str, &str) -> Option<String>) -> String {
    let (mut fresh, mut inside) = (String::new(), false);
    for line in readme.lines() {
        let mark = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->"));
        if mark == Some("end") {
            inside = false;
        }
        if !inside {
            fresh.push_str(line);
            fresh.push('\n');
        }
        if let Some((kind, argument)) = mark.and_then(|m| m.split_once(": "))
            && let Some(made) = make(kind, argument)
        {
            fresh.push_str(&made);
            inside = true;
        }
    }
    fresh
}

/// The answer of `trace` as a Markdown table: a row a passage and speaker, oldest first.
fn trace(store: &Path, topic: &str) -> String {
    let answer = run(store, &["query", "trace", "--param", &format!("topic={topic}"), "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let mut table = "| date | item | speaker | act | via | passage |\n|---|---|---|---|---|---|\n".to_owned();
    for row in answer["results"]["bindings"].as_array().unwrap() {
        let cell =
            |name: &str| row[name]["value"].as_str().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let text = cell("text").replace('|', "\\|");
        let cut: String = text.chars().take(LONGEST_PASSAGE).collect();
        let passage = if cut.len() < text.len() { format!("{cut} …") } else { cut };
        let cells = [cell("date"), cell("agenda"), cell("speaker"), cell("act"), cell("via"), passage];
        writeln!(table, "| {} |", cells.join(" | ")).unwrap();
    }
    table
}
