//! An agenda as a table: a column for the topics, others for their numbers, who leads them and how long they may take.

use super::super::AgendaItem;
use super::{Source, is_address};
use crate::document::BlockKind;
use std::ops::Range;

/// The rows behind a head row that names a column of topics.
pub(super) fn find(source: &Source<'_>, body: &Range<usize>) -> Vec<AgendaItem> {
    let document = source.document;
    let blocks = document.blocks();
    // It may stand before the list of participants.
    let rows = (0..body.end).filter(|at| blocks.get(*at).is_some_and(|b| b.kind == BlockKind::TableRow));
    let mut items: Vec<AgendaItem> = Vec::new();
    let (mut column, mut numbers) = (None, None);
    let mut last = None;
    for at in rows {
        let cells = document.cells(blocks[at].span);
        let of = |column: Option<usize>| column.and_then(|c| cells.get(c)).copied().filter(|cell| !cell.is_empty());
        if last.is_none_or(|last: usize| last + 1 < at) {
            if !items.is_empty() {
                break;
            }
            let head = |is: &dyn Fn(&str) -> bool| cells.iter().position(|cell| is(cell.of_text(document.text())));
            column = head(&|cell| source.layout.is_topic_column(cell));
            numbers =
                head(&|cell| source.words.number_columns.contains(&cell.to_lowercase())).filter(|n| Some(*n) != column);
        } else if let Some(cell) = of(column).filter(|cell| !is_address(cell.of_text(document.text()))) {
            // "1." at the beginning of a row is its marker.
            let marker = blocks[at].marker.as_ref().filter(|_| numbers == Some(0)).map(|m| m.label.as_str());
            let printed = marker.or_else(|| of(numbers).map(|number| number.of_text(document.text())));
            let label = printed.unwrap_or("").trim_end_matches(['.', ')']);
            let label = if label.len() <= 5 { label.to_owned() } else { String::new() };
            items.push(AgendaItem { label, title: source.title(cell), parent: None, block: at });
        }
        last = Some(at);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::tests::{agenda, titles};

    #[test]
    fn topics_beside_moderators_and_minutes() {
        let source = "# Committee\n\n| Min | Agenda Topics | Lead |\n| -- | -- | -- |\n| 0 | Welcome | Ada |\n| 5 |  | |\n| 10 | Budget | All |\n\nAda opened.\n";
        assert_eq!(titles(source), ["Welcome", "Budget"]);
        assert_eq!(titles("# Committee\n\n| Name | Company |\n| -- | -- |\n| Ada | Engines |\n"), [""; 0]);
    }

    #[test]
    fn numbers_in_a_column_of_their_own() {
        let source = "# Committee\n\n| # | Item | Lead |\n| -- | -- | -- |\n| 1. | Welcome | Ada |\n| 2. | Budget | All |\n\nAda opened.\n";
        assert_eq!(agenda(source), [("1".to_owned(), "Welcome".to_owned()), ("2".to_owned(), "Budget".to_owned())]);
    }
}
