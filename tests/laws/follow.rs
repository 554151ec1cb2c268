//! Law 4 where it is dearest: what a store makes of one more report, asking only the rows, is what it makes of all reports together, quad for quad. The rows
//! are compared as well, for the next report starts from them.

use crate::support::random::Random;
use crate::support::{ingest_all, open, program};
use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::graph::vocabulary::rap;
use rapporteur::ingest::{self, Options};
use rapporteur::store::{FAULT_VARIABLE, Store};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const SERIES: [&str; 3] =
    ["Working Group on Tidal Registers", "Task Force on Plain Numbering", "Committee on Harbour Networks"];
/// Names that get into each other's way: slips, aliases, short and long forms, one slug for two, lone given names.
const NAMES: [&str; 34] = [
    "Mark Carvell",
    "Mark Cavell",
    "Marc Carvell",
    "Marek Carvell",
    "Mark Carvel",
    "Concettina Cassa (Titti)",
    "Concettina Cassa",
    "Titti Cassa",
    "Titti Casa",
    "Titti",
    "Jean-Baptiste Moreau",
    "Jean-Baptiste",
    "Jean Baptiste",
    "Jean-Baptiste Dupont",
    "Chris Disspain",
    "Chris Buckridge",
    "Chris Buckrigde",
    "Chris",
    "Herman Paulsen",
    "Herman P",
    "Paul Blaker",
    "Paul Charlton",
    "Paul",
    "Zoë O'Neill",
    "Zoe ONeill",
    "Zoe O’Neill",
    "Ana Pereira",
    "Ana Ferreira",
    "Ana Pereirra",
    "Ana",
    "Pereira Costa (Ana)",
    "Ana Costa",
    "Bruna",
    "Mark",
];
const BODIES: [&str; 9] = [
    "Institute of Ferns",
    "Institute of ferns",
    "Institute of Fèrns",
    "INSTITUTE OF FERNS",
    "Foundation for Open Tides",
    "Foundation for Open-Tides",
    "University of Nowhere",
    "Civil Society",
    "Government",
];

/// What is promised, and how another report tells that it was done.
const DEEDS: [(&str, &str); 4] = [
    ("circulate the draft letter to the port authorities", "has circulated the draft letter to the port authorities"),
    ("prepare a comparison of the landing permits", "prepared the comparison of the landing permits"),
    ("translate the charter of the cable forum", "has translated the charter of the cable forum"),
    ("review the survey of repair ships", "is still reviewing the survey of repair ships"),
];

/// One report, of a series that meets once a year.
fn report(random: &mut Random) -> String {
    let series = SERIES[random.below(SERIES.len())];
    let number = 1 + random.below(6);
    // Now and then a second report of one meeting, or one without a day.
    let day = (!random.chance(8)).then(|| format!("{} March {}", 1 + random.below(4), 2018 + number));
    report_of(random, series, number, day)
}

/// One report of a series that meets more often than a window is long.
fn report_of_many(random: &mut Random) -> String {
    let week = random.below(44);
    report_of(random, SERIES[0], week + 1, Some(format!("{} {} 2021", 1 + week % 11, MONTHS[week / 11])))
}

const MONTHS: [&str; 4] = ["March", "April", "May", "June"];

fn report_of(random: &mut Random, series: &str, number: usize, day: Option<String>) -> String {
    let mut out = format!("# {series}\n\n");
    let _ = writeln!(out, "**Online Meeting {number}**\n");
    if let Some(day) = day {
        let _ = writeln!(out, "**{day} at 10:00 UTC**\n");
    }
    let listed = 1 + random.below(6);
    let people = random.some(&NAMES, listed);
    let chair = random.pick(&NAMES).split(" (").next().unwrap_or_default();
    if random.chance(40) {
        let _ = writeln!(out, "The meeting was moderated by {chair}.\n");
    }
    out.push_str(
        "## Agenda\n\n1. Update on the guide\n2. Review of the map\n\n## Discussion\n\n### 1. Update on the guide\n\n",
    );
    for _ in 0..random.below(4) {
        let name = random.pick(&NAMES).split(" (").next().unwrap_or_default();
        let _ = writeln!(out, "{name} noted that the guide is read far beyond the group. {name} will send a draft.\n");
    }
    for _ in 0..random.below(4) {
        let name = random.pick(&NAMES).split(" (").next().unwrap_or_default();
        let (promise, told) = DEEDS[random.below(DEEDS.len())];
        let object = told.split_once(" the ").map_or(told, |(_, object)| object);
        let _ = match random.below(5) {
            0 | 1 => writeln!(out, "{name} will {promise}.\n"),
            2 => writeln!(out, "{name} {told}.\n"),
            3 => writeln!(out, "It was agreed that the {object} matters.\n"),
            _ => writeln!(out, "The group will {promise}.\n"),
        };
    }
    out.push_str("## Participants\n\n");
    for (at, name) in people.iter().enumerate() {
        let _ = write!(out, "{}. {name}", at + 1);
        let bodies = random.below(3);
        for body in random.some(&BODIES, bodies) {
            let _ = write!(out, ", {body}");
        }
        out.push('\n');
    }
    out
}

