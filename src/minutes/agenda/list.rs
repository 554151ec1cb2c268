//! The agenda as a tree.
//!
//! Two layouts: a list behind the word "Agenda", or items that stand between the paragraphs that treat them, so that only the first follows
//! the word directly. What an item's marker looks like, and how deep its list lies, says what it stands below. Where notes were taken in the list itself,
//! its items end where the notes begin.

use super::super::AgendaItem;
use super::super::layout::Part;
use super::super::numbers;
use super::super::sentences::sentences;
use super::{Source, is_address, keep};
use crate::document::{Block, BlockKind};
use crate::text::Span;
use std::ops::Range;

/// No agenda is longer: a bound for texts that are no reports.
const MOST_ITEMS: usize = 500;

/// A longer item is a note.
const LONGEST_ITEM: usize = 110;
/// Of so many signs of notes that a level of the list could show, one makes it a level of notes: an item shows two, a question one.
const ONE_SIGN_IN: usize = 4;
/// One note among items is no more than that.
const FEWEST_SIGNS: usize = 2;

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

/// The items of the agenda in printed order; none where no list follows the block that announces it.
pub(super) fn find(source: &Source<'_>, anchor: usize, body: &Range<usize>) -> Vec<AgendaItem> {
    let (document, outline) = (source.document, source.outline);
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
    // "4. Agenda:" is an item itself, of an outline that goes on behind it with "5. Decisions:".
    let style = |at: usize| style_of(&blocks[at], &[]).filter(|_| blocks[at].marker.is_some());
    let numbered = style(anchor).map(|(style, ordinal)| (style, ordinal + 1));
    let ends = |at: usize| numbered.is_some() && style(at) == numbered && source.depth(at) <= source.depth(anchor);
    let mut tree = Tree { source, items: Vec::new(), open: Vec::new() };
    let mut i = first;
    // "6. Discussion" may be the name of a part, and an item here.
    let goes_on = |tree: &Tree<'_>, i: usize| {
        is_item(i)
            || blocks[i].kind == blocks[first].kind
                && blocks[i].marker.is_some()
                && tree.continues(i)
                && matches!(outline.at(i), Some((Part::Discussion, at)) if at == blocks[i].span.end)
    };
    while i < body.end && goes_on(&tree, i) && !ends(i) {
        // The first heading of the discussion may follow with the marker of the first item.
        let alike = std::mem::discriminant(&blocks[i].kind) == std::mem::discriminant(&blocks[first].kind);
        if tree.repeats(i) || !alike && !tree.continues(i) {
            break;
        }
        tree.add(i);
        i += 1;
    }
    // A list of items, or just the first one, perhaps with some below it, and the text that treats it?
    let bullet = blocks[first].marker.is_none();
    let one_over_others = bullet && tree.items.iter().any(|item| source.depth(item.block) > source.depth(first));
    let tops = tree.items.iter().filter(|item| item.parent.is_none()).count();
    if first > anchor + 1 || tops > 1 || one_over_others {
        return tree.without_notes();
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
        if tree.continues(i) || bullet && is_item(i) && is_alone(source, i, first) {
            tree.add(i);
        }
        i += 1;
    }
    tree.items
}

/// Whether a bullet stands alone between paragraphs, and is a link as the first item is.
fn is_alone(source: &Source<'_>, at: usize, first: usize) -> bool {
    let blocks = source.document.blocks();
    let in_list = |at: Option<usize>| {
        at.and_then(|at| blocks.get(at)).is_some_and(|block| matches!(block.kind, BlockKind::ListItem { .. }))
    };
    let linked = |at: usize| {
        let start = blocks[at].span.start;
        let links = source.document.links();
        links.get(links.partition_point(|l| l.span.start < start)).is_some_and(|l| l.span.start == start)
    };
    !in_list(at.checked_sub(1))
        && !in_list(Some(at + 1))
        && source.depth(at) == source.depth(first)
        && source.document.text_of(&blocks[at]).len() <= LONGEST_ITEM
        && linked(first)
        && linked(at)
}

struct Tree<'d> {
    source: &'d Source<'d>,
    items: Vec<AgendaItem>,
    open: Vec<Level>,
}

