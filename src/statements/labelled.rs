//! Outcomes that a report sets apart: "RESOLUTION: …", "ACTION: Tobie to write", "AI(Ada): …", lists and tables under "Action items" or "Decisions", check
//! boxes, and telegraphic lines such as "Dirk to email the list".

use super::due::{due, due_behind_dash, due_behind_owner, due_in};
use super::owners::{Field, in_cell, own_field, owners, to_do};
use super::tables::Columns;
use super::{Commitment, Context, Decision, Responsible, Statements};
use crate::document::{Block, BlockKind};
use crate::language::Language;
use crate::minutes::sentences::sentences;
use crate::text::{Span, fold};
use rustc_hash::FxHashSet;

/// A label that announces an outcome is no longer.
const LONGEST_LABEL: usize = 40;

/// No block has more labels inside.
const MOST_INNER: usize = 16;

/// What a label or heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Decision,
    Action,
}

/// A label that announces an outcome, with offsets into its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub outcome: Outcome,
    /// Where what it announces begins.
    pub from: usize,
    /// Who does it, where the label says so: "AI(Ada):".
    pub owner: Option<(usize, usize)>,
}

/// The label of an outcome at the beginning of a line: "RESOLUTION: approved", "Action Item 3: draft", "[AI] Ada to write", "TODO(Ada): write".
pub(super) fn label(language: &Language, line: &str) -> Option<Label> {
    let bare = line.trim_start_matches(['*', '_', ' ']);
    let opening = line.len() - bare.len();
    let plain = |outcome, from| Label { outcome, from: opening + from, owner: None };
    if let Some(inner) = bare.strip_prefix('[')
        && let Some(close) = inner.bytes().take(LONGEST_LABEL).position(|b| b == b']')
        && let Some(outcome) = announced(language, &inner[..close])
    {
        let behind = &inner[close + 1..];
        let from = bare.len() - behind.trim_start_matches([':', ' ', '-', '–']).len();
        return Some(plain(outcome, from));
    }
    let head = bare.char_indices().take(LONGEST_LABEL);
    if let Some(colon) = head.clone().find(|(_, c)| *c == ':').map(|(at, _)| at) {
        if let Some(outcome) = announced(language, &bare[..colon]) {
            return Some(plain(outcome, colon + 1));
        }
        if let Some((outcome, open, close)) = owned(language, &bare[..colon]) {
            let owner = Some((opening + open, opening + close));
            return Some(Label { outcome, from: opening + colon + 1, owner });
        }
    }
    // "AI – draft authors – clarify the draft"
    let dash =
        head.clone().find(|(at, c)| "–—-".contains(*c) && bare[..*at].ends_with(' ')).map(|(at, c)| (at, c.len_utf8()));
    let (at, length) = dash.filter(|(at, length)| bare[at + length..].starts_with(' '))?;
    let outcome = announced(language, &bare[..at]).filter(|_| bare.starts_with(char::is_uppercase))?;
    Some(plain(outcome, at + length))
}

/// "AI(Ada)", "Action [Ada, Grace]": what is announced, and where the names stand.
fn owned(language: &Language, head: &str) -> Option<(Outcome, usize, usize)> {
    let inner = head.trim_end().strip_suffix([')', ']'])?;
    let open = inner.find(['(', '['])?;
    let outcome = announced(language, &head[..open]).filter(|outcome| *outcome == Outcome::Action)?;
    inner[open + 1..].contains(char::is_alphabetic).then_some((outcome, open + 1, inner.len()))
}

/// "ACTION Ada to write it": where the words behind a label in capitals begin that nothing sets apart.
fn in_capitals(language: &Language, line: &str) -> Option<usize> {
    let (label, rest) = line.split_once(' ')?;
    let capitals = label.len() > 1 && label.bytes().all(|b| b.is_ascii_uppercase() || b == b'-' || b.is_ascii_digit());
    let action = capitals && announced(language, label) == Some(Outcome::Action);
    action.then_some(line.len() - rest.len())
}

