//! Who took part, as the report lists it. Each layout of a list is one recogniser in a file of its own; they are tried in the order of how much their
//! shape proves, and each names itself in the evidence:
//!
//! - `table`: rows, their columns told by a head row or by what they hold;
//! - `boxes`: a mark before or behind the names that says who came;
//! - `labelled`: "Nokia: Ada Byron (Primary), Alan Turing (Alternate)", "Chair: Ada Byron", "AB: Ada Byron";
//! - `surname`: "Byron, Ada K CIV JS J6";
//! - `line`: a name, and what stands behind it;
//! - `inline`: several names in one line.
//!
//! What stands over names in a list (`groups`) and what behind them says how they took part (`standing`) is the same for all; `nobody` tells what is no
//! person's name in any of them, and `sheet` what is a list and nothing else.

mod boxes;
mod groups;
mod inline;
mod labelled;
mod line;
mod nobody;
mod sheet;
mod standing;
mod surname;
mod table;

use super::layout::{Outline, Part, is_speech};
use super::{Presence, Recognisers, RosterLine};
use crate::document::{Block, BlockKind, Document};
use crate::text::{Span, fold};
use groups::Group;
use std::ops::Range;

/// A list ends with the second line in a row that is none of a list.
const MOST_STRAY_LINES: usize = 1;
/// A longer line is prose.
const LONGEST_LINE: usize = 240;
/// No list has more lines: a bound for texts that are no reports.
const MOST_LINES: usize = 5_000;

/// No report has more lists.
const MOST_LISTS: usize = 128;

/// What the lines of a list have in common, told from all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Style {
    /// Parentheses hold organisations and roles, not other names.
    told_in_parentheses: bool,
    /// The family name stands first, a comma behind it.
    surname_first: bool,
    /// Some boxes are checked, so that an empty one says something.
    some_checked: bool,
}

/// A list while it is read.
struct List<'d> {
    document: &'d Document,
    style: Style,
    /// What its heading says of those below.
    presence: Presence,
    lines: Vec<RosterLine>,
}

