//! What later reports say of the commitments of earlier ones: pairs of sentences, and a small series through the command line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use oxigraph::model::{Quad, Term};
use rapporteur::graph::{Base, Summary, resolution_quads};
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::judgements::Judgements;
use rapporteur::minutes::Recognisers;
use rapporteur::source::Source;
use served::{err, out, program, run};
use std::fs;
use std::path::Path;

/// A report of the series with a body of its own.
fn report(number: u8, date: &str, agenda: &str, body: &str) -> String {
    format!(
        "## **Working Group on Harbour Cables**\n\n**Online Meeting {number}\\\n{date} at 14:00 UTC**\n\n#### Agenda:\n\n1. {agenda}\n2. Next steps\n\n#### Discussion:\n\n##### **{agenda}**\n\n{body}\n\n\
         #### Participants:\n\n1. Ilse Vandamme, Harbour Trust\n2. Tomasz Wrona, Baltic Cable Forum\n3. Ngozi Bello, University of Lagos\n4. Pia Lindqvist, Harbour Trust\n5. Arne Holm, Baltic Cable Forum\n"
    )
}

struct Desk {
    base: Base,
    knowledge: Knowledge,
}

impl Desk {
    fn new() -> Self {
        let base = Base::new(Base::DEFAULT).unwrap();
        let knowledge = Knowledge::load(&KnowledgeSource::default(), &base).unwrap();
        Self { base, knowledge }
    }

    fn resolution(&self, reports: &[String]) -> Vec<Quad> {
        let recognisers = Recognisers::new(&self.knowledge.language).unwrap();
        let reader = Reader::new(&self.knowledge, &recognisers, &self.base).unwrap();
        let summaries: Vec<Summary> = reports
            .iter()
            .map(|report| {
                let source = Source::from_bytes("r.md", report.clone().into_bytes()).unwrap();
                Summary::of(&source.sha256, &reader.quads(&source).unwrap())
            })
            .collect();
        resolution_quads(&summaries, &self.knowledge.registry, &Judgements::default(), &self.base)
    }

    /// What the second report says of the one commitment of the first: "done", "mentioned, perhaps done", "".
    fn says(&self, promise: &str, later: &str) -> String {
        self.says_at(promise, "6 May 2022", "Any other business", later)
    }

    fn says_at(&self, promise: &str, date: &str, agenda: &str, later: &str) -> String {
        let reports = [report(1, "7 April 2022", "Plans", promise), report(2, date, agenda, later)];
        let quads = self.resolution(&reports);
        let value = |property: &str| {
            let mut values =
                quads.iter().filter(|q| q.predicate.as_str().ends_with(property)).map(|q| match &q.object {
                    Term::Literal(literal) => literal.value().to_owned(),
                    other => other.to_string(),
                });
            let first = values.next();
            assert!(values.next().is_none(), "one follow-up at most: {promise} / {later}");
            first
        };
        let suggests = value("/suggests").map(|s| format!(", perhaps {s}")).unwrap_or_default();
        value("/says").unwrap_or_default() + &suggests
    }
}

const LETTER: &str = "Ilse will circulate the draft letter to the port authorities.";

