//! How lines are written down: in the store, so that a report can be read anew without its file, and between two processes.
//!
//! Lines are many and short, so all that lies in the text is written in steps from what went before it: numbers of one or two digits.

use super::lines::{Line, LineKind, Lines, PlaceUnit};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// Signs of a line, added to eight times its kind.
const EMPHASISED: i64 = 1;
const HARD_BREAK: i64 = 2;
const ENDS_PARAGRAPH: i64 = 4;
const SIGNS: i64 = 8;

/// Lines as JSON writes them.
#[derive(Serialize, Deserialize)]
struct Written<'t> {
    text: Cow<'t, str>,
    unit: PlaceUnit,
    /// Three numbers a line: the step from the end of the one before it, its length, its kind and signs.
    lines: Vec<i64>,
    /// Two numbers a piece: the step in the text, the step in the source.
    places: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contents: Vec<i64>,
    /// Two numbers a link: the step from the end of the one before it, and its length.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<i64>,
    /// Where each link leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<Cow<'t, str>>,
    /// As links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emphases: Vec<i64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    uncut: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    apart: bool,
    /// The day on which the file says that it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<(i16, i8, i8)>,
}

impl Lines {
    /// The lines written down, to be handed from one process to another or kept.
    ///
    /// # Errors
    /// None that is known: all of it can be written.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut lines = Vec::with_capacity(self.all.len() * 3);
        let mut end = 0;
        for (range, line) in &self.all {
            lines.extend([step(end, range.start), step(range.start, range.end), code(*line)]);
            end = range.end;
        }
        let mut places = Vec::with_capacity(self.map.len() * 2);
        let mut before = (0, 0);
        for (at, place) in &self.map {
            places.extend([step(before.0, *at), step(before.1, *place)]);
            before = (*at, *place);
        }
        let mut before = 0;
        let contents = self.contents.iter().map(|at| step(std::mem::replace(&mut before, *at), *at));
        serde_json::to_string(&Written {
            text: Cow::Borrowed(&self.flat),
            unit: self.unit,
            lines,
            places,
            contents: contents.collect(),
            links: ranges(self.links.iter().map(|(range, _)| range)),
            addresses: self.links.iter().map(|(_, address)| Cow::Borrowed(address.as_str())).collect(),
            emphases: ranges(self.emphases.iter()),
            uncut: self.uncut,
            apart: self.apart,
            day: self.written,
        })
    }

    /// Reads lines that were written down, and makes sure that all offsets lie in the text, on its characters, in order.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let written: Written<'_> = serde_json::from_str(json).ok()?;
        let text = written.text.as_ref();
        let links = read_ranges(text, &written.links)?;
        if links.len() != written.addresses.len() {
            return None;
        }
        let mut all = Vec::with_capacity(written.lines.len() / 3);
        let mut end = 0;
        for three in written.lines.chunks(3) {
            let [ahead, length, code] = three else { return None };
            let range = read_range(text, end, *ahead, *length)?;
            end = range.end;
            all.push((range, line(*code)?));
        }
        let mut map = Vec::with_capacity(written.places.len() / 2);
        let (mut at, mut place) = (0, 0);
        for two in written.places.chunks(2) {
            let [ahead, moved] = two else { return None };
            at = forward(text, at, *ahead)?;
            place = stepped(place, *moved)?;
            map.push((at, place));
        }
        let mut at = 0;
        let mut contents = Vec::with_capacity(written.contents.len());
        for ahead in &written.contents {
            at = forward(text, at, *ahead)?;
            contents.push(at);
        }
        let emphases = read_ranges(text, &written.emphases)?;
        Some(Self {
            map,
            all,
            contents,
            links: links.into_iter().zip(written.addresses.into_iter().map(Cow::into_owned)).collect(),
            emphases,
            open: None,
            unit: written.unit,
            uncut: written.uncut,
            apart: written.apart,
            written: written.day,
            flat: written.text.into_owned(),
        })
    }
}

/// The step from one offset to another. No text is so long that it does not fit.
fn step(from: usize, to: usize) -> i64 {
    let number = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    number(to) - number(from)
}

fn stepped(from: usize, step: i64) -> Option<usize> {
    from.checked_add_signed(isize::try_from(step).ok()?)
}

/// The offset behind a step ahead, where a character of the text begins, or its end.
fn forward(text: &str, from: usize, step: i64) -> Option<usize> {
    stepped(from, step).filter(|to| *to >= from && text.is_char_boundary(*to))
}

fn read_range(text: &str, end: usize, ahead: i64, length: i64) -> Option<Range<usize>> {
    let start = forward(text, end, ahead)?;
    Some(start..forward(text, start, length)?)
}

fn ranges<'r>(all: impl Iterator<Item = &'r Range<usize>>) -> Vec<i64> {
    let mut end = 0;
    all.flat_map(|range| [step(std::mem::replace(&mut end, range.end), range.start), step(range.start, range.end)])
        .collect()
}

