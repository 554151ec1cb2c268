//! Lists in the layouts in which reports print them.

use crate::document::Document;
use crate::language::Language;
use crate::minutes::Recognisers;

fn roster(source: &str) -> Vec<(String, Vec<String>)> {
    let (language, document) = (Language::embedded().unwrap(), Document::from_markdown(source));
    let recognisers = Recognisers::new(&language).unwrap();
    let outline = crate::minutes::layout::Outline::of(&recognisers, &document);
    let text = document.text();
    let lines = recognisers.roster(&document, &outline).0.unwrap_or_default();
    let own = |s: crate::text::Span| s.of_text(text).to_owned();
    lines.iter().map(|l| (own(l.name.span), l.parts.iter().map(|p| own(*p)).collect())).collect()
}

#[test]
fn numbered_with_commas_slashes_and_full_stops_across_a_page() {
    let found = roster(
        "Annex 1:\n\nList of participants\n\n1. Anja Gengo, IGF Secretariat\n2. Celin Bal. IGF Secretariat\n3. Flavio Wagner, CGI.br/ University of Rio, Brasil\n\n\
         4. Wim Degezelle, Independent Expert / consultant IGF Secretariat\n5. Alice Weiss, Academic Intern, Government of Switzerland,\n",
    );
    let wanted: [(&str, &[&str]); 5] = [
        ("Anja Gengo", &["IGF Secretariat"]),
        ("Celin Bal", &["IGF Secretariat"]),
        ("Flavio Wagner", &["CGI.br", "University of Rio", "Brasil"]),
        ("Wim Degezelle", &["Independent Expert", "consultant IGF Secretariat"]),
        ("Alice Weiss", &["Academic Intern", "Government of Switzerland"]),
    ];
    assert_eq!(found.len(), wanted.len());
    for ((name, parts), (wanted_name, wanted_parts)) in found.iter().zip(wanted) {
        assert_eq!(
            (name.as_str(), parts.iter().map(String::as_str).collect::<Vec<_>>()),
            (wanted_name, wanted_parts.to_vec())
        );
    }
}

#[test]
fn a_name_a_paragraph_and_in_one_line() {
    let names = |source: &str| roster(source).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(
        names("List of participants\n\nTitti Cassa\n\nEileen\n\nHerman P\n"),
        ["Titti Cassa", "Eileen", "Herman P"]
    );
    assert_eq!(
        names("Present: Tess, Peter Linss (Samsung), Lukasz\n\nText follows here.\n"),
        ["Tess", "Peter Linss", "Lukasz"]
    );
    assert_eq!(
        names(
            "## Attendees\n\n* Tobie Langel (Eclipse Foundation)\n* Olle E. Johansson (Edvina / OWASP)\n\n## Notes\n\nThe End\n"
        ),
        ["Tobie Langel", "Olle E. Johansson"]
    );
}

/// Name as said, presence, what stands behind it, roles, signs, recogniser.
fn told(source: &str, plain: bool) -> Vec<String> {
    let language = Language::embedded().unwrap();
    let document = if plain { Document::from_plain_text(source) } else { Document::from_markdown(source) };
    let recognisers = Recognisers::new(&language).unwrap();
    let outline = crate::minutes::layout::Outline::of(&recognisers, &document);
    let text = document.text();
    let own = |all: &[crate::text::Span]| all.iter().map(|s| s.of_text(text)).collect::<Vec<_>>().join("+");
    let lines = recognisers.roster(&document, &outline).0.unwrap_or_default();
    let line = |l: &crate::minutes::RosterLine| {
        let name = l.reading.clone().unwrap_or_else(|| l.name.span.of_text(text).to_owned());
        let said = format!("{:?}", l.presence);
        let all = [name, said, own(&l.parts), own(&l.roles), own(&l.hints), own(&l.signs)];
        format!("{} {}", all.join(";").trim_end_matches(';'), l.recogniser)
    };
    lines.iter().map(line).collect()
}

fn names(source: &str) -> Vec<String> {
    told(source, false).into_iter().map(|l| l.split(';').next().unwrap_or("").to_owned()).collect()
}

#[test]
fn tables_by_their_heads() {
    assert_eq!(
        told(
            "## Members Present\n\n| Company | Name | Role |\n|---|---|---|\n| Acme, Inc. | Ada Byron | Voting Member |\n| Bletchley | Alan Turing | Chair |\n",
            false
        ),
        [
            "Ada Byron;Present;Acme, Inc;Voting Member roster.table/1",
            "Alan Turing;Present;Bletchley;Chair roster.table/1"
        ]
    );
    assert_eq!(
        told(
            "Webinar\n\n| Attendee Name | | Organisation/Country |\n|---|---|---|\n| Ada Byron | AB | Acme |\n| Bert Van Nuys | BVN | Norway |\n| Gina Scala | GSc | |\n",
            false
        ),
        [
            "Ada Byron;Present;Acme;;;AB roster.table/1",
            "Bert Van Nuys;Present;Norway;;;BVN roster.table/1",
            "Gina Scala;Present;;;;GSc roster.table/1"
        ]
    );
    assert_eq!(
        told(
            "Participants\n\n| Last name | First name | Attended |\n|---|---|---|\n| Byron | Ada | X |\n| Turing | Alan | |\n| HOPPER | Grace | Regrets |\n",
            false
        ),
        [
            "Ada Byron;Present roster.table/1",
            "Alan Turing;Absent roster.table/1",
            "Grace HOPPER;Apologies roster.table/1"
        ]
    );
}

