//! Captions and transcripts as lines: a line a turn, "Name: what was said", whatever signs and times the program that wrote them put between.
//!
//! What a cue shows is cut for the eye; a turn is put together from the cues of one speaker until another one speaks. A key in a
//! speaker's place gives no label: what was said stands by itself.

mod cue;
mod label;

use super::front;
use super::lines::{Line, LineKind, Lines, PlaceUnit};
use crate::source::{MediaType, come_again, time_head, time_span};
use cue::{is_key, is_sound, voices};
use label::{LONGEST_LABEL, label, speaker_label};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What nobody is known to have said is broken into lines behind a sentence, once it is so long.
const LONG_ENOUGH: usize = 400;
/// A line that comes again in the next cue was rolled up, where it is at least so long: "OK." is said twice.
const SHORTEST_ROLLED: usize = 8;
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
        let opening = |cue: &&[Row<'s>]| {
            let first = cue.iter().find(|row| !row.text.is_empty());
            first.and_then(|row| label(row.text)).map(|(label, _)| label)
        };
        let opens: Vec<&str> = cues.iter().filter_map(opening).collect();
        self.told = opens.len() * 5 >= cues.len() * 4 && come_again(opens.iter().copied());
        // Where each cue has a label, who speaks once has one as well.
        if self.told {
            self.labels.extend(opens);
        }
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

#[cfg(test)]
mod tests;