#[test]
fn what_is_done_is_found() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (promise, later) in [
        (LETTER, "The draft letter to the port authorities has been circulated."),
        (LETTER, "Ilse has circulated the draft letter to the port authorities."),
        (LETTER, "Ilse shared the draft letter with the port authorities on 20 April."),
        (LETTER, "The draft letter was sent to the port authorities by Ilse, and there were no comments."),
        (LETTER, "- [x] Ilse: circulate the draft letter to the port authorities"),
        (LETTER, "Done:\n\n- Draft letter circulated to the port authorities"),
        (LETTER, "DONE: Ilse circulated the draft letter to the port authorities."),
        (LETTER, "- Circulate the draft letter to the port authorities (done)"),
        (
            "Tomasz will prepare a comparison of the landing permits.",
            "Tomasz has now prepared the comparison of the landing permits.",
        ),
        (
            "Ngozi will translate the charter of the cable forum into French.",
            "The translation of the charter of the cable forum into French has been completed.",
        ),
        ("The Harbour Trust will publish the map of the repair depots.", "Pia published the map of the repair depots."),
        (
            "Tomasz will finalise the survey of repair ships and share it with the shipyards.",
            "The survey of repair ships was finalised and shared with the shipyards.",
        ),
    ] {
        let says = desk.says(promise, later);
        if says != "done" {
            wrong.push(format!("{promise} / {later}: {says}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_only_looks_done_is_not() {
    let desk = Desk::new();
    for (promise, later) in [
        // Another letter, another part, another time.
        (LETTER, "A letter was sent to the shipping lines about insurance."),
        (LETTER, "Another draft letter to the port authorities has been circulated."),
        (LETTER, "The draft letter to the port authorities had previously been circulated."),
        (LETTER, "The draft letter to the port authorities was circulated in 2019."),
        ("Ngozi will review priority 3 of the cable roadmap.", "Priority 4 of the cable roadmap has been reviewed."),
        // Somebody else, or the same person and something else.
        (LETTER, "Tomasz circulated the draft letter to the port authorities."),
        (LETTER, "Ilse circulated the list of repair ships."),
        (LETTER, "Ilse introduced the draft letter to the port authorities."),
        // Not done, not wholly, not surely.
        (LETTER, "The draft letter to the port authorities should be sent."),
        (LETTER, "The draft letter to the port authorities should have been circulated."),
        (LETTER, "Tomasz hoped that the draft letter to the port authorities was circulated."),
        (LETTER, "Ngozi asked whether the draft letter to the port authorities has been circulated."),
        (LETTER, "Has the draft letter to the port authorities been circulated?"),
        (LETTER, "Once the draft letter to the port authorities has been circulated, comments can be made."),
        (LETTER, "If the draft letter to the port authorities was circulated, nobody saw it."),
        (LETTER, "Part of the draft letter to the port authorities was circulated."),
        (LETTER, "The draft letter to the port authorities will be circulated."),
        (LETTER, "The draft letter to the port authorities was almost circulated."),
        (LETTER, "Tomasz suggested that the draft letter to the port authorities be circulated."),
        // The first of two acts.
        (
            "Tomasz will finalise the survey of repair ships and share it with the shipyards.",
            "The survey of repair ships has been finalised.",
        ),
        // What is never over.
        (
            "Pia will regularly share the list of cable faults with the shipyards.",
            "Pia shared the list of cable faults with the shipyards.",
        ),
        // Too few words.
        ("Ilse will sign the letter.", "The letter was signed."),
    ] {
        let says = desk.says(promise, later);
        assert!(!says.starts_with("done"), "{promise} / {later}: {says}");
        assert!(!says.starts_with("dropped"), "{promise} / {later}: {says}");
        println!("{says:25} {promise} / {later}");
    }
    let agenda = desk.says_at(
        LETTER,
        "6 May 2022",
        "Draft letter circulated to the port authorities",
        "Tomasz welcomed everybody.",
    );
    assert_eq!(agenda, "", "an agenda tells of no deed");
    let done = "Ilse circulated the draft letter to the port authorities.";
    assert_eq!(desk.says_at(LETTER, "7 April 2022", "Letters", done), "", "not of the same day");
    assert_eq!(desk.says_at(LETTER, "7 May 2024", "Letters", done), "", "not after two years");
}

#[test]
fn what_is_open_or_dropped_is_told_apart() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (later, says) in [
        ("The draft letter to the port authorities is still to be circulated.", "open"),
        ("The draft letter to the port authorities has not yet been circulated.", "open"),
        ("Ilse is working on the draft letter to the port authorities.", "open"),
        ("- [ ] Ilse: circulate the draft letter to the port authorities", "open"),
        ("Ilse will circulate the draft letter to the port authorities.", "open"),
        ("The draft letter to the port authorities is no longer needed.", "dropped"),
        ("The draft letter to the port authorities will not be circulated.", "dropped"),
        (
            "Ngozi was concerned that the draft letter to the port authorities will not be circulated in time.",
            "mentioned",
        ),
        ("Ngozi welcomed the draft letter to the port authorities.", "mentioned"),
        ("Ngozi welcomed the new harbour pilots.", ""),
        // A passage says it is done, another that it is open: neither is believed.
        (
            "The draft letter to the port authorities was circulated.\n\nThe draft letter to the port authorities is still to be circulated.",
            "mentioned, perhaps done",
        ),
    ] {
        let found = desk.says(LETTER, later);
        if found != says {
            wrong.push(format!("{later}: {found}, not {says}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let weak = desk.says("Ilse will circulate the draft letter on anchors.", "Ilse circulated the draft letter.");
    assert_eq!(weak, "mentioned, perhaps done");
}

const FIRST: &str = "Ilse will circulate the draft letter to the port authorities.\n\nTomasz will prepare a comparison of the landing permits.\n\n\
    Ngozi will translate the charter of the cable forum into French by 20 April 2022.\n\nPia will organise a visit to the repair depot of Gdynia.\n\n\
    Arne will publish the map of cable faults.";
const SECOND: &str = "The draft letter to the port authorities has been circulated – the harbourmasters of Gdańsk thanked for it.\n\n\
    The map of cable faults is still to be published.\n\nNgozi asked when the comparison of the landing permits can be read.";
const THIRD: &str =
    "The visit to the repair depot of Gdynia was cancelled.\n\nArne is working on the map of cable faults.";

/// Writes the three reports of the series; gives their paths.
fn series(folder: &Path) -> Vec<String> {
    let reports = [("1.md", "7 April 2022", FIRST), ("2.md", "6 May 2022", SECOND), ("3.md", "9 June 2022", THIRD)];
    let written = reports.into_iter().zip(1..).map(|((name, date, body), number)| {
        let path = folder.join(name);
        fs::write(&path, report(number, date, "Cables and permits", body)).unwrap();
        path.to_str().unwrap().to_owned()
    });
    written.collect()
}

fn ingest(store: &Path, paths: &[String]) {
    for path in paths {
        let output = run(store, &["ingest", "--quiet", path]);
        assert!(output.status.success(), "{}", err(&output));
    }
}

/// Some columns of a query's answer, a line a row.
fn rows(store: &Path, query: &str, columns: &[&str]) -> Vec<String> {
    let answer = run(store, &["query", query, "--format", "tsv"]);
    assert!(answer.status.success(), "{}", err(&answer));
    let text = out(&answer);
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').map(|cell| cell.trim_matches(['"', '<', '>']).to_owned()).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let places: Vec<usize> =
        columns.iter().map(|name| head.iter().position(|h| h.trim_start_matches('?') == *name).unwrap()).collect();
    lines.map(|cells| places.iter().map(|at| cells[*at].clone()).collect::<Vec<_>>().join(" | ")).collect()
}

const LEDGER: [&str; 6] = ["responsible", "state", "silentSince", "ground", "groundDate", "read"];

#[test]
fn the_ledger_keeps_the_state_of_each_commitment() {
    let folder = tempfile::tempdir().unwrap();
    let (store, paths) = (folder.path().join("store"), series(folder.path()));
    ingest(&store, &paths[..1]);
    assert_eq!(
        rows(&store, "commitments", &LEDGER),
        [
            "Arne Holm | open |  |  |  | ",
            "Ilse Vandamme | open |  |  |  | ",
            "Ngozi Bello | overdue |  | due date | 2022-04-20 | ",
            "Pia Lindqvist | open |  |  |  | ",
            "Tomasz Wrona | open |  |  |  | ",
        ]
    );
    ingest(&store, &paths[1..]);
    let ledger = [
        "Arne Holm | open |  | follow-up | 2022-06-09 | open",
        "Ilse Vandamme | done |  | follow-up | 2022-05-06 | done",
        "Ngozi Bello | overdue | 2022-04-07 | due date | 2022-04-20 | ",
        "Pia Lindqvist | dropped |  | follow-up | 2022-06-09 | dropped",
        "Tomasz Wrona | silent | 2022-05-06 | silence | 2022-05-06 | ",
    ];
    assert_eq!(rows(&store, "commitments", &LEDGER), ledger);
    let words = rows(&store, "commitments", &["responsible", "groundText"]);
    assert!(words.contains(&"Ilse Vandamme | The draft letter to the port authorities has been circulated – the harbourmasters of Gdańsk thanked for it.".to_owned()), "{words:?}");
    assert_eq!(
        rows(&store, "commitments-without-follow-up", &["silentSince", "responsible", "lastSaid"]),
        ["2022-04-07 | Ngozi Bello | ", "2022-05-06 | Tomasz Wrona | mentioned", " | Arne Holm | open"]
    );
    let check = run(&store, &["check"]);
    assert!(check.status.success(), "{}", out(&check));

    // The same reports in another order, and at once, are the same graph.
    let digest = out(&run(&store, &["digest"]));
    for order in [[2, 0, 1], [1, 2, 0]] {
        let other = tempfile::tempdir().unwrap();
        ingest(other.path(), &order.map(|at| paths[at].clone()));
        assert_eq!(out(&run(other.path(), &["digest"])), digest, "{order:?}");
    }
    let at_once = tempfile::tempdir().unwrap();
    let all: Vec<&str> = ["ingest", "--quiet"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    assert!(run(at_once.path(), &all).status.success());
    assert_eq!(out(&run(at_once.path(), &["digest"])), digest);
}

#[test]
fn what_a_line_checks_off_is_done_where_it_is_promised() {
    let folder = tempfile::tempdir().unwrap();
    let body = "Action items:\n\n- [x] Arne Holm to publish the map of cable faults.\n- [ ] Pia Lindqvist to organise a visit to the repair depot.\n\
        - Tomasz Wrona to prepare a comparison of the landing permits – DONE\n- Ngozi Bello to translate the charter into French (completed)\n";
    let path = folder.path().join("1.md");
    fs::write(&path, report(1, "7 April 2022", "Cables and permits", body)).unwrap();
    let store = folder.path().join("store");
    ingest(&store, &[path.to_str().unwrap().to_owned()]);
    assert_eq!(
        rows(&store, "commitments", &LEDGER),
        [
            "Arne Holm | done |  | follow-up | 2022-04-07 | done",
            "Ngozi Bello | done |  | follow-up | 2022-04-07 | done",
            "Pia Lindqvist | open |  |  |  | ",
            "Tomasz Wrona | done |  | follow-up | 2022-04-07 | done",
        ]
    );
    let check = run(&store, &["check"]);
    assert!(check.status.success(), "{}", out(&check));
}

#[test]
fn a_curator_wins_and_what_was_read_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (store, paths) = (folder.path().join("store"), series(folder.path()));
    ingest(&store, &paths);
    let judge = |arguments: &[&str]| {
        let ground = ["--curator", "A Curator", "--reason", "I was there"];
        let mut program = program(&store);
        program.env("RAPPORTEUR_JUDGEMENTS", folder.path().join("judgements.ttl"));
        let output = program.arg("judge").args(arguments).args(ground).output().unwrap();
        assert!(output.status.success(), "{}", err(&output));
    };
    let of = |who: &str| rows(&store, "commitments", &LEDGER).into_iter().find(|row| row.starts_with(who)).unwrap();
    let commitment = |who: &str| {
        let found =
            rows(&store, "commitments", &["responsible", "commitment"]).into_iter().find(|row| row.starts_with(who));
        found.unwrap().split(" | ").nth(1).unwrap().to_owned()
    };
    judge(&["done", &commitment("Arne Holm")]);
    let row = of("Arne Holm");
    assert!(row.starts_with("Arne Holm | done |  | curator | ") && row.ends_with(" | open"), "{row}");
    assert_eq!(rows(&store, "follow-ups", &["promised"]).len(), 5, "what was read is still there");

    // A follow-up that a curator rejects counts no more, and says why it was made.
    let follow_up =
        rows(&store, "follow-ups", &["says", "followUp"]).into_iter().find(|row| row.starts_with("done")).unwrap();
    let follow_up = follow_up.split(" | ").nth(1).unwrap();
    let explained = out(&run(&store, &["explain", follow_up]));
    for part in [
        "completed tense of the act that was promised",
        "followsUp: ",
        "»The draft letter to the port authorities has been",
        "followup.done/1",
    ] {
        assert!(explained.contains(part), "{part} is missing: {explained}");
    }
    judge(&["reject", follow_up]);
    assert_eq!(of("Ilse Vandamme"), "Ilse Vandamme | silent | 2022-04-07 | silence | 2022-04-07 | ");
    assert!(out(&run(&store, &["explain", follow_up])).contains("A Curator"));
}

#[test]
fn what_is_not_sure_waits_for_a_curator() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    for (number, date, body) in [
        (1, "7 April 2022", "Ilse will circulate the draft letter on anchors."),
        (2, "6 May 2022", "Ilse circulated the draft letter."),
    ] {
        let path = folder.path().join(format!("{number}.md"));
        fs::write(&path, report(number, date, "Anchors", body)).unwrap();
        ingest(&store, &[path.to_str().unwrap().to_owned()]);
    }
    assert_eq!(rows(&store, "commitments", &["state", "read"]), ["open | "]);
    assert_eq!(rows(&store, "commitments-without-follow-up", &["lastSaid", "perhaps"]), ["mentioned | done"]);
    let review = out(&run(&store, &["review"]));
    assert!(review.contains("weak-follow-up") && review.contains("may be done: Ilse will circulate"), "{review}");
}
