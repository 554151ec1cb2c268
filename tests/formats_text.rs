//! E-mail, mailboxes, captions, transcripts, encodings and front matter, read through the command line: what they hold, and that what is wrong with one
//! harms nothing.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use std::fs;
use std::path::PathBuf;
use support::{ingest, printed, said};

const MINUTES: &str = "Harbour Board meeting 7\n\n7 May 2024\n\nAgenda\n\n1. Draft charter\n2. Budget\n\nParticipants\n\n\
    - Ada Lovelace, Analytical Society\n- Jürgen Müller, Harbour Office\n\nDiscussion\n\n\
    Jürgen Müller said that the charter is ready.\n\nAda Lovelace asked whether the budget suffices.\n";

/// A store of files, and what the run said.
struct Run {
    folder: tempfile::TempDir,
    said: String,
}

impl Run {
    fn of(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
        for (path, (_, bytes)) in paths.iter().zip(files) {
            fs::write(path, bytes).unwrap();
        }
        let output = ingest(&folder.path().join("store"), &paths);
        let said = said(&output);
        Self { folder, said }
    }

    fn rows(&self, query: &str, columns: &[usize]) -> Vec<Vec<String>> {
        let store = self.folder.path().join("store");
        let printed = printed(&store, &["query", query, "--format", "tsv"]);
        let bare = |cell: &str| cell.split("\"^^").next().unwrap_or("").trim_matches('"').to_owned();
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            columns.iter().map(|c| bare(cells.get(*c).copied().unwrap_or(""))).collect()
        };
        printed.lines().skip(1).map(row).collect()
    }

    /// Speaker and act of each contribution, in the order of the text.
    fn speakers(&self) -> Vec<String> {
        self.rows("contributions", &[4, 5]).into_iter().map(|row| row.join(" ")).collect()
    }

    fn reports(&self) -> Vec<String> {
        let mut names: Vec<String> = self.rows("meetings", &[0, 5]).into_iter().map(|row| row.join(" ")).collect();
        names.sort();
        names
    }
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn one_text_in_every_encoding_is_one_text() {
    let marked = [b"\xef\xbb\xbf", MINUTES.as_bytes()].concat();
    let big = [b"\xfe\xff".to_vec(), MINUTES.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat();
    for bytes in [MINUTES.as_bytes().to_vec(), marked, wide(MINUTES), big, latin(MINUTES)] {
        let run = Run::of(&[("minutes.txt", &bytes)]);
        assert_eq!(run.speakers(), ["Jürgen Müller informs", "Ada Lovelace asks"], "{}", run.said);
    }
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    let lone = [b"\xff\xfe".to_vec(), wide("Minutes\n\nof "), vec![0x00, 0xdc], wide(" May\n")].concat();
    let damaged = [MINUTES.as_bytes(), b"\xff\n"].concat();
    let sheet = [
        b"\xff\xfe".to_vec(),
        wide("1. Summary\nStart time\t7/5/24\n2. Participants\nName\tFirst Join\tLast Leave\nAda Lovelace\t1\t2\n"),
    ]
    .concat();
    let run = Run::of(&[
        ("lone.txt", &lone),
        ("damaged.txt", &damaged),
        ("nul.txt", b"Minutes of 7 May\0\0\0 2024\n"),
        ("sheet.txt", &sheet),
    ]);
    for part in [
        "lone.txt: is not valid UTF-16LE at byte 26 (line 3)",
        "damaged.txt: is not valid UTF-8 at byte",
        "nul.txt: is a binary file",
    ] {
        assert!(run.said.contains(part), "{}", run.said);
    }
    assert!(!run.said.contains("sheet.txt: is a binary"), "{}", run.said);
}

fn message(subject: &str, headers: &str, body: &str) -> String {
    format!(
        "Received: by mx.example.org\nFrom: Clerk <clerk@example.org>\nDate: Thu, 9 May 2024 10:00:00 +0000\nSubject: {subject}\nMIME-Version: 1.0\n{headers}\n{body}"
    )
}

#[test]
fn a_message_is_read_without_what_mail_adds() {
    let body = format!(
        "Dear all,\n\n{MINUTES}\nOn 1 May 2024, Clerk wrote:\n> Ada Lovelace proposed a new charter.\n\n-- \nClerk\n"
    );
    let plain = message("[board] Minutes of the Harbour Board", "Content-Type: text/plain; charset=iso-8859-1\n", "");
    let bytes = [plain.as_bytes(), &latin(&body)].concat();
    let run = Run::of(&[("mail.eml", &bytes)]);
    assert_eq!(run.speakers(), ["Jürgen Müller informs", "Ada Lovelace asks"], "{}", run.said);
    assert_eq!(run.reports(), ["mail.eml 2024-05-07"], "the day of the meeting, not of the message");
}

#[test]
fn attachments_are_reports_of_their_own() {
    let multipart = "Content-Type: multipart/mixed; boundary=\"=_b\"\n";
    let body = format!(
        "--=_b\nContent-Type: text/plain\n\nFind the minutes attached.\n--=_b\nContent-Type: text/plain; charset=utf-8; name=minutes.txt\n\
         Content-Disposition: attachment; filename=minutes.txt\n\n{MINUTES}\n--=_b\nContent-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--=_b--\n"
    );
    let run = Run::of(&[("mail.eml", message("Minutes", multipart, &body).as_bytes())]);
    assert_eq!(run.reports(), ["mail.eml/minutes.txt 2024-05-07"], "{}", run.said);
    assert!(run.said.contains("1 report taken, 1 passed over"), "{}", run.said);
    assert!(!run.said.contains("refused"), "{}", run.said);
}

#[test]
fn a_mailbox_is_many_sources() {
    let one =
        |text: &str| format!("From clerk@example.org Thu May  9 10:00:00 2024\n{}\n\n", message("Minutes", "", text));
    let thanks = format!("Thanks!\n\n> {}\n", MINUTES.replace('\n', "\n> "));
    let mailbox =
        [one(MINUTES), one(&thanks), one(&MINUTES.replace("meeting 7", "meeting 8").replace("7 May", "8 May"))]
            .concat();
    let run = Run::of(&[("list.mbox", mailbox.as_bytes())]);
    assert_eq!(run.reports(), ["list.mbox#1 2024-05-07", "list.mbox#3 2024-05-08"], "{}", run.said);
    assert_eq!(run.said.lines().filter(|line| line.contains("list.mbox#2: is no report")).count(), 1, "{}", run.said);
    let flood = one("Hello.\n").repeat(10_000);
    let run = Run::of(&[("flood.mbox", flood.as_bytes()), ("minutes.txt", MINUTES.as_bytes())]);
    assert_eq!(run.reports(), ["minutes.txt 2024-05-07"]);
    assert!(run.said.contains("flood.mbox: holds more than 2000 messages"));
}

/// What three people say.
const TURNS: [(&str, &str); 7] = [
    ("Ada Lovelace", "Is the draft ready?"),
    ("Alan Turing", "I agree with the proposal."),
    ("Grace Hopper", "I object to the second part."),
    ("Ada Lovelace", "Why is that?"),
    ("Grace Hopper", "It was not tested."),
    ("Speaker 2", "somebody said that it was."),
    ("Alan Turing", "I support that."),
];
const SAID: [&str; 6] = [
    "Ada Lovelace asks",
    "Alan Turing supports",
    "Grace Hopper objects",
    "Ada Lovelace asks",
    "Grace Hopper answers",
    "Alan Turing supports",
];

fn turns(write: impl Fn(usize, &str, &str) -> String) -> String {
    TURNS.iter().enumerate().map(|(i, (who, what))| write(i, who, what)).collect()
}

#[test]
fn transcripts_of_every_make_give_the_same_turns() {
    let head = "Harbour Board meeting\n7 May 2024\n\n";
    let voices =
        turns(|i, who, what| format!("00:00:{i:02}.000 --> 00:00:{i:02}.900 align:start\n<v {who}>{what}</v>\n\n"));
    let cues = turns(|i, who, what| format!("{}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{who}: {what}\n\n", i + 1));
    let below = turns(|i, who, what| format!("0:0:{i}.10 --> 0:0:{i}.90\n{who}\n{what}\n"));
    let names = turns(|i, who, what| format!("{who}  0:{i:02}\n{what}\n\n"));
    let times = turns(|i, who, what| format!("00:{i:02} {who}\n{what}\n\n"));
    let boxed = turns(|i, who, what| format!("[{who}] 10:03:{i:02}\n{what}\n\n"));
    let inline = turns(|i, who, what| format!("[00:00:{i:02}] {who}: {what}\n"));
    let chat = turns(|i, who, what| format!("10:03:{i:02} From {who} to Everyone: {what}\n"));
    for (name, text) in [
        ("web.vtt", format!("WEBVTT - Harbour Board meeting, 7 May 2024\n\nNOTE Confidence: 0.9\n\n{voices}")),
        ("sub.srt", format!("{head}{cues}")),
        ("below.txt", format!("{head}{below}")),
        ("names.txt", format!("{head}{names}")),
        ("times.txt", format!("{head}{times}")),
        ("boxed.txt", format!("{head}{boxed}")),
        ("inline.txt", format!("{head}{inline}")),
        ("chat.txt", format!("{head}{chat}")),
    ] {
        let run = Run::of(&[(name, text.as_bytes())]);
        assert_eq!(run.speakers(), SAID, "{name}: {}", run.said);
        assert_eq!(run.reports(), [format!("{name} 2024-05-07")]);
        let texts = run.rows("contributions", &[6]).concat().concat();
        assert!(
            !texts.contains("0:0") && !texts.contains("-->") && !texts.contains("somebody said"),
            "{name}: {texts}"
        );
    }
}

#[test]
fn endless_captions_are_bounded() {
    let many = "0:00 --> 0:01\nx\n".repeat(1_000_000);
    let cues = turns(|i, who, what| format!("0:0:{i}.10 --> 0:0:{i}.90\n{who}\n{what}\n")).repeat(3000);
    let run = Run::of(&[
        ("many.srt", many.as_bytes()),
        ("undated.txt", cues.as_bytes()),
        ("minutes.txt", MINUTES.as_bytes()),
    ]);
    assert!(run.said.contains("many.srt: is larger than 4 MB"), "{}", run.said);
    assert!(run.said.contains("undated.txt: is no report of a meeting: no date"), "{}", run.said);
    assert_eq!(run.reports(), ["minutes.txt 2024-05-07"]);
}

#[test]
fn front_matter_dates_a_report() {
    let body = "## Agenda\n\n1. Draft charter\n\n## Participants\n\n- Ada Lovelace\n- Alan Turing\n";
    let yaml = format!("---\ntitle: Harbour Board meeting\ndate: 2024-05-07\napproved: 2024-06-04\n---\n\n{body}");
    let comment = format!(
        "<!--\ntitle: Harbour Board 7 May 2024\ndate: 2024-05-09T18:35:56.325Z\ndateCreated: 2024-05-08T18:34:00.716Z\n-->\n\n{body}"
    );
    let run = Run::of(&[("comment.md", comment.as_bytes()), ("yaml.md", yaml.as_bytes())]);
    assert_eq!(run.reports(), ["comment.md 2024-05-07", "yaml.md 2024-05-07"], "{}", run.said);
}