/// The outcome that words without a colon announce, numbers aside: "Action items", "RESOLUTION-3", "Conclusion/Resolution".
fn announced(language: &Language, words: &str) -> Option<Outcome> {
    let bare = words.trim().trim_end_matches(|c: char| c.is_ascii_digit() || " -#.:()/".contains(c)).to_lowercase();
    let remarks = &language.remarks;
    let of = |set: &FxHashSet<String>, words: &str| set.contains(words);
    let one = |words: &str| {
        if of(&remarks.decisions, words) || of(&remarks.decision_headings, words) {
            Some(Outcome::Decision)
        } else if of(&remarks.actions, words) || of(&remarks.action_headings, words) {
            Some(Outcome::Action)
        } else {
            None
        }
    };
    one(&bare).or_else(|| {
        let (first, second) = bare.split_once(['/', '&'])?;
        one(first.trim()).filter(|outcome| one(second.trim()) == Some(*outcome))
    })
}

/// "Review outstanding action items" without the words that stand before such a list.
fn without_leads<'t>(language: &Language, heading: &'t str) -> &'t str {
    let mut rest = heading;
    while let Some(behind) =
        language.remarks.outcome_leads.iter().find_map(|lead| rest.strip_prefix(lead.as_str())?.strip_prefix(' '))
    {
        rest = behind;
    }
    rest
}

/// What a heading announces, also "Pending action items from the last call (Tobie)".
pub(super) fn heading(language: &Language, words: &str) -> Option<Outcome> {
    let lower = words.to_lowercase();
    announced(language, words).or_else(|| announced(language, without_leads(language, &lower))).or_else(|| {
        let tails = language.remarks.outcome_tails.iter().filter_map(|tail| lower.find(tail.as_str()));
        let head = lower.get(..tails.min()?)?;
        // "Action for the board" is no list of actions.
        let list = language.remarks.action_headings.contains(head) || language.remarks.decision_headings.contains(head);
        list.then(|| announced(language, head)).flatten()
    })
}

/// Adds the outcomes that are set apart to those that sentences told.
pub(super) fn find(context: &Context<'_>, statements: &mut Statements) {
    let mut finder = Finder {
        context,
        said: statements.decisions.iter().map(|d| fold(d.span.of_text(context.text()))).collect(),
        promised: FxHashSet::default(),
        found: Statements::default(),
        open: None,
        last: None,
        last_decision: None,
    };
    let mut columns: Option<Columns> = None;
    let blocks = context.document.blocks();
    for at in context.minutes.body.clone() {
        let Some(block) = blocks.get(at) else { break };
        let line = context.document.text_of(block);
        if !matches!(block.kind, BlockKind::Heading { .. }) && finder.passes_over(at) {
            continue;
        }
        if let BlockKind::Heading { .. } = block.kind {
            finder.open = heading(context.language, line).map(|outcome| Open { outcome, depth: None, number: None });
            columns = None;
        } else if block.kind == BlockKind::TableRow {
            match &columns {
                None => columns = Columns::of(context, block.span, finder.is_under(Outcome::Action)),
                Some(columns) => columns.row(context, block, agenda_of(context, at), &mut finder.found),
            }
        } else {
            columns = None;
            finder.block(at, block, line, statements);
        }
    }
    let Statements { decisions, commitments, .. } = finder.found;
    // What is set apart as one action is one, however many of its sentences promise.
    let mut taken: Vec<Span> = commitments.iter().map(|c| c.span).collect();
    taken.sort_unstable();
    statements.commitments.retain(|c| {
        let at = taken.partition_point(|t| t.end <= c.span.start);
        taken.get(at).is_none_or(|t| !t.overlaps(c.span))
    });
    statements.decisions.extend(decisions);
    statements.commitments.extend(commitments);
    statements.decisions.sort_by_key(|d| d.span);
    statements.commitments.sort_by_key(|c| c.span);
}

/// The agenda item in whose discussion a block stands, where it is one.
fn agenda_of(context: &Context<'_>, block: usize) -> Option<usize> {
    context.minutes.discussions.iter().rev().find(|d| d.blocks.contains(&block))?.sole_item()
}

/// A line without the check box before it, and whether there is one.
fn behind_check_box(context: &Context<'_>, span: Span) -> (Span, bool) {
    let line = span.of_text(context.text());
    let done = &context.language.followup.done;
    let boxed = |b: &&String| line.get(..b.len()).is_some_and(|head| head.eq_ignore_ascii_case(b));
    let length = done.checked.iter().chain(&done.unchecked).find(boxed).map_or(0, String::len);
    (Span::new(span.start + length, span.end).trimmed(context.text()), length > 0)
}

