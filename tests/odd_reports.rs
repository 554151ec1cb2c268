//! Reports that are odd and no refusals: what can be read is read, nothing is made up, and each oddity is told with its file and line.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use std::fs;
use support::{digest, ingest, printed, program, said};

/// A report of a group with two items, the first of which is discussed so, in a store of its own.
struct Read {
    folder: tempfile::TempDir,
    warnings: Vec<String>,
}

/// Where the discussion begins.
const LINE: usize = 16;

fn report(section: &str) -> String {
    format!(
        "# IGF Group (WG-Strategy)\n\nOnline Meeting 45\n\n30 September 2022 at 14:00 UTC\n\n## Agenda\n\n1. Letter\n2. AoB\n\n## Discussion\n\n\
         ### 1. Letter\n\n{section}\n\n## Participants\n\n1. Anja Gengo, IGF Secretariat\n2. Wout de Natris\n"
    )
}

impl Read {
    /// Ingests; that must succeed, and say nothing but warnings about this file and the summary.
    fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wg-45.md");
        fs::write(&file, text).unwrap();
        let output = ingest(&folder.path().join("store"), &[&file]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let said = said(&output);
        let mut lines: Vec<String> = said.lines().map(|l| l.trim_start_matches("rapporteur: ").to_owned()).collect();
        let summary = lines.pop().unwrap();
        let counted = match lines.len() {
            0 => "1 report taken".to_owned(),
            1 => "1 report taken, 1 warning".to_owned(),
            n => format!("1 report taken, {n} warnings"),
        };
        assert_eq!(summary, counted);
        assert!(printed(&folder.path().join("store"), &["check"]).contains("as they should be"));
        Self { folder, warnings: lines }
    }

