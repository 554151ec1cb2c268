//! Captions and transcripts as lines: a line a turn, "Name: what was said", whatever signs and times the program that wrote them put between.
//!
//! What a cue shows is cut for the eye; a turn is put together from the cues of one speaker until another one speaks. A speaker that the program does not know
//! ("Speaker 1", a key) gives no label: what was said stands by itself.

use super::front;
use super::lines::{Line, LineKind, Lines, PlaceUnit};
use crate::source::{MediaType, come_again, time_head, time_span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What nobody is known to have said is broken into lines behind a sentence, once it is so long.
const LONG_ENOUGH: usize = 400;
/// A line that comes again in the next cue was rolled up, where it is at least so long: "OK." is said twice.
const SHORTEST_ROLLED: usize = 8;
/// A label that a remark can begin with is no longer.
const LONGEST_LABEL: usize = 60;
/// Names by which programs say that they know none; so is a word and a number ("Speaker 1").
const NOBODY: [&str; 7] =
    ["speaker", "unknown", "unknown speaker", "unidentified speaker", "unidentified", "participant", "guest"];

/// A line of the source and where it stands.
#[derive(Debug, Clone, Copy)]
struct Row<'s> {
    text: &'s str,
    place: usize,
}

/// Turns captions and transcripts into lines of text.
pub(super) fn lines(source: &str) -> Lines {
    let at = |line: &str| (line.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
    let rows: Vec<Row<'_>> = source.lines().map(|line| Row { text: line.trim(), place: at(line.trim()) }).collect();
    Transcript::read(&rows, PlaceUnit::Byte)
}

/// The lines of another format as those of the transcript that they are, if they are one.
pub(super) fn regrouped(lines: Lines) -> Lines {
    let rows: Vec<Row<'_>> = lines
        .all
        .iter()
        .filter_map(|(range, _)| {
            let behind = lines.map.partition_point(|(flat, _)| *flat <= range.start);
            let place = behind.checked_sub(1).and_then(|i| lines.map.get(i)).map_or(0, |(_, place)| *place);
            lines.flat.get(range.clone()).map(|text| Row { text: text.trim(), place })
        })
        .collect();
    let text = rows.iter().map(|row| row.text).collect::<Vec<_>>().join("\n");
    if MediaType::of_text(&text) != MediaType::Captions {
        return lines;
    }
    Transcript::read(&rows, lines.unit)
}

/// A turn that is being put together.
#[derive(Default)]
struct Turn<'s> {
    /// The speaker as printed; nothing where none is told.
    printed: Option<Cow<'s, str>>,
    pieces: Vec<(Cow<'s, str>, usize)>,
}

struct Transcript<'s> {
    lines: Lines,
    turn: Turn<'s>,
    /// Words before a colon that open several rows.
    labels: FxHashSet<&'s str>,
    /// What the last cue showed.
    shown: Vec<Cow<'s, str>>,
    /// Whether the program tells who speaks in each cue, so that one without a speaker is nobody's.
    told: bool,
}

