//! What is wrong with an input, a store, a port or a query is said in one line with its name and what to do; all else is taken, and
//! nothing is half-written.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use rapporteur::source::MAX_LINE;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use support::served::{Server, encoded};
use support::{digest, ingest, ingest_all, open, printed, program, reports, said, sample_files};

/// Insists on one line on standard error that holds all of these, nothing on standard output, and exit code 1.
fn one_line(output: &Output, parts: &[&str]) {
    let said = said(output);
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "{said:?} does not say {part:?}");
    }
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(1), "{said}");
}

/// Ingests what is to be refused beside a good report; insists on one line for it, and on the store that the good one alone makes.
fn refused(name: &str, bytes: Option<&[u8]>, parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let (bad, store) = (folder.path().join(name), folder.path().join("store"));
    if let Some(bytes) = bytes {
        fs::write(&bad, bytes).unwrap();
    }
    refused_at(&bad, &store, parts);
}

fn refused_at(bad: &Path, store: &Path, parts: &[&str]) {
    let good = &sample_files()[1];
    let run = || {
        let name = bad.file_name().and_then(OsStr::to_str).unwrap();
        let output = program(store).args(["ingest", "--quiet"]).arg(bad).arg(good).output().unwrap();
        one_line(&output, &[&[name], parts].concat());
    };
    run();
    let alone = tempfile::tempdir().unwrap();
    ingest_all(alone.path(), &[good]);
    assert_eq!(digest(store), digest(alone.path()));
    // Asked again it says the same, and changes nothing.
    run();
    assert_eq!(digest(store), digest(alone.path()));
    assert!(printed(store, &["check"]).contains("as they should be"));
}

#[test]
fn a_missing_path() {
    refused("none.md", None, &["no such file or folder", "check the path"]);
}

#[test]
fn a_folder_without_reports() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("nothing-here");
    fs::create_dir_all(bad.join("nor-here")).unwrap();
    refused_at(&bad, &folder.path().join("store"), &["no reports in this folder", "name a file"]);
}

#[test]
fn binary_files() {
    refused("logo.md", Some(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), &["a binary file", "convert it"]);
    refused("minutes.pdf", Some(b"%PDF-1.7\n%\xe2\xe3\n"), &["PDF"]);
    refused("minutes.docx", Some(b"PK\x03\x04\x14\0\x06\0"), &["Word document", "convert it"]);
}

#[test]
fn invalid_utf8_is_named_by_byte_and_line() {
    let mut bytes = fs::read(&sample_files()[0]).unwrap();
    let at = bytes.windows(8).position(|eight| eight == b"\nAgenda\n").unwrap() + 1;
    let line = bytes[..at].split(|byte| *byte == b'\n').count();
    bytes[at] = 0xff;
    let place = format!("at byte {at} (line {line})");
    refused("latin.md", Some(&bytes), &["not valid UTF-8", &place, "convert it to UTF-8"]);
}

#[test]
fn an_empty_file() {
    refused("empty.md", Some(b""), &["is empty"]);
    refused("blank.txt", Some(b" \n\t\n\n"), &["is empty"]);
}

#[test]
fn a_line_longer_than_any_prose() {
    let bytes = ["# Minutes\n\n".as_bytes(), &vec![b'x'; MAX_LINE + 1]].concat();
    refused("long.md", Some(&bytes), &["line 3 is longer than 1024 KB"]);
}

#[test]
fn a_line_of_a_hundred_megabytes_costs_next_to_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("huge.md");
    let mut file = File::create(&huge).unwrap();
    for _ in 0..100 {
        file.write_all(&vec![b'x'; 1024 * 1024]).unwrap();
    }
    drop(file);
    refused_at(&huge, &folder.path().join("store"), &["larger than 4 MB", "split it"]);
    let good = sample_files()[1].clone();
    let (without, with) =
        (peak_memory(&folder.path().join("a"), &[&good]), peak_memory(&folder.path().join("b"), &[&good, &huge]));
    match (without, with) {
        (Some(without), Some(with)) => {
            assert!(with < without + 40 * 1024, "{with} KB with the long line, {without} KB without");
        }
        _ => println!("passed over: this system does not tell the peak memory of a process"),
    }
}