    /// The rows of a named query, these columns of each.
    fn rows(&self, query: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let json = printed(&self.folder.path().join("store"), &["query", query, "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
        let cell = |row: &serde_json::Value, column: &&str| row[*column]["value"].as_str().unwrap_or("").to_owned();
        let rows = answer["results"]["bindings"].as_array().unwrap();
        rows.iter().map(|row| columns.iter().map(|c| cell(row, c)).collect()).collect()
    }

    /// That nothing is said, agreed, promised or dated.
    fn states_nothing(&self) {
        for query in ["contributions", "moves", "decisions", "actions", "events", "next-meetings", "replies"] {
            assert_eq!(self.rows(query, &["text", "name", "date"]), [[""; 3]; 0], "{query}");
        }
    }
}

#[test]
fn a_section_with_nothing_but_not_applicable() {
    let read = Read::of(&format!("Apologies: Nil\n\n{}", report("N/A\n\n### 2. AoB\n\nNone.")));
    assert_eq!(
        read.warnings,
        [
            format!("wg-45.md:{}: \"Letter\" holds nothing but \"N/A\"", LINE + 2),
            format!("wg-45.md:{}: \"AoB\" holds nothing but \"None.\"", LINE + 6)
        ]
    );
    read.states_nothing();
    assert_eq!(read.rows("attendance", &["person"]), [["Anja Gengo"], ["Wout de Natris"]]);
}

#[test]
fn a_speaker_who_is_nobody_known() {
    let read = Read::of(&report("Bongani Mthethwa said that the letter is ready. Wout agreed."));
    assert_eq!(
        read.warnings,
        [format!(
            "wg-45.md:{LINE}: \"Bongani Mthethwa\" speaks, and is neither on the list nor in the registry: kept as printed"
        )]
    );
    assert_eq!(read.rows("contributions", &["speaker"]), [["Bongani Mthethwa"], ["Wout de Natris"]]);
    let attendance = read.rows("attendance", &["person", "status", "group"]);
    let bongani: Vec<_> = attendance.iter().filter(|row| row[0] == "Bongani Mthethwa").collect();
    assert_eq!(bongani.len(), 1, "{attendance:?}");
    assert!(bongani[0][1].ends_with("spoke") && bongani[0][2].is_empty(), "spoke, and of no group: {bongani:?}");
    assert_eq!(read.rows("affiliations", &["person"]), [["Anja Gengo"]]);
}

#[test]
fn a_title_that_is_only_bold_ends_what_was_said_before_it() {
    let read = Read::of(&report(
        "Anja noted that the letter is ready.\n\n**Review of the survey**\n\nIt covers all of the members.\n\n**Wout agreed to the survey**",
    ));
    assert_eq!(
        read.rows("contributions", &["speaker", "text"]),
        [["Anja Gengo", "Anja noted that the letter is ready."], ["Wout de Natris", "Wout agreed to the survey"]]
    );
}

#[test]
fn a_label_over_what_others_say_is_no_contribution() {
    let read = Read::of(&report(
        "Anja: so am I.\n\nWout: I am here.\n\nAnja:\n\n- Wout: I propose to wait.\n- Anja: I agree with that.",
    ));
    let said = read.rows("contributions", &["text"]).concat();
    assert_eq!(said, ["Anja: so am I.", "Wout: I am here.", "Wout: I propose to wait.", "Anja: I agree with that."]);
}

#[test]
fn one_date_for_two_things() {
    let read = Read::of(&report(
        "Anja noted that the Town Hall takes place on 13 October.\n\nIt was agreed that the next call would take place 14:00 UTC, 13 October 2022.",
    ));
    let line = LINE + 2;
    assert_eq!(
        read.warnings,
        [format!("wg-45.md:{line}: 13 October is given for two things: the next meeting and \"Town Hall\"")]
    );
    assert_eq!(read.rows("next-meetings", &["date", "start"]), [["2022-10-13", "2022-10-13T14:00:00Z"]]);
    assert_eq!(read.rows("events", &["name", "start"]), [["Town Hall", "2022-10-13"]]);
}

#[test]
fn a_weekday_that_is_not_the_dates() {
    // 13 October 2022 was a Thursday; it was a Friday a year later.
    let read = Read::of(&report(
        "Anja noted that the Town Hall takes place on Friday, 13 October. The next meeting will be held on Monday 17 October 2023.",
    ));
    assert_eq!(
        read.warnings,
        [
            format!(
                "wg-45.md:{LINE}: \"Friday, 13 October\": 13 October 2022 is a Thursday, and nothing is dated by it"
            ),
            format!(
                "wg-45.md:{LINE}: \"Monday 17 October 2023\": 17 October 2023 is a Tuesday, and nothing is dated by it"
            ),
        ]
    );
    assert_eq!(read.rows("events", &["name"]), [[""; 1]; 0]);
    assert_eq!(read.rows("next-meetings", &["date"]), [[""; 1]; 0]);
}

#[test]
fn a_head_that_contradicts_itself() {
    let opening = "The 44th virtual meeting of the IGF Group (WG-Strategy) was held on 29 September 2022 at 14:00 UTC.";
    let read = Read::of(&report("Anja noted it.").replace("## Agenda", &format!("{opening}\n\n## Agenda")));
    assert_eq!(
        read.warnings,
        [
            "wg-45.md:7: the opening gives \"29 September 2022\" as the meeting's date, the title \"30 September 2022\": the title counts",
            "wg-45.md:7: the opening gives \"44th\" as the meeting's number, the title \"45\": the title counts",
        ]
    );
    assert_eq!(read.rows("meetings", &["number", "date"]), [["45", "2022-09-30"]]);
}

/// Words of a sentence that says nothing of anybody: this many characters.
fn filler(characters: usize) -> String {
    "the word it has and ".repeat(characters / 20)
}

#[test]
fn a_sentence_of_twenty_thousand_characters() {
    let long = filler(20_000);
    // The verb stands too far behind the name to be its own.
    let late = Read::of(&report(&format!("Anja Gengo {long}noted that the letter is ready.")));
    assert_eq!(late.rows("contributions", &["speaker"]), [[""; 1]; 0]);
    late.states_nothing();
    assert_eq!(late.warnings, [""; 0]);
    // A verb at the beginning makes one contribution of all of it, and a date far behind is nobody's event.
    let early = Read::of(&report(&format!("Anja Gengo noted that {long}it takes place on 13 October.")));
    let said = early.rows("contributions", &["speaker", "text"]);
    assert_eq!(said.len(), 1);
    assert_eq!((said[0][0].as_str(), said[0][1].len() > 20_000), ("Anja Gengo", true));
    assert_eq!(early.rows("events", &["name"]), [[""; 1]; 0]);
}

#[test]
fn ten_times_the_sentence_holds_ten_times_the_facts() {
    let facts = |times: usize| {
        let read = Read::of(&report(&"Anja noted that it is so, and Wout replied that it is not, and ".repeat(times)));
        let spoken = read.rows("contributions", &["speaker"]);
        assert!(spoken.iter().all(|row| ["Anja Gengo", "Wout de Natris"].contains(&row[0].as_str())));
        spoken.len()
    };
    assert_eq!((facts(30), facts(300)), (60, 600));
}

const FRENCH: &str = "Anja Gengo a rappelé que le groupe devra se mettre d'accord sur la lettre avant le 13 octobre, et que les membres feraient leurs remarques par écrit.";
const GERMAN: &str = "Anja Gengo will das Schreiben am 13. November noch vor dem Treffen der Gruppe an das Sekretariat senden, damit alle es lesen.";
const JAPANESE: &str = "グループは、書簡を月末までに事務局へ送付し、参加者が書面で意見を提出することに合意した。次回の会合は十月に開催される予定である。";

#[test]
fn passages_in_other_languages() {
    for passage in [FRENCH, GERMAN, JAPANESE] {
        let read = Read::of(&report(passage));
        let [warning] = read.warnings.as_slice() else { unreachable_with(&read.warnings) };
        assert!(warning.starts_with(&format!("wg-45.md:{LINE}: this passage (")), "{warning}");
        assert!(
            warning.ends_with("another language than the word lists, so nothing of what it says is read"),
            "{warning}"
        );
        read.states_nothing();
        assert_eq!(read.rows("attendance", &["person"]), [["Anja Gengo"], ["Wout de Natris"]]);
    }
}

fn unreachable_with(warnings: &[String]) -> ! {
    unreachable!("one warning was expected: {warnings:?}")
}

#[test]
fn several_languages_in_one_report_are_told_once() {
    let read = Read::of(&report(&format!(
        "Anja noted that the letter is ready.\n\n{FRENCH}\n\n{JAPANESE}\n\nWout agreed.\n\n{GERMAN}"
    )));
    let [warning] = read.warnings.as_slice() else { unreachable_with(&read.warnings) };
    assert!(warning.starts_with(&format!("wg-45.md:{}: this passage and 2 more (", LINE + 2)), "{warning}");
    let said = read.rows("contributions", &["speaker", "text"]);
    assert_eq!(said, [["Anja Gengo", "Anja noted that the letter is ready."], ["Wout de Natris", "Wout agreed."]]);
    for query in ["decisions", "actions", "events", "next-meetings"] {
        assert_eq!(read.rows(query, &["text"]), [[""; 1]; 0], "{query}");
    }
}

#[test]
fn a_report_in_another_language_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wg-45.md");
    fs::write(&file, format!("# 議事録\n\n{JAPANESE}\n\n{JAPANESE}\n\n{FRENCH}\n")).unwrap();
    let output = ingest(&folder.path().join("store"), &[&file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("wg-45.md: is no report of a meeting: most of it is in another language"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_flood_of_warnings_is_cut_and_none_is_told_when_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let (file, store) = (folder.path().join("wg-45.md"), folder.path().join("store"));
    fs::write(&file, report(&"The [letter](#) is ready.\n".repeat(40))).unwrap();
    let output = ingest(&store, &[&file]);
    let lines = said(&output);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines.lines().count(), 12, "{lines}");
    assert!(lines.contains("wg-45.md: and 30 more\n") && lines.ends_with("1 report taken, 40 warnings\n"), "{lines}");
    // They are in no graph: a run that says nothing of them makes the same store.
    let quiet = folder.path().join("quiet");
    let output = program(&quiet).args(["ingest", "--quiet"]).arg(&file).output().unwrap();
    assert_eq!(said(&output), "");
    assert_eq!(digest(&quiet), digest(&store));
    assert!(!printed(&store, &["export", "--format", "nq"]).contains("leads nowhere"));
}
