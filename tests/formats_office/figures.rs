//! The five sample reports as Word documents and web pages: what is read from them is as right as what is read from Markdown.

use super::support::{ingest_all, said, sample_files};
use super::writers::{page, word};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// No figure may fall by more.
const MOST_LOST: f64 = 0.02;

type Figures = BTreeMap<String, (f64, u32)>;

/// The figures of a folder of reports; nothing where the scorer is not at hand.
fn figures(reports: &Path) -> Option<Figures> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scorer = root.join("../shared/gold/score.py");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !scorer.is_file() || !python {
        println!("passed over: this needs python3 and the scorer, score.py, in ../shared/gold beside the project");
        return None;
    }
    let store = tempfile::tempdir().unwrap();
    ingest_all(store.path(), &[reports.to_owned()]);
    let query =
        format!("'{}' --store '{}' query {{}} --format json", env!("CARGO_BIN_EXE_rapporteur"), store.path().display());
    let gold = root.join("tests/gold");
    let output = Command::new("python3")
        .arg(&scorer)
        .arg("--gold")
        .arg(gold)
        .args(["--json", "--query", &query])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Insists that no figure of the first falls far behind in the second.
fn compare(format: &str, markdown: &Figures, other: &Figures) {
    let mut fallen = Vec::new();
    for (name, (f1, errors)) in markdown {
        let (other_f1, other_errors) = other[name];
        let wrong = name.starts_with("wrong") && other_errors > *errors;
        if other_f1 < f1 - MOST_LOST || wrong {
            fallen.push(format!("{name}: {other_f1} with {other_errors} errors, not {f1} with {errors}"));
        }
    }
    assert!(fallen.is_empty(), "{format}: {}", fallen.join("; "));
}

/// Writes each sample report into a folder, in another format.
fn convert(folder: &Path, extension: &str, format: impl Fn(&str) -> Vec<u8>) -> Vec<PathBuf> {
    let written = sample_files().into_iter().map(|file| {
        let path = folder.join(file.with_extension(extension).file_name().unwrap());
        std::fs::write(&path, format(&std::fs::read_to_string(&file).unwrap())).unwrap();
        path
    });
    written.collect()
}

#[test]
fn the_sample_reports_keep_their_figures() {
    let Some(markdown) = figures(&super::support::samples()) else { return };
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    convert(folders[0].path(), "html", |text| page(text).into_bytes());
    compare("HTML", &markdown, &figures(folders[0].path()).unwrap());
    convert(folders[1].path(), "docx", word);
    compare("DOCX", &markdown, &figures(folders[1].path()).unwrap());
}

#[test]
#[ignore = "starts LibreOffice, which takes its time"]
fn the_sample_reports_keep_their_figures_through_libreoffice() {
    let Some(markdown) = figures(&super::support::samples()) else { return };
    let (pages, documents) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files = convert(pages.path(), "html", |text| page(text).into_bytes());
    let profile = format!("-env:UserInstallation=file://{}", documents.path().join("profile").display());
    let office = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--infilter=HTML (StarWriter)",
            "--outdir",
        ])
        .arg(documents.path().join("docx"))
        .args(&files)
        .output();
    match office {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            println!(
                "passed over: this needs LibreOffice (soffice), to write Word documents that this project did not"
            );
            return;
        }
        output => assert!(output.as_ref().is_ok_and(|o| o.status.success()), "{output:?}"),
    }
    compare("DOCX by LibreOffice", &markdown, &figures(&documents.path().join("docx")).unwrap());
}
