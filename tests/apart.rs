//! One file cannot stop a run: what hangs a parser, breaks it or eats memory is refused with one line, and everything else is taken.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::source::MediaType;
use rapporteur::store::Store;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::{digest, ingest_all, other_words, printed, program, said, sample_files};

/// What a file says that a parser is to fail over.
const WORDS: &str = "a-parser-fails-here";
const GAVE_UP: &str = "could not be read within the time and memory that one file is given";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

/// A page with the minutes of a meeting.
fn page(number: usize, remark: &str) -> String {
    format!(
        "<html><head><title>Harbour board</title></head><body><h1>Harbour board, meeting {number}</h1><p>{number} May 2021</p>\
         <h2>Agenda</h2><ol><li>Berths</li></ol><h2>Participants</h2><ul><li>Ada Byron</li><li>Alan Cole</li></ul>\
         <h2>Discussion</h2><p>Ada Byron said that the berths are ready.</p><!-- {remark} --></body></html>"
    )
}

/// A mailbox with these pages, a message each.
fn mailbox(pages: &[String]) -> String {
    let message = |(number, page): (usize, &String)| {
        format!(
            "From ada@example.org Tue May  4 10:00:00 2021\nFrom: Ada Byron <ada@example.org>\nMessage-ID: <{number}@example.org>\n\
             Subject: Minutes\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}\n\n"
        )
    };
    pages.iter().enumerate().map(message).collect()
}

/// A PDF with one page that shows this.
fn pdf(content: &str) -> String {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    file_of(&objects)
}

/// A PDF of these objects, the first of which is its root.
fn file_of(objects: &[String]) -> String {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut offsets = String::new();
    for (at, object) in objects.iter().enumerate() {
        writeln!(offsets, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(file, "xref\n0 {size}\n0000000000 65535 f \n{offsets}").unwrap();
    write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").unwrap();
    file
}

/// Ingests these files between good ones, and insists on one line for each of them, on the others, and on the time.
fn refused(bad: &[(&str, &[u8])], environment: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let (reports, good) = (folder.path().join("reports"), folder.path().join("good"));
    for to in [&reports, &good] {
        fs::create_dir(to).unwrap();
        for number in 1..=9 {
            fs::write(to.join(format!("m{number}.html")), page(number, "")).unwrap();
        }
        fs::copy(&sample_files()[0], to.join("c.md")).unwrap();
        fs::copy(fixtures().join("two-columns.pdf"), to.join("z.pdf")).unwrap();
    }
    for (name, bytes) in bad {
        fs::write(reports.join(name), bytes).unwrap();
    }
    let (store, alone) = (folder.path().join("store"), folder.path().join("alone"));
    let begun = Instant::now();
    let mut command = program(&store);
    command.args(["ingest", "--quiet"]).arg(&reports).env("RAPPORTEUR_FILE_SECONDS", "1");
    let output = command.envs(environment.iter().copied()).output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(29), "the usual bound was waited for");
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), bad.len(), "{said}");
    for (name, _) in bad {
        let lines = said.lines().filter(|line| line.contains(&format!("{name}: ")) && line.contains(GAVE_UP));
        assert_eq!(lines.count(), 1, "{name}: {said}");
    }
    ingest_all(&alone, &[&good]);
    assert_eq!(digest(&store), digest(&alone), "all else was taken as without them");
}

#[test]
fn what_overflows_the_stack_of_a_parser() {
    let deep = file_of(&["[".repeat(3_000_000)]);
    refused(&[("a-deep.pdf", deep.as_bytes()), ("y-deep.pdf", (deep.clone() + "%").as_bytes())], &[]);
}

#[test]
fn what_keeps_a_parser_busy() {
    let mut content = "BT /F1 12 Tf ".to_owned();
    for i in 0..400_000 {
        write!(content, "1 0 0 1 {} {} Tm (a) Tj ", (i * 7) % 600, (i * 13) % 700).unwrap();
    }
    refused(&[("a-scattered.pdf", pdf(&(content + "ET")).as_bytes())], &[]);
}

