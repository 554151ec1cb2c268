//! `rapporteur.toml`: an installation for a body that the program knows nothing of, and what is said of a file that is not right.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod site;
mod support;

use site::{Answer, Site, minutes};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use support::{said, sample_files};
use walkdir::WalkDir;

/// The program in a folder, with nothing said by the environment.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    for variable in ["RAPPORTEUR_STORE", "RAPPORTEUR_JUDGEMENTS", "RAPPORTEUR_CONFIG", "RUST_LOG"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A copy of the example.
fn example() -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/harbour-board");
    let folder = tempfile::tempdir().unwrap();
    for entry in WalkDir::new(&from) {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}

#[test]
fn an_installation_of_another_body() {
    let folder = example();
    let output = run(folder.path(), &["ingest"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("2 reports taken"), "{}", said(&output));
    assert!(folder.path().join("rapporteur.store/store.json").exists());
    let meetings = printed(folder.path(), &["query", "meetings", "--format", "csv"]);
    let rows: Vec<&str> = meetings.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{meetings}");
    assert!(rows[0].starts_with("2024/board-12.md,https://minutes.westhaven.example/id/meeting/hbw-2024-03-14-12,Harbour Board of Westhaven,12,"), "{meetings}");
    assert!(
        rows[1].starts_with(
            "2024/gauges-3.txt,https://minutes.westhaven.example/id/meeting/tgc-2024-04-08-3,Tidal Gauge Committee,3,"
        ),
        "{meetings}"
    );
    let attendance = printed(folder.path(), &["query", "attendance", "--format", "csv"]);
    for row in [",Marek Oduya,Marek Oduya,present,civil society,", ",Signe Halloran,Signe Halloran,present,government,"]
    {
        assert!(attendance.contains(row), "{attendance}");
    }
    let affiliations = printed(folder.path(), &["query", "affiliations", "--format", "csv"]);
    for row in [
        "Signe Halloran,Port Authority of Westhaven",
        "Lucía Benavente,International Telecommunication Union",
        "Ingrid Salazar,Westhaven Observatory",
    ] {
        assert!(affiliations.contains(row), "{affiliations}");
    }
    // The organiser that the registry describes is that one; the other is made.
    let query = folder.path().join("organisers.rq");
    fs::write(&query, "SELECT ?series ?body { ?s <https://w3id.org/rapporteur/organiser> ?body ; <https://w3id.org/rapporteur/abbreviation> ?series . FILTER(?series IN (\"HBW\", \"TGC\")) } ORDER BY ?series").unwrap();
    let organisers = printed(folder.path(), &["query", "organisers.rq", "--format", "csv"]);
    let base = "https://minutes.westhaven.example/id/organisation/";
    assert_eq!(
        organisers.lines().skip(1).collect::<Vec<_>>(),
        [format!("HBW,{base}port-authority"), format!("TGC,{base}westhaven-observatory")]
    );
    assert!(printed(folder.path(), &["check"]).contains("as they should be"));
    // Judgements go to the file that the installation names, and are made with what it knows.
    printed(
        folder.path(),
        &[
            "judge",
            "same",
            "Tomasz Wrobel",
            "Marek Oduya",
            "--series",
            "Harbour Board of Westhaven",
            "--by",
            "A Curator",
            "--reason",
            "heard so",
        ],
    );
    assert!(folder.path().join("judgements.ttl").exists());
    assert!(said(&run(folder.path(), &["ingest"])).contains("2 already there"));
}

#[test]
fn what_is_given_goes_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir_all(inner.join("minutes")).unwrap();
    fs::write(inner.join("rapporteur.toml"), "store = 'of-file'\n[[source]]\npath = 'minutes/*.md'\n").unwrap();
    fs::copy(&sample_files()[0], inner.join("minutes/1.md")).unwrap();
    let ingest = |variable: Option<&str>, arguments: &[&str]| {
        let mut command = program(folder.path());
        command.args(["ingest", "--config", "inner/rapporteur.toml"]).args(arguments);
        variable.map(|value| command.env("RAPPORTEUR_STORE", value));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    let made = |name: &str| folder.path().join(name).join("store.json").exists();
    ingest(None, &[]);
    assert!(made("inner/of-file"), "paths count from the file's folder");
    ingest(Some("of-environment"), &[]);
    assert!(made("of-environment"));
    ingest(Some("of-environment-2"), &["--store", "of-call"]);
    assert!(made("of-call") && !made("of-environment-2"));
    // Sources that are named go before those of the file.
    let other = sample_files()[1].clone();
    ingest(None, &["--store", "named", other.to_str().unwrap()]);
    let names = printed(folder.path(), &["query", "reports", "--format", "csv", "--store", "named"]);
    assert_eq!(names.lines().count(), 2);
    assert!(names.contains(other.file_name().unwrap().to_str().unwrap()));
}

#[test]
fn pages_of_links_are_sources() {
    let site = Site::new(|request| match request.path.as_str() {
        "/" => Answer::ok("<html><body><a href='/a'>Minutes 1</a> <a href='/b'>Other</a></body></html>"),
        "/a" => Answer::ok(minutes(1, "the cranes")),
        _ => Answer::status(404),
    });
    let folder = tempfile::tempdir().unwrap();
    let toml = format!(
        "[web]\nallow-private = ['{}']\npause = 0\n[[source]]\naddress = '{}'\nfollow = 'minutes \\d'\n",
        site.address,
        site.url("/")
    );
    fs::write(folder.path().join("rapporteur.toml"), toml).unwrap();
    let output = run(folder.path(), &["ingest"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(site.paths(), ["/", "/robots.txt", "/a"]);
}

#[test]
fn what_is_wrong_is_told_with_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    for (toml, line, words) in [
        ("stor = 'x'\n", 1, "unknown field `stor`"),
        ("[web]\npauze = 1\n", 2, "unknown field `pauze`"),
        ("\npassword = 'x'\n", 2, "unknown field `password`"),
        ("store = 7\n", 1, "`store`: invalid type: integer `7`"),
        ("store = 'a'\nstore = 'b'\n", 2, "duplicate key"),
        ("store = 'a\n", 1, "invalid"),
        ("base = 'nowhere'\n", 1, "`base`: `nowhere` cannot be a base IRI"),
        ("bind = 'here'\n", 1, "`bind`: is no address and port"),
        ("carried-registry = true\n", 1, "`registry`, which is not given"),
        ("[web]\n\npause = -1\n", 3, "`pause`: must be between 0 and 3600"),
        ("[web]\nfetch-timeout = 0\n", 2, "`fetch-timeout`: must be between 1"),
        ("[web]\nretries = 99\n", 2, "`retries`: must be between 0 and 10"),
        ("[web]\nallow-private = 'all'\n", 2, "expected true, false, or a list of hosts"),
        ("[[source]]\ninclude = ['*.md']\n", 1, "wants either a `path` or an `address`"),
        ("[[source]]\npath = 'a'\naddress = 'https://example.org/'\n", 1, "wants either"),
        ("[[source]]\npath = 'a'\ninclude = ['[']\n", 3, "`include`: `[` is no pattern"),
        ("[[source]]\npath = 'a'\nfollow = 'x'\n", 3, "`follow`: follows the links of an `address`"),
        ("[[source]]\naddress = 'minutes'\n", 2, "`address`: is no address; write `path`"),
        ("[[source]]\naddress = 'ftp://example.org/'\n", 2, "only http and https are read"),
        ("[[source]]\naddress = 'https://a:secret@example.org/'\n", 2, "holds a name or a password"),
        ("[[source]]\naddress = 'https://example.org/'\nfollow = '('\n", 3, "`follow`: is no regular expression"),
        ("[[source]]\naddress = 'https://example.org/'\nexclude = ['x']\n", 3, "`exclude`: chooses files of a folder"),
        ("[[series]]\nabbreviations = ['X']\n", 1, "missing field `title`"),
        ("[[series]]\ntitle = ' '\n", 1, "`title`: is empty"),
        ("[[series]]\ntitle = 'X'\nabbreviations = 'X'\n", 3, "`abbreviations`: invalid type"),
    ] {
        fs::write(folder.path().join("rapporteur.toml"), toml).unwrap();
        for arguments in [&["ingest"][..], &["serve"], &["digest"]] {
            let output = run(folder.path(), arguments);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{toml}: {said}");
            assert_eq!(said.lines().count(), 1, "{toml}: {said}");
            assert!(said.contains(&format!("rapporteur.toml:{line}: ")) && said.contains(words), "{toml}: {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
    assert!(run(folder.path(), &["ingest", "--help"]).status.success(), "help is given all the same");
    let output = run(folder.path(), &["--config", "none.toml", "digest"]);
    assert!(said(&output).contains("cannot read `none.toml`"), "{}", said(&output));
}
