//! What an ingest says of what came in: for people, for scripts, for programs; before anything is written, and when only the knowledge changed.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

#[path = "formats_office/package.rs"]
#[allow(dead_code, reason = "only the writer is used")]
mod package;
mod support;

use package::{Word, item, paragraph, run};
use rapporteur::document::{Document, lines_of};
use rapporteur::source::Source;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use support::{digest, ingest, ingest_all, printed, program, said, sample_files, samples};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The objects that `--json` writes, a line each, and the totals.
fn json(output: &Output) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = out(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let totals = lines.pop().unwrap();
    (lines, totals)
}

/// A Word document with the minutes of a meeting.
fn word() -> Vec<u8> {
    let body = [
        paragraph("Titel", &run("Harbour board, meeting 4")),
        paragraph("Standard", &run("4 May 2021, online")),
        paragraph("berschrift1", &run("Participants")),
        item(2, 0, &run("Ada Byron (Open Tide)")),
        item(2, 0, &run("Alan Cole (Quay Watch)")),
        paragraph("berschrift1", &run("Discussion")),
        paragraph("Standard", &run("Ada Byron said that the plan of Open Tide is ready. Alan Cole agreed.")),
    ];
    Word::of(&body.concat()).bytes()
}

/// A message; what is attached stands behind its text.
fn message(text: &str, attached: &[(&str, &str)]) -> String {
    let body = format!("--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n");
    let attached = attached.iter().map(|(name, text)| {
        format!(
            "--b\r\nContent-Type: text/markdown; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{text}\r\n"
        )
    });
    let parts = std::iter::once(body).chain(attached).collect::<Vec<_>>().concat();
    format!(
        "From: Ada <ada@example.org>\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nSubject: the minutes\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    )
}

#[test]
fn a_line_for_each_source() {
    let folder = tempfile::tempdir().unwrap();
    let (store, reports) = (folder.path().join("store"), folder.path().join("reports"));
    fs::create_dir(&reports).unwrap();
    fs::write(reports.join("a.docx"), word()).unwrap();
    fs::write(reports.join("b-again.docx"), word()).unwrap();
    fs::write(reports.join("c.md"), "Dear all,\n\nthank you for a lovely evening.\n").unwrap();
    let output = ingest(&store, &[&reports]);
    assert_eq!(
        out(&output).lines().collect::<Vec<_>>(),
        [
            "taken\ta.docx\tWord\t2021-05-04\tHarbour board 4\t2\t2\t0\t0\t0",
            "unchanged\tb-again.docx\tWord",
            "refused\tc.md\ttext\t\tno-minutes",
        ]
    );
    assert!(said(&output).ends_with("rapporteur: 1 report taken, 1 already there, 1 refused\n"), "{}", said(&output));
    let output = ingest(&store, &[reports.join("a.docx")]);
    assert_eq!(out(&output), "unchanged\ta.docx\tWord\n");
    let quiet = program(&store).args(["ingest", "--quiet"]).arg(&reports).output().unwrap();
    assert!(quiet.stdout.is_empty());
}

#[test]
fn many_sources_are_counted_and_those_that_were_refused_named() {
    let folder = tempfile::tempdir().unwrap();
    let (store, reports) = (folder.path().join("store"), folder.path().join("reports"));
    fs::create_dir(&reports).unwrap();
    let good = fs::read_to_string(&sample_files()[3]).unwrap();
    for number in 0..350 {
        let text =
            if number < 110 { format!("{good}{}", "\n".repeat(number % 2)) } else { format!("Letter {number}\n") };
        fs::write(reports.join(format!("{number:03}.md")), text).unwrap();
    }
    let output = ingest(&store, &[&reports]);
    let lines: Vec<String> = out(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 101);
    assert!(lines[..100].iter().all(|line| line.starts_with("refused\t")), "{lines:?}");
    assert_eq!(lines[100], "and 250 more; --json lists them all");
    let said = said(&output);
    assert_eq!(said.matches("is no report of a meeting").count(), 200);
    assert!(said.contains("and 40 more refused; --json names them all"), "{said}");
    assert!(said.trim_end().ends_with("2 reports taken, 108 already there, 240 refused, 6 warnings"), "{said}");
    let output = program(&store).args(["ingest", "--json"]).arg(&reports).output().unwrap();
    let (all, totals) = json(&output);
    assert_eq!((all.len(), &totals["summary"]["refused"]), (350, &Value::from(240)));
    assert!(output.stderr.is_empty());
}

#[test]
fn all_of_it_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let scanned = fixture("scanned.pdf");
    let missing = folder.path().join("missing.md");
    let mut command = program(&store);
    command.args(["ingest", "--json"]).args([&missing, &sample_files()[3], &fixture("two-columns.pdf"), &scanned]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty(), "{}", said(&output));
    let (all, totals) = json(&output);
    let one = |file: &str| all.iter().find(|came| came["file"] == file).unwrap().clone();
    let sample = one("wg-strategy-045-2022-09-30.md");
    assert_eq!(sample["outcome"], "taken");
    assert_eq!(sample["format"], "text/markdown");
    assert_eq!(sample["meeting"]["date"], "2022-09-30");
    assert_eq!(sample["meeting"]["number"], 45);
    assert_eq!((&sample["participants"], &sample["contributions"]), (&Value::from(10), &Value::from(14)));
    assert_eq!(sample["warnings"].as_array().unwrap().len(), 3);
    assert_eq!(sample["warnings"][0]["line"], 3);
    assert_eq!(sample["warnings"][0]["kind"], "no-roster");
    assert_eq!(sample["warnings"][0]["message"], "no list of participants was found: who was present is not known");
    assert_eq!(one("two-columns.pdf")["warnings"][0]["page"], 1);
    assert_eq!(one("scanned.pdf")["reason"]["code"], "no-text");
    assert_eq!(one(missing.to_str().unwrap())["reason"]["code"], "missing");
    assert!(one("scanned.pdf")["reason"]["message"].as_str().unwrap().contains("run text recognition"));
    assert_eq!(totals["summary"]["taken"], 2);
    assert_eq!(totals["summary"]["refused"], 2);
    // Its address is that of the report.
    let report = sample["report"].as_str().unwrap().to_owned();
    assert!(printed(&store, &["export"]).contains(&format!("<{report}>")));
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = (folder.path().join("store"), folder.path().join("a.docx"));
    fs::write(&file, word()).unwrap();
    let dry = |paths: &[&Path], more: &[&str]| {
        let output = program(&store).args(["ingest", "--dry-run"]).args(more).args(paths).output().unwrap();
        assert!(said(&output).contains("dry run: nothing was written"), "{}", said(&output));
        out(&output).lines().map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(dry(&[&file], &[]), ["taken a.docx"]);
    assert!(!store.exists(), "a dry run made a store");
    ingest_all(&store, &[&sample_files()[0], &sample_files()[1]]);
    let before = digest(&store);
    assert_eq!(dry(&[&sample_files()[0], &file], &[]), ["unchanged wg-strategy-011-2020-12-10.md", "taken a.docx"]);
    let registry = folder.path().join("registry");
    fs::create_dir(&registry).unwrap();
    assert_eq!(
        dry(&[&sample_files()[0], &file], &["--registry", registry.to_str().unwrap()]),
        ["replaced wg-strategy-011-2020-12-10.md", "taken a.docx", "replaced wg-strategy-027-2021-10-28.md"],
        "what the store holds is read anew with another registry"
    );
    assert_eq!(digest(&store), before);
    let other = program(&store).args(["ingest", "--dry-run", "--base", "https://example.org/"]).arg(&file).output();
    assert!(said(&other.unwrap()).contains("leave --base out"));
}

#[test]
fn a_covering_message_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mail) = (folder.path().join("store"), folder.path().join("mail.eml"));
    let minutes = fs::read_to_string(&sample_files()[2]).unwrap();
    fs::write(&mail, message("Dear all, here are the minutes.", &[("minutes.md", &minutes)])).unwrap();
    let output = ingest(&store, &[&mail]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let lines: Vec<String> = out(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "passed-over\tmail.eml\te-mail\t\tno-minutes");
    assert!(lines[1].starts_with("taken\tmail.eml/minutes.md\tMarkdown\t2022-04-07\t"), "{lines:?}");
    assert!(said(&output).starts_with("rapporteur: 1 report taken, 1 passed over"), "{}", said(&output));
    // Nothing came with this one.
    fs::write(&mail, message("Dear all, here are the minutes.", &[("letter.md", "Dear all, thank you.")])).unwrap();
    let output = ingest(&store, &[&mail]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).lines().all(|line| line.starts_with("refused\t")), "{}", out(&output));
}