/// A list of outcomes that goes on.
#[derive(Debug, Clone, Copy)]
struct Open {
    outcome: Outcome,
    /// How deep its items lie; what lies deeper belongs to them.
    depth: Option<u8>,
    /// The number of its last item.
    number: Option<u32>,
}

struct Finder<'c, 'r> {
    context: &'c Context<'r>,
    /// The words of decisions, and of actions, folded: summaries repeat them.
    said: FxHashSet<String>,
    promised: FxHashSet<String>,
    found: Statements,
    open: Option<Open>,
    /// The block in which the last action ends, and that in which the last decision does.
    last: Option<usize>,
    last_decision: Option<usize>,
}

impl Finder<'_, '_> {
    fn is_under(&self, outcome: Outcome) -> bool {
        self.open.is_some_and(|open| open.outcome == outcome)
    }

    /// Lists of participants, items of an agenda, other languages.
    fn passes_over(&self, at: usize) -> bool {
        let minutes = self.context.minutes;
        let listed = minutes.lists.iter().any(|list| list.contains(&at));
        listed || minutes.is_foreign(at) || minutes.agenda.binary_search_by_key(&at, |item| item.block).is_ok()
    }

    /// "Bo will think about it. ACTION: Bo to write the summary.": labels that begin a sentence inside of a block.
    fn inner_labels(&mut self, at: usize, block: &Block, line: &str, statements: &Statements) {
        let context = self.context;
        for (colon, _) in line.match_indices(": ").take(MOST_INNER) {
            let Some(start) = line[..colon].rfind(". ").map(|stop| stop + 2) else { continue };
            let label = &line[start..colon];
            if label.len() > LONGEST_LABEL || !label.starts_with(char::is_uppercase) {
                continue;
            }
            let Some(outcome) = announced(context.language, label) else { continue };
            let rest = Span::new(block.span.start + colon + 1, block.span.end).trimmed(context.text());
            if let Some(sentence) = sentences(context.text(), rest, context.language).first() {
                self.take(at, outcome, *sentence, None, statements);
            }
        }
    }

    fn block(&mut self, at: usize, block: &Block, line: &str, statements: &Statements) {
        let context = self.context;
        let depth = match block.kind {
            BlockKind::ListItem { depth } => Some(depth),
            _ => None,
        };
        if self.last.is_some_and(|last| last + 1 == at) && self.field(at, block, line) {
            return;
        }
        if let Some(label) = label(context.language, line) {
            let rest = Span::new(block.span.start + label.from, block.span.end).trimmed(context.text());
            if rest.is_empty() {
                self.open = Some(Open { outcome: label.outcome, depth: None, number: None });
                return;
            }
            let owner = label.owner.map(|(from, to)| Span::new(block.span.start + from, block.span.start + to));
            self.take(at, label.outcome, rest, owner, statements);
            return;
        }
        self.inner_labels(at, block, line, statements);
        if let Some(from) = in_capitals(context.language, line) {
            let rest = Span::new(block.span.start + from, block.span.end);
            if !to_do(context, rest, true).is_empty() {
                self.take(at, Outcome::Action, rest, None, statements);
                return;
            }
        }
        if depth.is_none() && line.len() < LONGEST_LABEL && announced(context.language, line).is_some() {
            self.open = announced(context.language, line).map(|outcome| Open { outcome, depth: None, number: None });
            return;
        }
        if self.open.is_some() && self.is_other_part(line) {
            self.open = None;
            return;
        }
        let Some(open) = self.open else { return self.telegraphic(at, block, depth.is_some(), statements) };
        let number =
            block.marker.as_ref().and_then(|marker| marker.label.trim_end_matches(['.', ')']).parse::<u32>().ok());
        // Below the items of a list, a paragraph is none of them; nor is one whose number does not go on.
        let ended = open.depth.is_some() && depth.is_none()
            || open.number.zip(number).is_some_and(|(last, number)| depth == open.depth && number != last + 1);
        if ended && open.outcome == Outcome::Decision {
            self.open = None;
            return self.telegraphic(at, block, depth.is_some(), statements);
        }
        let own = open.depth.or(depth);
        let number = if depth == own { number } else { open.number };
        self.open = Some(Open { depth: own, number, ..open });
        let deeper = depth.zip(own).is_some_and(|(depth, own)| depth > own);
        match open.outcome {
            Outcome::Decision if deeper => {
                if let (Some(last), Some(before)) = (self.found.decisions.last_mut(), self.last_decision)
                    && before + 1 == at
                {
                    last.span.end = block.span.end;
                    self.last_decision = Some(at);
                }
            }
            Outcome::Decision if context.remark_at(at).is_none() => {
                self.take(at, Outcome::Decision, block.span, None, statements);
            }
            Outcome::Action if depth.is_some() && !deeper => {
                self.take(at, Outcome::Action, block.span, None, statements);
            }
            _ => self.telegraphic(at, block, true, statements),
        }
    }