impl Tree<'_> {
    /// Whether a block's marker is the next one of an open level, or the first of a level below the last item.
    fn continues(&self, block: usize) -> bool {
        let Some((style, ordinal)) = self.source.document.blocks().get(block).and_then(|b| style_of(b, &self.open))
        else {
            return false;
        };
        if style == Style::Bullet {
            return false;
        }
        self.open.iter().any(|l| l.style == style && l.ordinal + 1 == ordinal)
            || ordinal == 1 && style == Style::Lower && self.open.iter().all(|l| l.style != style)
    }

    /// The items above the level of the list where notes begin, without single notes and bare addresses among them.
    fn without_notes(self) -> Vec<AgendaItem> {
        let source = self.source;
        let signs = |item: &AgendaItem| {
            let line = source.document.blocks().get(item.block).map_or("", |block| source.document.text_of(block));
            if item.label.is_empty() { note_signs(source, line) } else { 0 }
        };
        let depth = |item: &AgendaItem| source.depth(item.block);
        let highest = self.items.iter().map(depth).min().unwrap_or(1);
        let deepest = self.items.iter().map(depth).max().unwrap_or(1);
        let of_notes = (highest + 1..=deepest).find(|level| {
            let here = || self.items.iter().filter(|item| depth(item) == *level);
            let (shown, count) = (here().map(signs).sum::<usize>(), here().count());
            shown > FEWEST_SIGNS && shown * ONE_SIGN_IN > count * 2
        });
        let stays = |item: &AgendaItem| of_notes.is_none_or(|level| depth(item) < level) && signs(item) < 2;
        keep(self.items, stays)
    }

    /// Whether a block's marker is that of a top item already taken.
    fn repeats(&self, block: usize) -> bool {
        let marker = self.source.document.blocks().get(block).and_then(|b| b.marker.as_ref());
        marker.is_some_and(|m| self.items.iter().any(|i| i.parent.is_none() && i.label == m.label))
    }

    fn add(&mut self, at: usize) {
        if self.items.len() >= MOST_ITEMS {
            return;
        }
        let Some(block) = self.source.document.blocks().get(at) else { return };
        let depth = self.source.depth(at);
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
        self.items.push(AgendaItem { label, title: self.source.title(block.span), parent, block: at });
    }
}

/// How much a line looks like a note and not like an item: 2 for sentences, a remark, a bare address or what is too long, 1 for a question.
fn note_signs(source: &Source<'_>, line: &str) -> usize {
    let several = line.len() > LONGEST_ITEM / 2 && sentences(line, Span::new(0, line.len()), source.language).len() > 1;
    let marked = source.words.notes.iter().any(|n| line.get(..n.len()).is_some_and(|l| l.eq_ignore_ascii_case(n)));
    // "Ada: so be it!", not "Ada: budget and staff".
    let remark = line.split_once(": ").is_some_and(|(_, said)| said.ends_with(['?', '!', '"', '”']));
    if line.ends_with('.') || several || marked || remark || line.len() > LONGEST_ITEM || is_address(line) {
        2
    } else {
        usize::from(line.ends_with('?'))
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
    fn an_agenda_that_is_an_item_itself() {
        let source = "1. Present\n2. Agenda:\n   * Opening\n   * Budget\n3. Decisions: N/A\n";
        let titles: Vec<String> = agenda(source).into_iter().map(|(_, title)| title).collect();
        assert_eq!(titles, ["Opening", "Budget"]);
        let source = "Agenda\n\n1. Welcome\n2. Discussion (all)\n3. Close\n\nDiscussion:\n\nAda spoke.\n";
        assert_eq!(labels(source), ["1", "2", "3"]);
    }

    #[test]
    fn notes_taken_in_the_list() {
        let source = "Agenda\n\n* Opening\n    * Staff report\n        * Ada: I have nothing to report.\n        * Two people joined the staff.\n    * Budget\n        * Can we spend more?\n        * Grace will ask the board. It meets in May.\n    * Note: this call is recorded.\n";
        let titles: Vec<String> = agenda(source).into_iter().map(|(_, title)| title).collect();
        assert_eq!(titles, ["Opening", "Staff report", "Budget"]);
        let source = "Agenda\n\n* Opening\n  * Staff report\n    * Offices\n    * Travel\n  * https://example.org/a\n* Summit in May https://example.org/b\n";
        let titles: Vec<String> = agenda(source).into_iter().map(|(_, title)| title).collect();
        assert_eq!(titles, ["Opening", "Staff report", "Offices", "Travel", "Summit in May"]);
    }

    #[test]
    fn links_between_the_remarks_on_them() {
        let source = "Agenda:\n\n* [Fonts](https://example.org/1)\n\nAda: fine with me\n\n* [Colours](https://example.org/2) - Grace\n\nAda: not yet\n\n* [one](https://example.org/3)\n* [two](https://example.org/4)\n\nGrace: right\n";
        let titles: Vec<String> = agenda(source).into_iter().map(|(_, title)| title).collect();
        assert_eq!(titles, ["Fonts", "Colours - Grace"]);
    }

    #[test]
    fn bullets_with_letters() {
        assert_eq!(labels("Agenda\n\n- A. Proposal;\n- B. Priorities;\n- C. AoB.\n\nA. Proposal\n"), ["A", "B", "C"]);
        assert_eq!(agenda("Agenda\n\n* Welcome\n* Reports\n  * Board\n* AoB\n")[2].1, "Board");
    }
}
