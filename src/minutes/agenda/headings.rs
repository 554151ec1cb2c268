//! No agenda but in what was discussed: the headings below "Agenda" or "Minutes", or, where none of these words stands, the highest level of headings that
//! repeats.

use super::super::AgendaItem;
use super::super::layout::{Outline, Part, title_span};
use crate::document::{Block, BlockKind, Document};
use std::ops::Range;

/// No agenda is longer: a bound for texts that are no reports.
const MOST_ITEMS: usize = 500;

/// The headings that are items.
pub(super) fn find(document: &Document, outline: &Outline, body: &Range<usize>) -> Vec<AgendaItem> {
    let blocks = document.blocks();
    let root = |part| {
        let opening = outline.openings.iter().find(|(at, p, _)| *p == part && level(&blocks[*at]).is_some());
        opening.map(|(at, ..)| *at)
    };
    let below = |root: usize| {
        let own = level(&blocks[root]).unwrap_or(0);
        let end = (root + 1..body.end).find(|at| level(&blocks[*at]).is_some_and(|l| l <= own)).unwrap_or(body.end);
        (root + 1..end, own)
    };
    let (scope, above) = root(Part::Agenda)
        .map(below)
        .into_iter()
        .chain(root(Part::Discussion).map(below))
        .find(|(scope, _)| headings(document, outline, scope).next().is_some())
        .unwrap_or((body.clone(), 0));
    let all: Vec<usize> = headings(document, outline, &scope).take(MOST_ITEMS).collect();
    let level_of = |at: &usize| level(&blocks[*at]).unwrap_or(u8::MAX);
    let repeats = |wanted: u8| all.iter().filter(|at| level_of(at) == wanted).count() > 1;
    let wanted = (above + 1..=6).find(|l| repeats(*l) || above > 0 && all.iter().any(|at| level_of(at) == *l));
    let Some(wanted) = wanted else { return Vec::new() };
    let items = all.into_iter().filter(|at| level_of(at) == wanted);
    items
        .map(|at| AgendaItem {
            label: blocks[at].marker.as_ref().map_or_else(String::new, |m| m.label.clone()),
            title: title_span(document.text(), blocks[at].span),
            parent: None,
            block: at,
        })
        .collect()
}

/// The headings of a stretch that open no other part of the report.
fn headings<'d>(
    document: &'d Document,
    outline: &'d Outline,
    scope: &Range<usize>,
) -> impl Iterator<Item = usize> + 'd {
    scope.clone().skip(usize::from(scope.start == 0)).filter(|at| {
        document.blocks().get(*at).is_some_and(|b| level(b).is_some() && !b.span.is_empty())
            && outline.at(*at).is_none()
    })
}

fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::titles;

    #[test]
    fn headings_below_the_word_for_it() {
        let source = "# Council Meeting\n\n## Present\n\n* Ada\n\n## Agenda\n\n### Announcements\n\n* none\n\n### Budget\n\nAda: fine\n\n## Next meeting\n\nMay 7\n";
        assert_eq!(titles(source), ["Announcements", "Budget"]);
    }

    #[test]
    fn headings_without_it() {
        let source = "# Council, 7 May 2020\n\n## Participants\n\n* Ada\n\n## Budget\n\nFine.\n\n## Elections\n\nSoon.\n\n### Dates\n\nLate.\n";
        assert_eq!(titles(source), ["Budget", "Elections"]);
        assert_eq!(titles("# Council\n\n## Budget\n\nFine.\n"), [""; 0]);
    }
}
