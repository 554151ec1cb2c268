//! The same report as a PDF and as a Word document says the same: not only as many statements, but these, by these people, in these words.

use super::paper::paper;
use super::support::generator::{SEED, report};
use super::support::{ingest_all, printed, sample_files};
use super::writers::{page, word};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is held against each other, question by question.
const QUESTIONS: [&str; 14] = [
    "meetings",
    "officers",
    "agenda",
    "attendance",
    "affiliations",
    "roles",
    "contributions",
    "moves",
    "contribution-subjects",
    "replies",
    "decisions",
    "actions",
    "documents",
    "next-meetings",
];
/// What hangs on the bytes of a file: addresses and offsets of what was read, and the file's own name.
const OF_THE_FILE: [&str; 9] =
    ["start", "end", "contribution", "agenda", "decision", "action", "move", "meeting", "report"];

/// The rows of a question, each with how often it stands.
fn rows(store: &Path, question: &str) -> BTreeMap<String, usize> {
    let json = printed(store, &["query", question, "--format", "json"]);
    let results: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut rows = BTreeMap::new();
    for binding in results["results"]["bindings"].as_array().unwrap() {
        let cells = binding.as_object().unwrap().iter();
        let cells: Vec<String> = cells
            .filter(|(name, _)| !OF_THE_FILE.contains(&name.as_str()) || question == "meetings" && *name == "start")
            .map(|(name, cell)| format!("{name}={}", cell["value"].as_str().unwrap_or("")))
            .collect();
        *rows.entry(cells.join(" ")).or_default() += 1;
    }
    rows
}

/// Rows of the one that the other has not, with their question.
fn apart(one: &Path, other: &Path, questions: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    let mut found = Vec::new();
    for question in questions {
        let (here, there) = (rows(one, question), rows(other, question));
        for (sign, from, against) in [('-', &here, &there), ('+', &there, &here)] {
            let missing = from.iter().filter(|(row, count)| against.get(*row) != Some(count));
            found.extend(missing.map(|(row, count)| format!("{sign} {question}: {count} × {row}")));
        }
    }
    found
}

/// A store of reports in a format.
fn store(folder: &Path, format: &str, files: &[(String, Vec<u8>)]) -> PathBuf {
    let (reports, store) = (folder.join(format), folder.join(format!("{format}-store")));
    std::fs::create_dir(&reports).unwrap();
    for (stem, bytes) in files {
        std::fs::write(reports.join(format!("{stem}.{format}")), bytes).unwrap();
    }
    ingest_all(&store, &[reports]);
    store
}

/// Reports in Markdown: the five samples, and made-up ones in many styles.
fn markdown() -> Vec<(String, String)> {
    let samples = sample_files()
        .into_iter()
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
    let invented =
        (0..20).map(|index| report(SEED, index)).filter(|(name, _)| name.split('.').next_back() == Some("md"));
    samples.chain(invented.map(|(name, text)| (name.replace(['/', '.'], "-"), text))).collect()
}

#[test]
fn a_report_says_the_same_as_pdf_and_as_word_document() {
    let folder = tempfile::tempdir().unwrap();
    let reports = markdown();
    assert!(reports.len() > 10);
    let as_format = |format: &str, write: &dyn Fn(&str) -> Vec<u8>| {
        let files: Vec<_> = reports.iter().map(|(stem, text)| (stem.clone(), write(text))).collect();
        store(folder.path(), format, &files)
    };
    let [pdf, docx, html] =
        [as_format("pdf", &paper), as_format("docx", &word), as_format("html", &|text| page(text).into_bytes())];
    for question in QUESTIONS {
        assert!(!rows(&pdf, question).is_empty(), "{question} has no rows to compare");
    }
    for (name, other) in [("docx", &docx), ("html", &html)] {
        let apart = apart(&pdf, other, QUESTIONS);
        assert!(apart.is_empty(), "pdf (-) and {name} (+):\n{}", apart.join("\n"));
    }
}

/// What LibreOffice makes of files of one format in another.
fn converted(folder: &Path, files: &[PathBuf], to: &str, more: &[&str]) -> Option<Vec<PathBuf>> {
    let (extension, out) = (to.split(':').next().unwrap(), folder.join("out"));
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut office = Command::new("soffice");
    office.args([&profile, "--headless", "--convert-to", to]).args(more).arg("--outdir").arg(&out).args(files);
    match office.output() {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return None,
        output => assert!(output.as_ref().is_ok_and(|o| o.status.success()), "{output:?}"),
    }
    Some(files.iter().map(|file| out.join(file.with_extension(extension).file_name().unwrap())).collect())
}

#[test]
#[ignore = "starts LibreOffice, which takes its time"]
fn a_report_says_the_same_as_pdf_and_as_word_document_of_libreoffice() {
    let folder = tempfile::tempdir().unwrap();
    let pages: Vec<PathBuf> = sample_files()
        .into_iter()
        .map(|path| {
            let own = folder.path().join(path.with_extension("html").file_name().unwrap());
            std::fs::write(&own, page(&std::fs::read_to_string(&path).unwrap())).unwrap();
            own
        })
        .collect();
    let Some(texts) = converted(folder.path(), &pages, "odt:writer8", &["--infilter=HTML (StarWriter)"]) else {
        println!("passed over: this needs LibreOffice (soffice), to write files that this project did not");
        return;
    };
    let as_format = |format: &str, filter: &str| {
        let files = converted(folder.path(), &texts, filter, &[]).unwrap();
        let store = folder.path().join(format!("{format}-store"));
        ingest_all(&store, &files);
        store
    };
    let (pdf, docx) = (as_format("pdf", "pdf"), as_format("docx", "docx:MS Word 2007 XML"));
    // A link that leads nowhere is none in a PDF, and nothing else says that its words name a document.
    let questions = QUESTIONS.into_iter().filter(|question| *question != "documents");
    let mut total = 0;
    for question in questions.clone() {
        let (one, other) = (rows(&pdf, question), rows(&docx, question));
        let same: usize = one.iter().map(|(row, count)| (*count).min(other.get(row).copied().unwrap_or(0))).sum();
        let (ones, others) = (one.values().sum::<usize>(), other.values().sum::<usize>());
        println!("{question}: {same} of {ones} in PDF and {others} in DOCX");
        total += others;
    }
    let apart = apart(&pdf, &docx, questions);
    assert!(apart.len() * 200 <= total, "pdf (-) and docx (+), of {total} rows:\n{}", apart.join("\n"));
}
