//! What `rapporteur ingest` does with what it is given: once, again, under other names, with another registry, and in part.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

use rapporteur::store::Store;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use support::generator::{self, SEED};
use support::{digest, ingest, ingest_all, open, paths, printed, program, reports, said, sample_files, samples};

/// The lines on standard error, each without the program's name.
fn lines(said: &str) -> Vec<&str> {
    said.lines()
        .map(|line| line.strip_prefix("rapporteur: ").unwrap_or_else(|| panic!("{line:?} does not say who speaks")))
        .collect()
}

/// Every quad, also those of the operations graph.
fn quads(store: &Store) -> BTreeSet<String> {
    store.oxigraph().iter().map(|quad| quad.unwrap().to_string()).collect()
}

/// The paths that the reports of a store are known by.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = paths(&open(dir)).into_values().collect();
    names.sort();
    names
}

#[test]
fn ingesting_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let before = quads(&open(folder.path()));
    let output = ingest(folder.path(), &[samples()]);
    assert!(output.status.success());
    assert_eq!(lines(&said(&output)), ["0 reports taken, 5 already there"]);
    assert!(before == quads(&open(folder.path())), "a second run changed the store");
}

#[test]
fn the_same_bytes_at_two_paths_are_one_report_under_the_first_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let report = fs::read(&sample_files()[0]).unwrap();
    for name in ["m.md", "b.md", "z.md"] {
        fs::write(folder.path().join(name), &report).unwrap();
    }
    let at = |name: &str| folder.path().join(name);
    for (number, runs) in [
        vec![vec!["m.md"], vec!["z.md"], vec!["b.md"]],
        vec![vec!["z.md", "b.md", "m.md"]],
        vec![vec!["b.md"], vec!["m.md", "z.md"]],
    ]
    .into_iter()
    .enumerate()
    {
        let store = at(&format!("store-{number}"));
        for run in &runs {
            ingest_all(&store, &run.iter().map(|name| at(name)).collect::<Vec<_>>());
        }
        assert_eq!(names(&store), ["b.md"], "{runs:?}");
        assert_eq!(reports(&open(&store)).len(), 1);
    }
}

#[test]
fn one_altered_byte_makes_another_report_of_the_same_meeting() {
    let folder = tempfile::tempdir().unwrap();
    let (store, copy) = (folder.path().join("store"), folder.path().join("copy.md"));
    let text = fs::read_to_string(&sample_files()[2]).unwrap();
    fs::write(&copy, text + "\n").unwrap();
    ingest_all(&store, &[&sample_files()[2], &copy]);
    assert_eq!(reports(&open(&store)).len(), 2);
    let meetings = printed(&store, &["query", "meetings", "--format", "csv"]);
    let meetings: BTreeSet<&str> = meetings.lines().skip(1).map(|row| row.split(',').nth(1).unwrap()).collect();
    assert_eq!(meetings.len(), 1, "{meetings:?}");
}

#[test]
fn a_folder_is_read_with_all_that_lies_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let (below, store) = (folder.path().join("reports"), folder.path().join("store"));
    let count = generator::write(SEED, 14, &below).len();
    fs::create_dir_all(below.join("2020/12")).unwrap();
    fs::copy(&sample_files()[0], below.join("2020/12/eleven.md")).unwrap();
    fs::create_dir(below.join(".hidden")).unwrap();
    fs::copy(&sample_files()[1], below.join(".hidden/no.md")).unwrap();
    ingest_all(&store, &[&below]);
    let names = names(&store);
    assert_eq!(names.len(), count + 1);
    assert!(names.contains(&"2020/12/eleven.md".to_owned()), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("wg-tidal/wg-tidal-")), "{names:?}");
}

