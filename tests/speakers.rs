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

const BOARD: &str = "# Lamp Exchange\n\n## Minutes of the Board Meeting No. 12\n\n15 January 2024\n\n\
    **Present:** Helena Marsh (Chair), Jonas Berg (Treasurer), Amara Okafor\n**In attendance:** Paul Ferris (Minutes)\n**Apologies:** Sofia Reyes\n\n\
    ### 1. Welcome\n\nThe Chair welcomed everyone.\n\n### 2. Lamps\n\nJB reported that half of the lamps are lit. AO asked whether the rest is ready. \
    The IXP noted nothing.\n\n| Action | Owner | Due |\n|---|---|---|\n| Count the lamps | JB | 1 March 2024 |\n\nAction: AO to buy oil.\n";

#[test]
fn initials_that_nothing_declares_and_the_chair_of_the_list() {
    let who = sorted(rows("board.md", BOARD, "attendance", &["person", "status"]));
    let wanted = [
        "Amara Okafor|present",
        "Helena Marsh|present",
        "Jonas Berg|present",
        "Paul Ferris|present",
        "Sofia Reyes|apologies",
    ];
    assert_eq!(who, wanted, "labels at the beginning of lines");
    let spoke = rows("board.md", BOARD, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Helena Marsh", "Jonas Berg", "Amara Okafor"]);
    let owners = sorted(rows("board.md", BOARD, "actions", &["responsible", "text"]));
    assert_eq!(owners, ["Amara Okafor|AO to buy oil.", "Jonas Berg|Count the lamps"]);
    // One alone is no habit of the report's, and letters of two people are nobody's.
    for (from, to) in [("AO", "Amara"), ("Jonas Berg", "Jonas Aberg")] {
        let text = BOARD.replace(from, to);
        assert!(!rows("board.md", &text, "contributions", &["speaker"]).contains(&"Jonas Berg".to_owned()), "{to}");
    }
    let two = BOARD.replace("Sofia Reyes", "Julia Brandt");
    assert!(!rows("board.md", &two, "contributions", &["speaker"]).iter().any(|who| who.starts_with('J')));
}

#[test]
fn honorifics_before_those_who_speak() {
    let text = "# Harbour Forum, Meeting 9\n\n21 September 2023\n\n## Agenda\n\n1. Lights\n2. Other matters\n\n## Minutes\n\n### 1. Lights\n\n\
        Panelists:\n\n- Mr. Jakub Wolski, Ministry of Harbours\n- Ms. Nadia Rahman, Sailors Union\n\n\
        Mr. Wolski said that the lamps are old. Ms. Rahman asked for new ones, and Mr. Wolski replied that they are ordered.\n\n\
        An attendee from Peru opposed this. The representatives of Kenya and India expressed concern at the cost.\n\n### 2. Other matters\n\n\
        Dr. Lovel (Portugal), introducing the draft, said that it is short.\n\nAda Byron, Engines Ltd, said she would read it. Kenya noted the draft.\n";
    let spoke = rows("forum.md", text, "contributions", &["speaker"]);
    let wanted = ["Wolski", "Rahman", "Wolski", "-", "-", "Lovel", "Ada Byron", "-"];
    assert_eq!(spoke, wanted, "with an honorific, without a name, with a body between commas");
    let said = rows("forum.md", text, "contributions", &["text"]);
    assert_eq!(said[2], "Mr. Wolski replied that they are ordered.");
    let who = rows("forum.md", text, "attendance", &["person"]);
    assert!(!who.iter().any(|who| ["Kenya", "India", "Peru"].contains(&who.as_str())), "{who:?}");
}

const COUNCIL: &str = "CITY OF FALLS\nROADS COMMITTEE\nMINUTES OF THE REGULAR MEETING\nMarch 12, 2024\n\n\
    MEMBERS PRESENT: Councillor Janet Ostrow (Chair), Councillor Rafael Medina, Councillor Beth Kowal\nMEMBERS ABSENT: Councillor Priya Nair\n\
    ALSO PRESENT: Susan Field, resident\n\n\
    1. CALL TO ORDER\nChair Ostrow called the meeting to order at 6:32 p.m.\n\n\
    2. APPROVAL OF AGENDA\nMotion 24-031: Moved by Councillor Medina, seconded by Councillor Kowal, that the agenda be approved.\nCARRIED UNANIMOUSLY\n\n\
    3. PUBLIC COMMENT\nMs. Field expressed concern about Mill Road. Councillor Kowal asked whether it is closed.\n\n\
    4. BUSINESS\nMotion 24-032: Moved by Councillor Kowal, seconded by Councillor Medina, that the road be closed.\nIn favour: Ostrow, Kowal. Opposed: Medina.\nCARRIED (2-1)\n\n\
    Motion 24-033: Moved by Councillor Medina, seconded by Councillor Kowal, that it be painted.\nDEFEATED\n\n\
    Action: Councillor Medina to report back on the traffic.\n";

#[test]
fn a_council_with_numbered_titles_and_motions() {
    let who = sorted(rows("council.txt", COUNCIL, "attendance", &["person", "status"]));
    let wanted = [
        "Beth Kowal|present",
        "Janet Ostrow|present",
        "Priya Nair|absent",
        "Rafael Medina|present",
        "Susan Field|present",
    ];
    assert_eq!(who, wanted);
    let items = rows("council.txt", COUNCIL, "agenda", &["label", "title"]);
    assert_eq!(items, ["1|CALL TO ORDER", "2|APPROVAL OF AGENDA", "3|PUBLIC COMMENT", "4|BUSINESS"]);
    let spoke = rows("council.txt", COUNCIL, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Janet Ostrow", "Susan Field", "Beth Kowal"]);
    let decided = rows("council.txt", COUNCIL, "decisions", &["text"]);
    assert_eq!(decided.len(), 2, "{decided:?}");
    assert!(decided[0].starts_with("Motion 24-031") && decided[1].ends_with("CARRIED (2-1)"), "{decided:?}");
    assert_eq!(rows("council.txt", COUNCIL, "actions", &["responsible"]), ["Rafael Medina"]);
}

#[test]
fn full_names_in_labels_without_a_list() {
    let text = "# Engines WG, 7 May 2020\n\n## Minutes\n\n### Drafts\n\nThere are two.\n\nOpen work: none\n\nAda Byron: have you looked at the other one?\n\n\
        Alan Turing: We need examples.\n\nGrace Hopper: I think it is ready.\n\nMary Somerville: Can we print it?\n\nR: yes, it can be done\n";
    let spoke = rows("wg.md", text, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Ada Byron", "Alan Turing", "Grace Hopper", "Mary Somerville"]);
    let told = text.replace('?', ".").replace("I think", "Thinks").replace("We need", "Needs").replace("we", "they");
    assert_eq!(rows("wg.md", &told, "contributions", &["speaker"]), [""; 0], "labels that nobody speaks behind");
}

#[test]
fn delegations_that_speak_together_and_the_meeting_that_follows() {
    let text = "# Third meeting of the Maps Sub-group\n\n8 April 2021\n\n## Agenda\n\n1. Maps\n2. Other business\n\n## Discussion\n\n\
        FR presented a proposal. ES asked about the scale.\n\nSK pointed at the legend. NL, SE and AT commented that it is long. AT suggested a shorter one.\n\n\
        The second meeting was held on 1 March. The fourth meeting will be held on 9 June 2021 at 10:00. The fifth workshop will be held on 1 July 2021.\n";
    let spoke = rows("maps.md", text, "contributions", &["speaker"]);
    assert_eq!(spoke[..3], ["FR", "ES", "SK"]);
    assert_eq!(sorted(spoke[3..6].to_vec()), ["AT", "NL", "SE"]);
    assert_eq!(rows("maps.md", text, "next-meetings", &["date"]), ["2021-06-09"]);
}

/// Minutes with a list of participants and what is said below it.
fn minutes(list: &str, said: &str) -> String {
    format!("# Harbour Board Meeting\n\n**Date:** 3 July 2024\n\n## Present\n\n{list}\n\n## Minutes\n\n{said}\n")
}

const THREE: &str = "- Ada Cole, Harbour Trust\n- Bea Roux, Port of Brest\n- Carla Sy, Mill Society";

#[test]
fn nobody_speaks_with_the_words_of_another() {
    let bea = "Bea Roux recalled that there was a plan.";
    for (said, speakers) in [
        ("Carla Sy, in reply, said that she will buy them.", vec!["Bea Roux", "Carla Sy"]),
        ("Responding to Ada Cole, Carla Sy said that they are cheap.", vec!["Bea Roux", "Carla Sy"]),
        ("The Deputy Secretary-General, Ms Carla Sy, underlined the process.", vec!["Bea Roux", "Carla Sy"]),
        ("The treasurer of the host, Ada Cole, has left. She will send the accounts.", vec!["Bea Roux"]),
        ("Ben Sole: I will send another letter tomorrow.", vec!["Bea Roux"]),
        ("The plan is ten years old.", vec!["Bea Roux"]),
        ("The plan of the European Commission is shorter.", vec!["Bea Roux"]),
    ] {
        let text = minutes(THREE, &format!("{bea}\n\n{said}"));
        assert_eq!(rows("7.md", &text, "contributions", &["speaker"]), speakers, "{said}");
        let first = rows("7.md", &text, "contributions", &["text"])[0].clone();
        // What nobody is named for goes on with her words.
        assert_eq!(first == bea, !said.starts_with("The plan"), "{said}: {first}");
        let owners = rows("7.md", &text, "actions", &["responsible"]);
        assert!(owners.iter().all(|owner| owner != "Bea Roux"), "{said}: {owners:?}");
    }
}

#[test]
fn words_of_somebody_else_end_a_contribution() {
    let list = format!("{THREE}\n- Conor O'Shea, Port of Cork\n- Tavake Fa'anunu, Port of Nuku'alofa");
    let bea = "Bea Roux recalled that there was a plan.";
    for said in [
        "Ms. Cole tabled three letters.",
        "Cole tabled three letters.",
        "Going first, Carla praised the letter.",
        "Satisfied with this answer, Ms. Sy withdrew the letter.",
        "According to Carla, the letter is long.",
        "In Carla's view, the letter is long.",
        "The European Commission announced that it is closed.",
        "Mr. Fa'anunu tabled three letters.",
    ] {
        let text = minutes(&list, &format!("{bea} {said}"));
        let texts = rows("7.md", &text, "contributions", &["text"]);
        assert_eq!(texts.first().map(String::as_str), Some(bea), "{said}");
    }
    for said in [
        "Some participants were of the opinion that it is too long.",
        "The next meeting will take place on 18 July 2024 at 13:00 UTC.",
        "Carla deplored the delay.",
    ] {
        let text = minutes(&list, &format!("{bea}\n\n{said}"));
        let texts = rows("7.md", &text, "contributions", &["text"]);
        assert_eq!(texts.first().map(String::as_str), Some(bea), "{said}");
    }
    for (said, speakers) in [
        ("It was suggested by Carla that the letter is shortened.", vec!["Carla Sy"]),
        ("This was echoed by Ms. Cole.", vec!["Ada Cole"]),
        ("“It is too long,” said Carla.", vec!["Carla Sy"]),
        ("Mr. O'Shea agreed that it is long.", vec!["Conor O'Shea"]),
        ("Ms. Cole and Mr. O'Shea asked for a shorter letter.", vec!["Ada Cole", "Conor O'Shea"]),
        ("Dr. Ibrahim and Ms. Cole both supported the letter.", vec![]),
        ("The MAG Chair said that the letter is final.", vec!["-"]),
        ("The Chair of the Lamp Society said that the letter is final.", vec!["-"]),
    ] {
        let text = minutes(&list, &format!("Moderator: Bea Roux\n\n{said}"));
        assert_eq!(sorted(rows("7.md", &text, "contributions", &["speaker"])), speakers, "{said}");
    }
    let allocated = "The European Commission has also allocated support for it.";
    let text = minutes(&list, &format!("{bea} {allocated}"));
    assert_eq!(rows("7.md", &text, "contributions", &["text"]), [format!("{bea} {allocated}")]);
    let several = "Several participants noted that it is ready.";
    let text = minutes(&list, &format!("{several}\n\nCarla deplored the delay."));
    assert_eq!(rows("7.md", &text, "contributions", &["text"]), [several]);
}

#[test]
fn degrees_and_honours_are_no_part_of_a_name() {
    let list = "- Dr Ada Cole PhD, Harbour Trust\n- Bea Roux MP\n- Carla Sy, OBE\n- Cllr Margaret Penn";
    let text = minutes(list, "Bea Roux MP noted that there was a plan. Cllr Penn asked for it.");
    let who = sorted(rows("7.md", &text, "attendance", &["person"]));
    assert_eq!(who, ["Ada Cole", "Bea Roux", "Carla Sy", "Margaret Penn"]);
    assert_eq!(rows("7.md", &text, "affiliations", &["person", "organisation"]), ["Ada Cole|Harbour Trust"]);
    assert_eq!(rows("7.md", &text, "contributions", &["speaker"]), ["Bea Roux", "Margaret Penn"]);
}

#[test]
fn the_head_of_minutes() {
    let body = "\n\n## Present\n\n- Ada Cole\n- Bea Roux\n\n## Minutes\n\nAda Cole noted that there was a plan.\n";
    for (head, wanted) in [
        ("# Harbour Board Meeting\n\nDate: 3 July 2024\n\nVenue: Room 3 / Jitsi", "2024-07-03|hybrid|-"),
        ("# Harbour Board Meeting\n\nDate: 3 July 2024\n\nVenue: Microsoft Teams", "2024-07-03|online|-"),
        (
            "Distr.: General\n\n19 May 2023\n\nHarbour Commission\n\nEighth session\n\nSummary record of the 4th meeting\n\nHeld at Headquarters, Nairobi, on Tuesday, 9 May 2023",
            "2023-05-09|-|4",
        ),
        ("# Harbour Board Meeting\n\nThursday 03/06/2021", "2021-06-03|-|-"),
    ] {
        let text = format!("{head}{body}");
        assert_eq!(rows("7.md", &text, "meetings", &["date", "mode", "number"]), [wanted], "{head}");
    }
    let text = format!("# Harbour Board Meeting, 3 July 2024\n\nChairs: Ada Cole (AC), Bea Roux (BR){body}");
    let chairs = sorted(rows("7.md", &text, "officers", &["person", "role"]));
    assert_eq!(chairs, ["Ada Cole|chair", "Bea Roux|chair"]);
}

#[test]
fn guests_below_those_who_are_absent() {
    let list = "Directors Present:\n\n- Ada Cole\n\nDirectors Absent:\n\n- Bea Roux\n\nGuests:\n\n- Carla Sy";
    let text = format!(
        "# Harbour Board Meeting\n\n3 July 2024\n\n{list}\n\n## Minutes\n\nAda Cole noted that there was a plan.\n"
    );
    let who = sorted(rows("7.md", &text, "attendance", &["person", "status"]));
    assert_eq!(who, ["Ada Cole|present", "Bea Roux|absent", "Carla Sy|present"]);
}

#[test]
fn whom_a_reply_names() {
    let said = |reply: &str| {
        format!("Ada Cole said that the lamps are old.\n\nBea Roux recalled that there was a plan.\n\n{reply}")
    };
    for (reply, to) in [
        ("Carla Sy, responding to Ms. Cole, asked whether new ones are cheap.", vec!["Ada Cole"]),
        ("Carla Sy replied to Ada Cole that new ones are cheap.", vec!["Ada Cole"]),
        ("Carla Sy replied to Gerry Moss that new ones are cheap.", vec![]),
        ("Carla Sy replied that new ones are cheap.", vec!["Bea Roux"]),
    ] {
        assert_eq!(rows("7.md", &minutes(THREE, &said(reply)), "replies", &["person"]), to, "{reply}");
    }
}

#[test]
fn a_list_that_closes_the_report() {
    let said = "## Fees\n\nAda Cole supported the shorter list of fees for boats.\n\nBea Roux proposed to wait for the figures of the year.\n\n\
        Carla Sy asked whether the figures of last year are known.\n\n## Lamps\n\nAda Cole noted that a group, led by Hugo Vidal, would count the lamps.";
    let text = format!("# Harbour call\n\nDate: 4 March 2025\n\n{said}\n\n## Participants\n\n{THREE}\n");
    let spoke = rows("7.md", &text, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Ada Cole", "Bea Roux", "Carla Sy", "Ada Cole"]);
    assert_eq!(rows("7.md", &text, "officers", &["person"]), [""; 0]);
    assert_eq!(rows("7.md", &text, "attendance", &["person"]).len(), 3);
}

#[test]
fn lists_in_the_ways_that_people_write_them() {
    let all = |list: &str| {
        let text = minutes(list, "The lamps are old.");
        sorted(rows("7.md", &text, "attendance", &["person", "status"]))
    };
    assert_eq!(
        all(
            "- Dr. Ing. Tarek Mansour, Mill Society\n- H.E. Amb. Omar Saleh, Oman\n- Charbel el-Khoury, Port of Tyre\n- Fatima al-Zahra, Port of Tyre"
        ),
        ["Charbel el-Khoury|present", "Fatima al-Zahra|present", "Omar Saleh|present", "Tarek Mansour|present"]
    );
    assert_eq!(
        all(
            "| Name | Organisation | Present |\n|---|---|---|\n| Ada Cole | Umbrella | Y |\n| Guo Wei | Bank | N |\n| Ken Ono | Rail | Apologies |\n| Hana Kim | Mill | Y (until 10:15) |\n| Bo Lind | Mill | perhaps |"
        ),
        ["Ada Cole|present", "Guo Wei|absent", "Hana Kim|present", "Ken Ono|apologies"]
    );
    assert_eq!(
        all("- Business Constituency (BC): Mark Souza, Lawrence Roberts\n- Registrar Group: Antonia Chu, Greg Bond")
            .iter()
            .map(|row| row.split('|').next().unwrap())
            .collect::<Vec<_>>(),
        ["Antonia Chu", "Greg Bond", "Lawrence Roberts", "Mark Souza"]
    );
}

#[test]
fn columns_that_only_blanks_set_apart() {
    let text = "Harbour Board\nMeeting 7, 3 July 2024\n\nAttendees\n---------\n\
        Judith Stone-Katz        Stone & Associates\nGunela Brink-Lind        Port InfoComm\nAda Cole                 Harbour Trust\n\n\
        Minutes\n-------\n\nAda Cole said that the lamps are old.\n";
    assert_eq!(
        sorted(rows("7.txt", text, "affiliations", &["person", "organisation"])),
        ["Ada Cole|Harbour Trust", "Gunela Brink-Lind|Port InfoComm", "Judith Stone-Katz|Stone & Associates"]
    );
}

#[test]
fn minutes_is_what_the_report_calls_itself() {
    let text = "Ethics Committee\nMinutes\n8 February 2024\n\nPresent: Olu Bakare, Ada Cole\n\nLamps\n\nAda Cole asked when the lamps come.\n";
    assert_eq!(rows("7.txt", text, "contributions", &["speaker"]), ["Ada Cole"]);
    let text = "# Harbour Board Meeting\n\n**Date:** 03-Jul-2024\n\n**Minutes:** Guo Wei\n\n**Present:** Ada Cole, Guo Wei\n\n## Lamps\n\nAda Cole asked when the lamps come.\n";
    assert_eq!(rows("7.md", text, "contributions", &["speaker"]), ["Ada Cole"]);
}

#[test]
fn the_secretariat_of_another_body_is_not_that_of_the_igf() {
    let text =
        minutes(THREE, "Ada Cole asked when the lamps come. The Secretariat will circulate the list by 10 July 2024.");
    let named = rows("7.md", &text, "actions", &["responsible"]);
    assert!(!named.is_empty() && named.iter().all(|owner| !owner.contains("IGF")), "{named:?}");
    let text = text.replace("Mill Society", "IGF Secretariat");
    assert_eq!(rows("7.md", &text, "actions", &["responsible"]), ["IGF Secretariat"]);
}

#[test]
fn letters_that_a_list_declares_are_no_country() {
    let text = minutes(
        "- Sunita Rao (SR)\n- Callum Moss (CM)",
        "SR welcomed all. CM gave an update.\n\nSR asked when the lamps come. CM said in spring.",
    );
    let spoke = rows("7.md", &text, "contributions", &["speaker"]);
    assert!(spoke.iter().all(|name| name == "Sunita Rao" || name == "Callum Moss" || name == "-"), "{spoke:?}");
}

#[test]
fn particles_behind_an_honorific() {
    let list = "- Efua van Dyck, Harbour Trust\n- Thomas de Haan, Port of Delft\n- Bruna de la Torre, Mill Society";
    let said = "Ms van Dyck noted the fee.\n\nMr. de Haan supported the fee.\n\nMs. de la Torre asked who pays.";
    let text = minutes(list, said);
    let spoke = rows("7.md", &text, "contributions", &["speaker"]);
    assert_eq!(spoke, ["Efua van Dyck", "Thomas de Haan", "Bruna de la Torre"]);
    assert_eq!(rows("7.md", &text, "attendance", &["person"]).len(), 3);
}

#[test]
fn a_list_ends_where_numbers_or_the_next_section_begin() {
    let text = "Harbour Board\n3 July 2024\n\nPresent:\n- Ada Cole\n- Guo Wei\n\n1. Versions\n\nAda Cole asked when.\n\n2. Lamps\n\nGuo Wei said soon.\n";
    assert_eq!(sorted(rows("7.txt", text, "attendance", &["person"])), ["Ada Cole", "Guo Wei"]);
    let text = "# Harbour Board\n\n3 July 2024\n\nChair: Guo Wei\n\n## Roll call\n\nQuorum was established.\n\n## Lamps\n\nGuo Wei asked for more time.\n";
    assert_eq!(rows("7.md", text, "contributions", &["speaker"]), ["Guo Wei"]);
}

#[test]
fn who_speaks_once_in_captions_is_nobody_else() {
    let cue =
        |at: usize, said: &str| format!("{at}\n00:00:{:02}.000 --> 00:00:{:02}.000\n{said}\n\n", 2 * at, 2 * at + 1);
    let said = [
        "Raghavan Iyer: Welcome to the meeting of the Harbour Board on 3 July 2024.",
        "Ngozi Obi: I have a question about the lamps.",
        "Raghavan Iyer: It was fine.",
        "Claire de Montfort | DG MARE: I will send the letter tomorrow.",
        "Ngozi Obi: Thank you.",
        "Yusuf Idris: I object to the letter.",
    ];
    let text: String = said.iter().enumerate().map(|(at, said)| cue(at + 1, said)).collect();
    let text = format!("WEBVTT\n\n{text}");
    let spoke = rows("2024-07-03.vtt", &text, "contributions", &["speaker"]);
    assert_eq!(
        spoke,
        ["Raghavan Iyer", "Ngozi Obi", "Raghavan Iyer", "Claire de Montfort", "Ngozi Obi", "Yusuf Idris"]
    );
}

#[test]
fn whom_people_stand_for() {
    let table = "| Name | Affiliation | Stakeholder group |\n|---|---|---|\n| Ada Cole | Umbrella | Government |\n| Guo Wei | Lantern Works | Technical Community |\n| Ken Ono | Rail | Private Sector |";
    let labelled = "- Government: Ada Cole (Harbour Trust), Bo Lind\n- Technical community: Guo Wei\n- Private sector: Ken Ono, Carl Roth";
    let groups =
        |list: &str| sorted(rows("7.md", &minutes(list, "The lamps are old."), "attendance", &["person", "group"]));
    assert_eq!(groups(table), ["Ada Cole|government", "Guo Wei|technical community", "Ken Ono|private sector"]);
    assert_eq!(
        groups(labelled),
        [
            "Ada Cole|government",
            "Bo Lind|government",
            "Carl Roth|private sector",
            "Guo Wei|technical community",
            "Ken Ono|private sector"
        ]
    );
    let organisations = rows("7.md", &minutes(labelled, "The lamps are old."), "affiliations", &["organisation"]);
    assert_eq!(organisations, ["Harbour Trust"]);
}
