//! Law 4 for reports that only the names of their files date: whatever names the same bytes have, in whatever order and in however many runs they come, the
//! graph is one. Law 1: the date is words of the text that is served.

use crate::support::{cut_into_runs, digest, ingest, ingest_all, open, other_words, printed, program, said};
use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::graph::vocabulary::rap;
use rapporteur::ingest::{self, Options};
use rapporteur::store::Store;
use std::fs;
use std::path::{Path, PathBuf};

/// A report of a group whose text gives no day.
fn report(number: usize) -> String {
    format!(
        "# Harbour board\n\n## Agenda\n\n1. Berth {number}\n\n## Participants\n\n1. Ada Byron\n2. Alan Cole\n\n## Discussion\n\n\
         Time: 14:00 UTC\n\nAda Byron said that berth {number} is ready. Alan Cole will paint it by 30 June.\n"
    )
}

const NAMES: [&str; 8] = [
    "2018-04-12-minutes.md",
    "2019-04-12-minutes.md",
    "Minutes.md",
    "board-minutes-5-may-2021.txt",
    "minutes_20200312.md",
    "03-04-2021.md",
    "sub/2018-04-11.md",
    "zz 12 March 2020.text",
];

fn dates(store: &Path) -> String {
    printed(store, &["query", "meetings", "--format", "csv"])
        .lines()
        .skip(1)
        .map(|row| row.split(',').rev().nth(2).unwrap().to_owned() + "\n")
        .collect()
}

fn write(folder: &Path, names: &[&str], text: &str) -> Vec<PathBuf> {
    let paths = names.iter().map(|name| folder.join(name));
    paths
        .inspect(|path| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        })
        .collect()
}

#[test]
fn the_name_of_a_file_dates_a_report_that_does_not_say_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let files = write(folder.path(), &["board-minutes-5-may-2021.md", "undated.md"], &report(1));
    let output = ingest(&store, &files[1..]);
    assert!(said(&output).contains("no date or number of a meeting was found"), "{}", said(&output));
    ingest_all(&store, &files[..1]);
    assert_eq!(dates(&store), "2021-05-05\n");
    assert!(printed(&store, &["query", "meetings", "--format", "csv"]).contains("2021-05-05T14:00:00Z"));
    assert!(printed(&store, &["query", "actions", "--format", "csv"]).contains("2021-06-30"), "what it dates follows");
    let evidence = "PREFIX rap: <https://w3id.org/rapporteur/> SELECT ?quote ?start ?recogniser ?confidence ?text WHERE { \
        ?e rap:supportedProperty rap:date ; rap:inReport ?report ; rap:quote ?quote ; rap:start ?start ; rap:recogniser ?recogniser ; \
        rap:confidence ?confidence . ?report rap:text ?text }";
    let query = folder.path().join("evidence.rq");
    fs::write(&query, evidence).unwrap();
    let answer = printed(&store, &["query", query.to_str().unwrap(), "--format", "csv"]);
    assert!(
        answer.contains("5-may-2021,14,header.file-name/1,0.7,\"board-minutes-5-may-2021\nHarbour board\n"),
        "{answer}"
    );
    assert!(printed(&store, &["check"]).contains("as they should be"));
}

#[test]
fn a_day_in_the_text_goes_before_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let text = report(1).replace("## Agenda", "7 April 2022\n\n## Agenda");
    let files = write(folder.path(), &["2018-04-12-minutes.md", "a.md"], &text);
    ingest_all(&one, &files[..1]);
    ingest_all(&other, &files[1..]);
    assert_eq!((dates(&one).as_str(), digest(&one)), ("2022-04-07\n", digest(&other)));
    let names = |store: &Path| open(store).oxigraph().quads_for_pattern(None, Some(rap::FILE_NAME), None, None).count();
    assert_eq!(names(&one), 0, "no name is kept of what does not ask for one");
}

#[test]
fn a_name_that_goes_before_the_others_dates_the_report_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (store, fresh) = (folder.path().join("store"), folder.path().join("fresh"));
    let files = write(
        folder.path(),
        &["minutes_20200312.md", "2019-04-12-minutes.md", "Minutes.md", "z-2018-01-09.md"],
        &report(1),
    );
    let mut told = Vec::new();
    for file in &files {
        let output = ingest(&store, &[file]);
        told.push(String::from_utf8_lossy(&output.stdout).split('\t').next().unwrap_or_default().to_owned());
    }
    assert_eq!(told, ["taken", "replaced", "unchanged", "unchanged"]);
    assert_eq!(dates(&store), "2019-04-12\n");
    ingest_all(&fresh, &[&files[1]]);
    assert_eq!(digest(&store), digest(&fresh));
    // With other words it is read from the store, under the same name.
    let language = other_words(folder.path());
    let other = write(folder.path(), &["other-2020-01-07.md"], &report(2));
    let output = program(&store).args(["ingest", "--language"]).arg(&language).args(&other).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(dates(&store), "2019-04-12\n2020-01-07\n");
}

/// The digest of an in-memory store after these runs.
fn digest_of_runs(runs: &[Vec<PathBuf>], threads: usize) -> String {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    for paths in runs.iter().filter(|paths| !paths.is_empty()) {
        let options = Options { paths: paths.clone(), quiet: true, threads: Some(threads), ..Options::default() };
        ingest::run(&store, &options).unwrap();
    }
    store.digest().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_in_any_order_and_any_runs_give_one_graph(
        order in Just((0..2 * NAMES.len()).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..2 * NAMES.len(), 0..5),
        taken in 2..2 * NAMES.len(),
        threads in 1..4_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut files = write(&folder.path().join("one"), &NAMES, &report(1));
        files.extend(write(&folder.path().join("two"), &NAMES, &report(2)));
        let mut chosen: Vec<PathBuf> = order[..taken].iter().map(|at| files[*at].clone()).collect();
        let mut runs = cut_into_runs(&chosen, &cuts);
        let apart = digest_of_runs(&runs, threads);
        chosen.sort();
        prop_assert_eq!(&apart, &digest_of_runs(&[chosen.clone()], 1));
        // A name more changes nothing of what the others say, unless it goes before them.
        runs.push(chosen);
        prop_assert_eq!(&apart, &digest_of_runs(&runs, threads));
    }
}