#[test]
fn what_hangs_breaks_or_swells_a_parser() {
    let bad = page(40, WORDS);
    for fault in ["parser-hangs", "parser-aborts", "parser-eats-memory"] {
        if fault == "parser-eats-memory" && !cfg!(target_os = "linux") {
            println!("passed over: not every system bounds the memory of a process");
            continue;
        }
        refused(
            &[("m0.html", bad.as_bytes()), ("m5b.html", (bad.clone() + "\n").as_bytes())],
            &[("RAPPORTEUR_FAULT", &format!("{fault}:{WORDS}"))],
        );
    }
}

#[test]
fn what_breaks_who_takes_mail_apart() {
    let mail = mailbox(&[page(40, WORDS), page(41, "")]);
    for fault in ["parser-hangs", "parser-aborts"] {
        // One line for the mailbox, and not one for a message in it: nothing was taken out of it.
        refused(&[("a.mbox", mail.as_bytes())], &[("RAPPORTEUR_FAULT", &format!("{fault}:{WORDS}"))]);
    }
}

#[test]
fn a_report_that_is_there_stays_when_reading_it_anew_takes_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = (folder.path().join("store"), folder.path().join("m.html"));
    fs::write(&file, page(7, WORDS)).unwrap();
    ingest_all(&store, &[&file]);
    let language = other_words(folder.path());
    let again = |fault: &str| {
        let mut command = program(&store);
        command.args(["ingest", "--language"]).arg(&language).arg(&file).env("RAPPORTEUR_FAULT", fault);
        command.output().unwrap()
    };
    let output = again(&format!("parser-aborts:{WORDS}"));
    assert!(said(&output).contains(GAVE_UP), "{}", said(&output));
    assert_eq!(printed(&store, &["query", "meetings", "--format", "csv"]).lines().count(), 2);
    let output = again("none");
    assert_eq!(String::from_utf8_lossy(&output.stdout).split('\t').next(), Some("replaced"), "{}", said(&output));
}

#[test]
fn a_report_says_the_same_wherever_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (apart, reports) = (folder.path().join("apart"), folder.path().join("reports"));
    fs::create_dir(&reports).unwrap();
    fs::write(reports.join("m.html"), page(3, "")).unwrap();
    fs::write(reports.join("list.mbox"), mailbox(&[page(5, ""), page(6, "")])).unwrap();
    for name in ["two-columns.pdf", "tables.pdf"] {
        fs::copy(fixtures().join(name), reports.join(name)).unwrap();
    }
    ingest_all(&apart, &[&reports]);
    let here = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    let options = Options { paths: vec![reports], quiet: true, ..Options::default() };
    assert_eq!(ingest::run(&here, &options).unwrap().taken, 5);
    assert_eq!(digest(&apart), here.digest().unwrap());
}

/// The process that reads files.
fn worker(fault: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.arg("read-apart").env("RAPPORTEUR_FAULT", fault);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn question(media_type: MediaType, bytes: &[u8]) -> Vec<u8> {
    let kind = MediaType::ALL.iter().position(|m| *m == media_type).and_then(|at| u8::try_from(at).ok()).unwrap();
    [&b"rap\x01"[..], &[kind], &(bytes.len() as u64).to_le_bytes(), bytes].concat()
}

#[test]
fn a_reading_process_ends_with_the_one_that_asked() {
    let mut child = worker(&format!("parser-hangs:{WORDS}"));
    let mut input = child.stdin.take().unwrap();
    let good = question(MediaType::Html, page(1, "").as_bytes());
    input.write_all(&good).unwrap();
    let mut head = [0; 13];
    child.stdout.as_mut().unwrap().read_exact(&mut head).unwrap();
    assert_eq!(head[..5], *b"rap\x01\0", "an answer that holds lines");
    input.write_all(&question(MediaType::Html, page(1, WORDS).as_bytes())).unwrap();
    // In the middle of a file that it would never come to the end of.
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reading_process_says_nothing_else() {
    let mut child = worker("none");
    child.stdin.take().unwrap().write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    assert!(status.success() && stdout.is_empty() && stderr.is_empty());
    assert!(!printed(Path::new("none"), &["help"]).contains("read-apart"), "for the program itself");
}