impl Recognisers<'_> {
    /// The lines of all lists, and the blocks they take; none where the report has no list.
    pub(super) fn roster(
        &self,
        document: &Document,
        outline: &Outline,
    ) -> (Option<Vec<RosterLine>>, Vec<Range<usize>>) {
        let mut lists: Vec<(Range<usize>, Vec<RosterLine>)> = Vec::new();
        for (block, part, at) in &outline.openings {
            let Some(presence) = presence_below(*part).filter(|_| lists.len() < MOST_LISTS) else { continue };
            if lists.last().is_some_and(|(taken, _)| taken.contains(block)) {
                continue;
            }
            let rest = Span::new(*at, document.blocks()[*block].span.end).trimmed(document.text());
            if rest.is_empty() {
                let (lines, end) = self.list_below(document, outline, *block, presence);
                lists.push((*block..end, lines));
            } else if rest.of_text(document.text()).len() < 4 * LONGEST_LINE {
                lists.push((*block..*block + 1, self.names_in_line(document, rest, presence, Style::default())));
            }
        }
        lists.retain(|(_, lines)| !lines.is_empty());
        self.lists_without_opening(document, outline, &mut lists);
        lists.sort_by_key(|(range, _)| range.start);
        let (ranges, lines): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
        let lines: Vec<RosterLine> = lines.into_iter().flatten().take(MOST_LINES).collect();
        ((!lines.is_empty()).then_some(lines), ranges)
    }

    /// Lists that no heading opens: tables whose head tells what they are, rows that begin with a word for the list, and "Attendees – Ada, Alan".
    fn lists_without_opening(
        &self,
        document: &Document,
        outline: &Outline,
        lists: &mut Vec<(Range<usize>, Vec<RosterLine>)>,
    ) {
        let mut at = 0;
        while let Some(block) = document.blocks().get(at).filter(|_| lists.len() < 2 * MOST_LISTS) {
            let taken = lists.iter().find(|(taken, _)| taken.contains(&at)).map(|(taken, _)| taken.end);
            if let Some(end) = taken {
                at = end.max(at + 1);
                continue;
            }
            let (end, lines) = match block.kind {
                BlockKind::TableRow => {
                    let end = rows_end(document, at);
                    (end, self.table(document, at..end, Presence::Present, false))
                }
                _ if lists.iter().any(|(taken, _)| taken.end == at) => match self.also_present(document, outline, at) {
                    Some((lines, end)) => (end, lines),
                    None => (at + 1, self.dashed(document, block)),
                },
                _ => (at + 1, self.dashed(document, block)),
            };
            if !lines.is_empty() {
                lists.push((at..end, lines));
            }
            at = end;
        }
    }

    /// "Guests:", "Others: Ada Byron (Nokia), Alan": right behind a list, a further one of others who came.
    fn also_present(&self, document: &Document, outline: &Outline, at: usize) -> Option<(Vec<RosterLine>, usize)> {
        let text = document.text();
        let block = document.blocks().get(at)?;
        let line = block.span.of_text(text);
        let colon = line.find(':').unwrap_or(line.len());
        let label = fold(&line[..colon]);
        let others = self.language.layout.also_present.contains(&label);
        if !others || line.len() >= 4 * LONGEST_LINE {
            return None;
        }
        let rest = Span::new(block.span.start + (colon + 1).min(line.len()), block.span.end).trimmed(text);
        if !rest.is_empty() {
            return Some((self.names_in_line(document, rest, Presence::Present, Style::default()), at + 1));
        }
        let (lines, end) = self.list_below(document, outline, at, Presence::Present);
        (!lines.is_empty()).then_some((lines, end))
    }

    /// "Attendees – Introductions – Ada Byron, Alan Turing": dashes where others print a colon.
    fn dashed(&self, document: &Document, block: &Block) -> Vec<RosterLine> {
        let line = document.text_of(block);
        if line.len() >= 4 * LONGEST_LINE {
            return Vec::new();
        }
        let mut dashes = line.match_indices(['–', '-', '—']).map(|(at, dash)| (at, at + dash.len()));
        let apart = |(from, to): &(usize, usize)| line[..*from].ends_with(' ') && line[*to..].starts_with(' ');
        let Some((at, end)) = dashes.find(apart) else { return Vec::new() };
        let Some(presence) = self.layout.part(&line[..at]).and_then(presence_below) else { return Vec::new() };
        let last = dashes.rfind(apart).map_or(end, |(_, end)| end);
        // What the names answer to may stand between.
        let rest = Span::new(block.span.start + last, block.span.end).trimmed(document.text());
        let lines = self.names_in_line(document, rest, presence, Style::default());
        if lines.len() > 1 { lines } else { Vec::new() }
    }

    /// The list below a heading, and the block behind it. Read twice: what all its lines have in common decides how each is read.
    fn list_below(
        &self,
        document: &Document,
        outline: &Outline,
        heading: usize,
        presence: Presence,
    ) -> (Vec<RosterLine>, usize) {
        let (first, end) = self.lines_below(document, outline, heading, presence, Style::default());
        if first.is_empty() {
            return (first, end);
        }
        let blocks = &document.blocks()[heading + 1..end.max(heading + 1)];
        let lines = || blocks.iter().filter(|b| is_speech(b)).map(|b| b.whole().of_text(document.text()));
        let style = Style {
            told_in_parentheses: line::told_in_parentheses(lines()),
            surname_first: self.surnames_first(lines()),
            some_checked: lines().any(|l| self.box_of(l).is_some_and(|(checked, _)| checked)),
        };
        if style == Style::default() {
            return (first, end);
        }
        self.lines_below(document, outline, heading, presence, style)
    }

    fn lines_below(
        &self,
        document: &Document,
        outline: &Outline,
        heading: usize,
        presence: Presence,
        style: Style,
    ) -> (Vec<RosterLine>, usize) {
        let blocks = document.blocks();
        let mut list = List { document, style, presence, lines: Vec::new() };
        let (mut stray, mut end, mut items) = (0, heading + 1, 0);
        let level = |at: usize| match blocks.get(at).map(|b| b.kind) {
            Some(BlockKind::Heading { level }) => Some(level),
            _ => None,
        };
        let is_numbered =
            |block: &Block| block.marker.as_ref().is_some_and(|m| m.label.starts_with(|c: char| c.is_ascii_digit()));
        let mut numbered = false;
        let mut group = self.group(document, heading);
        // "Directors absent:" says nothing of the "Guests:" below.
        let of_group = presence == Presence::Absent && self.is_absent_group(document, heading);
        let mut under_group = true;
        let mut i = heading + 1;
        while let Some(block) = blocks.get(i).filter(|_| list.lines.len() < MOST_LINES) {
            let is_heading = matches!(block.kind, BlockKind::Heading { .. });
            if outline.at(i).is_some_and(|(part, _)| part != Part::Label || is_heading) {
                break;
            }
            if block.kind == BlockKind::TableRow {
                let rows = i..rows_end(document, i);
                let read = self.table(document, rows.clone(), presence, true);
                if read.is_empty() {
                    break;
                }
                list.lines.extend(read.into_iter().map(|line| group.of(line)));
                (end, i, stray) = (rows.end, rows.end, 0);
                continue;
            }
            match self.group(document, i) {
                found if found.opens && (is_heading || groups::opens(document, i)) => {
                    if of_group {
                        list.presence = Presence::Present;
                    }
                    (group, under_group, stray) = (found, true, 0);
                    i += 1;
                    continue;
                }
                // "Members", "Observers": a list in parts, by headings that are not understood, below its own or right behind it.
                _ if is_heading
                    && end == heading + 1
                    && (i == heading + 1 || level(heading).is_none_or(|own| level(i) > Some(own))) =>
                {
                    group = Group::default();
                    i += 1;
                    continue;
                }
                _ if is_heading => break,
                _ => {}
            }
            // "1. Lamps" behind bullets is no more of the list.
            if items > 1 && !numbered && is_numbered(block) {
                break;
            }
            let before = list.lines.len();
            // Below two items of a list, a paragraph is none of it.
            let apart = items > 1 && block.kind == BlockKind::Paragraph && block.marker.is_none() && !under_group;
            let alone = under_group && self.is_alone(document, outline, i);
            if !apart || boxes::begins_with_box(self, document, block) {
                self.block(&mut list, block, alone);
            }
            for line in &mut list.lines[before..] {
                group.tell(line);
            }
            if list.lines.len() > before {
                items += usize::from(matches!(block.kind, BlockKind::ListItem { .. }));
                numbered |= is_numbered(block);
                (stray, end, under_group) = (0, i + 1, false);
            } else if !self.is_filler(document.text_of(block)) {
                stray += 1;
                if stray > MOST_STRAY_LINES {
                    break;
                }
            }
            i += 1;
        }
        (list.lines, end)
    }

    /// One block of a list, by the first recogniser that knows its layout.
    fn block(&self, list: &mut List<'_>, block: &Block, alone: bool) {
        let text = list.document.text();
        // A capital letter and a full stop before a name are its initial, where the list is not one of letters.
        let whole = match &block.marker {
            Some(m) if m.label.chars().all(char::is_alphabetic) && block.kind == BlockKind::Paragraph => block.whole(),
            _ => block.span,
        };
        if whole.of_text(text).len() >= 4 * LONGEST_LINE {
            return;
        }
        if let Some(lines) = self.boxed(list, whole) {
            list.lines.extend(lines);
            return;
        }
        if let Some(lines) = self.labelled(text, whole, list.style, list.presence) {
            list.lines.extend(lines);
            return;
        }
        if alone {
            let several = self.names_in_line(list.document, whole, list.presence, list.style);
            if self.is_run_of_names(text, whole, &several) {
                list.lines.extend(several);
                return;
            }
        }
        if let Some(line) = self.person(text, whole, list.style, list.presence) {
            list.lines.push(line);
        } else if alone || list.lines.is_empty() {
            list.lines.extend(self.names_in_line(list.document, whole, list.presence, list.style));
        }
    }

    /// One person: the family name first where the list does so, else as it stands.
    fn person(&self, text: &str, whole: Span, style: Style, presence: Presence) -> Option<RosterLine> {
        let turned = style.surname_first.then(|| self.surname_line(text, whole, presence)).flatten();
        turned.or_else(|| self.roster_line(text, whole, style, presence))
    }

    /// Whether a block is the only one between its heading and the end of its part.
    fn is_alone(&self, document: &Document, outline: &Outline, at: usize) -> bool {
        let Some(next) = document.blocks().get(at + 1) else { return true };
        matches!(next.kind, BlockKind::Heading { .. })
            || outline.at(at + 1).is_some()
            || next.kind != document.blocks()[at].kind
            || self.group(document, at + 1).opens && groups::opens(document, at + 1)
            || document.text_of(next).len() > LONGEST_LINE
    }
}

/// What a part of a report says of those whom it lists.
fn presence_below(part: Part) -> Option<Presence> {
    match part {
        Part::Participants => Some(Presence::Present),
        Part::Apologies => Some(Presence::Apologies),
        Part::Absent => Some(Presence::Absent),
        _ => None,
    }
}

/// The block behind the rows that begin at one.
fn rows_end(document: &Document, from: usize) -> usize {
    let rows = document.blocks()[from..].iter().take_while(|b| b.kind == BlockKind::TableRow).count();
    from + rows.max(1)
}

#[cfg(test)]
mod tests;
