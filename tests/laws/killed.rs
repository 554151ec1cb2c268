//! Law 5: killed at any moment, the store holds whole reports only, and the next run finishes the job.

use crate::support::generator::{self, SEED};
use crate::support::random::Random;
use crate::support::{digest, ingest_all, open, paths, printed, program, reports, said};
use rapporteur::store::FAULT_VARIABLE;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::yield_now;
use std::time::{Duration, Instant};

/// Where a run can be ended from inside, and at which pass. Each must be reached.
const FAULTS: [&str; 14] = [
    "before-commit:1",
    "before-commit:2",
    "before-commit:5",
    "bulk-loaded:1",
    "bulk-loaded:2",
    "in-transaction:1",
    "in-transaction:2",
    "in-transaction:4",
    "after-commit:1",
    "after-commit:2",
    "after-commit:3",
    "after-commit:6",
    "reports-committed:1",
    "resolution-made:1",
];

/// Reports, and what a run over them that nobody disturbs leaves behind.
struct Unbroken {
    folder: tempfile::TempDir,
    digest: String,
    reports: BTreeMap<String, usize>,
    paths: BTreeMap<String, String>,
    took: Duration,
    bytes: u64,
}

impl Unbroken {
    fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut written = generator::write(SEED, count, &folder.path().join("reports"));
        written.sort();
        // The same bytes at a second path end a batch: two small commits, which are transactions, and two large ones, which are bulk loads.
        for path in [&written[2], &written[5], &written[count / 2]] {
            fs::copy(path, path.with_extension("zz.md")).unwrap();
        }
        let store = folder.path().join("unbroken");
        let begun = Instant::now();
        ingest_all(&store, &[folder.path().join("reports")]);
        let took = begun.elapsed();
        let bytes = size(&store);
        let opened = open(&store);
        let (reports, paths) = (reports(&opened), paths(&opened));
        drop(opened);
        assert_eq!(reports.len(), count);
        Self { digest: digest(&store), reports, paths, took, bytes, folder }
    }

    fn store(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, store: &Path) -> Command {
        let mut command = program(store);
        command.arg("ingest").arg(self.folder.path().join("reports")).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Insists that a store whose process was killed holds whole reports only; gives their number.
    fn holds_whole_reports(&self, store: &Path, how: &str) -> usize {
        if !store.join("store.json").exists() {
            return 0;
        }
        let store = open(store);
        let (found, described) = (reports(&store), paths(&store));
        for (report, quads) in &found {
            assert_eq!(self.reports.get(report), Some(quads), "{how}: {report} is not whole");
        }
        let (graphs, named): (Vec<_>, Vec<_>) = (found.keys().collect(), described.keys().collect());
        assert_eq!(graphs, named, "{how}: described are others than are there");
        found.len()
    }

    /// Insists that the next run makes of a store what an unbroken run makes.
    fn is_completed(&self, store: &Path, how: &str) {
        let output = self.command(store).stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{how}: {}", said(&output));
        assert_eq!(digest(store), self.digest, "{how}");
        let opened = open(store);
        assert_eq!(paths(&opened), self.paths, "{how}");
        let left = fs::read_dir(store.join("database")).into_iter().flatten().flatten();
        let left: Vec<_> =
            left.map(|entry| entry.file_name()).filter(|name| name.to_string_lossy().starts_with("bulk-")).collect();
        assert!(left.is_empty(), "{how}: {left:?} were left behind");
    }

    /// Kills runs at points chosen by the size of the store or the time passed, both as parts of what an unbroken run takes.
    fn survives_kills(&self, kills: u64) {
        let (mut met, mut before) = (0, 0);
        for kill in 0..kills {
            let mut random = Random::new(SEED, kill);
            let store = self.store(&format!("killed-{kill}"));
            let part = random.below(1000);
            let by_size = kill % 2 == 0;
            let how = format!("kill {kill} at {part}/1000 of the {}", if by_size { "size" } else { "time" });
            let mut child = self.command(&store).spawn().unwrap();
            let begun = Instant::now();
            let mut ended = false;
            while !ended {
                ended = child.try_wait().unwrap().is_some();
                let reached = if by_size {
                    size(&store) * 1000 >= self.bytes * part as u64
                } else {
                    begun.elapsed().as_micros() * 1000 >= self.took.as_micros() * part as u128
                };
                if reached {
                    break;
                }
                yield_now();
            }
            // What has ended cannot be killed any more; that the next run changes nothing is worth seeing as well.
            let _ = child.kill();
            child.wait().unwrap();
            met += usize::from(!ended);
            before += usize::from(self.holds_whole_reports(&store, &how) < self.reports.len());
            self.is_completed(&store, &how);
            fs::remove_dir_all(&store).unwrap();
        }
        assert!(met > 0 && before > 0, "of {kills} kills {met} met a running process and {before} an unfinished store");
    }
}

/// The bytes of all files below a folder, as far as they can be seen while another process writes there.
fn size(folder: &Path) -> u64 {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).filter(fs::Metadata::is_file).map(|metadata| metadata.len()).sum()
}

#[test]
fn at_every_fault_point_reports_are_whole_and_the_next_run_completes_them() {
    let unbroken = Unbroken::of(60);
    let mut numbers = Vec::new();
    for fault in FAULTS {
        let store = unbroken.store(&fault.replace(':', "-"));
        let status = unbroken.command(&store).env(FAULT_VARIABLE, fault).status().unwrap();
        assert_eq!(status.code(), None, "{fault} was not reached");
        numbers.push(unbroken.holds_whole_reports(&store, fault));
        unbroken.is_completed(&store, fault);
    }
    // One stands for all, for their digests are one.
    let last = unbroken.store(&FAULTS[FAULTS.len() - 1].replace(':', "-"));
    assert!(printed(&last, &["check"]).contains("as they should be"));
    // Some ended before the first report was in, some after the last, some between.
    assert!(numbers.contains(&0) && numbers.contains(&60), "{numbers:?}");
    assert!(numbers.iter().any(|number| (1..60).contains(number)), "{numbers:?}");
}

#[test]
fn a_run_that_is_killed_again_and_again_comes_to_its_end() {
    let unbroken = Unbroken::of(60);
    let store = unbroken.store("again");
    let mut held = 0;
    let faults = [
        "after-commit:2",
        "in-transaction:1",
        "after-commit:1",
        "bulk-loaded:1",
        "before-commit:2",
        "reports-committed:1",
        "resolution-made:1",
    ];
    for fault in faults {
        let status = unbroken.command(&store).env(FAULT_VARIABLE, fault).status().unwrap();
        assert_eq!(status.code(), None, "{fault} was not reached");
        let holds = unbroken.holds_whole_reports(&store, fault);
        assert!(holds >= held, "{fault}: reports were lost");
        held = holds;
    }
    unbroken.is_completed(&store, "killed again and again");
}

#[test]
fn at_random_points_reports_are_whole_and_the_next_run_completes_them() {
    Unbroken::of(60).survives_kills(6);
}

#[test]
#[ignore = "takes minutes: make test-long"]
fn at_two_hundred_random_points_of_four_hundred_reports() {
    Unbroken::of(400).survives_kills(200);
}
