//! Keeps what is read from the five sample reports from getting worse: the scorer compares it with what careful readers found.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use support::{ingest_all, samples};

/// The least F1 of each figure.
const FLOORS: [(&str, f64); 13] = [
    ("meeting", 0.97),
    ("officers", 0.97),
    ("agenda", 0.97),
    ("affiliations", 0.97),
    ("roles", 0.97),
    ("groups", 0.97),
    ("documents", 0.97),
    ("next meeting", 0.97),
    ("attendance", 0.97),
    ("attendance.status", 0.97),
    ("events.dated", 0.92),
    ("processes", 0.92),
    ("organisations", 0.92),
];
/// What must not happen at all.
const NEVER: [&str; 2] = ["wrong speakers", "wrong merges"];

#[test]
fn the_figures_do_not_fall() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scorer = root.join("../shared/gold/score.py");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !scorer.is_file() || !python {
        println!("passed over: this needs python3 and the scorer, score.py, in ../shared/gold beside the project");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let query = format!(
        "'{}' --store '{}' query {{}} --format json",
        env!("CARGO_BIN_EXE_rapporteur"),
        folder.path().display()
    );
    let output = Command::new("python3")
        .arg(&scorer)
        .arg("--gold")
        .arg(root.join("tests/gold"))
        .args(["--json", "--query", &query])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", support::said(&output));
    let figures: BTreeMap<String, (f64, u32)> = serde_json::from_slice(&output.stdout).unwrap();
    let mut fallen = Vec::new();
    for (name, floor) in FLOORS {
        let (f1, errors) = figures[name];
        if f1 < floor {
            fallen.push(format!("{name}: {f1} with {errors} errors, not {floor}"));
        }
    }
    for name in NEVER {
        if figures[name].1 > 0 {
            fallen.push(format!("{name}: {}, not 0", figures[name].1));
        }
    }
    assert!(
        fallen.is_empty(),
        "{}; `make score` shows the table, score.py --verbose each difference",
        fallen.join("; ")
    );
}