/// The peak memory, in KB, of a service that has read these files.
fn peak_memory(store: &Path, files: &[&PathBuf]) -> Option<u64> {
    let mut command = program(store);
    command.args(["serve", "--bind", "127.0.0.1:0"]);
    for file in files {
        command.arg("--ingest").arg(file);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut greeting = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut greeting).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(greeting.starts_with("serving 1 report"), "{greeting:?}");
    let status = status.ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn a_file_that_is_no_minutes() {
    refused(
        "letter.md",
        Some(b"Dear all,\n\nthank you for a lovely evening.\n"),
        &["is no report of a meeting", "give minutes"],
    );
    let source = include_str!("../src/text.rs");
    refused("code.txt", Some(source.as_bytes()), &["is no report of a meeting", "give minutes"]);
}

#[test]
fn a_store_in_use() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[&sample_files()[0]]);
    let before = digest(folder.path());
    let server = Server::over(folder.path(), &[]);
    let name = folder.path().to_str().unwrap();
    one_line(&ingest(folder.path(), &[&sample_files()[1]]), &[name, "in use by another process", "stop that one"]);
    for command in ["check", "digest", "export"] {
        one_line(&program(folder.path()).arg(command).output().unwrap(), &[name, "in use by another process"]);
    }
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(digest(folder.path()), before);
}

#[test]
fn a_store_of_a_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[&sample_files()[0]]);
    let settings = folder.path().join("store.json");
    let ours = fs::read_to_string(&settings).unwrap();
    let newer = r#"{"format":99,"base":{"not":"yet known"}}"#;
    fs::write(&settings, newer).unwrap();
    let name = folder.path().to_str().unwrap();
    one_line(&ingest(folder.path(), &[&sample_files()[1]]), &[name, "format 99", "install a newer version"]);
    one_line(&program(folder.path()).arg("serve").output().unwrap(), &[name, "format 99"]);
    assert_eq!(fs::read_to_string(&settings).unwrap(), newer);
    fs::write(&settings, ours).unwrap();
    assert_eq!(reports(&open(folder.path())).len(), 1);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "mine").unwrap();
    let good = &sample_files()[0];
    one_line(&ingest(&file.join("below"), &[good]), &["notes.txt", "cannot write to", "check the permissions"]);
    one_line(&ingest(&file, &[good]), &["notes.txt", "is no folder"]);
    one_line(&ingest(folder.path(), &[good]), &["is not empty and no store"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    let mut permissions = fs::metadata(&closed).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&closed, permissions).unwrap();
    if File::create(closed.join("probe")).is_ok() {
        println!("passed over: this user may write to folders that are closed to writing");
    } else {
        one_line(&ingest(&closed.join("store"), &[good]), &["closed", "cannot write to", "check the permissions"]);
        assert_eq!(fs::read_dir(&closed).unwrap().count(), 0);
    }
}

#[test]
fn a_port_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let store = folder.path().join("store");
    let output =
        program(&store).args(["serve", "--bind", &address, "--ingest"]).arg(&sample_files()[0]).output().unwrap();
    one_line(&output, &[&address, "in use by another process", "--bind"]);
    assert!(!store.exists(), "the port is asked for before anything is written");
}

#[test]
fn a_wrong_query_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[&sample_files()[0]]);
    let server = Server::over(folder.path(), &[]);
    let wrong = "SELECT ?s WHERE {\n  ?s ?p\n}";
    let direct = [("Content-Type", "application/sparql-query")];
    for reply in [
        server.get(&format!("/sparql?query={}", encoded(wrong)), "*/*"),
        server.send("POST", "/sparql", &direct, wrong),
    ] {
        assert_eq!(reply.status, 400);
        assert!(reply.body.contains("line 3, column 2"), "{}", reply.body);
        assert!(reply.body.contains("expected"), "the parser's message is missing: {}", reply.body);
    }
    assert_eq!(server.ask("ASK {}", "*/*").status, 200, "the service goes on");
}