#[test]
fn an_empty_folder_is_told_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let said = said(&ingest(&folder.path().join("store"), &[&empty]));
    for format in ["text", "Markdown", "HTML", "PDF", "Word (.docx)", "e-mail", "caption"] {
        assert!(said.contains(format), "{format}: {said}");
    }
}

#[test]
fn what_the_store_keeps_is_read_anew_without_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (store, fresh, files) = (folder.path().join("store"), folder.path().join("fresh"), folder.path().join("files"));
    fs::create_dir(&files).unwrap();
    fs::write(files.join("a.docx"), word()).unwrap();
    fs::copy(fixture("tables.pdf"), files.join("b.pdf")).unwrap();
    let registry = folder.path().join("registry");
    fs::create_dir(&registry).unwrap();
    let about = "<id/organisation/open-tide> a <https://w3id.org/rapporteur/Organisation> ; \
                 <http://www.w3.org/2004/02/skos/core#prefLabel> \"Open Tide Foundation\"@en ; \
                 <http://www.w3.org/2004/02/skos/core#altLabel> \"Open Tide\"@en .";
    fs::write(registry.join("mine.ttl"), about).unwrap();
    ingest_all(&store, &[&files]);
    let told = |store: &Path| printed(store, &["query", "affiliations", "--format", "csv"]);
    assert!(!told(&store).contains("Open Tide Foundation"));
    // The files are gone, and nothing new comes.
    let hidden = folder.path().join("hidden");
    fs::rename(&files, &hidden).unwrap();
    let with = |store: &Path, paths: &[&Path]| {
        let output = program(store).args(["ingest", "--registry"]).arg(&registry).args(paths).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        out(&output)
    };
    let letter = folder.path().join("other.md");
    fs::copy(&sample_files()[4], &letter).unwrap();
    let lines = with(&store, &[&letter]);
    assert!(lines.contains("replaced\ta.docx\tWord\t2021-05-04\tHarbour board 4\t2\t2"), "{lines}");
    assert!(lines.contains("replaced\tb.pdf\tPDF"), "{lines}");
    assert!(told(&store).contains("Open Tide Foundation"), "{}", told(&store));
    with(&fresh, &[&hidden, &letter]);
    assert_eq!(digest(&store), digest(&fresh));
    // And back, once more without the files.
    ingest_all(&store, &[&letter]);
    let embedded = folder.path().join("embedded");
    ingest_all(&embedded, &[&hidden, &letter]);
    assert_eq!(digest(&store), digest(&embedded));
}

#[test]
fn what_was_taken_out_gives_the_document_of_the_bytes() {
    let fixtures = ["hyphens.pdf", "no-password.pdf", "tables.pdf", "two-columns.pdf"];
    let mut all: Vec<Vec<u8>> = fixtures.iter().map(|name| fs::read(fixture(name)).unwrap()).collect();
    all.push(word());
    for bytes in all {
        let source = Source::from_bytes("a", bytes).unwrap();
        let kept = lines_of(&source).unwrap().to_json().unwrap();
        let document = Document::read(&source).unwrap();
        assert!(kept.len() < 3 * document.text().len(), "{} bytes for {}", kept.len(), document.text().len());
        let restored = Source::restored("a".to_owned(), kept, source.sha256, source.media_type);
        assert_eq!(format!("{:?}", Document::read(&restored).unwrap()), format!("{document:?}"));
    }
}

#[test]
fn serving_says_where_it_serves_and_nothing_before_that() {
    let folder = tempfile::tempdir().unwrap();
    let server = support::served::Server::over(folder.path(), &["--ingest", samples().to_str().unwrap()]);
    assert!(server.greeting.starts_with("serving 5 reports on http://"), "{}", server.greeting);
    assert_eq!(server.terminate(), Some(0));
}
