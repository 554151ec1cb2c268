//! What came in with an ingest: a table for people, tab-separated lines where nobody looks, JSON for programs; bounded, however many files there were.

use super::failure::{Failure, tell};
use super::output;
use super::table::bare;
use crate::graph::Base;
use crate::ingest::{Came, Fate, Note};
use crate::source::MediaType;
use crate::warnings::{Warning, Warnings};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::json;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use terminal_size::{Width, terminal_size_of};

/// So many warnings are shown of one report, and so many in all before the rest is only counted.
const MOST_WARNINGS_A_REPORT: usize = 10;
const MOST_WARNINGS: usize = 200;
/// So many sources are listed one by one; of more, those that were not taken.
const MOST_ROWS: usize = 100;
/// So many refusals are named.
const MOST_REFUSALS: usize = 200;
/// So many things are said of places that gave reports before.
const MOST_NOTES: usize = 200;
/// The columns of the table.
const COLUMNS: [&str; 10] =
    ["", "source", "format", "date", "meeting", "people", "contributions", "decisions", "actions", "warnings"];

/// How the account is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Refusals only.
    Quiet,
    /// Refusals, warnings and totals on standard error.
    Errors,
    /// The same, and what became of each source on standard output.
    Table,
    /// All of it on standard output, a line a source, as it comes.
    Json,
}

/// How many sources met each fate.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    taken: usize,
    unchanged: usize,
    replaced: usize,
    changed: usize,
    passed_over: usize,
    refused: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn sources(self) -> usize {
        self.taken + self.unchanged + self.replaced + self.changed + self.passed_over + self.refused
    }

    fn summary(self) -> String {
        let reports = |count: usize| format!("{count} report{}", if count == 1 { "" } else { "s" });
        let mut parts = vec![format!("{} taken", reports(self.taken))];
        for (count, what) in [
            (self.replaced, "read anew"),
            (self.changed, "changed"),
            (self.unchanged, "already there"),
            (self.passed_over, "passed over"),
            (self.refused, "refused"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        match self.warnings {
            0 => {}
            1 => parts.push("1 warning".to_owned()),
            many => parts.push(format!("{many} warnings")),
        }
        parts.join(", ")
    }
}

/// Gathers what became of the sources of a run.
pub(super) struct Account {
    style: Style,
    base: Base,
    counts: Counts,
    refusals: Vec<String>,
    notes: Vec<String>,
    warnings: Vec<String>,
    /// Reports and warnings beyond those that are kept.
    more: (usize, usize),
    /// The first sources, and the first that were not taken.
    rows: Vec<[String; COLUMNS.len()]>,
    left_out: Vec<[String; COLUMNS.len()]>,
    out: BufWriter<StdoutLock<'static>>,
    /// Why standard output takes nothing any more.
    closed: Option<io::Error>,
}

impl Account {
    pub(super) fn new(style: Style, base: &Base) -> Self {
        Self {
            style,
            base: base.clone(),
            counts: Counts::default(),
            refusals: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
            more: (0, 0),
            rows: Vec::new(),
            left_out: Vec::new(),
            out: output::stdout(),
            closed: None,
        }
    }

    /// Takes in what became of one source.
    pub(super) fn take(&mut self, came: &Came) {
        match &came.fate {
            Fate::Taken => self.counts.taken += 1,
            Fate::Unchanged => self.counts.unchanged += 1,
            Fate::Replaced => self.counts.replaced += 1,
            Fate::Changed(_) => self.counts.changed += 1,
            Fate::PassedOver(_) => self.counts.passed_over += 1,
            Fate::Refused(refusal) => {
                self.counts.refused += 1;
                // What a container holds too much of is told however much of it is refused.
                let always = matches!(refusal, crate::source::Refusal::TooMany { .. });
                if self.style != Style::Json && (always || self.refusals.len() < MOST_REFUSALS) {
                    self.refusals.push(refusal.to_string());
                }
            }
        }
        self.counts.warnings += came.warnings.count();
        match self.style {
            Style::Quiet => {}
            Style::Json => {
                if self.closed.is_none() {
                    self.closed = write_json(&mut self.out, &line(came, &self.base)).err();
                }
            }
            Style::Errors => self.warned(&came.warnings),
            Style::Table => {
                self.warned(&came.warnings);
                let not_taken = matches!(came.fate, Fate::PassedOver(_) | Fate::Refused(_));
                if not_taken && self.left_out.len() < MOST_ROWS {
                    self.left_out.push(row(came));
                }
                if self.rows.len() < MOST_ROWS {
                    self.rows.push(row(came));
                }
            }
        }
    }

    /// Takes in what is to be said of a place that gave a report before.
    pub(super) fn note(&mut self, note: &Note) {
        self.counts.notes += 1;
        if self.style != Style::Json && self.notes.len() < MOST_NOTES {
            self.notes.push(note.to_string());
        } else if self.style == Style::Json && self.closed.is_none() {
            let report = self.base.id("report", &note.report);
            let line = json!({
                "file": note.name, "note": note.code(), "report": report.as_str(), "message": note.to_string(),
            });
            self.closed = write_json(&mut self.out, &line).err();
        }
    }

    fn warned(&mut self, warnings: &Warnings) {
        if warnings.count() == 0 {
        } else if self.warnings.len() < MOST_WARNINGS {
            self.warnings.extend(warnings.lines(MOST_WARNINGS_A_REPORT));
        } else {
            self.more = (self.more.0 + 1, self.more.1 + warnings.count());
        }
    }

    /// Whether anything was refused.
    pub(super) fn refused(&self) -> bool {
        self.counts.refused > 0
    }

    /// Gives the account: refusals and warnings, then what became of each source, then the totals.
    pub(super) fn give(&mut self, dry_run: bool) -> Result<(), Failure> {
        if self.style == Style::Json && self.closed.is_none() {
            let written = write_json(&mut self.out, &json!({ "summary": self.counts, "dry-run": dry_run }));
            self.closed = written.and_then(|()| self.out.flush()).err();
        }
        if let Some(closed) = self.closed.take() {
            return Err(closed.into());
        }
        if self.style == Style::Json {
            return Ok(());
        }
        self.refusals.iter().for_each(|refusal| tell(refusal));
        let unnamed = self.counts.refused - self.refusals.len();
        if unnamed > 0 {
            tell(&format!("and {unnamed} more refused; --json names them all"));
        }
        if self.style == Style::Quiet {
            return Ok(());
        }
        self.notes.iter().for_each(|note| tell(note));
        if self.counts.notes > self.notes.len() {
            tell(&format!(
                "and {} more places that gave reports before; --json names them all",
                self.counts.notes - self.notes.len()
            ));
        }
        self.warnings.iter().for_each(|warning| tell(warning));
        if let (files @ 1.., rest) = self.more {
            tell(&format!("and {rest} more warnings about {files} more report{}", if files == 1 { "" } else { "s" }));
        }
        if self.style == Style::Table {
            self.list()?;
        }
        tell(&format!("{}{}", self.counts.summary(), if dry_run { " (dry run: nothing was written)" } else { "" }));
        Ok(())
    }

    /// What became of each source, on standard output.
    fn list(&mut self) -> Result<(), Failure> {
        let all = self.counts.sources();
        let rows = if all <= MOST_ROWS { &self.rows } else { &self.left_out };
        if !io::stdout().is_terminal() {
            for row in rows {
                writeln!(self.out, "{}", row.join("\t").trim_end_matches('\t'))?;
            }
        } else if !rows.is_empty() {
            let mut table = Table::new();
            table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
            if let Some((Width(width), _)) = terminal_size_of(io::stdout()) {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
            }
            table.set_header(COLUMNS).add_rows(rows);
            writeln!(self.out, "{table}")?;
        }
        if all > rows.len() {
            writeln!(self.out, "and {} more; --json lists them all", all - rows.len())?;
        }
        Ok(self.out.flush()?)
    }
}

/// What became of a source, in a word.
fn outcome(fate: &Fate) -> &'static str {
    match fate {
        Fate::Taken => "taken",
        Fate::Unchanged => "unchanged",
        Fate::Replaced => "replaced",
        Fate::Changed(_) => "changed",
        Fate::PassedOver(_) => "passed-over",
        Fate::Refused(_) => "refused",
    }
}

