//! Captions and transcripts of the programs that write them.

use super::{lines, regrouped};
use crate::document::{Document, LineKind, Lines, PlaceUnit, Run};

fn read(source: &str) -> Vec<String> {
    Document::from_lines(&lines(source), source.len()).text().lines().map(str::to_owned).collect()
}

#[test]
fn web_captions_with_voices_notes_and_styles() {
    let source = "WEBVTT - Harbour board, 7 May 2024\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE Confidence: 0.9\n\n\
        7f0e-1\n00:00:01.000 --> 00:00:04.000 align:start position:0%\n<v Ada Lovelace>Welcome to the board&amp;its guests,</v>\n\n\
        7f0e-2\n00:00:04.000 --> 00:00:06.000\n<v Ada Lovelace>the <i>draft</i> is ready.</v>\n\nNOTE a pause\nof some length\n\n\
        00:00:06.500 --> 00:00:08.000\n<v.loud Alan Turing>I agree.</v>\n[Music]\n\n00:00:09.000 --> 00:00:10.000\n<v Speaker 2>so do i</v>\n";
    assert_eq!(
        read(source),
        [
            "Harbour board, 7 May 2024",
            "Ada Lovelace: Welcome to the board&its guests, the draft is ready.",
            "Alan Turing: I agree.",
            "Speaker 2: so do i"
        ]
    );
}

#[test]
fn what_nobody_is_told_to_say_is_nobodys() {
    let cue = |i: usize, text: &str| format!("00:0{i}.000 --> 00:0{i}.900\n{text}\n\n");
    let voices = ["<v Ada>We agree,", "<v Ada>all of us\nin the room.", "but i do not", "<v Ada>Then we vote."];
    let told: String = voices.iter().enumerate().map(|(i, text)| cue(i, text)).collect();
    let turns = ["Ada: We agree, all of us in the room.", "but i do not", "Ada: Then we vote."];
    assert_eq!(read(&format!("WEBVTT\n\n{told}")), turns);
    let labels = [
        "Ada: We agree,",
        "Ada: all of us\nin the room.",
        "but i do not",
        "Ada: Then we vote.",
        "Ada: So.",
        "Ada: Bye.",
    ];
    let told: String = labels.iter().enumerate().map(|(i, text)| cue(i, text)).collect();
    assert_eq!(read(&format!("WEBVTT\n\n{told}")), [turns[0], turns[1], "Ada: Then we vote. So. Bye."]);
}

#[test]
fn rolling_cues_are_said_once() {
    let source = "1\n00:00:01,000 --> 00:00:02,000\nwe begin with the\n\n2\n00:00:02,000 --> 00:00:03,000\nwe begin with the\nminutes of the last call\n\n\
        3\n00:00:03,000 --> 00:00:04,000\nminutes of the last call and then\n";
    assert_eq!(read(source), ["we begin with the minutes of the last call and then"]);
}

#[test]
fn signs_of_captions() {
    let source = "Harbour board, 7 May 2024\n\n>> CHAIR: Good morning,\neverybody. >> ADA LOVELACE: Thank you, chair.\n>> Can you hear me?\n>> CHAIR: We can.\n";
    assert_eq!(
        read(source),
        [
            "Harbour board, 7 May 2024",
            "CHAIR: Good morning, everybody.",
            "ADA LOVELACE: Thank you, chair.",
            "Can you hear me?",
            "CHAIR: We can."
        ]
    );
}

#[test]
fn speakers_below_times_whatever_the_format() {
    let cue = |at: usize, who: &str, what: &str| format!("0:0:{at}.10 --> 0:0:{}.0\n{who}\n{what}\n", at + 1);
    let source = [
        cue(1, "Lovelace, Ada B CTR JS J6 (UK)", "Is the draft ready?"),
        cue(2, "Alan Turing (Chair)", "Nearly."),
        cue(3, "Alan Turing (Chair)", "On Monday"),
        cue(4, "6224097b-a1dd-4dbe-8dc4-4078d2ddf0ed", "that is late."),
        cue(5, "Lovelace, Ada B CTR JS J6 (UK)", "OK."),
        cue(6, "alan turing", "fine."),
    ]
    .concat();
    let expected = [
        "Ada B Lovelace: Is the draft ready?",
        "Alan Turing (Chair): Nearly. On Monday",
        "that is late.",
        "Ada B Lovelace: OK.",
        "alan turing: fine.",
    ];
    // Two of four names come again: enough.
    let source = source.replace("alan turing\n", "Alan Turing (Chair)\n");
    let expected = expected.map(|line| line.replace("alan turing:", "Alan Turing (Chair):"));
    assert_eq!(read(&source), expected);
    // The same in paragraphs of another format, one a cue.
    let mut paragraphs = Lines::new(PlaceUnit::Paragraph);
    let cues: Vec<&str> = source.trim_end().split("\n0:").collect();
    for (i, cue) in cues.iter().enumerate() {
        let text = if i == 0 { (*cue).to_owned() } else { format!("0:{cue}") };
        paragraphs.add(LineKind::Text, None, &[Run { text: &text, ..Run::default() }], i + 1);
    }
    let document = Document::from_lines(&regrouped(paragraphs), 0);
    assert_eq!(document.text().lines().collect::<Vec<_>>(), expected);
    let late = document.blocks()[2].span;
    assert_eq!(document.place("", late), crate::document::Place::Paragraph(4));
}

#[test]
fn names_beside_times() {
    let source = "Harbour board\n\nAda Lovelace  0:03\nWelcome all.\nLet us begin.\n\nSpeaker 1  0:09\nhello\n\nAda Lovelace  0:12\nHello.\n\n\
        10:03:15 From Alan Turing to Everyone: see https://example.org\n10:03:18 From Alan Turing to Ada (Direct Message): psst\n\nRecorded by a program\n";
    assert_eq!(
        read(source),
        [
            "Harbour board",
            "Ada Lovelace: Welcome all. Let us begin.",
            "Speaker 1: hello",
            "Ada Lovelace: Hello.",
            "Alan Turing: see https://example.org",
            "Recorded by a program"
        ]
    );
}

#[test]
fn lines_are_those_of_the_source() {
    let source = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>One.\n\n00:02.000 --> 00:03.000\n<v Alan>Two.\n";
    let document = Document::from_lines(&lines(source), source.len());
    let places: Vec<usize> = document.blocks().iter().map(|b| document.source_line(source, b.span)).collect();
    assert_eq!(places, [4, 7]);
}

#[test]
fn what_was_cut_off_or_is_no_caption_harms_nothing() {
    for source in [
        "WEBVTT",
        "WEBVTT\n\n-->",
        "0:0 --> 0:1",
        "0:0 --> 0:1\n<v",
        "0:0 --> 0:1\n<v >x</v>\n{\\an8}&amp;",
        ">>",
        ">> >> >>",
        "\u{0}",
    ] {
        let _ = read(source);
    }
    let many = "0:00 --> 0:01\nx\n".repeat(200_000);
    assert!(!read(&many).is_empty());
}
