//! No agenda but in what was discussed: the headings below "Agenda" or "Minutes", or, where none of these words stands, the highest level of headings that
//! repeats; and those right below them.
//!
//! Headings of formal parts are no items, nor is a heading that comes again below several items ("Conclusion"): it names a part of each. Some bodies let a
//! program make the agenda from what is labelled in their repositories: there a heading is a repository, and the items are the links below it.

use super::super::AgendaItem;
use super::super::layout::{Part, title_span};
use super::Source;
use crate::document::{Block, BlockKind};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// No agenda is longer: a bound for texts that are no reports.
const MOST_ITEMS: usize = 500;
/// So many numbered headings in a row are a list of items.
const ENOUGH_NUMBERED: usize = 3;

/// The headings that are items.
pub(super) fn find(source: &Source<'_>, body: &Range<usize>) -> Vec<AgendaItem> {
    let (scope, above) = scope(source, body);
    let all: Vec<usize> = scope.skip_while(|at| *at == 0).filter(|at| level(source, *at).is_some()).collect();
    let items: Vec<usize> = all.iter().copied().filter(|at| is_item(source, *at)).collect();
    let repeats = |wanted: u8| items.iter().filter(|at| level(source, **at) == Some(wanted)).count() > 1;
    let any = |wanted: u8| items.iter().any(|at| level(source, *at) == Some(wanted));
    let Some(own) = (above + 1..=6).find(|l| repeats(*l) || above > 0 && any(*l)) else { return Vec::new() };
    let mut found: Vec<AgendaItem> = Vec::new();
    let mut open: Option<usize> = None;
    let below = below(source, &all, own);
    for at in all {
        let Some(here) = level(source, at).filter(|here| *here <= below.level) else { continue };
        if found.len() >= MOST_ITEMS {
            break;
        }
        if here < own {
            // "Strategic initiatives" beside "Agenda"
            open = None;
            if above == 0 || here < above || !is_item(source, at) {
                continue;
            }
        }
        if here <= own {
            open = None;
            if !is_item(source, at) {
                continue;
            }
            let listed = of_repository(source, at);
            if listed.is_empty() {
                open = Some(found.len());
                found.push(item(source, at, None));
            } else {
                found.extend(listed);
            }
        } else if let Some(parent) = open.filter(|_| is_item(source, at) && !below.comes_again(source, at)) {
            found.push(item(source, at, Some(parent)));
        }
    }
    without_formal_parts(source, found)
}

/// The blocks in which the headings stand, and the level of the heading over them, 0 for none.
fn scope(source: &Source<'_>, body: &Range<usize>) -> (Range<usize>, u8) {
    let root = |part| {
        let opening = source.outline.openings.iter().find(|(at, p, _)| *p == part && level(source, *at).is_some());
        opening.map(|(at, ..)| *at)
    };
    let below = |root: usize| {
        let own = level(source, root).unwrap_or(0);
        let end = (root + 1..body.end).find(|at| level(source, *at).is_some_and(|l| l <= own));
        (root + 1..end.unwrap_or(body.end), own)
    };
    let holds = |(scope, own): &(Range<usize>, u8)| {
        scope.clone().any(|at| level(source, at).is_some_and(|l| l > *own) && is_item(source, at))
    };
    let rooted = root(Part::Agenda).map(below).into_iter().chain(root(Part::Discussion).map(below)).find(holds);
    match rooted {
        // What stands beside it is treated as well.
        Some((scope, own)) => (scope.start..body.end, own),
        None => (first_numbered(source, body).unwrap_or(body.start)..body.end, 0),
    }
}

/// The first of numbered headings that begin before the list of participants: "1. Call to order", "2. Roll call".
fn first_numbered(source: &Source<'_>, body: &Range<usize>) -> Option<usize> {
    let number = |at: usize| {
        let block = source.document.blocks().get(at).filter(|b| matches!(b.kind, BlockKind::Heading { .. }))?;
        block.marker.as_ref().and_then(|m| m.label.parse::<u32>().ok())
    };
    let first = (0..body.end).find(|at| number(*at) == Some(1)).filter(|at| *at < body.start)?;
    let own = level(source, first);
    let numbered = (first..body.end).filter(|at| number(*at).is_some() && level(source, *at) == own);
    (numbered.take(ENOUGH_NUMBERED).count() == ENOUGH_NUMBERED).then_some(first)
}

/// The headings right below items.
struct Below {
    level: u8,
    uses: FxHashMap<String, usize>,
}

impl Below {
    /// Whether the same heading stands below several items.
    fn comes_again(&self, source: &Source<'_>, at: usize) -> bool {
        self.uses.get(&folded(source, at)).is_some_and(|uses| *uses > 1)
    }
}

fn below(source: &Source<'_>, all: &[usize], own: u8) -> Below {
    let deeper = all.iter().filter_map(|at| level(source, *at)).filter(|l| *l > own).min().unwrap_or(own);
    let mut uses = FxHashMap::default();
    for at in all.iter().filter(|at| level(source, **at) == Some(deeper)) {
        *uses.entry(folded(source, *at)).or_default() += 1;
    }
    Below { level: deeper, uses }
}

fn folded(source: &Source<'_>, at: usize) -> String {
    source.document.blocks().get(at).map_or_else(String::new, |block| fold(source.document.text_of(block)))
}