impl<'s> Transcript<'s> {
    fn read(rows: &[Row<'s>], unit: PlaceUnit) -> Lines {
        let mut lines = Lines::new(unit);
        lines.apart = true;
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for row in rows {
            if let Some((label, _)) = label(row.text) {
                *uses.entry(label).or_default() += 1;
            }
        }
        let labels = uses.into_iter().filter(|(_, count)| *count > 1).map(|(label, _)| label).collect();
        let mut transcript = Self { lines, turn: Turn::default(), labels, shown: Vec::new(), told: false };
        if let Some(first) = rows.iter().position(|row| time_span(row.text)) {
            transcript.cues(rows, first);
        } else if rows.iter().any(|row| row.text.starts_with(">>")) {
            transcript.signs(rows);
        } else {
            transcript.heads(rows);
        }
        transcript.end_turn();
        transcript.lines
    }

    /// Cues with the time from when to when they are shown: WebVTT, SubRip, and the transcripts of meeting programs that print the speaker below the time.
    fn cues(&mut self, rows: &[Row<'s>], first: usize) {
        let is_web = rows.first().is_some_and(|row| row.text.starts_with("WEBVTT"));
        let head = if first > 0 && is_key(rows[first - 1].text) { first - 1 } else { first };
        self.head(&rows[..head]);
        let mut cues: Vec<&[Row<'s>]> = Vec::new();
        let mut at = first + 1;
        while at <= rows.len() {
            let end = rows[at..].iter().position(|row| time_span(row.text)).map_or(rows.len(), |length| at + length);
            let mut cue = &rows[at..end];
            if end < rows.len()
                && let [before @ .., last] = cue
                && is_key(last.text)
            {
                cue = before;
            }
            if is_web && let Some(blank) = cue.iter().position(|row| row.text.is_empty()) {
                cue = &cue[..blank];
            }
            cues.push(cue);
            at = end + 1;
        }
        let below = !is_web && speakers_stand_below(&cues);
        let opens = |cue: &&&[Row<'s>]| {
            let first = cue.iter().find(|row| !row.text.is_empty());
            first.and_then(|row| label(row.text)).is_some_and(|(label, _)| self.labels.contains(label))
        };
        self.told = cues.iter().filter(opens).count() * 5 >= cues.len() * 4;
        for cue in cues {
            let mut cue = cue.iter().copied().filter(|row| !row.text.is_empty());
            if below {
                let speaker = cue.next().map(|row| Cow::Borrowed(row.text));
                cue.for_each(|row| self.say(speaker.clone(), Cow::Borrowed(row.text), row.place));
            } else {
                self.show(&cue.collect::<Vec<_>>());
            }
        }
    }

    /// What stands before the first cue: the lines that tell of the meeting, without those that tell of the file.
    fn head(&mut self, rows: &[Row<'s>]) {
        let mut style = false;
        for row in rows {
            if row.text.is_empty() || row.text.starts_with("STYLE") || row.text.starts_with("REGION") {
                style = !row.text.is_empty();
                continue;
            }
            let text = ["WEBVTT", "NOTE"].iter().find_map(|sign| row.text.strip_prefix(sign)).unwrap_or(row.text);
            let text = text.trim_start_matches(['-', ' ', '\t']);
            let of_file = text.split_once([':', '=']).is_some_and(|(key, value)| {
                !key.contains(' ') && !value.starts_with("//") && !front::tells_of_meetings(key)
            });
            if !style && !of_file && text.contains(char::is_alphabetic) {
                let place =
                    row.place + if self.lines.unit == PlaceUnit::Byte { row.text.len() - text.len() } else { 0 };
                self.line(&[(Cow::Borrowed(text), place)]);
            }
        }
    }

    /// The rows of a cue without a speaker below its time: voices, signs and labels tell who speaks, and what was shown before is passed over.
    fn show(&mut self, rows: &[Row<'s>]) {
        let mut shown: Vec<Cow<'s, str>> = Vec::new();
        let mut open: Option<Cow<'s, str>> = None;
        for row in rows {
            for (i, (voice, text)) in voices(row.text).into_iter().enumerate() {
                // A voice that is not closed goes on to the end of the cue.
                open = if i == 0 { voice.or(open) } else { voice };
                if text.is_empty() {
                    continue;
                }
                let rolled = |before: &&Cow<'s, str>| {
                    let rest = text.strip_prefix(before.as_ref()).filter(|_| before.len() >= SHORTEST_ROLLED);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                let new = match self.shown.iter().find(rolled) {
                    Some(before) => Cow::Owned(text[before.len()..].trim().to_owned()),
                    None => text.clone(),
                };
                if let Some(voice) = &open {
                    self.told = true;
                    self.say(Some(voice.clone()), new, row.place);
                } else {
                    let labelled = label(&new).is_some_and(|(label, _)| self.labels.contains(label));
                    if self.told && shown.is_empty() && !labelled {
                        self.end_turn();
                    }
                    self.split_by_signs(&new, row.place);
                }
                shown.push(text);
            }
        }
        if !shown.is_empty() {
            self.shown = shown;
        }
    }

    /// Text without cues in which `>>` tells a new speaker.
    fn signs(&mut self, rows: &[Row<'s>]) {
        let first = rows.iter().position(|row| row.text.starts_with(">>")).unwrap_or(0);
        for row in rows[..first].iter().filter(|row| !row.text.is_empty()) {
            self.line(&[(Cow::Borrowed(row.text), row.place)]);
        }
        for row in &rows[first..] {
            self.split_by_signs(row.text, row.place);
        }
    }

    /// Each `>>` begins a turn, and so does a label that others use too.
    fn split_by_signs(&mut self, text: &str, place: usize) {
        for (i, piece) in text.split(">>").enumerate() {
            let piece = piece.trim_start_matches('>').trim();
            if i > 0 {
                self.end_turn();
            }
            let spoken = label(piece).filter(|(label, _)| i > 0 || self.labels.contains(label));
            match spoken {
                Some((label, said)) => self.say(Some(label.to_owned().into()), said.to_owned().into(), place),
                // A dash begins what somebody else says.
                None if i == 0 && piece.starts_with("- ") => {
                    self.end_turn();
                    self.say(None, piece[2..].to_owned().into(), place);
                }
                None => self.goes_on(piece.to_owned().into(), place),
            }
        }
    }

    /// A line with a name and a time opens each turn; a blank line ends it.
    fn heads(&mut self, rows: &[Row<'s>]) {
        let mut open = false;
        let mut private = false;
        for (i, row) in rows.iter().enumerate() {
            let below = |rows: &[Row<'s>]| rows.get(i + 1).is_some_and(|next| time_head(next.text).is_none());
            if let Some(head) = time_head(row.text).filter(|head| !head.text.is_empty() || below(rows)) {
                private = head.private;
                open = true;
                if !private {
                    self.say(Some(Cow::Borrowed(head.name)), Cow::Borrowed(head.text), row.place);
                }
            } else if row.text.is_empty() {
                // Directly below the head it only sets it apart.
                open &= self.turn.pieces.is_empty();
                if !open {
                    private = false;
                }
            } else if open && !private {
                self.goes_on(Cow::Borrowed(row.text), row.place);
            } else if !private {
                self.end_turn();
                self.line(&[(Cow::Borrowed(row.text), row.place)]);
            }
        }
    }

    /// Somebody says something: the turn goes on where it is the same speaker, else a new one begins.
    fn say(&mut self, speaker: Option<Cow<'s, str>>, text: Cow<'s, str>, place: usize) {
        if self.turn.printed != speaker {
            self.end_turn();
            self.turn.printed = speaker;
        }
        self.goes_on(text, place);
    }

    fn goes_on(&mut self, text: Cow<'s, str>, place: usize) {
        if text.trim().is_empty() || is_sound(&text) {
            return;
        }
        let ends = text.ends_with(['.', '?', '!']);
        self.turn.pieces.push((text, place));
        let long = || self.turn.pieces.iter().map(|(text, _)| text.len()).sum::<usize>() > LONG_ENOUGH;
        if ends && self.turn.printed.is_none() && long() {
            self.end_turn();
        }
    }

    fn end_turn(&mut self) {
        let turn = std::mem::take(&mut self.turn);
        if turn.pieces.is_empty() {
            return;
        }
        let mut pieces = turn.pieces;
        if let Some(label) = turn.printed.as_deref().and_then(speaker_label) {
            let place = pieces[0].1;
            pieces.insert(0, (Cow::Owned(format!("{label}:")), place));
        }
        self.line(&pieces);
    }

    fn line(&mut self, pieces: &[(Cow<'s, str>, usize)]) {
        self.lines.begin();
        for (i, (text, place)) in pieces.iter().enumerate() {
            if i > 0 {
                self.lines.push(" ", *place);
            }
            self.lines.push(text.trim(), *place);
        }
        self.lines.end(Line { kind: LineKind::Text, emphasised: false, hard_break: true, ends_paragraph: true });
    }
}

/// Whether the first row of each cue is a speaker: names come again, and what is said stands below them.
fn speakers_stand_below(cues: &[&[Row<'_>]]) -> bool {
    let full: Vec<&str> = cues
        .iter()
        .filter(|cue| cue.iter().filter(|row| !row.text.is_empty()).count() > 1)
        .map(|cue| cue[0].text)
        .collect();
    let like_name = |words: &&str| words.len() <= LONGEST_LABEL + 20 && !words.ends_with(['.', '?', '!', ',', ':']);
    full.len() >= 2
        && full.len() * 5 >= cues.len() * 4
        && come_again(full.iter().copied())
        && full.iter().all(like_name)
}

/// A number or a key that names a cue.
fn is_key(row: &str) -> bool {
    !row.is_empty()
        && !row.contains(' ')
        && (row.bytes().all(|b| b.is_ascii_digit()) || row.contains('-') && row.contains(|c: char| c.is_ascii_digit()))
}

/// "[Music]", "(applause)", "♪": what is heard and not said.
fn is_sound(text: &str) -> bool {
    let text = text.trim();
    let enclosed = |open, close| text.starts_with(open) && text.ends_with(close) && !text[1..].contains(open);
    enclosed('[', ']') || enclosed('(', ')') || !text.contains(char::is_alphanumeric)
}

/// Words before a colon that could be a speaker: few, each begun with a capital but for the particles of names; and what is said.
fn label(row: &str) -> Option<(&str, &str)> {
    let colon = row.find(':').filter(|at| *at <= LONGEST_LABEL)?;
    let (label, said) = (row[..colon].trim(), &row[colon + 1..]);
    let names = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '(')
            || word.len() <= 3 && !word.contains(|c: char| c.is_ascii_digit())
    };
    let fits = said.starts_with(' ')
        && label.starts_with(char::is_alphabetic)
        && label.split(' ').count() <= 5
        && label.split(' ').all(names)
        && label.starts_with(|c: char| !c.is_lowercase());
    fits.then_some((label, said.trim()))
}

/// The label of a speaker; nothing for one whom the program does not know. A directory's "Lovelace, Ada B CTR (UK)" is turned round: in a label a comma
/// parts two speakers, and the marks of her office are none of her name.
fn speaker_label(printed: &str) -> Option<Cow<'_, str>> {
    let printed = printed.trim();
    let bare = printed.split(['(', '[']).next().unwrap_or("").trim();
    let folded = bare.to_lowercase();
    let numbered =
        folded.split_once(' ').is_some_and(|(_, n)| n.trim_start_matches('#').bytes().all(|b| b.is_ascii_digit()));
    let is_key = !bare.contains(' ') && bare.contains(|c: char| c.is_ascii_digit()) && bare.len() > 12;
    if !bare.contains(char::is_alphabetic) || numbered || is_key || NOBODY.contains(&folded.as_str()) {
        return None;
    }
    if let Some((family, given)) = bare.split_once(',') {
        let given: Vec<&str> = given.split_whitespace().take_while(|word| !is_mark(word)).collect();
        return (!given.is_empty() && !family.trim().is_empty())
            .then(|| format!("{} {}", given.join(" "), family.trim()).into());
    }
    Some(if printed.len() > LONGEST_LABEL || printed.contains([':', '[']) { bare.into() } else { printed.into() })
}

/// Several capitals or a digit: a mark of office behind a name, and no initial.
fn is_mark(word: &str) -> bool {
    word.len() > 1 && !word.contains(char::is_lowercase) && !word.ends_with('.')
}

/// The text of a row by voice, without tags and with its entities resolved: `<v Ada>Hello</v>`.
fn voices(row: &str) -> Vec<(Option<Cow<'_, str>>, Cow<'_, str>)> {
    if !row.contains(['<', '&', '{']) {
        return vec![(None, Cow::Borrowed(row))];
    }
    let mut found: Vec<(Option<Cow<'_, str>>, Cow<'_, str>)> = vec![(None, Cow::Owned(String::new()))];
    let mut rest = row;
    while let Some(at) = rest.find(['<', '{']) {
        let close = if rest[at..].starts_with('<') { '>' } else { '}' };
        let Some(end) = rest[at..].find(close).map(|length| at + length) else { break };
        let tag = &rest[at + 1..end];
        let markup = if close == '>' {
            tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        } else {
            tag.starts_with('\\')
        };
        let text = if markup { &rest[..at] } else { &rest[..=end] };
        if let Some((_, last)) = found.last_mut() {
            last.to_mut().push_str(text);
        }
        let name = tag.strip_prefix('v').filter(|t| t.starts_with(['.', ' '])).and_then(|t| t.split_once(' '));
        if let Some((_, name)) = name.filter(|_| markup) {
            found.push((Some(Cow::Owned(resolved(name.trim()))), Cow::Owned(String::new())));
        } else if markup && tag == "/v" {
            found.push((None, Cow::Owned(String::new())));
        }
        rest = &rest[end + 1..];
    }
    if let Some((_, last)) = found.last_mut() {
        last.to_mut().push_str(rest);
    }
    found.into_iter().map(|(voice, text)| (voice, Cow::Owned(resolved(text.trim())))).collect()
}

/// The six entities of WebVTT.
fn resolved(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, sign) in [("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        if text.contains('&') {
            text = text.replace(entity, sign);
        }
    }
    text
}

#[cfg(test)]
mod tests {
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
                "so do i"
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
                "hello",
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
}