fn read_ranges(text: &str, numbers: &[i64]) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::with_capacity(numbers.len() / 2);
    let mut end = 0;
    for two in numbers.chunks(2) {
        let [ahead, length] = two else { return None };
        let range = read_range(text, end, *ahead, *length)?;
        end = range.end;
        found.push(range);
    }
    Some(found)
}

/// A line's kind and signs as one number.
fn code(line: Line) -> i64 {
    let kind = match line.kind {
        LineKind::Text => 0,
        LineKind::Row => 1,
        LineKind::Heading(level) => 2 + 2 * i64::from(level),
        LineKind::Item(depth) => 3 + 2 * i64::from(depth),
    };
    let signs = [(line.emphasised, EMPHASISED), (line.hard_break, HARD_BREAK), (line.ends_paragraph, ENDS_PARAGRAPH)];
    kind * SIGNS + signs.iter().filter(|(set, _)| *set).map(|(_, sign)| sign).sum::<i64>()
}

fn line(code: i64) -> Option<Line> {
    let (kind, signs) = (code.div_euclid(SIGNS), code.rem_euclid(SIGNS));
    let kind = match kind {
        0 => LineKind::Text,
        1 => LineKind::Row,
        _ => {
            let level = u8::try_from((kind - 2).div_euclid(2)).ok()?;
            if kind % 2 == 0 { LineKind::Heading(level) } else { LineKind::Item(level) }
        }
    };
    let has = |sign: i64| signs & sign != 0;
    Some(Line { kind, emphasised: has(EMPHASISED), hard_break: has(HARD_BREAK), ends_paragraph: has(ENDS_PARAGRAPH) })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::document::{Document, Run};

    /// Lines of each kind.
    pub(in crate::document) fn sample() -> Lines {
        let mut lines = Lines::new(PlaceUnit::Paragraph);
        let text = |text| Run { text, ..Run::default() };
        lines.add(LineKind::Heading(1), None, &[text("Minutes of the steering committee")], 1);
        let charter = Run { text: "charter", link: Some("https://example.org/c"), emphasised: true };
        lines.add(LineKind::Item(1), Some("3."), &[text("See the "), charter], 2);
        lines.add(LineKind::Row, None, &[text("Ada Lovelace | §1 – Zürich")], 3);
        lines.add(LineKind::Text, None, &[text("Present: Ada Lovelace\nRegrets: Alan Turing")], 3);
        lines
    }

    #[test]
    fn what_was_written_down_is_read_again() {
        let lines = sample();
        let json = lines.to_json().unwrap();
        assert_eq!(Lines::from_json(&json), Some(lines));
        assert!(json.contains(r#""lines":[0,33,38,"#), "{json}");
        assert_eq!(Lines::from_json(&json.replace("Minutes of", "")), None, "offsets behind the end");
        assert_eq!(Lines::from_json(&json.replace("charterAda", "charteéda")), None, "offsets inside of a character");
        assert_eq!(Lines::from_json("{}"), None);
    }

    #[test]
    fn what_nobody_wrote_is_refused() {
        let with = |lines: &str, places: &str, rest: &str| {
            Lines::from_json(&format!(r#"{{"text":"für","unit":"Byte","lines":{lines},"places":{places}{rest}}}"#))
        };
        assert!(with("[0,4,0]", "[0,7]", "").is_some());
        for (lines, places, rest) in [
            ("[0,4]", "[]", ""),
            ("[0,2,0]", "[]", ""),
            ("[0,4,0,-1,1,0]", "[]", ""),
            ("[0,-1,0]", "[]", ""),
            ("[0,4,-5]", "[]", ""),
            ("[0,4,9999]", "[]", ""),
            ("[9223372036854775807,9223372036854775807,0]", "[]", ""),
            ("[]", "[0,-1]", ""),
            ("[]", "[5,0]", ""),
            ("[]", "[0]", ""),
            ("[]", "[]", r#","links":[0,4]"#),
            ("[]", "[]", r#","contents":[2]"#),
            ("[]", "[]", r#","emphases":[4,1]"#),
        ] {
            assert_eq!(with(lines, places, rest), None, "{lines} {places} {rest}");
        }
    }

    #[test]
    fn every_kind_and_sign_is_found_again() {
        let kinds = (0..=u8::MAX).flat_map(|level| [LineKind::Heading(level), LineKind::Item(level)]);
        for kind in kinds.chain([LineKind::Text, LineKind::Row]) {
            for signs in 0..8 {
                let sign = |bit: u8| signs & bit != 0;
                let wanted = Line { kind, emphasised: sign(1), hard_break: sign(2), ends_paragraph: sign(4) };
                assert_eq!(line(code(wanted)), Some(wanted));
            }
        }
    }

    #[test]
    fn a_document_of_what_was_written_down_is_the_same() {
        let lines = sample();
        let again = Lines::from_json(&lines.to_json().unwrap()).unwrap();
        let document = |lines: &Lines| format!("{:?}", Document::from_lines(lines, 0));
        assert_eq!(document(&again), document(&lines));
    }
}
