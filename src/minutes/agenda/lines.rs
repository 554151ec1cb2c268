//! An agenda as lines that nothing marks but their bold or italic letters: what word processors make of a list that was typed without one.

use super::super::AgendaItem;
use super::{Source, is_address};
use crate::document::BlockKind;
use std::ops::Range;

/// One line is as good as a title of what follows it.
const FEWEST: usize = 2;
/// No agenda is longer: a bound for texts that are no reports.
const MOST_ITEMS: usize = 500;
/// A longer line is no item.
const LONGEST_ITEM: usize = 110;

/// The lines right behind the block that announces the agenda, as far as all of them are set apart. None where something else stands among them: then each may be
/// the title of what is said below it.
pub(super) fn find(source: &Source<'_>, anchor: usize, body: &Range<usize>) -> Vec<AgendaItem> {
    let blocks = source.document.blocks();
    let is_item = |at: &usize| {
        let Some(block) = blocks.get(*at) else { return false };
        let line = source.document.text_of(block);
        let label = line.find(':').is_some_and(|colon| colon + 1 < line.trim_end().len());
        block.kind == BlockKind::Paragraph
            && block.emphasised
            && block.marker.is_none()
            && line.contains(char::is_alphabetic)
            && line.len() <= LONGEST_ITEM
            && !line.ends_with(['.', '!', ';'])
            && !label
            && !is_address(line)
            && source.outline.at(*at).is_none()
    };
    let run: Vec<usize> = (anchor + 1..body.end).take_while(is_item).take(MOST_ITEMS).collect();
    let Some(last) = run.last().filter(|_| run.len() >= FEWEST) else { return Vec::new() };
    // The last of them may be the title of the paragraph below, and then so may the others be of nothing.
    let closed = blocks
        .get(last + 1)
        .is_none_or(|next| matches!(next.kind, BlockKind::Heading { .. }) || source.outline.at(last + 1).is_some());
    if !closed {
        return Vec::new();
    }
    let item = |at: usize| {
        let block = blocks.get(at)?;
        Some(AgendaItem { label: String::new(), title: source.title(block.span), parent: None, block: at })
    };
    run.into_iter().filter_map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::titles;

    #[test]
    fn bold_lines_up_to_the_next_heading() {
        let source = "# Board\n\n## Agenda\n\n**Opening**\n\n**Budget for 2025:**\n\n**Any other business**\n\n## Discussion\n\n**Opening**\n\nAda opened the meeting.\n";
        assert_eq!(titles(source), ["Opening", "Budget for 2025", "Any other business"]);
    }

    #[test]
    fn bold_lines_that_may_be_titles_are_no_agenda() {
        for source in [
            "# Board\n\n## Agenda\n\n**Opening**\n\nAda opened the meeting.\n\n**Budget**\n\nAlan explained the budget.\n",
            "# Board\n\n## Agenda\n\n**Opening**\n\n**Budget**\n\nAlan explained the budget.\n",
            "# Board\n\n## Agenda\n\n**Date: 7 May 2024**\n\n**Place: Aalen**\n\n## Discussion\n\nAda opened.\n",
        ] {
            assert_eq!(titles(source), [""; 0], "{source}");
        }
    }
}
