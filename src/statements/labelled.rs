//! Outcomes that a report sets apart: "RESOLUTION: …", "ACTION: Tobie to write", lists and tables under "Action items" or "Decisions", check boxes, and
//! telegraphic lines such as "Dirk to email the list".

use super::outcomes::due;
use super::{Commitment, Context, Decision, Responsible, Statements};
use crate::document::{Block, BlockKind};
use crate::language::Language;
use crate::text::{Span, fold};

/// A label that announces an outcome is no longer.
const LONGEST_LABEL: usize = 40;

/// What a label or heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Decision,
    Action,
}

/// The outcome that a line announces, and where what it announces begins: "RESOLUTION: approved", "Action Item 3: draft".
pub(super) fn label(language: &Language, line: &str) -> Option<(Outcome, usize)> {
    let bare = line.trim_start_matches(['*', '_', ' ']);
    let opening = line.len() - bare.len();
    let head = bare.char_indices().take(LONGEST_LABEL);
    if let Some(colon) = head.clone().find(|(_, c)| *c == ':').map(|(at, _)| at)
        && let Some(outcome) = announced(language, &bare[..colon])
    {
        return Some((outcome, opening + colon + 1));
    }
    // "AI – draft authors – clarify the draft"
    let dash =
        head.clone().find(|(at, c)| "–—-".contains(*c) && bare[..*at].ends_with(' ')).map(|(at, c)| (at, c.len_utf8()));
    let (at, length) = dash.filter(|(at, length)| bare[at + length..].starts_with(' '))?;
    let outcome = announced(language, &bare[..at]).filter(|_| bare.starts_with(char::is_uppercase))?;
    Some((outcome, opening + at + length))
}

/// The outcome that words without a colon announce, numbers aside: "Action items", "RESOLUTION-3".
fn announced(language: &Language, words: &str) -> Option<Outcome> {
    let bare = words.trim().trim_end_matches(|c: char| c.is_ascii_digit() || " -#.:()".contains(c)).to_lowercase();
    let of = |set: &rustc_hash::FxHashSet<String>| set.contains(bare.as_str());
    if of(&language.remarks.decisions) || of(&language.remarks.decision_headings) {
        Some(Outcome::Decision)
    } else if of(&language.remarks.actions) || of(&language.remarks.action_headings) {
        Some(Outcome::Action)
    } else {
        None
    }
}

/// Adds the outcomes that are set apart to those that sentences told.
pub(super) fn find(context: &Context<'_>, statements: &mut Statements) {
    let mut section: Option<Outcome> = None;
    let mut columns: Option<Columns> = None;
    let blocks = context.document.blocks();
    for at in context.minutes.body.clone() {
        let Some(block) = blocks.get(at) else { break };
        if context.minutes.lists.iter().any(|list| list.contains(&at)) {
            continue;
        }
        let line = context.document.text_of(block);
        if let BlockKind::Heading { .. } = block.kind {
            section = announced(context.language, line);
            columns = None;
            continue;
        }
        if block.kind == BlockKind::TableRow {
            match &columns {
                None => {
                    columns = Columns::of(context, block.span)
                        .filter(|columns| section == Some(Outcome::Action) || columns.who.is_some());
                }
                Some(columns) => columns.row(context, block, agenda_of(context, at), statements),
            }
            continue;
        }
        columns = None;
        let listed = matches!(block.kind, BlockKind::ListItem { .. });
        let here = Item { context, agenda: agenda_of(context, at), listed };
        if let Some((outcome, from)) = label(context.language, line) {
            let rest = Span::new(block.span.start + from, block.span.end).trimmed(context.text());
            if rest.is_empty() {
                section = Some(outcome);
            } else {
                here.take(outcome, rest, statements);
            }
            continue;
        }
        if !listed && announced(context.language, line).is_some() && line.len() < LONGEST_LABEL {
            section = announced(context.language, line);
            continue;
        }
        match section {
            Some(outcome) if listed || outcome == Outcome::Decision => here.take(outcome, block.span, statements),
            _ => here.telegraphic(block, statements),
        }
        if !listed && section == Some(Outcome::Action) {
            here.telegraphic(block, statements);
        }
    }
    statements.decisions.sort_by_key(|d| d.span);
    statements.commitments.sort_by_key(|c| c.span);
}

/// The agenda item in whose discussion a block stands, where it is one.
fn agenda_of(context: &Context<'_>, block: usize) -> Option<usize> {
    context.minutes.discussions.iter().rev().find(|d| d.blocks.contains(&block))?.sole_item()
}

/// A line of an outcome, and where it stands.
struct Item<'c, 'r> {
    context: &'c Context<'r>,
    agenda: Option<usize>,
    listed: bool,
}

impl Item<'_, '_> {
    fn take(&self, outcome: Outcome, span: Span, statements: &mut Statements) {
        let text = self.context.text();
        if self.context.language.layout.is_nothing(span.of_text(text)) {
            return;
        }
        match outcome {
            Outcome::Decision => {
                if !statements.decisions.iter().any(|d| d.span.overlaps(span)) {
                    statements.decisions.push(Decision { agenda: self.agenda, span });
                }
            }
            Outcome::Action => {
                let (span, _) = behind_check_box(text, span);
                let responsible = owners(self.context, span);
                self.commit(span, responsible, "commitments.labelled/1", 90, statements);
            }
        }
    }

