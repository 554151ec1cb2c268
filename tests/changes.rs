//! Places that give something else than before: the store is as one that only ever saw what they give now, and what was there before says where it went.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod site;
mod support;

use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::store::{FAULT_VARIABLE, Store};
use site::{Answer, Site, minutes};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::random::Random;
use support::served::Server;
use support::{digest, ingest, ingest_all, open, paths, printed, program, reports, said};

/// A folder of minutes, and a store beside it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.minutes()).unwrap();
        for (name, text) in files {
            desk.write(name, text);
        }
        desk
    }

    fn minutes(&self) -> PathBuf {
        self.folder.path().join("minutes")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.minutes().join(name)
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.file(from), self.file(to)).unwrap();
    }

    /// A copy of the store in which a run over the folder was killed at a point.
    fn killed(&self, fault: &str) -> PathBuf {
        let copy = self.folder.path().join(fault.replace(':', "-"));
        printed(&self.store(), &["backup", copy.to_str().unwrap()]);
        let mut run = program(&copy);
        run.arg("ingest").arg(self.minutes()).env(FAULT_VARIABLE, fault).stderr(Stdio::null());
        assert_eq!(run.status().unwrap().code(), None, "{fault} was not reached");
        copy
    }

    /// Ingests the folder; gives the summary.
    fn ingest(&self) -> String {
        let output = ingest(&self.store(), &[self.minutes()]);
        assert!(output.status.success(), "{}", said(&output));
        let said = said(&output);
        said.lines().next_back().unwrap().strip_prefix("rapporteur: ").unwrap().to_owned()
    }

    /// Insists that the store is as a new one over what lies in the folder now.
    fn is_as_new(&self) {
        let new = tempfile::tempdir().unwrap();
        ingest_all(new.path(), &[self.minutes()]);
        assert_eq!(digest(&self.store()), digest(new.path()));
        let (old, new) = (open(&self.store()), open(new.path()));
        assert_eq!(paths(&old), paths(&new), "the names of the reports");
        drop((old, new));
        assert!(printed(&self.store(), &["check"]).contains("as they should be"));
    }

    /// The IRIs of the reports.
    fn reports(&self) -> BTreeSet<String> {
        reports(&open(&self.store())).into_keys().collect()
    }

    /// The names that they are shown with.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = paths(&open(&self.store())).into_values().collect();
        names.sort();
        names
    }
}

fn cranes() -> String {
    minutes(1, "the cranes")
}

fn locks() -> String {
    minutes(2, "the locks")
}

#[test]
fn a_file_that_changed_replaces_its_report() {
    let desk = Desk::new(&[("1.md", &cranes()), ("2.md", &locks())]);
    desk.ingest();
    let before = desk.reports();
    desk.write("1.md", &cranes().replace("was late", "was early"));
    assert!(desk.ingest().starts_with("0 reports taken, 1 changed, 1 already there"));
    desk.is_as_new();
    let after = desk.reports();
    let (old, new) = (before.difference(&after).next().unwrap(), after.difference(&before).next().unwrap());
    assert_eq!(after.len(), 2);
    assert!(desk.ingest().starts_with("0 reports taken, 2 already there"));
    // Whoever has the address of the old one learns where it went.
    let server = Server::over(&desk.store(), &[]);
    let path = |iri: &str| iri.strip_prefix("http://localhost:7878").unwrap().to_owned();
    for ending in ["", ".nt"] {
        let moved = server.get(&format!("{}{ending}", path(old)), "application/n-triples");
        assert_eq!(moved.status, 301);
        assert_eq!(moved.headers["location"], format!("../..{}{ending}", path(new)));
    }
    let described = server.get(&format!("{}.nt", path(new)), "*/*");
    for said in [
        format!("<{new}> <http://www.w3.org/ns/prov#wasRevisionOf> <{old}> ."),
        format!("<{old}> <https://w3id.org/rapporteur/replacedBy> <{new}> ."),
    ] {
        assert!(described.body.contains(&said), "{}", described.body);
    }
    let text = server.get(&format!("{}/text", path(old)), "text/plain");
    assert_eq!(text.status, 404);
    assert!(text.body.contains(new.as_str()), "{}", text.body);
}

#[test]
fn bytes_that_are_still_somewhere_stay() {
    let desk = Desk::new(&[("1.md", &cranes()), ("copy.md", &cranes())]);
    desk.ingest();
    assert_eq!(desk.names(), ["1.md"]);
    desk.write("1.md", &locks());
    assert!(desk.ingest().starts_with("0 reports taken, 1 changed, 1 already there"));
    desk.is_as_new();
    assert_eq!(desk.names(), ["1.md", "copy.md"]);
    desk.write("copy.md", &locks());
    assert!(desk.ingest().starts_with("0 reports taken, 1 changed, 1 already there"));
    desk.is_as_new();
    assert_eq!(desk.names(), ["1.md"]);
}