    /// Whether a line announces another part of the report: "Discussion: …".
    fn is_other_part(&self, line: &str) -> bool {
        let Some((label, _)) = line.split_once(':').filter(|(label, _)| label.len() < LONGEST_LABEL) else {
            return false;
        };
        let lower = label.trim().to_lowercase();
        let layout = &self.context.language.layout;
        [
            &layout.discussion,
            &layout.agenda,
            &layout.next_meeting,
            &layout.participants,
            &layout.apologies,
            &layout.labels,
        ]
        .into_iter()
        .any(|list| list.contains(&lower))
    }

    /// "Owner: Ada", "Due: 5 May" below an action.
    fn field(&mut self, at: usize, block: &Block, line: &str) -> bool {
        let Some((field, from)) = own_field(self.context, line) else { return false };
        let Some(action) = self.found.commitments.last_mut() else { return false };
        let value = Span::new(block.span.start + from, block.span.end).trimmed(self.context.text());
        match field {
            Field::Who if action.responsible.is_empty() => action.responsible = in_cell(self.context, value),
            Field::When if action.due.is_none() => action.due = due_in(self.context, value),
            _ => {}
        }
        action.span.end = block.span.end;
        self.last = Some(at);
        true
    }

    fn take(&mut self, at: usize, outcome: Outcome, span: Span, owner: Option<Span>, statements: &Statements) {
        let context = self.context;
        let text = context.text();
        if context.language.layout.is_nothing(span.of_text(text)) {
            return;
        }
        match outcome {
            Outcome::Decision => {
                let known = super::covering(&statements.decisions, |d| d.span, span).is_some();
                let folded = fold(span.of_text(text));
                // "Decisions: / Motions": the heading of a table.
                let head = context.language.remarks.motions.what.contains(&folded);
                if !known && !head && self.said.insert(folded) {
                    self.last_decision = Some(at);
                    self.found.decisions.push(Decision { agenda: agenda_of(context, at), span });
                }
            }
            Outcome::Action => {
                let (span, _) = behind_check_box(context, span);
                let mut responsible = owners(context, span);
                if let Some(owner) = owner.filter(|_| responsible.is_empty()) {
                    responsible = in_cell(context, owner);
                }
                self.commit(at, span, responsible, "commitments.labelled/1", 90);
            }
        }
    }

    /// "Dirk to email the list", also behind a check box: a person, and what they are to do.
    fn telegraphic(&mut self, at: usize, block: &Block, listed: bool, statements: &Statements) {
        let (span, boxed) = behind_check_box(self.context, block.span);
        if boxed {
            let responsible = owners(self.context, span);
            if !responsible.is_empty() {
                self.commit(at, span, responsible, "commitments.person-to/1", 85);
            }
            return;
        }
        if !listed || super::covering(&statements.commitments, |c| c.span, span).is_some() {
            return;
        }
        let responsible = to_do(self.context, span, self.is_under(Outcome::Action));
        if !responsible.is_empty() {
            self.commit(at, span, responsible, "commitments.person-to/1", 85);
        }
    }

    fn commit(
        &mut self,
        at: usize,
        span: Span,
        responsible: Vec<Responsible>,
        recogniser: &'static str,
        confidence: u8,
    ) {
        let context = self.context;
        let said = fold(span.of_text(context.text()));
        if span.is_empty() || !said.is_empty() && !self.promised.insert(said) {
            return;
        }
        self.last = Some(at);
        self.found.commitments.push(Commitment {
            agenda: agenda_of(context, at),
            span,
            due: due(context, span, span.start)
                .or_else(|| due_behind_owner(context, span, &responsible))
                .or_else(|| due_behind_dash(context, span)),
            responsible,
            wording: super::Wording::default(),
            recogniser,
            confidence,
        });
    }
}
