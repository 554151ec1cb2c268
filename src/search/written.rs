//! Answers as they are given to programs: JSON and CSV, the same over HTTP and on the command line.

use super::find::{Answer, Hit};
use super::request::Request;
use crate::csv::Table;
use serde::Serialize;

/// The columns of CSV.
const COLUMNS: [&str; 14] = [
    "iri", "kind", "label", "text", "quote", "score", "act", "speaker", "meeting", "date", "series", "report", "start",
    "end",
];

/// An answer with what it answers.
#[derive(Serialize)]
struct Whole<'a> {
    query: &'a str,
    total: usize,
    offset: usize,
    limit: usize,
    version: Option<&'a str>,
    current: bool,
    hits: &'a [Hit],
}

/// An answer as JSON. `version` is that of the store that the index was made from, and `current` whether nothing was written since.
///
/// # Errors
/// Only where the program is wrong.
pub fn json(
    request: &Request,
    answer: &Answer,
    (version, current): (Option<&str>, bool),
) -> Result<String, serde_json::Error> {
    let Request { words, offset, limit, .. } = request;
    let Answer { total, hits } = answer;
    let whole = Whole { query: words, total: *total, offset: *offset, limit: *limit, version, current, hits };
    serde_json::to_string(&whole).map(|text| text + "\n")
}

/// An answer as CSV (RFC 4180): a row a hit, speakers and meetings by name, the report by its path where it has one.
#[must_use]
pub fn csv(answer: &Answer) -> String {
    let mut table = Table::of(&COLUMNS);
    for hit in &answer.hits {
        let place = hit.place.as_ref();
        let number = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
        let speakers: Vec<&str> = hit.speaker.iter().map(|speaker| speaker.label.as_str()).collect();
        let report = place.map(|place| place.path.as_ref().unwrap_or(&place.report).clone());
        let row = [
            hit.iri.clone(),
            hit.kind.name().to_owned(),
            hit.label.clone().unwrap_or_default(),
            hit.text.clone(),
            place.map(|place| place.quote.clone()).unwrap_or_default(),
            hit.score.to_string(),
            hit.act.clone().unwrap_or_default(),
            speakers.join("; "),
            hit.meeting.as_ref().map(|meeting| meeting.label.clone()).unwrap_or_default(),
            hit.date.clone().unwrap_or_default(),
            hit.series.as_ref().map(|series| series.label.clone()).unwrap_or_default(),
            report.unwrap_or_default(),
            number(place.map(|place| place.start)),
            number(place.map(|place| place.end)),
        ];
        table.row(row.iter().map(String::as_str));
    }
    table.end()
}