#[test]
fn moving_a_file_is_no_change() {
    let desk = Desk::new(&[("1.md", &cranes())]);
    desk.ingest();
    desk.rename("1.md", "one.md");
    assert_eq!(desk.ingest(), "0 reports taken, 1 already there");
    desk.is_as_new();
    // What moved and changed later is known by its new place.
    desk.write("one.md", &locks());
    assert!(desk.ingest().starts_with("0 reports taken, 1 changed"));
    desk.is_as_new();
    // One file moves to where another was, which moves on.
    desk.write("2.md", &cranes());
    desk.ingest();
    desk.rename("one.md", "three.md");
    desk.rename("2.md", "one.md");
    desk.ingest();
    desk.is_as_new();
    assert_eq!(desk.names(), ["one.md", "three.md"]);
    // Two change places, one file at a time and not as a folder.
    desk.rename("one.md", "x");
    desk.rename("three.md", "one.md");
    desk.rename("x", "three.md");
    ingest_all(&desk.store(), &[desk.file("one.md")]);
    ingest_all(&desk.store(), &[desk.file("three.md")]);
    desk.is_as_new();
}

#[test]
fn what_is_undone_is_as_it_was() {
    let desk = Desk::new(&[("1.md", &cranes()), ("2.md", &locks())]);
    desk.ingest();
    let before = digest(&desk.store());
    for text in [minutes(4, "the sluices"), minutes(3, "the quays"), cranes()] {
        desk.write("1.md", &text);
        desk.ingest();
        desk.is_as_new();
    }
    assert_eq!(digest(&desk.store()), before);
    let report = desk.reports().into_iter().collect::<Vec<_>>();
    let query = desk.folder.path().join("replaced.rq");
    fs::write(&query, "SELECT ?old WHERE { { ?old <https://w3id.org/rapporteur/replacedBy> ?new } UNION { ?later <http://www.w3.org/ns/prov#wasRevisionOf> ?old } }").unwrap();
    let replaced = printed(&desk.store(), &["query", query.to_str().unwrap(), "--format", "csv"]);
    assert!(report.iter().all(|iri| !replaced.contains(iri.as_str())), "{replaced}");
}