/// What people call a format.
fn format_name(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Markdown => "Markdown",
        MediaType::PlainText => "text",
        MediaType::Html => "HTML",
        MediaType::Pdf => "PDF",
        MediaType::Docx => "Word",
        MediaType::Email => "e-mail",
        MediaType::Captions => "captions",
    }
}

fn row(came: &Came) -> [String; COLUMNS.len()] {
    let mut row = [const { String::new() }; COLUMNS.len()];
    outcome(&came.fate).clone_into(&mut row[0]);
    row[1] = bare(&came.name);
    came.media_type.map_or("", format_name).clone_into(&mut row[2]);
    if let Some(gist) = &came.gist {
        row[3] = gist.date.map_or_else(String::new, |date| date.to_string());
        row[4] = bare(gist.meeting.as_deref().unwrap_or_default());
        if let Some(number) = gist.number {
            format!("{} {number}", row[4]).trim_start().clone_into(&mut row[4]);
        }
        let figures = [gist.participants, gist.contributions, gist.decisions, gist.actions, came.warnings.count()];
        for (cell, figure) in row[5..].iter_mut().zip(figures) {
            *cell = figure.to_string();
        }
    }
    if let Fate::PassedOver(refusal) | Fate::Refused(refusal) = &came.fate {
        refusal.code().clone_into(&mut row[4]);
    }
    row
}

/// What became of a source, for programs.
fn line(came: &Came, base: &Base) -> serde_json::Value {
    let mut line = json!({ "file": came.name, "outcome": outcome(&came.fate) });
    let mut set = |key: &str, value: serde_json::Value| line[key] = value;
    if let Some(media_type) = came.media_type {
        set("format", json!(media_type.as_str()));
    }
    if let Some(report) = &came.report {
        set("report", json!(base.id("report", report).as_str()));
    }
    if let Fate::Changed(earlier) = &came.fate {
        set("earlier", json!(base.id("report", earlier).as_str()));
    }
    if let Some(gist) = &came.gist {
        let date = gist.date.map(|date| date.to_string());
        set("meeting", json!({ "name": gist.meeting, "number": gist.number, "date": date }));
        set("participants", json!(gist.participants));
        set("contributions", json!(gist.contributions));
        set("decisions", json!(gist.decisions));
        set("actions", json!(gist.actions));
    }
    if let Fate::PassedOver(refusal) | Fate::Refused(refusal) = &came.fate {
        set("reason", json!({ "code": refusal.code(), "message": refusal.to_string() }));
    }
    let warning = |warning: &Warning| {
        let mut told = json!(warning.place);
        told["kind"] = json!(warning.kind);
        told["message"] = json!(warning.message);
        told
    };
    set("warnings", came.warnings.found.iter().map(warning).collect());
    if came.warnings.more > 0 {
        set("more-warnings", json!(came.warnings.more));
    }
    line
}

fn write_json(out: &mut impl Write, value: &serde_json::Value) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
