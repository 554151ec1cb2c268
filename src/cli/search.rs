//! `rapporteur search`.

use super::failure::Failure;
use super::{existing, output};
use crate::search::{Answer, Hit, Index, Request, csv, json};
use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// What to look for, and what the hits must be.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The words: all are to be found; '"red line"' for a phrase, -word for what is not wanted (not first), word* for a beginning, AND, OR and brackets
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,

    /// contribution, decision, commitment, passage, person, organisation, process, topic, series or meeting; may be repeated
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,

    /// The series of the meeting, by its name or address
    #[arg(long, value_name = "NAME|IRI")]
    series: Option<String>,

    /// A process or topic that it is about, by a name of it or its address
    #[arg(long, value_name = "NAME|IRI")]
    process: Option<String>,

    /// Who says it, by name or address
    #[arg(long, value_name = "NAME|IRI")]
    speaker: Option<String>,

    /// The first day of meetings (2024-10-31, 2024-10 or 2024)
    #[arg(long, value_name = "DATE")]
    from: Option<String>,

    /// The last day of meetings
    #[arg(long, value_name = "DATE")]
    to: Option<String>,

    /// How many hits to give, at most 200
    #[arg(long, value_name = "NUMBER")]
    limit: Option<String>,

    /// How many hits to leave out before them
    #[arg(long, value_name = "NUMBER")]
    offset: Option<String>,

    /// How to show them [default: text on a terminal, else json]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON
    Json,
    /// CSV
    Csv,
}

/// Searches the store.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let words = arguments.words.join(" ");
    let mut given = vec![("q", words.as_str())];
    given.extend(arguments.kind.iter().map(|kind| ("kind", kind.as_str())));
    let options = [
        ("series", &arguments.series),
        ("process", &arguments.process),
        ("speaker", &arguments.speaker),
        ("from", &arguments.from),
        ("to", &arguments.to),
        ("limit", &arguments.limit),
        ("offset", &arguments.offset),
    ];
    given.extend(options.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))));
    let request = Request::read(given).map_err(|e| Failure::usage(&e))?;
    let searching = Index::open(&existing(dir)?)?.searching()?;
    let answer = searching.find(&request, None)?;
    let mut out = output::stdout();
    let terminal = io::stdout().is_terminal();
    match arguments.format.unwrap_or(if terminal { Format::Text } else { Format::Json }) {
        Format::Json => out.write_all(json(&request, &answer, (searching.version(), true))?.as_bytes())?,
        Format::Csv => out.write_all(csv(&answer).as_bytes())?,
        Format::Text => text(&mut out, &request, &answer, terminal)?,
    }
    out.flush()?;
    Ok(())
}

fn text(out: &mut impl Write, request: &Request, answer: &Answer, terminal: bool) -> io::Result<()> {
    for (n, hit) in answer.hits.iter().enumerate() {
        let mut head = vec![hit.kind.name().to_owned()];
        head.extend(hit.label.clone());
        head.extend(hit.date.clone());
        head.extend(hit.speaker.iter().chain(&hit.responsible).map(|person| person.label.clone()));
        head.extend(hit.series.as_ref().map(|series| series.label.clone()));
        writeln!(out, "{}. {}", request.offset + n + 1, one_line(&head.join(" · ")))?;
        writeln!(out, "   {}", one_line(&snippet(hit, terminal)))?;
        if let Some(place) = &hit.place {
            writeln!(out, "   {} {}-{}", place.path.as_ref().unwrap_or(&place.report), place.start, place.end)?;
        }
        writeln!(out, "   {}\n", hit.iri)?;
    }
    writeln!(out, "{} of {} hits", answer.hits.len(), answer.total)
}

/// What is worth showing, on a terminal with what was looked for in bold letters.
fn snippet(hit: &Hit, terminal: bool) -> String {
    let mut text = if hit.snippet.start > 0 { "… ".to_owned() } else { String::new() };
    for (at, c) in hit.snippet.text.chars().enumerate() {
        if terminal && hit.snippet.highlights.iter().any(|mark| mark.start == at) {
            text.push_str("\u{1b}[1m");
        }
        // What a report says must not steer the terminal.
        text.push(if c.is_control() { ' ' } else { c });
        if terminal && hit.snippet.highlights.iter().any(|mark| mark.end == at + 1) {
            text.push_str("\u{1b}[0m");
        }
    }
    if hit.snippet.end < hit.text.chars().count() {
        text.push_str(" …");
    }
    text
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}