#[test]
fn what_is_gone_stays_and_is_told() {
    let desk = Desk::new(&[("1.md", &cranes()), ("2.md", &locks())]);
    desk.ingest();
    let before = digest(&desk.store());
    fs::remove_file(desk.file("1.md")).unwrap();
    let output = ingest(&desk.store(), &[desk.minutes()]);
    assert!(output.status.success(), "that a folder holds less than before is no failure");
    assert!(said(&output).contains("rapporteur: 1.md: is no longer there; what was read from it stays in the store\n"));
    let output = ingest(&desk.store(), &[desk.file("1.md")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("1.md: is no longer there; what was read from it stays"), "{}", said(&output));
    let output = ingest(&desk.store(), &[desk.file("3.md")]);
    assert!(said(&output).contains("3.md: no such file or folder"), "{}", said(&output));
    assert_eq!(digest(&desk.store()), before);
}

#[test]
fn a_copy_that_nobody_looked_at_keeps_its_report_and_is_told() {
    let desk = Desk::new(&[("1.md", &cranes())]);
    let other = desk.folder.path().join("elsewhere.md");
    fs::copy(desk.file("1.md"), &other).unwrap();
    ingest_all(&desk.store(), &[&other, &desk.file("1.md")]);
    desk.write("1.md", &locks());
    let output = ingest(&desk.store(), &[desk.minutes()]);
    assert!(said(&output).contains("since elsewhere.md gave it as well"), "{}", said(&output));
    assert_eq!(desk.reports().len(), 2);
}

#[test]
fn a_message_of_a_mailbox_that_changed() {
    let mail = |text: &str| {
        format!(
            "From a@example.org Tue May  7 10:00:00 2024\nFrom: a@example.org\nSubject: Minutes\nMessage-ID: <1@x>\n\n{text}\n"
        )
    };
    let desk = Desk::new(&[("list.mbox", &(mail(&cranes()) + &mail(&locks())))]);
    desk.ingest();
    let before = desk.reports();
    desk.write("list.mbox", &(mail(&cranes()) + &mail(&minutes(3, "the quays"))));
    assert!(desk.ingest().starts_with("0 reports taken, 1 changed, 1 already there"));
    desk.is_as_new();
    assert_eq!(desk.reports().intersection(&before).count(), 1);
}

#[test]
fn an_address_that_changed() {
    let asked = AtomicUsize::new(0);
    let site =
        Site::new(move |_| Answer::ok(if asked.fetch_add(1, Ordering::SeqCst) < 2 { cranes() } else { locks() }));
    let desk = Desk::new(&[("2.md", &locks())]);
    let fetch = || {
        let mut command = program(&desk.store());
        let output = command.args(["ingest", "--allow-private", "--pause", "0", &site.url("/m")]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    fetch();
    fetch();
    assert_eq!(desk.names(), [site.url("/m")]);
    fetch();
    desk.ingest();
    assert_eq!(desk.reports().len(), 1);
    let new = tempfile::tempdir().unwrap();
    ingest_all(new.path(), &[desk.minutes()]);
    assert_eq!(digest(&desk.store()), digest(new.path()));
}

#[test]
fn a_killed_run_leaves_the_earlier_report_or_the_later_one() {
    let desk = Desk::new(&[("1.md", &cranes()), ("2.md", &locks()), ("copy.md", &locks())]);
    desk.ingest();
    let before = desk.reports();
    desk.write("1.md", &minutes(3, "the quays"));
    desk.write("2.md", &minutes(4, "the sluices"));
    let new = tempfile::tempdir().unwrap();
    ingest_all(new.path(), &[desk.minutes()]);
    let after: BTreeSet<String> = reports(&open(new.path())).into_keys().collect();
    let mut met = BTreeSet::new();
    for fault in [
        "before-commit:1",
        "in-transaction:1",
        "after-commit:1",
        "before-commit:2",
        "in-transaction:2",
        "after-commit:2",
        "reports-committed:1",
        "resolution-made:1",
    ] {
        let copy = desk.killed(fault);
        let left: BTreeSet<String> = reports(&open(&copy)).into_keys().collect();
        assert!(left == before || left == after, "{fault}: {left:?}");
        met.insert(left == after);
        ingest_all(&copy, &[desk.minutes()]);
        assert_eq!(digest(&copy), digest(new.path()), "{fault}");
    }
    assert_eq!(met.len(), 2, "all faults came before the change, or all behind it");
}

/// Everything but the operations graph, and the names of the reports.
fn content(store: &Store) -> BTreeSet<String> {
    let operations = store.base().operations_graph();
    let quads = store.oxigraph().iter().map(Result::unwrap);
    let quads = quads.filter(|quad| quad.graph_name != operations.clone().into()).map(|quad| quad.to_string());
    quads.chain(paths(store).into_iter().map(|(report, path)| format!("{report} {path}"))).collect()
}

fn read(store: &Store, folder: &Path, threads: usize) {
    let options = Options { paths: vec![folder.to_owned()], quiet: true, threads: Some(threads), ..Options::default() };
    ingest::run(store, &options).unwrap();
}

/// The same without its day, which then only the name of a file tells.
fn without_day(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains("2022"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_name_that_is_gone_dates_nothing_any_more() {
    let undated = without_day(&cranes());
    let desk = Desk::new(&[("2018-04-12.md", &undated), ("minutes-2019-05-06.md", &undated)]);
    let dates = || printed(&desk.store(), &["query", "meetings", "--format", "csv"]);
    desk.ingest();
    assert!(dates().contains(",2018-04-12,") && !dates().contains(",2019-05-06,"), "{}", dates());
    // Its place gives something else, and the copy dates it.
    desk.write("2018-04-12.md", &locks());
    assert!(desk.ingest().starts_with("0 reports taken, 1 read anew, 1 changed, 1 already there"));
    assert!(dates().contains(",2019-05-06,") && !dates().contains(",2018-04-12,"), "{}", dates());
    desk.is_as_new();
    // The copy moves.
    desk.rename("minutes-2019-05-06.md", "minutes-2020-01-07.md");
    assert!(desk.ingest().starts_with("0 reports taken, 1 read anew, 2 already there"));
    assert!(dates().contains(",2020-01-07,"), "{}", dates());
    desk.is_as_new();
    desk.rename("minutes-2020-01-07.md", "minutes.md");
    desk.ingest();
    assert!(!dates().contains(",2020-01-07,"), "{}", dates());
    desk.is_as_new();
    assert_eq!(desk.ingest(), "0 reports taken, 2 already there");
}

#[test]
fn a_run_that_was_killed_before_a_report_was_dated_anew() {
    let undated = without_day(&cranes());
    let desk = Desk::new(&[("2018-04-12.md", &undated), ("minutes-2019-05-06.md", &undated)]);
    desk.ingest();
    desk.write("2018-04-12.md", &locks());
    let new = tempfile::tempdir().unwrap();
    ingest_all(new.path(), &[desk.minutes()]);
    for fault in ["after-commit:1", "before-commit:2", "after-commit:2", "reports-committed:1", "after-commit:3"] {
        let copy = desk.killed(fault);
        ingest_all(&copy, &[desk.minutes()]);
        assert_eq!(digest(&copy), digest(new.path()), "{fault}");
    }
}

#[test]
fn what_changed_is_told_to_programs() {
    let desk = Desk::new(&[("1.md", &cranes()), ("2.md", &locks()), ("3.md", &minutes(3, "the quays"))]);
    desk.ingest();
    let before = desk.reports();
    desk.write("1.md", &minutes(4, "the sluices"));
    desk.rename("2.md", "two.md");
    fs::remove_file(desk.file("3.md")).unwrap();
    let told = |more: &[&str]| {
        let mut command = program(&desk.store());
        let output = command.args(["ingest", "--json"]).args(more).arg(desk.minutes()).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).collect::<Vec<_>>()
    };
    let standing = || {
        let store = open(&desk.store());
        let operations = store.graph(store.base().operations_graph().as_ref()).unwrap();
        (content(&store), operations.iter().map(ToString::to_string).collect::<BTreeSet<_>>())
    };
    let before_dry = standing();
    let dry = told(&["--dry-run"]);
    assert_eq!(standing(), before_dry, "a dry run wrote something");
    let wet = told(&[]);
    for lines in [&dry, &wet] {
        let one = |at: usize, key: &str| lines[at][key].as_str().unwrap_or_default().to_owned();
        assert_eq!((one(0, "file"), one(0, "outcome")), ("1.md".to_owned(), "changed".to_owned()));
        assert!(before.contains(&one(0, "earlier")) && !before.contains(&one(0, "report")), "{lines:?}");
        assert_eq!(lines[0]["meeting"]["number"], 4);
        assert_eq!((one(1, "file"), one(1, "outcome")), ("two.md".to_owned(), "unchanged".to_owned()));
        assert_eq!((one(2, "file"), one(2, "note")), ("3.md".to_owned(), "gone".to_owned()));
        assert!(before.contains(&one(2, "report")) && one(2, "message").contains("stays in the store"), "{lines:?}");
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[3]["summary"]["changed"], 1);
        assert_eq!(lines[3]["summary"]["notes"], 1);
    }
    let new = tempfile::tempdir().unwrap();
    fs::write(desk.file("3.md"), minutes(3, "the quays")).unwrap();
    ingest_all(new.path(), &[desk.minutes()]);
    assert_eq!(digest(&desk.store()), digest(new.path()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Files are written, changed, copied, renamed and exchanged; after each ingest the store is as one that only saw what is there.
    #[test]
    fn the_store_follows_a_folder(seed in any::<u64>(), rounds in 1..5_usize) {
        let mut random = Random::new(seed, 5);
        let desk = Desk::new(&[]);
        let mut texts: Vec<String> =
            (1..6).map(|n| minutes(n, ["the cranes", "the locks", "the quays"][n % 3])).collect();
        // The names of files date these.
        texts.extend([without_day(&texts[0]), without_day(&texts[1])]);
        let names = ["a.md", "2018-04-12.md", "minutes-2019-05-06.md", "d.md"];
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        desk.write(names[0], &texts[0]);
        for _ in 0..rounds {
            // What was renamed and overwritten before it was read at its new place has vanished, and stays, which a new store cannot know.
            let mut moved = BTreeSet::new();
            // So has what was overwritten at a place that then is gone as well.
            let mut overwritten = BTreeSet::new();
            for _ in 0..=random.below(3) {
                let (one, other) = (random.pick(&names), random.pick(&names));
                match random.below(3) {
                    0 if desk.file(one).exists() && !desk.file(other).exists() && !overwritten.contains(one) => {
                        desk.rename(one, other);
                        moved.remove(one);
                        moved.insert(other);
                    }
                    1 if desk.file(one).exists() && desk.file(other).exists() && one != other => {
                        desk.rename(one, "x");
                        desk.rename(other, one);
                        desk.rename("x", other);
                        moved.extend([one, other]);
                    }
                    _ if moved.contains(one) => {}
                    _ => {
                        desk.write(one, &texts[random.below(texts.len())]);
                        overwritten.insert(one);
                    }
                }
            }
            read(&store, &desk.minutes(), 2);
        }
        let new = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        read(&new, &desk.minutes(), 1);
        let (stands, wanted) = (content(&store), content(&new));
        let left: Vec<&String> = stands.difference(&wanted).take(5).collect();
        let missing: Vec<&String> = wanted.difference(&stands).take(5).collect();
        prop_assert!(left.is_empty() && missing.is_empty(), "left {left:#?}, missing {missing:#?}");
    }
}