    /// "Dirk to email the list", also behind a check box: a person, and what they are to do.
    fn telegraphic(&self, block: &Block, statements: &mut Statements) {
        let (span, boxed) = behind_check_box(self.context.text(), block.span);
        if !(self.listed || boxed) {
            return;
        }
        let responsible = to_do(self.context, span);
        if !responsible.is_empty() {
            self.commit(span, responsible, "commitments.person-to/1", 85, statements);
        }
    }

    fn commit(
        &self,
        span: Span,
        responsible: Vec<Responsible>,
        recogniser: &'static str,
        confidence: u8,
        statements: &mut Statements,
    ) {
        let text = self.context.text();
        let said = fold(span.of_text(text));
        let again = |c: &Commitment| c.span.overlaps(span) || !said.is_empty() && fold(c.span.of_text(text)) == said;
        if span.is_empty() || statements.commitments.iter().any(again) {
            return;
        }
        let due = due(self.context, span);
        let wording = super::Wording::default();
        let agenda = self.agenda;
        statements.commitments.push(Commitment { agenda, span, responsible, due, wording, recogniser, confidence });
    }
}

/// A line without the check box before it, and whether there is one.
fn behind_check_box(text: &str, span: Span) -> (Span, bool) {
    let line = span.of_text(text);
    let boxes = ["[ ]", "[x]", "[X]", "☐", "☑", "☒", "✓", "✔"];
    let length = boxes.iter().find(|b| line.starts_with(**b)).map_or(0, |b| b.len());
    (Span::new(span.start + length, span.end).trimmed(text), length > 0)
}

/// Who is to do what a line of actions says: those before "to" or "will" or a colon, or behind a dash or in brackets at its end.
fn owners(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let found = to_do(context, span);
    if !found.is_empty() {
        return found;
    }
    let text = context.text();
    let (named, end) = leading(context, span);
    let behind = text.get(end..span.end).unwrap_or("").trim_start();
    if !named.is_empty()
        && (behind.starts_with([':', '-', '–', ','])
            || context.language.speech.outcomes.will.first(behind).is_some_and(|m| m.start == 0))
    {
        return named;
    }
    // "Draft the letter (Ada)", "Draft the letter - Ada, Grace".
    let closes = span.of_text(text).trim_end_matches([')', ']', '.']).len();
    let last: Vec<usize> = context.mentions_in(span).filter(|(_, m)| Context::is_person(m)).map(|(i, _)| i).collect();
    let set_apart = |mention: usize| {
        let m = context.entities.mentions[mention].span;
        let before = text.get(span.start..m.start).unwrap_or("").trim_end();
        m.end == span.start + closes && (before.ends_with(['(', '[', '–', ':']) || before.ends_with(" -"))
    };
    last.last().copied().filter(|m| set_apart(*m)).map(Responsible::Mention).into_iter().collect()
}

/// People and bodies right before "to" and a deed.
fn to_do(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let (named, end) = leading(context, span);
    let behind = context.text().get(end..span.end).unwrap_or("");
    let deed = behind.strip_prefix(" to ").is_some_and(|deed| deed.starts_with(char::is_lowercase));
    if deed { named } else { Vec::new() }
}

/// The people and bodies that a line begins with, and where they end: "@tobie", "Ada and Grace", "the Secretariat".
fn leading(context: &Context<'_>, span: Span) -> (Vec<Responsible>, usize) {
    let text = context.text();
    let mut named = Vec::new();
    let mut end = span.start;
    for (i, mention) in context.mentions_in(span) {
        let before = text.get(end..mention.span.start).unwrap_or("?");
        let joint = if named.is_empty() {
            matches!(before.to_lowercase().as_str(), "" | "@" | "the ")
        } else {
            matches!(before, " and " | ", " | " & " | "/" | ", and " | " / " | "+")
        };
        if !joint || !(Context::is_person(mention) || context.is_organisation(mention)) {
            break;
        }
        named.push(Responsible::Mention(i));
        end = mention.span.end;
    }
    (named, end)
}

/// What the columns of a table of actions hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Columns {
    what: usize,
    who: Option<usize>,
    when: Option<usize>,
}

impl Columns {
    /// The columns that a head row names; none where no column holds what is to be done.
    fn of(context: &Context<'_>, row: Span) -> Option<Self> {
        let cells = context.document.cells(row);
        let titles: Vec<String> = cells.iter().map(|cell| cell.of_text(context.text()).to_lowercase()).collect();
        let find = |words: &[String]| titles.iter().position(|title| words.iter().any(|w| title == w));
        let words = &context.language.remarks.columns;
        Some(Self { what: find(&words.what)?, who: find(&words.who), when: find(&words.when) })
    }

    fn row(&self, context: &Context<'_>, block: &Block, agenda: Option<usize>, statements: &mut Statements) {
        let cells = context.document.cells(block.span);
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().filter(|c| !c.is_empty());
        let Some(what) = cell(Some(self.what)) else { return };
        let responsible = cell(self.who).map_or_else(Vec::new, |who| {
            let able = |m: &crate::entities::Mention| Context::is_person(m) || context.is_organisation(m);
            context.mentions_in(who).filter(|(_, m)| able(m)).map(|(i, _)| Responsible::Mention(i)).collect()
        });
        let due = cell(self.when).and_then(|when| super::outcomes::due_in(context, when));
        if !statements.commitments.iter().any(|c| c.span.overlaps(what)) {
            statements.commitments.push(Commitment {
                wording: super::Wording::default(),
                agenda,
                span: what,
                responsible,
                due,
                recogniser: "commitments.table/1",
                confidence: 90,
            });
        }
    }
}