fn write(seed: u64, count: usize, folder: &Path) -> Vec<PathBuf> {
    write_with(report, seed, count, folder)
}

fn write_with(report: fn(&mut Random) -> String, seed: u64, count: usize, folder: &Path) -> Vec<PathBuf> {
    let mut random = Random::new(seed, 77);
    let one = |at| {
        let path = folder.join(format!("{at:02}.md"));
        fs::write(&path, report(&mut random)).unwrap();
        path
    };
    (0..count).map(one).collect()
}

/// What a store says, without runs and paths: the rows, and everything but the operations graph.
fn said(store: &Store) -> BTreeSet<String> {
    let operations = store.base().operations_graph();
    let quads = store.oxigraph().iter().map(Result::unwrap);
    let quads = quads.filter(|quad| {
        quad.graph_name != operations.clone().into() || [rap::ROW, rap::ROW_POINT].contains(&quad.predicate.as_ref())
    });
    quads.map(|quad| quad.to_string()).collect()
}

fn after(runs: &[&[PathBuf]]) -> BTreeSet<String> {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    for paths in runs {
        let options = Options { paths: paths.to_vec(), quiet: true, threads: Some(1), ..Options::default() };
        ingest::run(&store, &options).unwrap();
    }
    said(&store)
}

/// What is missing, and what is left behind, when files after the first are taken one by one.
fn differences(files: &[PathBuf], cut: usize) -> (Vec<String>, Vec<String>) {
    let mut runs: Vec<&[PathBuf]> = vec![&files[..cut]];
    runs.extend(files[cut..].chunks(1));
    let (apart, together) = (after(&runs), after(&[files]));
    (together.difference(&apart).cloned().collect(), apart.difference(&together).cloned().collect())
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn one_report_more_is_as_all_reports_together(seed in any::<u64>(), count in 2..22_usize, cut in 1..22_usize) {
        let folder = tempfile::tempdir().unwrap();
        let files = write(seed, count, folder.path());
        let (missing, left) = differences(&files, cut.min(count - 1));
        prop_assert!(missing.is_empty() && left.is_empty(), "missing {missing:#?}, left behind {left:#?}");
    }
}

proptest! {
    #![proptest_config(cases(12))]

    /// With more days of meetings than a window holds, and some with several reports, so that a late report pushes others out.
    #[test]
    fn a_report_that_comes_late_is_as_one_in_time(seed in any::<u64>(), count in 30..56_usize, late in 1..6_usize) {
        let folder = tempfile::tempdir().unwrap();
        let files = write_with(report_of_many, seed, count, folder.path());
        let (missing, left) = differences(&files, count - late);
        prop_assert!(missing.is_empty() && left.is_empty(), "missing {missing:#?}, left behind {left:#?}");
    }
}

/// Where this fails the laws above hold of nothing.
#[test]
fn generated_reports_follow_each_other_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut all_done = 0;
    for (report, count, least) in [(report as fn(&mut Random) -> String, 20, 3), (report_of_many, 40, 100)] {
        let said = after(&[&write_with(report, 7, count, folder.path())]);
        let follow_ups = said.iter().filter(|quad| quad.contains(rap::FOLLOWS_UP.as_str())).count();
        let done = said.iter().filter(|quad| quad.contains("id/follow-up/") && quad.contains("\"done\"")).count();
        assert!(follow_ups >= least, "{follow_ups} of {count} reports");
        all_done += done;
    }
    assert!(all_done > 0);
}

#[test]
fn rows_that_are_gone_are_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(7, 12, folder.path());
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    ingest_all(&whole, &files);
    ingest_all(&parts, &files[..6]);
    let store = open(&parts);
    let rows = store.oxigraph().quads_for_pattern(None, Some(rap::ROW), None, None);
    for row in rows.map(Result::unwrap).collect::<Vec<_>>() {
        store.oxigraph().remove(&row).unwrap();
    }
    drop(store);
    ingest_all(&parts, &files[6..]);
    assert_eq!(said(&open(&parts)), said(&open(&whole)));
}

#[test]
fn a_crash_while_one_report_is_followed_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(7, 12, folder.path());
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    ingest_all(&parts, &files[..6]);
    // The second commit holds resolution and rows; a run that made everything anew would not come to the first of these points.
    let faults =
        ["followed:1", "before-commit:2", "in-transaction:2", "after-commit:2", "followed:1", "after-commit:1"];
    for (file, fault) in files[6..].iter().zip(faults) {
        let mut run = program(&parts);
        let status = run.arg("ingest").arg(file).env(FAULT_VARIABLE, fault).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), None, "{fault} was not reached");
        ingest_all(&parts, &[file]);
    }
    ingest_all(&whole, &files);
    assert_eq!(said(&open(&parts)), said(&open(&whole)));
}