#[test]
fn tables_by_what_they_hold() {
    assert_eq!(
        told(
            "Chairs: Ada Byron and Beth Small\n\nAttendees:\n\n|||\n|---|---|\n| Ada | Byron |\n| Carl | Chapman |\n| GREGORY | NOLAN |\n",
            false
        ),
        [
            "Ada Byron;Present roster.table-by-content/1",
            "Carl Chapman;Present roster.table-by-content/1",
            "GREGORY NOLAN;Present roster.table-by-content/1"
        ]
    );
    assert_eq!(
        told(
            "Attendees:\n\n||||\n|---|---|---|\n| Acme Corp | Ada Byron | Member |\n| Bletchley Park | Alan Turing | Observer |\n| Acme Corp | Grace Hopper | Member |\n",
            false
        ),
        [
            "Ada Byron;Present;Acme Corp;Member roster.table-by-content/1",
            "Alan Turing;Present;Bletchley Park;Observer roster.table-by-content/1",
            "Grace Hopper;Present;Acme Corp;Member roster.table-by-content/1"
        ]
    );
    // A table of something else is no list of participants, and neither is one that no heading or head calls so.
    assert_eq!(names("| Name | Action | Due |\n|---|---|---|\n| Ada Byron | Draft | May |\n"), Vec::<String>::new());
    assert_eq!(names("| | |\n|---|---|\n| Ada Byron | Acme |\n| Alan Turing | Bletchley |\n"), Vec::<String>::new());
    assert_eq!(
        names("|key|value|\n|---|---|\n|会場|オンライン|\n|参加|橘(-15:23)，小林，梶原(15:05-)|\n|事務局||\n"),
        ["橘", "小林", "梶原"]
    );
}

#[test]
fn check_boxes_and_whom_they_stand_for() {
    assert_eq!(
        told(
            "# ATTENDEES\n\n## Steering Committee Members\n\n- [ ] Acme: Ada Byron (Primary), Tim Herd (Alternate)\n- [x] Nokia: **Timo Pera** (Primary), Jon Soin (Alternate)\n\
             - [x] Red Cap: Roma Zuk (Primary), Pavel Hru (Alternate)\n- [x] Huawei: Adrian O’Sulli (Primary) - shared regrets before the call\n- [x] Vic Rola, OBE (Elected Participant)\n\n\
             ## Widget Foundation Staff\n\n- [ ] Sharon Corb\n- [x] Juan Ric\n",
            false
        ),
        [
            "Ada Byron;Absent;Acme+Primary roster.box/1",
            "Tim Herd;Absent;Acme+Alternate roster.box/1",
            "Timo Pera;Present;Nokia+Primary roster.box/1",
            "Jon Soin;Open;Nokia+Alternate roster.box/1",
            "Roma Zuk;Open;Red Cap+Primary roster.box/1",
            "Pavel Hru;Open;Red Cap+Alternate roster.box/1",
            "Adrian O’Sulli;Apologies;Huawei+Primary roster.organisation-label/1",
            "Vic Rola;Present;Elected Participant roster.box/1",
            "Sharon Corb;Absent;;;Widget Foundation roster.box/1",
            "Juan Ric;Present;;;Widget Foundation roster.box/1",
        ]
    );
    assert_eq!(
        told(
            "The committee met on 3 July 2025 to go through what is left to do before the next version is out.\n\nAttending\n  ☐ Ada Byron\n  ☒ Alan Turing\n",
            true
        ),
        ["Ada Byron;Absent roster.box/1", "Alan Turing;Present roster.box/1"]
    );
    assert_eq!(
        told("Attending\n\n- [ ] Ada Byron\n- [ ] Alan Turing\n", false),
        ["Ada Byron;Open roster.box/1", "Alan Turing;Open roster.box/1"]
    );
}

#[test]
fn family_names_first() {
    assert_eq!(
        told(
            "Attendees:\n\n- Byron, Ada K CIV JS J6\n- Babbage, Charles\n- Hopper, Grace B. CTR USN\n- Kamran\n- van Rossum, Guido M\n",
            false
        ),
        [
            "Ada K Byron;Present;JS J6 roster.surname-first/1",
            "Charles Babbage;Present roster.surname-first/1",
            "Grace B. Hopper;Present;USN roster.surname-first/1",
            "Kamran;Present roster.line/1",
            "Guido M van Rossum;Present roster.surname-first/1",
        ]
    );
    // A comma alone does not turn a name round.
    assert_eq!(names("Attendees:\n\n- Ada, Nokia\n- Alan, Bletchley\n- Grace, Navy\n"), ["Ada", "Alan", "Grace"]);
}