/// Whether a heading is an item: it opens no other part of the report, and is no formal one.
pub(super) fn is_item(source: &Source<'_>, at: usize) -> bool {
    let Some(block) = source.document.blocks().get(at).filter(|b| !b.span.is_empty()) else { return false };
    let words = source.document.text_of(block);
    let bare = words.trim().trim_end_matches([':', '.', ' ']).to_lowercase();
    let numbered = block.marker.is_some();
    let part = match source.outline.at(at).map(|(part, _)| part) {
        None => true,
        // "5. Meeting notes" among numbered items
        Some(Part::Discussion | Part::Label | Part::Report) => numbered,
        Some(Part::Participants) => numbered && source.words.also_items.contains(&bare),
        Some(_) => false,
    };
    part && !source.words.is_formal(&bare) && !source.is_outcome(&bare)
}

pub(super) fn item(source: &Source<'_>, at: usize, parent: Option<usize>) -> AgendaItem {
    let block = source.document.blocks().get(at);
    let marker = block.and_then(|b| b.marker.as_ref());
    AgendaItem {
        label: marker.map_or_else(String::new, |m| m.label.clone()),
        title: block.map_or(crate::text::Span::new(0, 0), |b| title_span(source.document.text(), b.span)),
        parent,
        block: at,
    }
}

/// The links below a heading that is a repository ("nodejs/node"), each with the number of what it is about.
fn of_repository(source: &Source<'_>, heading: usize) -> Vec<AgendaItem> {
    let blocks = source.document.blocks();
    let name = source.document.text_of(&blocks[heading]);
    let sign = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_repository = name
        .split_once('/')
        .is_some_and(|(owner, own)| [owner, own].iter().all(|part| !part.is_empty() && part.chars().all(sign)));
    if !is_repository {
        return Vec::new();
    }
    let until = (heading + 1..blocks.len()).find(|at| level(source, *at).is_some()).unwrap_or(blocks.len());
    let numbered = |at: &usize| {
        let block = &blocks[*at];
        let words = source.document.text_of(block);
        let number = words.rsplit_once('#').map_or("", |(_, number)| number.trim_end_matches([' ', ')', ']']));
        block.kind == BlockKind::ListItem { depth: 1 }
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    };
    (heading + 1..until).filter(numbered).map(|at| item(source, at, None)).collect()
}

/// Items without what stands below one that holds the participants: "2.1 Voting members", "2.2 Changes of voting rights" below "2. Roll call".
fn without_formal_parts(source: &Source<'_>, items: Vec<AgendaItem>) -> Vec<AgendaItem> {
    let blocks = source.document.blocks().len();
    let lists = |item: &AgendaItem| {
        let Some(own) = level(source, item.block).filter(|_| item.parent.is_none()) else { return false };
        let below = (item.block + 1..blocks).take_while(|at| level(source, *at).is_none_or(|l| l > own));
        let part = |at: usize| source.outline.at(at).filter(|_| level(source, at).is_some());
        std::iter::once(item.block).chain(below).any(|at| matches!(part(at), Some((Part::Participants, _))))
    };
    let formal: Vec<bool> = items.iter().map(lists).collect();
    super::keep(items, |item| !item.parent.is_some_and(|above| formal.get(above).copied().unwrap_or(false)))
}

fn level(source: &Source<'_>, at: usize) -> Option<u8> {
    match source.document.blocks().get(at).map(|block: &Block| block.kind) {
        Some(BlockKind::Heading { level }) => Some(level),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{agenda, titles};

    #[test]
    fn headings_below_the_word_for_it() {
        let source = "# Council Meeting\n\n## Present\n\n* Ada\n\n## Agenda\n\n### Announcements\n\n* none\n\n### Budget\n\nAda: fine\n\n## Open letters\n\nTwo came.\n\n## Next meeting\n\nMay 7\n";
        assert_eq!(titles(source), ["Announcements", "Budget", "Open letters"]);
    }

    #[test]
    fn headings_without_it() {
        let source = "# Council, 7 May 2020\n\n## Participants\n\n* Ada\n\n## Budget\n\nFine.\n\n## Elections\n\nSoon.\n\n### Dates\n\nLate.\n\n## Action items\n\nNone.\n";
        assert_eq!(titles(source), ["Budget", "Elections", "Dates"]);
        assert_eq!(titles("# Council\n\n## Budget\n\nFine.\n"), [""; 0]);
    }

    #[test]
    fn what_comes_again_below_items_is_none() {
        let source = "# Council, 7 May 2020\n\n## Participants\n\n* Ada\n\n## Budget\n\n### Conclusion\n\nFine.\n\n## Elections\n\n### Candidates\n\nTwo.\n\n### Conclusion\n\nSoon.\n";
        assert_eq!(titles(source), ["Budget", "Elections", "Candidates"]);
    }

    #[test]
    fn numbers_that_begin_before_the_participants() {
        let source = "# Council\n\n7 May 2020\n\n## 1. Call to order\n\nAda opened.\n\n## 2. Roll call\n\n### 2.1 Members present\n\n* Ada\n* Grace\n\n### 2.2 Changes of voting rights\n\nNone.\n\n## 3. Budget\n\n### 3.1 Fees\n\nUp.\n\n## 4. Next meeting\n\nSoon.\n\n## 5. Close\n\nAt five.\n";
        let found = agenda(source);
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["1", "2", "3", "3.1", "5"]);
    }

    #[test]
    fn links_below_repositories() {
        let source = "# Council\n\n7 May 2020\n\n## Agenda\n\n### Announcements\n\n* none\n\n### engines/core\n\n* Faster wheels [#12](https://example.org/12)\n  * Ada likes them\n* a remark\n* Louder bells [#7](https://example.org/7)\n\n### Questions\n\n* none\n";
        assert_eq!(titles(source), ["Announcements", "Faster wheels #12", "Louder bells #7", "Questions"]);
    }
}
