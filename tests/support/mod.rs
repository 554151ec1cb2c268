//! What the tests of the laws share: made-up reports, the sample reports, and stores looked into from outside.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "the modules are shared with the benchmarks")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what goes wrong here fails the test")]

pub mod browser;
pub mod generator;
pub mod model;
pub mod people;
pub mod random;
pub mod render;
#[path = "../served/mod.rs"]
pub mod served;

pub(crate) use served::program;

use rapporteur::graph::vocabulary::rap;
use rapporteur::store::{Access, Store};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The folder of the five sample reports.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/minutes")
}

/// The five sample reports, in the order of their names.
pub fn sample_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 5);
    files
}

/// `rapporteur ingest` of paths, to its end.
pub fn ingest<P: AsRef<Path>>(dir: &Path, paths: &[P]) -> Output {
    program(dir).arg("ingest").args(paths.iter().map(AsRef::as_ref)).output().unwrap()
}

/// Ingests, and insists that all went well.
pub fn ingest_all<P: AsRef<Path>>(dir: &Path, paths: &[P]) {
    let output = ingest(dir, paths);
    assert!(output.status.success(), "{}", said(&output));
}

/// A copy of the word lists with another version, as `--language` takes it, in `folder`.
pub fn other_words(folder: &Path) -> PathBuf {
    let words = folder.join("language");
    std::fs::create_dir(&words).unwrap();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/language/en")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), words.join(entry.file_name())).unwrap();
    }
    let calendar = words.join("calendar.toml");
    std::fs::write(&calendar, std::fs::read_to_string(&calendar).unwrap() + "\n# mine\n").unwrap();
    words
}

/// Files as the runs in which they come: a new one begins at each of the places.
pub fn cut_into_runs(files: &[PathBuf], places: &[usize]) -> Vec<Vec<PathBuf>> {
    let mut runs = vec![Vec::new()];
    for (at, file) in files.iter().enumerate() {
        if places.contains(&at) {
            runs.push(Vec::new());
        }
        runs.last_mut().unwrap().push(file.clone());
    }
    runs
}

/// What the process wrote to standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What `rapporteur` prints for arguments that must succeed.
pub fn printed(dir: &Path, arguments: &[&str]) -> String {
    let output = program(dir).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What `rapporteur digest` prints.
pub fn digest(dir: &Path) -> String {
    let digest = printed(dir, &["digest"]).trim().to_owned();
    assert_eq!(digest.len(), 64);
    digest
}

/// How many quads each report's graph holds, by the report's IRI; a graph of a report that is not described as one, too.
pub fn reports(store: &Store) -> BTreeMap<String, usize> {
    let prefix = store.base().id("report", "");
    let mut sizes = BTreeMap::new();
    for graph in store.oxigraph().named_graphs() {
        let name = graph.unwrap().to_string().trim_matches(['<', '>']).to_owned();
        if name.starts_with(prefix.as_str()) {
            let graph = oxigraph::model::NamedNode::new(&name).unwrap();
            sizes.insert(name, store.graph(graph.as_ref()).unwrap().len());
        }
    }
    sizes
}

/// The reports that the operations graph describes, by IRI, with the path of each.
pub fn paths(store: &Store) -> BTreeMap<String, String> {
    let quads = store.oxigraph().quads_for_pattern(None, Some(rap::PATH), None, None);
    quads
        .map(|quad| {
            let quad = quad.unwrap();
            let oxigraph::model::Term::Literal(path) = quad.object else { panic!("a path is a literal") };
            (quad.subject.to_string().trim_matches(['<', '>']).to_owned(), path.value().to_owned())
        })
        .collect()
}

/// Opens a store that is there.
pub fn open(dir: &Path) -> Store {
    Store::open(dir, Access::Existing).unwrap()
}