#[test]
fn handles_nicks_and_other_names() {
    assert_eq!(
        told(
            "## Present\n\n* Beth Grig @BethGrig (TSC)\n* Сковорода Никита @Chal (TSC)\n* Robin Gin (@rgin)\n* Aukje van Bel a.k.a. AJ (Ecle)\n",
            false
        ),
        [
            "Beth Grig;Present;TSC;;;@BethGrig roster.line/1",
            "Сковорода Никита;Present;TSC;;;@Chal roster.line/1",
            "Robin Gin;Present;;;;@rgin roster.line/1",
            "Aukje van Bel;Present;Ecle roster.line/1",
        ]
    );
    assert_eq!(names("Present: ada, alan, grace_h\n\nRegrets: mark\n"), ["ada", "alan", "grace_h", "mark"]);
    assert_eq!(names("Present: AdaByron, AlanTuring\n\nRegrets: none\n"), ["Ada Byron", "Alan Turing"]);
    assert_eq!(names("Present: Ada McDonald, AlanTuring\n\nRegrets: none\n"), ["Ada McDonald", "AlanTuring"]);
    assert_eq!(
        told("Attendees\n\n- AB = Ada Byron\n- AT: Alan Turing\n", false),
        ["Ada Byron;Present;;;;AB roster.initials-legend/1", "Alan Turing;Present;;;;AT roster.initials-legend/1"]
    );
    assert_eq!(names("Attendees - Introductions – Ada Byron, Alan T, Gonzalo\n"), ["Ada Byron", "Alan T", "Gonzalo"]);
}

#[test]
fn presence_for_a_part_is_presence() {
    assert_eq!(
        told("Present: Ada (end of call), Alan (until 15:30)\n\nRegrets: Grace, Barbara (first 2/3)\n", false),
        [
            "Ada;Present roster.line/1",
            "Alan;Present roster.line/1",
            "Grace;Apologies roster.apologies/1",
            "Barbara;Apologies roster.apologies/1"
        ]
    );
    assert_eq!(
        told(
            "## Participants\n\n- Dirk van Gul (Apache Foundation, AF; arrived late, apologies)\n- Ada Byron (Acme)\n- Alan Turing - sent regrets\n",
            false
        ),
        [
            "Dirk van Gul;Present;Apache Foundation+AF roster.line/1",
            "Ada Byron;Present;Acme roster.line/1",
            "Alan Turing;Apologies roster.status/1"
        ]
    );
}

#[test]
fn groups_and_what_is_nobody() {
    assert_eq!(
        told(
            "## 2.1 Participants\n\n### 2.1.1 Voting Members Present\n\nAda Byron (Center for Safety (CS))\n\nAlan Turing (Bletchley, Inc.)\n\nGrace Hopper (Navy)\n\n### 2.1.2 Observers present\n\n\
             Barbara Lisk (Mitra)\n\n## 2.2 Voting Right Changes\n\nNone.\n",
            false
        ),
        [
            "Ada Byron;Present;Center for Safety;Voting Member roster.line/1",
            "Alan Turing;Present;Bletchley, Inc;Voting Member roster.line/1",
            "Grace Hopper;Present;Navy;Voting Member roster.line/1",
            "Barbara Lisk;Present;;Observer roster.line/1",
        ]
    );
    assert_eq!(
        names(
            "## Attendance (PLEASE ADD YOURSELF):\n\n- Ada Byron\n- Best Practice Forum\n- Alan Turing\n- 23 online\n- ...\n- Grace Hopper\n- [NAME], [AFFILIATION]\n\nVoting Member\n\nZoom\n"
        ),
        ["Ada Byron", "Alan Turing", "Grace Hopper"]
    );
    assert_eq!(names("Attendees:\n\n- All\n- Action Item\n- IETF 112\n- Rust Foundation\n"), Vec::<String>::new());
}

#[test]
fn a_sheet_is_no_minutes() {
    let language = Language::embedded().unwrap();
    let recognisers = Recognisers::new(&language).unwrap();
    let sheet = "1. Summary\nMeeting title\tWidget call\nAttended participants\t2\nStart time\t7/25/24, 12:47:18 PM\n2. Participants\nName\tFirst Join\tLast Leave\tEmail\tRole\nAda Byron\t12:47\t13:20\ta@example.org\tOrganizer\n";
    assert!(recognisers.read(&Document::from_plain_text(sheet)).unwrap_err().contains("attendance sheet"));
    let minutes =
        "Widget call, 3 July 2025\n\nPresent: Ada Byron, Alan Turing\n\nAgenda\n\n1. Join time of members\n2. Budget\n";
    assert!(recognisers.read(&Document::from_plain_text(minutes)).is_ok());
}
