//! Judgements through the command line, over the five reports.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use served::{err, out, program, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A store with the five reports, and a place for judgements.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.ingest();
        desk
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("judgements.ttl")
    }

    fn ingest(&self) {
        let minutes = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/minutes");
        let output = run(&self.store(), &["ingest", "--quiet", minutes.to_str().unwrap()]);
        assert!(output.status.success(), "{}", err(&output));
    }

    fn call(&self, arguments: &[&str]) -> Output {
        program(&self.store()).env("RAPPORTEUR_JUDGEMENTS", self.file()).args(arguments).output().unwrap()
    }

    /// Judges and gives the address of the judgement.
    fn judge(&self, arguments: &[&str]) -> String {
        let ground = ["--curator", "A Curator", "--reason", "I was there"];
        let output = self.call(&[&["judge"], arguments, &ground].concat());
        assert!(output.status.success(), "{arguments:?}: {}", err(&output));
        out(&output).trim().to_owned()
    }

    /// Takes a judgement back.
    fn withdraw(&self, judgement: &str) {
        let ground = ["--by", "Another Curator", "--reason", "The list was wrong"];
        let output = self.call(&[&["judge", "withdraw", judgement], &ground[..]].concat());
        assert!(output.status.success(), "{}", err(&output));
    }

    fn refused(&self, arguments: &[&str], part: &str) {
        let before = fs::read_to_string(self.file()).ok();
        let ground = ["--curator", "A Curator", "--reason", "I was there"];
        let output = self.call(&[&["judge"], arguments, &ground].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(err(&output).contains(part), "{arguments:?}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
        assert_eq!(fs::read_to_string(self.file()).ok(), before, "a refused judgement changes no file");
    }

    fn digest(&self) -> String {
        out(&run(&self.store(), &["digest"]))
    }

    /// The graph without the judgements' own triples and without what no digest counts.
    fn rest(&self) -> Vec<String> {
        let quads = out(&run(&self.store(), &["export"]));
        let own = ["id/graph/judgements> .", "id/graph/operations> ."];
        let mut rest: Vec<String> =
            quads.lines().filter(|line| !own.iter().any(|graph| line.ends_with(graph))).map(str::to_owned).collect();
        rest.sort();
        rest
    }

    /// What the resolution says of a node by a property, without the base.
    fn resolved(&self, node: &str, property: &str) -> Vec<String> {
        let node = if node.starts_with("id/") { format!("http://localhost:7878/{node}") } else { node.to_owned() };
        let begin = format!("<{node}> <https://w3id.org/rapporteur/{property}> ");
        let quads = self.rest().into_iter().filter(|quad| quad.contains("id/graph/resolution"));
        let mut values: Vec<String> = quads
            .filter_map(|quad| quad.strip_prefix(&begin).and_then(|rest| rest.split(' ').next().map(str::to_owned)))
            .map(|value| value.replace("http://localhost:7878/id/", "").replace(['<', '>', '"'], ""))
            .collect();
        values.sort();
        values
    }

    /// The rows of a named query whose text holds some words.
    fn rows(&self, query: &str, words: &str) -> Vec<String> {
        let answer = run(&self.store(), &["query", query, "--format", "tsv"]);
        out(&answer).lines().filter(|line| line.contains(words)).map(str::to_owned).collect()
    }

    /// The address in a column of the only row with these words.
    fn node(&self, query: &str, column: usize, words: &str) -> String {
        let rows = self.rows(query, words);
        let row = rows.first().unwrap_or_else(|| panic!("no {query} with {words}"));
        row.split('\t').nth(column).unwrap().trim_matches(['<', '>', '"']).to_owned()
    }

    fn check(&self) {
        let output = run(&self.store(), &["check"]);
        assert!(output.status.success(), "{}", out(&output));
    }
}

const BRUNA: &str = "id/mention/020d0d51be2ff829ff89-12";
const CHRIS: &str = "id/mention/020d0d51be2ff829ff89-11";
const CAVELL: &str = "id/mention/84419120fabc8478be6d-26";
const ORGANISATION: &str = "id/mention/020d0d51be2ff829ff89-94";
const GROUP: &str = "id/series/wg-strategy";

#[test]
fn same_comes_before_every_rule_and_leads_the_old_address_on() {
    let desk = Desk::new();
    let before = (desk.rest(), desk.digest());
    assert_eq!(desk.resolved(BRUNA, "resolvedBy"), ["open"]);
    let judgement = desk.judge(&["same", "bruna", "Amrita Choudhury", "--series", GROUP]);
    assert_eq!(desk.resolved(BRUNA, "refersTo"), ["person/amrita-choudhury"]);
    assert_eq!(desk.resolved(BRUNA, "resolvedBy"), ["judgement"]);
    assert_eq!(desk.resolved("id/person/bruna-020d0d51be2ff829ff89", "replacedBy"), ["person/amrita-choudhury"]);
    assert!(desk.rows("contributions", "").len() > 50);
    desk.check();
    let judged = desk.digest();
    assert_ne!(judged, before.1);
    // Reading the reports again, or the file, changes nothing.
    desk.ingest();
    assert!(desk.call(&["ingest"]).status.success());
    assert_eq!(desk.digest(), judged);
    desk.withdraw(&judgement);
    assert_eq!(desk.rest(), before.0);
    let file = fs::read_to_string(desk.file()).unwrap();
    assert!(file.contains("rap:withdrawn true") && file.contains("rap:withdrawnBy \"Another Curator\""), "{file}");
    // What was decided, by whom and why, and who took it back and why.
    let told = out(&run(&desk.store(), &["explain", BRUNA]));
    assert!(told.contains("“bruna” means Amrita Choudhury, since: I was there"), "{told}");
    assert!(told.contains("withdrawn by Another Curator, 2") && told.contains("since: The list was wrong"), "{told}");
    desk.check();
    // Judged again after all.
    assert_ne!(desk.judge(&["same", "bruna", "Amrita Choudhury"]), judgement);
    assert_eq!(desk.digest().len(), 65);
    assert_eq!(desk.resolved(BRUNA, "resolvedBy"), ["judgement"]);
}

#[test]
fn not_same_takes_a_candidate_away() {
    let desk = Desk::new();
    assert_eq!(desk.resolved(CHRIS, "resolvedBy"), ["office-in-series"]);
    desk.judge(&["not-same", CHRIS, "Chris Buckridge"]);
    assert_eq!(desk.resolved(CHRIS, "refersTo"), ["person/chris-disspain"]);
    assert_eq!(desk.resolved(CHRIS, "resolvedBy"), ["given-name-in-series"]);
    desk.judge(&["not-same", CHRIS, "Chris Disspain"]);
    assert_eq!(desk.resolved(CHRIS, "resolvedBy"), ["open"]);
    // Two full names that one letter keeps apart.
    assert_eq!(desk.resolved(CAVELL, "refersTo"), ["person/mark-carvell"]);
    desk.judge(&["not-same", "Mark Cavell", "id/person/mark-carvell"]);
    assert_eq!(desk.resolved(CAVELL, "refersTo"), ["person/mark-cavell"]);
    assert_eq!(desk.resolved("id/person/mark-cavell", "replacedBy"), [""; 0]);
    desk.check();
}

#[test]
fn unsure_leaves_a_name_open_with_its_candidates() {
    let desk = Desk::new();
    desk.judge(&["unsure", CAVELL]);
    assert_eq!(desk.resolved(CAVELL, "resolvedBy"), ["open"]);
    assert_eq!(desk.resolved(CAVELL, "candidate"), ["person/mark-carvell"]);
    desk.judge(&["unsure", BRUNA, "Amrita Choudhury"]);
    assert_eq!(desk.resolved(BRUNA, "candidate"), ["person/amrita-choudhury"]);
    desk.check();
}

#[test]
fn statements_are_rejected_corrected_and_done() {
    let desk = Desk::new();
    let (before, reports) = (desk.rest(), |rest: Vec<String>| -> Vec<String> {
        rest.into_iter().filter(|quad| !quad.contains("id/graph/resolution")).collect()
    });
    let decision = desk.node("decisions", 2, "wg-strategy-011");
    desk.judge(&["reject", &decision]);
    assert!(desk.rows("decisions", &decision).is_empty());
    let contribution = desk.node("contributions", 2, "wg-strategy-086");
    let count = desk.rows("contributions", "").len();
    desk.judge(&["correct", &contribution, "speaker", "Amrita Choudhury"]);
    desk.judge(&["correct", &contribution, "kind", "objects"]);
    let rows = desk.rows("contributions", &contribution);
    assert!(rows.len() == 1 && rows[0].contains("Amrita Choudhury") && rows[0].contains("objects"), "{rows:?}");
    let moves = desk.rows("moves", &contribution);
    assert!(!moves.is_empty() && moves.iter().all(|row| row.contains("Amrita Choudhury")), "{moves:?}");
    let other = desk.node("contributions", 2, "wg-strategy-011");
    desk.judge(&["reject", &other]);
    assert!(desk.rows("contributions", "").len() < count && desk.rows("moves", &other).is_empty());
    let action = desk.node("actions", 2, "wg-strategy-011");
    desk.judge(&["correct", &action, "due", "2021-05"]);
    desk.judge(&["correct", &action, "responsible", "Amrita Choudhury", "id/organisation/igf-secretariat"]);
    let done = desk.judge(&["done", &action]);
    let rows = desk.rows("actions", &action);
    assert!(rows.len() == 2 && rows.iter().all(|row| row.contains("2021-05")), "{rows:?}");
    assert_eq!(desk.resolved(&action, "state"), ["done"]);
    assert_eq!(desk.resolved(&action, "stateGround"), [done.rsplit("id/").next().unwrap()]);
    desk.check();
    assert_eq!(reports(desk.rest()), reports(before.clone()), "what was read stays");
    let text = fs::read_to_string(desk.file()).unwrap();
    for line in text.lines().filter(|line| line.starts_with("<id/judgement/")) {
        desk.withdraw(line.trim_matches(['<', '>']));
    }
    assert_eq!(desk.rest(), before);
}

#[test]
fn the_order_of_judgements_does_not_matter() {
    let (one, other) = (Desk::new(), Desk::new());
    one.judge(&["same", BRUNA, "Amrita Choudhury"]);
    one.judge(&["not-same", CHRIS, "Chris Buckridge"]);
    one.judge(&["unsure", CAVELL]);
    let text = fs::read_to_string(one.file()).unwrap();
    let (prefixes, blocks): (Vec<&str>, Vec<&str>) =
        text.split("\n\n").filter(|b| !b.trim().is_empty()).partition(|block| !block.contains("a rap:Judgement"));
    let begin = text.lines().filter(|line| line.starts_with("@prefix")).collect::<Vec<_>>().join("\n");
    let mut reversed: Vec<&str> = blocks.iter().map(|block| block.trim_start_matches(begin.as_str())).collect();
    reversed.reverse();
    fs::write(other.file(), format!("{begin}\n{}\n{}", prefixes.join("\n"), reversed.join("\n"))).unwrap();
    let output = other.call(&["ingest"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(one.digest(), other.digest());
    // An empty file takes them all away.
    fs::write(other.file(), "").unwrap();
    assert!(other.call(&["ingest"]).status.success());
    assert_eq!(other.digest(), Desk::new().digest());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let desk = Desk::new();
    desk.refused(&["same", "Nobodys Name", "Amrita Choudhury"], "names `Nobodys Name`");
    desk.refused(&["same", "id/mention/none", "Amrita Choudhury"], "knows nothing of");
    desk.refused(&["same", BRUNA, "id/person/none"], "knows nothing of");
    desk.refused(&["same", BRUNA, "Nobody At All"], "is called `Nobody At All`");
    desk.refused(&["same", BRUNA, CHRIS], "is no person");
    desk.refused(&["reject", "not an address"], "is no address");
    desk.refused(&["reject", "id/person/chris-buckridge"], "is no contribution");
    desk.refused(&["done", &desk.node("decisions", 2, "wg-strategy-011")], "is no commitment");
    let action = desk.node("actions", 2, "wg-strategy-011");
    desk.refused(&["correct", &action, "colour", "red"], "these can: agendaItem, text, responsible, due");
    desk.refused(
        &["correct", &action, "speaker", "Amrita Choudhury"],
        "speaker is a property of a contribution or move",
    );
    desk.refused(&["correct", &action, "agendaItem", "Z"], "give one of A <");
    desk.refused(&["reject", &action, "due"], "nothing was read as the due");
    desk.refused(&["reject", BRUNA, "text"], "can only be rejected as a whole");
    desk.refused(&["correct", &action, "responsible", "NETmundial+10"], "no person or organisation");
    // A person is no organisation.
    desk.refused(&["same", BRUNA, "id/organisation/itu"], "was read as the name of a person");
    desk.refused(&["same", "bruna", "IGF Secretariat", "--series", GROUP], "was read as the name of a person");
    desk.refused(&["same", ORGANISATION, "Amrita Choudhury"], "was read as the name of a body, process or topic");
    desk.refused(&["unsure", BRUNA, "id/organisation/itu"], "was read as the name of a person");
    desk.refused(&["correct", &action, "due", "2021-13"], "give an xsd:date");
    desk.judge(&["same", BRUNA, "Amrita Choudhury"]);
    desk.refused(&["same", BRUNA, "Chris Buckridge"], "withdraw one of them");
    let output = desk.call(&["judge", "withdraw", "id/judgement/none"]);
    assert!(err(&output).contains("--curator"), "{}", err(&output));
    let output = desk.call(&["judge", "withdraw", "id/judgement/none", "--by", "A", "--reason", "B"]);
    assert!(err(&output).contains("holds no judgement"), "{}", err(&output));
    let nowhere = run(&desk.store(), &["judge", "done", &action, "--curator", "A", "--reason", "B"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(err(&nowhere).contains("--judgements"), "{}", err(&nowhere));
}

#[test]
fn bad_files_are_told_with_their_node_and_change_nothing() {
    let desk = Desk::new();
    let before = desk.digest();
    let prefixes = "@prefix rap: <https://w3id.org/rapporteur/> . @prefix dct: <http://purl.org/dc/terms/> .\n\
                    @prefix v: <https://w3id.org/rapporteur/verdict/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
    let ground = "rap:curator \"A\" ; rap:reason \"B\" ; dct:created \"2025-01-01\"^^xsd:date";
    for (turtle, part) in [
        ("<id/judgement/1> a rap:Judgement ; rap:verdict v:perhaps ; GROUND .", "has the verdict"),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:same ; rap:judgedMention <id/mention/1> ; GROUND .",
            "has no rap:entity",
        ),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:done ; rap:judgedStatement <id/x/1> ; rap:reason \"B\" .",
            "has no dct:created",
        ),
        ("<id/judgement/1> a rap:Judgement ; rap:verdict v:done ; GROUND .", "has no rap:judgedStatement"),
        ("<id/judgement/1> a rap:Judgement ; rap:verdict v:unsure ; rap:statedName \"A\" ; GROUND .", "needs either"),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:done ; rap:judgedStatement <id/x/1> ; rap:judgedMenton <id/y/1> ; GROUND .",
            "which no judgement has",
        ),
        ("<id/judgement/1> rap:verdict v:done .", "a rap:Judgement"),
        ("<id/person/1> a rap:Judgement ; rap:verdict v:done ; GROUND .", "is no address of a judgement"),
        ("[] a rap:Judgement .", "blank node"),
        ("<id/judgement/1> a rap:Judgement", "judgements.ttl: "),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:done ; rap:judgedStatement <id/decision/0a-1> ; GROUND .",
            "judgements.ttl, line 3: <http://localhost:7878/id/judgement/1> says done of <http://localhost:7878/id/decision/0a-1>, a decision",
        ),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:rejected ; rap:judgedStatement <id/person/ada> ; GROUND .",
            "which is no statement",
        ),
        (
            "\n<id/judgement/1> a rap:Judgement ; rap:verdict v:rejected ; rap:judgedStatement <id/decision/0a-1> ;\n rap:judgedProperty rap:due ; GROUND .",
            "line 4: <http://localhost:7878/id/judgement/1> judges rap:due of a decision; of that can be judged: rap:agendaItem, rap:quote",
        ),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:corrected ; rap:judgedStatement <id/decision/0a-1> ; \
             rap:judgedProperty rap:agendaItem ; rap:correctedValue <id/agenda-item/0b-1> ; GROUND .",
            "give an agenda item of the same report",
        ),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:corrected ; rap:judgedStatement <id/record/0a> ; \
             rap:judgedProperty rap:date ; rap:correctedValue \"2022-04\"^^xsd:gYearMonth ; GROUND .",
            "give an xsd:date",
        ),
        (
            "<id/judgement/1> a rap:Judgement ; rap:verdict v:done ; rap:judgedStatement <id/commitment/0a-1> ; \
             rap:withdrawnBy \"A\" ; GROUND .",
            "without rap:withdrawn true",
        ),
    ] {
        fs::write(desk.file(), format!("{prefixes}{}", turtle.replace("GROUND", ground))).unwrap();
        let output = desk.call(&["ingest"]);
        assert_eq!(output.status.code(), Some(1), "{turtle}");
        assert!(err(&output).contains(part) && err(&output).contains("judgements.ttl"), "{}", err(&output));
    }
    fs::remove_file(desk.file()).unwrap();
    assert!(err(&desk.call(&["ingest"])).contains("cannot read the judgements"));
    assert_eq!(desk.digest(), before);
}

#[test]
fn review_lists_what_waits_and_leaves_out_what_was_judged() {
    let desk = Desk::new();
    let list = || out(&run(&desk.store(), &["review", "--format", "csv", "--limit", "100"]));
    let before = list();
    assert!(before.starts_with("kind,iri,text,report,candidates,reason\nopen-name,"), "{before}");
    assert!(before.contains(BRUNA) && before.contains(CHRIS) && before.contains("uncertain-statement"));
    desk.judge(&["unsure", BRUNA]);
    assert!(!list().contains(BRUNA));
    let json: serde_json::Value =
        serde_json::from_str(&out(&run(&desk.store(), &["review", "--format", "json", "--limit", "2"]))).unwrap();
    assert_eq!(json.as_array().map(Vec::len), Some(2));
    let table = run(&desk.store(), &["review"]);
    assert!(out(&table).contains("rows") && err(&table).contains("rapporteur judge same IRI"), "{}", err(&table));
}
