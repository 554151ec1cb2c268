//! The agenda as a tree.
//!
//! Two layouts: a list behind the word "Agenda", or items that stand between the paragraphs that treat them, so that only the first follows
//! the word directly. What an item's marker looks like, and how deep its list lies, says what it stands below.

use super::super::AgendaItem;
use super::super::layout::{Outline, Part, title_span};
use super::super::numbers;
use crate::document::{Block, BlockKind, Document};
use std::ops::Range;

/// No agenda is longer: a bound for texts that are no reports.
const MOST_ITEMS: usize = 500;

/// An agenda has items below items, and none below these.
const DEEPEST: u8 = 2;

/// How a marker counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Number,
    Upper,
    Lower,
    Roman,
    Bullet,
}

/// An item that later ones may go below.
#[derive(Debug, Clone, Copy)]
struct Level {
    style: Style,
    depth: u8,
    ordinal: u32,
    item: usize,
}

/// The items of the agenda in printed order; none where the report has no agenda.
pub(super) fn find(document: &Document, outline: &Outline, body: &Range<usize>) -> Vec<AgendaItem> {
    let Some(anchor) = outline.first(Part::Agenda) else { return Vec::new() };
    let blocks = document.blocks();
    let is_item = |i: usize| {
        let block = &blocks[i];
        // A heading with a marker may be an item that stands above the paragraphs that treat it.
        let heading = matches!(block.kind, BlockKind::Heading { .. }) && block.marker.is_none();
        (block.marker.is_some() || matches!(block.kind, BlockKind::ListItem { .. }))
            && !heading
            && outline.at(i).is_none_or(|(part, _)| !matches!(part, Part::Discussion | Part::Participants))
    };
    // "Agenda" may stand before a label or a sentence; the items then follow it.
    let plain_heading = |i: &usize| {
        matches!(blocks[*i].kind, BlockKind::Heading { .. }) && blocks[*i].marker.is_none() && outline.at(*i).is_none()
    };
    let behind = (anchor + 1..body.end.min(anchor + 4)).take_while(|i| !plain_heading(i));
    let Some(first) = behind.into_iter().find(|i| is_item(*i)) else { return Vec::new() };
    let mut tree = Tree { document, items: Vec::new(), open: Vec::new() };
    let mut i = first;
    while i < body.end && is_item(i) {
        // The first heading of the discussion may follow with the marker of the first item.
        let alike = std::mem::discriminant(&blocks[i].kind) == std::mem::discriminant(&blocks[first].kind);
        if tree.repeats(i) || !alike && !tree.continues(i) {
            break;
        }
        tree.add(i);
        i += 1;
    }
    if let Some(items) = tree.without_notes() {
        return items;
    }
    // A list of items, or just the first one, perhaps with some below it, and the text that treats it?
    if first > anchor + 1 || tree.items.iter().filter(|item| item.parent.is_none()).count() > 1 {
        return tree.items;
    }
    while i < body.end {
        if outline.at(i).is_some_and(|(part, _)| matches!(part, Part::Participants | Part::NextMeeting | Part::Annex)) {
            break;
        }
        // A list of its own begins anew at 1; it belongs to the text.
        let restarts = blocks[i].marker.as_ref().is_some_and(|m| matches!(m.label.as_str(), "1" | "i"));
        if restarts {
            let ordinal = |i: usize| style_of(&blocks[i], &[]).map_or(0, |(_, ordinal)| ordinal);
            // "3)" behind "1." and "2." counts something else.
            let close =
                |i: usize| blocks[i].marker.as_ref().and_then(|m| m.span.of_text(document.text()).chars().last());
            let alike = |at: usize| close(at) == close(i);
            i += (i..body.end).zip(1..).take_while(|(at, expected)| ordinal(*at) == *expected && alike(*at)).count();
            continue;
        }
        if tree.continues(i) {
            tree.add(i);
        }
        i += 1;
    }
    tree.items
}

struct Tree<'d> {
    document: &'d Document,
    items: Vec<AgendaItem>,
    open: Vec<Level>,
}

