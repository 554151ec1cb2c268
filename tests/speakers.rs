//! Who took part, led and spoke, in minutes of kinds that differ from one body to the next: hearings, standards bodies, chapters, steering committees.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use serde_json::Value;
use std::fs;
use support::{ingest, printed, said};

/// The rows of a query over one report, some columns joined by a bar, sorted unless they have an order of their own.
fn rows(name: &str, text: &str, query: &str, columns: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let store = folder.path().join("store");
    let output = ingest(&store, &[path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let answer: Value = serde_json::from_str(&printed(&store, &["query", query, "--format", "json"])).unwrap();
    let cell = |row: &Value, column: &str| row[column]["value"].as_str().unwrap_or("-").to_owned();
    let bindings = answer["results"]["bindings"].as_array().unwrap();
    bindings.iter().map(|row| columns.iter().map(|c| cell(row, c)).collect::<Vec<_>>().join("|")).collect()
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

const HEARING: &str = "ADVISORY COMMITTEE ON HARBOUR LIGHTS\nPublic Meeting, March 14, 2023\n\n\
    The meeting was called to order at 10:05 a.m. EDT by Chair Laura Winters.\n\n\
    >> CHAIR: Good morning, everybody.\n>> MR. SMITH: I support the minutes of the last meeting.\n>> MS. JANE DOE: Seconded.\n\
    >> DR. PATEL: Is there a plan for the lower lights?\n>> MR. SMITH: Nearly.\n>> SPEAKER 1: Could you speak up?\n\
    >> OPERATOR: The line is open.\n>> MS. DOE: We should wait for the study.\n>> UNIDENTIFIED SPEAKER: Which one?\n\
    >> ACTION ITEM: circulate the study.\n>> DR. PATEL: I disagree with that.\n";

#[test]
fn a_hearing_in_capitals() {
    let who = sorted(rows("hearing.txt", HEARING, "attendance", &["person", "status"]));
    assert_eq!(who, ["Jane Doe|spoke", "Laura Winters|spoke", "Patel|spoke", "Smith|spoke"]);
    assert_eq!(rows("hearing.txt", HEARING, "officers", &["person", "role"]), ["Laura Winters|chair"]);
    let spoke = rows("hearing.txt", HEARING, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Laura Winters", "Smith", "Jane Doe", "Patel", "Smith", "Jane Doe", "Patel"]);
    assert_eq!(rows("hearing.txt", HEARING, "replies", &["person"]), ["Patel"], "a question, and who spoke next");
}

#[test]
fn a_man_and_a_woman_of_one_family_name() {
    let text = HEARING.replace("MS. DOE", "MR. DOE");
    let spoke = rows("hearing.txt", &text, "contributions", &["speaker"]);
    assert_eq!(
        spoke,
        ["Laura Winters", "Smith", "Jane Doe", "Patel", "Smith", "Patel"],
        "who Mr. Doe is, nothing tells"
    );
}

#[test]
fn initials_with_legends_in_a_table_and_beside_a_name() {
    let text = "# 12 March, 2024 Meeting Notes\n\n**Remote and in person attendees:**\n\n\
        | Name | Abbreviation | Organization |\n| --- | --- | --- |\n| Waldemar Ortiz | WO | Expert |\n| Daniel Ehren | DE | Acme |\n| Maria Lopez | MLZ | Nokia |\n\n\
        ## Opening\n\nPresenter: Rob Palmer (RPR)\n\nRPR: Welcome to the meeting.\n\nDE: Who takes the notes?\n\nMLZ: I can do it.\n\nWO: +1\n\nRPR: Thanks to all.\n\n\
        ## Harness\n\nMLZ: The harness is split in two.\n\nDE: Do we need a vote?\n\nTBD: nothing yet\n\nWO: No.\n";
    let spoke = rows("notes.md", text, "contributions", &["speaker"]);
    let wanted = [
        "Rob Palmer",
        "Daniel Ehren",
        "Maria Lopez",
        "Waldemar Ortiz",
        "Rob Palmer",
        "Maria Lopez",
        "Daniel Ehren",
        "Waldemar Ortiz",
    ];
    assert_eq!(spoke, wanted);
    let meetings = rows("notes.md", text, "meetings", &["date", "mode"]);
    assert_eq!(meetings, ["2024-03-12|hybrid"]);
}

#[test]
fn a_chapter_with_titles_guests_and_answers_behind_a_comma() {
    let text = "Internet Society Ruritania Chapter\nBoard Meeting Minutes\nTuesday 6 February 2024, 18:00 - 19:30 CET\n\n\
        Attending:\nDr. Anna Lind (President)\nProf. Pedro dos Santos (Treasurer)\nGrace Young (Secretary)\nRegrets: Ibrahim Bello, Mei-Ling Chen\n\n\
        Guests: H.E. Amina Diallo, Tom Hill\n\nAgenda\n\n1. Accounts\n2. Next meeting\n\n1. Accounts\n\nAnna Lind chaired the meeting, which began at six.\n\n\
        Grace asked whether the audit is finished, Pedro replied that it is not. Lind thanked Prof. dos Santos for the report. Old Business was noted.\n\n\
        2. Next meeting\n\nThe board will reconvene on 5 March 2024 at 18:00 CET.\n";
    let who = sorted(rows("board.txt", text, "attendance", &["person", "status"]));
    let wanted = [
        "Amina Diallo|present",
        "Anna Lind|present",
        "Grace Young|present",
        "Ibrahim Bello|apologies",
        "Mei-Ling Chen|apologies",
        "Pedro dos Santos|present",
        "Tom Hill|present",
    ];
    assert_eq!(who, wanted);
    assert_eq!(rows("board.txt", text, "officers", &["person", "role"]), ["Anna Lind|chair"]);
    assert_eq!(rows("board.txt", text, "next-meetings", &["date", "start"]), ["2024-03-05|2024-03-05T17:00:00Z"]);
    let spoke = rows("board.txt", text, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Grace Young", "Pedro dos Santos", "Anna Lind"]);
}

#[test]
fn labels_that_are_nobody() {
    let text = "# OpenWidget TSC\n\nDate: 11/13/2024\n\n## Attendance\n\n- [x] Priya Natarajan (Acme)\n- [ ] Tom Hill (Globex)\n- [x] Marek Nowak (Initech) - chair\n\n\
        Others: Sue Lane (LF), Joe\n\n## Notes\n\n- Priya: can we release in May?\n- Marek: sounds good\n- Old Business: none\n- Best Practice Forum: moved\n- IETF 112: discussed\n\
        - Joe: I will check\n- Action Items: see above\n- Priya: thanks\n- Key Takeaways: a release\n";
    let who = sorted(rows("tsc.md", text, "attendance", &["person", "status"]));
    let wanted =
        ["Joe|present", "Marek Nowak|present", "Priya Natarajan|present", "Sue Lane|present", "Tom Hill|absent"];
    assert_eq!(who, wanted);
    assert_eq!(rows("tsc.md", text, "officers", &["person", "role"]), ["Marek Nowak|chair"]);
}