#[test]
fn standard_input_is_a_report_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let (piped, named) = (folder.path().join("piped"), folder.path().join("named"));
    let mut child = program(&piped).args(["ingest", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(&sample_files()[4]).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(names(&piped), ["-"]);
    ingest_all(&named, &[&sample_files()[4]]);
    assert_eq!(digest(&piped), digest(&named));
}

#[test]
fn the_first_ingest_fixes_the_base() {
    let folder = tempfile::tempdir().unwrap();
    let run =
        |base: &str| program(folder.path()).args(["ingest", "--base", base]).arg(&sample_files()[0]).output().unwrap();
    assert!(run("https://example.org/minutes/").status.success());
    let before = quads(&open(folder.path()));
    assert!(before.iter().any(|quad| quad.contains("<https://example.org/minutes/id/report/")));
    let output = run("https://example.org/other/");
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert_eq!(lines(&said).len(), 1, "{said}");
    assert!(said.contains("https://example.org/minutes/") && said.contains("leave --base out"), "{said}");
    assert!(before == quads(&open(folder.path())), "a refused base changed the store");
    assert!(run("https://example.org/minutes/").status.success());
    let output = run("minutes");
    assert_eq!(output.status.code(), Some(2), "{}", support::said(&output));
}

#[test]
fn another_registry_reads_the_reports_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (store, fresh, registry) =
        (folder.path().join("store"), folder.path().join("fresh"), folder.path().join("registry"));
    fs::create_dir(&registry).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/registry")).unwrap() {
        let entry = entry.unwrap();
        // Without the people and some of the organisations, of which nothing else in the registry speaks.
        if !["people.ttl", "academia.ttl"].contains(&entry.file_name().to_str().unwrap()) {
            fs::copy(entry.path(), registry.join(entry.file_name())).unwrap();
        }
    }
    let with_folder = |store: &Path| {
        let output = program(store).args(["ingest", "--registry"]).arg(&registry).arg(samples()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    ingest_all(&store, &[samples()]);
    let embedded = digest(&store);
    let told = with_folder(&store);
    let summary = lines(&told).pop().unwrap().to_owned();
    assert!(summary.starts_with("0 reports taken, 5 read anew, "), "{told}");
    assert_ne!(digest(&store), embedded, "the registry left no trace");
    with_folder(&fresh);
    assert_eq!(digest(&store), digest(&fresh));
    assert!(printed(&store, &["check"]).contains("as they should be"));
    // And back again.
    ingest_all(&store, &[samples()]);
    assert_eq!(digest(&store), embedded);
}

#[test]
fn what_is_refused_is_one_line_and_the_rest_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (store, bad) = (folder.path().join("store"), folder.path().join("bad"));
    fs::create_dir(&bad).unwrap();
    fs::write(bad.join("a-binary.md"), b"\x7fELF\0\0").unwrap();
    fs::write(bad.join("b-empty.md"), b" \n").unwrap();
    fs::write(bad.join("c-letter.md"), b"Dear all,\n\nthank you for a lovely evening.\n").unwrap();
    fs::copy(&sample_files()[3], bad.join("d-good.md")).unwrap();
    fs::write(bad.join("e-latin1.md"), b"Caf\xe9").unwrap();
    let missing = folder.path().join("missing.md");
    let output = ingest(&store, &[missing.as_path(), &bad, &sample_files()[0]]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    let lines = lines(&said);
    // The refusals, then the warnings about what was taken, then the summary.
    let (refused, warned) = lines.split_at(5);
    let (summary, warned) = warned.split_last().unwrap();
    for name in ["missing.md", "a-binary.md", "b-empty.md", "c-letter.md", "e-latin1.md"] {
        assert_eq!(refused.iter().filter(|line| line.contains(name)).count(), 1, "{name}: {said}");
    }
    assert!(
        warned.iter().all(|l| l.starts_with("d-good.md:") || l.starts_with("wg-strategy-011-2020-12-10.md:")),
        "{said}"
    );
    assert_eq!(*summary, format!("2 reports taken, 5 refused, {} warnings", warned.len()));
    assert_eq!(names(&store), ["d-good.md", "wg-strategy-011-2020-12-10.md"]);
    // What was refused left no trace: the two alone give the same graph.
    let alone = folder.path().join("alone");
    ingest_all(&alone, &[bad.join("d-good.md"), sample_files()[0].clone()]);
    assert_eq!(digest(&store), digest(&alone));
    assert!(printed(&store, &["check"]).contains("as they should be"));
}

#[test]
fn patterns_choose_files_and_literal_names_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let files = sample_files();
    for (at, name) in ["a.md", "2021/b.md", "2021/drafts/c.md", "2022/d.txt", "[e]*.md"].iter().enumerate() {
        let path = folder.path().join("minutes").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(&files[at], path).unwrap();
    }
    let run = |arguments: &[&str]| {
        let store = tempfile::tempdir().unwrap();
        let mut command = program(store.path());
        let output = command.args(["ingest", "--quiet"]).args(arguments).current_dir(folder.path()).output().unwrap();
        if output.status.success() { names(store.path()) } else { vec![said(&output)] }
    };
    assert_eq!(run(&["minutes", "--include", "*.md", "--exclude", "drafts"]), ["2021/b.md", "[e]*.md", "a.md"]);
    assert_eq!(run(&["minutes", "--exclude", "2021/**"]), ["2022/d.txt", "[e]*.md", "a.md"]);
    assert_eq!(run(&["minutes/**/*.{md,txt}"]), ["2021/b.md", "2021/drafts/c.md", "2022/d.txt", "[e]*.md", "a.md"]);
    assert_eq!(run(&["minutes/202?/*"]), ["2021/b.md", "2022/d.txt"]);
    assert_eq!(run(&["minutes/[e]*.md"]), ["[e]*.md"], "a file of this name is meant itself");
    assert_eq!(run(&["minutes/2021/b.md", "--include", "*.txt"]), ["b.md"], "a file that is named is wanted");
    let said = run(&["minutes/*.pdf"]).concat();
    assert!(said.contains("minutes/*.pdf: no file matches this pattern"), "{said}");
    let said = run(&["minutes/[*.pdf"]).concat();
    assert!(said.contains("is no pattern of files"), "{said}");
    let said = run(&["minutes", "--include", "*.pdf"]).concat();
    assert!(said.contains("no reports in this folder"), "{said}");
}