impl Tree<'_> {
    /// Whether a block's marker is the next one of an open level, or the first of a level below the last item.
    fn continues(&self, block: usize) -> bool {
        let Some((style, ordinal)) = self.document.blocks().get(block).and_then(|b| style_of(b, &self.open)) else {
            return false;
        };
        if style == Style::Bullet {
            return false;
        }
        self.open.iter().any(|l| l.style == style && l.ordinal + 1 == ordinal)
            || ordinal == 1 && style == Style::Lower && self.open.iter().all(|l| l.style != style)
    }

    /// Where the list goes deeper than an agenda does, notes were taken in it: the items are those of its highest level that repeats.
    fn without_notes(&self) -> Option<Vec<AgendaItem>> {
        let depth = |item: &AgendaItem| match self.document.blocks().get(item.block).map(|b| b.kind) {
            Some(BlockKind::ListItem { depth }) => depth,
            _ => 1,
        };
        let deepest = self.items.iter().map(depth).max()?;
        if deepest <= DEEPEST {
            return None;
        }
        let own = (1..deepest).find(|d| self.items.iter().filter(|item| depth(item) == *d).count() > 1)?;
        let items = self.items.iter().filter(|item| depth(item) == own).cloned();
        Some(items.map(|item| AgendaItem { parent: None, ..item }).collect())
    }

    /// Whether a block's marker is that of a top item already taken.
    fn repeats(&self, block: usize) -> bool {
        let marker = self.document.blocks().get(block).and_then(|b| b.marker.as_ref());
        marker.is_some_and(|m| self.items.iter().any(|i| i.parent.is_none() && i.label == m.label))
    }

    fn add(&mut self, at: usize) {
        if self.items.len() >= MOST_ITEMS {
            return;
        }
        let Some(block) = self.document.blocks().get(at) else { return };
        let depth = match block.kind {
            BlockKind::ListItem { depth } => depth,
            _ => 1,
        };
        let Some((style, ordinal)) = style_of(block, &self.open) else { return };
        let fits =
            |l: &Level| l.style == style && (l.ordinal + 1 == ordinal || style == Style::Bullet && l.depth == depth);
        match self.open.iter().rposition(fits).or_else(|| {
            self.open
                .iter()
                .position(|l| depth < l.depth || style == Style::Number && l.style == style && depth == l.depth)
        }) {
            Some(level) => self.open.truncate(level),
            // Another style or a deeper list opens a level, but a bare bullet never goes below a bare bullet of its own depth.
            None => self.open.truncate(usize::from(depth)),
        }
        let parent = self.open.last().map(|l| l.item);
        let printed = block.marker.as_ref().map_or("", |m| m.label.as_str());
        let label = match parent.map(|p| self.items[p].label.as_str()).filter(|l| !l.is_empty()) {
            Some(above) if printed.starts_with(&format!("{above}.")) => printed.to_owned(),
            Some(above) if !printed.is_empty() => format!("{above}.{printed}"),
            _ => printed.to_owned(),
        };
        self.open.push(Level { style, depth, ordinal, item: self.items.len() });
        self.items.push(AgendaItem { label, title: title_span(self.document.text(), block.span), parent, block: at });
    }
}

/// How a block's marker counts, and what it counts; a letter that could be a Roman number is one where a Roman level is open or it is "ii".
fn style_of(block: &Block, open: &[Level]) -> Option<(Style, u32)> {
    let Some(marker) = &block.marker else {
        return matches!(block.kind, BlockKind::ListItem { .. }).then_some((Style::Bullet, 0));
    };
    let label = marker.label.rsplit('.').next().unwrap_or(&marker.label);
    if let Ok(number) = label.parse() {
        return Some((Style::Number, number));
    }
    let mut letters = label.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return None };
    let letter = |base: char| u32::from(first) - u32::from(base) + 1;
    let roman = numbers::cardinal(&label.to_ascii_uppercase());
    let next_letter = |style| {
        open.iter().any(|l| l.style == style && l.ordinal + 1 == letter(if first.is_uppercase() { 'A' } else { 'a' }))
    };
    match (first.is_uppercase(), second) {
        (_, Some(_)) => roman.map(|r| (Style::Roman, r)),
        (true, None) if first == 'I' && !next_letter(Style::Upper) => Some((Style::Roman, 1)),
        (false, None) if first == 'i' && !next_letter(Style::Lower) => Some((Style::Roman, 1)),
        (_, None) if open.iter().any(|l| l.style == Style::Roman && roman.is_some_and(|r| l.ordinal + 1 == r)) => {
            roman.map(|r| (Style::Roman, r))
        }
        (true, None) => Some((Style::Upper, letter('A'))),
        (false, None) => Some((Style::Lower, letter('a'))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::agenda;

    fn labels(source: &str) -> Vec<String> {
        agenda(source).into_iter().map(|(label, _)| label).collect()
    }

    #[test]
    fn a_list_with_letters_below_numbers() {
        let source = "#### Agenda:\n\n1. Debrief\n2. Documents:\n  a. <https://example.org/a>\n  b. <https://example.org/b>\n3. Update\n  a. Panel\n4. AoB\n";
        assert_eq!(labels(source), ["1", "2", "2.a", "2.b", "3", "3.a", "4"]);
        assert_eq!(agenda(source)[2].1, "https://example.org/a");
    }

    #[test]
    fn items_between_the_paragraphs_that_treat_them() {
        let source = "Agenda\n\n1. Draft letter\n\nTitti proposed three things:\n\n1. One\n2. Two\n\n2. Participation\n\na. 16 Years\n\nAnja spoke.\n\nb. State\n\n3. Any Other Business\n\na. MHLB\n\nN/A\n\nAnnex 1:\n";
        assert_eq!(labels(source), ["1", "2", "2.a", "2.b", "3", "3.a"]);
    }

    #[test]
    fn the_first_item_may_have_items_below_it() {
        let source = "Agenda\n\n1) Participation\n\na) 16 Years\n\nAnja spoke.\n\nb) State\n\nShe did.\n\n2) Update on X\n\nBongani listed:\n\n1. One\n2. Two\n\n3) Letter\n\nTitti closed.\n";
        assert_eq!(labels(source), ["1", "1.a", "1.b", "2", "3"]);
    }

    #[test]
    fn bullets_with_letters() {
        assert_eq!(labels("Agenda\n\n- A. Proposal;\n- B. Priorities;\n- C. AoB.\n\nA. Proposal\n"), ["A", "B", "C"]);
        assert_eq!(agenda("Agenda\n\n* Welcome\n* Reports\n  * Board\n* AoB\n")[2].1, "Board");
    }
}
